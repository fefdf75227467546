//! The Fisher matrix, its Kronecker factors and the two optimisers that use them.

use crate::functions::named;
use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::chain_spec;
use crate::nets::matrix;
use crate::nets::relative_error;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Objective as _;
use nalgebra::DMatrix;
use nalgebra::DVector;
use serde_json::Value;

const NATURAL: &str = "Natural gradient";
const KFAC: &str = "K-FAC";
const CE: Loss = Loss::SoftmaxCrossEntropy;

/// A 2-3-2 net with tanh, softmax and cross-entropy over three samples, calculated in numpy: `F = 1/n Σ Jᵀ(diag(p) − ppᵀ)J` with `J`
/// of the net inputs of the output layer; `(F + 0.1 I)⁻¹ g`; `A`, `G` and `(G + γ/π I)⁻¹ g (A + πγ I)⁻¹`, `γ² = 0.1`.
struct Reference {
    value: Value,
    network: Network,
}

impl Reference {
    fn new() -> Self {
        Self {
            value: serde_json::from_str(include_str!("../data/reference_fisher.json")).unwrap(),
            network: chain(&[2, 3, 2], &[Activation::Tanh, Activation::Softmax], true),
        }
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        list(&self.value[name])
    }

    fn batch(&self) -> Batch<'_> {
        let [inputs, targets] = ["inputs", "targets"].map(|name| {
            let rows: Vec<Vec<f64>> = self.value[name]
                .as_array()
                .unwrap()
                .iter()
                .map(list)
                .collect();
            DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
        });
        Batch::new(&self.network, CE, &inputs, &targets)
    }
}

fn list(value: &Value) -> Vec<f64> {
    let entries = value.as_array().unwrap().iter();
    entries.map(|entry| entry.as_f64().unwrap()).collect()
}

/// The Fisher matrix at `theta`.
fn fisher(batch: &mut Batch<'_>, theta: &[f64]) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(theta.len(), theta.len());
    let mut gradient = vec![0.0; theta.len()];
    batch
        .fisher(theta, matrix.as_mut_slice(), &mut gradient)
        .unwrap();
    matrix
}

/// The factors at `theta`.
fn factors(batch: &mut Batch<'_>, theta: &[f64]) -> KroneckerFactors<f64> {
    let mut factors = KroneckerFactors::new(batch.network);
    let mut gradient = vec![0.0; theta.len()];
    batch
        .kronecker_factors(theta, &mut factors, &mut gradient)
        .unwrap();
    factors
}

#[test]
fn the_natural_step_is_the_reference_s() {
    let reference = Reference::new();
    let (mut batch, start) = (reference.batch(), reference.numbers("theta"));
    let matrix = fisher(&mut batch, &start);
    let expected = |name: &str| reference.value[name].as_f64().unwrap();
    assert_relative_eq!(
        matrix.trace(),
        expected("fisher_trace"),
        max_relative = 1e-14
    );
    assert_relative_eq!(matrix.norm(), expected("fisher_norm"), max_relative = 1e-14);

    let mut theta = start.clone();
    let mut natural = named(NATURAL, &[("First damping", 0.1)]).build(&reference.network);
    let loss = natural.step(&mut theta, &mut batch).unwrap();
    assert_relative_eq!(loss, expected("loss"), max_relative = 1e-14);
    let step: Vec<f64> = start.iter().zip(&theta).map(|(a, b)| a - b).collect();
    assert!(relative_error(&step, &reference.numbers("natural_step")) < 1e-14);
}

#[test]
fn the_factors_and_the_direction_are_the_reference_s() {
    let reference = Reference::new();
    let (mut batch, start) = (reference.batch(), reference.numbers("theta"));
    let found = factors(&mut batch, &start);
    for (place, layer) in found.layers.iter().enumerate() {
        assert!(relative_error(&layer.a, &list(&reference.value["a"][place])) < 1e-14);
        assert!(relative_error(&layer.g, &list(&reference.value["g"][place])) < 1e-14);
    }
    let mut theta = start.clone();
    let mut kfac = named(KFAC, &[("First damping", 0.1)]).build(&reference.network);
    kfac.step(&mut theta, &mut batch).unwrap();
    let direction = DVector::from_vec(reference.numbers("direction"));
    let step = DVector::from_vec(start.iter().zip(&theta).map(|(a, b)| a - b).collect());
    // The length is where the quadratic model with the whole matrix is least.
    let (_, gradient) = batch.loss_and_gradient(&start);
    let curved = fisher(&mut batch, &start) * &direction + 0.1 * &direction;
    let length = direction.dot(&DVector::from_vec(gradient)) / direction.dot(&curved);
    let quantities = kfac.quantities();
    let (name, value) = quantities[2];
    assert_eq!(name, "Step length α");
    assert_relative_eq!(value, length, max_relative = 1e-12);
    assert!(relative_error(step.as_slice(), (length * direction).as_slice()) < 1e-12);
}

