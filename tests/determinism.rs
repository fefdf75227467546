//! A run is a function of its experiment: the same bits, however it is driven.

#[path = "common/runs.rs"]
mod runs;

use std::cell::Cell;

use deltascope::nn::Activation;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::TraceRequest;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;
use runs::bits;
use runs::run_out;
use runs::steps;

const SEEDS: Seeds = Seeds {
    split: 1,
    initialisation: 2,
    order: 3,
    noise: 4,
};

fn network() -> Network {
    runs::network(&[2, 7, 1], Activation::Tanh, Activation::Identity)
}

/// Every update mode with two optimisers, and full batches with every one, in both number types, shuffled.
fn settings() -> Vec<TrainingSpec> {
    let optimizers = [
        OptimizerSpec::Sgd {
            learning_rate: 0.05,
            momentum: 0.9,
            nesterov: true,
        },
        OptimizerSpec::Adam {
            learning_rate: 0.01,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
        },
    ];
    let updates = [Update::Online, Update::MiniBatch(7)];
    let small = optimizers.map(|optimizer| updates.map(|update| (optimizer, update)));
    let full = OptimizerSpec::ALL.map(|optimizer| (optimizer, Update::FullBatch));
    let mut all = Vec::new();
    for (optimizer, update) in small.into_iter().flatten().chain(full) {
        for precision in [Precision::F32, Precision::F64] {
            all.push(TrainingSpec {
                optimizer,
                update,
                precision,
                shuffle: true,
                ..runs::training(0.0, 12)
            });
        }
    }
    all
}

fn started(training: &TrainingSpec, seeds: Seeds) -> Box<dyn Run> {
    runs::start(&network(), &runs::smooth(40), training, seeds)
}

#[test]
fn the_same_seeds_give_the_same_bits_and_other_seeds_give_others() {
    for training in settings() {
        let end = |seeds| {
            let mut run = started(&training, seeds);
            run_out(&mut *run);
            (bits(&run.parameters()), run.history().clone())
        };
        assert_eq!(end(SEEDS), end(SEEDS), "{training:?}");
        let other = Seeds {
            initialisation: 99,
            ..SEEDS
        };
        assert_ne!(end(SEEDS).0, end(other).0, "{training:?}");
    }
}

#[test]
fn looking_at_a_run_between_its_steps_changes_nothing() {
    for training in settings() {
        let mut undisturbed = started(&training, SEEDS);
        run_out(&mut *undisturbed);
        let mut watched = started(&training, SEEDS);
        let mut step = 0;
        while watched.outcome().is_none() {
            watched.step(&|| false);
            step += 1;
            watched.sample_pass(step % 40);
            watched.predict(&DMatrix::from_element(2, 300, 0.5));
            watched.evaluate(deltascope::data::Part::Test);
            watched.trace(&TraceRequest {
                weights: vec![step % 5],
                sample: Some(step % 3),
            });
        }
        assert_eq!(bits(&watched.parameters()), bits(&undisturbed.parameters()));
        assert_eq!(watched.history().table, undisturbed.history().table);
        assert_eq!(watched.outcome(), undisturbed.outcome());
    }
}

#[test]
fn an_interrupted_step_changes_nothing_and_can_be_taken_again() {
    for precision in [Precision::F32, Precision::F64] {
        // 800 samples for training: four chunks, between which the run asks three times.
        let training = TrainingSpec {
            precision,
            ..runs::training(0.5, 5)
        };
        let data = runs::smooth(1000);
        let mut straight = runs::start(&network(), &data, &training, SEEDS);
        run_out(&mut *straight);
        let mut halting = runs::start(&network(), &data, &training, SEEDS);
        let (asked, stopped) = (Cell::new(0), Cell::new(0));
        while halting.outcome().is_none() {
            let before = halting.checkpoint();
            let outcome = halting.step(&|| {
                asked.set(asked.get() + 1);
                asked.get() % 4 == 2
            });
            if outcome == StepOutcome::Interrupted {
                stopped.set(stopped.get() + 1);
                assert_eq!(halting.checkpoint(), before);
            }
        }
        assert!(stopped.get() >= 3, "stopped {} times", stopped.get());
        assert_eq!(halting.checkpoint(), straight.checkpoint());
    }
}

