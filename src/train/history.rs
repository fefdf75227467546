//! The record of a run: losses and metrics over epochs, and the traces that were asked for.

use super::change::Change;
use super::change::LiveChange;
use super::metric::Metric;
use super::series::SeriesTable;
use crate::data::Part;

/// What one curve of a history shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// The loss of a part at the end of the epoch.
    Loss(Part),
    /// A metric of a part at the end of the epoch; the mean over the targets where there are several.
    Metric(Part, Metric),
    /// The penalty on the weights at the end of the epoch.
    Penalty,
    /// What is made small: the training loss and the penalty together, at the end of the epoch.
    Total,
    /// The learning rate of the last update, as the schedule makes it.
    LearningRate,
    /// `‖∂E/∂θ‖` of the last update's batch: where the update began, or where it ended for an optimiser that looks there.
    GradientNorm,
    /// `‖Δθ‖` of the last update.
    StepNorm,
    /// An inner quantity of the optimiser, by its name.
    Inner(&'static str),
}

impl Curve {
    /// The curve's name in files, such as `train_loss` or `validation_accuracy`.
    ///
    /// ```
    /// use deltascope::data::Part;
    /// use deltascope::train::{Metric, history::Curve};
    ///
    /// assert_eq!(Curve::Loss(Part::Train).name(), "train_loss");
    /// assert_eq!(Curve::Metric(Part::Validation, Metric::R2).name(), "validation_r2");
    /// assert_eq!(Curve::Inner("Mean step Δ").name(), "mean_step");
    /// ```
    pub fn name(self) -> String {
        let (part, what) = match self {
            Self::Loss(part) => (part, "loss"),
            Self::Metric(part, metric) => (part, metric.word()),
            Self::Penalty => (Part::Train, "penalty"),
            Self::Total => (Part::Train, "total"),
            Self::LearningRate => return "learning_rate".to_owned(),
            Self::GradientNorm => return "gradient_norm".to_owned(),
            Self::StepNorm => return "step_norm".to_owned(),
            Self::Inner(name) => return word(name),
        };
        let part = match part {
            Part::Train => "train",
            Part::Validation => "validation",
            Part::Test => "test",
        };
        format!("{part}_{what}")
    }
}

/// A name without its symbol, as one word: `Mean step Δ` becomes `mean_step`.
fn word(name: &str) -> String {
    let is_symbol = |word: &str| word.chars().count() == 1 || !word.is_ascii();
    let words = name.split_whitespace().filter(|word| !is_symbol(word));
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.join("_")
}

/// Curves over epochs, starting with row 0 = before training, in bounded memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// What each series is, in order. Training loss is the first; validation loss the second where there is a validation part.
    pub curves: Vec<Curve>,
    /// The curves' values.
    pub table: SeriesTable,
    /// What each traced series is, in order of the request: weights by index of `θ`, then the outputs of the traced sample.
    pub traced_weights: Vec<usize>,
    /// The traced sample, if any, and its number of outputs; its predicted outputs follow the weights in `traces`.
    pub traced_sample: Option<(usize, usize)>,
    /// The traced values over epochs.
    pub traces: SeriesTable,
    /// The epoch with the lowest validation loss (training loss without a validation part) among those looked at, and that loss.
    pub best: Option<(u64, f64)>,
    /// Live changes in order.
    pub changes: Vec<LiveChange>,
}

impl History {
    /// The epoch that the schedule in force counts from: the one in which it was chosen, 0 if it was there from the first.
    pub fn schedule_start(&self) -> u64 {
        let chosen =
            self.changes
                .iter()
                .rev()
                .find(|change| match (&change.before, &change.after) {
                    (Change::Schedule(before), Change::Schedule(after)) => {
                        before.name() != after.name()
                    }
                    _ => false,
                });
        chosen.map_or(0, |change| change.epoch as u64)
    }
}

/// What was added to a history since the last time; `Whole` where the receiver has to start anew.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryTail {
    /// Replaces everything.
    Whole(Box<History>),
    /// Rows to be pushed.
    Rows {
        /// Rows of the curves: epoch and values.
        curves: Vec<(u64, Vec<f64>)>,
        /// Rows of the traces: epoch and values.
        traces: Vec<(u64, Vec<f64>)>,
        /// The best epoch now.
        best: Option<(u64, f64)>,
        /// New live changes.
        changes: Vec<LiveChange>,
    },
}

