//! The Fisher information of the outputs, read as a distribution of the targets: `F = 1/n Σ J^T R J`, `J = ∂z/∂θ` the derivatives
//! of the output layer's net inputs and `R` the information of one sample's distribution about them (Amari, 1998). The targets
//! of the expectation come from the model, not from the data, so `F` is also the generalised Gauss–Newton matrix (Martens, 2020).
//!
//! `R = S S^T` with as many columns as there are outputs; a column of `S` is the seed of one backward pass.

use rand::Rng;

use super::gauss_newton::weigh;
use super::gauss_newton::write_rows;
use super::init::standard_normal;
use super::init::unit;
use super::loss::Loss;
use super::matmul::add_square;
use super::matmul::mirror;
use super::network::Network;
use super::pass;
use super::real::Real;
use super::trace::Trace;

/// The distribution of a sample's targets whose negative logarithm the loss is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Normal around the outputs, with this precision.
    Normal(f64),
    /// Yes or no for each output.
    Bernoulli,
    /// One class.
    Categorical,
}

impl Loss {
    /// The distribution of `outputs` targets that it stands for; `None` if there is none with a Fisher matrix.
    ///
    /// ```
    /// use deltascope::nn::Loss;
    /// use deltascope::nn::fisher::Distribution;
    ///
    /// // 1/k Σ (y − t)² is half a squared error with the precision 2/k.
    /// assert_eq!(Loss::MeanSquaredError.distribution(4), Some(Distribution::Normal(0.5)));
    /// ```
    pub fn distribution(self, outputs: usize) -> Option<Distribution> {
        match self {
            Self::HalfSquaredError => Some(Distribution::Normal(1.0)),
            Self::MeanSquaredError => Some(Distribution::Normal(2.0 / outputs.max(1) as f64)),
            Self::BinaryCrossEntropy => Some(Distribution::Bernoulli),
            Self::SoftmaxCrossEntropy => Some(Distribution::Categorical),
            Self::MeanAbsoluteError
            | Self::Huber { .. }
            | Self::BinaryFocal { .. }
            | Self::SoftmaxFocal { .. } => None,
        }
    }
}

impl Distribution {
    /// Sets `Δ` of the output layer to one column of `S` for every sample of the last forward pass, without `1/n`.
    pub(super) fn seed<R: Real>(self, network: &Network, column: usize, trace: &mut Trace<R>) {
        let layer = network.output_layer();
        let (units, range) = (trace.units(layer).max(1), trace.range(layer));
        let (outputs, deltas) = (&trace.outputs[range.clone()], &mut trace.deltas[range]);
        let samples = outputs.chunks_exact(units);
        for (p, delta) in samples.zip(deltas.chunks_exact_mut(units)) {
            delta.fill(R::zero());
            match self {
                Self::Normal(precision) => delta[column] = R::of(precision.sqrt()),
                Self::Bernoulli => delta[column] = (p[column] * (R::one() - p[column])).sqrt(),
                // √p_k (e_k − p): the gradients of all classes, each weighted by its chance.
                Self::Categorical => {
                    let root = p[column].sqrt();
                    for (delta, p) in delta.iter_mut().zip(p) {
                        *delta = -root * *p;
                    }
                    delta[column] += root;
                }
            }
        }
        self.pull_back(network, trace);
    }

    /// Sets `Δ` of the output layer to `∂E/∂z` of every sample by itself, for targets drawn from the distribution.
    pub(super) fn seed_drawn<R: Real>(
        self,
        network: &Network,
        rng: &mut impl Rng,
        trace: &mut Trace<R>,
    ) {
        let layer = network.output_layer();
        let (units, range) = (trace.units(layer).max(1), trace.range(layer));
        let (outputs, deltas) = (&trace.outputs[range.clone()], &mut trace.deltas[range]);
        let samples = outputs.chunks_exact(units);
        for (p, delta) in samples.zip(deltas.chunks_exact_mut(units)) {
            match self {
                Self::Normal(precision) => {
                    for delta in delta {
                        *delta = R::of(precision.sqrt() * standard_normal(rng));
                    }
                }
                Self::Bernoulli => {
                    for (delta, p) in delta.iter_mut().zip(p) {
                        let drawn = unit(rng) < p.to_f64();
                        *delta = *p - if drawn { R::one() } else { R::zero() };
                    }
                }
                Self::Categorical => {
                    delta.copy_from_slice(p);
                    delta[drawn_class(p, unit(rng))] -= R::one();
                }
            }
        }
        self.pull_back(network, trace);
    }

    /// From the outputs to the net inputs, where the distribution is one of outputs.
    fn pull_back<R: Real>(self, network: &Network, trace: &mut Trace<R>) {
        if let Self::Normal(_) = self {
            let layer = network.output_layer();
            let (units, range) = (trace.units(layer), trace.range(layer));
            let (z, a) = (
                &trace.net_inputs[range.clone()],
                &trace.outputs[range.clone()],
            );
            let activation = network.layers()[layer].activation;
            activation.pull_back(units, z, a, &mut trace.deltas[range]);
        }
    }

