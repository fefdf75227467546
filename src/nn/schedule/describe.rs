//! What is said about schedules: names, formulas, sources, settings.

use std::ops::Bound;

use super::Schedule;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::HyperparameterKind;
use crate::nn::hyperparameter::Settings;
use crate::nn::hyperparameter::Slot::Count;
use crate::nn::hyperparameter::Slot::Real;
use crate::nn::hyperparameter::described;
use crate::nn::hyperparameter::set;

const SHARE: (Bound<f64>, Bound<f64>) = (Bound::Included(0.0), Bound::Included(1.0));
const FACTOR: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Included(1.0));
const AT_LEAST_1: (Bound<f64>, Bound<f64>) = (Bound::Included(1.0), Bound::Included(1e9));

const fn epochs(
    symbol: &'static str,
    name: &'static str,
    default: f64,
    effect: &'static str,
) -> Hyperparameter {
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(symbol, name, AT_LEAST_1, default, effect)
    }
}

const STEP: [Hyperparameter; 2] = [
    epochs(
        "k",
        "Every (epochs)",
        30.0,
        "How many epochs go by until the rate falls again.",
    ),
    Hyperparameter::within(
        "γ",
        "Factor",
        FACTOR,
        0.5,
        "What the rate is multiplied by each time.",
    ),
];
const EXPONENTIAL: [Hyperparameter; 1] = [Hyperparameter::within(
    "γ",
    "Factor",
    FACTOR,
    0.99,
    "What the rate is multiplied by after each epoch.",
)];
const COSINE: [Hyperparameter; 3] = [
    epochs(
        "T",
        "Length (epochs)",
        1000.0,
        "When the rate reaches its floor, where it stays.",
    ),
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "W",
            "Warm-up (epochs)",
            (Bound::Included(0.0), Bound::Included(1e9)),
            10.0,
            "How long the rate rises at the start.",
        )
    },
    Hyperparameter::within(
        "",
        "Floor (share)",
        SHARE,
        0.0,
        "Where the rate ends, as a share of the one that is set.",
    ),
];
const PLATEAU: [Hyperparameter; 4] = [
    Hyperparameter::within(
        "γ",
        "Factor",
        (Bound::Excluded(0.0), Bound::Excluded(1.0)),
        0.1,
        "What the rate is multiplied by when the loss has not fallen for too long.",
    ),
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "",
            "Patience (epochs)",
            (Bound::Included(0.0), Bound::Included(1e9)),
            10.0,
            "How many epochs without a fall of the loss are borne.",
        )
    },
    Hyperparameter::below_one(
        "",
        "Least fall (share)",
        1e-4,
        "A fall of the loss counts if it is more than this share.",
    ),
    Hyperparameter::within(
        "",
        "Floor (share)",
        SHARE,
        0.0,
        "The rate does not go below this share of the one that is set.",
    ),
];
const ONE_CYCLE: [Hyperparameter; 4] = [
    epochs(
        "T",
        "Length (epochs)",
        1000.0,
        "When the cycle ends; the rate then stays where it is.",
    ),
    Hyperparameter::within(
        "p",
        "Rise (share)",
        (Bound::Excluded(0.0), Bound::Excluded(1.0)),
        0.3,
        "Share of the cycle in which the rate rises.",
    ),
    Hyperparameter::within(
        "d₁",
        "First divisor",
        AT_LEAST_1,
        25.0,
        "The cycle begins at the rate that is set, divided by this.",
    ),
    Hyperparameter::within(
        "d₂",
        "Last divisor",
        (Bound::Included(1.0), Bound::Unbounded),
        1e4,
        "The cycle ends at its first rate divided by this.",
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

    /// What it does, in a line: `e` = finished epochs, `u` = finished updates (both since it was chosen), `N` = updates in `T`
    /// epochs, `w` = in `W` epochs.
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
                "by ½ (1 − cos π x) from η / d₁ up to η, then by ½ (1 + cos π x) down to η / (d₁ d₂); in each update, the momentum stays"
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
}
