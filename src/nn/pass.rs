//! The forward and the backward pass over the graph of layers.
//!
//! The backward pass runs over the adjoint graph, which is the network with every connection turned round:
//! `Δ_l = φ′(Z_l) ∘ Σ_{c leaving l} W_cᵀ Δ_to(c)`, `∂E/∂W_c = Δ_to(c) A_from(c)ᵀ` (Rumelhart, Hinton & Williams, 1986).

use nalgebra::DMatrixView;

use super::arch::dispatch;
use super::loss::Loss;
use super::matmul::Onto;
use super::matmul::add_product;
use super::network::Network;
use super::propagation::Pass;
use super::propagation::Seed;
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
    // Taken out, so that the outputs of other layers can be written meanwhile.
    let mut held = std::mem::take(&mut trace.targets);
    held.resize(inputs.len(), R::zero());
    copy_columns(inputs, &mut held);
    let range = trace.range(0);
    trace.outputs[range].copy_from_slice(&held);
    dispatch(Pass {
        network,
        theta,
        loss: Loss::default(),
        inputs: &held,
        targets: &[],
        trace,
        forward: true,
        seed: Seed::None,
        gradient: None,
    });
    trace.targets = held;
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
    assert_eq!(targets.ncols(), trace.columns(), "columns of the targets");
    if trace.columns() == 0 {
        return R::zero();
    }
    let samples = 0..trace.columns();
    let sum = samples.fold(R::zero(), |sum, sample| {
        sum + sample_loss(network, loss, targets, sample, trace)
    });
    sum / R::of(trace.columns() as f64)
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
    assert_eq!(targets.nrows(), trace.units(layer), "rows of the targets");
    let range = trace.column(layer, sample);
    loss.of_sample(
        &trace.net_inputs[range.clone()],
        &trace.outputs[range],
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
    assert_eq!(
        targets.nrows(),
        network.output_units(),
        "rows of the targets"
    );
    assert_eq!(targets.ncols(), trace.columns(), "columns of the targets");
    assert_eq!(gradient.len(), theta.len(), "length of the gradient");
    let mut held = std::mem::take(&mut trace.targets);
    let inputs = trace.range(0);
    let parts = inputs.len();
    held.resize(parts + targets.len(), R::zero());
    held[..parts].copy_from_slice(&trace.outputs[inputs]);
    copy_columns(targets, &mut held[parts..]);
    dispatch(Pass {
        network,
        theta,
        loss,
        inputs: &held[..parts],
        targets: &held[parts..],
        trace,
        forward: false,
        seed: Seed::Loss,
        gradient: Some((gradient, scale, Onto::Itself)),
    });
    trace.targets = held;
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
    assert_eq!(targets.nrows(), trace.units(output), "rows of the targets");
    assert_eq!(targets.ncols(), trace.columns(), "columns of the targets");
    assert_eq!(shares.len(), trace.columns(), "number of shares");
    assert_eq!(gradient.len(), theta.len(), "length of the gradient");
    let activation = network.layers()[output].activation;
    for (sample, share) in shares.iter().copied().enumerate() {
        let range = trace.column(output, sample);
        let (z, y) = (
            &trace.net_inputs[range.clone()],
            &trace.outputs[range.clone()],
        );
        let target = targets.column(sample);
        let values = (z, y, target.as_slice());
        loss.output_delta(activation, share, values, &mut trace.deltas[range]);
    }
    let mut held = std::mem::take(&mut trace.targets);
    held.clear();
    held.extend_from_slice(&trace.outputs[trace.range(0)]);
    dispatch(Pass {
        network,
        theta,
        loss,
        inputs: &held,
        targets: &[],
        trace,
        forward: false,
        seed: Seed::Itself,
        gradient: Some((gradient, R::one(), Onto::Itself)),
    });
    trace.targets = held;
}

/// Sets every layer's `Δ` after a forward pass to `∂y/∂Z` of one output, for every sample.
pub(super) fn output_derivatives<R: Real>(
    network: &Network,
    theta: &[R],
    output: usize,
    trace: &mut Trace<R>,
) {
    pass_back(network, theta, Seed::Output(output), trace);
}

/// Computes `Δ` of the hidden layers from that of the output layer.
pub(super) fn propagate<R: Real>(network: &Network, theta: &[R], trace: &mut Trace<R>) {
    pass_back(network, theta, Seed::Itself, trace);
}

fn pass_back<R: Real>(network: &Network, theta: &[R], seed: Seed, trace: &mut Trace<R>) {
    dispatch(Pass {
        network,
        theta,
        loss: Loss::default(),
        inputs: &[],
        targets: &[],
        trace,
        forward: false,
        seed,
        gradient: None,
    });
}

/// A forward pass and its loss. Inputs `[in × n]` and targets `[out × n]` lie column by column and are not copied, so that
/// [`Trace::output`] of layer 0 stays as it was.
///
/// # Panics
/// If a length does not fit the network.
pub fn batch_loss<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    batch: (&[R], &[R]),
    trace: &mut Trace<R>,
) -> R {
    trace.set_columns(batch_columns(network, theta, batch));
    loss_alone(network, theta, loss, batch, trace, (true, Seed::None))
}

