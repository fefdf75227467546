//! Losses: what a network is trained to make small, as a mean over the samples of a batch.
//!
//! To add one: a variant (the compiler then asks for its name, formula, value and delta) and a place in [`Loss::ALL`].
//! A loss that is stable only together with an output activation says so in [`Loss::output_activation`] and gives
//! `∂E/∂Z` directly in [`Loss::output_delta`].

use serde::Deserialize;
use serde::Serialize;

use super::activation::Activation;
use super::activation::softplus;
use super::real::Real;

/// The error `E` of a batch of `n` samples with `k` outputs, outputs `Y [k × n]` and targets `T [k × n]`.
///
/// ```
/// use deltascope::nn::{Activation, Loss};
///
/// // One logistic output with net input 0, so y = 1/2, and target 1: −ln(1/2).
/// let loss = Loss::BinaryCrossEntropy.of_sample(&[0.0_f64], &[0.5], &[1.0]);
/// assert_eq!(loss, 2.0_f64.ln());
/// assert!(Loss::BinaryCrossEntropy.check(Activation::Tanh).is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Loss {
    /// `E = 1/(2n) Σ (Y − T)²`.
    #[default]
    HalfSquaredError,
    /// `E = 1/(n k) Σ (Y − T)²`.
    MeanSquaredError,
    /// `E = −1/n Σ [T ln Y + (1 − T) ln(1 − Y)]`; needs logistic outputs.
    BinaryCrossEntropy,
    /// `E = −1/n Σ T ln Y`; needs a softmax output layer.
    SoftmaxCrossEntropy,
}