#[test]
fn changing_one_seed_never_moves_another_stream() {
    let training = TrainingSpec {
        update: Update::MiniBatch(7),
        shuffle: true,
        ..runs::training(0.05, 12)
    };
    let look = |seeds| {
        let run = started(&training, seeds);
        (bits(&run.parameters()), run.checkpoint().order)
    };
    let (weights, order) = look(SEEDS);
    let other_order = look(Seeds { order: 77, ..SEEDS });
    assert_eq!(other_order.0, weights);
    assert_ne!(other_order.1, order);
    let other_weights = look(Seeds {
        initialisation: 77,
        ..SEEDS
    });
    assert_ne!(other_weights.0, weights);
    assert_eq!(other_weights.1, order);
    let others = look(Seeds {
        split: 77,
        noise: 77,
        ..SEEDS
    });
    assert_eq!(others, (weights, order));
}

#[test]
fn two_streams_of_one_seed_are_unrelated() {
    let training = TrainingSpec {
        update: Update::Online,
        shuffle: true,
        ..runs::training(0.05, 1)
    };
    let order = |seed| {
        let seeds = Seeds {
            order: seed,
            ..Seeds::default()
        };
        started(&training, seeds).checkpoint().order
    };
    assert_ne!(order(0), order(1));
    let mut sorted = order(0);
    sorted.sort_unstable();
    assert_eq!(sorted, (0..32).collect::<Vec<_>>(), "each sample once");
}

#[test]
fn a_restored_checkpoint_goes_on_to_the_same_bits() {
    for training in settings() {
        for before in [0, 1, 5, 37] {
            let mut run = started(&training, SEEDS);
            run.trace(&TraceRequest {
                weights: vec![0, 3],
                sample: Some(2),
            });
            steps(&mut *run, before);
            run.set_rates(0.02, Some(0.5));
            let checkpoint = run.checkpoint();
            steps(&mut *run, 50);
            let straight = run.checkpoint();

            run.restore(&checkpoint);
            assert_eq!(run.checkpoint(), checkpoint);
            steps(&mut *run, 50);
            assert_eq!(run.checkpoint(), straight, "in the same run");

            let mut fresh = started(&training, SEEDS);
            fresh.restore(&checkpoint);
            steps(&mut *fresh, 50);
            assert_eq!(fresh.checkpoint(), straight, "in a new run");
        }
    }
}

#[test]
fn live_changes_replayed_at_their_updates_give_the_same_bits() {
    for training in settings() {
        let mut live = started(&training, SEEDS);
        steps(&mut *live, 3);
        live.set_rates(0.02, Some(0.3));
        steps(&mut *live, 4);
        live.set_rates(0.2, None);
        live.set_rates(0.04, None);
        run_out(&mut *live);

        let changes = live.history().changes.clone();
        assert_eq!(changes.len(), 3);
        let mut replayed = started(&training, SEEDS);
        while replayed.outcome().is_none() {
            let update = replayed.position().update;
            for change in changes.iter().filter(|change| change.update == update) {
                replayed.set_rates(change.learning_rate, change.momentum);
            }
            replayed.step(&|| false);
        }
        assert_eq!(replayed.checkpoint(), live.checkpoint());
    }
}

#[test]
fn a_live_change_is_recorded_with_its_update_and_its_place_in_the_epoch() {
    let training = TrainingSpec {
        update: Update::MiniBatch(8),
        ..runs::training(0.05, 12)
    };
    let mut run = started(&training, SEEDS);
    // 32 samples for training: four updates in an epoch.
    steps(&mut *run, 6);
    run.set_rates(0.05, None);
    assert!(run.history().changes.is_empty(), "nothing was changed");
    run.set_rates(0.1, Some(0.9));
    assert_eq!(run.rates(), (0.1, Some(0.9)));
    let change = run.history().changes[0];
    assert_eq!((change.update, change.epoch), (6, 1.5));
    assert_eq!((change.learning_rate, change.momentum), (0.1, Some(0.9)));
}
