//! The open document: the experiment, its file, and whether it was changed since it was saved.

use std::path::PathBuf;

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
    pub history: super::undo::UndoHistory,
}
