//! The Kronecker factors of the Fisher matrix (Martens & Grosse, 2015): the block of a layer is about `A ⊗ G` with
//! `A = E[a a^T]` over what enters the layer (1 for the bias last) and `G = E[g g^T]` over the derivatives `g = ∂E/∂z` of single
//! samples with targets from the model. A layer with several incoming connections has one block over all of them.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::gauss_newton::weigh;
use super::loss::Loss;
use super::matmul::add_square;
use super::matmul::mirror;
use super::network::Network;
use super::pass;
use super::real::Real;
use super::trace::Trace;

/// The factors of one layer.
#[derive(Clone, Debug)]
pub struct LayerFactors<R> {
    /// Index of the layer.
    layer: usize,
    /// Where its weights and biases lie in `θ`: a matrix `[units × inputs]`, column by column.
    pub(super) range: Range<usize>,
    /// How many units it has.
    pub(super) units: usize,
    /// How many numbers enter it, the 1 for the bias included.
    pub(super) inputs: usize,
    /// `A [inputs × inputs]`.
    pub a: Vec<R>,
    /// `G [units × units]`.
    pub g: Vec<R>,
}

/// The factors of all layers that have parameters, in the order of the layers.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, KroneckerFactors, Loss, Network, NetworkSpec, OutputSpec, Trace, pass};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Logistic,
///     bias: true,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 1, 1).unwrap();
/// let mut trace = Trace::new(&network, 1);
/// pass::forward(&network, &[0.0, 0.0], dmatrix![3.0].as_view(), &mut trace);
/// let mut factors = KroneckerFactors::new(&network);
/// factors.add(&network, &[0.0, 0.0], Loss::BinaryCrossEntropy, (1.0, &[]), &mut trace);
/// assert_eq!(factors.layers[0].a, [9.0, 3.0, 3.0, 1.0]);
/// assert_eq!(factors.layers[0].g, [0.25]); // p (1 − p)
/// ```
#[derive(Clone, Debug)]
pub struct KroneckerFactors<R> {
    /// One entry for each layer with parameters.
    pub layers: Vec<LayerFactors<R>>,
    /// `[inputs × n]` of one layer.
    entering: Vec<R>,
    /// Draws the targets; without it, the expectation is taken over all of them.
    draws: Option<ChaCha8Rng>,
}

impl<R: Real> KroneckerFactors<R> {
    /// Factors of this network, all 0.
    pub fn new(network: &Network) -> Self {
        let layers = 1..network.layers().len();
        let factors = layers.filter_map(|layer| {
            let (units, biases) = (
                network.layers()[layer].units,
                network.layout().biases(layer),
            );
            let inputs = network.fan_in(layer) + usize::from(!biases.is_empty());
            let weights = network.incoming(layer).map(|c| network.layout().weights(c));
            let start = weights.map(|range| range.start).min();
            let start = start.unwrap_or(biases.start);
            (units * inputs > 0).then(|| LayerFactors {
                layer,
                range: start..start + units * inputs,
                units,
                inputs,
                a: vec![R::zero(); inputs * inputs],
                g: vec![R::zero(); units * units],
            })
        });
        Self {
            layers: factors.collect(),
            entering: Vec::new(),
            draws: None,
        }
    }

    /// Sets all factors to 0, and lets `G` come from one draw of each sample's target instead of from all targets; `draw` is
    /// the number of the draw.
    pub fn start(&mut self, draw: Option<u64>) {
        for factors in &mut self.layers {
            factors.a.fill(R::zero());
            factors.g.fill(R::zero());
        }
        self.draws = draw.map(|draw| {
            let mut rng = ChaCha8Rng::from_seed([0; 32]);
            rng.set_stream(draw);
            rng
        });
    }

    /// Adds `scale · Σ w` of `a a^T` and of `E[g g^T]` over the samples of the last forward pass; without weights, `w = 1`.
    /// Overwrites the trace's `Δ`; adds nothing to `G` for a loss without a distribution.
    ///
    /// # Panics
    /// If there are weights, but not one for each sample.
    pub fn add(
        &mut self,
        network: &Network,
        theta: &[R],
        loss: Loss,
        (scale, weights): (R, &[R]),
        trace: &mut Trace<R>,
    ) {
        for factors in &mut self.layers {
            gather(network, factors, trace, &mut self.entering);
            weigh(weights, factors.inputs, &mut self.entering);
            let (size, entering) = (factors.inputs, self.entering.as_slice());
            add_square(size, scale, entering, &mut factors.a, &mut trace.scratch);
            mirror(size, &mut factors.a);
        }
        let Some(distribution) = loss.distribution(network.output_units()) else {
            return;
        };
        if let Some(rng) = &mut self.draws {
            distribution.seed_drawn(network, rng, trace);
            add_deltas(&mut self.layers, network, theta, (scale, weights), trace);
        } else {
            for column in 0..network.output_units() {
                distribution.seed(network, column, trace);
                add_deltas(&mut self.layers, network, theta, (scale, weights), trace);
            }
        }
    }

    /// Moves every factor to the mean `share · self + (1 − share) · new`.
    pub(super) fn blend(&mut self, share: R, new: &Self) {
        self.pair(new, |held, new| {
            for (held, new) in held.iter_mut().zip(new) {
                *held = share * *held + (R::one() - share) * *new;
            }
        });
    }

    /// Takes over the factors of the same network.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.pair(other, <[R]>::copy_from_slice);
    }

    fn pair(&mut self, other: &Self, each: impl Fn(&mut [R], &[R])) {
        for (layer, other) in self.layers.iter_mut().zip(&other.layers) {
            each(&mut layer.a, &other.a);
            each(&mut layer.g, &other.g);
        }
    }
}

/// Passes the seed back and adds what it makes of every `G`.
fn add_deltas<R: Real>(
    layers: &mut [LayerFactors<R>],
    network: &Network,
    theta: &[R],
    (scale, weights): (R, &[R]),
    trace: &mut Trace<R>,
) {
    let output = trace.range(network.output_layer());
    weigh(weights, network.output_units(), &mut trace.deltas[output]);
    pass::propagate(network, theta, trace);
    for factors in layers {
        let range = trace.range(factors.layer);
        let (deltas, scratch) = (&trace.deltas[range], &mut trace.scratch);
        add_square(factors.units, scale, deltas, &mut factors.g, scratch);
        mirror(factors.units, &mut factors.g);
    }
}

/// Writes what enters a layer, sample by sample: the outputs of the layers before it, then 1 for the bias.
fn gather<R: Real>(
    network: &Network,
    factors: &LayerFactors<R>,
    trace: &Trace<R>,
    entering: &mut Vec<R>,
) {
    entering.clear();
    entering.resize(factors.inputs * trace.columns(), R::one());
    let mut first = 0;
    for connection in network.incoming(factors.layer) {
        let from = network.connections()[connection].from;
        let units = trace.units(from);
        let samples = entering.chunks_exact_mut(factors.inputs);
        for (sample, outputs) in
            samples.zip(trace.outputs[trace.range(from)].chunks_exact(units.max(1)))
        {
            sample[first..first + units].copy_from_slice(outputs);
        }
        first += units;
    }
}
