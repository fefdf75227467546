//! The forward and the backward pass over the graph of layers.
//!
//! The backward pass runs over the adjoint graph, which is the network with every connection turned round:
//! `Δ_l = φ′(Z_l) ∘ Σ_{c leaving l} W_cᵀ Δ_to(c)`, `∂E/∂W_c = Δ_to(c) A_from(c)ᵀ` (Rumelhart, Hinton & Williams, 1986).

use nalgebra::DMatrixView;

use super::loss::Loss;
use super::matmul::add_outer_product;
use super::matmul::add_product;
use super::matmul::add_row_sums;
use super::matmul::add_transposed_product;
use super::network::Network;
use super::real::Real;
use super::trace::Trace;

/// Computes every layer's `Z` and `A` for the samples `inputs [in × n]`.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Loss, Network, NetworkSpec, OutputSpec, Trace, pass};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Identity,
///     bias: true,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 2, 1).unwrap();
/// let theta = [2.0, 3.0, 1.0]; // y = 2 x₁ + 3 x₂ + 1
/// let inputs = dmatrix![1.0, 0.0; 0.0, 1.0];
/// let targets = dmatrix![3.0, 5.0];
///
/// let mut trace = Trace::new(&network, 2);
/// pass::forward(&network, &theta, inputs.as_view(), &mut trace);
/// assert_eq!(trace.output(1), dmatrix![3.0, 4.0]);
/// let loss = pass::loss(&network, Loss::HalfSquaredError, targets.as_view(), &trace);
/// assert_eq!(loss, 0.25);
///
/// let mut gradient = [0.0; 3];
/// let half = Loss::HalfSquaredError;
/// pass::backward(&network, &theta, half, targets.as_view(), 1.0, &mut trace, &mut gradient);
/// assert_eq!(gradient, [0.0, -0.5, -0.5]);
/// ```
///
/// # Panics
/// If the inputs have another number of rows than the network has inputs, or `theta` another length.
pub fn forward<R: Real>(
    network: &Network,
    theta: &[R],
    inputs: DMatrixView<'_, R>,
    trace: &mut Trace<R>,
) {
    assert_eq!(inputs.nrows(), network.input_units(), "rows of the inputs");
    assert_eq!(theta.len(), network.layout().len(), "length of theta");
    trace.set_columns(inputs.ncols());
    let units = network.input_units();
    let columns = trace.outputs[0].chunks_exact_mut(units.max(1));
    for (held, sample) in columns.zip(inputs.column_iter()) {
        held.copy_from_slice(sample.as_slice());
    }
    for layer in network.order().iter().copied().filter(|layer| *layer != 0) {
        let rows = network.layers()[layer].units;
        // Taken out, so that the outputs of other layers can be read meanwhile; no copy.
        let mut net_inputs = std::mem::take(&mut trace.net_inputs[layer]);
        let biases = &theta[network.layout().biases(layer)];
        if biases.is_empty() {
            net_inputs.fill(R::zero());
        } else {
            for column in net_inputs.chunks_exact_mut(rows) {
                column.copy_from_slice(biases);
            }
        }
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let weights = &theta[network.layout().weights(connection)];
            let inner = trace.units[from];
            add_product(rows, inner, weights, &trace.outputs[from], &mut net_inputs);
        }
        let outputs = &mut trace.outputs[layer];
        network.layers()[layer]
            .activation
            .apply(rows, &net_inputs, outputs);
        trace.net_inputs[layer] = net_inputs;
    }
}

/// The loss of the last forward pass against `targets [out × n]`: the mean over its samples, 0 if there were none.
///
/// # Panics
/// If the targets have another shape than the outputs.
pub fn loss<R: Real>(
    network: &Network,
    loss: Loss,
    targets: DMatrixView<'_, R>,
    trace: &Trace<R>,
) -> R {
    assert_eq!(targets.ncols(), trace.columns, "columns of the targets");
    if trace.columns == 0 {
        return R::zero();
    }
    let samples = 0..trace.columns;
    let sum = samples.fold(R::zero(), |sum, sample| {
        sum + sample_loss(network, loss, targets, sample, trace)
    });
    sum / R::of(trace.columns as f64)
}

