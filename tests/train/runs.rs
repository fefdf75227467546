//! Small data sets, networks and runs for the tests of training.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(
    clippy::allow_attributes,
    reason = "an expectation would fail where everything is used"
)]

use std::sync::Arc;

use deltascope::data::Dataset;
use deltascope::data::KnownClasses;
use deltascope::data::Preparation;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::data::encode::ColumnCode;
use deltascope::data::scaler::Curve;
use deltascope::data::scaler::Scaler;
use deltascope::nn::Activation;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::Schedule;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;
use deltascope::train::StopSpec;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

/// Numbers as they are.
pub const UNSCALED: Scaler = Scaler {
    curve: Curve::Linear,
    offset: 0.0,
    factor: 1.0,
    shift: 0.0,
};

/// A data set of plain numbers: `train` samples first, then `validation`, the rest for the test.
pub fn dataset(
    inputs: DMatrix<f64>,
    targets: DMatrix<f64>,
    train: usize,
    validation: usize,
) -> Dataset {
    let samples = inputs.ncols();
    let input = |index| ColumnCode::Number {
        name: format!("x{index}"),
        scaler: UNSCALED,
        fill: 0.0,
        mark_missing: false,
    };
    let target = |index| TargetGroup {
        name: format!("t{index}"),
        range: index..index + 1,
        kind: TargetKind::Number(UNSCALED),
    };
    Dataset {
        known_classes: KnownClasses::default(),
        weights: Vec::new(),
        rows: (0..samples).collect(),
        train,
        validation,
        test: samples - train - validation,
        dropped: 0,
        without_past: 0,
        sequences: Vec::new(),
        preparation: Preparation {
            inputs: (0..inputs.nrows()).map(input).collect(),
            targets: (0..targets.nrows()).map(target).collect(),
            ..Preparation::default()
        },
        inputs: inputs.into(),
        targets,
    }
}

/// The exclusive or, all of it for training.
pub fn xor() -> Dataset {
    let inputs = DMatrix::from_column_slice(2, 4, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    dataset(
        inputs,
        DMatrix::from_row_slice(1, 4, &[0.0, 1.0, 1.0, 0.0]),
        4,
        0,
    )
}

/// A smooth function of two inputs at `samples` scattered points; a tenth each for validation and test.
pub fn smooth(samples: usize) -> Dataset {
    let place = |index: usize, step: f64| (index as f64 * step).fract() * 2.0 - 1.0;
    let inputs = DMatrix::from_fn(2, samples, |row, column| {
        place(column + 1, [0.618_034, 0.754_878][row])
    });
    let targets = DMatrix::from_fn(1, samples, |_, column| {
        (3.0 * inputs[(0, column)]).sin() * inputs[(1, column)]
    });
    let held_out = samples / 10;
    dataset(inputs, targets, samples - 2 * held_out, held_out)
}

/// Sizes of chains that are learnt from sample by sample the short way: single units, units that fill the lanes and such that do
/// not, more inputs than lanes.
pub const SMALL_CHAINS: [&[usize]; 9] = [
    &[3, 16, 1],
    &[20, 16, 16, 2],
    &[2, 4, 1],
    &[3, 1, 3, 1],
    &[1, 1],
    &[5, 8, 8, 2],
    &[20, 3],
    &[20, 1],
    &[6, 13, 9, 1],
];

/// A fully connected network of these sizes, all layers with bias.
pub fn network(sizes: &[usize], hidden: Activation, output: Activation) -> Network {
    network_from(sizes, hidden, output, Initialiser::Uniform { range: 1.0 })
}

/// The same with a choice of initialiser.
pub fn network_from(
    sizes: &[usize],
    hidden: Activation,
    output: Activation,
    initialiser: Initialiser,
) -> Network {
    let layers = sizes[1..sizes.len() - 1].iter().enumerate();
    let hidden = layers.map(|(index, &units)| LayerSpec {
        name: format!("hidden{}", index + 1),
        units,
        activation: hidden,
        bias: true,
        initialiser,
    });
    let output = OutputSpec {
        activation: output,
        bias: true,
        initialiser,
    };
    let spec = NetworkSpec::chain(hidden.collect(), output);
    Network::build(&spec, sizes[0], sizes[sizes.len() - 1]).unwrap()
}

/// Gradient descent on the half squared error in full batches, without shuffling, in `f64`.
pub fn training(learning_rate: f64, max_epochs: u64) -> TrainingSpec {
    TrainingSpec {
        loss: Loss::HalfSquaredError,
        optimizer: OptimizerSpec::Sgd {
            learning_rate,
            momentum: 0.0,
            nesterov: false,
        },
        schedule: Schedule::Constant,
        update: Update::FullBatch,
        shuffle: false,
        regularization: Default::default(),
        class_weights: Default::default(),
        training_curve: Default::default(),
        precision: Precision::F64,
        stop: StopSpec::after_epochs(max_epochs),
    }
}

/// Starts a run from drawn weights.
pub fn start(
    network: &Network,
    dataset: &Dataset,
    training: &TrainingSpec,
    seeds: Seeds,
) -> Box<dyn Run> {
    let (network, dataset) = (network.clone(), Arc::new(dataset.clone()));
    deltascope::train::start(network, &Start::Drawn, dataset, training, seeds)
}

/// Runs to the end, however it comes.
pub fn run_out(run: &mut dyn Run) -> StopReason {
    loop {
        if let StepOutcome::Finished(reason) = run.step(&|| false) {
            return reason;
        }
    }
}

/// Does this many updates.
pub fn steps(run: &mut dyn Run, count: usize) {
    for _ in 0..count {
        run.step(&|| false);
    }
}

/// The bits of some numbers, for comparisons that take no rounding for an answer.
pub fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}
