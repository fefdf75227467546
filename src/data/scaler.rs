//! Scaling of one column, fitted on the training part.

use serde::Deserialize;
use serde::Serialize;

use super::treatment::Scaling;

/// `scaled = (curve(value) − offset) · factor + shift`. A constant column gets factor 1, so nothing is divided by 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaler {
    /// Applied before the linear part.
    #[serde(default)]
    pub curve: Curve,
    /// Subtracted first.
    pub offset: f64,
    /// Multiplied then.
    pub factor: f64,
    /// Added last.
    pub shift: f64,
}

/// A monotonous function applied before linear scaling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Curve {
    /// `x`
    #[default]
    Linear,
    /// `ln x`, for positive values.
    Log,
    /// `sign(x) · ln(1 + |x|)`
    SignedLog,
}

impl Curve {
    /// Its value.
    pub fn apply(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => libm::log(value),
            Self::SignedLog => libm::log1p(value.abs()).copysign(value),
        }
    }

    /// The value that it maps to `image`.
    pub fn invert(self, image: f64) -> f64 {
        match self {
            Self::Linear => image,
            Self::Log => libm::exp(image),
            Self::SignedLog => libm::expm1(image.abs()).copysign(image),
        }
    }
}

impl Scaler {
    /// Leaves values as they are.
    pub const NONE: Self = Self {
        curve: Curve::Linear,
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
        let curve = match scaling {
            Scaling::None => return Self::NONE,
            Scaling::MinMax { .. } | Scaling::Standardise | Scaling::Robust => Curve::Linear,
            Scaling::Log => Curve::Log,
            Scaling::SignedLog => Curve::SignedLog,
        };
        let values = values
            .filter(|value| !value.is_nan())
            .map(|value| curve.apply(value));
        let (smallest, largest) = values
            .clone()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        if smallest > largest {
            return Self {
                curve,
                ..Self::NONE
            };
        }
        let (offset, factor, shift) = match scaling {
            Scaling::None => return Self::NONE,
            Scaling::MinMax { low, high } => (smallest, (high - low) / (largest - smallest), low),
            Scaling::Standardise | Scaling::Log | Scaling::SignedLog => {
                let (mean, deviation) = moments(values, smallest.abs().max(largest.abs()));
                (mean, 1.0 / deviation, 0.0)
            }
            Scaling::Robust => {
                let mut sorted: Vec<f64> = values.collect();
                sorted.sort_unstable_by(f64::total_cmp);
                let spread = quantile(&sorted, 0.75) - quantile(&sorted, 0.25);
                (quantile(&sorted, 0.5), 1.0 / spread, 0.0)
            }
        };
        let usable = smallest < largest && factor.is_finite() && factor != 0.0;
        Self {
            curve,
            offset: if smallest < largest { offset } else { smallest },
            factor: if usable { factor } else { 1.0 },
            shift,
        }
    }

    /// The scaled value.
    pub fn apply(&self, value: f64) -> f64 {
        (self.curve.apply(value) - self.offset) * self.factor + self.shift
    }

    /// The value in original units.
    pub fn invert(&self, scaled: f64) -> f64 {
        self.curve
            .invert((scaled - self.shift) / self.factor + self.offset)
    }
}

/// The quantile of sorted numbers, linear between neighbours (type 7 of Hyndman & Fan, 1996, as in numpy); `NaN` of none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = share * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let part = place - below as f64;
    // Weighted and added, so that no difference overflows.
    sorted[below] * (1.0 - part) + sorted[above] * part
}

/// Mean and standard deviation (of the population) in two passes; `largest` is the largest absolute value.
pub(super) fn moments(values: impl Iterator<Item = f64> + Clone, largest: f64) -> (f64, f64) {
    // Squares of very large or very small values would overflow or vanish.
    let unit = if largest == 0.0 || (1e-100..1e100).contains(&largest) {
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
            Scaling::Robust,
            Scaling::SignedLog,
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

    #[test]
    fn robust_scaling_takes_median_and_quartiles() {
        // numpy.percentile([1, 2, 4, 8, 100], [25, 50, 75]) = 2, 4, 8.
        let scaler = Scaler::fit(Scaling::Robust, [8.0, 1.0, 100.0, 4.0, 2.0].into_iter());
        assert_eq!((scaler.offset, scaler.factor), (4.0, 1.0 / 6.0));
        // numpy.percentile([1, 2, 3, 10], [25, 50, 75]) = 1.75, 2.5, 4.75.
        let quartiles = [0.25, 0.5, 0.75].map(|share| quantile(&[1.0, 2.0, 3.0, 10.0], share));
        assert_eq!(quartiles, [1.75, 2.5, 4.75]);
    }

    #[test]
    fn logarithms_are_standardised_and_inverted() {
        // ln of 1, e, e²: mean 1, population deviation √(2/3) (hand calculation).
        let e = std::f64::consts::E;
        let scaler = Scaler::fit(Scaling::Log, [1.0, e, e * e].into_iter());
        assert!((scaler.apply(e * e) - 1.5_f64.sqrt()).abs() < 1e-12);
        assert!((scaler.invert(scaler.apply(0.3)) - 0.3).abs() < 1e-12);
        // sign(x) ln(1 + |x|): −ln 3 = −1.09861228866811 for −2, 0 for 0.
        assert!((Curve::SignedLog.apply(-2.0) + 1.098_612_288_668_11).abs() < 1e-14);
        assert_eq!(Curve::SignedLog.apply(0.0), 0.0);
        for value in [-1e6, -2.5, -1e-9, 0.0, 3.0] {
            let back = Curve::SignedLog.invert(Curve::SignedLog.apply(value));
            assert!(
                (back - value).abs() <= 1e-12 * value.abs(),
                "{value}: {back}"
            );
        }
    }
}
