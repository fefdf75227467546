//! Undo and redo: snapshots of the document, a point whenever an interaction has ended.

use egui::util::undoer::Undoer;

use crate::experiment::Experiment;

/// The undo history of the document.
#[derive(Clone, Debug, Default)]
pub struct UndoHistory {
    /// The snapshots.
    pub undoer: Undoer<Experiment>,
}
