//! Activation functions with their derivatives side by side.
//!
//! To add one: a variant (the compiler then asks for its name, formula, purpose, source, function and derivative), a place in
//! [`Activation::ALL`], and, if it has settings, a table for [`Activation::parameters`].
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

mod describe;

use std::f64::consts::FRAC_1_SQRT_2;

use serde::Deserialize;
use serde::Serialize;

use super::arch::Arch;
use super::arch::Portable;
use super::arch::Work;
use super::arch::dispatch;
use super::elementwise;
use super::real::Real;

/// The function `φ` that turns a layer's net input `Z` into its output `A`.
///
/// ```
/// use deltascope::nn::Activation;
///
/// // Half-way up: logistic(0) = 1/2 with slope 1/4.
/// let a = Activation::Logistic.value(0.0_f64);
/// assert_eq!(a, 0.5);
/// assert_eq!(Activation::Logistic.derivative(0.0, a), 0.25);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Activation {
    /// `φ(z) = z`.
    Identity,
    /// `φ(z) = 1 / (1 + e^(−z))`.
    Logistic,
    /// `φ(z) = tanh z`.
    #[default]
    Tanh,
    /// `φ(z) = max(0, z)`.
    Relu,
    /// `φ(z) = z` for `z > 0`, else `a z`.
    LeakyRelu {
        /// The slope `a` for `z ≤ 0`; 0.01 by default.
        slope: f64,
    },
    /// `φ(z) = z` for `z > 0`, else `α (e^z − 1)` (Clevert et al., 2016).
    Elu {
        /// The limit `−α` for `z → −∞`; 1 by default.
        alpha: f64,
    },
    /// `φ(z) = z/2 · (1 + erf(z/√2))`, exact (Hendrycks & Gimpel, 2016).
    Gelu,
    /// `φ(z) = ln(1 + e^z)`.
    Softplus,
    /// `φ(z) = z / (1 + e^(−βz))`; with `β = 1` also called SiLU.
    Swish {
        /// The steepness `β`; 1 by default.
        beta: f64,
    },
    /// `φ(z) = z tanh(softplus z)` (Misra, 2019).
    Mish,
    /// `φ(z)_i = e^(z_i) / Σ_k e^(z_k)` over the units of the layer.
    Softmax,
    /// `φ(z) = 0` for `z ≤ −3`, `1` for `z > 3`, else `z/6 + ½` (Howard et al., 2019).
    HardSigmoid,
    /// `φ(z) = −1` for `z ≤ −1`, `1` for `z > 1`, else `z` (Collobert, 2004).
    HardTanh,
    /// `φ(z) = s z` for `z > 0`, else `s α (e^z − 1)`, with the constants that keep mean 0 and variance 1 from layer to
    /// layer: `α = 1.6733`, `s = 1.0507` (Klambauer et al., 2017).
    Selu,
    /// `φ(z) = z` for `z > 0`, else `α (e^(z/α) − 1)` (Barron, 2017).
    Celu {
        /// The limit `−α` for `z → −∞`; 1 by default.
        alpha: f64,
    },
    /// `φ(z) = z / (1 + |z|)` (Turian et al., 2009).
    Softsign,
    /// `φ(z) = sin z` (Sitzmann et al., 2020).
    Sine,
    /// `φ(z) = e^(−z²)`.
    Gaussian,
    /// `φ(z) = 1` for `z > 0`, else `0` (Rosenblatt, 1958). Its slope is 0 wherever there is one, so
    /// nothing could learn; by convention `φ′ = 1` is used, with which gradient descent on the half squared error of step
    /// outputs is the perceptron rule `Δw = η (t − y) x`. In a hidden layer it has no such meaning, and an experiment's
    /// check refuses it there.
    Step,
}

/// `α` and `s` of SELU, the fixed point of mean 0 and variance 1 (Klambauer et al., 2017, equation 14).
pub(super) const SELU: (f64, f64) = (1.673_263_242_354_377_2, 1.050_700_987_355_480_5);

/// `1 / √(2π)`, the density of the standard normal distribution at 0.
pub(super) const DENSITY_AT_ZERO: f64 = 0.398_942_280_401_432_7;

/// `1 / (1 + e^(−z))` without overflow.
pub(crate) fn logistic<R: Real>(z: R) -> R {
    if z >= R::zero() {
        R::one() / (R::one() + (-z).exp())
    } else {
        let e = z.exp();
        e / (R::one() + e)
    }
}

/// `ln(1 + e^z)` without overflow.
pub(crate) fn softplus<R: Real>(z: R) -> R {
    z.max(R::zero()) + (-z.abs()).exp().ln_1p()
}

impl Activation {
    /// `φ(z)` of one unit. Softmax is defined over a layer (see [`Activation::apply`]); of one unit alone it is 1.
    #[inline]
    pub fn value<R: Real>(self, z: R) -> R {
        match self {
            Self::Relu if z <= R::zero() => R::zero(),
            // For ReLU these are z > 0 and NaN, which passes on, so that a diverged run is seen.
            Self::Identity | Self::Relu => z,
            Self::Logistic => logistic(z),
            Self::Tanh => z.tanh(),
            Self::LeakyRelu { .. } | Self::Elu { .. } | Self::Celu { .. } if z > R::zero() => z,
            Self::LeakyRelu { slope } => R::of(slope) * z,
            Self::Elu { alpha } => R::of(alpha) * z.exp_m1(),
            Self::Gelu => R::of(0.5) * z * (R::one() + (z * R::of(FRAC_1_SQRT_2)).erf()),
            Self::Softplus => softplus(z),
            Self::Swish { beta } => z * logistic(R::of(beta) * z),
            Self::Mish => z * softplus(z).tanh(),
            Self::Softmax => R::one(),
            Self::HardSigmoid => between(z, R::of(3.0), R::zero(), z / R::of(6.0) + R::of(0.5)),
            Self::HardTanh => between(z, R::one(), -R::one(), z),
            Self::Selu if z > R::zero() => R::of(SELU.1) * z,
            Self::Selu => R::of(SELU.0 * SELU.1) * z.exp_m1(),
            Self::Celu { alpha } => R::of(alpha) * (z / R::of(alpha)).exp_m1(),
            Self::Softsign => z / (R::one() + z.abs()),
            Self::Sine => z.sin(),
            Self::Gaussian => (-z * z).exp(),
            // NaN passes on.
            Self::Step => between(z, R::zero(), R::zero(), z),
        }
    }

