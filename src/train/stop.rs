//! When a run ends.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

/// The stops of a run; the first that is met ends it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopSpec {
    /// Ends after this many epochs.
    pub max_epochs: u64,
    /// Ends after this many updates, within an epoch if need be.
    #[serde(default)]
    pub max_updates: Option<u64>,
    /// Ends when the training loss is at most this.
    #[serde(default)]
    pub target_error: Option<f64>,
    /// Ends when the norm of the gradient in an epoch's last update is at most this.
    #[serde(default)]
    pub gradient_norm: Option<f64>,
    /// Ends when the training loss hardly falls any more.
    #[serde(default)]
    pub no_progress: Option<NoProgress>,
    /// Ends when the validation loss has not fallen for this many epochs; the weights of the best epoch are restored.
    #[serde(default)]
    pub patience: Option<u64>,
    /// Ends after this much running time, in seconds. Depends on the machine's speed, so it is off by default.
    #[serde(default)]
    pub time_limit_secs: Option<f64>,
}

impl StopSpec {
    /// Nothing but a number of epochs.
    pub const fn after_epochs(max_epochs: u64) -> Self {
        Self {
            max_epochs,
            max_updates: None,
            target_error: None,
            gradient_norm: None,
            no_progress: None,
            patience: None,
            time_limit_secs: None,
        }
    }
}

/// Too little progress: the training loss has not fallen by the share `improvement` within `epochs` epochs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoProgress {
    /// The share `ε` of the loss that counts as progress.
    pub improvement: f64,
    /// The number of epochs.
    pub epochs: u64,
}

/// The last epoch whose training loss was progress, and that loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The epoch.
    pub epoch: u64,
    /// Its training loss.
    pub loss: f64,
}

impl Progress {
    /// Takes in the training loss of an epoch.
    pub(super) fn observe(
        progress: &mut Option<Self>,
        epoch: u64,
        loss: f64,
        NoProgress { improvement, .. }: NoProgress,
    ) {
        if progress.is_none_or(|last| last.loss - loss >= improvement * last.loss.abs()) {
            *progress = Some(Self { epoch, loss });
        }
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The last epoch was done.
    MaxEpochs,
    /// The last update was done.
    MaxUpdates,
    /// The training loss reached its target.
    TargetError,
    /// The gradient became short.
    GradientNorm,
    /// The training loss hardly fell any more.
    NoProgress,
    /// The validation loss stopped falling.
    EarlyStop,
    /// The optimiser looked for a better point and found none.
    Stuck,
    /// The time was up.
    TimeLimit,
    /// The loss or a weight became infinite or not a number.
    Diverged,
    /// The user stopped it.
    User,
}

impl StopReason {
    /// The word for it on the command line, such as `max_epochs`.
    pub fn word(self) -> &'static str {
        match self {
            Self::MaxEpochs => "max_epochs",
            Self::MaxUpdates => "max_updates",
            Self::TargetError => "target_error",
            Self::GradientNorm => "gradient_norm",
            Self::NoProgress => "no_progress",
            Self::EarlyStop => "early_stop",
            Self::Stuck => "stuck",
            Self::TimeLimit => "time_limit",
            Self::Diverged => "diverged",
            Self::User => "user",
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MaxEpochs => "all epochs done",
            Self::MaxUpdates => "all updates done",
            Self::TargetError => "target error reached",
            Self::GradientNorm => "gradient short enough",
            Self::NoProgress => "no progress any more",
            Self::EarlyStop => "validation loss stopped falling",
            Self::Stuck => "no better point was found",
            Self::TimeLimit => "time limit reached",
            Self::Diverged => "diverged",
            Self::User => "stopped",
        })
    }
}
