//! Weights of samples and classes, smoothed labels, and the gradient of everything together.

use crate::runs;
use crate::runs::dataset;
use crate::runs::network;
use crate::runs::smooth;
use crate::runs::steps;
use crate::runs::training;
use deltascope::data::Dataset;
use deltascope::data::KnownClasses;
use deltascope::data::Part;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Trace;
use deltascope::nn::pass;
use deltascope::train::ClassWeights;
use deltascope::train::Precision;
use deltascope::train::RegularizationSpec;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

/// Samples of three classes `a`, `b`, `c`, for each the class's index.
fn classified(inputs: DMatrix<f64>, classes: &[usize], train: usize) -> Dataset {
    let targets = DMatrix::from_fn(3, classes.len(), |row, sample| {
        f64::from(u8::from(classes[sample] == row))
    });
    let validation = classes.len() - train;
    let mut data = dataset(inputs, targets, train, validation);
    data.preparation.targets = vec![TargetGroup {
        name: "class".to_owned(),
        range: 0..3,
        kind: TargetKind::Classes(["a", "b", "c"].map(str::to_owned).to_vec()),
    }];
    data
}

/// The loss by its definition, sample by sample: `Σ w E / Σ w + λ₁ Σ |w| + ½ λ₂ Σ w²`.
struct Definition<'a> {
    network: &'a Network,
    loss: Loss,
    inputs: DMatrix<f64>,
    targets: DMatrix<f64>,
    weights: Vec<f64>,
    penalties: (f64, f64),
}

impl Definition<'_> {
    fn total(&self, theta: &[f64]) -> f64 {
        let mut trace = Trace::new(self.network, self.inputs.ncols());
        pass::forward(self.network, theta, self.inputs.as_view(), &mut trace);
        let targets = self.targets.as_view();
        let loss = |sample| pass::sample_loss(self.network, self.loss, targets, sample, &trace);
        let sum: f64 = (0..self.weights.len())
            .map(|i| self.weights[i] * loss(i))
            .sum();
        let matrices = 0..self.network.connections().len();
        let weights = || {
            let ranges = matrices.clone().map(|c| self.network.layout().weights(c));
            ranges.flat_map(|range| &theta[range])
        };
        let absolute: f64 = weights().map(|w| w.abs()).sum();
        let square: f64 = weights().map(|w| w * w).sum();
        sum / self.weights.iter().sum::<f64>()
            + self.penalties.0 * absolute
            + 0.5 * self.penalties.1 * square
    }

    /// The five-point central formula.
    fn slope(&self, theta: &[f64], index: usize) -> f64 {
        let at = |offset: f64| {
            let mut moved = theta.to_vec();
            moved[index] += offset;
            self.total(&moved)
        };
        let h = 1e-3;
        (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h)
    }
}

/// One step of gradient descent gives the gradient away: `(θ₀ − θ₁)/η`.
#[test]
fn the_gradient_of_the_total_with_weights_smoothing_and_penalties_matches_differences() {
    let inputs = DMatrix::from_fn(2, 9, |row, sample| {
        ((row + 2) * (sample + 1)) as f64 * 0.37 % 2.0 - 1.0
    });
    let classes = [0, 1, 1, 2, 1, 1, 0, 1, 1];
    let mut data = classified(inputs, &classes, 9);
    data.weights = vec![1.0, 0.5, 2.0, 0.0, 1.5, 3.0, 1.0, 0.25, 1.0];
    let by_class = [("a", 3.0), ("c", 0.5)].map(|(name, weight)| (name.to_owned(), weight));
    let regularization = RegularizationSpec {
        l1: 0.02,
        l2: 0.3,
        label_smoothing: 0.1,
        ..Default::default()
    };
    for (loss, output) in [
        (Loss::SoftmaxCrossEntropy, Activation::Softmax),
        (Loss::SoftmaxFocal { gamma: 1.5 }, Activation::Softmax),
        (Loss::BinaryFocal { gamma: 2.0 }, Activation::Logistic),
    ] {
        let network = network(&[2, 4, 3], Activation::Tanh, output);
        let training = TrainingSpec {
            loss,
            regularization,
            class_weights: ClassWeights::ByHand(by_class.to_vec()),
            ..training(0.5, 10)
        };
        let mut run = runs::start(&network, &data, &training, Seeds::default());
        let before = run.parameters();
        steps(&mut *run, 1);
        let gradient = before
            .iter()
            .zip(run.parameters())
            .map(|(a, b)| (a - b) / 0.5);
        let classes_smoothed_over = if output == Activation::Softmax {
            3.0
        } else {
            2.0
        };
        let factors = [3.0, 1.0, 0.5];
        let weights = classes.iter().zip(&data.weights);
        let definition = Definition {
            network: &network,
            loss,
            inputs: data.inputs.to_matrix(),
            targets: data.targets.map(|t| 0.9 * t + 0.1 / classes_smoothed_over),
            weights: weights
                .map(|(class, weight)| factors[*class] * weight)
                .collect(),
            penalties: (0.02, 0.3),
        };
        let total = definition.total(&before);
        assert!(
            (run.batch_loss().unwrap() - total).abs() < 1e-13,
            "the loss of the step"
        );
        for (index, slope) in gradient.enumerate() {
            let off = (slope - definition.slope(&before, index)).abs();
            assert!(
                off < 1e-9,
                "{} of {}: off by {off}",
                network.parameter_name(index),
                loss.name()
            );
        }
    }
}

