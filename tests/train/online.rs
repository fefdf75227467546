//! Many updates at a time from single samples lead where single steps lead, to the bit.

use crate::runs;
use crate::runs::bits;
use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::train::Change;
use deltascope::train::PlannedChange;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;
use deltascope::train::StopSpec;
use deltascope::train::TrainingCurve;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

const MOVING: OptimizerSpec = OptimizerSpec::Sgd {
    learning_rate: 0.05,
    momentum: 0.9,
    nesterov: false,
};

/// 40 samples, of which 30 are learnt from; the targets are shares of a whole.
fn data(inputs: usize, outputs: usize) -> Dataset {
    let inputs = DMatrix::from_fn(inputs, 40, |row, column| {
        ((row * 7 + column * 3) as f64 * 0.37).sin()
    });
    let mut targets = DMatrix::from_fn(outputs, 40, |row, column| {
        0.5 + 0.4 * ((row * 5 + column) as f64).cos()
    });
    for mut column in targets.column_iter_mut() {
        let sum = column.sum();
        column /= sum;
    }
    runs::dataset(inputs, targets, 30, 5)
}

fn online(optimizer: OptimizerSpec) -> TrainingSpec {
    TrainingSpec {
        optimizer,
        update: Update::Online,
        shuffle: true,
        ..runs::training(0.0, 6)
    }
}

/// Where a run ends: its parameters, all it recorded, how many updates it took and why it stopped.
type End = (Vec<u64>, Vec<Vec<u64>>, u64, StopReason);

/// The end, and the sentence about it.
fn end(run: &mut dyn Run, most: usize) -> (End, String) {
    let reason = loop {
        let outcome = match most {
            0 => run.step(&|| false),
            most => run.steps(most, &|| false),
        };
        if let StepOutcome::Finished(reason) = outcome {
            break reason;
        }
    };
    let history = run.history();
    let curves = 0..history.curves.len();
    let curves = curves.map(|curve| bits(history.table.series(curve)));
    let end = (
        bits(&run.parameters()),
        curves.collect(),
        run.position().update,
        reason,
    );
    (end, run.finish(reason).note)
}

/// The same run by single steps, and by many at a time.
fn assert_same(
    network: &Network,
    data: &Dataset,
    training: &TrainingSpec,
    plan: &[PlannedChange],
) -> End {
    let [single, some, many] = [0, 7, 1000].map(|most| {
        let mut run = runs::start(network, data, training, Seeds::default());
        run.plan_changes(plan);
        end(&mut *run, most)
    });
    assert_eq!(single, some, "seven at a time");
    assert_eq!(single, many, "as many as there may be at a time");
    single.0
}

#[test]
fn chains_of_every_width_learn_the_same_bits() {
    // The last has too many units for the short way.
    let shapes = runs::SMALL_CHAINS.into_iter().chain([&[2, 17, 1][..]]);
    for sizes in shapes {
        let data = data(sizes[0], sizes[sizes.len() - 1]);
        for precision in [Precision::F32, Precision::F64] {
            let network = runs::network(sizes, Activation::Tanh, Activation::Logistic);
            let training = TrainingSpec {
                precision,
                ..online(MOVING)
            };
            let (_, curves, updates, reason) = assert_same(&network, &data, &training, &[]);
            assert_eq!((updates, reason), (180, StopReason::MaxEpochs), "{sizes:?}");
            assert_eq!(curves[0].len(), 7, "a row for each epoch");
        }
    }
}

#[test]
fn every_loss_and_activation_learns_the_same_bits() {
    for hidden in Activation::ALL {
        for loss in Loss::ALL {
            let output = loss.output_activation().unwrap_or(Activation::Tanh);
            let network = runs::network(&[3, 5, 6, 2], hidden, output);
            let training = TrainingSpec {
                loss,
                ..online(MOVING)
            };
            assert_same(&network, &data(3, 2), &training, &[]);
        }
    }
}

#[test]
fn nesterov_a_measured_curve_and_stops_within_an_epoch_keep_the_bits() {
    let network = runs::network(&[3, 4, 2], Activation::Logistic, Activation::Identity);
    let nesterov = OptimizerSpec::Sgd {
        learning_rate: 0.05,
        momentum: 0.5,
        nesterov: true,
    };
    let training = TrainingSpec {
        training_curve: TrainingCurve::WhileLearning,
        stop: StopSpec {
            max_updates: Some(100),
            gradient_norm: Some(1e-9),
            ..StopSpec::after_epochs(6)
        },
        ..online(nesterov)
    };
    let (_, _, updates, reason) = assert_same(&network, &data(3, 2), &training, &[]);
    assert_eq!((updates, reason), (100, StopReason::MaxUpdates));
}

