//! Undo and redo: snapshots of the document, a point whenever an interaction has ended.

use egui::util::undoer::Undoer;

use crate::experiment::Experiment;

/// The undo history of the document.
#[derive(Clone, Debug, Default)]
pub struct UndoHistory {
    undoer: Undoer<Experiment>,
}

impl UndoHistory {
    /// A history that starts with this experiment.
    pub fn starting_with(experiment: &Experiment) -> Self {
        let mut history = Self::default();
        history.undoer.add_undo(experiment);
        history
    }

    /// Whether there is something to take back.
    pub fn has_undo(&self, experiment: &Experiment) -> bool {
        self.undoer.has_undo(experiment)
    }

    /// Whether something that was taken back can be made again.
    pub fn has_redo(&self, experiment: &Experiment) -> bool {
        self.undoer.has_redo(experiment)
    }

    /// Looks at the experiment once a frame: when it has changed and then rested for a second, that is a point.
    pub fn feed(&mut self, now_secs: f64, experiment: &Experiment) {
        self.undoer.feed_state(now_secs, experiment);
    }

    /// Whether a change is not a point yet, so that [`UndoHistory::feed`] wants another look in a second.
    pub fn in_flux(&self) -> bool {
        self.undoer.is_in_flux()
    }

    /// Makes the experiment a point now: before and after a change that is one act by itself.
    pub fn mark(&mut self, experiment: &Experiment) {
        // Feeding a changed state is what forgets the redos; `add_undo` alone keeps them.
        self.undoer.feed_state(0.0, experiment);
        self.undoer.add_undo(experiment);
    }

    /// The experiment before the last change.
    pub fn undo(&mut self, experiment: &Experiment) -> Option<Experiment> {
        self.undoer.undo(experiment).cloned()
    }

    /// The experiment before the last undo.
    pub fn redo(&mut self, experiment: &Experiment) -> Option<Experiment> {
        self.undoer.redo(experiment).cloned()
    }
}
