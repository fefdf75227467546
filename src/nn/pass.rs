//! The forward and the backward pass over the graph of layers.

use nalgebra::DMatrixView;

use super::loss::Loss;
use super::network::Network;
use super::real::Real;
use super::trace::Trace;

/// Computes every layer's `Z` and `A` for the samples `inputs [in × n]`.
pub fn forward<R: Real>(
    network: &Network,
    theta: &[R],
    inputs: DMatrixView<'_, R>,
    trace: &mut Trace<R>,
) {
    let _ = (network, theta, inputs, trace);
    todo!()
}

/// The loss of the last forward pass against `targets [out × n]`.
pub fn loss<R: Real>(
    network: &Network,
    loss: Loss,
    targets: DMatrixView<'_, R>,
    trace: &Trace<R>,
) -> R {
    let _ = (network, loss, targets, trace);
    todo!()
}

/// Computes every layer's `Δ` for the last forward pass and *adds* `scale · ∂E/∂θ` to `gradient`.
/// `Δ_l = φ'(Z_l) ∘ Σ_{c leaving l} W_cᵀ Δ_to(c)`, `∂E/∂W_c = Δ_to(c) A_from(c)ᵀ` (Rumelhart, Hinton & Williams, 1986).
pub fn backward<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    targets: DMatrixView<'_, R>,
    scale: R,
    trace: &mut Trace<R>,
    gradient: &mut [R],
) {
    let _ = (network, theta, loss, targets, scale, trace, gradient);
    todo!()
}
