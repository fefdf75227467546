//! A run as everything above the trainer sees it, whatever its number type.

use super::change::PlannedChange;
use super::checkpoint::Checkpoint;
use super::history::History;
use super::metric::MetricValue;
use super::spec::TrainingSpec;
use super::stop::StopReason;
use crate::data::Part;
use crate::nn::Network;

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Finished epochs.
    pub epoch: u64,
    /// Updates done in the present epoch.
    pub update_in_epoch: u64,
    /// Updates done in all.
    pub update: u64,
    /// Updates in one epoch.
    pub updates_per_epoch: u64,
}

/// What one update led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// The run goes on within the epoch.
    Updated,
    /// The update was the last of its epoch.
    EpochDone,
    /// The run has ended, now or earlier.
    Finished(StopReason),
    /// The step was called off; nothing changed.
    Interrupted,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Why.
    pub reason: StopReason,
    /// Where it stood.
    pub position: Position,
    /// The epoch whose weights the run now has: the best one after early stopping, else the last.
    pub weights_epoch: u64,
    /// The training loss of these weights.
    pub train_loss: f64,
    /// The validation loss of these weights.
    pub validation_loss: Option<f64>,
    /// A sentence for the user where there is more to say: which weights were kept, where it diverged.
    pub note: String,
}

/// Which weights and which sample to trace over epochs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TraceRequest {
    /// Indices of `θ`.
    pub weights: Vec<usize>,
    /// A sample (column of the data set) whose predicted outputs are followed, in original units (class targets: probabilities).
    pub sample: Option<usize>,
}

/// One sample on its way through the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SamplePass {
    /// The sample (column of the data set).
    pub sample: usize,
    /// For each layer its `Z`.
    pub net_inputs: Vec<Vec<f64>>,
    /// For each layer its `A`.
    pub outputs: Vec<Vec<f64>>,
    /// For each layer its `Δ`.
    pub deltas: Vec<Vec<f64>>,
    /// The loss of this sample alone.
    pub loss: f64,
}

/// A training run: made by [`start`](super::start), moved by [`Run::step`].
pub trait Run: Send {
    /// The network.
    fn network(&self) -> &Network;

    /// Does one update. At the end of an epoch the curves are recorded and the stops checked. `interrupted` is asked now
    /// and then within a long step; when it says yes, the step is undone.
    fn step(&mut self, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome;

    /// As [`Run::step`], up to `most` updates at a time: ends with the epoch, or goes on through epochs at whose end nothing is
    /// recorded or watched. Where many small updates are wanted it is quicker than single steps; the results are the same.
    fn steps(&mut self, most: usize, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome {
        let _ = most;
        self.step(interrupted)
    }

    /// Ends the run from outside ([`StopReason::User`] or [`StopReason::TimeLimit`]).
    fn finish(&mut self, reason: StopReason) -> Outcome;

    /// How the run ended, if it has.
    fn outcome(&self) -> Option<&Outcome>;

    /// Where the run stands.
    fn position(&self) -> Position;

    /// The record so far.
    fn history(&self) -> &History;

    /// Chooses what is traced from now on. Traces start with the values at the weights kept so far, then grow with the curves.
    fn trace(&mut self, request: &TraceRequest);

    /// The training settings now, with all changes so far.
    fn training(&self) -> &TrainingSpec;

    /// Changes the training settings from the next update on, as far as a run can change them; each change is recorded in the
    /// history. A batch size holds from the next epoch on. A run that has ended stays as it is.
    fn change(&mut self, wanted: &TrainingSpec);

    /// [`Run::change`] of the learning rate and the momentum alone.
    fn set_rates(&mut self, learning_rate: f64, momentum: Option<f64>) {
        let mut wanted = self.training().clone();
        wanted.optimizer = wanted.optimizer.with_rates(learning_rate, momentum);
        self.change(&wanted);
    }

    /// Changes that the run makes by itself, by rising number of updates; those of the past are passed over.
    fn plan_changes(&mut self, changes: &[PlannedChange]);

    /// The learning rate, as the schedule makes it, and the momentum now.
    fn rates(&self) -> (f64, Option<f64>);

    /// The parameters `θ` now.
    fn parameters(&self) -> Vec<f64>;

    /// What was made small, the loss of the last update's batch and the penalty, before the update moved the weights.
    fn batch_loss(&self) -> Option<f64>;

    /// One sample's pass with the present parameters; `None` if there is no such sample.
    fn sample_pass(&mut self, sample: usize) -> Option<SamplePass>;

    /// Predicted outputs for `inputs [in × n]` (scaled features), `[out × n]` scaled.
    fn predict(&mut self, inputs: &nalgebra::DMatrix<f64>) -> nalgebra::DMatrix<f64>;

    /// The loss and the metrics of a part with the present parameters; `None` if the part is empty.
    fn evaluate(&mut self, part: Part) -> Option<(f64, Vec<MetricValue>)>;

    /// The whole state.
    fn checkpoint(&self) -> Checkpoint;

    /// Goes back to a state of the same run.
    fn restore(&mut self, checkpoint: &Checkpoint);
}
