//! Learning-rate schedules: what the learning rate is multiplied by as training goes on. The formulas are those of PyTorch's
//! `lr_scheduler`, so that its tables can be compared; none of them moves the momentum (its `cycle_momentum=False`).

use std::ops::Bound;

use serde::Deserialize;
use serde::Serialize;

use super::hyperparameter::Hyperparameter;
use super::hyperparameter::HyperparameterKind;
use super::hyperparameter::Settings;
use super::hyperparameter::Slot::Count;
use super::hyperparameter::Slot::Real;
use super::hyperparameter::described;
use super::hyperparameter::set;

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

const SHARE: (Bound<f64>, Bound<f64>) = (Bound::Included(0.0), Bound::Included(1.0));
const FACTOR: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1.0));
const AT_LEAST_1: (Bound<f64>, Bound<f64>) = (Bound::Included(1.0), Bound::Included(1e9));

const fn epochs(symbol: &'static str, name: &'static str, default: f64) -> Hyperparameter {
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(symbol, name, AT_LEAST_1, default)
    }
}

const STEP: [Hyperparameter; 2] = [
    epochs("k", "Every (epochs)", 30.0),
    Hyperparameter::within("γ", "Factor", FACTOR, 0.5),
];
const EXPONENTIAL: [Hyperparameter; 1] = [Hyperparameter::within("γ", "Factor", FACTOR, 0.99)];
const COSINE: [Hyperparameter; 3] = [
    epochs("T", "Length (epochs)", 1000.0),
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "W",
            "Warm-up (epochs)",
            (Bound::Included(0.0), Bound::Included(1e9)),
            10.0,
        )
    },
    Hyperparameter::within("", "Floor (share)", SHARE, 0.0),
];
const PLATEAU: [Hyperparameter; 4] = [
    Hyperparameter::within(
        "γ",
        "Factor",
        (Bound::Excluded(0.0), Bound::Excluded(1.0)),
        0.1,
    ),
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "",
            "Patience (epochs)",
            (Bound::Included(0.0), Bound::Included(1e9)),
            10.0,
        )
    },
    Hyperparameter::below_one("", "Least fall (share)", 1e-4),
    Hyperparameter::within("", "Floor (share)", SHARE, 0.0),
];
const ONE_CYCLE: [Hyperparameter; 4] = [
    epochs("T", "Length (epochs)", 1000.0),
    Hyperparameter::within(
        "p",
        "Rise (share)",
        (Bound::Excluded(0.0), Bound::Excluded(1.0)),
        0.3,
    ),
    Hyperparameter::within("", "First divisor", AT_LEAST_1, 25.0),
    Hyperparameter::within(
        "",
        "Last divisor",
        (Bound::Included(1.0), Bound::Unbounded),
        1e4,
    ),
];

impl Schedule {
    /// Every schedule with its settings at their defaults.
    #[rustfmt::skip]
    pub const ALL: [Self; 6] = [
        Self::Constant,
        Self::Step { every: 30, factor: 0.5 },
        Self::Exponential { factor: 0.99 },
        Self::Cosine { epochs: 1000, warm_up: 10, floor: 0.0 },
        Self::Plateau { factor: 0.1, patience: 10, threshold: 1e-4, floor: 0.0 },
        Self::OneCycle { epochs: 1000, rise: 0.3, start_divisor: 25.0, end_divisor: 1e4 },
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constant => "Constant",
            Self::Step { .. } => "Step",
            Self::Exponential { .. } => "Exponential",
            Self::Cosine { .. } => "Cosine with warm-up",
            Self::Plateau { .. } => "Reduce on plateau",
            Self::OneCycle { .. } => "One cycle",
        }
    }

    /// What it does, in a line: `e` = finished epochs, `u` = finished updates (both since it was chosen), `N` = updates in `T` epochs, `w` = in `W` epochs.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Constant => "η stays",
            Self::Step { .. } => "η γ^n with n = e / k rounded down",
            Self::Exponential { .. } => "η γ^e",
            Self::Cosine { .. } => {
                "η (u + 1) / w while u < w, then from η to the floor by ½ (1 + cos π (u − w) / (N − w)); in each update"
            }
            Self::Plateau { .. } => {
                "η ← γ η after an epoch where the validation loss, else the training loss, has not fallen for too long"
            }
            Self::OneCycle { .. } => {
                "by ½ (1 − cos π x) up to η, then by ½ (1 + cos π x) down; in each update, the momentum stays"
            }
        }
    }

    /// When to use it, in a sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Constant => "For a first try, and for full batches.",
            Self::Step { .. } => {
                "Where it is known when progress slows: large steps first, small ones later."
            }
            Self::Exponential { .. } => {
                "A steady fall, so that the noise of small batches dies out."
            }
            Self::Cosine { .. } => {
                "For mini-batches and a run of known length; the warm-up keeps the first steps of adaptive methods small."
            }
            Self::Plateau { .. } => {
                "Where the length is not known: the rate falls when the loss does not."
            }
            Self::OneCycle { .. } => {
                "For short runs: a large rate in the middle, a very small one at the end."
            }
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Constant => "Robbins & Monro, 1951, without a decrease",
            Self::Step { .. } => "PyTorch: StepLR",
            Self::Exponential { .. } => "PyTorch: ExponentialLR",
            Self::Cosine { .. } => "Loshchilov & Hutter, 2017; Goyal et al., 2017",
            Self::Plateau { .. } => "PyTorch: ReduceLROnPlateau (relative threshold)",
            Self::OneCycle { .. } => "Smith, 2018; PyTorch: OneCycleLR (cosine)",
        }
    }

    /// Its settings with their present values.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        described(self.settings())
    }

    /// The same schedule with another value of one of its [`Schedule::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set(self.settings(), index, value);
        self
    }

    /// What describes the settings, and the fields in the same order.
    #[rustfmt::skip]
    fn settings(&mut self) -> Settings<'_> {
        match self {
            Self::Constant => (&[], Vec::new()),
            Self::Step { every, factor } => (&STEP, vec![Count(every), Real(factor)]),
            Self::Exponential { factor } => (&EXPONENTIAL, vec![Real(factor)]),
            Self::Cosine { epochs, warm_up, floor } =>
                (&COSINE, vec![Count(epochs), Count(warm_up), Real(floor)]),
            Self::Plateau { factor, patience, threshold, floor } =>
                (&PLATEAU, vec![Real(factor), Count(patience), Real(threshold), Real(floor)]),
            Self::OneCycle { epochs, rise, start_divisor, end_divisor } =>
                (&ONE_CYCLE, vec![Count(epochs), Real(rise), Real(start_divisor), Real(end_divisor)]),
        }
    }

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
