//! The open document: the experiment, its file, and whether it was changed since it was saved.

use std::path::PathBuf;

use super::former::FormerChoices;
use super::undo::UndoHistory;
use crate::experiment::Experiment;

/// The open document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The experiment as it is edited.
    pub experiment: Experiment,
    /// Its file, once saved or opened.
    pub path: Option<PathBuf>,
    /// The experiment as it was last saved or opened.
    pub saved: Experiment,
    /// The experiment of the present run, to tell whether edits await a new run.
    pub running: Option<Experiment>,
    /// Undo and redo.
    pub history: UndoHistory,
    /// Settings of choices that were left.
    pub former: FormerChoices,
}

impl Document {
    /// A document as it was opened from `path`, or made by the program.
    pub fn new(experiment: Experiment, path: Option<PathBuf>) -> Self {
        Self {
            saved: experiment.clone(),
            running: None,
            history: UndoHistory::starting_with(&experiment),
            former: FormerChoices::default(),
            experiment,
            path,
        }
    }

    /// Whether there are changes that are not saved.
    pub fn is_dirty(&self) -> bool {
        self.experiment != self.saved
    }

    /// Whether the present run is of another experiment than the one that is shown: edits apply to a new run. Words
    /// about the experiment do not count.
    pub fn edits_await_new_run(&self) -> bool {
        let Experiment {
            title: _,
            description: _,
            data,
            network,
            training,
            seeds,
            changes,
        } = &self.experiment;
        self.running.as_ref().is_some_and(|running| {
            data != &running.data
                || network != &running.network
                || training != &running.training
                || seeds != &running.seeds
                || changes != &running.changes
        })
    }

    /// Whether the present run takes over changes of the settings. Where the document plans other changes than the run, its
    /// settings are those to begin a new run with.
    pub fn run_takes_changes(&self) -> bool {
        let running = self.running.as_ref();
        running.is_none_or(|running| running.changes == self.experiment.changes)
    }

    /// The file's name, else the title, for the window's title.
    pub fn name(&self) -> String {
        let file = self.path.as_ref().and_then(|path| path.file_name());
        file.map_or_else(
            || self.experiment.title.clone(),
            |name| name.to_string_lossy().into_owned(),
        )
    }
}
