//! The document.

use serde::Deserialize;
use serde::Serialize;

use crate::data::DataSpec;
use crate::nn::NetworkSpec;
use crate::train::PlannedChange;
use crate::train::TrainingSpec;
use crate::train::trainer::Seeds;

/// An experiment: with the table it names it determines a run to the bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// A short title.
    pub title: String,
    /// What it shows, in a sentence or two.
    #[serde(default)]
    pub description: String,
    /// Data source and preparation.
    pub data: DataSpec,
    /// The network.
    pub network: NetworkSpec,
    /// Training.
    pub training: TrainingSpec,
    /// The seeds of the random streams.
    #[serde(default)]
    pub seeds: Seeds,
    /// Changes of the training settings that a run makes by itself, by rising number of updates.
    #[serde(default)]
    pub changes: Vec<PlannedChange>,
}
