//! When and how runs end. One weight on one sample, `y = w x` with `x = 1`, makes every number a hand calculation.

use crate::one_weight::one_weight;
use crate::one_weight::targets;
use crate::runs;
use crate::runs::run_out;
use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::nn::OptimizerSpec;
use deltascope::train::NoProgress;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

fn start(data: &Dataset, training: &TrainingSpec) -> Box<dyn Run> {
    runs::start(&one_weight(), data, training, Seeds::default())
}

/// At rate 0.1 towards 2: after `k` epochs.
fn weight_after(k: i32) -> f64 {
    2.0 * (1.0 - 0.9_f64.powi(k))
}

#[test]
fn the_last_epoch_ends_a_run() {
    let mut run = start(&targets(&[2.0], &[]), &runs::training(0.1, 7));
    assert_eq!(run_out(&mut *run), StopReason::MaxEpochs);
    let outcome = run.outcome().unwrap();
    assert_eq!((outcome.position.epoch, outcome.weights_epoch), (7, 7));
    assert!((run.parameters()[0] - weight_after(7)).abs() < 1e-15);
    let loss = (2.0 - weight_after(7)).powi(2) / 2.0;
    assert!((outcome.train_loss - loss).abs() < 1e-15);
    assert_eq!(outcome.validation_loss, None);
    assert_eq!(
        outcome.note,
        "All epochs done; the weights of the last epoch, 7, were kept."
    );
    assert_eq!(run.history().table.len(), 8, "row 0 and 7 epochs");
}

#[test]
fn a_sentence_groups_the_digits_of_large_numbers() {
    let mut run = start(&targets(&[2.0], &[]), &runs::training(0.1, 10_000));
    assert_eq!(run_out(&mut *run), StopReason::MaxEpochs);
    let note = &run.outcome().unwrap().note;
    assert!(note.contains("the last epoch, 10,000, were"), "{note}");
}

#[test]
fn the_target_error_ends_a_run_at_the_first_epoch_that_reaches_it() {
    let mut training = runs::training(0.1, 1000);
    // ½ (2 · 0.9^k)² ≤ 0.5 for the first time at k = 7: 0.9^6 = 0.531, 0.9^7 = 0.478.
    training.stop.target_error = Some(0.5);
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::TargetError);
    assert_eq!(run.position().epoch, 7);
}

#[test]
fn a_target_that_is_reached_at_the_start_needs_no_training() {
    let mut training = runs::training(0.1, 1000);
    training.stop.target_error = Some(5.0);
    let run = start(&targets(&[2.0], &[]), &training);
    let outcome = run.outcome().unwrap();
    assert_eq!(
        (outcome.reason, outcome.position.update),
        (StopReason::TargetError, 0)
    );
}

#[test]
fn early_stopping_restores_the_weights_of_the_best_epoch() {
    // The weight goes from 0 to 2, the validation part wants 1: |w − 1| is least at k = 7 (w = 1.0434; at k = 6 0.9371).
    let mut training = runs::training(0.1, 1000);
    training.stop.patience = Some(5);
    let mut run = start(&targets(&[2.0], &[1.0]), &training);
    assert_eq!(run_out(&mut *run), StopReason::EarlyStop);
    let outcome = run.outcome().unwrap().clone();
    assert_eq!((outcome.position.epoch, outcome.weights_epoch), (12, 7));
    assert!((run.parameters()[0] - weight_after(7)).abs() < 1e-15);
    assert_eq!(run.history().best.unwrap().0, 7);
    let kept = (weight_after(7) - 1.0).powi(2) / 2.0;
    assert!((outcome.validation_loss.unwrap() - kept).abs() < 1e-15);
    assert_eq!(
        outcome.validation_loss,
        run.evaluate(Part::Validation).map(|value| value.0)
    );
    assert_eq!(outcome.train_loss, run.evaluate(Part::Train).unwrap().0);
    assert_eq!(
        outcome.note,
        "The validation loss has not fallen for 5 epochs; the weights of epoch 7 were restored."
    );
    let rows = run.history().table.epochs().len();
    assert_eq!(rows, 13, "the curves show the whole way");
}

#[test]
fn without_a_validation_part_patience_watches_the_training_loss() {
    // At rate 2 the error only changes its sign: it never falls below the first.
    let mut training = runs::training(2.0, 1000);
    training.stop.patience = Some(3);
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::EarlyStop);
    assert_eq!(
        (run.position().epoch, run.outcome().unwrap().weights_epoch),
        (3, 0)
    );
    assert_eq!(run.parameters(), [0.0]);
}