    /// `φ′(z)` of one unit, given `a = φ(z)` too. At a kink it is the slope of the left side; of a step it is 1 by convention.
    /// Softmax is defined over a layer (see [`Activation::pull_back`]); of one unit alone it is 0.
    #[inline]
    pub fn derivative<R: Real>(self, z: R, a: R) -> R {
        match self {
            Self::Identity | Self::Step => R::one(),
            Self::Logistic => a * (R::one() - a),
            Self::Tanh => R::one() - a * a,
            Self::Relu | Self::LeakyRelu { .. } | Self::Elu { .. } | Self::Celu { .. }
                if z > R::zero() =>
            {
                R::one()
            }
            Self::Relu | Self::Softmax => R::zero(),
            Self::LeakyRelu { slope } => R::of(slope),
            Self::Elu { alpha } => R::of(alpha) * z.exp(),
            Self::Gelu => {
                let density = (-z * z * R::of(0.5)).exp() * R::of(DENSITY_AT_ZERO);
                R::of(0.5) * (R::one() + (z * R::of(FRAC_1_SQRT_2)).erf()) + z * density
            }
            Self::Softplus => logistic(z),
            Self::Swish { beta } => {
                let beta = R::of(beta);
                let s = logistic(beta * z);
                s + beta * z * s * (R::one() - s)
            }
            Self::Mish => {
                let t = softplus(z).tanh();
                t + z * logistic(z) * (R::one() - t * t)
            }
            Self::HardSigmoid => slope_within(z, R::of(3.0), R::one() / R::of(6.0)),
            Self::HardTanh => slope_within(z, R::one(), R::one()),
            Self::Selu if z > R::zero() => R::of(SELU.1),
            Self::Selu => R::of(SELU.0 * SELU.1) * z.exp(),
            Self::Celu { alpha } => (z / R::of(alpha)).exp(),
            Self::Softsign => {
                let size = R::one() + z.abs();
                R::one() / (size * size)
            }
            Self::Sine => z.cos(),
            Self::Gaussian => -(z + z) * a,
        }
    }

    /// `A = φ(Z)` for a layer of `units` units; `net_inputs` and `outputs` are `[units × n]`, column by column.
    pub fn apply<R: Real>(self, units: usize, net_inputs: &[R], outputs: &mut [R]) {
        /// The arguments.
        struct Apply<'a, R>(Activation, usize, &'a [R], &'a mut [R]);

        impl<R: Real> Work for Apply<'_, R> {
            type Output = ();

            #[inline(always)]
            fn run<A: Arch>(self) {
                elementwise::apply::<A, R>(self.0, self.1, self.2, self.3);
            }
        }

        dispatch(Apply(self, units, net_inputs, outputs));
    }

    /// Turns `∂E/∂A` into `Δ = ∂E/∂Z` in place: the product with the Jacobian matrix of `φ`, which for all but softmax
    /// is `φ′(Z) ∘ ∂E/∂A`. All slices are `[units × n]`, column by column.
    pub fn pull_back<R: Real>(
        self,
        units: usize,
        net_inputs: &[R],
        outputs: &[R],
        adjoint: &mut [R],
    ) {
        elementwise::pull_back::<Portable, R>(self, units, (net_inputs, outputs), adjoint);
    }
}

/// `low` for `z ≤ −reach`, 1 for `z > reach`, else (and for `NaN`) `middle`.
#[inline(always)]
pub(super) fn between<R: Real>(z: R, reach: R, low: R, middle: R) -> R {
    if z <= -reach {
        low
    } else if z > reach {
        R::one()
    } else {
        middle
    }
}

/// `slope` for `−reach < z ≤ reach`, else 0.
#[inline(always)]
pub(super) fn slope_within<R: Real>(z: R, reach: R, slope: R) -> R {
    if z > -reach && z <= reach {
        slope
    } else {
        R::zero()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overflows_far_out() {
        for activation in Activation::ALL {
            for z in [-1e4, -800.0, 800.0, 1e4_f64] {
                let a = activation.value(z);
                assert!(a.is_finite(), "{} at {z}", activation.name());
                let slope = activation.derivative(z, a);
                assert!(slope.is_finite(), "{} at {z}", activation.name());
            }
            assert!(
                activation == Activation::Softmax || activation.value(f64::NAN).is_nan(),
                "{} hides a NaN",
                activation.name()
            );
        }
        assert_eq!(Activation::Logistic.value(800.0), 1.0);
        assert_eq!(Activation::Logistic.value(-800.0), 0.0);
    }

    #[test]
    fn softmax_takes_huge_net_inputs() {
        let mut a = [0.0; 4];
        Activation::Softmax.apply(2, &[1e4, 0.0, -1e4, -1e4], &mut a);
        assert_eq!(a, [1.0, 0.0, 0.5, 0.5]);
    }
}