/// How far a receiver has followed a history. A new cursor, like an empty history, has seen nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cursor {
    /// What was seen of the history; `None` = nothing.
    seen: Option<Seen>,
}

/// The size of a history when it was last looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    curve_rows: usize,
    curve_generation: u64,
    trace_rows: usize,
    trace_generation: u64,
    best: Option<(u64, f64)>,
    changes: usize,
}

impl History {
    /// Rows that the curves hold at most.
    pub const CURVE_ROWS: usize = 65_536;
    /// Rows that the traces hold at most: as many as a wide screen has pixels, several times over.
    pub const TRACE_ROWS: usize = 16_384;

    /// A history of these curves, without rows.
    pub fn new(curves: Vec<Curve>) -> Self {
        Self {
            table: SeriesTable::new(curves.len(), Self::CURVE_ROWS),
            curves,
            ..Self::default()
        }
    }

    /// The values of a curve over the epochs of [`table`](Self::table), if it is recorded.
    pub fn curve(&self, curve: Curve) -> Option<&[f64]> {
        let index = self.curves.iter().position(|&known| known == curve)?;
        Some(self.table.series(index))
    }

    /// Adds curves that are not there yet; they have gaps at the epochs so far.
    pub(super) fn add_curves(&mut self, curves: &[Curve]) {
        let known = self.curves.len();
        for curve in curves {
            if !self.curves.contains(curve) {
                self.curves.push(*curve);
            }
        }
        self.table.widen(self.curves.len() - known);
    }

    /// What `cursor`'s receiver does not have yet, and moves the cursor; `None` when nothing is new.
    ///
    /// A cursor belongs to one run that goes forward: after [`Run::restore`](super::Run::restore) begin with a new one.
    ///
    /// ```
    /// use deltascope::data::Part;
    /// use deltascope::train::History;
    /// use deltascope::train::history::{Cursor, Curve};
    ///
    /// let mut history = History::new(vec![Curve::Loss(Part::Train)]);
    /// let (mut cursor, mut mirror) = (Cursor::default(), History::default());
    /// for epoch in 0..3 {
    ///     history.table.push(epoch, &[1.0 / (epoch + 1) as f64]);
    ///     mirror.apply(history.tail(&mut cursor).unwrap());
    ///     assert_eq!(mirror, history);
    /// }
    /// assert_eq!(history.tail(&mut cursor), None);
    /// ```
    pub fn tail(&self, cursor: &mut Cursor) -> Option<HistoryTail> {
        let now = self.seen();
        let before = cursor.seen.replace(now);
        let Some(before) = before.filter(|before| before.is_followed_by(&now)) else {
            return Some(HistoryTail::Whole(Box::new(self.clone())));
        };
        if before == now {
            return None;
        }
        let rows = |table: &SeriesTable, from: usize| {
            (from..table.len()).map(|index| table.row(index)).collect()
        };
        Some(HistoryTail::Rows {
            curves: rows(&self.table, before.curve_rows),
            traces: rows(&self.traces, before.trace_rows),
            best: self.best,
            changes: self.changes[before.changes..].to_vec(),
        })
    }

    /// Takes in a tail: afterwards this history equals the sender's at that moment.
    pub fn apply(&mut self, tail: HistoryTail) {
        match tail {
            HistoryTail::Whole(history) => *self = *history,
            HistoryTail::Rows {
                curves,
                traces,
                best,
                changes,
            } => {
                for (epoch, values) in curves {
                    self.table.push(epoch, &values);
                }
                for (epoch, values) in traces {
                    self.traces.push(epoch, &values);
                }
                self.best = best;
                self.changes.extend(changes);
            }
        }
    }

    fn seen(&self) -> Seen {
        Seen {
            curve_rows: self.table.len(),
            curve_generation: self.table.generation(),
            trace_rows: self.traces.len(),
            trace_generation: self.traces.generation(),
            best: self.best,
            changes: self.changes.len(),
        }
    }
}

impl Seen {
    /// Whether only rows and changes were added on the way to `now`.
    fn is_followed_by(&self, now: &Self) -> bool {
        self.curve_generation == now.curve_generation
            && self.trace_generation == now.trace_generation
            && self.curve_rows <= now.curve_rows
            && self.trace_rows <= now.trace_rows
            && self.changes <= now.changes
    }
}