    /// `Σ u^T R v` over the samples of the last forward pass; `u` and `v` are changes of the net inputs `[out × n]`, or, for the
    /// normal distribution, of the outputs.
    fn form<R: Real>(self, units: usize, outputs: &[R], (u, v): (&[R], &[R])) -> R {
        let units = units.max(1);
        let samples = outputs.chunks_exact(units).zip(u.chunks_exact(units));
        let samples = samples.zip(v.chunks_exact(units));
        let of_sample = |((p, u), v): ((&[R], &[R]), &[R])| {
            let pairs = p.iter().zip(u).zip(v);
            match self {
                Self::Normal(precision) => {
                    pairs.fold(R::zero(), |sum, ((_, u), v)| sum + *u * *v) * R::of(precision)
                }
                Self::Bernoulli => pairs.fold(R::zero(), |sum, ((p, u), v)| {
                    sum + *p * (R::one() - *p) * *u * *v
                }),
                Self::Categorical => {
                    let mean = |w: &[R]| {
                        let terms = p.iter().zip(w);
                        terms.fold(R::zero(), |sum, (p, w)| sum + *p * *w)
                    };
                    let (mean_u, mean_v) = (mean(u), mean(v));
                    pairs.fold(R::zero(), |sum, ((p, u), v)| {
                        sum + *p * (*u - mean_u) * (*v - mean_v)
                    })
                }
            }
        };
        samples.fold(R::zero(), |sum, sample| sum + of_sample(sample))
    }
}

/// The class that a uniform number in `[0, 1)` falls on.
fn drawn_class<R: Real>(shares: &[R], unit: f64) -> usize {
    let mut sum = 0.0;
    let within = shares.iter().position(|share| {
        sum += share.to_f64();
        unit < sum
    });
    within.unwrap_or(shares.len().saturating_sub(1))
}

/// Room for building `F` and for products with it, reused from step to step.
///
/// ```
/// use deltascope::nn::fisher::FisherMatrix;
/// use deltascope::nn::{Activation, Initialiser, Loss, Network, NetworkSpec, OutputSpec, Trace, pass};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Logistic,
///     bias: false,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 1, 1).unwrap();
/// // p = ½ at x = 2: F = x² p (1 − p) = 1.
/// let mut trace = Trace::new(&network, 1);
/// pass::forward(&network, &[0.0], dmatrix![2.0].as_view(), &mut trace);
/// let mut matrix = [0.0];
/// let room = &mut FisherMatrix::default();
/// room.add(&network, &[0.0], Loss::BinaryCrossEntropy, (1.0, &[]), &mut trace, &mut matrix);
/// assert_eq!(matrix, [1.0]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FisherMatrix<R> {
    /// `[parameters × n]`.
    rows: Vec<R>,
    /// The changes of the layers' outputs along two directions.
    tangents: [Vec<Vec<R>>; 2],
}

impl<R: Real> FisherMatrix<R> {
    /// Adds `scale · Σ w J^T R J` over the samples of the last forward pass to `matrix` (`[parameters × parameters]`); without
    /// weights, `w = 1`. Overwrites the trace's `Δ`; adds nothing for a loss without a distribution.
    ///
    /// # Panics
    /// If `matrix` has another size, or there are weights, but not one for each sample.
    pub fn add(
        &mut self,
        network: &Network,
        theta: &[R],
        loss: Loss,
        (scale, weights): (R, &[R]),
        trace: &mut Trace<R>,
        matrix: &mut [R],
    ) {
        let parameters = theta.len();
        assert_eq!(matrix.len(), parameters * parameters, "size of the matrix");
        let Some(distribution) = loss.distribution(network.output_units()) else {
            return;
        };
        self.rows.resize(parameters * trace.columns(), R::zero());
        for column in 0..network.output_units() {
            distribution.seed(network, column, trace);
            pass::propagate(network, theta, trace);
            write_rows(network, trace, &mut self.rows);
            weigh(weights, parameters, &mut self.rows);
            add_square(parameters, scale, &self.rows, matrix, &mut trace.scratch);
        }
        mirror(parameters, matrix);
    }

    /// Adds `scale · Σ w` of `u^T J^T R J u`, `u^T J^T R J v` and `v^T J^T R J v` over the samples of the last forward pass to
    /// `forms`, for the directions `(u, v)`, without building a matrix: two forward passes of derivatives (Pearlmutter, 1994).
    pub fn add_forms(
        &mut self,
        network: &Network,
        theta: &[R],
        loss: Loss,
        (scale, weights, trace): (R, &[R], &mut Trace<R>),
        (u, v): (&[R], &[R]),
        forms: &mut [R; 3],
    ) {
        let units = network.output_units();
        let Some(distribution) = loss.distribution(units) else {
            return;
        };
        let layer = network.output_layer();
        for (tangents, direction) in self.tangents.iter_mut().zip([u, v]) {
            pass::push_forward(network, theta, trace, direction, tangents);
            if let Distribution::Normal(_) = distribution {
                let range = trace.range(layer);
                let (z, a) = (&trace.net_inputs[range.clone()], &trace.outputs[range]);
                let activation = network.layers()[layer].activation;
                activation.pull_back(units, z, a, &mut tangents[layer]);
            }
            weigh(weights, units, &mut tangents[layer]);
        }
        let [u, v] = [&self.tangents[0][layer], &self.tangents[1][layer]];
        for (form, pair) in forms.iter_mut().zip([(u, u), (u, v), (v, v)]) {
            *form += scale
                * distribution.form(units, &trace.outputs[trace.range(layer)], (pair.0, pair.1));
        }
    }
}
