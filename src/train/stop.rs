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
    /// Ends when the training loss is at most this.
    #[serde(default)]
    pub target_error: Option<f64>,
    /// Ends when the validation loss has not fallen for this many epochs; the weights of the best epoch are restored.
    #[serde(default)]
    pub patience: Option<u64>,
    /// Ends after this much running time, in seconds. Depends on the machine's speed, so it is off by default.
    #[serde(default)]
    pub time_limit_secs: Option<f64>,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StopReason {
    /// The last epoch was done.
    MaxEpochs,
    /// The training loss reached its target.
    TargetError,
    /// The validation loss stopped falling.
    EarlyStop,
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
            Self::TargetError => "target_error",
            Self::EarlyStop => "early_stop",
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
            Self::TargetError => "target error reached",
            Self::EarlyStop => "validation loss stopped falling",
            Self::TimeLimit => "time limit reached",
            Self::Diverged => "diverged",
            Self::User => "stopped",
        })
    }
}
