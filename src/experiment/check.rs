//! From a document to a plan that can be run: every problem is found and named by its field.

use std::fmt;
use std::sync::Arc;

use super::check_network;
use super::check_objective;
use super::check_training;
use super::document::Experiment;
use crate::data::Dataset;
use crate::data::DatasetProblem;
use crate::data::SplitBy;
use crate::data::Table;
use crate::data::TargetKind;
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
    /// The learning-rate schedule.
    Schedule,
    /// Regularisation.
    Regularization,
    /// The weights of classes, and of samples.
    ClassWeights,
    /// The batch size.
    Update,
    /// A stop.
    Stop,
    /// A change that the run makes by itself.
    Changes,
}

/// What is wrong with one field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What, and what to do.
    pub message: String,
}

impl Problem {
    /// A problem of a field.
    pub(super) fn new(field: Field, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<DatasetProblem> for Problem {
    fn from(problem: DatasetProblem) -> Self {
        let DatasetProblem {
            column,
            split,
            message,
        } = problem;
        let field = match column {
            Some(name) => Field::Column(name),
            None if split => Field::Split,
            None => Field::Data,
        };
        Self { field, message }
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
        let mut run = train::start(
            self.network.clone(),
            &self.experiment.network.start,
            Arc::clone(&self.dataset),
            &self.experiment.training,
            self.experiment.seeds,
        );
        run.plan_changes(&self.experiment.changes);
        run
    }
}

impl Experiment {
    /// Checks the experiment against its table.
    ///
    /// # Errors
    /// All problems found.
    ///
    /// ```
    /// use deltascope::experiment::{Experiment, Field};
    /// use deltascope::train::Update;
    ///
    /// let mut experiment = Experiment::new_default();
    /// let table = experiment.data.source.made_table().unwrap()?;
    /// assert!(experiment.check(&table).is_ok());
    ///
    /// experiment.training.update = Update::MiniBatch(0);
    /// let problems = experiment.check(&table).unwrap_err();
    /// assert_eq!(problems[0].field, Field::Update);
    /// # Ok::<(), String>(())
    /// ```
    pub fn check(&self, table: &Table) -> Result<Plan, Vec<Problem>> {
        self.check_prepared(self.prepare(table))
    }

    /// The first, costly half of [`Experiment::check`]: the data set. It depends on the data part of the document, the
    /// split seed and the number type alone, so it can be kept while other fields are edited.
    ///
    /// # Errors
    /// All problems of the data.
    pub fn prepare(&self, table: &Table) -> Result<Arc<Dataset>, Vec<Problem>> {
        let precision = self.training.precision;
        match Dataset::prepare_in(precision, table, &self.data, self.seeds.split) {
            Ok(dataset) => self
                .check_stratification(&dataset)
                .map(|()| Arc::new(dataset)),
            Err(problems) => Err(problems.into_iter().map(Problem::from).collect()),
        }
    }

    /// The second half of [`Experiment::check`]: everything else, given what [`Experiment::prepare`] returned.
    ///
    /// # Errors
    /// All problems found, those of the data first.
    pub fn check_prepared(
        &self,
        dataset: Result<Arc<Dataset>, Vec<Problem>>,
    ) -> Result<Plan, Vec<Problem>> {
        let (dataset, mut problems) = match dataset {
            Ok(dataset) => (Some(dataset), Vec::new()),
            Err(problems) => (None, problems),
        };
        let network = check_network::check(self, dataset.as_deref(), &mut problems);
        check_training::check(self, dataset.as_deref(), network.as_ref(), &mut problems);
        check_objective::check(self, dataset.as_deref(), &mut problems);
        check_training::check_changes(self, dataset.as_deref(), network.as_ref(), &mut problems);
        match (dataset, network) {
            (Some(dataset), Some(network)) if problems.is_empty() => Ok(Plan {
                experiment: self.clone(),
                dataset,
                network,
            }),
            _ => Err(problems),
        }
    }

    /// The experiment with its column roles written out as they hold for this table.
    pub fn resolved(&self, table: &Table) -> Self {
        let mut resolved = self.clone();
        resolved.data.columns = self.data.resolved_columns(table);
        resolved
    }

    fn check_stratification(&self, dataset: &Dataset) -> Result<(), Vec<Problem>> {
        let has_classes = dataset
            .preparation
            .targets
            .iter()
            .any(|target| matches!(target.kind, TargetKind::Classes(_)));
        let by_chance = match &self.data.split.by {
            SplitBy::Random | SplitBy::Folds { .. } => true,
            SplitBy::InOrder | SplitBy::Groups { .. } | SplitBy::Column { .. } => false,
        };
        let by_chance = by_chance && self.data.sequence.is_none();
        if by_chance && self.data.split.stratify && !has_classes {
            return Err(vec![Problem::new(
                Field::Split,
                "the split keeps the shares of the classes, but no target has classes; switch stratify off",
            )]);
        }
        Ok(())
    }
}
