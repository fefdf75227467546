//! Initialisers: how the weights of a layer are drawn before training.

use rand::Rng;
use serde::Deserialize;
use serde::Serialize;

use super::network::Network;
use super::real::Real;
use super::spec::Start;

/// How the weights that enter a layer start. Biases start at 0 unless the rule says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Initialiser {
    /// Weights and biases uniform in `[−range, range]`.
    Uniform {
        /// The largest magnitude.
        range: f64,
    },
    /// Uniform in `±√(6 / (in + out))` (Glorot & Bengio, 2010).
    #[default]
    XavierUniform,
    /// Normal with variance `2 / (in + out)` (Glorot & Bengio, 2010).
    XavierNormal,
    /// Normal with variance `2 / in` (He et al., 2015).
    He,
    /// Normal with variance `1 / in` (LeCun et al., 1998).
    LeCun,
    /// Directions uniform, lengths `0.7 · out^(1/in)`, biases spread over the input range (Nguyen & Widrow, 1990).
    NguyenWidrow,
    /// Every weight and bias has this value.
    Constant {
        /// The value.
        value: f64,
    },
}

/// The parameters `θ` at the start of a run. Drawn in the order of `θ`, so the draw depends on nothing but the
/// generator and the network. `Start::Exact` values overwrite what they name.
pub fn initial_parameters<R: Real>(network: &Network, start: &Start, rng: &mut impl Rng) -> Vec<R> {
    let _ = (network, start, rng);
    todo!()
}
