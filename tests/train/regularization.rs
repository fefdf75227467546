//! Penalties, decay, limits and noise against hand calculations and their own laws.

use std::sync::Arc;

use crate::runs;
use crate::runs::bits;
use crate::runs::dataset;
use crate::runs::network;
use crate::runs::smooth;
use crate::runs::steps;
use crate::runs::training;
use approx::assert_relative_eq;
use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::experiment::record::write_history;
use deltascope::nn::Activation;
use deltascope::nn::LayerStart;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Start;
use deltascope::train::Curve;
use deltascope::train::Precision;
use deltascope::train::RegularizationSpec;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

const NONE: RegularizationSpec = RegularizationSpec {
    l1: 0.0,
    l2: 0.0,
    weight_decay: 0.0,
    max_norm: 0.0,
    clip_value: 0.0,
    clip_norm: 0.0,
    label_smoothing: 0.0,
    input_noise: 0.0,
    weight_noise: 0.0,
};

/// `y = w x + b` at `x = 1`, `t = 0`, from `w = 2`, `b = 1`, by gradient descent with `η = 0.1` on the half squared error: the
/// error is 3, and so are the slopes of both `w` and `b`.
fn line(regularization: RegularizationSpec) -> Box<dyn Run> {
    let data = dataset(DMatrix::from_element(1, 1, 1.0), DMatrix::zeros(1, 1), 1, 0);
    let start = Start::Exact(vec![LayerStart {
        layer: "output".to_owned(),
        weights: vec![("input".to_owned(), vec![vec![2.0]])],
        bias: vec![1.0],
    }]);
    let network = network(&[1, 1], Activation::Identity, Activation::Identity);
    let training = TrainingSpec {
        regularization,
        ..training(0.1, 100)
    };
    deltascope::train::start(network, &start, Arc::new(data), &training, Seeds::default())
}

/// `w` and `b` after one step.
#[track_caller]
fn assert_step(regularization: RegularizationSpec, expected: [f64; 2]) {
    let mut run = line(regularization);
    steps(&mut *run, 1);
    let found = run.parameters();
    for (found, expected) in found.iter().zip(expected) {
        assert_relative_eq!(*found, expected, max_relative = 1e-14);
    }
}

// By hand: the penalties add λ₂ w = 0.5 · 2 and λ₁ = 0.25 to the slope 3 of w, and nothing to that of b; decay takes
// η λ w = 0.1 · 0.5 · 2 off w.
#[test]
fn penalties_and_decay_move_weights_as_calculated_and_leave_biases() {
    assert_step(NONE, [1.7, 0.7]);
    assert_step(RegularizationSpec { l2: 0.5, ..NONE }, [1.6, 0.7]);
    assert_step(RegularizationSpec { l1: 0.25, ..NONE }, [1.675, 0.7]);
    let decay = RegularizationSpec {
        weight_decay: 0.5,
        ..NONE
    };
    assert_step(decay, [1.6, 0.7]);
}

// By hand: entries 3 cut to 2 are (2, 2); of the length √8, shortened to 1 they are 1/√2 each, as is (3, 3).
#[test]
fn gradients_are_cut_first_by_value_then_by_norm() {
    let [value, norm] = [2.0, 1.0];
    let clip_value = RegularizationSpec {
        clip_value: value,
        ..NONE
    };
    assert_step(clip_value, [1.8, 0.8]);
    let share = 0.1 / 2.0_f64.sqrt();
    let clip_norm = RegularizationSpec {
        clip_norm: norm,
        ..NONE
    };
    assert_step(clip_norm, [2.0 - share, 1.0 - share]);
    let both = RegularizationSpec {
        clip_value: 0.5,
        clip_norm: norm,
        ..NONE
    };
    assert_step(both, [1.95, 0.95]);
    let wide = RegularizationSpec {
        clip_value: 9.0,
        clip_norm: 9.0,
        ..NONE
    };
    assert_step(wide, [1.7, 0.7]);
}

