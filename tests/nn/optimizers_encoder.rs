//! How many epochs each optimiser needs for the 8-3-8 encoder: the same task, draws and stop as a run in numpy, whose medians
//! over ten seeds are the expected ones. Logistic units, full batch, summed gradient, weights and biases uniform in ±1; solved
//! when every |y − t| < 0.4, given up after 5000 epochs.

use crate::functions::named;
use crate::nets::Batch;
use crate::nets::chain;
use crate::splitmix::SplitMix;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use nalgebra::DMatrix;

/// The epochs each of ten seeds needs; `None` where 5000 are not enough.
fn epochs(spec: OptimizerSpec, loss: Loss) -> Vec<Option<usize>> {
    let network = chain(&[8, 3, 8], &[Activation::Logistic; 2], true);
    let identity = DMatrix::identity(8, 8);
    let run = |seed| {
        let mut batch = Batch::new(&network, loss, &identity, &identity).summed();
        let mut theta = SplitMix::new(seed).uniform_chain(&[8, 3, 8], 1.0);
        let mut optimizer = spec.build(&network);
        (1..=5000).find(|_| {
            optimizer.step(&mut theta, &mut batch).unwrap();
            batch.largest_error(&theta) < 0.4
        })
    };
    (0..10).map(run).collect()
}

/// Runs the task and compares the number of solved seeds and the median of their epochs, which may differ by a tenth.
fn assert_band(spec: OptimizerSpec, loss: Loss, solved: usize, median: usize) {
    let mut epochs: Vec<usize> = epochs(spec, loss).into_iter().flatten().collect();
    epochs.sort_unstable();
    let name = spec.name();
    assert_eq!(epochs.len(), solved, "{name}, {loss:?}: {epochs:?}");
    let middle = (epochs[(solved - 1) / 2] + epochs[solved / 2]) as f64 / 2.0;
    let ratio = middle / median as f64;
    assert!(
        (0.9..1.1).contains(&ratio),
        "{name}, {loss:?}: median {middle} instead of {median}, {epochs:?}"
    );
}

const SQUARED: Loss = Loss::HalfSquaredError;
const ENTROPY: Loss = Loss::BinaryCrossEntropy;

#[test]
fn gradient_descent_and_momentum() {
    let descent = |rate, momentum, nesterov| {
        named(
            "Gradient descent",
            &[
                ("Learning rate", rate),
                ("Momentum", momentum),
                ("Nesterov", nesterov),
            ],
        )
    };
    assert_band(descent(1.0, 0.0, 0.0), SQUARED, 10, 372);
    assert_band(descent(1.0, 0.0, 0.0), ENTROPY, 10, 114);
    assert_band(descent(0.1, 0.9, 0.0), SQUARED, 10, 1112);
    assert_band(descent(0.1, 0.9, 0.0), ENTROPY, 10, 130);
    assert_band(descent(0.1, 0.9, 1.0), SQUARED, 10, 706);
    assert_band(descent(0.1, 0.9, 1.0), ENTROPY, 10, 88);
    let inertia = named("Inertia", &[("Learning rate", 1.0), ("Inertia", 0.9)]);
    for loss in [SQUARED, ENTROPY] {
        assert_eq!(
            epochs(inertia, loss),
            epochs(descent(0.1, 0.9, 0.0), loss),
            "momentum with the rate (1 − α)η is the same path"
        );
    }
}

#[test]
fn adaptive_rates() {
    let rmsprop = named("RMSProp", &[("Learning rate", 0.05), ("Decay", 0.9)]);
    assert_band(rmsprop, SQUARED, 10, 110);
    assert_band(rmsprop, ENTROPY, 10, 130);
    let adam = named("Adam", &[("Learning rate", 0.1)]);
    assert_band(adam, SQUARED, 10, 211);
    assert_band(adam, ENTROPY, 10, 252);
    let adamw = named("AdamW", &[("Learning rate", 0.1)]);
    assert_band(adamw, SQUARED, 10, 226);
    assert_band(adamw, ENTROPY, 10, 266);
}

#[test]
fn resilient_backpropagation_and_quickprop() {
    let rprop = named("iRprop−", &[]);
    assert_band(rprop, SQUARED, 9, 34);
    assert_band(rprop, ENTROPY, 10, 32);
    let quickprop = named("Quickprop", &[]);
    assert_band(quickprop, SQUARED, 10, 42);
    assert_band(quickprop, ENTROPY, 10, 32);
}
