//! What a document says about training.

use serde::Deserialize;
use serde::Serialize;

use super::regularization::RegularizationSpec;
use super::stop::StopSpec;
use super::training_curve::TrainingCurve;
use super::weighting::ClassWeights;
use crate::data::Precision;
use crate::nn::Loss;
use crate::nn::OptimizerSpec;
use crate::nn::Schedule;

/// The training part of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSpec {
    /// What is made small.
    pub loss: Loss,
    /// How the gradient moves the weights.
    pub optimizer: OptimizerSpec,
    /// How the learning rate changes as training goes on.
    #[serde(default)]
    pub schedule: Schedule,
    /// After how many samples the weights move.
    pub update: Update,
    /// Whether the samples come in a new order each epoch.
    pub shuffle: bool,
    /// What shapes the weights beside the loss of the data.
    #[serde(default)]
    pub regularization: RegularizationSpec,
    /// How much the classes count in the loss.
    #[serde(default)]
    pub class_weights: ClassWeights,
    /// What the training loss of an epoch is.
    #[serde(default)]
    pub training_curve: TrainingCurve,
    /// The number type of the run.
    #[serde(default)]
    pub precision: Precision,
    /// When the run ends.
    pub stop: StopSpec,
}

/// After how many samples the weights move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Update {
    /// After each sample.
    Online,
    /// After this many samples; the last, shorter batch of an epoch counts as one too.
    MiniBatch(usize),
    /// After all samples.
    FullBatch,
}
