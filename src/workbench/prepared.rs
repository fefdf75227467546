//! The check of the document against its table, redone when either changes. Preparing the data is the costly half; it
//! is kept while other parts of the document are edited, and for a big table it happens on another thread.

use std::sync::Arc;

use super::jobs::Job;
use super::notice::Notice;
use super::state::Check;
use super::state::State;
use crate::data::DataSpec;
use crate::data::Dataset;
use crate::data::Precision;
use crate::data::Table;
use crate::experiment::Experiment;
use crate::experiment::Problem;

/// A table with more cells than this is prepared on another thread; fewer take a part of a frame.
const CELLS_AT_ONCE: usize = 100_000;

/// A prepared data set and what it was prepared from.
#[derive(Clone, Debug)]
pub struct Prepared {
    table: Arc<Table>,
    data: DataSpec,
    split_seed: u64,
    precision: Precision,
    /// The data set, or the problems of the data.
    pub dataset: Result<Arc<Dataset>, Vec<Problem>>,
}

impl Prepared {
    /// Prepares the data of an experiment.
    pub fn new(experiment: &Experiment, table: Arc<Table>) -> Self {
        Self {
            dataset: experiment.prepare(&table),
            table,
            data: experiment.data.clone(),
            split_seed: experiment.seeds.split,
            precision: experiment.training.precision,
        }
    }

    /// Whether preparing the experiment again would give the same.
    fn fits(&self, experiment: &Experiment, table: &Arc<Table>) -> bool {
        Arc::ptr_eq(&self.table, table)
            && self.split_seed == experiment.seeds.split
            && self.precision == experiment.training.precision
            && self.data == experiment.data
    }
}

impl State {
    /// The data set of the open experiment as it was last prepared from its table.
    pub fn dataset(&self) -> Option<&Arc<Dataset>> {
        let prepared = self.prepared.as_ref()?;
        let table = self.table()?;
        let dataset = prepared.dataset.as_ref().ok()?;
        Arc::ptr_eq(&prepared.table, table).then_some(dataset)
    }

    /// Checks the document anew.
    pub(super) fn recheck(&mut self) {
        self.jobs.prepare = None;
        self.look_at_data();
        let Some(table) = self.tables.of(&self.document.experiment.data.source) else {
            self.check = Check::NoTable;
            return;
        };
        let experiment = &self.document.experiment;
        let fits = |prepared: &Prepared| prepared.fits(experiment, &table);
        if self.prepared.as_ref().is_some_and(fits) {
            self.conclude_check();
        } else if table.rows().saturating_mul(table.columns.len()) <= CELLS_AT_ONCE {
            let prepared = Prepared::new(experiment, table);
            self.keep_prepared(prepared);
            self.conclude_check();
        } else {
            self.check = Check::Working;
            let experiment = experiment.clone();
            let work = move |_: &_| Prepared::new(&experiment, table);
            match Job::start("prepare data", &self.waker, work) {
                Ok(job) => self.jobs.prepare = Some(job),
                Err(error) => self.notify(Notice::no_thread(&error)),
            }
        }
    }

    /// Takes in the result of a preparation on another thread.
    pub(super) fn preparation_done(&mut self, result: Result<Prepared, String>) {
        match result {
            Ok(prepared) => {
                self.keep_prepared(prepared);
                // Looks whether it still fits; edits start a new job, so it does.
                self.recheck();
            }
            Err(panic) => self.notify(Notice::error(format!(
                "Preparing the data failed: {panic}. Choose other columns or scaling"
            ))),
        }
    }

    /// Keeps the prepared data; what it takes the place of is freed on another thread.
    pub(super) fn keep_prepared(&mut self, prepared: Prepared) {
        let last = self.prepared.replace(prepared);
        if let Some(Ok(dataset)) = last.map(|last| last.dataset) {
            self.tables.discard(dataset);
        }
    }

    /// The second half of the check, then what follows from it for the run.
    fn conclude_check(&mut self) {
        let Some(prepared) = &self.prepared else {
            return;
        };
        let dataset = prepared.dataset.clone();
        self.check = match self.document.experiment.check_prepared(dataset) {
            Ok(plan) => Check::Ready(Box::new(plan)),
            Err(problems) => Check::Problems(problems),
        };
        self.follow_check();
    }
}
