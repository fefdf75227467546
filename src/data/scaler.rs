//! Linear scaling of one column, fitted on the training part.

use serde::Deserialize;
use serde::Serialize;

use super::spec::Scaling;

/// `scaled = (value − offset) · factor`. A constant column gets factor 1, so nothing is divided by 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// Subtracted first.
    pub offset: f64,
    /// Multiplied then.
    pub factor: f64,
    /// Added last.
    pub shift: f64,
}

impl Scaler {
    /// The scaler of a kind for these values; missing values (`NaN`) are passed over.
    pub fn fit(scaling: Scaling, values: impl Iterator<Item = f64> + Clone) -> Self {
        let _ = (scaling, values);
        todo!()
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
