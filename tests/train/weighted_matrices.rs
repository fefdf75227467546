//! Weights of samples where an optimiser builds matrices over them: Levenberg–Marquardt, natural gradient, K-FAC.

use crate::runs;
use crate::runs::bits;
use crate::runs::dataset;
use crate::runs::steps;
use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::FisherMatrix;
use deltascope::nn::Jacobian;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Trace;
use deltascope::nn::pass;
use deltascope::train::RegularizationSpec;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

const WEIGHTS: [f64; 5] = [1.0, 0.3, 2.5, 0.0, 1.2];

/// A network, its parameters, and five samples with class targets.
fn small(output: Activation) -> (Network, Vec<f64>, DMatrix<f64>, DMatrix<f64>) {
    let network = runs::network(&[2, 3, 3], Activation::Tanh, output);
    let place = |index: usize| (index as f64 * 0.618_034).fract() * 2.0 - 1.0;
    let theta = (0..network.layout().len()).map(place).collect();
    let inputs = DMatrix::from_fn(2, 5, |row, column| place(7 * column + 3 * row + 1));
    let targets = DMatrix::from_fn(3, 5, |row, column| f64::from(u8::from(column % 3 == row)));
    (network, theta, inputs, targets)
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    let size = expected.iter().fold(0.0_f64, |size, v| size.max(v.abs()));
    assert!(size > 0.0, "there is nothing to compare");
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() < 1e-14 * size.max(1.0),
            "{found} is not {expected}"
        );
    }
}

/// `Σ w v` over the samples, each of which gives its `v` by itself; the definition of every weighted sum here.
fn weighted(
    network: &Network,
    theta: &[f64],
    inputs: &DMatrix<f64>,
    mut one: impl FnMut(usize, &mut Trace<f64>) -> Vec<f64>,
) -> Vec<f64> {
    let mut sum = Vec::new();
    for (sample, weight) in WEIGHTS.iter().enumerate() {
        let mut trace = Trace::new(network, 1);
        pass::forward(
            network,
            theta,
            inputs.columns(sample, 1).into_owned().as_view(),
            &mut trace,
        );
        let values = one(sample, &mut trace);
        sum.resize(values.len(), 0.0);
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += weight * value;
        }
    }
    sum
}

#[test]
fn the_normal_equations_are_the_weighted_sums_of_those_of_single_samples() {
    let (network, theta, inputs, targets) = small(Activation::Logistic);
    let n = theta.len();
    let equations = |weights: &[f64], targets: &DMatrix<f64>, trace: &mut Trace<f64>| {
        let mut sums = vec![0.0; n * n + n];
        let (matrix, vector) = sums.split_at_mut(n * n);
        let samples = (targets.as_view(), weights);
        Jacobian::default().add_normal_equations(
            &network,
            &theta,
            samples,
            trace,
            (matrix, vector),
        );
        sums
    };
    let mut trace = Trace::new(&network, 5);
    pass::forward(&network, &theta, inputs.as_view(), &mut trace);
    let found = equations(&WEIGHTS, &targets, &mut trace);
    let expected = weighted(&network, &theta, &inputs, |sample, trace| {
        equations(&[], &targets.columns(sample, 1).into_owned(), trace)
    });
    assert_close(&found, &expected);
}

