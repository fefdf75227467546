//! Losses: what a network is trained to make small, as a mean over the samples of a batch.

use serde::Deserialize;
use serde::Serialize;

/// The error `E` of a batch of `n` samples with `k` outputs, outputs `Y [k × n]` and targets `T [k × n]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// `E = 1/(2n) Σ (Y − T)²`.
    #[default]
    HalfSquaredError,
    /// `E = 1/(n k) Σ (Y − T)²`.
    MeanSquaredError,
    /// `E = −1/n Σ [T ln Y + (1 − T) ln(1 − Y)]`; needs logistic outputs.
    BinaryCrossEntropy,
    /// `E = −1/n Σ T ln Y`; needs a softmax output layer.
    SoftmaxCrossEntropy,
}
