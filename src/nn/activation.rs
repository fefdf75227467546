//! Activation functions with their derivatives.

use serde::Deserialize;
use serde::Serialize;

/// The function `φ` that turns a layer's net input `Z` into its output `A`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// `φ(z) = z` for `z > 0`, else `slope · z`.
    LeakyRelu {
        /// The slope for `z ≤ 0`; 0.01 by default.
        slope: f64,
    },
    /// `φ(z) = z` for `z > 0`, else `α (e^z − 1)`.
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
