//! Natural gradient and K-FAC on iris: the same task, draws and stop as a run in numpy.

use crate::functions::named;
use crate::nets::Batch;
use crate::nets::chain;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::data::BuiltinTable;
use deltascope::data::Values;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Objective as _;
use nalgebra::DMatrix;
use nalgebra::DVector;

/// Iris as in the reference: columns z-scored with the training rows, 100 rows for training, weights Xavier-uniform, drawn in
/// this order from one generator.
fn iris(seed: u64) -> (DMatrix<f64>, DMatrix<f64>, Vec<f64>) {
    let table = BuiltinTable::Iris.table();
    let number = |row: usize, column: usize| match &table.columns[column].values {
        Values::Numeric(values) => values[row],
        other @ Values::Category { .. } => panic!("{other:?} are no numbers"),
    };
    let mut rng = SplitMix::new(seed);
    let order = rng.permutation(150);
    let mut x = DMatrix::from_fn(4, 100, |i, j| number(order[j], i));
    for mut row in x.row_iter_mut() {
        let (mean, deviation) = (row.mean(), row.variance().sqrt());
        row.apply(|value| *value = (*value - mean) / deviation);
    }
    let t = DMatrix::from_fn(3, 100, |i, j| f64::from(u8::from(order[j] / 50 == i)));
    let mut theta = Vec::new();
    for pair in [4, 8, 3].windows(2) {
        let range = (6.0 / (pair[0] + pair[1]) as f64).sqrt();
        theta.extend(rng.matrix(pair[1], pair[0], (-range, range)));
        theta.extend(vec![0.0; pair[1]]);
    }
    (x, t, theta)
}

/// The steps of ten seeds until the cross-entropy is below 0.05, in order.
fn iris_steps(name: &str, settings: &[(&str, f64)]) -> Vec<usize> {
    let network = chain(&[4, 8, 3], &[Activation::Tanh, Activation::Softmax], true);
    let run = |seed| {
        let (x, t, mut theta) = iris(seed);
        let mut batch = Batch::new(&network, Loss::SoftmaxCrossEntropy, &x, &t);
        let mut optimizer = named(name, settings).build(&network);
        (1..=300).find(|_| {
            optimizer.step(&mut theta, &mut batch).unwrap();
            batch.loss_at(&theta).unwrap() < 0.05
        })
    };
    let mut steps: Vec<usize> = (0..10).filter_map(run).collect();
    steps.sort_unstable();
    steps
}

// numpy, ten seeds: natural gradient median 6.5 [6, 9] steps, K-FAC with new inverses in each step 42.5 [31, 81].
#[test]
fn iris_takes_as_many_steps_as_in_the_reference() {
    let steps = iris_steps("Natural gradient", &[]);
    assert!((5..=9).contains(&steps[0]) && steps[9] <= 10, "{steps:?}");
    assert!((12..=14).contains(&(steps[4] + steps[5])), "{steps:?}");
    let steps = iris_steps("K-FAC", &[("Steps per inverse", 1.0)]);
    assert_eq!(steps.len(), 10, "{steps:?}");
    let median = (steps[4] + steps[5]) as f64 / 2.0;
    assert!((30.0..60.0).contains(&median), "{steps:?}");
}

// E = θ²/2, so F = 1 = g/θ: a step of the damped model leaves the share λ/(1 + λ) of θ, which lowers E by
// θ²/2 · (1 + 2λ)/(1 + λ)², while the model with its damping foretells θ²/2 · 1/(1 + λ).
#[test]
fn the_ratio_of_an_exact_model_goes_from_one_to_two_with_its_damping() {
    let network = chain(&[1, 1], &[Activation::Identity], false);
    let (x, t) = (DMatrix::identity(1, 1), DMatrix::zeros(1, 1));
    for damping in [1e-3, 0.1, 1.0, 10.0, 1e3] {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &x, &t);
        let mut kfac = named("K-FAC", &[("First damping", damping)]).build(&network);
        let mut theta = [1.0];
        for _ in 0..5 {
            kfac.step(&mut theta, &mut batch).unwrap();
        }
        let left: f64 = damping / (1.0 + damping);
        assert_relative_eq!(theta[0], left.powi(5), max_relative = 1e-9);
        let expected = (1.0 + 2.0 * damping) / (1.0 + damping);
        let (name, ratio) = kfac.quantities()[1];
        assert_eq!(name, "Reduction ratio ρ");
        assert_relative_eq!(ratio, expected, max_relative = 1e-9);
    }
}

// On iris λ/2 δ·δ is 4 to 25 times δ·Fδ/2, so ρ lies near 2; the model without damping foretells the fall to a few hundredths.
#[test]
fn on_iris_the_ratio_is_large_because_damping_rules() {
    let network = chain(&[4, 8, 3], &[Activation::Tanh, Activation::Softmax], true);
    for seed in 0..10 {
        let (x, t, theta) = iris(seed);
        let mut batch = Batch::new(&network, Loss::SoftmaxCrossEntropy, &x, &t);
        let mut kfac = named("K-FAC", &[("Steps per inverse", 1.0)]).build(&network);
        let mut theta = DVector::from_vec(theta);
        for step in 1..=60 {
            let before = theta.clone();
            let damping = kfac.quantities()[0].1;
            let loss = kfac.step(theta.as_mut_slice(), &mut batch).unwrap();
            if step % 5 != 0 {
                continue;
            }
            let change = &theta - &before;
            let mut matrix = DMatrix::zeros(theta.len(), theta.len());
            let mut gradient = DVector::zeros(theta.len());
            batch
                .fisher(
                    before.as_slice(),
                    matrix.as_mut_slice(),
                    gradient.as_mut_slice(),
                )
                .unwrap();
            let curvature = 0.5 * change.dot(&(&matrix * &change));
            let damped = 0.5 * damping * change.norm_squared();
            let slope = -gradient.dot(&change);
            let fall = loss - batch.loss_at(theta.as_slice()).unwrap();
            let ratio = kfac.quantities()[1].1;
            let plain = fall / (slope - curvature);
            let foretold = slope - curvature - damped;
            assert_relative_eq!(ratio, fall / foretold, max_relative = 1e-6);
            assert!(
                (plain - 1.0).abs() < 0.05,
                "seed {seed}, step {step}: {plain}"
            );
            assert!(
                damped > 3.0 * curvature,
                "seed {seed}, step {step}: {damped}, {curvature}"
            );
        }
    }
}
