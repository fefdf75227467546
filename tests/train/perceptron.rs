//! The perceptron rule, which is gradient descent on the half squared error of a step unit whose slope counts as 1.

use std::sync::Arc;

use crate::runs::dataset;
use crate::runs::network;
use crate::runs::steps;
use crate::runs::training;
use deltascope::nn::Activation;
use deltascope::nn::LayerStart;
use deltascope::nn::Start;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

/// A unit that starts at 0 and learns a function of two bits, given in the order 00, 01, 10, 11, with η = 1.
fn perceptron(targets: [f64; 4]) -> Box<dyn Run> {
    let inputs = DMatrix::from_column_slice(2, 4, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let data = dataset(inputs, DMatrix::from_row_slice(1, 4, &targets), 4, 0);
    let start = Start::Exact(vec![LayerStart {
        layer: "output".to_owned(),
        weights: vec![("input".to_owned(), vec![vec![0.0, 0.0]])],
        bias: vec![0.0],
    }]);
    let training = TrainingSpec {
        update: Update::Online,
        ..training(1.0, 1000)
    };
    let network = network(&[2, 1], Activation::Step, Activation::Step);
    deltascope::train::start(network, &start, Arc::new(data), &training, Seeds::default())
}

/// The first epoch in which no update moved the weights, and the weights `w₁, w₂, b`.
fn first_epoch_without_errors(run: &mut dyn Run) -> Option<(u64, Vec<f64>)> {
    for epoch in 1..=1000 {
        let moved = (0..4).filter(|_| {
            let before = run.parameters();
            steps(run, 1);
            run.parameters() != before
        });
        if moved.count() == 0 {
            return Some((epoch, run.parameters()));
        }
    }
    None
}

// Calculated in numpy by w ← w + (t − y) x from 0, and by hand for the first epochs.
#[test]
fn a_step_unit_learns_and_and_or_as_rosenblatt_says() {
    let mut run = perceptron([0.0, 0.0, 0.0, 1.0]);
    let found = first_epoch_without_errors(&mut *run).unwrap();
    assert_eq!(found, (6, vec![2.0, 1.0, -2.0]));
    let mut run = perceptron([0.0, 1.0, 1.0, 1.0]);
    let found = first_epoch_without_errors(&mut *run).unwrap();
    assert_eq!(found, (4, vec![1.0, 1.0, 0.0]));
}

#[test]
fn a_step_unit_never_learns_the_exclusive_or() {
    let mut run = perceptron([0.0, 1.0, 1.0, 0.0]);
    assert_eq!(first_epoch_without_errors(&mut *run), None);
}
