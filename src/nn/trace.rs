//! The buffers of a forward and backward pass, reused from step to step so that a step allocates nothing.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::ops::Range;

use nalgebra::DMatrixView;

use super::network::Layer;
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
    columns: usize,
    /// Forward passes so far.
    passes: u64,
    /// For each layer the number of units before it and in it.
    places: Vec<(usize, usize)>,
    /// The layers' values lie one after another, each `[units × columns]`; those of layer 0 are used by `outputs` alone.
    pub(super) net_inputs: Vec<R>,
    pub(super) outputs: Vec<R>,
    pub(super) deltas: Vec<R>,
    /// Room for a copy of targets that do not lie column by column.
    pub(super) targets: Vec<R>,
    /// Room for factors of products that are laid out anew.
    pub(super) scratch: Vec<R>,
}

impl<R: Real> Trace<R> {
    /// Buffers for batches of up to `capacity` samples of this network. A larger batch later makes them grow.
    pub fn new(network: &Network, capacity: usize) -> Self {
        let mut before = 0;
        let place = |layer: &Layer| {
            before += layer.units;
            (before - layer.units, layer.units)
        };
        let places: Vec<(usize, usize)> = network.layers().iter().map(place).collect();
        let mut trace = Self {
            columns: 0,
            passes: 0,
            places,
            net_inputs: Vec::new(),
            outputs: Vec::new(),
            deltas: Vec::new(),
            targets: Vec::new(),
            scratch: Vec::new(),
        };
        trace.set_columns(capacity);
        trace.columns = 0;
        trace
    }

    /// How many samples the last pass held.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many forward passes the trace has seen: as long as this stays, it holds the same `Z` and `A`.
    pub fn passes(&self) -> u64 {
        self.passes
    }

    /// `Z [units × n]` of a layer after a forward pass; the inputs themselves for layer 0.
    pub fn net_input(&self, layer: usize) -> DMatrixView<'_, R> {
        let values = if layer == 0 {
            &self.outputs
        } else {
            &self.net_inputs
        };
        self.view(values, layer)
    }

    /// `A [units × n]` of a layer after a forward pass.
    pub fn output(&self, layer: usize) -> DMatrixView<'_, R> {
        self.view(&self.outputs, layer)
    }

    /// `Δ [units × n]` of a layer after a backward pass; zero for layer 0.
    pub fn delta(&self, layer: usize) -> DMatrixView<'_, R> {
        self.view(&self.deltas, layer)
    }

    fn view<'a>(&self, values: &'a [R], layer: usize) -> DMatrixView<'a, R> {
        DMatrixView::from_slice(&values[self.range(layer)], self.units(layer), self.columns)
    }

    /// Lets layer 0 hold the inputs of the last pass, which the passes over slices leave where they are.
    ///
    /// # Panics
    /// If they are not as many as the pass had.
    pub fn hold_inputs(&mut self, inputs: &[R]) {
        let range = self.range(0);
        self.outputs[range].copy_from_slice(inputs);
    }

    /// The number of units of a layer.
    #[inline(always)]
    pub(super) fn units(&self, layer: usize) -> usize {
        self.places[layer].1
    }

    /// Where a layer's values lie.
    #[inline(always)]
    pub(super) fn range(&self, layer: usize) -> Range<usize> {
        let (before, units) = self.places[layer];
        before * self.columns..(before + units) * self.columns
    }

    /// Where one sample's values of a layer lie.
    #[inline(always)]
    pub(super) fn column(&self, layer: usize, sample: usize) -> Range<usize> {
        let (before, units) = self.places[layer];
        let start = before * self.columns + sample * units;
        start..start + units
    }

    /// Begins a pass: lays the buffers out for `columns` samples; allocates only if there were never so many before.
    #[inline(always)]
    pub(super) fn set_columns(&mut self, columns: usize) {
        self.passes += 1;
        if columns != self.columns {
            self.lay_out(columns);
        }
    }

    fn lay_out(&mut self, columns: usize) {
        self.columns = columns;
        let (before, units) = self.places.last().copied().unwrap_or_default();
        let length = (before + units) * columns;
        for values in [&mut self.net_inputs, &mut self.outputs, &mut self.deltas] {
            values.resize(length.max(values.len()), R::zero());
        }
        // Another layout left other layers' values there.
        let inputs = self.range(0);
        self.deltas[inputs].fill(R::zero());
    }
}