#[test]
fn fisher_matrix_factors_and_products_are_the_weighted_sums_of_those_of_single_samples() {
    for (loss, output) in [
        (Loss::HalfSquaredError, Activation::Tanh),
        (Loss::MeanSquaredError, Activation::Softmax),
        (Loss::BinaryCrossEntropy, Activation::Logistic),
        (Loss::SoftmaxCrossEntropy, Activation::Softmax),
    ] {
        let (network, theta, inputs, _) = small(output);
        let n = theta.len();
        let fisher = |weights: &[f64], trace: &mut Trace<f64>| {
            let mut matrix = vec![0.0; n * n];
            let scale = (0.5, weights);
            FisherMatrix::default().add(&network, &theta, loss, scale, trace, &mut matrix);
            matrix
        };
        let factors = |weights: &[f64], trace: &mut Trace<f64>| {
            let mut factors = KroneckerFactors::new(&network);
            factors.add(&network, &theta, loss, (0.5, weights), trace);
            let layers = factors.layers.into_iter();
            layers
                .flat_map(|layer| [layer.a, layer.g].concat())
                .collect::<Vec<f64>>()
        };
        let (u, v): (Vec<f64>, Vec<f64>) = (0..n)
            .map(|i| ((i as f64).sin(), (2.0 * i as f64).cos()))
            .unzip();
        let forms = |weights: &[f64], trace: &mut Trace<f64>| {
            let mut forms = [0.0; 3];
            let samples = (0.5, weights, trace);
            FisherMatrix::default().add_forms(
                &network,
                &theta,
                loss,
                samples,
                (&u, &v),
                &mut forms,
            );
            forms.to_vec()
        };
        type Sum<'a> = &'a dyn Fn(&[f64], &mut Trace<f64>) -> Vec<f64>;
        let sums: [Sum<'_>; 3] = [&fisher, &factors, &forms];
        for sum in sums {
            let mut trace = Trace::new(&network, 5);
            pass::forward(&network, &theta, inputs.as_view(), &mut trace);
            let found = sum(&WEIGHTS, &mut trace);
            let expected = weighted(&network, &theta, &inputs, |_, trace| sum(&[], trace));
            assert_close(&found, &expected);
        }
    }
}

/// The samples at these places, all for training.
fn picked(data: &Dataset, places: &[usize]) -> Dataset {
    let columns = |matrix: &DMatrix<f64>| matrix.select_columns(places);
    dataset(
        columns(&data.inputs.to_matrix()),
        columns(&data.targets),
        places.len(),
        0,
    )
}

/// Two data sets of 600 samples that are the same to the loss: in one the samples have the weights 2, 0, 1 by turns, in the other each
/// is there as often. More than one pass takes at a time, and the mean weight is 1, so that damping means the same to both.
fn twins() -> (Dataset, Dataset) {
    let data = runs::smooth(600);
    let mut weighted = picked(&data, &(0..600).collect::<Vec<_>>());
    weighted.weights = (0..600).map(|i| [2.0, 0.0, 1.0][i % 3]).collect();
    let places = (0..600).map(|i| if i % 3 == 1 { i - 1 } else { i });
    (weighted, picked(&data, &places.collect::<Vec<_>>()))
}

fn trained(data: &Dataset, training: &TrainingSpec, count: usize) -> (Vec<f64>, f64) {
    let network = runs::network(&[2, 4, 1], Activation::Tanh, Activation::Identity);
    let mut run = runs::start(&network, data, training, Seeds::default());
    steps(&mut *run, count);
    (run.parameters(), run.batch_loss().unwrap_or(f64::NAN))
}

#[test]
fn a_weight_of_2_is_a_sample_twice_and_a_weight_of_0_a_sample_left_out() {
    let (weighted, repeated) = twins();
    let mut scaled = weighted.clone();
    scaled.weights.iter_mut().for_each(|weight| *weight *= 0.7);
    for optimizer in OptimizerSpec::ALL {
        if !optimizer.needs_squared_error() && !optimizer.needs_distribution() {
            continue;
        }
        for loss in [Loss::HalfSquaredError, Loss::MeanSquaredError] {
            let training = TrainingSpec {
                loss,
                optimizer,
                regularization: RegularizationSpec {
                    l2: 0.01,
                    ..Default::default()
                },
                ..runs::training(0.1, 1000)
            };
            let (expected, last) = trained(&repeated, &training, 8);
            let (_, first) = trained(&repeated, &training, 1);
            assert!(last < 0.9 * first, "{}: {first}, {last}", optimizer.name());
            for data in [&weighted, &scaled] {
                let (found, loss) = trained(data, &training, 8);
                assert!((loss - last).abs() < 1e-9, "{}", optimizer.name());
                for (a, b) in found.iter().zip(&expected) {
                    assert!((a - b).abs() < 1e-7, "{}: {a} and {b}", optimizer.name());
                }
            }
        }
    }
}

/// A sample without weight is no observation: with it or without it, as much is known about the noise.
#[test]
fn bayesian_regularisation_counts_the_samples_that_count() {
    let data = runs::smooth(90);
    let mut with = picked(&data, &(0..90).collect::<Vec<_>>());
    with.weights = (0..90).map(|i| if i < 60 { 1.5 } else { 0.0 }).collect();
    let without = picked(&data, &(0..60).collect::<Vec<_>>());
    let bayesian = OptimizerSpec::LevenbergMarquardt {
        damping: 0.001,
        shrinkage: 0.1,
        growth: 10.0,
        largest: 1e10,
        bayesian: true,
    };
    let training = TrainingSpec {
        optimizer: bayesian,
        ..runs::training(0.1, 1000)
    };
    // The damping means something else to the two at first, but not to where they end.
    let [(with, _), (without, _)] = [&with, &without].map(|data| trained(data, &training, 300));
    for (a, b) in with.iter().zip(&without) {
        assert!((a - b).abs() < 1e-3, "{a} and {b}");
    }
}

/// Batches in which no sample counts move neither the weights nor what the optimiser knows.
#[test]
fn a_batch_of_weight_0_changes_nothing() {
    let mut data = picked(&runs::smooth(12), &[0, 1, 2, 3]);
    data.weights = vec![0.0, 0.0, 1.0, 1.0];
    let mut rest = picked(&runs::smooth(12), &[2, 3]);
    rest.weights = vec![1.0, 1.0];
    for optimizer in OptimizerSpec::ALL
        .into_iter()
        .filter(|o| o.needs_distribution())
    {
        let training = TrainingSpec {
            optimizer,
            update: Update::MiniBatch(2),
            ..runs::training(0.1, 1000)
        };
        let before = trained(&data, &training, 0).0;
        let (after, loss) = trained(&data, &training, 1);
        assert_eq!((&after, loss), (&before, 0.0), "{}", optimizer.name());
        let (after, _) = trained(&data, &training, 8);
        let (expected, _) = trained(&rest, &training, 4);
        assert_eq!(bits(&after), bits(&expected), "{}", optimizer.name());
        assert_ne!(after, before, "{}", optimizer.name());
    }
}