/// Every loss that stands for a distribution, with an output layer for it.
const OUTPUTS: [(Loss, Activation); 5] = [
    (Loss::HalfSquaredError, Activation::Identity),
    (Loss::HalfSquaredError, Activation::Logistic),
    (Loss::MeanSquaredError, Activation::Tanh),
    (Loss::BinaryCrossEntropy, Activation::Logistic),
    (CE, Activation::Softmax),
];

/// A small net with these outputs, a batch of five samples and weights.
fn small(network: &Network, loss: Loss) -> (Batch<'_>, Vec<f64>) {
    let (inputs, outputs) = (network.input_units(), network.output_units());
    let mut rng = SplitMix::new(11);
    let x = DMatrix::from_vec(inputs, 5, rng.matrix(inputs, 5, (-1.0, 1.0)));
    let t = DMatrix::from_fn(outputs, 5, |i, j| f64::from(u8::from(i == j % outputs)));
    let theta = rng.matrix(network.layout().len(), 1, (-1.0, 1.0));
    (Batch::new(network, loss, &x, &t), theta)
}

// The definition: the mean of g g^T over all targets that the model may give, weighted by their chances. For the normal
// distribution E[(y − t)(y − t)^T] = I/precision, so that two targets y ± e_k for each output stand for all.
#[test]
fn the_matrix_is_the_expectation_over_the_model_s_targets() {
    for (loss, output) in OUTPUTS {
        let network = chain(&[2, 3, 3], &[Activation::Tanh, output], true);
        let (mut batch, theta) = small(&network, loss);
        let found = fisher(&mut batch, &theta);
        let mut expected = DMatrix::zeros(theta.len(), theta.len());
        let outputs = batch.outputs(&theta);
        for sample in 0..5 {
            let p = outputs.column(sample).into_owned();
            let mut add = |target: DVector<f64>, chance: f64| {
                let mut one = batch.sample(sample);
                one.targets = DMatrix::from_column_slice(3, 1, target.as_slice());
                let gradient = DVector::from_vec(one.loss_and_gradient(&theta).1);
                expected += chance / 5.0 * &gradient * gradient.transpose();
            };
            let unit = |k: usize| DVector::from_fn(3, |i, _| f64::from(u8::from(i == k)));
            match loss {
                Loss::SoftmaxCrossEntropy => (0..3).for_each(|k| add(unit(k), p[k])),
                Loss::BinaryCrossEntropy => {
                    for bits in 0..8_usize {
                        let target = DVector::from_fn(3, |i, _| (bits >> i & 1) as f64);
                        let chances = p.zip_map(&target, |p, t| t * p + (1.0 - t) * (1.0 - p));
                        add(target, chances.product());
                    }
                }
                // g is linear in y − t: E[g g^T] = Σ_k g(e_k) g(e_k)^T / precision, here 1 and 2/3.
                Loss::HalfSquaredError => (0..3).for_each(|k| add(&p - unit(k), 1.0)),
                Loss::MeanSquaredError => (0..3).for_each(|k| add(&p - unit(k), 1.5)),
                Loss::MeanAbsoluteError
                | Loss::Huber { .. }
                | Loss::BinaryFocal { .. }
                | Loss::SoftmaxFocal { .. } => unreachable!("has no matrix"),
            }
        }
        let error = relative_error(found.as_slice(), expected.as_slice());
        assert!(error < 1e-14, "{loss:?} {output:?}: {error}");
    }
}