/// The loss of one sample (column) of the last forward pass, as if it were a batch of its own.
///
/// # Panics
/// If the targets have another number of rows than the network has outputs, or there is no such sample.
pub fn sample_loss<R: Real>(
    network: &Network,
    loss: Loss,
    targets: DMatrixView<'_, R>,
    sample: usize,
    trace: &Trace<R>,
) -> R {
    let layer = network.output_layer();
    let units = trace.units[layer];
    assert_eq!(targets.nrows(), units, "rows of the targets");
    let range = sample * units..(sample + 1) * units;
    loss.of_sample(
        &trace.net_inputs[layer][range.clone()],
        &trace.outputs[layer][range],
        targets.column(sample).as_slice(),
    )
}

/// Computes every layer's `Δ` for the last forward pass and *adds* `scale · ∂E/∂θ` to `gradient`.
/// `Δ` holds the mean's `1/n`, but not `scale`.
///
/// # Panics
/// If the targets have another shape than the outputs, or `theta` or `gradient` another length than the layout.
pub fn backward<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    targets: DMatrixView<'_, R>,
    scale: R,
    trace: &mut Trace<R>,
    gradient: &mut [R],
) {
    let output = network.output_layer();
    assert_eq!(targets.nrows(), trace.units[output], "rows of the targets");
    assert_eq!(targets.ncols(), trace.columns, "columns of the targets");
    assert_eq!(gradient.len(), theta.len(), "length of the gradient");
    output_deltas(network, loss, targets, None, trace);
    add_gradient(network, theta, scale, trace, gradient);
}

/// As [`backward`], where each sample has its own share of the loss instead of `1/n`: `E = Σ shares · E_sample`.
///
/// # Panics
/// If the targets have another shape than the outputs, there are not as many shares as samples, or `theta` or `gradient` have
/// another length than the layout.
pub fn shared_backward<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    (targets, shares): (DMatrixView<'_, R>, &[R]),
    trace: &mut Trace<R>,
    gradient: &mut [R],
) {
    let output = network.output_layer();
    assert_eq!(targets.nrows(), trace.units[output], "rows of the targets");
    assert_eq!(targets.ncols(), trace.columns, "columns of the targets");
    assert_eq!(shares.len(), trace.columns, "number of shares");
    assert_eq!(gradient.len(), theta.len(), "length of the gradient");
    output_deltas(network, loss, targets, Some(shares), trace);
    add_gradient(network, theta, R::one(), trace, gradient);
}

/// The part of the backward pass after the output layer's `Δ`.
fn add_gradient<R: Real>(
    network: &Network,
    theta: &[R],
    scale: R,
    trace: &mut Trace<R>,
    gradient: &mut [R],
) {
    propagate(network, theta, trace);
    for layer in 1..trace.units.len() {
        let (rows, deltas) = (trace.units[layer], &trace.deltas[layer]);
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let outputs = &trace.outputs[from];
            let part = &mut gradient[network.layout().weights(connection)];
            add_outer_product((rows, trace.units[from]), scale, deltas, outputs, part);
        }
        let part = &mut gradient[network.layout().biases(layer)];
        add_row_sums(scale, deltas, part);
    }
}

/// Computes `Δ` of the hidden layers from that of the output layer.
pub(super) fn propagate<R: Real>(network: &Network, theta: &[R], trace: &mut Trace<R>) {
    let output = network.output_layer();
    for layer in network.order().iter().rev().copied() {
        if layer != 0 && layer != output {
            hidden_deltas(network, theta, layer, trace);
        }
    }
}

