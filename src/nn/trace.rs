//! The buffers of a forward and backward pass, reused from step to step so that a step allocates nothing.

use nalgebra::DMatrixView;

use super::network::Network;
use super::real::Real;

/// Net inputs `Z`, outputs `A` and deltas `Δ = ∂E/∂Z` of every layer for the samples of the last pass.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Network, NetworkSpec, OutputSpec, Trace, pass};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Relu,
///     bias: false,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 1, 1).unwrap();
/// let mut trace = Trace::new(&network, 2);
/// pass::forward(&network, &[-2.0], dmatrix![-1.0, 1.0].as_view(), &mut trace);
/// assert_eq!(trace.net_input(1), dmatrix![2.0, -2.0]);
/// assert_eq!(trace.output(1), dmatrix![2.0, 0.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Trace<R> {
    pub(super) columns: usize,
    pub(super) units: Vec<usize>,
    pub(super) net_inputs: Vec<Vec<R>>,
    pub(super) outputs: Vec<Vec<R>>,
    pub(super) deltas: Vec<Vec<R>>,
}

impl<R: Real> Trace<R> {
    /// Buffers for batches of up to `capacity` samples of this network. A larger batch later makes them grow.
    pub fn new(network: &Network, capacity: usize) -> Self {
        let units: Vec<usize> = network.layers().iter().map(|layer| layer.units).collect();
        let buffers = |from: usize| {
            let lengths = units.iter().enumerate();
            lengths
                .map(|(layer, units)| {
                    Vec::with_capacity(if layer < from { 0 } else { units * capacity })
                })
                .collect()
        };
        Self {
            columns: 0,
            net_inputs: buffers(1),
            outputs: buffers(0),
            deltas: buffers(0),
            units,
        }
    }

    /// How many samples the last pass held.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// `Z [units × n]` of a layer after a forward pass; the inputs themselves for layer 0.
    pub fn net_input(&self, layer: usize) -> DMatrixView<'_, R> {
        let buffers = if layer == 0 {
            &self.outputs
        } else {
            &self.net_inputs
        };
        self.view(&buffers[layer], layer)
    }

    /// `A [units × n]` of a layer after a forward pass.
    pub fn output(&self, layer: usize) -> DMatrixView<'_, R> {
        self.view(&self.outputs[layer], layer)
    }

    /// `Δ [units × n]` of a layer after a backward pass; zero for layer 0.
    pub fn delta(&self, layer: usize) -> DMatrixView<'_, R> {
        self.view(&self.deltas[layer], layer)
    }

    fn view<'a>(&self, values: &'a [R], layer: usize) -> DMatrixView<'a, R> {
        DMatrixView::from_slice(values, self.units[layer], self.columns)
    }

    /// Makes every buffer hold `columns` samples; allocates only if there were never so many before.
    pub(super) fn set_columns(&mut self, columns: usize) {
        if columns == self.columns {
            return;
        }
        self.columns = columns;
        for (layer, units) in self.units.iter().enumerate() {
            let length = units * columns;
            if layer > 0 {
                self.net_inputs[layer].resize(length, R::zero());
            }
            self.outputs[layer].resize(length, R::zero());
            self.deltas[layer].resize(length, R::zero());
        }
    }
}
