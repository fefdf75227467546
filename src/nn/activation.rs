//! Activation functions with their derivatives side by side.
//!
//! To add one: a variant (the compiler then asks for its name, formula, function and derivative), a place in
//! [`Activation::ALL`], and, if it has settings, a table for [`Activation::parameters`].

use std::f64::consts::FRAC_1_SQRT_2;
use std::ops::Bound;

use serde::Deserialize;
use serde::Serialize;

use super::hyperparameter::Hyperparameter;
use super::hyperparameter::Slot;
use super::hyperparameter::described;
use super::hyperparameter::set_slot;
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
}

const LEAKY_RELU: [Hyperparameter; 1] = [Hyperparameter::within(
    "a",
    "Slope",
    (Bound::Included(0.0), Bound::Included(1.0)),
    0.01,
)];
const ELU: [Hyperparameter; 1] = [Hyperparameter::positive("α", "Limit", 1.0)];
const SWISH: [Hyperparameter; 1] = [Hyperparameter::positive("β", "Steepness", 1.0)];

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
    /// Every activation, those with settings at their defaults.
    pub const ALL: [Self; 11] = [
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
        }
    }

    /// `φ(z)` of one unit. Softmax is defined over a layer (see [`Activation::apply`]); of one unit alone it is 1.
    #[inline]
    pub fn value<R: Real>(self, z: R) -> R {
        match self {
            Self::Relu if z <= R::zero() => R::zero(),
            // For ReLU these are z > 0 and NaN, which passes on, so that a diverged run is seen.
            Self::Identity | Self::Relu => z,
            Self::Logistic => logistic(z),
            Self::Tanh => z.tanh(),
            Self::LeakyRelu { .. } | Self::Elu { .. } if z > R::zero() => z,
            Self::LeakyRelu { slope } => R::of(slope) * z,
            Self::Elu { alpha } => R::of(alpha) * z.exp_m1(),
            Self::Gelu => R::of(0.5) * z * (R::one() + (z * R::of(FRAC_1_SQRT_2)).erf()),
            Self::Softplus => softplus(z),
            Self::Swish { beta } => z * logistic(R::of(beta) * z),
            Self::Mish => z * softplus(z).tanh(),
            Self::Softmax => R::one(),
        }
    }

    /// `φ′(z)` of one unit, given `a = φ(z)` too. At a kink it is the slope of the side `z ≤ 0`.
    /// Softmax is defined over a layer (see [`Activation::pull_back`]); of one unit alone it is 0.
    #[inline]
    pub fn derivative<R: Real>(self, z: R, a: R) -> R {
        match self {
            Self::Identity => R::one(),
            Self::Logistic => a * (R::one() - a),
            Self::Tanh => R::one() - a * a,
            Self::Relu | Self::LeakyRelu { .. } | Self::Elu { .. } if z > R::zero() => R::one(),
            Self::Relu | Self::Softmax => R::zero(),
            Self::LeakyRelu { slope } => R::of(slope),
            Self::Elu { alpha } => R::of(alpha) * z.exp(),
            Self::Gelu => {
                let density = (-z * z * R::of(0.5)).exp() * R::of(0.398_942_280_401_432_7);
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
        }
    }

    /// `A = φ(Z)` for a layer of `units` units; `net_inputs` and `outputs` are `[units × n]`, column by column.
    pub fn apply<R: Real>(self, units: usize, net_inputs: &[R], outputs: &mut [R]) {
        if self == Self::Softmax {
            let columns = net_inputs.chunks_exact(units.max(1));
            for (z, a) in columns.zip(outputs.chunks_exact_mut(units.max(1))) {
                softmax(z, a);
            }
        } else {
            for (z, a) in net_inputs.iter().zip(outputs) {
                *a = self.value(*z);
            }
        }
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
        if self == Self::Softmax {
            let columns = outputs.chunks_exact(units.max(1));
            for (a, g) in columns.zip(adjoint.chunks_exact_mut(units.max(1))) {
                let mean = (a.iter().zip(&*g)).fold(R::zero(), |sum, (a, g)| sum + *a * *g);
                for (a, g) in a.iter().zip(g) {
                    *g = *a * (*g - mean);
                }
            }
        } else if self != Self::Identity {
            for ((z, a), g) in net_inputs.iter().zip(outputs).zip(adjoint) {
                *g *= self.derivative(*z, *a);
            }
        }
    }

    /// Whether each unit's output depends on its own net input alone: all but softmax.
    pub fn is_elementwise(self) -> bool {
        self != Self::Softmax
    }

    /// Whether a derivative (`φ′` or `φ″`) jumps at `z = 0`, so that finite differences across 0 are wrong.
    pub const fn has_kink(self) -> bool {
        match self {
            Self::Relu | Self::LeakyRelu { .. } | Self::Elu { .. } => true,
            Self::Identity
            | Self::Logistic
            | Self::Tanh
            | Self::Gelu
            | Self::Softplus
            | Self::Swish { .. }
            | Self::Mish
            | Self::Softmax => false,
        }
    }

    /// Its settings with their present values; none for most.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        let table = match self {
            Self::LeakyRelu { .. } => LEAKY_RELU.as_slice(),
            Self::Elu { .. } => ELU.as_slice(),
            Self::Swish { .. } => SWISH.as_slice(),
            Self::Identity
            | Self::Logistic
            | Self::Tanh
            | Self::Relu
            | Self::Gelu
            | Self::Softplus
            | Self::Mish
            | Self::Softmax => &[],
        };
        described(table, &self.slots())
    }

    /// The same activation with another value of one of its [`Activation::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set_slot(self.slots(), index, value);
        self
    }

    fn slots(&mut self) -> Vec<Slot<'_>> {
        match self {
            Self::LeakyRelu { slope: value }
            | Self::Elu { alpha: value }
            | Self::Swish { beta: value } => vec![Slot::Real(value)],
            Self::Identity
            | Self::Logistic
            | Self::Tanh
            | Self::Relu
            | Self::Gelu
            | Self::Softplus
            | Self::Mish
            | Self::Softmax => Vec::new(),
        }
    }
}

/// Softmax of one column, without overflow.
fn softmax<R: Real>(z: &[R], a: &mut [R]) {
    let Some(first) = z.first().copied() else {
        return;
    };
    let largest = z.iter().fold(first, |largest, z| largest.max(*z));
    let mut sum = R::zero();
    for (z, a) in z.iter().zip(&mut *a) {
        *a = (*z - largest).exp();
        sum += *a;
    }
    for a in a {
        *a /= sum;
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
        };
        let places: Vec<usize> = Activation::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..Activation::ALL.len()).collect::<Vec<_>>());
        let names = Activation::ALL.map(|activation| ron::to_string(&activation).unwrap());
        assert_eq!(
            names.join(" "),
            "Identity Logistic Tanh Relu LeakyRelu(slope:0.01) Elu(alpha:1.0) Gelu Softplus \
             Swish(beta:1.0) Mish Softmax"
        );
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
