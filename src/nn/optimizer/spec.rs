//! The optimiser as it stands in a document: which one, with which settings.

use serde::Deserialize;
use serde::Serialize;

use super::AdaGrad;
use super::Adam;
use super::BoldDriver;
use super::ConjugateGradient;
use super::Conjugation;
use super::DeltaBarDelta;
use super::Inertia;
use super::Kfac;
use super::KfacSettings;
use super::Lbfgs;
use super::LevenbergMarquardt;
use super::LevenbergMarquardtSettings;
use super::NAdam;
use super::NaturalGradient;
use super::Optimizer;
use super::Quickprop;
use super::RmsProp;
use super::Rprop;
use super::ScaledConjugateGradient;
use super::Sgd;
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
    /// Gradient descent whose change is a running mean of past changes.
    Inertia {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The share `α` of the last change that goes on.
        inertia: f64,
    },
    /// Steps divided by the root of all squared gradients so far (Duchi et al., 2011).
    AdaGrad {
        /// The learning rate `η`.
        learning_rate: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
    },
    /// Steps divided by the root of a running mean of squared gradients (Tieleman & Hinton, 2012).
    RmsProp {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The decay `ρ` of the mean.
        decay: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
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
    /// Adam with decoupled weight decay (Loshchilov & Hutter, 2019).
    AdamW {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The decay of the first moment.
        beta1: f64,
        /// The decay of the second moment.
        beta2: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
        /// The decay `λ` of all parameters.
        weight_decay: f64,
    },
    /// Adam with Nesterov's look ahead (Dozat, 2016).
    NAdam {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The decay of the first moment.
        beta1: f64,
        /// The decay of the second moment.
        beta2: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
        /// How fast the momentum grows to `β₁`.
        momentum_decay: f64,
    },
    /// Gradient descent that raises its rate while the loss falls, and takes steps back that raise it (Vogl et al., 1988).
    BoldDriver {
        /// The learning rate `η` at the start.
        learning_rate: f64,
        /// The momentum `α`, 0 = none.
        momentum: f64,
        /// The factor `η⁺` on the rate after a step that lowered the loss.
        growth: f64,
        /// The factor `η⁻` on the rate after a step that was taken back.
        shrinkage: f64,
        /// A step is taken back if the loss is more than this many times the loss before.
        tolerance: f64,
    },
    /// A learning rate for each parameter, by the signs of its derivatives (Jacobs, 1988).
    DeltaBarDelta {
        /// The learning rate `η` at the start.
        learning_rate: f64,
        /// What is added to a rate while the sign stays.
        growth: f64,
        /// The share a rate loses when the sign turns.
        shrinkage: f64,
        /// The weight of the past in the mean derivative.
        averaging: f64,
    },
    /// A step for each parameter, by the signs of its derivatives alone: `iRprop−` (Igel & Hüsken, 2003).
    RpropMinus {
        /// The step `Δ` at the start.
        first_step: f64,
        /// The factor `η⁺` on a step while the sign stays.
        growth: f64,
        /// The factor `η⁻` on a step when the sign turns.
        shrinkage: f64,
        /// The smallest step.
        smallest: f64,
        /// The largest step.
        largest: f64,
    },
    /// As `iRprop−`, and steps are taken back where the sign turned and the loss rose: `iRprop+` (Igel & Hüsken, 2003).
    RpropPlus {
        /// The step `Δ` at the start.
        first_step: f64,
        /// The factor `η⁺` on a step while the sign stays.
        growth: f64,
        /// The factor `η⁻` on a step when the sign turns.
        shrinkage: f64,
        /// The smallest step.
        smallest: f64,
        /// The largest step.
        largest: f64,
    },
    /// Jumps to the minimum of the parabola through the last two derivatives of each parameter (Fahlman, 1988).
    Quickprop {
        /// The learning rate `η` for the mean over the samples, divided by the number of units that feed a layer.
        learning_rate: f64,
        /// A step is at most `μ` times the last one.
        growth: f64,
        /// The decay `λ` of all parameters.
        weight_decay: f64,
    },
    /// Conjugate gradients, `β` after Polak & Ribière, with a line search (Polak & Ribière, 1969).
    PolakRibiere {
        /// How flat the search must get: the slope falls to this share.
        curvature: f64,
    },
    /// Conjugate gradients, `β` after Fletcher & Reeves, with a line search (Fletcher & Reeves, 1964).
    FletcherReeves {
        /// How flat the search must get: the slope falls to this share.
        curvature: f64,
    },
    /// Conjugate gradients without a line search (Møller, 1993).
    ScaledConjugateGradient {
        /// How far away the second gradient is taken.
        probe: f64,
        /// The damping `λ` at the start.
        damping: f64,
    },
    /// Newton's method with a Hessian from the last few steps (Liu & Nocedal, 1989).
    Lbfgs {
        /// How many steps are remembered.
        memory: usize,
        /// How flat the search must get: the slope falls to this share.
        curvature: f64,
    },
    /// Damped Gauss–Newton steps (Hagan & Menhaj, 1994); for squared errors and up to a few thousand parameters.
    LevenbergMarquardt {
        /// The damping `μ` at the start.
        damping: f64,
        /// The factor on `μ` after a step that lowered the loss.
        shrinkage: f64,
        /// The factor on `μ` after a try that did not.
        growth: f64,
        /// The search is given up when `μ` is larger.
        largest: f64,
        /// Whether the squared parameters count too, with a weight that follows from the data (`MacKay`, 1992).
        #[serde(default)]
        bayesian: bool,
    },
    /// Natural gradient descent with the whole Fisher matrix (Amari, 1998); for up to a few thousand parameters.
    NaturalGradient {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The damping `λ` at the start.
        damping: f64,
        /// The factor `ω` that `λ` grows or falls by.
        factor: f64,
    },
    /// Natural gradient descent with Kronecker-factored blocks of the Fisher matrix (Martens & Grosse, 2015).
    Kfac {
        /// The damping `λ` at the start.
        damping: f64,
        /// The largest weight of the past in the averages.
        averaging: f64,
        /// Steps between two computations of the inverses.
        refresh: usize,
        /// Whether one draw stands for all targets of the expectation.
        sampled: bool,
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
    // One row an optimiser, so that the table can be read.
    #[rustfmt::skip]
    pub const ALL: [Self; 19] = [
        Self::Sgd { learning_rate: 0.01, momentum: 0.0, nesterov: false },
        Self::Inertia { learning_rate: 0.1, inertia: 0.9 },
        Self::AdaGrad { learning_rate: 0.01, epsilon: 1e-10 },
        Self::RmsProp { learning_rate: 0.01, decay: 0.99, epsilon: 1e-8 },
        Self::Adam { learning_rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        Self::AdamW { learning_rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay: 0.01 },
        Self::NAdam { learning_rate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum_decay: 0.004 },
        Self::BoldDriver { learning_rate: 0.1, momentum: 0.9, growth: 1.05, shrinkage: 0.7, tolerance: 1.04 },
        Self::DeltaBarDelta { learning_rate: 0.1, growth: 0.01, shrinkage: 0.1, averaging: 0.7 },
        Self::RpropMinus { first_step: 0.1, growth: 1.2, shrinkage: 0.5, smallest: 1e-6, largest: 50.0 },
        Self::RpropPlus { first_step: 0.1, growth: 1.2, shrinkage: 0.5, smallest: 1e-6, largest: 50.0 },
        Self::Quickprop { learning_rate: 0.55, growth: 1.75, weight_decay: 0.0001 },
        Self::PolakRibiere { curvature: 0.1 },
        Self::FletcherReeves { curvature: 0.1 },
        Self::ScaledConjugateGradient { probe: 5e-5, damping: 5e-7 },
        Self::Lbfgs { memory: 10, curvature: 0.9 },
        Self::LevenbergMarquardt { damping: 0.001, shrinkage: 0.1, growth: 10.0, largest: 1e10, bayesian: false },
        Self::NaturalGradient { learning_rate: 1.0, damping: 1.0, factor: 4.0 },
        Self::Kfac { damping: 1.0, averaging: 0.95, refresh: 5, sampled: false },
    ];

    /// Checks the settings against their ranges.
    ///
    /// # Errors
    /// All problems found.
    pub fn check(self) -> Result<(), Vec<OptimizerProblem>> {
        let parameters = self.parameters().into_iter().enumerate();
        let mut problems: Vec<OptimizerProblem> = parameters
            .filter_map(|(index, parameter)| {
                Some(OptimizerProblem {
                    parameter: Some(index),
                    message: parameter.problem()?,
                })
            })
            .collect();
        if let Self::RpropMinus {
            smallest, largest, ..
        }
        | Self::RpropPlus {
            smallest, largest, ..
        } = self
            && smallest > largest
        {
            problems.push(OptimizerProblem {
                parameter: None,
                message: format!("the smallest step {smallest} is more than the largest {largest}"),
            });
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// The optimiser at work on the parameters of a network.
    #[rustfmt::skip]
    pub fn build<R: Real>(self, network: &Network) -> Box<dyn Optimizer<R>> {
        let n = network.layout().len();
        match self {
            Self::Sgd { learning_rate, momentum, nesterov } =>
                Box::new(Sgd::new(n, learning_rate, momentum, nesterov)),
            Self::Inertia { learning_rate, inertia } =>
                Box::new(Inertia::new(n, learning_rate, inertia)),
            Self::AdaGrad { learning_rate, epsilon } =>
                Box::new(AdaGrad::new(n, learning_rate, epsilon)),
            Self::RmsProp { learning_rate, decay, epsilon } =>
                Box::new(RmsProp::new(n, learning_rate, decay, epsilon)),
            Self::Adam { learning_rate, beta1, beta2, epsilon } =>
                Box::new(Adam::new(n, learning_rate, (beta1, beta2), epsilon)),
            Self::AdamW { learning_rate, beta1, beta2, epsilon, weight_decay } =>
                Box::new(Adam::new(n, learning_rate, (beta1, beta2), epsilon).with_weight_decay(weight_decay)),
            Self::NAdam { learning_rate, beta1, beta2, epsilon, momentum_decay } =>
                Box::new(NAdam::new(n, learning_rate, (beta1, beta2), epsilon, momentum_decay)),
            Self::BoldDriver { learning_rate, momentum, growth, shrinkage, tolerance } =>
                Box::new(BoldDriver::new(n, learning_rate, momentum, (growth, shrinkage), tolerance)),
            Self::DeltaBarDelta { learning_rate, growth, shrinkage, averaging } =>
                Box::new(DeltaBarDelta::new(n, learning_rate, growth, shrinkage, averaging)),
            Self::RpropMinus { first_step, growth, shrinkage, smallest, largest } =>
                Box::new(Rprop::new(n, first_step, (growth, shrinkage), (smallest, largest))),
            Self::RpropPlus { first_step, growth, shrinkage, smallest, largest } =>
                Box::new(Rprop::new(n, first_step, (growth, shrinkage), (smallest, largest)).with_backtracking()),
            Self::Quickprop { learning_rate, growth, weight_decay } =>
                Box::new(Quickprop::new(network, learning_rate, growth, weight_decay)),
            Self::PolakRibiere { curvature } =>
                Box::new(ConjugateGradient::new(n, Conjugation::PolakRibiere, curvature)),
            Self::FletcherReeves { curvature } =>
                Box::new(ConjugateGradient::new(n, Conjugation::FletcherReeves, curvature)),
            Self::ScaledConjugateGradient { probe, damping } =>
                Box::new(ScaledConjugateGradient::new(n, probe, damping)),
            Self::Lbfgs { memory, curvature } =>
                Box::new(Lbfgs::new(n, memory, curvature)),
            Self::LevenbergMarquardt { damping, shrinkage, growth, largest, bayesian } =>
                Box::new(LevenbergMarquardt::new(
                    n, LevenbergMarquardtSettings { damping, shrinkage, growth, largest, bayesian })),
            Self::NaturalGradient { learning_rate, damping, factor } =>
                Box::new(NaturalGradient::new(n, learning_rate, damping, factor)),
            Self::Kfac { damping, averaging, refresh, sampled } =>
                Box::new(Kfac::new(network, KfacSettings { damping, averaging, refresh, sampled })),
        }
    }
}
