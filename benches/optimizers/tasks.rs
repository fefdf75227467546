//! The tasks: data, network, weights of a seed and goal, each drawn in the order of the reference program.

use deltascope::data::BuiltinTable;
use deltascope::data::Dataset;
use deltascope::data::KnownClasses;
use deltascope::data::Preparation;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::data::Values;
use deltascope::data::scaler::Curve;
use deltascope::data::scaler::Scaler;
use deltascope::nn::Activation;
use deltascope::nn::Activation::Identity;
use deltascope::nn::Activation::Logistic;
use deltascope::nn::Activation::Softmax;
use deltascope::nn::Activation::Tanh;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::OutputSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

use crate::comparison::Goal;
use crate::comparison::Task;
use crate::comparison::start;
use crate::comparison::training;
use crate::splitmix::SplitMix;

/// Numbers as they are, the first `train` samples for training, the rest for the test.
fn dataset(inputs: DMatrix<f64>, targets: DMatrix<f64>, train: usize) -> Dataset {
    let samples = inputs.ncols();
    let unscaled = Scaler {
        curve: Curve::Linear,
        offset: 0.0,
        factor: 1.0,
        shift: 0.0,
    };
    let target = |index| TargetGroup {
        name: format!("t{index}"),
        range: index..index + 1,
        kind: TargetKind::Number(unscaled),
    };
    Dataset {
        known_classes: KnownClasses::default(),
        weights: Vec::new(),
        rows: (0..samples).collect(),
        train,
        validation: 0,
        test: samples - train,
        dropped: 0,
        without_past: 0,
        sequences: Vec::new(),
        preparation: Preparation {
            targets: (0..targets.nrows()).map(target).collect(),
            ..Preparation::default()
        },
        inputs: inputs.into(),
        targets,
    }
}

/// A chain in which all hidden layers have one activation.
fn chain(sizes: &[usize], hidden: Activation, activation: Activation) -> Network {
    let initialiser = Initialiser::XavierUniform;
    let layers = 1..sizes.len() - 1;
    let hidden = layers.map(|layer| LayerSpec {
        name: format!("hidden{layer}"),
        units: sizes[layer],
        activation: hidden,
        bias: true,
        initialiser,
    });
    let output = OutputSpec {
        activation,
        bias: true,
        initialiser,
    };
    let spec = NetworkSpec::chain(hidden.collect(), output);
    Network::build(&spec, sizes[0], sizes[sizes.len() - 1]).unwrap()
}

/// `θ` of a chain, weights uniform in `±√(6/(in + out))`, biases 0.
fn xavier(rng: &mut SplitMix, sizes: &[usize]) -> Vec<f64> {
    let mut theta = Vec::new();
    for pair in sizes.windows(2) {
        let range = (6.0 / (pair[0] + pair[1]) as f64).sqrt();
        theta.extend(rng.matrix(pair[1], pair[0], (-range, range)));
        theta.extend(vec![0.0; pair[1]]);
    }
    theta
}

/// Eight patterns through three units.
pub fn encoder(loss: Loss) -> Task {
    Task {
        network: chain(&[8, 3, 8], Logistic, Logistic),
        loss,
        draw: |seed| {
            let identity = DMatrix::identity(8, 8);
            let theta = SplitMix::new(seed).uniform_chain(&[8, 3, 8], 1.0);
            (dataset(identity.clone(), identity, 8), theta)
        },
        goal: Goal::LargestError(0.4),
        limit: 5000,
        seeds: 10,
    }
}

