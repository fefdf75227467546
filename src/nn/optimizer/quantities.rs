//! The inner quantities of an optimiser at one moment, in fixed room, so that recording them allocates nothing.

use std::ops::Deref;

use crate::nn::real::Real;

/// Named numbers that an optimiser changes on its own (`μ`, a step length, …). A name ends with the symbol, where there is one.
///
/// ```
/// use deltascope::nn::optimizer::Quantities;
///
/// let quantities = Quantities::from([("Damping μ", 0.001)]);
/// assert_eq!(quantities[0], ("Damping μ", 0.001));
/// assert!(Quantities::default().is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Quantities {
    entries: [(&'static str, f64); Self::MOST],
    count: usize,
}

impl Quantities {
    /// An optimiser has at most this many.
    pub const MOST: usize = 6;
}

impl<const N: usize> From<[(&'static str, f64); N]> for Quantities {
    fn from(entries: [(&'static str, f64); N]) -> Self {
        const { assert!(N <= Self::MOST, "no room for so many quantities") };
        let mut quantities = Self {
            count: N,
            ..Self::default()
        };
        quantities.entries[..N].copy_from_slice(&entries);
        quantities
    }
}

impl Deref for Quantities {
    type Target = [(&'static str, f64)];

    fn deref(&self) -> &Self::Target {
        &self.entries[..self.count]
    }
}

/// The mean, the smallest and the largest of some numbers; NaN of none.
pub(super) fn spread<R: Real>(values: &[R]) -> [f64; 3] {
    let numbers = values.iter().map(|value| value.to_f64());
    let start = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    let (sum, low, high) = numbers.fold(start, |(sum, low, high), value| {
        (sum + value, value.min(low), value.max(high))
    });
    if values.is_empty() {
        return [f64::NAN; 3];
    }
    [sum / values.len() as f64, low, high]
}

/// The mean of `rate / (√square + epsilon)` over the parameters: the learning rate that they have in effect. Those whose
/// gradient has always been 0 do not count, since `rate / epsilon` would hide all others; without any other it is no number.
pub(super) fn mean_rate<R: Real>(rate: R, squares: &[R], correction: f64, epsilon: R) -> f64 {
    let (rate, epsilon) = (rate.to_f64(), epsilon.to_f64());
    let moved = squares.iter().filter(|square| **square > R::zero());
    let (sum, count) = moved.fold((0.0, 0_usize), |(sum, count), square| {
        let root = (square.to_f64() / correction).sqrt();
        (sum + rate / (root + epsilon), count + 1)
    });
    sum / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_mean_least_and_most() {
        assert_eq!(spread(&[1.0, 4.0, 1.0]), [2.0, 1.0, 4.0]);
        assert!(spread::<f64>(&[])[0].is_nan());
    }

    #[test]
    fn the_mean_rate_divides_by_the_roots() {
        // 0.1 · (1/2 + 1/4) / 2, with the squares 2 and 8 divided by 1/2.
        let rate = mean_rate(0.1, &[2.0, 8.0], 0.5, 0.0);
        assert!((rate - 0.0375).abs() < 1e-15, "{rate}");
    }

    #[test]
    fn a_parameter_without_gradient_has_no_part_in_the_mean_rate() {
        // 0.1/2; the parameter of square 0 would add 0.1/1e-8 = 1e7.
        let rate = mean_rate(0.1, &[0.0, 4.0], 1.0, 1e-8);
        assert!((rate - 0.05).abs() < 1e-8, "{rate}");
        assert!(mean_rate(0.1, &[0.0, 0.0], 1.0, 1e-8).is_nan());
    }
}