// By hand: E = 3²/2; the penalty ½ · 0.5 · 2² + 0.25 · 2.
#[test]
fn loss_penalty_and_total_are_recorded_apart() {
    let run = line(RegularizationSpec {
        l1: 0.25,
        l2: 0.5,
        ..NONE
    });
    let first = |curve| run.history().curve(curve).unwrap()[0];
    assert_eq!(first(Curve::Loss(Part::Train)), 4.5);
    assert_eq!(first(Curve::Penalty), 1.5);
    assert_eq!(first(Curve::Total), 6.0);
    let header = |run: &dyn Run| {
        let mut text = Vec::new();
        write_history(run.history(), &mut text).unwrap();
        String::from_utf8(text)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    let names = "epoch,train_loss,validation_loss,train_penalty,train_total,";
    assert!(header(&*run).starts_with(names), "{}", header(&*run));
    assert!(!header(&*line(NONE)).contains("penalty"));
}

// The step θ ← (1 − η λ) θ − η m̂ / (√v̂ + ε) is both AdamW (Loshchilov & Hutter, 2019) and Adam with decoupled decay, where
// there are no biases.
#[test]
fn adam_with_decay_is_adamw() {
    let data = smooth(40);
    let run = |optimizer, weight_decay| {
        let training = TrainingSpec {
            optimizer,
            regularization: RegularizationSpec {
                weight_decay,
                ..NONE
            },
            update: Update::MiniBatch(8),
            ..training(0.1, 100)
        };
        let mut spec = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
        spec = without_biases(&spec);
        let mut run = runs::start(&spec, &data, &training, Seeds::default());
        steps(&mut *run, 50);
        run.parameters()
    };
    let (learning_rate, beta1, beta2, epsilon) = (0.01, 0.9, 0.999, 1e-8);
    let adam = OptimizerSpec::Adam {
        learning_rate,
        beta1,
        beta2,
        epsilon,
    };
    let adamw = OptimizerSpec::AdamW {
        learning_rate,
        beta1,
        beta2,
        epsilon,
        weight_decay: 0.3,
    };
    let (decayed, reference) = (run(adam, 0.3), run(adamw, 0.0));
    for (a, b) in decayed.iter().zip(&reference) {
        assert_relative_eq!(*a, *b, max_relative = 1e-10);
    }
    assert_ne!(run(adam, 0.0), decayed);
}

fn without_biases(network: &deltascope::nn::Network) -> deltascope::nn::Network {
    use deltascope::nn::Initialiser;
    use deltascope::nn::LayerSpec;
    use deltascope::nn::NetworkSpec;
    use deltascope::nn::OutputSpec;
    let initialiser = Initialiser::Uniform { range: 1.0 };
    let layers = network.layers();
    let hidden = layers[1..layers.len() - 1].iter().map(|layer| LayerSpec {
        name: layer.name.clone(),
        units: layer.units,
        activation: layer.activation,
        bias: false,
        initialiser,
    });
    let output = OutputSpec {
        activation: layers[layers.len() - 1].activation,
        bias: false,
        initialiser,
    };
    let spec = NetworkSpec::chain(hidden.collect(), output);
    deltascope::nn::Network::build(&spec, network.input_units(), network.output_units()).unwrap()
}

#[test]
fn no_unit_has_longer_weights_than_the_greatest_norm() {
    let network = network(&[2, 4, 1], Activation::Tanh, Activation::Identity);
    let training = TrainingSpec {
        regularization: RegularizationSpec {
            max_norm: 0.5,
            ..NONE
        },
        update: Update::MiniBatch(7),
        ..training(0.5, 100)
    };
    let mut run = runs::start(&network, &smooth(60), &training, Seeds::default());
    let mut at_the_limit = 0;
    for _ in 0..40 {
        steps(&mut *run, 1);
        let theta = run.parameters();
        for (connection, units) in [(0, 4), (1, 1)] {
            let weights = &theta[network.layout().weights(connection)];
            for unit in 0..units {
                let entering = weights.iter().skip(unit).step_by(units);
                let norm = entering.map(|w| w * w).sum::<f64>().sqrt();
                assert!(norm <= 0.5 * (1.0 + 1e-12), "norm {norm}");
                at_the_limit += usize::from(norm > 0.499_999);
            }
        }
    }
    assert!(at_the_limit > 20, "the limit did nothing");
}

// Ridge regression by hand, one weight, x = (1, 2), t = (2, 3): from half the mean of squares w = Σxt / (Σx² + nλ) = 8/6, from
// the mean of squares w = Σxt / (Σx² + nλ/2) = 8/5.5, with λ = ½.
#[test]
fn second_order_optimisers_find_the_minimum_of_the_total() {
    let inputs = DMatrix::from_row_slice(1, 2, &[1.0, 2.0]);
    let data = dataset(inputs, DMatrix::from_row_slice(1, 2, &[2.0, 3.0]), 2, 0);
    let network = without_biases(&network(
        &[1, 1],
        Activation::Identity,
        Activation::Identity,
    ));
    for optimizer in OptimizerSpec::ALL
        .into_iter()
        .filter(|o| o.compares_losses())
    {
        if matches!(
            optimizer,
            OptimizerSpec::BoldDriver { .. } | OptimizerSpec::RpropPlus { .. }
        ) {
            continue;
        }
        for (loss, expected) in [
            (Loss::HalfSquaredError, 8.0 / 6.0),
            (Loss::MeanSquaredError, 8.0 / 5.5),
        ] {
            let training = TrainingSpec {
                loss,
                optimizer,
                regularization: RegularizationSpec { l2: 0.5, ..NONE },
                ..training(0.1, 1000)
            };
            let mut run = runs::start(&network, &data, &training, Seeds::default());
            steps(&mut *run, 80);
            let off = (run.parameters()[0] - expected).abs();
            assert!(off < 1e-5, "{}: off by {off}", optimizer.name());
        }
    }
}

/// A run with all noise there is, whose batches are longer than what passes through the network at once.
fn noisy(data: &Dataset, precision: Precision, noise: u64) -> Box<dyn Run> {
    let training = TrainingSpec {
        update: Update::MiniBatch(300),
        shuffle: true,
        precision,
        regularization: RegularizationSpec {
            input_noise: 0.1,
            weight_noise: 0.05,
            ..NONE
        },
        ..training(0.1, 100)
    };
    let seeds = Seeds {
        noise,
        ..Seeds::default()
    };
    let network = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
    runs::start(&network, data, &training, seeds)
}

#[test]
fn a_run_with_noise_goes_on_to_the_same_bits_from_a_checkpoint() {
    let data = smooth(1000);
    for precision in [Precision::F32, Precision::F64] {
        let mut run = noisy(&data, precision, 5);
        steps(&mut *run, 4);
        let checkpoint = run.checkpoint();
        steps(&mut *run, 7);
        let expected = bits(&run.parameters());
        run.restore(&checkpoint);
        steps(&mut *run, 7);
        assert_eq!(bits(&run.parameters()), expected);
        let mut other = noisy(&data, precision, 5);
        other.restore(&checkpoint);
        // A step that is called off has drawn nothing.
        assert_eq!(other.step(&|| true), StepOutcome::Interrupted);
        steps(&mut *other, 7);
        assert_eq!(bits(&other.parameters()), expected);
    }
}

#[test]
fn noise_has_its_own_seed_and_moves_no_other_stream() {
    let data = smooth(1000);
    let (mut one, mut two) = (
        noisy(&data, Precision::F64, 1),
        noisy(&data, Precision::F64, 2),
    );
    assert_eq!(one.parameters(), two.parameters(), "the same start");
    steps(&mut *one, 9);
    steps(&mut *two, 9);
    assert_ne!(one.parameters(), two.parameters());
    assert_eq!(one.checkpoint().order, two.checkpoint().order);
    let plain = |noise| {
        let network = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
        let seeds = Seeds {
            noise,
            ..Seeds::default()
        };
        let mut run = runs::start(&network, &data, &training(0.1, 100), seeds);
        steps(&mut *run, 3);
        bits(&run.parameters())
    };
    assert_eq!(plain(1), plain(2), "without noise its seed means nothing");
}

/// Evaluation is without noise: the recorded loss is that of the weights and samples as they are.
#[test]
fn losses_are_recorded_without_noise() {
    let data = smooth(1000);
    let mut run = noisy(&data, Precision::F64, 1);
    steps(&mut *run, 3);
    let recorded = *run
        .history()
        .curve(Curve::Loss(Part::Train))
        .unwrap()
        .last()
        .unwrap();
    assert_eq!(run.evaluate(Part::Train).unwrap().0, recorded);
    assert_eq!(run.evaluate(Part::Train).unwrap().0, recorded);
}
