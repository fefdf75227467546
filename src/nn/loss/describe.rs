//! What is said about losses: names, formulas, settings, what they go with.

use super::Loss;
use crate::nn::activation::Activation;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::Settings;
use crate::nn::hyperparameter::Slot;
use crate::nn::hyperparameter::described;
use crate::nn::hyperparameter::set;

const HUBER: [Hyperparameter; 1] = [Hyperparameter::positive(
    "δ",
    "Threshold",
    1.0,
    "Errors up to this size count by their square, larger ones by their size.",
)];
const FOCAL: [Hyperparameter; 1] = [Hyperparameter::at_least_zero(
    "γ",
    "Focus",
    2.0,
    "The larger, the less nearly right samples count; 0 is cross-entropy.",
)];

impl Loss {
    /// Every loss, those with settings at their defaults.
    pub const ALL: [Self; 8] = [
        Self::HalfSquaredError,
        Self::MeanSquaredError,
        Self::BinaryCrossEntropy,
        Self::SoftmaxCrossEntropy,
        Self::MeanAbsoluteError,
        Self::Huber { delta: 1.0 },
        Self::BinaryFocal { gamma: 2.0 },
        Self::SoftmaxFocal { gamma: 2.0 },
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "Half squared error",
            Self::MeanSquaredError => "Mean squared error",
            Self::BinaryCrossEntropy => "Binary cross-entropy",
            Self::SoftmaxCrossEntropy => "Cross-entropy",
            Self::MeanAbsoluteError => "Mean absolute error",
            Self::Huber { .. } => "Huber loss",
            Self::BinaryFocal { .. } => "Binary focal loss",
            Self::SoftmaxFocal { .. } => "Focal loss",
        }
    }

    /// The formula, as a mean over `n` samples with `k` outputs.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "E = 1/(2n) Σ (y − t)²",
            Self::MeanSquaredError => "E = 1/(n k) Σ (y − t)²",
            Self::BinaryCrossEntropy => "E = −1/n Σ [t ln y + (1 − t) ln(1 − y)]",
            Self::SoftmaxCrossEntropy => "E = −1/n Σ t ln y",
            Self::MeanAbsoluteError => "E = 1/(n k) Σ |y − t|",
            Self::Huber { .. } => {
                "E = 1/(n k) Σ h(y − t), h(e) = e²/2 for |e| ≤ δ, else δ·(|e| − δ/2)"
            }
            Self::BinaryFocal { .. } => "E = −1/n Σ [t (1 − y)^γ ln y + (1 − t) y^γ ln(1 − y)]",
            Self::SoftmaxFocal { .. } => "E = −1/n Σ t (1 − y)^γ ln y",
        }
    }

    /// What it is good for, in a sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::HalfSquaredError => {
                "The classic error of backpropagation: its slope is the error itself."
            }
            Self::MeanSquaredError => "For numbers; large errors count most.",
            Self::BinaryCrossEntropy => "For targets of 0 and 1, each output by itself.",
            Self::SoftmaxCrossEntropy => "For one class out of several.",
            Self::MeanAbsoluteError => "For numbers with outliers: every error counts by its size.",
            Self::Huber { .. } => {
                "For numbers with outliers: small errors count by their square, large ones by their size."
            }
            Self::BinaryFocal { .. } => {
                "For 0 and 1 where one of them is rare: outputs that are nearly right count little."
            }
            Self::SoftmaxFocal { .. } => {
                "For classes of which some are rare: samples that are nearly right count little."
            }
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "Rumelhart, Hinton & Williams, 1986",
            Self::MeanSquaredError => "Legendre, 1805; Gauss, 1809",
            Self::BinaryCrossEntropy => "Solla, Levin & Fleisher, 1988",
            Self::SoftmaxCrossEntropy => "Bridle, 1990",
            Self::MeanAbsoluteError => "Boscovich, 1757; Laplace, 1793",
            Self::Huber { .. } => "Huber, 1964",
            Self::BinaryFocal { .. } | Self::SoftmaxFocal { .. } => "Lin et al., 2017",
        }
    }

    /// The one output activation it goes with, if it needs a certain one.
    pub const fn output_activation(self) -> Option<Activation> {
        match self {
            Self::HalfSquaredError
            | Self::MeanSquaredError
            | Self::MeanAbsoluteError
            | Self::Huber { .. } => None,
            Self::BinaryCrossEntropy | Self::BinaryFocal { .. } => Some(Activation::Logistic),
            Self::SoftmaxCrossEntropy | Self::SoftmaxFocal { .. } => Some(Activation::Softmax),
        }
    }

    /// Whether it is a sum of squared differences between outputs and targets.
    pub const fn is_squared_error(self) -> bool {
        match self {
            Self::HalfSquaredError | Self::MeanSquaredError => true,
            Self::BinaryCrossEntropy
            | Self::SoftmaxCrossEntropy
            | Self::MeanAbsoluteError
            | Self::Huber { .. }
            | Self::BinaryFocal { .. }
            | Self::SoftmaxFocal { .. } => false,
        }
    }

    /// How many times the loss of `samples` samples their sum of squared errors `Σe²` is; `None` of a loss that is no such sum.
    pub const fn squares(self, samples: usize, outputs: usize) -> Option<f64> {
        match self {
            Self::HalfSquaredError => Some(2.0 * samples as f64),
            Self::MeanSquaredError => Some((samples * outputs) as f64),
            Self::BinaryCrossEntropy
            | Self::SoftmaxCrossEntropy
            | Self::MeanAbsoluteError
            | Self::Huber { .. }
            | Self::BinaryFocal { .. }
            | Self::SoftmaxFocal { .. } => None,
        }
    }

    /// Whether it can be used with this output activation.
    ///
    /// # Errors
    /// A sentence that says which activation it needs.
    pub fn check(self, output: Activation) -> Result<(), String> {
        match self.output_activation() {
            Some(needed) if needed != output => Err(format!(
                "{} needs {} outputs, but the output layer has {}; change the activation or the loss",
                self.name(),
                needed.name(),
                output.name(),
            )),
            None if !output.has_gradient() && !self.is_squared_error() => Err(format!(
                "{} has no gradient through Step outputs, which learn by the perceptron rule alone; choose Half squared error or another activation",
                self.name(),
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// The errors `y − t` at which a derivative jumps, so that finite differences across them are wrong.
    pub fn kinks(self) -> Vec<f64> {
        match self {
            Self::MeanAbsoluteError => vec![0.0],
            Self::Huber { delta } => vec![-delta, delta],
            Self::HalfSquaredError
            | Self::MeanSquaredError
            | Self::BinaryCrossEntropy
            | Self::SoftmaxCrossEntropy
            | Self::BinaryFocal { .. }
            | Self::SoftmaxFocal { .. } => Vec::new(),
        }
    }

    /// Its settings with their present values; none for most.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        described(self.settings())
    }

    /// The same loss with another value of one of its [`Loss::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set(self.settings(), index, value);
        self
    }

    /// What describes the settings, and the fields in the same order.
    fn settings(&mut self) -> Settings<'_> {
        match self {
            Self::Huber { delta } => (&HUBER, vec![Slot::Real(delta)]),
            Self::BinaryFocal { gamma } | Self::SoftmaxFocal { gamma } => {
                (&FOCAL, vec![Slot::Real(gamma)])
            }
            Self::HalfSquaredError
            | Self::MeanSquaredError
            | Self::BinaryCrossEntropy
            | Self::SoftmaxCrossEntropy
            | Self::MeanAbsoluteError => (&[], Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete_and_ron_names_are_pinned() {
        let place = |loss| match loss {
            Loss::HalfSquaredError => 0,
            Loss::MeanSquaredError => 1,
            Loss::BinaryCrossEntropy => 2,
            Loss::SoftmaxCrossEntropy => 3,
            Loss::MeanAbsoluteError => 4,
            Loss::Huber { .. } => 5,
            Loss::BinaryFocal { .. } => 6,
            Loss::SoftmaxFocal { .. } => 7,
        };
        let places: Vec<usize> = Loss::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..Loss::ALL.len()).collect::<Vec<_>>());
        let names = Loss::ALL.map(|loss| ron::to_string(&loss).unwrap());
        assert_eq!(
            names.join(" "),
            "HalfSquaredError MeanSquaredError BinaryCrossEntropy SoftmaxCrossEntropy MeanAbsoluteError \
             Huber(delta:1.0) BinaryFocal(gamma:2.0) SoftmaxFocal(gamma:2.0)"
        );
    }

    #[test]
    fn a_loss_names_the_activation_it_needs() {
        for loss in Loss::ALL {
            for activation in Activation::ALL {
                let legal = match loss.output_activation() {
                    Some(needed) => activation == needed,
                    None => activation != Activation::Step || loss.is_squared_error(),
                };
                assert_eq!(loss.check(activation).is_ok(), legal);
            }
        }
        assert_eq!(
            Loss::SoftmaxCrossEntropy
                .check(Activation::Tanh)
                .unwrap_err(),
            "Cross-entropy needs Softmax outputs, but the output layer has Tanh; change the activation or the loss"
        );
    }

    #[test]
    fn settings_are_read_and_written_by_number() {
        for loss in Loss::ALL {
            for (index, parameter) in loss.parameters().into_iter().enumerate() {
                assert_eq!(parameter.value, parameter.default, "{}", loss.name());
                let changed = loss.with_parameter(index, 0.5);
                assert_eq!(changed.parameters()[index].value, 0.5);
            }
            assert_eq!(loss.with_parameter(9, 0.5), loss);
        }
        let backwards = Loss::Huber { delta: -1.0 };
        assert!(backwards.parameters()[0].problem().is_some());
    }
}