impl Loss {
    /// Every loss.
    pub const ALL: [Self; 4] = [
        Self::HalfSquaredError,
        Self::MeanSquaredError,
        Self::BinaryCrossEntropy,
        Self::SoftmaxCrossEntropy,
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "Half squared error",
            Self::MeanSquaredError => "Mean squared error",
            Self::BinaryCrossEntropy => "Binary cross-entropy",
            Self::SoftmaxCrossEntropy => "Cross-entropy",
        }
    }

    /// The formula, as a mean over `n` samples with `k` outputs.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "E = 1/(2n) Σ (y − t)²",
            Self::MeanSquaredError => "E = 1/(n k) Σ (y − t)²",
            Self::BinaryCrossEntropy => "E = −1/n Σ [t ln y + (1 − t) ln(1 − y)]",
            Self::SoftmaxCrossEntropy => "E = −1/n Σ t ln y",
        }
    }

    /// The one output activation it goes with, if it needs a certain one.
    pub const fn output_activation(self) -> Option<Activation> {
        match self {
            Self::HalfSquaredError | Self::MeanSquaredError => None,
            Self::BinaryCrossEntropy => Some(Activation::Logistic),
            Self::SoftmaxCrossEntropy => Some(Activation::Softmax),
        }
    }

    /// Whether it is a sum of squared differences between outputs and targets.
    pub const fn is_squared_error(self) -> bool {
        match self {
            Self::HalfSquaredError | Self::MeanSquaredError => true,
            Self::BinaryCrossEntropy | Self::SoftmaxCrossEntropy => false,
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
                needed.name().to_lowercase(),
                output.name(),
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// The loss of one sample: net inputs `Z [k]`, outputs `Y [k]` and targets `T [k]` of the output layer.
    /// The cross-entropies are computed from `Z`, so that nothing is lost where `Y` rounds to 0 or 1.
    pub fn of_sample<R: Real>(self, net_inputs: &[R], outputs: &[R], targets: &[R]) -> R {
        match self {
            Self::HalfSquaredError => R::of(0.5) * squared_distance(outputs, targets),
            Self::MeanSquaredError => {
                squared_distance(outputs, targets) / R::of(targets.len().max(1) as f64)
            }
            // −t ln σ(z) − (1 − t) ln(1 − σ(z)), with ln σ(z) = −softplus(−z).
            Self::BinaryCrossEntropy => (net_inputs.iter().zip(targets))
                .fold(R::zero(), |sum, (z, t)| {
                    sum + *t * softplus(-*z) + (R::one() - *t) * softplus(*z)
                }),
            Self::SoftmaxCrossEntropy => {
                let (largest, rest) = log_sum_exp(net_inputs);
                (net_inputs.iter().zip(targets))
                    .fold(R::zero(), |sum, (z, t)| sum + *t * ((largest - *z) + rest))
            }
        }
    }

    /// `Δ = ∂E/∂Z` of the output layer for one sample of a batch of `n`: all slices `[k]`, `share = 1/n`.
    /// Logistic with binary cross-entropy and softmax with cross-entropy give `(Y − T)/n`, without the factor `φ′` that
    /// would vanish where a unit is saturated.
    pub fn output_delta<R: Real>(
        self,
        output: Activation,
        share: R,
        (net_inputs, outputs, targets): (&[R], &[R], &[R]),
        delta: &mut [R],
    ) {
        let factor = match self {
            Self::HalfSquaredError | Self::BinaryCrossEntropy => share,
            Self::MeanSquaredError => share * R::of(2.0 / targets.len().max(1) as f64),
            Self::SoftmaxCrossEntropy => {
                let total = targets.iter().fold(R::zero(), |sum, t| sum + *t);
                for ((y, t), delta) in outputs.iter().zip(targets).zip(delta) {
                    *delta = share * (*y * total - *t);
                }
                return;
            }
        };
        for ((y, t), delta) in outputs.iter().zip(targets).zip(&mut *delta) {
            *delta = factor * (*y - *t);
        }
        if self.output_activation().is_none() {
            output.pull_back(outputs.len(), net_inputs, outputs, delta);
        }
    }
}

fn squared_distance<R: Real>(a: &[R], b: &[R]) -> R {
    (a.iter().zip(b)).fold(R::zero(), |sum, (a, b)| sum + (*a - *b) * (*a - *b))
}

/// The largest entry `m` and `ln Σ e^(z − m)`, exact to rounding even where one entry outweighs all others.
fn log_sum_exp<R: Real>(z: &[R]) -> (R, R) {
    let place = (1..z.len()).fold(0, |best, i| if z[i] > z[best] { i } else { best });
    let Some(largest) = z.get(place).copied() else {
        return (R::zero(), R::zero());
    };
    let others = z.iter().enumerate().filter(|(i, _)| *i != place);
    let rest = others.fold(R::zero(), |sum, (_, z)| sum + (*z - largest).exp());
    (largest, rest.ln_1p())
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
        };
        let places: Vec<usize> = Loss::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..Loss::ALL.len()).collect::<Vec<_>>());
        let names = Loss::ALL.map(|loss| ron::to_string(&loss).unwrap());
        assert_eq!(
            names,
            [
                "HalfSquaredError",
                "MeanSquaredError",
                "BinaryCrossEntropy",
                "SoftmaxCrossEntropy"
            ]
        );
    }

    #[test]
    fn a_loss_names_the_activation_it_needs() {
        for loss in Loss::ALL {
            for activation in Activation::ALL {
                let legal = match loss {
                    Loss::HalfSquaredError | Loss::MeanSquaredError => true,
                    Loss::BinaryCrossEntropy => activation == Activation::Logistic,
                    Loss::SoftmaxCrossEntropy => activation == Activation::Softmax,
                };
                assert_eq!(loss.check(activation).is_ok(), legal);
            }
        }
        assert_eq!(
            Loss::SoftmaxCrossEntropy
                .check(Activation::Tanh)
                .unwrap_err(),
            "Cross-entropy needs softmax outputs, but the output layer has Tanh; change the activation or the loss"
        );
    }

    // By hand: −ln σ(−800) = 800 exactly in f64; lse(1e4, 0) − 0 = 1e4 exactly.
    #[test]
    fn cross_entropies_stay_exact_far_out() {
        let bce = Loss::BinaryCrossEntropy;
        assert_eq!(bce.of_sample(&[800.0], &[1.0], &[0.0]), 800.0);
        assert_eq!(bce.of_sample(&[-800.0], &[0.0], &[1.0]), 800.0);
        let ce = Loss::SoftmaxCrossEntropy;
        assert_eq!(ce.of_sample(&[1e4, 0.0], &[1.0, 0.0], &[0.0, 1.0]), 1e4);
        // ln(1 + e^(−40)) = e^(−40) to rounding, which a plain logarithm of the sum would lose.
        let tiny = ce.of_sample(&[40.0, 0.0], &[1.0, 0.0], &[1.0, 0.0]);
        assert!((tiny / (-40.0_f64).exp() - 1.0).abs() < 1e-15);
    }
}
