//! Networks that learn by halves end with the same bits for any number of threads, of updates at a time and of pauses.

use crate::runs;
use crate::runs::bits;
use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::PlannedChange;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;
use deltascope::train::StopSpec;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;
use rayon::ThreadPoolBuilder;

const MOVING: OptimizerSpec = OptimizerSpec::Sgd {
    learning_rate: 0.05,
    momentum: 0.9,
    nesterov: false,
};

fn network() -> Network {
    runs::network(&[64, 64, 10], Activation::Relu, Activation::Softmax)
}

/// 110 samples of which 100 are learnt from, three batches of 32 and one of 4; a class in turn.
fn data() -> Dataset {
    let inputs = DMatrix::from_fn(64, 110, |row, column| {
        ((row * 31 + column * 17) as f64 * 0.618_034).fract() * 2.0 - 1.0
    });
    let targets = DMatrix::from_fn(10, 110, |row, column| {
        f64::from(u8::from(column % 10 == row))
    });
    runs::dataset(inputs, targets, 100, 10)
}

fn training(optimizer: OptimizerSpec) -> TrainingSpec {
    TrainingSpec {
        loss: Loss::SoftmaxCrossEntropy,
        optimizer,
        update: Update::MiniBatch(32),
        shuffle: true,
        ..runs::training(0.0, 6)
    }
}

/// Where a run ends: its parameters, all it recorded, how many updates it took and why it stopped.
type End = (Vec<u64>, Vec<Vec<u64>>, u64, StopReason);

fn end(training: &TrainingSpec, plan: &[PlannedChange], most: usize) -> End {
    let mut run = runs::start(&network(), &data(), training, Seeds::default());
    run.plan_changes(plan);
    let reason = loop {
        let outcome = match most {
            0 => run.step(&|| false),
            most => run.steps(most, &|| false),
        };
        if let StepOutcome::Finished(reason) = outcome {
            break reason;
        }
        if run.position().update % 7 == 3 {
            let kept = run.checkpoint();
            run.restore(&kept);
        }
    };
    let history = run.history();
    let curves = 0..history.curves.len();
    let curves = curves.map(|curve| bits(history.table.series(curve)));
    let updates = run.position().update;
    (bits(&run.parameters()), curves.collect(), updates, reason)
}

/// The same run on one thread and on two, by single updates and by several.
fn assert_same(training: &TrainingSpec, plan: &[PlannedChange]) -> End {
    let expected = end(training, plan, 0);
    for threads in [1, 2, 3] {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        for most in [0, 1, 2, 1000] {
            let found = pool.install(|| end(training, plan, most));
            assert_eq!(expected, found, "{threads} threads, {most} at a time");
        }
    }
    expected
}

#[test]
fn threads_and_pauses_change_no_bit() {
    for precision in [Precision::F32, Precision::F64] {
        let training = TrainingSpec {
            precision,
            ..training(MOVING)
        };
        let (_, _, updates, reason) = assert_same(&training, &[]);
        assert_eq!((updates, reason), (24, StopReason::MaxEpochs));
    }
}

#[test]
fn limits_and_changes_come_at_their_updates() {
    let training = TrainingSpec {
        stop: StopSpec {
            max_updates: Some(21),
            gradient_norm: Some(1e-9),
            ..StopSpec::after_epochs(6)
        },
        ..training(MOVING)
    };
    let faster = Change::Optimizer(MOVING.with_rates(0.1, Some(0.5)));
    // Another size of batches, for which the network is too small to learn by halves.
    let plan = [(5, faster), (10, Change::Update(Update::MiniBatch(10)))];
    let plan = plan.map(|(update, change)| PlannedChange {
        update,
        before: None,
        change,
    });
    let (changed, ..) = assert_same(&training, &plan);
    let (plain, _, updates, reason) = assert_same(&training, &[]);
    assert_eq!((updates, reason), (21, StopReason::MaxUpdates));
    assert_ne!(changed, plain, "the changes had an effect");
}

#[test]
fn a_run_that_diverges_ends_at_the_same_update() {
    let training = TrainingSpec {
        precision: Precision::F32,
        ..training(MOVING.with_rates(1e30, Some(0.9)))
    };
    let (_, _, updates, reason) = assert_same(&training, &[]);
    assert_eq!(reason, StopReason::Diverged);
    assert!(updates > 0);
}
