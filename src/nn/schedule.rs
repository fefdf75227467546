//! Learning-rate schedules: what the learning rate is multiplied by as training goes on. The formulas are those of PyTorch's
//! `lr_scheduler`, so that its tables can be compared; none of them moves the momentum (its `cycle_momentum=False`).

mod describe;

use serde::Deserialize;
use serde::Serialize;

use super::hyperparameter::Hyperparameter;

/// A schedule as it stands in a document: a factor on the learning rate that the optimiser's setting (or the slider) gives.
///
/// ```
/// use deltascope::nn::Schedule;
///
/// let halved = Schedule::Step { every: 30, factor: 0.5 };
/// assert_eq!([0, 29, 30, 60].map(|epoch| halved.factor(epoch, 0, 1)), [1.0, 1.0, 0.5, 0.25]);
/// assert!(Schedule::Step { every: 0, factor: 0.5 }.check().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Schedule {
    /// The rate stays.
    #[default]
    Constant,
    /// Every `k` epochs the rate is multiplied by `γ`.
    Step {
        /// The number `k` of epochs.
        every: usize,
        /// The factor `γ`.
        factor: f64,
    },
    /// Every epoch the rate is multiplied by `γ`.
    Exponential {
        /// The factor `γ`.
        factor: f64,
    },
    /// Rises on a line for some epochs, then falls as half a cosine (Loshchilov & Hutter, 2017; warm-up: Goyal et al., 2017).
    Cosine {
        /// The number `T` of epochs in all; afterwards the rate stays at its floor.
        epochs: usize,
        /// The number `W` of epochs of the rise.
        warm_up: usize,
        /// Where it ends, as a share of the rate.
        floor: f64,
    },
    /// Multiplied by `γ` when the validation loss (training loss without a validation part) has not fallen for some epochs.
    Plateau {
        /// The factor `γ`.
        factor: f64,
        /// How many epochs without a fall are borne.
        patience: usize,
        /// A fall counts if it is more than this share.
        threshold: f64,
        /// The rate does not fall below this share.
        floor: f64,
    },
    /// Rises from a low rate to the optimiser's and falls to a very low one, both as half a cosine (Smith, 2018).
    OneCycle {
        /// The number `T` of epochs in all; afterwards the rate stays where it ended.
        epochs: usize,
        /// The share `p` of the updates that belong to the rise.
        rise: f64,
        /// It starts at the rate divided by this.
        start_divisor: f64,
        /// It ends at the first rate divided by this.
        end_divisor: f64,
    },
}

impl Schedule {
    /// Checks the settings against their ranges.
    ///
    /// # Errors
    /// The first problem in a sentence.
    pub fn check(self) -> Result<(), String> {
        let parameters = self.parameters();
        if let Some(problem) = parameters.iter().find_map(Hyperparameter::problem) {
            return Err(format!("{}: {problem}", self.name()));
        }
        match self {
            Self::Cosine {
                epochs, warm_up, ..
            } if warm_up >= epochs => Err(format!(
                "{}: the warm-up of {warm_up} epochs leaves nothing of {epochs}; make it shorter",
                self.name()
            )),
            Self::Constant
            | Self::Step { .. }
            | Self::Exponential { .. }
            | Self::Cosine { .. }
            | Self::Plateau { .. }
            | Self::OneCycle { .. } => Ok(()),
        }
    }

    /// The factor on the learning rate for the update after `epoch` epochs and `update_in_epoch` updates. That of a plateau
    /// depends on the losses: see [`Plateau`].
    pub fn factor(self, epoch: u64, update_in_epoch: u64, updates_per_epoch: u64) -> f64 {
        let updates = |epochs: usize| epochs as f64 * updates_per_epoch as f64;
        let update = epoch as f64 * updates_per_epoch as f64 + update_in_epoch as f64;
        match self {
            Self::Constant | Self::Plateau { .. } => 1.0,
            Self::Step { every, factor } => factor.powf((epoch / every.max(1) as u64) as f64),
            Self::Exponential { factor } => factor.powf(epoch as f64),
            Self::Cosine {
                epochs,
                warm_up,
                floor,
            } => {
                let (all, rise) = (updates(epochs), updates(warm_up));
                if update < rise {
                    (update + 1.0) / rise
                } else {
                    anneal(1.0, floor, (update - rise) / (all - rise))
                }
            }
            Self::OneCycle {
                epochs,
                rise,
                start_divisor,
                end_divisor,
            } => {
                let first = 1.0 / start_divisor;
                // PyTorch's phases end at these updates.
                let (top, last) = (rise * updates(epochs) - 1.0, updates(epochs) - 1.0);
                if update <= top {
                    anneal(first, 1.0, update / top)
                } else {
                    let top = top.max(0.0);
                    anneal(1.0, first / end_divisor, (update - top) / (last - top))
                }
            }
        }
    }
}

/// From `start` at 0 to `end` at 1 as half a cosine; stays there afterwards, and is there at once where there is no way.
fn anneal(start: f64, end: f64, way: f64) -> f64 {
    let way = if way.is_nan() { 1.0 } else { way.min(1.0) };
    end + 0.5 * (start - end) * (1.0 + (std::f64::consts::PI * way).cos())
}

/// What reducing on a plateau has come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plateau {
    /// The factor on the learning rate.
    pub factor: f64,
    /// The lowest loss that counted as a fall.
    pub lowest: f64,
    /// Epochs since then, or since the last reduction.
    pub waited: u64,
}

impl Default for Plateau {
    fn default() -> Self {
        Self {
            factor: 1.0,
            lowest: f64::INFINITY,
            waited: 0,
        }
    }
}

impl Plateau {
    /// Takes in the loss of an epoch; other schedules have no use for it.
    pub fn observe(&mut self, schedule: Schedule, loss: f64) {
        let Schedule::Plateau {
            factor,
            patience,
            threshold,
            floor,
        } = schedule
        else {
            return;
        };
        if loss < self.lowest * (1.0 - threshold) {
            self.lowest = loss;
            self.waited = 0;
        } else {
            self.waited += 1;
        }
        if self.waited > patience as u64 {
            self.factor = (self.factor * factor).max(floor);
            self.waited = 0;
        }
    }
}
