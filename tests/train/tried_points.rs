//! A search's last try becomes the next point, and its forward pass is not repeated: that must change no bit.

use crate::runs;
use crate::runs::bits;
use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::ClassWeights;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::TrainingCurve;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

/// Two classes, 0 and 1; all for training, so that no pass over other samples comes between two steps.
fn classes() -> Dataset {
    let smooth = runs::smooth(40);
    let targets = smooth.targets.map(|t| f64::from(u8::from(t > 0.2)));
    runs::dataset(smooth.inputs.to_matrix(), targets, 40, 0)
}

/// Trains with every optimiser and compares the parameters after each step with those of a run in which a look at a sample drives
/// the last try's pass out of the buffers first. In the middle the targets, the weights of the samples or the loss's penalty change.
/// Returns where the runs end.
fn compare(change: fn(&mut TrainingSpec)) -> Vec<Vec<f64>> {
    let mut ends = Vec::new();
    for optimizer in OptimizerSpec::ALL {
        for precision in [Precision::F32, Precision::F64] {
            let mut training = TrainingSpec {
                loss: Loss::HalfSquaredError,
                optimizer,
                update: Update::FullBatch,
                precision,
                training_curve: TrainingCurve::WhileLearning,
                ..runs::training(0.1, 50)
            };
            let network = runs::network(&[2, 4, 1], Activation::Tanh, Activation::Logistic);
            let start = || runs::start(&network, &classes(), &training, Seeds::default());
            let (mut plain, mut disturbed) = (start(), start());
            for step in 0..12 {
                if step == 6 {
                    change(&mut training);
                    plain.change(&training);
                    disturbed.change(&training);
                }
                disturbed.sample_pass(step);
                plain.step(&|| false);
                disturbed.step(&|| false);
                let (plain, disturbed) = (plain.parameters(), disturbed.parameters());
                let message = format!("{optimizer:?}, {precision:?}, step {step}");
                assert_eq!(bits(&plain), bits(&disturbed), "{message}");
            }
            ends.push(plain.parameters());
        }
    }
    ends
}

#[test]
fn a_pass_that_is_not_repeated_changes_no_bit() {
    compare(|_| {});
}

#[test]
fn changed_targets_count_though_the_pass_is_not_repeated() {
    let change: fn(&mut TrainingSpec) = |training| training.regularization.label_smoothing = 0.2;
    assert_ne!(compare(change), compare(|_| {}));
}

#[test]
fn changed_weights_count_though_the_pass_is_not_repeated() {
    let change: fn(&mut TrainingSpec) = |training| training.class_weights = ClassWeights::Balanced;
    assert_ne!(compare(change), compare(|_| {}));
}
