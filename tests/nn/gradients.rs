//! The backward pass against differences, against a second reference calculation, and against its own laws.

use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::chain_spec;
use crate::nets::matrix;
use crate::nets::relative_error;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Trace;
use deltascope::nn::gradcheck::Checked;
use deltascope::nn::gradcheck::compare_gradient;
use deltascope::nn::gradient_check;
use deltascope::nn::pass;
use nalgebra::DMatrix;

/// A random matrix `[rows × columns]` in ±range.
fn random(rng: &mut SplitMix, rows: usize, columns: usize, range: f64) -> DMatrix<f64> {
    DMatrix::from_vec(rows, columns, rng.matrix(rows, columns, (-range, range)))
}

/// Targets in `[0, 1]`, each column with the sum 1.
fn class_targets(rng: &mut SplitMix, rows: usize, columns: usize) -> DMatrix<f64> {
    let mut targets = random(rng, rows, columns, 0.5).add_scalar(0.6);
    for mut column in targets.column_iter_mut() {
        column /= column.sum();
    }
    targets
}

/// `input 2 → h1 3 → h2 4 → output 2` with further connections between these layers.
fn graph(hidden: Activation, output: Activation, further: &[(&str, &str)]) -> Network {
    let mut spec = chain_spec(&[2, 3, 4, 2], &[hidden, hidden, output], true);
    for (from, to) in further {
        spec.connections.push(ConnectionSpec {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
            delay: 0,
        });
    }
    Network::build(&spec, 2, 2).unwrap()
}

const GRAPHS: [&[(&str, &str)]; 4] = [
    &[],
    &[("input", "output")],
    &[("input", "hidden2"), ("hidden1", "output")],
    &[
        ("input", "hidden2"),
        ("input", "output"),
        ("hidden1", "output"),
    ],
];

