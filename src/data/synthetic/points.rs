//! Points in the plane in two classes.

use std::f64::consts::PI;

use super::super::random::Random;
use super::super::random::TABLE_STREAM;
use super::super::table::Column;
use super::super::table::Values;

/// Collects points; noise is added to both coordinates.
struct Cloud {
    random: Random,
    noise: f64,
    x: Vec<f64>,
    y: Vec<f64>,
    codes: Vec<u32>,
}

impl Cloud {
    fn new(noise: f64, seed: u64) -> Self {
        Self {
            random: Random::new(seed, TABLE_STREAM),
            noise,
            x: Vec::new(),
            y: Vec::new(),
            codes: Vec::new(),
        }
    }

    fn push(&mut self, x: f64, y: f64, code: u32) {
        self.x.push(x + self.noise * self.random.normal());
        self.y.push(y + self.noise * self.random.normal());
        self.codes.push(code);
    }

    fn columns(self, classes: [&str; 2]) -> Vec<Column> {
        let classes = Values::Category {
            codes: self.codes,
            classes: classes.map(str::to_owned).to_vec(),
        };
        vec![
            Column::numbers("x", self.x),
            Column::numbers("y", self.y),
            Column::new("class", classes),
        ]
    }
}

/// Lang & Witbrock (1988), scaled by 1/6.5: point `i` of 97 at angle `iπ/16` and radius `(104 − i)/104`; the second
/// spiral is the first turned by half a circle. Other numbers of points lie on the same curve. The spirals take turns.
pub(super) fn two_spirals(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut cloud = Cloud::new(noise, seed);
    for point in 0..points {
        let place = point as f64 * 96.0 / (points - 1) as f64;
        let radius = (104.0 - place) / 104.0;
        let (sine, cosine) = libm::sincos(place * PI / 16.0);
        cloud.push(radius * sine, radius * cosine, 0);
        cloud.push(-radius * sine, -radius * cosine, 1);
    }
    cloud.columns(["A", "B"])
}

/// Inner and outer points in turn, uniform in angle and radius.
pub(super) fn circle(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut cloud = Cloud::new(noise, seed);
    for point in 0..points {
        let code = (point % 2) as u32;
        let (low, high) = if code == 0 { (0.0, 0.5) } else { (0.7, 1.0) };
        let radius = cloud.random.between(low, high);
        let (sine, cosine) = libm::sincos(cloud.random.between(0.0, 2.0 * PI));
        cloud.push(radius * cosine, radius * sine, code);
    }
    cloud.columns(["inner", "outer"])
}

/// Points around two centres in turn.
pub(super) fn gaussians(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut cloud = Cloud::new(noise, seed);
    for point in 0..points {
        let code = (point % 2) as u32;
        let centre = if code == 0 { 0.4 } else { -0.4 };
        cloud.push(centre, centre, code);
    }
    cloud.columns(["A", "B"])
}

/// The geometry of scikit-learn's `make_moons`: the upper half circle around the origin, the lower around (1, ½).
pub(super) fn moons(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut cloud = Cloud::new(noise, seed);
    let upper = points.div_ceil(2);
    for point in 0..points {
        let (code, index, count) = match point % 2 {
            0 => (0, point / 2, upper),
            _ => (1, point / 2, points - upper),
        };
        let (sine, cosine) = libm::sincos(PI * index as f64 / (count - 1) as f64);
        if code == 0 {
            cloud.push(cosine, sine, 0);
        } else {
            cloud.push(1.0 - cosine, 0.5 - sine, 1);
        }
    }
    cloud.columns(["upper", "lower"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(column: &Column) -> &[f64] {
        match &column.values {
            Values::Numeric(values) => values,
            Values::Category { .. } => panic!("{} is not numeric", column.name),
        }
    }

    #[test]
    fn spirals_have_the_published_geometry() {
        let columns = two_spirals(97, 0.0, 0);
        let (x, y) = (numbers(&columns[0]), numbers(&columns[1]));
        assert_eq!(x.len(), 194);
        // i = 0: (0, 1); i = 8: angle π/2, radius 96/104; i = 96: angle 6π, radius 8/104 (from the formula).
        assert_eq!((x[0], y[0]), (0.0, 1.0));
        assert!((x[16] - 96.0 / 104.0).abs() < 1e-15 && y[16].abs() < 1e-15);
        assert!(x[192].abs() < 1e-15 && (y[192] - 8.0 / 104.0).abs() < 1e-15);
        assert_eq!((x[17], y[17]), (-x[16], -y[16]));
    }

    #[test]
    fn circle_points_lie_in_their_rings() {
        let columns = circle(200, 0.0, 4);
        for (index, (x, y)) in numbers(&columns[0])
            .iter()
            .zip(numbers(&columns[1]))
            .enumerate()
        {
            let radius = x.hypot(*y);
            let range = if index % 2 == 0 {
                0.0..=0.5
            } else {
                0.7 - 1e-12..=1.0
            };
            assert!(range.contains(&radius), "point {index}: {radius}");
        }
    }

    #[test]
    fn moons_end_where_their_half_circles_end() {
        let columns = moons(11, 0.0, 0);
        let (x, y) = (numbers(&columns[0]), numbers(&columns[1]));
        // Six upper points from (1, 0) to (−1, 0), five lower from (0, ½) to (2, ½).
        assert_eq!((x[0], y[0]), (1.0, 0.0));
        assert!((x[10] + 1.0).abs() < 1e-12 && y[10].abs() < 1e-12);
        assert_eq!((x[1], y[1]), (0.0, 0.5));
        assert!((x[9] - 2.0).abs() < 1e-12 && (y[9] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_seed_moves_the_noise() {
        assert_ne!(gaussians(10, 0.2, 1), gaussians(10, 0.2, 2));
        assert_eq!(gaussians(10, 0.2, 1), gaussians(10, 0.2, 1));
    }
}
