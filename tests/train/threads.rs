//! The result of a run does not depend on how many threads help.

use crate::runs;
use crate::runs::bits;
use deltascope::data::Part;
use deltascope::engine::threads;
use deltascope::nn::Activation;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

#[test]
fn one_two_and_three_threads_reach_the_same_bits() {
    // 2 × 160 + 160 + 160 × 80 + 80 + 80 + 1 parameters: batches of 64 are worth two parts, and so is the whole.
    let network = runs::network(&[2, 160, 80, 1], Activation::Tanh, Activation::Identity);
    let data = runs::smooth(700);
    for update in [Update::MiniBatch(64), Update::FullBatch] {
        for precision in [Precision::F32, Precision::F64] {
            let training = TrainingSpec {
                update,
                precision,
                shuffle: true,
                ..runs::training(0.01, 3)
            };
            let results = [1, 2, 3].map(|count| {
                threads::with(count, || {
                    let mut run = runs::start(&network, &data, &training, Seeds::default());
                    runs::run_out(&mut *run);
                    let losses = run.history().table.series(0).to_vec();
                    (bits(&run.parameters()), bits(&losses))
                })
            });
            assert!(results[0].1[3] < results[0].1[0], "it learned");
            for result in &results {
                assert_eq!(*result, results[0], "{update:?} {precision:?}");
            }
        }
    }
}

#[test]
fn a_part_is_measured_with_all_its_samples_whether_its_work_is_shared_or_not() {
    // More samples than pass through a network together, for a network that is not worth a second thread and one that is.
    let data = runs::smooth(700);
    for units in [2, 2000] {
        let network = runs::network(&[2, units, 1], Activation::Tanh, Activation::Identity);
        let training = TrainingSpec {
            update: Update::FullBatch,
            ..runs::training(0.01, 1)
        };
        let mut run = runs::start(&network, &data, &training, Seeds::default());
        let outputs = run.predict(&data.inputs.to_matrix().columns(0, data.train).into_owned());
        let targets = data.targets.columns(0, data.train);
        // The mean of ½ (y − t)² over the samples.
        let expected = 0.5 * (outputs - targets).norm_squared() / data.train as f64;
        let measured = run.evaluate(Part::Train).unwrap().0;
        approx::assert_relative_eq!(measured, expected, max_relative = 1e-12);
    }
}
