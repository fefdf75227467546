//! From a document to a plan that can be run: every problem is found and named by its field.

use std::fmt;
use std::sync::Arc;

use super::document::Experiment;
use crate::data::Dataset;
use crate::data::Table;
use crate::nn::Network;
use crate::train;
use crate::train::Run;

/// The field of a document that a problem belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The data as a whole.
    Data,
    /// A column by name.
    Column(String),
    /// The split.
    Split,
    /// A layer by its index in `input, hidden…, output`.
    Layer(usize),
    /// The connections.
    Connections,
    /// Starting values.
    Start,
    /// The loss.
    Loss,
    /// The learning rate.
    LearningRate,
    /// Another parameter of the optimiser.
    Optimizer,
    /// The batch size.
    Update,
    /// A stop.
    Stop,
}

/// What is wrong with one field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What, and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A checked experiment with its data: the only thing that can be run.
#[derive(Clone, Debug)]
pub struct Plan {
    experiment: Experiment,
    dataset: Arc<Dataset>,
    network: Network,
}

impl Plan {
    /// The experiment.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The prepared data.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Starts a run from its first weights.
    pub fn start(&self) -> Box<dyn Run> {
        train::start(
            self.network.clone(),
            &self.experiment.network.start,
            Arc::clone(&self.dataset),
            &self.experiment.training,
            self.experiment.seeds,
        )
    }
}

impl Experiment {
    /// Checks the experiment against its table.
    ///
    /// # Errors
    /// All problems found.
    pub fn check(&self, table: &Table) -> Result<Plan, Vec<Problem>> {
        let _ = table;
        todo!()
    }
}
