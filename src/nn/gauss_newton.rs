//! The normal equations of a squared error: `JᵀJ` and `Jᵀe` for `e = Y − T`, `J = ∂e/∂θ`, accumulated sample by sample so that
//! `J` itself is never held whole (Wilamowski & Yu, 2010). A row of `J` is one backward pass seeded with one output.

use nalgebra::DMatrixView;

use super::matmul::add_outer_product;
use super::matmul::add_product;
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
/// Jacobian::default().add_normal_equations(&network, &theta, targets.as_view(), &mut trace, sums);
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
    /// Adds the samples of the last forward pass to `matrix` (`JᵀJ`, `[parameters × parameters]`) and `vector` (`Jᵀe`).
    /// Overwrites the trace's `Δ`.
    ///
    /// # Panics
    /// If the targets have another shape than the outputs, or `matrix` or `vector` another size.
    pub fn add_normal_equations(
        &mut self,
        network: &Network,
        theta: &[R],
        targets: DMatrixView<'_, R>,
        trace: &mut Trace<R>,
        (matrix, vector): (&mut [R], &mut [R]),
    ) {
        let parameters = theta.len();
        let (units, columns) = (network.output_units(), trace.columns());
        assert_eq!(targets.shape(), (units, columns), "shape of the targets");
        assert_eq!(vector.len(), parameters, "length of the vector");
        assert_eq!(matrix.len(), parameters * parameters, "size of the matrix");
        self.rows.resize(parameters * columns, R::zero());
        self.errors.resize(columns, R::zero());
        let layer = network.output_layer();
        for output in 0..units {
            for (sample, error) in self.errors.iter_mut().enumerate() {
                *error = trace.outputs[layer][sample * units + output] - targets[(output, sample)];
            }
            pass::seed_output(network, output, trace);
            pass::propagate(network, theta, trace);
            for (sample, row) in self.rows.chunks_exact_mut(parameters.max(1)).enumerate() {
                write_row(network, trace, sample, row);
            }
            add_outer_product(
                (parameters, parameters),
                R::one(),
                &self.rows,
                &self.rows,
                matrix,
            );
            add_product(parameters, columns, &self.rows, &self.errors, vector);
        }
    }
}

/// `∂y/∂θ` of one sample from its deltas: `Δ_i a_j` for each weight, `Δ_i` for each bias.
pub(super) fn write_row<R: Real>(
    network: &Network,
    trace: &Trace<R>,
    sample: usize,
    row: &mut [R],
) {
    let column = |layer: usize| sample * trace.units[layer]..(sample + 1) * trace.units[layer];
    for layer in 1..network.layers().len() {
        let units = trace.units[layer];
        let deltas = &trace.deltas[layer][column(layer)];
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let outputs = &trace.outputs[from][column(from)];
            let part = &mut row[network.layout().weights(connection)];
            for (part, a) in part.chunks_exact_mut(units).zip(outputs) {
                for (entry, delta) in part.iter_mut().zip(deltas) {
                    *entry = *delta * *a;
                }
            }
        }
        let part = &mut row[network.layout().biases(layer)];
        if !part.is_empty() {
            part.copy_from_slice(deltas);
        }
    }
}
