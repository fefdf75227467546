//! The buffers of a forward and backward pass, reused from step to step so that a step allocates nothing.

use nalgebra::DMatrixView;

use super::network::Network;
use super::real::Real;

/// Net inputs `Z`, outputs `A` and deltas `Δ = ∂E/∂Z` of every layer for up to `capacity` samples.
#[derive(Clone, Debug)]
pub struct Trace<R> {
    columns: usize,
    placeholder: Vec<R>,
}

impl<R: Real> Trace<R> {
    /// Buffers for batches of up to `capacity` samples of this network.
    pub fn new(network: &Network, capacity: usize) -> Self {
        let _ = (network, capacity);
        todo!()
    }

    /// How many samples the last pass held.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// `Z [units × n]` of a layer after a forward pass; the inputs themselves for layer 0.
    pub fn net_input(&self, layer: usize) -> DMatrixView<'_, R> {
        let _ = (layer, &self.placeholder);
        todo!()
    }

    /// `A [units × n]` of a layer after a forward pass.
    pub fn output(&self, layer: usize) -> DMatrixView<'_, R> {
        let _ = layer;
        todo!()
    }

    /// `Δ [units × n]` of a layer after a backward pass; zero for layer 0.
    pub fn delta(&self, layer: usize) -> DMatrixView<'_, R> {
        let _ = layer;
        todo!()
    }
}