/// The parameters after some steps, and the losses of both parts.
fn trained(data: &Dataset, precision: Precision) -> (Vec<f64>, [f64; 2]) {
    let training = TrainingSpec {
        precision,
        ..training(0.2, 100)
    };
    let network = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
    let mut run = runs::start(&network, data, &training, Seeds::default());
    steps(&mut *run, 20);
    let losses = [Part::Train, Part::Validation].map(|part| run.evaluate(part).unwrap().0);
    (run.parameters(), losses)
}

#[track_caller]
fn assert_near(a: &(Vec<f64>, [f64; 2]), b: &(Vec<f64>, [f64; 2]), within: f64) {
    for (a, b) in a.0.iter().chain(&a.1).zip(b.0.iter().chain(&b.1)) {
        assert!((a - b).abs() < within, "{a} and {b}");
    }
}

/// The samples at these places, the first `train` for training.
fn picked(data: &Dataset, places: &[usize], train: usize) -> Dataset {
    let columns = |matrix: &DMatrix<f64>| matrix.select_columns(places);
    let (inputs, targets) = (columns(&data.inputs.to_matrix()), columns(&data.targets));
    dataset(inputs, targets, train, places.len() - train)
}

#[test]
fn a_weight_of_2_is_a_sample_twice_and_a_weight_of_0_a_sample_left_out() {
    let data = smooth(12);
    let mut weighted = picked(&data, &[0, 1, 2, 3, 4, 5], 4);
    weighted.weights = vec![1.0, 2.0, 0.0, 1.0, 1.0, 3.0];
    let repeated = picked(&data, &[0, 1, 1, 3, 4, 5, 5, 5], 4);
    for (precision, within) in [(Precision::F64, 1e-13), (Precision::F32, 1e-5)] {
        assert_near(
            &trained(&weighted, precision),
            &trained(&repeated, precision),
            within,
        );
    }
    weighted.weights = vec![0.7; 6];
    let plain = picked(&data, &[0, 1, 2, 3, 4, 5], 4);
    assert_near(
        &trained(&weighted, Precision::F64),
        &trained(&plain, Precision::F64),
        1e-13,
    );
}

#[test]
fn batches_longer_than_one_pass_and_online_steps_take_weights_too() {
    let data = smooth(1000);
    let mut weighted = data.clone();
    weighted.weights = vec![2.5; 1000];
    for update in [Update::FullBatch, Update::Online, Update::MiniBatch(300)] {
        let end = |data: &Dataset| {
            let training = TrainingSpec {
                update,
                shuffle: true,
                ..training(0.05, 100)
            };
            let network = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
            let mut run = runs::start(&network, data, &training, Seeds::default());
            steps(&mut *run, 5);
            run.parameters()
        };
        for (a, b) in end(&weighted).iter().zip(end(&data)) {
            assert!((a - b).abs() < 1e-12, "{update:?}");
        }
    }
}