/// Sets `Δ` of the output layer to `∂y/∂Z` of one output, for every sample.
pub(super) fn seed_output<R: Real>(network: &Network, output: usize, trace: &mut Trace<R>) {
    let layer = network.output_layer();
    let units = trace.units[layer].max(1);
    let deltas = &mut trace.deltas[layer];
    for column in deltas.chunks_exact_mut(units) {
        column.fill(R::zero());
        column[output] = R::one();
    }
    let (z, a) = (&trace.net_inputs[layer], &trace.outputs[layer]);
    network.layers()[layer]
        .activation
        .pull_back(units, z, a, deltas);
}

fn output_deltas<R: Real>(
    network: &Network,
    loss: Loss,
    targets: DMatrixView<'_, R>,
    shares: Option<&[R]>,
    trace: &mut Trace<R>,
) {
    let layer = network.output_layer();
    let units = trace.units[layer].max(1);
    let mean = R::one() / R::of(trace.columns.max(1) as f64);
    let activation = network.layers()[layer].activation;
    let net_inputs = trace.net_inputs[layer].chunks_exact(units);
    let outputs = trace.outputs[layer].chunks_exact(units);
    let deltas = trace.deltas[layer].chunks_exact_mut(units);
    let samples = net_inputs
        .zip(outputs)
        .zip(targets.column_iter())
        .zip(deltas);
    for (sample, (((z, y), t), delta)) in samples.enumerate() {
        let share = shares.map_or(mean, |shares| shares[sample]);
        loss.output_delta(activation, share, (z, y, t.as_slice()), delta);
    }
}

/// `Δ` of a layer whose followers have theirs: contributions of all leaving connections add up.
fn hidden_deltas<R: Real>(network: &Network, theta: &[R], layer: usize, trace: &mut Trace<R>) {
    // Taken out, so that the deltas of other layers can be read meanwhile; no copy.
    let mut deltas = std::mem::take(&mut trace.deltas[layer]);
    deltas.fill(R::zero());
    let units = trace.units[layer];
    for connection in network.outgoing(layer).iter().copied() {
        let to = network.connections()[connection].to;
        let weights = &theta[network.layout().weights(connection)];
        let (rows, following) = (trace.units[to], &trace.deltas[to]);
        add_transposed_product(rows, units, weights, following, &mut deltas);
    }
    let (z, a) = (&trace.net_inputs[layer], &trace.outputs[layer]);
    network.layers()[layer]
        .activation
        .pull_back(units, z, a, &mut deltas);
    trace.deltas[layer] = deltas;
}

/// Sets `tangents` to the change of every layer's `A` (of the output layer's `Z`) when `θ` moves along `direction`: a forward pass
/// of derivatives (Pearlmutter, 1994), after a forward pass of values. The Jacobian matrices of all activations are symmetric, so
/// pulling back is pushing forward.
pub(super) fn push_forward<R: Real>(
    network: &Network,
    theta: &[R],
    trace: &Trace<R>,
    direction: &[R],
    tangents: &mut Vec<Vec<R>>,
) {
    tangents.resize_with(trace.units.len(), Vec::new);
    for layer in network.order().iter().copied().filter(|layer| *layer != 0) {
        let rows = trace.units[layer];
        let mut tangent = std::mem::take(&mut tangents[layer]);
        tangent.clear();
        tangent.resize(rows * trace.columns, R::zero());
        let biases = &direction[network.layout().biases(layer)];
        for column in tangent.chunks_exact_mut(rows.max(1)) {
            column[..biases.len()].copy_from_slice(biases);
        }
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let range = network.layout().weights(connection);
            let inner = trace.units[from];
            let moved = &direction[range.clone()];
            add_product(rows, inner, moved, &trace.outputs[from], &mut tangent);
            if from != 0 {
                add_product(rows, inner, &theta[range], &tangents[from], &mut tangent);
            }
        }
        if layer != network.output_layer() {
            let (z, a) = (&trace.net_inputs[layer], &trace.outputs[layer]);
            let activation = network.layers()[layer].activation;
            activation.pull_back(rows, z, a, &mut tangent);
        }
        tangents[layer] = tangent;
    }
}
