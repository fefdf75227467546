//! The optimiser as it stands in a document: which one, with which settings.

use serde::Deserialize;
use serde::Serialize;

use super::Optimizer;
use super::adam;
use super::adam::Adam;
use super::sgd;
use super::sgd::Sgd;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::Slot;
use crate::nn::hyperparameter::described;
use crate::nn::hyperparameter::set_slot;
use crate::nn::network::Network;
use crate::nn::real::Real;

/// An optimiser as it stands in a document. Choosers and checks iterate [`OptimizerSpec::ALL`] and
/// [`OptimizerSpec::parameters`] and need no `match`.
///
/// ```
/// use deltascope::nn::OptimizerSpec;
///
/// let adam = OptimizerSpec::ALL
///     .into_iter()
///     .find(|optimizer| optimizer.name() == "Adam")
///     .unwrap();
/// let rate = adam.parameters()[0];
/// assert_eq!((rate.symbol, rate.name, rate.value), ("η", "Learning rate", 0.001));
/// let quick = adam.with_parameter(0, 0.1);
/// assert_eq!(quick.learning_rate(), Some(0.1));
/// assert!(adam.with_parameter(0, -0.1).check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum OptimizerSpec {
    /// Gradient descent with optional momentum.
    Sgd {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The momentum `α`, 0 = none.
        momentum: f64,
        /// Whether the gradient is taken ahead of the momentum step (Nesterov).
        nesterov: bool,
    },
    /// Adam (Kingma & Ba, 2015).
    Adam {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The decay of the first moment.
        beta1: f64,
        /// The decay of the second moment.
        beta2: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
    },
}

/// What is wrong with an optimiser's settings, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptimizerProblem {
    /// The index in [`OptimizerSpec::parameters`], if one setting is to blame.
    pub parameter: Option<usize>,
    /// What, and what to do.
    pub message: String,
}

impl OptimizerSpec {
    /// Every optimiser with its settings at their defaults.
    pub const ALL: [Self; 2] = [
        Self::Sgd {
            learning_rate: 0.01,
            momentum: 0.0,
            nesterov: false,
        },
        Self::Adam {
            learning_rate: 0.001,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
        },
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sgd { .. } => "Gradient descent",
            Self::Adam { .. } => "Adam",
        }
    }

    /// The step in symbols, `g` being the gradient.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Sgd { nesterov: true, .. } => "v ← αv + g, θ ← θ − η(g + αv)",
            Self::Sgd { .. } => "v ← αv − ηg, θ ← θ + v",
            Self::Adam { .. } => "m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η m̂ / (√v̂ + ε)",
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Sgd { .. } => "Rumelhart, Hinton & Williams, 1986; Nesterov, 1983",
            Self::Adam { .. } => "Kingma & Ba, 2015",
        }
    }

    /// Whether a step needs the gradient over all samples, so that online and mini-batch updates are refused.
    pub const fn needs_full_batch(self) -> bool {
        match self {
            Self::Sgd { .. } | Self::Adam { .. } => false,
        }
    }

    /// Its settings with their present values, the learning rate first where there is one.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        let table = match self {
            Self::Sgd { .. } => sgd::PARAMETERS.as_slice(),
            Self::Adam { .. } => adam::PARAMETERS.as_slice(),
        };
        described(table, &self.slots())
    }

    /// The same optimiser with another value of one of its [`OptimizerSpec::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set_slot(self.slots(), index, value);
        self
    }

    fn slots(&mut self) -> Vec<Slot<'_>> {
        match self {
            Self::Sgd {
                learning_rate,
                momentum,
                nesterov,
            } => vec![
                Slot::Real(learning_rate),
                Slot::Real(momentum),
                Slot::Switch(nesterov),
            ],
            Self::Adam {
                learning_rate,
                beta1,
                beta2,
                epsilon,
            } => vec![
                Slot::Real(learning_rate),
                Slot::Real(beta1),
                Slot::Real(beta2),
                Slot::Real(epsilon),
            ],
        }
    }

    /// Checks the settings against their ranges.
    ///
    /// # Errors
    /// All problems found.
    pub fn check(self) -> Result<(), Vec<OptimizerProblem>> {
        let parameters = self.parameters().into_iter().enumerate();
        let problems: Vec<OptimizerProblem> = parameters
            .filter_map(|(index, parameter)| {
                Some(OptimizerProblem {
                    parameter: Some(index),
                    message: parameter.problem()?,
                })
            })
            .collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// The learning rate `η`, if it has one.
    pub fn learning_rate(self) -> Option<f64> {
        self.valued("η")
    }

    /// The momentum `α`, if it has one (0 counts as one).
    pub fn momentum(self) -> Option<f64> {
        self.valued("α")
    }

    fn valued(self, symbol: &str) -> Option<f64> {
        let mut parameters = self.parameters().into_iter();
        Some(
            parameters
                .find(|parameter| parameter.symbol == symbol)?
                .value,
        )
    }

    /// The optimiser at work on the parameters of a network.
    pub fn build<R: Real>(self, network: &Network) -> Box<dyn Optimizer<R>> {
        let parameters = network.layout().len();
        match self {
            Self::Sgd {
                learning_rate,
                momentum,
                nesterov,
            } => Box::new(Sgd::new(parameters, learning_rate, momentum, nesterov)),
            Self::Adam {
                learning_rate,
                beta1,
                beta2,
                epsilon,
            } => Box::new(Adam::new(
                parameters,
                learning_rate,
                (beta1, beta2),
                epsilon,
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete_and_ron_names_are_pinned() {
        let place = |spec| match spec {
            OptimizerSpec::Sgd { .. } => 0,
            OptimizerSpec::Adam { .. } => 1,
        };
        let places: Vec<usize> = OptimizerSpec::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..OptimizerSpec::ALL.len()).collect::<Vec<_>>());
        let names = OptimizerSpec::ALL.map(|spec| ron::to_string(&spec).unwrap());
        assert_eq!(
            names,
            [
                "Sgd(learning_rate:0.01,momentum:0.0,nesterov:false)",
                "Adam(learning_rate:0.001,beta1:0.9,beta2:0.999,epsilon:1e-8)",
            ]
        );
    }

    #[test]
    fn the_list_holds_the_defaults_and_they_are_legal() {
        for spec in OptimizerSpec::ALL {
            assert_eq!(spec.check(), Ok(()), "{}", spec.name());
            for (index, parameter) in spec.parameters().into_iter().enumerate() {
                assert_eq!(parameter.value, parameter.default, "{}", spec.name());
                let other = if parameter.default == 0.0 { 1.0 } else { 0.0 };
                let changed = spec.with_parameter(index, other).parameters();
                assert_eq!(
                    changed[index].value,
                    other,
                    "{} {}",
                    spec.name(),
                    parameter.name
                );
            }
        }
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let spec = OptimizerSpec::ALL[0].with_parameter(1, 1.0);
        assert_eq!(
            spec.check(),
            Err(vec![OptimizerProblem {
                parameter: Some(1),
                message: "momentum α is 1; it must be 0 or more and less than 1".to_owned(),
            }])
        );
        assert_eq!(OptimizerSpec::ALL[0].momentum(), Some(0.0));
        assert_eq!(OptimizerSpec::ALL[1].momentum(), None);
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = "Sgd(learning_rate: 0.1, momentum: 0.0, nesterov: false, decay: 0.1)";
        assert!(ron::from_str::<OptimizerSpec>(text).is_err());
    }
}
