//! The messages between the interface and the training thread.

use super::pace::Pace;
use crate::experiment::Plan;
use crate::train::HistoryTail;
use crate::train::Outcome;
use crate::train::Position;
use crate::train::SamplePass;
use crate::train::TraceRequest;
use crate::train::TrainingSpec;

/// Which run a message belongs to; given by the interface, rising.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// Lossless, ordered messages to the engine.
#[derive(Clone, Debug)]
pub enum EngineCommand {
    /// Drops the present run and takes this plan to its start, paused. `Reset` is `Load` of the same plan.
    Load {
        /// The new run's id.
        run: RunId,
        /// What to run.
        plan: Box<Plan>,
    },
    /// Goes on training.
    Run,
    /// Pauses between updates.
    Pause,
    /// Does one update, then pauses.
    StepUpdate,
    /// Goes on to the end of the present epoch, then pauses.
    StepEpoch,
    /// Ends the run: [`StopReason::User`](crate::train::StopReason::User).
    Stop,
    /// Chooses what is traced over epochs.
    Trace(TraceRequest),
}

/// Sliders and interests: only the latest counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveParams {
    /// The run these belong to; ignored for any other.
    pub run: RunId,
    /// The training settings, where the user has changed them; the run takes over what it can change.
    pub training: Option<TrainingSpec>,
    /// The speed.
    pub pace: Pace,
    /// What visible views want in snapshots.
    pub interest: Interest,
}

/// What visible views want in snapshots; nothing else is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// The parameters `θ`.
    pub parameters: bool,
    /// This sample's pass.
    pub sample: Option<usize>,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// There is no run.
    #[default]
    Empty,
    /// Between updates, waiting.
    Paused,
    /// Training.
    Running,
    /// Ended.
    Finished,
}

/// Lossless, ordered messages from the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineEvent {
    /// The run is in this state from now on.
    State {
        /// The run.
        run: RunId,
        /// Its state.
        state: RunState,
    },
    /// New rows of the curves and traces. The next one is sent only when this one was taken.
    History {
        /// The run.
        run: RunId,
        /// What is new.
        tail: HistoryTail,
    },
    /// The run ended. The last `History` precedes it.
    Finished {
        /// The run.
        run: RunId,
        /// How.
        outcome: Outcome,
    },
    /// The worker panicked; the run is gone, the engine lives on.
    Failed {
        /// The run.
        run: RunId,
        /// The panic's message.
        message: String,
    },
}

/// The latest look at a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The run.
    pub run: RunId,
    /// Its state.
    pub state: RunState,
    /// Where it stands.
    pub position: Position,
    /// Updates a second, smoothed; 0 when not running.
    pub updates_per_sec: f64,
    /// Running time so far in seconds, without pauses.
    pub elapsed_secs: f64,
    /// The learning rate and the momentum in force.
    pub rates: (f64, Option<f64>),
    /// The loss of the last batch.
    pub batch_loss: Option<f64>,
    /// The parameters, if wanted.
    pub parameters: Option<Vec<f64>>,
    /// The wanted sample's pass.
    pub sample: Option<SamplePass>,
}
