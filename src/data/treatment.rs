//! How single columns are treated: scaling, the coding of classes, what stands in for missing cells.

use serde::Deserialize;
use serde::Serialize;

/// How numbers are scaled. Fitted on the training part only, inverted for display and prediction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Scaling {
    /// As they are. (`None` is RON's own word.)
    #[default]
    #[serde(rename = "Unscaled")]
    None,
    /// Linearly so that the smallest value becomes `low` and the largest `high`.
    MinMax {
        /// The image of the smallest value.
        low: f64,
        /// The image of the largest value.
        high: f64,
    },
    /// To mean 0 and standard deviation 1.
    Standardise,
    /// To median 0 and interquartile range 1, so that a few extreme values change nothing.
    Robust,
    /// The natural logarithm `ln x`, then standardised; every value must be positive.
    Log,
    /// `sign(x) · ln(1 + |x|)`, then standardised; for `x ≥ 0` this is `log1p`.
    SignedLog,
}

impl Scaling {
    /// The scaling of values that a logarithm does not suit (class numbers, derived inputs): logarithms give way to
    /// standardising.
    pub(super) fn linear(self) -> Self {
        match self {
            Self::Log | Self::SignedLog => Self::Standardise,
            Self::None | Self::MinMax { .. } | Self::Standardise | Self::Robust => self,
        }
    }
}

/// How the classes of an input become numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClassCode {
    /// One feature for each class, 1 for the row's own and 0 for the others.
    #[default]
    OneHot,
    /// One feature, the place of the class (0, 1, 2, …) in the order of the column's classes, scaled as numbers are.
    Ordinal,
}

/// What stands in for a missing cell of an input; all but constants are fitted on the training part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Fill {
    /// The mean, of numbers.
    Mean,
    /// The middle value, of numbers.
    Median,
    /// The most frequent number or class; of equals the smallest number or the first class.
    Mode,
    /// This number.
    Number(f64),
    /// This class.
    Class(String),
}