/// Each combination runs on one of the graphs; each activation, output and loss meets every graph.
#[test]
fn every_activation_with_every_legal_loss_passes_on_a_graph() {
    let mut checked = 0;
    let smooth = || Activation::ALL.into_iter().filter(|a| a.has_gradient());
    for (shift, hidden) in smooth().enumerate() {
        for output in smooth() {
            for loss in Loss::ALL {
                if loss.check(output).is_err() {
                    continue;
                }
                let further = GRAPHS[(checked + shift) % GRAPHS.len()];
                let network = graph(hidden, output, further);
                let mut rng = SplitMix::new(checked as u64);
                let length = network.layout().len();
                let theta = rng.matrix(length, 1, (-1.0, 1.0));
                let inputs = random(&mut rng, 2, 5, 2.0);
                let targets = class_targets(&mut rng, 2, 5);
                let found =
                    gradient_check(&network, &theta, loss, inputs.as_view(), targets.as_view());
                assert!(
                    found.max_relative_error < 1e-8,
                    "{} → {}, {}, {further:?}: {} at {}",
                    hidden.name(),
                    output.name(),
                    loss.name(),
                    found.max_relative_error,
                    network.parameter_name(found.worst)
                );
                assert_eq!(found.skipped, 0);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 18 * (4 * 18 + 2 + 2));
}

#[test]
fn an_error_of_a_thousandth_in_any_one_block_is_found() {
    let network = graph(Activation::Relu, Activation::Logistic, GRAPHS[3]);
    let mut rng = SplitMix::new(3);
    let theta = rng.matrix(network.layout().len(), 1, (-1.0, 1.0));
    let (inputs, targets) = (random(&mut rng, 2, 20, 2.0), class_targets(&mut rng, 2, 20));
    let mut batch = Batch::new(&network, Loss::BinaryCrossEntropy, &inputs, &targets);
    let (_, right) = batch.loss_and_gradient(&theta);
    let checked = Checked {
        loss: Loss::BinaryCrossEntropy,
        inputs: inputs.as_view(),
        targets: targets.as_view(),
        shares: &[0.05; 20],
        penalty: None,
    };
    for block in network.layout().blocks() {
        let mut wrong = right.clone();
        for value in &mut wrong[block.clone()] {
            *value *= 1.001;
        }
        let found = compare_gradient(&network, &theta, &checked, &wrong);
        // 0.001/2.001 of the block's norm.
        assert_relative_eq!(found.max_relative_error, 4.997_5e-4, max_relative = 1e-3);
        assert!(block.contains(&found.worst));
        wrong[block.start] = f64::NAN;
        let found = compare_gradient(&network, &theta, &checked, &wrong);
        assert_eq!(
            found.max_relative_error,
            f64::INFINITY,
            "{found:?} {block:?}"
        );
        assert_eq!(found.worst, block.start);
    }
}

#[test]
fn units_exactly_on_their_kink_are_checked_from_the_side_whose_slope_is_used() {
    // With zero biases the sample (0, 0) puts every hidden unit at z = 0, where φ′ is that of z ≤ 0.
    for hidden in [Activation::Relu, Activation::LeakyRelu { slope: 0.1 }] {
        let network = chain(&[2, 3, 1], &[hidden, Activation::Identity], true);
        let theta = [
            0.5, -0.4, 0.3, 0.2, 0.6, -0.7, 0.0, 0.0, 0.0, 0.8, -0.9, 1.1, 0.0,
        ];
        let inputs = matrix(&[&[0.0, 0.0, 1.0, 1.0], &[0.0, 1.0, 0.0, 1.0]]);
        let targets = matrix(&[&[0.3, 1.0, 1.0, 0.2]]);
        let found = gradient_check(
            &network,
            &theta,
            Loss::HalfSquaredError,
            inputs.as_view(),
            targets.as_view(),
        );
        assert!(found.max_relative_error < 1e-8, "{found:?}");
        assert_eq!(found.skipped, 0);
    }
}

#[test]
fn large_inputs_and_saturated_units_do_not_disturb_the_check() {
    let activations = [Activation::Logistic, Activation::Softmax];
    let network = chain(&[3, 4, 3], &activations, true);
    let mut rng = SplitMix::new(11);
    let theta = rng.matrix(network.layout().len(), 1, (-4.0, 4.0));
    let mut inputs = random(&mut rng, 3, 10, 3.0);
    inputs.row_mut(1).scale_mut(1e-3);
    inputs.row_mut(2).scale_mut(1e3);
    let targets = class_targets(&mut rng, 3, 10);
    let loss = Loss::SoftmaxCrossEntropy;
    let found = gradient_check(&network, &theta, loss, inputs.as_view(), targets.as_view());
    assert!(found.max_relative_error < 1e-6, "{found:?}");
}

#[test]
fn the_full_gradient_is_the_mean_of_the_online_gradients() {
    let network = graph(Activation::Tanh, Activation::Softmax, GRAPHS[3]);
    let mut rng = SplitMix::new(5);
    let theta = rng.matrix(network.layout().len(), 1, (-1.0, 1.0));
    let (inputs, targets) = (random(&mut rng, 2, 9, 2.0), class_targets(&mut rng, 2, 9));
    for loss in [Loss::MeanSquaredError, Loss::SoftmaxCrossEntropy] {
        let mut batch = Batch::new(&network, loss, &inputs, &targets);
        let (full_loss, full) = batch.loss_and_gradient(&theta);
        let (mut mean_loss, mut mean) = (0.0, vec![0.0; theta.len()]);
        for sample in 0..9 {
            let (loss, gradient) = batch.sample(sample).loss_and_gradient(&theta);
            mean_loss += loss / 9.0;
            for (mean, gradient) in mean.iter_mut().zip(gradient) {
                *mean += gradient / 9.0;
            }
        }
        assert_relative_eq!(full_loss, mean_loss, max_relative = 1e-14);
        assert!(relative_error(&full, &mean) < 1e-15);
    }
}

#[test]
fn the_order_of_the_samples_does_not_matter() {
    // Wide enough to take the blocked product, which sums in another order than the loops.
    let activations = [Activation::Tanh, Activation::Identity];
    let network = chain(&[20, 30, 10], &activations, true);
    let mut rng = SplitMix::new(6);
    let theta = rng.matrix(network.layout().len(), 1, (-0.3, 0.3));
    let (inputs, targets) = (random(&mut rng, 20, 64, 1.0), random(&mut rng, 10, 64, 1.0));
    let order = rng.permutation(64);
    let (mixed_inputs, mixed_targets) = (
        inputs.select_columns(&order),
        targets.select_columns(&order),
    );
    let loss = Loss::HalfSquaredError;
    let (_, gradient) = Batch::new(&network, loss, &inputs, &targets).loss_and_gradient(&theta);
    let (_, mixed) =
        Batch::new(&network, loss, &mixed_inputs, &mixed_targets).loss_and_gradient(&theta);
    assert!(relative_error(&gradient, &mixed) < 1e-14);
    assert_ne!(gradient, vec![0.0; theta.len()]);
}

#[test]
fn a_trace_may_be_used_again_for_more_and_for_fewer_samples() {
    let network = graph(Activation::Gelu, Activation::Identity, GRAPHS[2]);
    let mut rng = SplitMix::new(8);
    let theta = rng.matrix(network.layout().len(), 1, (-1.0, 1.0));
    let (inputs, targets) = (random(&mut rng, 2, 7, 2.0), random(&mut rng, 2, 7, 1.0));
    let loss = Loss::HalfSquaredError;
    let mut reused = Trace::new(&network, 1);
    for (first, count) in [(0, 7), (3, 1), (2, 4), (0, 7)] {
        let (inputs, targets) = (inputs.columns(first, count), targets.columns(first, count));
        let (inputs, targets) = (inputs.into_owned(), targets.into_owned());
        let mut gradient = vec![0.0; theta.len()];
        pass::forward(&network, &theta, inputs.as_view(), &mut reused);
        pass::backward(
            &network,
            &theta,
            loss,
            targets.as_view(),
            1.0,
            &mut reused,
            &mut gradient,
        );
        let (_, fresh) = Batch::new(&network, loss, &inputs, &targets).loss_and_gradient(&theta);
        assert_eq!(gradient, fresh);
        assert_eq!(reused.columns(), count);
        assert_eq!(reused.net_input(0), inputs);
        assert!(reused.delta(0).iter().all(|delta| *delta == 0.0));
    }
}

#[test]
fn backward_adds_to_the_gradient_and_scales_it() {
    let network = chain(&[2, 1], &[Activation::Identity], true);
    let (inputs, targets) = (matrix(&[&[1.0], &[2.0]]), matrix(&[&[0.0]]));
    let theta = [1.0, 1.0, 1.0];
    let mut trace = Trace::new(&network, 1);
    pass::forward(&network, &theta, inputs.as_view(), &mut trace);
    let mut gradient = vec![100.0; 3];
    let loss = Loss::HalfSquaredError;
    pass::backward(
        &network,
        &theta,
        loss,
        targets.as_view(),
        0.5,
        &mut trace,
        &mut gradient,
    );
    // y = 4, so Δ = 4 and ∂E/∂θ = (4, 8, 4).
    assert_eq!(gradient, [102.0, 104.0, 102.0]);
    assert_eq!(trace.delta(1)[(0, 0)], 4.0);
}

#[test]
fn single_precision_follows_double_precision() {
    let network = graph(Activation::Mish, Activation::Logistic, GRAPHS[3]);
    let mut rng = SplitMix::new(9);
    let theta = rng.matrix(network.layout().len(), 1, (-1.0, 1.0));
    let (inputs, targets) = (random(&mut rng, 2, 6, 2.0), class_targets(&mut rng, 2, 6));
    let loss = Loss::BinaryCrossEntropy;
    let (_, double) = Batch::new(&network, loss, &inputs, &targets).loss_and_gradient(&theta);

    let narrow: Vec<f32> = theta.iter().map(|value| *value as f32).collect();
    let (inputs, targets) = (inputs.map(|v| v as f32), targets.map(|v| v as f32));
    let mut trace = Trace::new(&network, 6);
    let mut single = vec![0.0_f32; theta.len()];
    pass::forward(&network, &narrow, inputs.as_view(), &mut trace);
    pass::backward(
        &network,
        &narrow,
        loss,
        targets.as_view(),
        1.0,
        &mut trace,
        &mut single,
    );
    let single: Vec<f64> = single.into_iter().map(f64::from).collect();
    let error = relative_error(&single, &double);
    assert!(error > 0.0 && error < 1e-6, "{error}");
}