/// As [`batch_loss`], and computes every layer's `Δ`.
pub(super) fn batch_deltas<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    batch: (&[R], &[R]),
    trace: &mut Trace<R>,
) -> R {
    trace.set_columns(batch_columns(network, theta, batch));
    loss_alone(network, theta, loss, batch, trace, (true, Seed::Loss))
}

/// As [`batch_loss`], for the samples and the `theta` of the last pass, which is not repeated.
///
/// # Panics
/// If a length does not fit the network, or the last pass had another number of samples.
pub fn held_loss<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    batch: (&[R], &[R]),
    trace: &mut Trace<R>,
) -> R {
    let columns = batch_columns(network, theta, batch);
    assert_eq!(columns, trace.columns(), "number of samples");
    loss_alone(network, theta, loss, batch, trace, (false, Seed::None))
}

fn loss_alone<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    (inputs, targets): (&[R], &[R]),
    trace: &mut Trace<R>,
    (forward, seed): (bool, Seed),
) -> R {
    dispatch(Pass {
        network,
        theta,
        loss,
        inputs,
        targets,
        trace,
        forward,
        seed,
        gradient: None,
    })
}

/// Both passes and the loss: as [`batch_loss`], and sets `gradient` to `scale · ∂E/∂θ`, or adds it if `accumulate`.
///
/// # Panics
/// If a length does not fit the network.
pub fn gradient<R: Real>(
    network: &Network,
    theta: &[R],
    loss: Loss,
    (inputs, targets): (&[R], &[R]),
    (scale, accumulate): (R, bool),
    trace: &mut Trace<R>,
    gradient: &mut [R],
) -> R {
    assert_eq!(gradient.len(), theta.len(), "length of the gradient");
    trace.set_columns(batch_columns(network, theta, (inputs, targets)));
    let onto = if accumulate {
        Onto::Itself
    } else {
        Onto::Nothing
    };
    dispatch(Pass {
        network,
        theta,
        loss,
        inputs,
        targets,
        trace,
        forward: true,
        seed: Seed::Loss,
        gradient: Some((gradient, scale, onto)),
    })
}

/// The number of samples of a batch, whose lengths are checked.
fn batch_columns<R>(network: &Network, theta: &[R], (inputs, targets): (&[R], &[R])) -> usize {
    let (rows, outputs) = (network.input_units(), network.output_units());
    let columns = targets.len() / outputs.max(1);
    assert_eq!(inputs.len(), rows * columns, "length of the inputs");
    assert_eq!(targets.len(), outputs * columns, "length of the targets");
    assert_eq!(theta.len(), network.layout().len(), "length of theta");
    columns
}

fn copy_columns<R: Real>(matrix: DMatrixView<'_, R>, out: &mut [R]) {
    let columns = out.chunks_exact_mut(matrix.nrows().max(1));
    for (held, column) in columns.zip(matrix.column_iter()) {
        held.copy_from_slice(column.as_slice());
    }
}

/// Sets `tangents` to the change of every layer's `A` (of the output layer's `Z`) when `θ` moves along `direction`: a forward pass
/// of derivatives (Pearlmutter, 1994), after a forward pass of values. The Jacobian matrices of all activations are symmetric, so
/// pulling back is pushing forward.
pub(super) fn push_forward<R: Real>(
    network: &Network,
    theta: &[R],
    trace: &mut Trace<R>,
    direction: &[R],
    tangents: &mut Vec<Vec<R>>,
) {
    tangents.resize_with(network.layers().len(), Vec::new);
    for layer in network.order().iter().copied().filter(|layer| *layer != 0) {
        let rows = trace.units(layer);
        let mut tangent = std::mem::take(&mut tangents[layer]);
        tangent.clear();
        tangent.resize(rows * trace.columns(), R::zero());
        let biases = &direction[network.layout().biases(layer)];
        for column in tangent.chunks_exact_mut(rows.max(1)) {
            column[..biases.len()].copy_from_slice(biases);
        }
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let range = network.layout().weights(connection);
            let inner = trace.units(from);
            let moved = &direction[range.clone()];
            let (shape, from_range) = ((rows, inner), trace.range(from));
            let (outputs, scratch) = (&trace.outputs[from_range], &mut trace.scratch);
            add_product(shape, (moved, outputs), &mut tangent, scratch);
            if from != 0 {
                let operands = (&theta[range], tangents[from].as_slice());
                add_product(shape, operands, &mut tangent, scratch);
            }
        }
        if layer != network.output_layer() {
            let range = trace.range(layer);
            let (z, a) = (&trace.net_inputs[range.clone()], &trace.outputs[range]);
            let activation = network.layers()[layer].activation;
            activation.pull_back(rows, z, a, &mut tangent);
        }
        tangents[layer] = tangent;
    }
}
