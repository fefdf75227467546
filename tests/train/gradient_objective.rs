//! The gradient check of what a run makes small: weights, smoothed targets and penalties included.

use deltascope::data::Dataset;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Trace;
use deltascope::nn::gradcheck::Checked;
use deltascope::nn::gradcheck::Penalty;
use deltascope::nn::gradcheck::compare_gradient;
use deltascope::nn::pass;
use deltascope::train::ClassWeights;
use deltascope::train::RegularizationSpec;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::objective_check;
use nalgebra::DMatrix;

use crate::runs;

/// Ten samples of two classes, every third of them with a weight of its own, one with none.
fn data() -> Dataset {
    let inputs = runs::smooth(10).inputs.to_matrix();
    let targets = DMatrix::from_fn(2, 10, |row, sample| {
        f64::from(u8::from((sample % 3 == 0) == (row == 0)))
    });
    let mut data = runs::dataset(inputs, targets, 10, 0);
    data.preparation.targets = vec![TargetGroup {
        name: "class".to_owned(),
        range: 0..2,
        kind: TargetKind::Classes(["a", "b"].map(str::to_owned).to_vec()),
    }];
    data.weights = (0..10).map(|i| [1.0, 0.3, 2.0][i % 3]).collect();
    data.weights[4] = 0.0;
    data
}

fn training(loss: Loss, regularization: RegularizationSpec) -> TrainingSpec {
    TrainingSpec {
        loss,
        regularization,
        class_weights: ClassWeights::Balanced,
        ..runs::training(0.1, 1)
    }
}

fn start(network: &Network, training: &TrainingSpec) -> Vec<f64> {
    runs::start(network, &data(), training, Seeds::default()).parameters()
}

#[test]
fn every_loss_and_activation_passes_with_weights_smoothing_and_penalties() {
    let mut checked = 0;
    for activation in Activation::ALL.into_iter().filter(|a| a.has_gradient()) {
        for loss in Loss::ALL {
            let output = loss.output_activation().unwrap_or(activation);
            let network = runs::network(&[2, 3, 2], activation, output);
            let classes = loss.output_activation().is_some();
            let spec = RegularizationSpec {
                l1: 0.02,
                l2: 0.3,
                label_smoothing: if classes { 0.1 } else { 0.0 },
                // These stand beside what is made small.
                clip_norm: 1e-3,
                input_noise: 1.0,
                weight_noise: 1.0,
                ..Default::default()
            };
            let training = training(loss, spec);
            let theta = start(&network, &training);
            let found = objective_check(&network, &theta, &data(), &training, 32);
            assert!(
                found.max_relative_error < 1e-8,
                "{}, {}: {} at {}",
                activation.name(),
                loss.name(),
                found.max_relative_error,
                network.parameter_name(found.worst)
            );
            assert_eq!(found.skipped, 0);
            checked += 1;
        }
    }
    assert_eq!(checked, 18 * 8);
}

/// Each part of what is made small, left out of the gradient, is missed.
#[test]
fn a_gradient_that_forgets_a_part_is_found_wrong() {
    let data = data();
    let network = runs::network(&[2, 3, 2], Activation::Tanh, Activation::Softmax);
    let loss = Loss::SoftmaxCrossEntropy;
    let plain = training(loss, RegularizationSpec::default());
    let theta = start(&network, &plain);
    // The right gradient of the mean loss, all samples alike.
    let mut gradient = vec![0.0; theta.len()];
    let mut trace = Trace::new(&network, 10);
    let (inputs, targets) = (data.inputs.to_matrix(), data.targets.as_view());
    pass::forward(&network, &theta, inputs.as_view(), &mut trace);
    pass::backward(
        &network,
        &theta,
        loss,
        targets,
        1.0,
        &mut trace,
        &mut gradient,
    );
    let smoothed = data.targets.map(|t| 0.9 * t + 0.05);
    let weights = network.layout().weights(0);
    let square = |theta: &[f64]| 0.005 * theta[weights.clone()].iter().map(|w| w * w).sum::<f64>();
    let mean = Checked {
        loss,
        inputs: inputs.as_view(),
        targets,
        shares: &[0.1; 10],
        penalty: None,
    };
    let found = |checked: Checked<'_>| compare_gradient(&network, &theta, &checked, &gradient);
    assert!(found(mean).max_relative_error < 1e-8);
    let shares: Vec<f64> = data.weights.iter().map(|w| w / 8.3).collect();
    for (part, checked) in [
        (
            "weights",
            Checked {
                shares: &shares,
                ..mean
            },
        ),
        (
            "smoothing",
            Checked {
                targets: smoothed.as_view(),
                ..mean
            },
        ),
        (
            "penalty",
            Checked {
                penalty: Some(Penalty {
                    of: &square,
                    kinked: false,
                }),
                ..mean
            },
        ),
    ] {
        let error = found(checked).max_relative_error;
        assert!(error > 1e-3, "{part}: {error}");
    }
}

#[test]
fn a_weight_on_the_kink_of_an_l1_penalty_is_left_out_and_counted() {
    let network = runs::network(&[2, 3, 2], Activation::Tanh, Activation::Softmax);
    let loss = Loss::SoftmaxCrossEntropy;
    for (l1, expected) in [(0.1, 2), (0.0, 0)] {
        let spec = RegularizationSpec {
            l1,
            l2: 0.1,
            ..Default::default()
        };
        let training = training(loss, spec);
        let mut theta = start(&network, &training);
        // A bias of 0 has no kink, and beside one a shorter step is found.
        for index in network.layout().biases(1) {
            theta[index] = 0.0;
        }
        (theta[0], theta[3], theta[4]) = (0.0, 0.0, 1e-4);
        let found = objective_check(&network, &theta, &data(), &training, 32);
        assert_eq!(found.skipped, expected);
        assert!(found.max_relative_error < 1e-8, "{found:?}");
    }
}

#[test]
fn only_samples_that_count_are_looked_at() {
    let mut data = data();
    data.weights = vec![0.0; 10];
    (data.weights[8], data.weights[9]) = (1.0, 3.0);
    let network = runs::network(&[2, 3, 2], Activation::Tanh, Activation::Identity);
    let training = TrainingSpec {
        class_weights: ClassWeights::Equal,
        ..training(Loss::HalfSquaredError, RegularizationSpec::default())
    };
    let theta = start(&network, &training);
    let found = objective_check(&network, &theta, &data, &training, 2);
    assert!(found.max_relative_error < 1e-8, "{found:?}");
    // Of a gradient of 0, nothing could be off.
    let wrong = compare_gradient(
        &network,
        &theta,
        &Checked {
            loss: Loss::HalfSquaredError,
            inputs: data.inputs.to_matrix().columns(8, 2),
            targets: data.targets.columns(8, 2),
            shares: &[0.25, 0.75],
            penalty: None,
        },
        &vec![0.0; theta.len()],
    );
    assert!((wrong.max_relative_error - 1.0).abs() < 1e-9, "{wrong:?}");
}

#[test]
fn a_loss_that_is_not_finite_has_no_right_gradient() {
    let network = runs::network(&[2, 3, 2], Activation::Identity, Activation::Identity);
    let training = training(Loss::HalfSquaredError, RegularizationSpec::default());
    let theta = vec![1e200; network.layout().len()];
    let found = objective_check(&network, &theta, &data(), &training, 32);
    assert_eq!(found.max_relative_error, f64::INFINITY);
}