#[test]
fn products_without_the_matrix_are_products_with_it() {
    for (loss, output) in OUTPUTS {
        let network = shortcut(output);
        let (mut batch, theta) = small(&network, loss);
        let matrix = fisher(&mut batch, &theta);
        let mut rng = SplitMix::new(3);
        let [u, v] = [(); 2].map(|()| DVector::from_vec(rng.normals(theta.len())));
        let found = batch
            .fisher_forms(&theta, (u.as_slice(), v.as_slice()))
            .unwrap();
        let expected = [
            u.dot(&(&matrix * &u)),
            u.dot(&(&matrix * &v)),
            v.dot(&(&matrix * &v)),
        ];
        for (found, expected) in found.iter().zip(expected) {
            assert_relative_eq!(*found, expected, max_relative = 1e-12, epsilon = 1e-14);
        }
    }
}

/// `input → hidden1 → hidden2 → output`, and the input to every layer.
fn shortcut(output: Activation) -> Network {
    let activations = [Activation::Tanh, Activation::Softplus, output];
    let mut spec = chain_spec(&[2, 3, 2, 3], &activations, true);
    for to in ["hidden2", "output"] {
        spec.connections.push(ConnectionSpec {
            from: "input".to_owned(),
            to: to.to_owned(),
            delay: 0,
        });
    }
    Network::build(&spec, 2, 3).unwrap()
}

// For one sample E[(a a^T) ⊗ (g g^T)] is a product exactly; the columns of a layer's block are those of its weight matrices.
#[test]
fn for_one_sample_the_factors_give_the_blocks_exactly() {
    for (loss, output) in OUTPUTS {
        let network = shortcut(output);
        let (batch, theta) = small(&network, loss);
        let mut batch = batch.sample(1);
        assert_blocks(&mut batch, &theta);
    }
}

// In a deep linear net g does not depend on the sample, so the mean of the products is the product of the means.
#[test]
fn for_a_linear_net_the_factors_give_the_blocks_exactly() {
    let network = chain(&[2, 3, 2, 3], &[Activation::Identity; 3], true);
    let (mut batch, theta) = small(&network, Loss::HalfSquaredError);
    assert_blocks(&mut batch, &theta);
}

fn assert_blocks(batch: &mut Batch<'_>, theta: &[f64]) {
    let matrix = fisher(batch, theta);
    let mut first = 0;
    for layer in factors(batch, theta).layers {
        let (inputs, units) = (layer.a.len().isqrt(), layer.g.len().isqrt());
        let a = DMatrix::from_vec(inputs, inputs, layer.a);
        let product = a.kronecker(&DMatrix::from_vec(units, units, layer.g));
        let size = inputs * units;
        let block = matrix.view((first, first), (size, size)).into_owned();
        let error = relative_error(block.as_slice(), product.as_slice());
        assert!(error < 1e-14, "{:?}: {error}", batch.loss);
        first += size;
    }
    assert_eq!(first, theta.len());
}

// The standard error of a mean over 2000 draws of 5 samples is about 1 % of the entries' deviation, which is about their size.
#[test]
fn drawn_targets_give_the_same_factors_in_the_mean() {
    for (loss, output) in OUTPUTS {
        let network = chain(&[2, 3, 3], &[Activation::Tanh, output], true);
        let (mut batch, theta) = small(&network, loss);
        let exact = factors(&mut batch, &theta);
        let mut drawn = KroneckerFactors::new(&network);
        let mut sums: Vec<DVector<f64>> = exact
            .layers
            .iter()
            .map(|layer| DVector::zeros(layer.g.len()))
            .collect();
        let mut gradient = vec![0.0; theta.len()];
        for draw in 0..2000 {
            drawn.start(Some(draw));
            batch
                .kronecker_factors(&theta, &mut drawn, &mut gradient)
                .unwrap();
            for (sum, layer) in sums.iter_mut().zip(&drawn.layers) {
                *sum += DVector::from_column_slice(&layer.g) / 2000.0;
            }
        }
        for (sum, layer) in sums.iter().zip(&exact.layers) {
            let error = relative_error(sum.as_slice(), &layer.g);
            assert!(error < 0.03, "{loss:?}: {error}");
        }
    }
}

