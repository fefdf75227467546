//! The record of a run: losses and metrics over epochs, and the traces that were asked for.

use super::metric::Metric;
use super::series::SeriesTable;
use crate::data::Part;

/// What one curve of a history shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// The loss of a part at the end of the epoch.
    Loss(Part),
    /// A metric of a part at the end of the epoch.
    Metric(Part, Metric),
}

/// Curves over epochs, starting with row 0 = before training, in bounded memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// What each series is, in order. Training loss is the first; validation loss the second where there is a validation part.
    pub curves: Vec<Curve>,
    /// The curves' values.
    pub table: SeriesTable,
    /// What each traced series is, in order of the request: weights by index of `θ`, then the outputs of the traced row.
    pub traced_weights: Vec<usize>,
    /// The traced sample, if any, and its number of outputs; its predicted outputs follow the weights in `traces`.
    pub traced_sample: Option<(usize, usize)>,
    /// The traced values over epochs.
    pub traces: SeriesTable,
    /// The epoch with the lowest validation loss (training loss without a validation part), and that loss.
    pub best: Option<(u64, f64)>,
    /// Live changes in order.
    pub changes: Vec<super::run::LiveChange>,
}

/// What was added to a history since the last time; `whole` where the receiver has to start anew.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryTail {
    /// Replaces everything.
    Whole(Box<History>),
    /// Rows to be pushed.
    Rows {
        /// Rows of the curves: epoch and values.
        curves: Vec<(f64, Vec<f64>)>,
        /// Rows of the traces: epoch and values.
        traces: Vec<(f64, Vec<f64>)>,
        /// The best epoch now.
        best: Option<(u64, f64)>,
        /// New live changes.
        changes: Vec<super::run::LiveChange>,
    },
}

/// How far a receiver has followed a history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    placeholder: u64,
}

impl History {
    /// What `cursor`'s receiver does not have yet, and moves the cursor; `None` when nothing is new.
    pub fn tail(&self, cursor: &mut Cursor) -> Option<HistoryTail> {
        let _ = cursor.placeholder;
        todo!()
    }

    /// Takes in a tail: afterwards this history equals the sender's at that moment.
    pub fn apply(&mut self, tail: HistoryTail) {
        let _ = tail;
        todo!()
    }
}
