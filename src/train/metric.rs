//! Figures of merit beside the loss, in original units.

/// A figure of merit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// The share of samples whose class is right (for a 0/1 target: on the right side of ½).
    Accuracy,
    /// Root of the mean squared error, in original units.
    Rmse,
    /// Coefficient of determination `1 − SSE/SST`.
    R2,
    /// Mean absolute error, in original units.
    Mae,
}

/// One value of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricValue {
    /// The metric.
    pub metric: Metric,
    /// The target column it belongs to; empty = the only one.
    pub target: String,
    /// Its value.
    pub value: f64,
}

impl Metric {
    /// The word for it on the command line and in files, such as `accuracy`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Rmse => "rmse",
            Self::R2 => "r2",
            Self::Mae => "mae",
        }
    }
}
