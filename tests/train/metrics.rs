//! Metrics against hand calculations, through a network whose outputs are its inputs.

use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::data::scaler::Scaler;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::train::Curve;
use deltascope::train::Metric;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use nalgebra::DMatrix;

use crate::runs;

/// Identity on `n` inputs: unit weights, no bias.
fn through(n: usize, output: Activation) -> (Network, Vec<f64>) {
    let network = runs::network(&[n, n], Activation::Identity, output);
    let theta = DMatrix::<f64>::identity(n, n);
    let theta = theta.iter().copied().chain(vec![0.0; n]).collect();
    (network, theta)
}

/// A run whose net inputs to the output layer are the data set's inputs.
fn started(data: &Dataset, output: Activation, loss: Loss) -> Box<dyn Run> {
    let (network, theta) = through(data.inputs.shape().0, output);
    let training = TrainingSpec {
        loss,
        ..runs::training(0.0, 10)
    };
    let mut run = runs::start(&network, data, &training, Seeds::default());
    let mut checkpoint = run.checkpoint();
    checkpoint.theta = theta;
    run.restore(&checkpoint);
    run
}

fn values(run: &mut dyn Run, part: Part) -> Vec<(Metric, String, f64)> {
    let (_, metrics) = run.evaluate(part).unwrap();
    let metrics = metrics.into_iter();
    metrics.map(|m| (m.metric, m.target, m.value)).collect()
}

#[test]
fn numbers_get_rmse_r2_and_mae_in_original_units() {
    // Original: predictions 1, 2, 3, 6 against 1, 3, 3, 5; scaled by 2 after subtracting 1.
    // Errors 0, −1, 0, 1: rmse = √(2/4), mae = 2/4; mean of the targets 3, SST = 4 + 0 + 0 + 4, R² = 1 − 2/8.
    let scaled = |values: [f64; 4]| DMatrix::from_row_slice(1, 4, &values.map(|v| (v - 1.0) * 2.0));
    let mut data = runs::dataset(
        scaled([1.0, 2.0, 3.0, 6.0]),
        scaled([1.0, 3.0, 3.0, 5.0]),
        4,
        0,
    );
    data.preparation.targets[0].kind = TargetKind::Number(Scaler {
        curve: Default::default(),
        offset: 1.0,
        factor: 2.0,
        shift: 0.0,
    });
    let mut run = started(&data, Activation::Identity, Loss::HalfSquaredError);
    let expected = [
        (Metric::Rmse, String::new(), 0.5_f64.sqrt()),
        (Metric::R2, String::new(), 0.75),
        (Metric::Mae, String::new(), 0.5),
    ];
    assert_eq!(values(&mut *run, Part::Train), expected);
    assert_eq!(
        run.evaluate(Part::Test),
        None,
        "an empty part has no figures"
    );
}

#[test]
fn several_targets_are_named_and_the_curve_shows_their_mean() {
    // The first target is met exactly, the second missed by 1 throughout.
    let inputs = DMatrix::from_row_slice(2, 2, &[0.0, 4.0, 1.0, 3.0]);
    let targets = DMatrix::from_row_slice(2, 2, &[0.0, 4.0, 0.0, 2.0]);
    let mut run = started(
        &runs::dataset(inputs, targets, 2, 0),
        Activation::Identity,
        Loss::HalfSquaredError,
    );
    let found = values(&mut *run, Part::Train);
    let named = |metric, target: &str| {
        let matches = |value: &&(Metric, String, f64)| value.0 == metric && value.1 == target;
        found.iter().find(matches).unwrap().2
    };
    assert_eq!(
        (named(Metric::Rmse, "t0"), named(Metric::Rmse, "t1")),
        (0.0, 1.0)
    );
    // SST = 1 + 1 for the second target, SSE = 2.
    assert_eq!(
        (named(Metric::R2, "t0"), named(Metric::R2, "t1")),
        (1.0, 0.0)
    );
    runs::steps(&mut *run, 1);
    let curve = run
        .history()
        .curve(Curve::Metric(Part::Train, Metric::Rmse));
    assert_eq!(curve.unwrap()[1], 0.5);
}

#[test]
fn a_constant_target_has_r2_one_when_met_and_zero_when_not() {
    for (prediction, expected) in [(3.0, 1.0), (3.5, 0.0)] {
        let data = runs::dataset(
            DMatrix::from_element(1, 3, prediction),
            DMatrix::from_element(1, 3, 3.0),
            3,
            0,
        );
        let mut run = started(&data, Activation::Identity, Loss::HalfSquaredError);
        assert_eq!(values(&mut *run, Part::Train)[1].2, expected);
    }
}

#[test]
fn classes_are_right_where_the_largest_output_is_theirs() {
    // Three classes, three samples for training, two for the test; the second is wrong, and so is the last.
    let inputs = DMatrix::from_column_slice(
        3,
        5,
        &[
            2.0, 1.0, 0.0, //
            0.0, 1.0, 3.0, //
            -3.0, -2.0, -1.0, //
            1.0, 0.0, 0.0, //
            1.0, 0.0, 0.0,
        ],
    );
    let mut targets = DMatrix::zeros(3, 5);
    for (sample, class) in [0, 1, 2, 0, 2].into_iter().enumerate() {
        targets[(class, sample)] = 1.0;
    }
    let mut data = runs::dataset(inputs, targets, 3, 0);
    data.preparation.targets = vec![TargetGroup {
        name: "kind".to_owned(),
        range: 0..3,
        kind: TargetKind::Classes(["a", "b", "c"].map(str::to_owned).to_vec()),
    }];
    let mut run = started(&data, Activation::Softmax, Loss::SoftmaxCrossEntropy);
    let accuracy = |value| vec![(Metric::Accuracy, String::new(), value)];
    assert_eq!(values(&mut *run, Part::Train), accuracy(2.0 / 3.0));
    assert_eq!(values(&mut *run, Part::Test), accuracy(0.5));
}

#[test]
fn a_single_zero_one_target_of_a_logistic_output_counts_sides_of_one_half() {
    let inputs = DMatrix::from_row_slice(1, 4, &[-2.0, -0.1, 0.1, 5.0]);
    let targets = DMatrix::from_row_slice(1, 4, &[0.0, 1.0, 1.0, 1.0]);
    let data = runs::dataset(inputs, targets, 4, 0);
    for loss in [Loss::HalfSquaredError, Loss::BinaryCrossEntropy] {
        let mut run = started(&data, Activation::Logistic, loss);
        let expected = [(Metric::Accuracy, String::new(), 0.75)];
        assert_eq!(values(&mut *run, Part::Train), expected);
    }
    // The same numbers at a linear output are a regression.
    let mut run = started(&data, Activation::Identity, Loss::HalfSquaredError);
    assert_eq!(values(&mut *run, Part::Train)[0].0, Metric::Rmse);
}

#[test]
fn a_part_larger_than_a_chunk_is_evaluated_whole() {
    let samples = 1000;
    let inputs = DMatrix::from_fn(1, samples, |_, column| column as f64);
    let targets = DMatrix::from_element(1, samples, 0.0);
    let data = runs::dataset(inputs, targets, samples, 0);
    let mut run = started(&data, Activation::Identity, Loss::MeanSquaredError);
    // Σ k² for k < n is (n − 1) n (2n − 1) / 6.
    let expected = 999.0 * 1999.0 / 6.0;
    let (loss, metrics) = run.evaluate(Part::Train).unwrap();
    assert!((loss - expected).abs() < 1e-9 * expected);
    assert!((metrics[0].value - expected.sqrt()).abs() < 1e-9 * expected.sqrt());
}
