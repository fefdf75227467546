//! The normal equations of a squared error: `JᵀJ` and `Jᵀe` for `e = Y − T`, `J = ∂e/∂θ`, accumulated sample by sample so that
//! `J` itself is never held whole (Wilamowski & Yu, 2010). A row of `J` is one backward pass seeded with one output.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use nalgebra::DMatrixView;

use super::arch::Arch;
use super::arch::Work;
use super::arch::dispatch;
use super::matmul::add_product;
use super::matmul::add_square;
use super::matmul::loops::each_copy;
use super::matmul::loops::each_outer_product;
use super::network::Network;
use super::pass;
use super::real::Real;
use super::trace::Trace;

/// The rows of `J` for one output and the samples of a pass, reused from step to step.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Jacobian, Network, NetworkSpec, OutputSpec, Trace, pass};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Identity,
///     bias: false,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 1, 1).unwrap();
/// // y = 2x at x = 1 and 3 with targets 0 and 5: e = (2, 1), J = (1, 3).
/// let (theta, targets) = ([2.0], dmatrix![0.0, 5.0]);
/// let mut trace = Trace::new(&network, 2);
/// pass::forward(&network, &theta, dmatrix![1.0, 3.0].as_view(), &mut trace);
/// let (mut square, mut product) = ([0.0], [0.0]);
/// let sums = (square.as_mut_slice(), product.as_mut_slice());
/// let samples = (targets.as_view(), [].as_slice());
/// Jacobian::default().add_normal_equations(&network, &theta, samples, &mut trace, sums);
/// assert_eq!((square, product), ([10.0], [5.0]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Jacobian<R> {
    /// `[parameters × n]`: a sample's row of `J` is a column here.
    rows: Vec<R>,
    /// `e` of the output `[n]`.
    errors: Vec<R>,
}

impl<R: Real> Jacobian<R> {
    /// Adds the samples of the last forward pass to the lower triangle of `matrix` (`JᵀJ`, `[parameters × parameters]`) and to
    /// `vector` (`Jᵀe`). Where there are weights, one for each sample, they are factors on its squares: its `e` and its rows of `J`
    /// count by the root. Overwrites the trace's `Δ`.
    ///
    /// # Panics
    /// If the targets have another shape than the outputs, there are fewer weights than samples but some, or `matrix` or `vector` has
    /// another size.
    pub fn add_normal_equations(
        &mut self,
        network: &Network,
        theta: &[R],
        (targets, weights): (DMatrixView<'_, R>, &[R]),
        trace: &mut Trace<R>,
        (matrix, vector): (&mut [R], &mut [R]),
    ) {
        let (parameters, units) = (theta.len(), network.output_units());
        let columns = trace.columns();
        assert_eq!(targets.shape(), (units, columns), "shape of the targets");
        assert_eq!(vector.len(), parameters, "length of the vector");
        assert_eq!(matrix.len(), parameters * parameters, "size of the matrix");
        self.rows.resize(parameters * columns, R::zero());
        self.errors.resize(columns, R::zero());
        let outputs = trace.range(network.output_layer());
        for output in 0..units {
            let outputs = trace.outputs[outputs.clone()].iter().skip(output);
            for (sample, y) in outputs.step_by(units).enumerate() {
                self.errors[sample] = *y - targets[(output, sample)];
            }
            pass::output_derivatives(network, theta, output, trace);
            write_rows(network, trace, &mut self.rows);
            weigh(weights, parameters, &mut self.rows);
            weigh(weights, 1, &mut self.errors);
            let scratch = &mut trace.scratch;
            add_square(parameters, R::one(), &self.rows, matrix, scratch);
            let (shape, operands) = ((parameters, columns), (&*self.rows, &*self.errors));
            add_product(shape, operands, vector, scratch);
        }
    }
}

/// Multiplies the `size` values of each sample by the root of its weight, so that their squares count by the weight itself; does
/// nothing where there are no weights.
///
/// # Panics
/// If there are weights, but not one for each sample.
pub(super) fn weigh<R: Real>(weights: &[R], size: usize, values: &mut [R]) {
    if weights.is_empty() {
        return;
    }
    assert_eq!(values.len(), weights.len() * size, "number of weights");
    for (values, weight) in values.chunks_exact_mut(size.max(1)).zip(weights) {
        let root = weight.sqrt();
        for value in values {
            *value *= root;
        }
    }
}

/// Writes `∂y/∂θ` of every sample from its deltas, `[parameters × n]`: `Δ_i a_j` for each weight, `Δ_i` for each bias.
pub(super) fn write_rows<R: Real>(network: &Network, trace: &Trace<R>, rows: &mut [R]) {
    dispatch(WriteRows {
        network,
        trace,
        rows,
    });
}

/// The arguments of [`write_rows`].
struct WriteRows<'a, R> {
    network: &'a Network,
    trace: &'a Trace<R>,
    rows: &'a mut [R],
}

impl<R: Real> Work for WriteRows<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        let Self {
            network,
            trace,
            rows,
        } = self;
        let parameters = network.layout().len();
        for layer in 1..network.layers().len() {
            let (units, deltas) = (trace.units(layer), &trace.deltas[trace.range(layer)]);
            for connection in network.incoming(layer) {
                let from = network.connections()[connection].from;
                let (shape, a) = (
                    (units, trace.units(from)),
                    &trace.outputs[trace.range(from)],
                );
                let start = network.layout().weights(connection).start;
                each_outer_product(shape, (deltas, a), parameters, &mut rows[start..]);
            }
            let biases = network.layout().biases(layer);
            if !biases.is_empty() {
                each_copy(units, deltas, parameters, &mut rows[biases.start..]);
            }
        }
    }
}
