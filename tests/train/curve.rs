//! The training loss of an epoch is measured at its end, or is the mean while learning.

use crate::runs;
use crate::runs::bits;
use deltascope::data::Part;
use deltascope::nn::Activation;
use deltascope::train::Curve;
use deltascope::train::RegularizationSpec;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::TrainingCurve;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

const SAMPLES: usize = 50;
const BATCH: usize = 8;

/// A run with batches of 8, the last of an epoch being shorter, and a validation part.
fn start(training_curve: TrainingCurve, regularization: RegularizationSpec) -> Box<dyn Run> {
    let network = runs::network(&[2, 4, 1], Activation::Tanh, Activation::Identity);
    let training = TrainingSpec {
        update: Update::MiniBatch(BATCH),
        shuffle: true,
        training_curve,
        regularization,
        ..runs::training(0.05, 5)
    };
    let mut data = runs::smooth(2 * SAMPLES);
    (data.train, data.validation, data.test) = (SAMPLES, SAMPLES, 0);
    runs::start(&network, &data, &training, Seeds::default())
}

/// Runs to the end, and gives the mean over the samples of what each batch lost before its update, for each epoch.
fn means_of_batches(run: &mut dyn Run) -> Vec<f64> {
    let (mut means, mut sum, mut done) = (Vec::new(), 0.0, 0);
    loop {
        let outcome = run.step(&|| false);
        let samples = BATCH.min(SAMPLES - done);
        done += samples;
        sum += samples as f64 * run.batch_loss().unwrap_or(f64::NAN);
        if done == SAMPLES {
            means.push(sum / SAMPLES as f64);
            (sum, done) = (0.0, 0);
        }
        if matches!(outcome, StepOutcome::Finished(_)) {
            return means;
        }
    }
}

#[test]
fn while_learning_it_is_the_mean_of_the_batches_before_their_updates() {
    let mut run = start(TrainingCurve::WhileLearning, RegularizationSpec::default());
    let before = run.evaluate(Part::Train).unwrap().0;
    let means = means_of_batches(&mut *run);
    let losses = run.history().table.series(0).to_vec();
    assert_eq!(losses[0], before, "row 0 is measured");
    for (loss, mean) in losses[1..].iter().zip(&means) {
        approx::assert_relative_eq!(*loss, *mean, max_relative = 1e-12);
    }
    let after = run.evaluate(Part::Train).unwrap().0;
    assert!(after < losses[5], "the loss falls, so the mean lags behind");
    assert_eq!(run.outcome().unwrap().train_loss, after);
    let curves = &run.history().curves;
    assert!(
        !curves
            .iter()
            .any(|curve| matches!(curve, Curve::Metric(Part::Train, _)))
    );
    assert!(
        curves
            .iter()
            .any(|curve| matches!(curve, Curve::Metric(Part::Validation, _)))
    );
}

#[test]
fn the_kind_of_curve_changes_nothing_that_is_learned() {
    let [mut measured, mut learned] = [TrainingCurve::AfterEpoch, TrainingCurve::WhileLearning]
        .map(|curve| start(curve, RegularizationSpec::default()));
    runs::run_out(&mut *measured);
    runs::run_out(&mut *learned);
    assert_eq!(bits(&measured.parameters()), bits(&learned.parameters()));
    let validation = |run: &dyn Run| bits(run.history().table.series(1));
    assert_eq!(validation(&*measured), validation(&*learned));
}

#[test]
fn it_is_the_loss_of_the_data_without_the_penalty() {
    let spec = RegularizationSpec {
        l2: 10.0,
        ..RegularizationSpec::default()
    };
    let mut run = start(TrainingCurve::WhileLearning, spec);
    let totals = means_of_batches(&mut *run);
    let losses = run.history().table.series(0);
    for (loss, total) in losses[1..].iter().zip(totals) {
        assert!(*loss < total, "{loss} without, {total} with the penalty");
    }
}

#[test]
fn a_run_that_goes_on_from_within_an_epoch_has_the_same_curve() {
    let mut straight = start(TrainingCurve::WhileLearning, RegularizationSpec::default());
    let mut restored = start(TrainingCurve::WhileLearning, RegularizationSpec::default());
    runs::steps(&mut *straight, 10);
    let checkpoint = straight.checkpoint();
    runs::run_out(&mut *straight);
    restored.restore(&checkpoint);
    runs::run_out(&mut *restored);
    assert_eq!(restored.checkpoint(), straight.checkpoint());
}