#[test]
fn a_run_that_was_better_before_says_so() {
    let mut run = start(&targets(&[2.0], &[1.0]), &runs::training(0.1, 20));
    assert_eq!(run_out(&mut *run), StopReason::MaxEpochs);
    let outcome = run.outcome().unwrap();
    assert_eq!(outcome.weights_epoch, 20);
    assert_eq!(
        outcome.note,
        "All epochs done; the weights of the last epoch, 20, were kept. The validation loss was lowest in epoch 7."
    );
}

#[test]
fn stops_hold_at_epochs_that_the_curves_no_longer_record() {
    // Far beyond the capacity of the curves, at a tiny rate: 0.9999^k · 2 = 0.0002 at k = ln 10⁻⁴ / ln 0.9999 = 92099.
    let mut training = runs::training(1e-4, 1_000_000);
    training.stop.target_error = Some(0.5 * 0.0002 * 0.0002);
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::TargetError);
    let epoch = run.position().epoch;
    assert_eq!(epoch, 92_099);
    assert_eq!(run.history().table.stride(), 2);
    assert_eq!(
        run.history().table.last_epoch(),
        Some(epoch),
        "the curves end with the run"
    );
}

#[test]
fn divergence_within_an_epoch_is_named_and_keeps_the_weights_before_it() {
    // At rate 3 the error doubles with each update: its square before update k + 1 is 2^(2k+2), to within rounding, which
    // is infinite from k = 511 on (f32: 63).
    for (precision, last) in [(Precision::F64, 511), (Precision::F32, 63)] {
        let training = TrainingSpec {
            update: Update::Online,
            precision,
            ..runs::training(3.0, 1000)
        };
        let mut run = start(&targets(&[2.0; 1000], &[]), &training);
        assert_eq!(run_out(&mut *run), StopReason::Diverged);
        let outcome = run.outcome().unwrap();
        let done = outcome.position.update;
        assert!(done == last || done == last + 1, "{done} updates");
        let expected = format!(
            "The loss became infinite or not a number at update {} (epoch 1); the weights before it were kept. \
             Lower the learning rate or scale the data.",
            done + 1
        );
        assert_eq!(outcome.note, expected);
        assert!(run.parameters()[0].is_finite());
        assert_eq!(
            run.step(&|| false),
            StepOutcome::Finished(StopReason::Diverged)
        );
    }
}

#[test]
fn divergence_at_the_end_of_an_epoch_is_named() {
    let mut run = start(&targets(&[2.0], &[]), &runs::training(3.0, 1000));
    assert_eq!(run_out(&mut *run), StopReason::Diverged);
    let outcome = run.outcome().unwrap();
    let epoch = outcome.position.epoch;
    assert!((511..=512).contains(&epoch), "{epoch} epochs");
    let named = format!("after update {epoch} (end of epoch {epoch})");
    assert!(outcome.note.contains(&named), "{}", outcome.note);
    assert_eq!(outcome.train_loss, f64::INFINITY);
}

#[test]
fn a_weight_that_overflows_is_found_at_the_end_of_its_epoch() {
    let mut run = start(&targets(&[2.0], &[]), &runs::training(f64::MAX, 1000));
    assert_eq!(run_out(&mut *run), StopReason::Diverged);
    let note = &run.outcome().unwrap().note;
    assert!(
        note.starts_with("A weight became infinite or not a number by update 1"),
        "{note}"
    );
}

#[test]
fn data_beyond_all_numbers_ends_the_run_before_it_starts() {
    let run = start(&targets(&[1e300], &[]), &runs::training(0.1, 10));
    let outcome = run.outcome().unwrap();
    assert_eq!(outcome.reason, StopReason::Diverged);
    assert!(outcome.note.contains("before training"), "{}", outcome.note);
}

#[test]
fn a_run_can_be_ended_from_outside_once() {
    let training = TrainingSpec {
        update: Update::Online,
        ..runs::training(0.1, 1000)
    };
    let mut run = start(&targets(&[2.0, 2.0], &[]), &training);
    runs::steps(&mut *run, 5);
    let outcome = run.finish(StopReason::User);
    assert_eq!(
        (outcome.reason, outcome.weights_epoch),
        (StopReason::User, 2)
    );
    assert_eq!(
        (outcome.position.update, outcome.position.update_in_epoch),
        (5, 1)
    );
    assert_eq!(
        run.finish(StopReason::TimeLimit),
        outcome,
        "the first reason stands"
    );
    assert_eq!(run.step(&|| false), StepOutcome::Finished(StopReason::User));
    assert_eq!(run.position().update, 5);
}

