//! A run is a function of its experiment: the same bits, however it is driven.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::runs;
use crate::runs::bits;
use crate::runs::run_out;
use crate::runs::steps;
use deltascope::nn::Activation;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::train::Change;
use deltascope::train::LiveChange;
use deltascope::train::NoProgress;
use deltascope::train::PlannedChange;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopSpec;
use deltascope::train::TraceRequest;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use deltascope::train::history::Curve;
use nalgebra::DMatrix;

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
        let (asked, mut stopped) = (AtomicUsize::new(0), 0);
        while halting.outcome().is_none() {
            let before = halting.checkpoint();
            let outcome = halting.step(&|| asked.fetch_add(1, Ordering::Relaxed) % 4 == 1);
            if outcome == StepOutcome::Interrupted {
                stopped += 1;
                assert_eq!(halting.checkpoint(), before);
            }
        }
        assert!(stopped >= 3, "stopped {stopped} times");
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
        // Where there is no rate there is nothing to change.
        let rate = training.optimizer.learning_rate();
        assert_eq!(changes.len(), rate.map_or(0, |_| 3));
        let mut replayed = started(&training, SEEDS);
        while replayed.outcome().is_none() {
            let update = replayed.position().update;
            for change in changes.iter().filter(|change| change.update == update) {
                let mut wanted = replayed.training().clone();
                change.after.apply(&mut wanted);
                replayed.change(&wanted);
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
    let change = &run.history().changes[0];
    assert_eq!((change.update, change.epoch), (6, 1.5));
    let before = Change::Optimizer(training.optimizer);
    let after = Change::Optimizer(training.optimizer.with_rates(0.1, Some(0.9)));
    assert_eq!((&change.before, &change.after), (&before, &after));
    assert_eq!(
        change.text(),
        "learning rate η 0.05 → 0.1, momentum α 0 → 0.9"
    );
}

/// What a user may do to a run, one after another.
fn wishes() -> Vec<fn(&mut TrainingSpec)> {
    let adam = |training: &mut TrainingSpec| training.optimizer = OptimizerSpec::ALL[4];
    vec![
        |training| training.optimizer = training.optimizer.with_rates(0.02, Some(0.3)),
        |training| training.update = Update::MiniBatch(5),
        |training| training.schedule = Schedule::Exponential { factor: 0.9 },
        adam,
        // β₁ of Adam, whose moments stay.
        |training| training.optimizer = training.optimizer.with_parameter(1, 0.8),
        |training| training.update = Update::FullBatch,
        |training| {
            training.stop.patience = Some(500);
            training.stop.no_progress = Some(NoProgress {
                improvement: 1e-6,
                epochs: 400,
            });
        },
        |training| training.schedule = Schedule::ALL[4],
        |training| training.update = Update::Online,
        |training| training.stop.max_updates = Some(200),
    ]
}

/// The settings whose optimisers take any batch.
fn in_batches() -> Vec<TrainingSpec> {
    let mut settings = settings();
    settings.retain(|training| training.update != Update::FullBatch);
    for training in &mut settings {
        training.stop = StopSpec::after_epochs(1000);
    }
    settings
}

/// A run with all wishes, some steps apart.
fn changed(training: &TrainingSpec) -> Box<dyn Run> {
    let mut run = started(training, SEEDS);
    for wish in wishes() {
        steps(&mut *run, 7);
        let mut wanted = run.training().clone();
        wish(&mut wanted);
        run.change(&wanted);
        assert_eq!(run.training(), &wanted);
    }
    run
}

fn planned(changes: &[LiveChange]) -> Vec<PlannedChange> {
    changes.iter().map(LiveChange::planned).collect()
}

#[test]
fn every_kind_of_change_is_replayed_to_the_same_bits() {
    for training in in_batches() {
        let mut live = changed(&training);
        run_out(&mut *live);
        assert_eq!(live.position().update, 200);
        let mut replayed = started(&training, SEEDS);
        replayed.plan_changes(&planned(&live.history().changes));
        run_out(&mut *replayed);
        assert_eq!(replayed.checkpoint(), live.checkpoint());
    }
}

#[test]
fn a_checkpoint_after_changes_goes_on_to_the_same_bits() {
    for training in in_batches() {
        let mut run = changed(&training);
        let checkpoint = run.checkpoint();
        steps(&mut *run, 30);
        let mut fresh = started(&training, SEEDS);
        fresh.restore(&checkpoint);
        assert_eq!(fresh.checkpoint(), checkpoint);
        steps(&mut *fresh, 30);
        assert_eq!(fresh.checkpoint(), run.checkpoint());
    }
}

#[test]
fn another_optimiser_brings_its_own_curves() {
    let mut run = started(&runs::training(0.05, 12), SEEDS);
    steps(&mut *run, 3);
    let mut wanted = run.training().clone();
    wanted.optimizer = OptimizerSpec::ALL[4];
    run.change(&wanted);
    steps(&mut *run, 2);
    let history = run.history();
    let rates = history.curve(Curve::Inner("Mean rate")).unwrap();
    let known: Vec<bool> = rates.iter().map(|rate| rate.is_finite()).collect();
    assert_eq!(known, [false, false, false, false, true, true]);
    assert_eq!(
        history.changes[0].text(),
        "optimiser Gradient descent → Adam, starting afresh"
    );
}

#[test]
fn a_batch_size_holds_from_the_next_epoch_on() {
    let training = TrainingSpec {
        update: Update::MiniBatch(8),
        ..runs::training(0.05, 12)
    };
    let mut run = started(&training, SEEDS);
    // 32 samples for training: four updates in an epoch, then two.
    steps(&mut *run, 1);
    let mut wanted = training;
    wanted.update = Update::MiniBatch(16);
    run.change(&wanted);
    assert_eq!(run.position().updates_per_epoch, 4);
    steps(&mut *run, 3);
    assert_eq!(
        (run.position().epoch, run.position().updates_per_epoch),
        (1, 2)
    );
    let change = Change::Update(Update::MiniBatch(16));
    assert_eq!(run.history().changes[0].after, change);
}
