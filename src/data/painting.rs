//! Points in the plane that the user has painted.

use serde::Deserialize;
use serde::Serialize;

use super::random::Random;
use super::table::Column;
use super::table::Table;
use super::table::Values;

/// The stream of the brush.
const BRUSH_STREAM: u64 = 3;

/// Painted points: the square from −1 to 1 in both directions, each point with a class or a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Painting {
    /// What the third number of a point is.
    #[serde(default)]
    pub target: PaintedTarget,
    /// x, y, and the class (from 0) or the value.
    pub points: Vec<(f64, f64, f64)>,
}

/// What is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaintedTarget {
    /// Classes, `A` to `F`.
    #[default]
    Classes,
    /// Values from −1 to 1.
    Values,
}

/// How a brush paints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brush {
    /// The radius of its disc.
    pub radius: f64,
    /// How many points a dab leaves.
    pub count: usize,
    /// The class (from 0) or the value of its points.
    pub value: f64,
}

impl Painting {
    /// The most points.
    pub const MAX_POINTS: usize = 10_000;

    /// The names of the classes.
    pub const CLASSES: [&'static str; 6] = ["A", "B", "C", "D", "E", "F"];

    /// Leaves points spread evenly over the brush's disc, but none outside the square. The same dab of the same seed
    /// leaves the same points.
    ///
    /// ```
    /// use deltascope::data::{Brush, Painting};
    ///
    /// let brush = Brush { radius: 0.1, count: 5, value: 1.0 };
    /// let mut painting = Painting::default();
    /// painting.dab(&brush, (0.5, -0.5), 7);
    /// assert_eq!(painting.points.len(), 5);
    /// assert!(painting.points.iter().all(|(x, y, class)| {
    ///     (x - 0.5).hypot(y + 0.5) <= 0.1005 && *class == 1.0
    /// }));
    /// ```
    pub fn dab(&mut self, brush: &Brush, (x, y): (f64, f64), seed: u64) {
        let mut random = Random::new(seed, BRUSH_STREAM);
        for _ in 0..brush.count {
            let radius = brush.radius * random.uniform().sqrt();
            let (sine, cosine) = libm::sincos(std::f64::consts::TAU * random.uniform());
            // Four digits are finer than a screen, and keep the document short.
            let round = |value: f64| (value * 1e4).round() / 1e4;
            let (x, y) = (round(x + radius * cosine), round(y + radius * sine));
            if x.abs() <= 1.0 && y.abs() <= 1.0 && self.points.len() < Self::MAX_POINTS {
                self.points.push((x, y, brush.value));
            }
        }
    }

    /// Takes away the points within `radius`.
    pub fn erase(&mut self, (x, y): (f64, f64), radius: f64) {
        self.points
            .retain(|point| (point.0 - x).hypot(point.1 - y) > radius);
    }

    /// The same points with classes for values or the other way round: class 0 is −1 and class 5 is 1.
    pub fn with_target(&self, target: PaintedTarget) -> Self {
        let convert = |value: f64| match (self.target, target) {
            (PaintedTarget::Classes, PaintedTarget::Values) => value / 2.5 - 1.0,
            (PaintedTarget::Values, PaintedTarget::Classes) => {
                ((value + 1.0) * 2.5).round().clamp(0.0, 5.0)
            }
            (PaintedTarget::Classes, PaintedTarget::Classes)
            | (PaintedTarget::Values, PaintedTarget::Values) => value,
        };
        let points = self.points.iter();
        Self {
            target,
            points: points
                .map(|&(x, y, value)| (x, y, convert(value)))
                .collect(),
        }
    }

    /// The points as a table with the columns x, y, and class or value.
    ///
    /// # Errors
    /// When nothing is painted, or a point is none: a number that is not finite, a class that is not there, too many.
    pub fn table(&self) -> Result<Table, String> {
        if self.points.is_empty() {
            return Err("nothing is painted yet; paint some points".to_owned());
        }
        if self.points.len() > Self::MAX_POINTS {
            return Err(format!(
                "{} points are painted where {} are possible; take some away",
                self.points.len(),
                Self::MAX_POINTS
            ));
        }
        for (index, (x, y, value)) in self.points.iter().enumerate() {
            let number = index + 1;
            if ![x, y, value].iter().all(|value| value.is_finite()) {
                return Err(format!("point {number} has a number that is not finite"));
            }
            let classes = 0..Self::CLASSES.len();
            if self.target == PaintedTarget::Classes
                && (value.fract() != 0.0 || !classes.contains(&(*value as usize)) || *value < 0.0)
            {
                return Err(format!(
                    "point {number} has class {value}; classes are whole numbers from 0 to {}",
                    Self::CLASSES.len() - 1
                ));
            }
        }
        let numbers = |name: &str, of: fn(&(f64, f64, f64)) -> f64| {
            Column::numbers(name, self.points.iter().map(of).collect())
        };
        let target = match self.target {
            PaintedTarget::Values => numbers("value", |point| point.2),
            PaintedTarget::Classes => Column::new("class", self.classes()),
        };
        let columns = vec![
            numbers("x", |point| point.0),
            numbers("y", |point| point.1),
            target,
        ];
        Ok(Table::new("Painted points", columns))
    }

    /// The classes that are there, in their order.
    fn classes(&self) -> Values {
        let used = |class: &usize| self.points.iter().any(|point| point.2 as usize == *class);
        let present: Vec<usize> = (0..Self::CLASSES.len()).filter(used).collect();
        let code = |point: &(f64, f64, f64)| {
            let class = point.2 as usize;
            present.partition_point(|other| *other < class) as u32
        };
        Values::Category {
            codes: self.points.iter().map(code).collect(),
            classes: (present.iter())
                .map(|class| Self::CLASSES[*class].to_owned())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRUSH: Brush = Brush {
        radius: 0.2,
        count: 40,
        value: 2.0,
    };

    fn painted(at: (f64, f64), seed: u64) -> Painting {
        let mut painting = Painting::default();
        painting.dab(&BRUSH, at, seed);
        painting
    }

    #[test]
    fn a_dab_is_reproducible_and_another_seed_gives_other_points() {
        assert_eq!(painted((0.0, 0.0), 3), painted((0.0, 0.0), 3));
        assert_ne!(painted((0.0, 0.0), 3), painted((0.0, 0.0), 4));
    }

    #[test]
    fn no_point_lies_outside_the_square() {
        let points = painted((1.0, 1.0), 0).points;
        assert!(!points.is_empty() && points.len() < 40);
        assert!(points.iter().all(|(x, y, _)| *x <= 1.0 && *y <= 1.0));
    }

    #[test]
    fn the_eraser_takes_what_it_touches() {
        let mut painting = painted((0.5, 0.5), 0);
        painting.dab(&BRUSH, (-0.5, -0.5), 1);
        painting.erase((0.5, 0.5), 0.3);
        assert_eq!(painting.points.len(), 40);
        assert!(painting.points.iter().all(|(x, ..)| *x < 0.0));
    }

    #[test]
    fn classes_keep_their_names_though_one_between_is_missing() {
        let painting = Painting {
            target: PaintedTarget::Classes,
            points: vec![(0.0, 0.0, 2.0), (0.1, 0.0, 0.0), (0.2, 0.0, 2.0)],
        };
        let table = painting.table().unwrap();
        let expected = Values::Category {
            codes: vec![1, 0, 1],
            classes: vec!["A".to_owned(), "C".to_owned()],
        };
        assert_eq!(table.columns[2].values, expected);
    }

    #[test]
    fn values_are_numbers_and_turn_into_classes_and_back() {
        let values = painted((0.0, 0.0), 0).with_target(PaintedTarget::Values);
        let table = values.table().unwrap();
        // 2/2.5 − 1 = −0.2.
        assert!(
            matches!(&table.columns[2].values, Values::Numeric(values) if values.iter().all(|v| (v + 0.2).abs() < 1e-12))
        );
        let back = values.with_target(PaintedTarget::Classes);
        assert!(back.points.iter().all(|point| point.2 == 2.0));
    }

    #[test]
    fn what_is_no_painting_says_why() {
        let message = |value| {
            let painting = Painting {
                target: PaintedTarget::Classes,
                points: vec![(0.0, 0.0, 1.0), (0.0, 0.0, value)],
            };
            painting.table().unwrap_err()
        };
        assert_eq!(
            Painting::default().table().unwrap_err(),
            "nothing is painted yet; paint some points"
        );
        assert_eq!(
            message(6.0),
            "point 2 has class 6; classes are whole numbers from 0 to 5"
        );
        assert_eq!(
            message(-0.5),
            "point 2 has class -0.5; classes are whole numbers from 0 to 5"
        );
        assert_eq!(message(f64::NAN), "point 2 has a number that is not finite");
    }
}