// ½ (2 · 0.9^k)²: two updates in an epoch, both towards 2.
#[test]
fn a_number_of_updates_ends_a_run_within_an_epoch() {
    let mut training = TrainingSpec {
        update: Update::Online,
        ..runs::training(0.1, 1000)
    };
    training.stop.max_updates = Some(5);
    let mut run = start(&targets(&[2.0, 2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::MaxUpdates);
    let outcome = run.outcome().unwrap();
    let position = outcome.position;
    assert_eq!(
        (position.update, position.epoch, position.update_in_epoch),
        (5, 2, 1)
    );
    assert!((run.parameters()[0] - weight_after(5)).abs() < 1e-15);
    assert_eq!(
        outcome.note,
        "All updates done; the weights after update 5 were kept. The training loss was lowest in epoch 2."
    );
    assert_eq!(run.history().table.last_epoch(), Some(2));
}

#[test]
fn a_number_of_updates_can_end_with_an_epoch() {
    let mut training = runs::training(0.1, 1000);
    training.stop.max_updates = Some(5);
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::MaxUpdates);
    assert_eq!(run.position().epoch, 5);
    assert_eq!(run.history().table.last_epoch(), Some(5));
    let note = &run.outcome().unwrap().note;
    assert_eq!(
        note,
        "All updates done; the weights of the last epoch, 5, were kept."
    );
}

// The gradient before update k is −2 · 0.9^(k − 1): 0.9^6 = 0.531, 0.9^7 = 0.478, so the eighth update's is below 1.
#[test]
fn a_short_gradient_ends_a_run() {
    let mut training = runs::training(0.1, 1000);
    training.stop.gradient_norm = Some(1.0);
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::GradientNorm);
    assert_eq!(run.position().epoch, 8);
}

// The loss ½ (2 · 0.9^k)² falls by 19 % in each epoch, of which one is progress and the next is not enough.
#[test]
fn too_little_progress_ends_a_run() {
    let stop = |improvement, epochs| {
        let mut training = runs::training(0.1, 30);
        training.stop.no_progress = Some(NoProgress {
            improvement,
            epochs,
        });
        let mut run = start(&targets(&[2.0], &[]), &training);
        (run_out(&mut *run), run.position().epoch)
    };
    assert_eq!(stop(0.18, 1), (StopReason::MaxEpochs, 30));
    assert_eq!(stop(0.2, 1), (StopReason::NoProgress, 1));
    // 34 % in two epochs: each second epoch is progress.
    assert_eq!(stop(0.2, 2), (StopReason::MaxEpochs, 30));
    // 1 − 0.81³ = 46.9 %.
    assert_eq!(stop(0.5, 3), (StopReason::NoProgress, 3));
}

// L-BFGS reaches the minimum of a parabola and finds nothing better.
#[test]
fn an_optimiser_that_is_stuck_ends_the_run() {
    let lbfgs = OptimizerSpec::ALL
        .into_iter()
        .find(|spec| spec.name() == "L-BFGS")
        .unwrap();
    let training = TrainingSpec {
        optimizer: lbfgs,
        ..runs::training(0.1, 1000)
    };
    let mut run = start(&targets(&[2.0], &[]), &training);
    assert_eq!(run_out(&mut *run), StopReason::Stuck);
    assert!((run.parameters()[0] - 2.0).abs() < 1e-9);
    assert!(run.position().epoch < 100, "{:?}", run.position());
}

#[test]
fn a_run_stopped_by_hand_says_which_weights_it_has() {
    let mut run = start(&targets(&[2.0], &[]), &runs::training(0.1, 1000));
    assert_eq!(
        run.checkpoint().outcome.map(|outcome| outcome.note),
        None,
        "it is still going"
    );
    runs::steps(&mut *run, 3);
    assert_eq!(
        run.finish(StopReason::User).note,
        "Stopped; the weights of the last epoch, 3, were kept."
    );
}

#[test]
fn every_reason_has_a_word_of_its_own() {
    let reasons = [
        StopReason::MaxEpochs,
        StopReason::MaxUpdates,
        StopReason::TargetError,
        StopReason::GradientNorm,
        StopReason::NoProgress,
        StopReason::EarlyStop,
        StopReason::Stuck,
        StopReason::TimeLimit,
        StopReason::Diverged,
        StopReason::User,
    ];
    assert_eq!(
        reasons.map(StopReason::word).join(" "),
        "max_epochs max_updates target_error gradient_norm no_progress early_stop stuck time_limit diverged user"
    );
}