// ∂²E/∂θ² of softmax regression is the Fisher matrix; central differences of the gradient.
#[test]
fn without_hidden_layers_the_matrix_is_the_hessian() {
    let network = chain(&[2, 3], &[Activation::Softmax], true);
    let (mut batch, theta) = small(&network, CE);
    let found = fisher(&mut batch, &theta);
    let mut hessian = DMatrix::zeros(theta.len(), theta.len());
    for (place, mut column) in hessian.column_iter_mut().enumerate() {
        let mut moved = theta.clone();
        moved[place] += 1e-5;
        let above = DVector::from_vec(batch.loss_and_gradient(&moved).1);
        moved[place] -= 2e-5;
        let below = DVector::from_vec(batch.loss_and_gradient(&moved).1);
        column.copy_from(&((above - below) / 2e-5));
    }
    assert!(relative_error(found.as_slice(), hessian.as_slice()) < 1e-9);
}

// For a linear net and squares the model is exact: the undamped step ends where the gradient is 0. One layer is one block.
#[test]
fn a_linear_net_is_solved_in_one_step() {
    let mut rng = SplitMix::new(2);
    let inputs = DMatrix::from_vec(3, 20, rng.matrix(3, 20, (-1.0, 1.0)));
    let targets = DMatrix::from_vec(2, 20, rng.matrix(2, 20, (-1.0, 1.0)));
    let network = chain(&[3, 2], &[Activation::Identity], true);
    for name in [NATURAL, KFAC] {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
        let mut theta = rng.matrix(8, 1, (-1.0, 1.0));
        let mut optimizer = named(name, &[("First damping", 1e-30)]).build(&network);
        optimizer.step(&mut theta, &mut batch).unwrap();
        let (_, gradient) = batch.loss_and_gradient(&theta);
        assert!(
            gradient.iter().all(|g| g.abs() < 1e-14),
            "{name} {gradient:?}"
        );
    }
}

// The same model with its second input in other units: without damping the outputs after a step are the same ones, which is
// not so for gradient descent.
#[test]
fn the_units_of_an_input_do_not_matter() {
    let network = chain(&[2, 3], &[Activation::Softmax], true);
    let outputs_after_step = |name: &str, settings: &[(&str, f64)], units: f64| {
        let (mut batch, mut theta) = small(&network, CE);
        batch.inputs.row_mut(1).scale_mut(units);
        theta[3..6].iter_mut().for_each(|weight| *weight /= units);
        let mut optimizer = named(name, settings).build(&network);
        optimizer.step(&mut theta, &mut batch).unwrap();
        batch.outputs(&theta)
    };
    let difference = |name, settings: &[(&str, f64)]| {
        let plain = outputs_after_step(name, settings, 1.0);
        let scaled = outputs_after_step(name, settings, 20.0);
        relative_error(plain.as_slice(), scaled.as_slice())
    };
    // The matrix of a softmax is singular (a common shift of all net inputs changes nothing): a little damping remains.
    let natural = [("Learning rate", 0.1), ("First damping", 1e-9)];
    assert!(difference(NATURAL, &natural) < 1e-6);
    assert!(difference("Gradient descent", &[("Learning rate", 0.1)]) > 1e-3);
}

#[test]
fn the_damping_follows_the_ratio_of_real_and_foretold_fall() {
    // Half squares of a linear net: the model is exact, but for the damping, so ρ = 1 and λ is divided by 4.
    let network = chain(&[1, 1], &[Activation::Identity], false);
    let (x, t) = (matrix(&[&[1.0]]), matrix(&[&[0.0]]));
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &x, &t);
    let mut theta = [1.0];
    let mut natural = named(NATURAL, &[]).build(&network);
    natural.step(&mut theta, &mut batch).unwrap();
    // (F + λ)⁻¹ g = 1/2; E fell from 1/2 to 1/8; foretold 1/2 − 1/2 · 1/4 = 3/8.
    assert!((theta[0] - 0.5_f64).abs() < 1e-15, "{theta:?}");
    let expected = [("Damping λ", 0.25), ("Reduction ratio ρ", 1.0)];
    for (found, expected) in natural.quantities().iter().zip(expected) {
        assert_eq!(found.0, expected.0);
        assert_relative_eq!(found.1, expected.1, max_relative = 1e-15);
    }
}
