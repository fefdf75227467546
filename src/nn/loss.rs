//! Losses: what a network is trained to make small, as a mean over the samples of a batch.
//!
//! To add one: a variant (the compiler then asks for its name, formula, settings, value and delta) and a place in [`Loss::ALL`].
//! A loss that is stable only together with an output activation says so in [`Loss::output_activation`] and gives
//! `∂E/∂Z` directly in [`Loss::output_delta`].

mod describe;
mod focal;

use nalgebra::ComplexField;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// `E = 1/(n k) Σ |Y − T|`, with the slope 0 where `Y = T`.
    MeanAbsoluteError,
    /// `E = 1/(n k) Σ h(Y − T)` with `h(e) = ½ e²` for `|e| ≤ δ`, else `δ (|e| − ½ δ)` (Huber, 1964).
    Huber {
        /// The largest error `δ` that counts by its square, in the units of the scaled targets; 1 by default.
        delta: f64,
    },
    /// `E = −1/n Σ [T (1 − Y)^γ ln Y + (1 − T) Y^γ ln(1 − Y)]` (Lin et al., 2017): binary cross-entropy in which outputs that are
    /// nearly right count little; needs logistic outputs.
    BinaryFocal {
        /// How little: `γ = 0` is binary cross-entropy; 2 by default.
        gamma: f64,
    },
    /// `E = −1/n Σ T (1 − Y)^γ ln Y` (Lin et al., 2017); needs a softmax output layer.
    SoftmaxFocal {
        /// How little outputs count that are nearly right: `γ = 0` is cross-entropy; 2 by default.
        gamma: f64,
    },
}

impl Loss {
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
            Self::MeanAbsoluteError => mean(outputs, targets, ComplexField::abs),
            Self::Huber { delta } => {
                let delta = R::of(delta);
                mean(outputs, targets, |error| huber(error, delta))
            }
            Self::BinaryFocal { gamma } => focal::binary(R::of(gamma), net_inputs, targets),
            Self::SoftmaxFocal { gamma } => focal::softmax(R::of(gamma), net_inputs, targets),
        }
    }

    /// `Δ = ∂E/∂Z` of the output layer for one sample of a batch of `n`: all slices `[k]`, `share = 1/n`.
    /// Logistic with binary cross-entropy and softmax with cross-entropy give `(Y − T)/n`, without the factor `φ′` that
    /// would vanish where a unit is saturated; the focal losses go the same way.
    pub fn output_delta<R: Real>(
        self,
        output: Activation,
        share: R,
        (net_inputs, outputs, targets): (&[R], &[R], &[R]),
        delta: &mut [R],
    ) {
        let errors = outputs.iter().zip(targets).map(|(y, t)| *y - *t);
        let deltas = errors.zip(&mut *delta);
        match self {
            Self::HalfSquaredError | Self::BinaryCrossEntropy => {
                deltas.for_each(|(error, delta)| *delta = share * error);
            }
            Self::MeanSquaredError => {
                let factor = share * R::of(2.0 / targets.len().max(1) as f64);
                deltas.for_each(|(error, delta)| *delta = factor * error);
            }
            Self::SoftmaxCrossEntropy => {
                let total = targets.iter().fold(R::zero(), |sum, t| sum + *t);
                for ((y, t), delta) in outputs.iter().zip(targets).zip(&mut *delta) {
                    *delta = share * (*y * total - *t);
                }
            }
            Self::MeanAbsoluteError => {
                let factor = share / R::of(targets.len().max(1) as f64);
                deltas.for_each(|(error, delta)| *delta = factor * sign(error));
            }
            Self::Huber { delta: reach } => {
                let factor = share / R::of(targets.len().max(1) as f64);
                let reach = R::of(reach);
                deltas.for_each(|(error, delta)| *delta = factor * huber_slope(error, reach));
            }
            Self::BinaryFocal { gamma } => {
                focal::binary_delta(R::of(gamma), share, net_inputs, targets, delta);
            }
            Self::SoftmaxFocal { gamma } => {
                let values = (net_inputs, outputs, targets);
                focal::softmax_delta(R::of(gamma), share, values, delta);
            }
        }
        if self.output_activation().is_none() {
            output.pull_back(outputs.len(), net_inputs, outputs, delta);
        }
    }
}

fn squared_distance<R: Real>(a: &[R], b: &[R]) -> R {
    (a.iter().zip(b)).fold(R::zero(), |sum, (a, b)| sum + (*a - *b) * (*a - *b))
}

/// The mean over the outputs of a function of `y − t`.
fn mean<R: Real>(outputs: &[R], targets: &[R], of: impl Fn(R) -> R) -> R {
    let errors = outputs.iter().zip(targets);
    let sum = errors.fold(R::zero(), |sum, (y, t)| sum + of(*y - *t));
    sum / R::of(targets.len().max(1) as f64)
}

/// −1, 0 or 1, and `NaN` for `NaN`; `signum` of 0 would be 1.
fn sign<R: Real>(value: R) -> R {
    if value == R::zero() {
        value
    } else {
        value.signum()
    }
}

fn huber<R: Real>(error: R, delta: R) -> R {
    let size = error.abs();
    if size > delta {
        delta * (size - R::of(0.5) * delta)
    } else {
        R::of(0.5) * error * error
    }
}

fn huber_slope<R: Real>(error: R, delta: R) -> R {
    if error > delta {
        delta
    } else if error < -delta {
        -delta
    } else {
        error
    }
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
