//! What is said about activations: names, formulas, settings, kinks.

use std::ops::Bound;

use super::Activation;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::Settings;
use crate::nn::hyperparameter::Slot;
use crate::nn::hyperparameter::described;
use crate::nn::hyperparameter::set;

const LEAKY_RELU: [Hyperparameter; 1] = [Hyperparameter::within(
    "a",
    "Slope",
    (Bound::Included(0.0), Bound::Included(1.0)),
    0.01,
    "Slope where the net input is negative.",
)];
const ELU: [Hyperparameter; 1] = [Hyperparameter::positive(
    "α",
    "Limit",
    1.0,
    "The output stays above −α.",
)];
const SWISH: [Hyperparameter; 1] = [Hyperparameter::positive(
    "β",
    "Steepness",
    1.0,
    "Sharpness of the bend: z/2 at 0, and ReLU in the limit.",
)];

impl Activation {
    /// Every activation, those with settings at their defaults.
    pub const ALL: [Self; 19] = [
        Self::Identity,
        Self::Logistic,
        Self::Tanh,
        Self::Relu,
        Self::LeakyRelu { slope: 0.01 },
        Self::Elu { alpha: 1.0 },
        Self::Gelu,
        Self::Softplus,
        Self::Swish { beta: 1.0 },
        Self::Mish,
        Self::Softmax,
        Self::HardSigmoid,
        Self::HardTanh,
        Self::Selu,
        Self::Celu { alpha: 1.0 },
        Self::Softsign,
        Self::Sine,
        Self::Gaussian,
        Self::Step,
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::Logistic => "Logistic",
            Self::Tanh => "Tanh",
            Self::Relu => "ReLU",
            Self::LeakyRelu { .. } => "Leaky ReLU",
            Self::Elu { .. } => "ELU",
            Self::Gelu => "GELU",
            Self::Softplus => "Softplus",
            Self::Swish { .. } => "Swish",
            Self::Mish => "Mish",
            Self::Softmax => "Softmax",
            Self::HardSigmoid => "Hard sigmoid",
            Self::HardTanh => "Hard tanh",
            Self::Selu => "SELU",
            Self::Celu { .. } => "CELU",
            Self::Softsign => "Softsign",
            Self::Sine => "Sine",
            Self::Gaussian => "Gaussian",
            Self::Step => "Step",
        }
    }

    /// The formula of `φ`.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Identity => "φ(z) = z",
            Self::Logistic => "φ(z) = 1 / (1 + e^(−z))",
            Self::Tanh => "φ(z) = tanh z",
            Self::Relu => "φ(z) = max(0, z)",
            Self::LeakyRelu { .. } => "φ(z) = z for z > 0, else a·z",
            Self::Elu { .. } => "φ(z) = z for z > 0, else α·(e^z − 1)",
            Self::Gelu => "φ(z) = z/2 · (1 + erf(z/√2))",
            Self::Softplus => "φ(z) = ln(1 + e^z)",
            Self::Swish { .. } => "φ(z) = z / (1 + e^(−βz))",
            Self::Mish => "φ(z) = z · tanh(ln(1 + e^z))",
            Self::Softmax => "φ(z)_i = e^(z_i) / Σ_k e^(z_k)",
            Self::HardSigmoid => "φ(z) = z/6 + 1/2, kept within 0 and 1",
            Self::HardTanh => "φ(z) = z, kept within −1 and 1",
            Self::Selu => "φ(z) = s·z for z > 0, else s·α·(e^z − 1), with α = 1.6733, s = 1.0507",
            Self::Celu { .. } => "φ(z) = z for z > 0, else α·(e^(z/α) − 1)",
            Self::Softsign => "φ(z) = z / (1 + |z|)",
            Self::Sine => "φ(z) = sin z",
            Self::Gaussian => "φ(z) = e^(−z²)",
            Self::Step => "φ(z) = 1 for z > 0, else 0, φ′ taken as 1, as in the perceptron rule",
        }
    }

    /// When to use it, in a sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Identity => {
                "For outputs that are numbers; a hidden layer of it adds nothing new."
            }
            Self::Logistic => {
                "For outputs between 0 and 1; in hidden layers its slope of at most 1/4 lets errors fade."
            }
            Self::Tanh => {
                "For hidden layers of small networks: much as logistic, but centred at 0, which learns faster."
            }
            Self::Relu => {
                "The usual choice for deep hidden layers: slopes do not fade, but units may come to rest at 0."
            }
            Self::LeakyRelu { .. } => {
                "As ReLU, with a small slope below 0, so that no unit rests for good."
            }
            Self::Elu { .. } => "As ReLU, but falls to −α below 0, so that outputs lie around 0.",
            Self::Gelu => "Smooth, for deep networks; the usual choice in transformers.",
            Self::Softplus => "A smooth ReLU; for outputs that must be more than 0.",
            Self::Swish { .. } => {
                "Smooth, dips a little below 0; for deep networks, in place of ReLU."
            }
            Self::Mish => "Much as Swish, with a slightly deeper dip; for deep networks.",
            Self::Softmax => "For one class out of several: outputs above 0 whose sum is 1.",
            Self::HardSigmoid => {
                "Logistic made of straight pieces: cheap, and without slope far out."
            }
            Self::HardTanh => {
                "Tanh made of straight pieces: cheap, and without slope beyond −1 and 1."
            }
            Self::Selu => {
                "For deep plain networks: keeps mean 0 and variance 1 from layer to layer, with LeCun's starting weights."
            }
            Self::Celu { .. } => "As ELU, but its slope does not jump at 0, whatever α is.",
            Self::Softsign => "As tanh, but nears its limits more slowly.",
            Self::Sine => {
                "For periodic signals and fine detail; depends much on the starting weights."
            }
            Self::Gaussian => "For units that answer to net inputs near 0 only.",
            Self::Step => {
                "The perceptron's: outputs of 0 or 1 that learn by its rule; not for hidden layers."
            }
        }
    }

    /// Where it comes from; empty where no one source is known.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Identity => "Widrow & Hoff, 1960",
            Self::Logistic => "Rumelhart, Hinton & Williams, 1986",
            Self::Tanh => "LeCun et al., 1998",
            Self::Relu => "Fukushima, 1969; Nair & Hinton, 2010",
            Self::LeakyRelu { .. } => "Maas, Hannun & Ng, 2013",
            Self::Elu { .. } => "Clevert, Unterthiner & Hochreiter, 2016",
            Self::Gelu => "Hendrycks & Gimpel, 2016",
            Self::Softplus => "Dugas et al., 2001",
            Self::Swish { .. } => "Ramachandran, Zoph & Le, 2017; Elfwing, Uchibe & Doya, 2018",
            Self::Mish => "Misra, 2019",
            Self::Softmax => "Bridle, 1990",
            Self::HardSigmoid => "Howard et al., 2019",
            Self::HardTanh => "Collobert, 2004",
            Self::Selu => "Klambauer et al., 2017",
            Self::Celu { .. } => "Barron, 2017",
            Self::Softsign => "Turian, Bergstra & Bengio, 2009",
            Self::Sine => "Sitzmann et al., 2020",
            Self::Gaussian => "",
            Self::Step => "Rosenblatt, 1958",
        }
    }

    /// Whether each unit's output depends on its own net input alone: all but softmax.
    pub fn is_elementwise(self) -> bool {
        self != Self::Softmax
    }

    /// Whether [`Activation::derivative`] is the derivative of [`Activation::value`], so that a loss has a gradient through
    /// this activation: all but step.
    pub fn has_gradient(self) -> bool {
        self != Self::Step
    }

    /// The net inputs at which a derivative (`φ′` or `φ″`) jumps, so that finite differences across them are wrong.
    pub const fn kinks(self) -> &'static [f64] {
        match self {
            Self::Relu
            | Self::LeakyRelu { .. }
            | Self::Elu { .. }
            | Self::Selu
            | Self::Celu { .. }
            | Self::Softsign
            | Self::Step => &[0.0],
            Self::HardSigmoid => &[-3.0, 3.0],
            Self::HardTanh => &[-1.0, 1.0],
            Self::Identity
            | Self::Logistic
            | Self::Tanh
            | Self::Gelu
            | Self::Softplus
            | Self::Swish { .. }
            | Self::Mish
            | Self::Softmax
            | Self::Sine
            | Self::Gaussian => &[],
        }
    }

    /// Its settings with their present values; none for most.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        described(self.settings())
    }

    /// The same activation with another value of one of its [`Activation::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set(self.settings(), index, value);
        self
    }

    /// What describes the settings, and the fields in the same order.
    fn settings(&mut self) -> Settings<'_> {
        match self {
            Self::LeakyRelu { slope } => (&LEAKY_RELU, vec![Slot::Real(slope)]),
            Self::Elu { alpha } | Self::Celu { alpha } => (&ELU, vec![Slot::Real(alpha)]),
            Self::Swish { beta } => (&SWISH, vec![Slot::Real(beta)]),
            Self::Identity
            | Self::Logistic
            | Self::Tanh
            | Self::Relu
            | Self::Gelu
            | Self::Softplus
            | Self::Mish
            | Self::Softmax
            | Self::HardSigmoid
            | Self::HardTanh
            | Self::Selu
            | Self::Softsign
            | Self::Sine
            | Self::Gaussian
            | Self::Step => (&[], Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete_and_ron_names_are_pinned() {
        // Without a wildcard arm: a new variant must be added here, and then to the list.
        let place = |activation| match activation {
            Activation::Identity => 0,
            Activation::Logistic => 1,
            Activation::Tanh => 2,
            Activation::Relu => 3,
            Activation::LeakyRelu { .. } => 4,
            Activation::Elu { .. } => 5,
            Activation::Gelu => 6,
            Activation::Softplus => 7,
            Activation::Swish { .. } => 8,
            Activation::Mish => 9,
            Activation::Softmax => 10,
            Activation::HardSigmoid => 11,
            Activation::HardTanh => 12,
            Activation::Selu => 13,
            Activation::Celu { .. } => 14,
            Activation::Softsign => 15,
            Activation::Sine => 16,
            Activation::Gaussian => 17,
            Activation::Step => 18,
        };
        let places: Vec<usize> = Activation::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..Activation::ALL.len()).collect::<Vec<_>>());
        let names = Activation::ALL.map(|activation| ron::to_string(&activation).unwrap());
        assert_eq!(
            names.join(" "),
            "Identity Logistic Tanh Relu LeakyRelu(slope:0.01) Elu(alpha:1.0) Gelu Softplus \
             Swish(beta:1.0) Mish Softmax HardSigmoid HardTanh Selu Celu(alpha:1.0) Softsign Sine Gaussian Step"
        );
    }

    #[test]
    fn each_says_in_its_own_short_sentence_when_to_use_it() {
        let said = Activation::ALL.map(Activation::purpose);
        for (index, text) in said.iter().enumerate() {
            assert!(text.ends_with('.') && text.chars().count() < 110, "{text}");
            assert!(!said[..index].contains(text), "{text}");
        }
        for activation in Activation::ALL {
            let source = activation.source();
            let year = source
                .rsplit(", ")
                .next()
                .and_then(|year| year.parse().ok());
            let told = year.is_some_and(|year: u32| (1900..2100).contains(&year));
            assert_eq!(told, activation != Activation::Gaussian, "{source}");
        }
    }

    #[test]
    fn settings_are_read_and_written_by_number() {
        for activation in Activation::ALL {
            for (index, parameter) in activation.parameters().into_iter().enumerate() {
                assert_eq!(parameter.value, parameter.default, "{}", activation.name());
                assert_eq!(parameter.problem(), None);
                let changed = activation.with_parameter(index, 0.5);
                assert_eq!(changed.parameters()[index].value, 0.5);
            }
            assert_eq!(activation.with_parameter(9, 0.5), activation);
        }
    }
}
