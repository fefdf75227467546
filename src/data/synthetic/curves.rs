//! Functions to be learnt.

use std::f64::consts::PI;

use super::super::random::Random;
use super::super::random::TABLE_STREAM;
use super::super::table::Column;

/// `y = sin(πx)` at evenly spaced points from −1 to 1.
pub(super) fn sine(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut random = Random::new(seed, TABLE_STREAM);
    let x: Vec<f64> = (0..points)
        .map(|point| 2.0 * point as f64 / (points - 1) as f64 - 1.0)
        .collect();
    let y = x
        .iter()
        .map(|x| libm::sin(PI * x) + noise * random.normal())
        .collect();
    vec![Column::numbers("x", x), Column::numbers("y", y)]
}

/// `z = (x + y)/2` at random points of the square `[−1, 1]²`.
pub(super) fn plane(points: usize, noise: f64, seed: u64) -> Vec<Column> {
    let mut random = Random::new(seed, TABLE_STREAM);
    let mut columns = [const { Vec::new() }; 3];
    for _ in 0..points {
        let x = random.between(-1.0, 1.0);
        let y = random.between(-1.0, 1.0);
        let z = f64::midpoint(x, y) + noise * random.normal();
        for (column, value) in columns.iter_mut().zip([x, y, z]) {
            column.push(value);
        }
    }
    let [x, y, z] = columns;
    vec![
        Column::numbers("x", x),
        Column::numbers("y", y),
        Column::numbers("z", z),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Values;
    use super::*;

    #[test]
    fn sine_runs_from_minus_1_to_1() {
        let columns = sine(5, 0.0, 0);
        assert_eq!(
            columns[0].values,
            Values::Numeric(vec![-1.0, -0.5, 0.0, 0.5, 1.0])
        );
        let Values::Numeric(y) = &columns[1].values else {
            panic!("y is not numeric");
        };
        assert_eq!((y[1], y[3]), (-1.0, 1.0));
    }

    #[test]
    fn the_plane_is_exact_without_noise() {
        let columns = plane(50, 0.0, 3);
        let [Values::Numeric(x), Values::Numeric(y), Values::Numeric(z)] =
            [&columns[0].values, &columns[1].values, &columns[2].values]
        else {
            panic!("not numeric");
        };
        for index in 0..50 {
            assert_eq!(2.0 * z[index], x[index] + y[index]);
        }
    }
}
