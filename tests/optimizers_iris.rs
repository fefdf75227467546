//! Natural gradient and K-FAC on iris: the same task, draws and stop as a run in numpy.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod common;

use common::functions::named;
use common::nets::Batch;
use common::nets::chain;
use common::splitmix::SplitMix;
use deltascope::data::BuiltinTable;
use deltascope::data::Values;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Objective as _;
use nalgebra::DMatrix;

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