/// A batch in which nothing counts neither moves the weights nor breaks anything.
#[test]
fn a_batch_of_weight_0_changes_nothing() {
    let mut data = picked(&smooth(12), &[0, 1, 2, 3], 4);
    data.weights = vec![0.0, 1.0, 1.0, 1.0];
    let training = TrainingSpec {
        update: Update::Online,
        ..training(0.2, 10)
    };
    let network = network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
    let mut run = runs::start(&network, &data, &training, Seeds::default());
    let before = run.parameters();
    steps(&mut *run, 1);
    assert_eq!((run.parameters(), run.batch_loss()), (before, Some(0.0)));
}

// By hand: 4 training samples, 3 of a and 1 of b, none of c: 4/(2·3) and 4/(2·1). With weights 1, 1, 1 and 3 for the samples of
// a, a, a, b the balanced and the hand-made loss are the same up to a common factor, which the mean takes out.
#[test]
fn balanced_classes_count_the_same_in_all() {
    let inputs = DMatrix::from_fn(2, 6, |row, sample| {
        ((row + 3) * (sample + 1)) as f64 * 0.41 % 2.0 - 1.0
    });
    let data = classified(inputs, &[0, 0, 0, 1, 2, 1], 4);
    assert_eq!(data.classes().unwrap().counts, [3, 1, 0]);
    let classes: Vec<usize> = data.class_indices().collect();
    assert_eq!(classes, [0, 0, 0, 1, 2, 1]);
    let end = |class_weights: ClassWeights| {
        let training = TrainingSpec {
            loss: Loss::SoftmaxCrossEntropy,
            class_weights,
            ..training(0.3, 100)
        };
        let network = network(&[2, 3, 3], Activation::Tanh, Activation::Softmax);
        let mut run = runs::start(&network, &data, &training, Seeds::default());
        steps(&mut *run, 20);
        let (_, metrics) = run.evaluate(Part::Train).unwrap();
        (run.parameters(), metrics[0].value)
    };
    let by_hand = |b: f64| ClassWeights::ByHand(vec![("b".to_owned(), b)]);
    let (balanced, accuracy) = end(ClassWeights::Balanced);
    for (a, b) in balanced.iter().zip(end(by_hand(3.0)).0) {
        assert!((a - b).abs() < 1e-13);
    }
    assert_ne!(end(ClassWeights::Equal).0, balanced);
    assert!(
        [0.0, 0.25, 0.5, 0.75, 1.0].contains(&accuracy),
        "a share of samples, not of weights"
    );
}

#[test]
fn class_weights_that_cannot_be_are_refused() {
    let data = classified(DMatrix::zeros(1, 4), &[0, 1, 1, 0], 4);
    let refused = |weights: &[(&str, f64)], words: &str| {
        let weights = weights
            .iter()
            .map(|(name, weight)| ((*name).to_owned(), *weight));
        let message = ClassWeights::ByHand(weights.collect())
            .check(&data)
            .unwrap_err();
        assert!(message.contains(words), "{message}");
    };
    refused(&[("a", -1.0)], "must be 0 or more");
    refused(&[("a", f64::NAN)], "must be 0 or more");
    refused(&[("d", 1.0)], "the classes are a, b, c");
    refused(&[("a", 1.0), ("a", 2.0)], "two weights");
    refused(&[("a", 0.0), ("b", 0.0)], "every training sample");
    ClassWeights::ByHand(vec![("a".to_owned(), 0.0)])
        .check(&data)
        .unwrap();
    let numbers = smooth(20);
    let message = ClassWeights::Balanced.check(&numbers).unwrap_err();
    assert!(message.contains("no target has classes"), "{message}");
    ClassWeights::Equal.check(&numbers).unwrap();
    ClassWeights::Balanced.check(&runs::xor()).unwrap();
    let mut several = data;
    several.known_classes = KnownClasses::default();
    let target = several.preparation.targets[0].clone();
    several.preparation.targets.push(target);
    let message = ClassWeights::Balanced.check(&several).unwrap_err();
    assert!(
        message.contains("more than one target has classes"),
        "{message}"
    );
}
