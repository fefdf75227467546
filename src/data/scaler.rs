//! Linear scaling of one column, fitted on the training part.

use serde::Deserialize;
use serde::Serialize;

use super::spec::Scaling;

/// `scaled = (value − offset) · factor + shift`. A constant column gets factor 1, so nothing is divided by 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaler {
    /// Subtracted first.
    pub offset: f64,
    /// Multiplied then.
    pub factor: f64,
    /// Added last.
    pub shift: f64,
}

impl Scaler {
    /// Leaves values as they are.
    pub const NONE: Self = Self {
        offset: 0.0,
        factor: 1.0,
        shift: 0.0,
    };

    /// The scaler of a kind for these values; missing values (`NaN`) are passed over.
    ///
    /// ```
    /// use deltascope::data::Scaling;
    /// use deltascope::data::scaler::Scaler;
    ///
    /// let scaling = Scaling::MinMax { low: -1.0, high: 1.0 };
    /// let scaler = Scaler::fit(scaling, [10.0, 20.0, f64::NAN].into_iter());
    /// assert_eq!(scaler.apply(15.0), 0.0);
    /// assert_eq!(scaler.invert(1.0), 20.0);
    /// ```
    pub fn fit(scaling: Scaling, values: impl Iterator<Item = f64> + Clone) -> Self {
        let values = values.filter(|value| !value.is_nan());
        let (smallest, largest) = values
            .clone()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        if smallest > largest {
            return Self::NONE;
        }
        let (offset, factor, shift) = match scaling {
            Scaling::None => return Self::NONE,
            Scaling::MinMax { low, high } => (smallest, (high - low) / (largest - smallest), low),
            Scaling::Standardise => {
                let (mean, deviation) = moments(values, smallest.abs().max(largest.abs()));
                (mean, 1.0 / deviation, 0.0)
            }
        };
        let usable = smallest < largest && factor.is_finite() && factor != 0.0;
        Self {
            offset: if smallest < largest { offset } else { smallest },
            factor: if usable { factor } else { 1.0 },
            shift,
        }
    }

    /// The scaled value.
    pub fn apply(&self, value: f64) -> f64 {
        (value - self.offset) * self.factor + self.shift
    }

    /// The value in original units.
    pub fn invert(&self, scaled: f64) -> f64 {
        (scaled - self.shift) / self.factor + self.offset
    }
}

/// Mean and standard deviation (of the population) in two passes; `largest` is the largest absolute value.
pub(super) fn moments(values: impl Iterator<Item = f64> + Clone, largest: f64) -> (f64, f64) {
    // Squares of very large or very small values would overflow or vanish.
    let unit = if (1e-100..1e100).contains(&largest) {
        1.0
    } else {
        largest
    };
    let count = values.clone().count() as f64;
    let mean = values
        .clone()
        .map(|value| value / unit / count)
        .sum::<f64>();
    let variance = values
        .map(|value| (value / unit - mean).powi(2))
        .sum::<f64>()
        / count;
    (mean * unit, variance.sqrt() * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standardising_gives_mean_0_and_deviation_1() {
        // Values 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population standard deviation 2 (hand calculation).
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let scaler = Scaler::fit(Scaling::Standardise, values.into_iter());
        assert_eq!(scaler.apply(9.0), 2.0);
        assert_eq!(scaler.apply(3.0), -1.0);
    }

    #[test]
    fn constant_and_empty_columns_are_safe() {
        for scaling in [
            Scaling::None,
            Scaling::Standardise,
            Scaling::MinMax {
                low: 0.0,
                high: 1.0,
            },
        ] {
            for values in [vec![], vec![f64::NAN], vec![0.1; 7], vec![1e308, -1e308]] {
                let scaler = Scaler::fit(scaling, values.iter().copied());
                assert!(
                    scaler.factor.is_finite() && scaler.factor != 0.0,
                    "{scaling:?} {values:?}"
                );
            }
        }
        let constant = Scaler::fit(Scaling::Standardise, [0.1; 7].into_iter());
        assert_eq!(constant.apply(0.1), 0.0);
        assert_eq!(constant.invert(0.0), 0.1);
    }

    #[test]
    fn extreme_values_do_not_overflow() {
        // Half the squared distance is 1e400; the deviation of {−1e200, 1e200} is 1e200.
        let scaler = Scaler::fit(Scaling::Standardise, [-1e200, 1e200].into_iter());
        assert!((scaler.apply(1e200) - 1.0).abs() < 1e-12);
        let scaler = Scaler::fit(Scaling::Standardise, [1e-200, 3e-200].into_iter());
        assert!((scaler.apply(3e-200) - 1.0).abs() < 1e-12);
    }
}
