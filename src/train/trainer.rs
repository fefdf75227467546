//! The trainer: network, optimiser, data and generators, generic over the number type.

use std::sync::Arc;

use super::run::Run;
use super::spec::TrainingSpec;
use crate::data::Dataset;
use crate::nn::Network;
use crate::nn::Start;

/// Seeds of the named random streams; changing one never moves another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// Which rows go to which part.
    pub split: u64,
    /// The starting weights.
    pub initialisation: u64,
    /// The order of samples.
    pub order: u64,
    /// Noise and dropout.
    pub noise: u64,
}

/// Starts a run: draws the weights and records row 0.
pub fn start(
    network: Network,
    start: &Start,
    dataset: Arc<Dataset>,
    training: &TrainingSpec,
    seeds: Seeds,
) -> Box<dyn Run> {
    let _ = (network, start, dataset, training, seeds);
    todo!()
}