fn exclusive_or(seed: u64) -> (Dataset, Vec<f64>) {
    let inputs = DMatrix::from_column_slice(2, 4, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let targets = DMatrix::from_row_slice(1, 4, &[0.0, 1.0, 1.0, 0.0]);
    let theta = SplitMix::new(seed).uniform_chain(&[2, 2, 1], 1.0);
    (dataset(inputs, targets, 4), theta)
}

/// Exclusive or to a loss of 1e-10.
pub fn exclusive_or_linear() -> Task {
    Task {
        network: chain(&[2, 2, 1], Tanh, Identity),
        loss: Loss::MeanSquaredError,
        draw: exclusive_or,
        goal: Goal::Loss(1e-10),
        limit: 200,
        seeds: 20,
    }
}

/// Exclusive or with logistic units.
pub fn exclusive_or_logistic() -> Task {
    Task {
        network: chain(&[2, 2, 1], Logistic, Logistic),
        goal: Goal::LargestError(0.2),
        ..exclusive_or_linear()
    }
}

/// Bit `k` of the pattern's number as input `k`, −1 or 1; ±0.9 for an odd or even number of ones.
fn parity_data(bits: usize, seed: u64) -> (Dataset, Vec<f64>) {
    let samples = 1 << bits;
    let inputs = DMatrix::from_fn(bits, samples, |k, i| 2.0 * (i >> k & 1) as f64 - 1.0);
    let odd = |i: usize| i.count_ones() % 2 == 1;
    let targets = DMatrix::from_fn(1, samples, |_, i| if odd(i) { 0.9 } else { -0.9 });
    let theta = SplitMix::new(seed).uniform_chain(&[bits, bits, 1], 1.0);
    (dataset(inputs, targets, samples), theta)
}

/// Whether 3 or 4 bits hold an odd number of ones.
pub fn parity(bits: usize) -> Task {
    Task {
        network: chain(&[bits, bits, 1], Tanh, Tanh),
        draw: match bits {
            3 => |seed| parity_data(3, seed),
            _ => |seed| parity_data(4, seed),
        },
        goal: Goal::LargestError(0.2),
        ..exclusive_or_linear()
    }
}

/// `sin πx` at 41 points.
pub fn sine() -> Task {
    Task {
        network: chain(&[1, 5, 1], Tanh, Identity),
        draw: |seed| {
            let inputs = DMatrix::from_fn(1, 41, |_, i| -1.0 + 0.05 * i as f64);
            let targets = inputs.map(|x| (std::f64::consts::PI * x).sin());
            let theta = SplitMix::new(seed).uniform_chain(&[1, 5, 1], 1.0);
            (dataset(inputs, targets, 41), theta)
        },
        goal: Goal::Loss(1e-6),
        ..exclusive_or_linear()
    }
}

/// The numbers of a column.
fn numbers(table: BuiltinTable, column: usize) -> Vec<f64> {
    match &table.table().columns[column].values {
        Values::Numeric(values) => values.clone(),
        Values::Category { codes, .. } => codes.iter().map(|code| f64::from(*code)).collect(),
    }
}

/// Iris, z-scored with its 100 training rows.
pub fn iris() -> Task {
    Task {
        network: chain(&[4, 8, 3], Tanh, Softmax),
        loss: Loss::SoftmaxCrossEntropy,
        draw: |seed| {
            let mut rng = SplitMix::new(seed);
            let order = rng.permutation(150);
            let columns = [0, 1, 2, 3].map(|column| numbers(BuiltinTable::Iris, column));
            let mut inputs = DMatrix::from_fn(4, 150, |i, j| columns[i][order[j]]);
            for mut row in inputs.row_iter_mut() {
                let known = row.columns(0, 100);
                let (mean, deviation) = (known.mean(), known.variance().sqrt());
                row.apply(|value| *value = (*value - mean) / deviation);
            }
            let class = |j: usize| order[j] / 50;
            let targets = DMatrix::from_fn(3, 150, |i, j| f64::from(u8::from(class(j) == i)));
            (dataset(inputs, targets, 100), xavier(&mut rng, &[4, 8, 3]))
        },
        goal: Goal::Loss(0.05),
        limit: 2000,
        seeds: 10,
    }
}

/// The training loss and the share of right test images after 100 batches of 256 digits.
pub fn digits(seed: u64, optimizer: OptimizerSpec, l2: f64) -> (f64, f64) {
    let sizes = [64, 32, 10];
    let mut rng = SplitMix::new(seed);
    let order = rng.permutation(1797);
    let table = BuiltinTable::Digits.table();
    let column = |index: usize| match &table.columns[index].values {
        Values::Numeric(values) => values.clone(),
        Values::Category { codes, .. } => codes.iter().map(|code| f64::from(*code)).collect(),
    };
    let columns: Vec<Vec<f64>> = (0..65).map(column).collect();
    let mut inputs = DMatrix::from_fn(64, 1797, |i, j| columns[i][order[j]] / 16.0);
    for mut row in inputs.row_iter_mut() {
        let mean = row.columns(0, 1438).mean();
        row.add_scalar_mut(-mean);
    }
    let class = |j: usize| columns[64][order[j]] as usize;
    let targets = DMatrix::from_fn(10, 1797, |i, j| f64::from(u8::from(class(j) == i)));
    let theta = xavier(&mut rng, &sizes);
    let mut training = training(Loss::SoftmaxCrossEntropy, optimizer, 1000);
    training.update = Update::MiniBatch(256);
    training.shuffle = true;
    training.regularization.l2 = l2;
    let data = dataset(inputs.clone(), targets, 1438);
    let mut run = start(&chain(&sizes, Tanh, Softmax), data, &training, theta);
    for _ in 0..100 {
        run.step(&|| false);
    }
    let loss = run.evaluate(deltascope::data::Part::Train).unwrap().0;
    let outputs = run.predict(&inputs.columns(1438, 359).into_owned());
    let right = outputs.column_iter().enumerate();
    let right = right.filter(|(sample, output)| output.argmax().0 == class(1438 + sample));
    (loss, right.count() as f64 / 359.0)
}
