//! The result of a run does not depend on how many threads help.

#[path = "common/runs.rs"]
mod runs;

use deltascope::engine::threads;
use deltascope::nn::Activation;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use runs::bits;

#[test]
fn one_two_and_three_threads_reach_the_same_bits() {
    // 2 × 80 + 80 + 80 × 40 + 40 + 40 + 1 parameters: batches of 64 are worth two parts, and so is the whole.
    let network = runs::network(&[2, 80, 40, 1], Activation::Tanh, Activation::Identity);
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