#[test]
fn planned_changes_come_at_their_updates() {
    let network = runs::network(&[3, 4, 2], Activation::Tanh, Activation::Identity);
    let faster = Change::Optimizer(MOVING.with_rates(0.1, Some(0.5)));
    let warming = Change::Schedule(Schedule::Cosine {
        warm_up: 1,
        epochs: 6,
        floor: 0.0,
    });
    let plan = [
        (17, faster),
        (70, warming),
        (100, Change::Update(Update::MiniBatch(4))),
    ];
    let plan = plan.map(|(update, change)| PlannedChange {
        update,
        before: None,
        change,
    });
    let (changed, ..) = assert_same(&network, &data(3, 2), &online(MOVING), &plan);
    let (plain, ..) = assert_same(&network, &data(3, 2), &online(MOVING), &[]);
    assert_ne!(changed, plain, "the changes had an effect");
}

#[test]
fn a_run_that_diverges_ends_at_the_same_update() {
    let network = runs::network(&[3, 4, 2], Activation::Relu, Activation::Identity);
    let wild = MOVING.with_rates(1e3, Some(0.9));
    let (_, _, updates, reason) = assert_same(&network, &data(3, 2), &online(wild), &[]);
    assert_eq!(reason, StopReason::Diverged);
    assert!(updates > 0);
}

/// Three samples in their order, so few that most of 70,000 epochs and more end without a row in the curves.
fn long(optimizer: OptimizerSpec, epochs: u64) -> (Dataset, TrainingSpec) {
    let inputs = DMatrix::from_row_slice(2, 4, &[-1.0, 0.2, 1.0, 0.4, 0.7, -1.0, 0.3, 0.1]);
    let targets = DMatrix::from_row_slice(1, 4, &[0.9, 0.2, 0.6, 0.5]);
    let training = TrainingSpec {
        optimizer,
        update: Update::Online,
        ..runs::training(0.0, epochs)
    };
    (runs::dataset(inputs, targets, 3, 1), training)
}

#[test]
fn epochs_that_end_without_a_look_keep_the_bits() {
    let network = runs::network(&[2, 4, 1], Activation::Tanh, Activation::Logistic);
    let (data, training) = long(MOVING, 80_000);
    let slower = Change::Optimizer(MOVING.with_rates(0.01, Some(0.5)));
    let plan = [PlannedChange {
        update: 220_003,
        before: None,
        change: slower,
    }];
    for training_curve in [TrainingCurve::AfterEpoch, TrainingCurve::WhileLearning] {
        let training = TrainingSpec {
            training_curve,
            ..training.clone()
        };
        let (_, curves, updates, reason) = assert_same(&network, &data, &training, &plan);
        assert_eq!((updates, reason), (240_000, StopReason::MaxEpochs));
        assert_eq!(curves[0].len(), 40_001, "a row for every second epoch");
        let training = TrainingSpec {
            stop: StopSpec {
                max_updates: Some(230_002),
                ..training.stop
            },
            ..training
        };
        let (.., updates, reason) = assert_same(&network, &data, &training, &plan);
        assert_eq!((updates, reason), (230_002, StopReason::MaxUpdates));
    }
}

// Infinite weights may leave the loss of the next sample finite: then it is the end of the epoch that sees them.
#[test]
fn an_overflow_in_an_epoch_without_a_look_ends_the_run_there() {
    let network = runs::network(&[2, 4, 1], Activation::Tanh, Activation::Logistic);
    let (data, training) = long(MOVING, 80_000);
    let training = TrainingSpec {
        precision: Precision::F32,
        ..training
    };
    let ends = [210_001, 210_002, 210_003].map(|update| {
        // Beyond the range of single precision.
        let change = Change::Optimizer(MOVING.with_rates(f64::MAX, Some(0.9)));
        let plan = [PlannedChange {
            update,
            before: None,
            change,
        }];
        let (.., updates, reason) = assert_same(&network, &data, &training, &plan);
        assert_eq!(reason, StopReason::Diverged);
        updates
    });
    assert!(ends.iter().any(|updates| updates % 3 == 0), "{ends:?}");
    assert!(ends.iter().any(|updates| updates % 3 != 0), "{ends:?}");
}
