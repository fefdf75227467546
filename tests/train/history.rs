//! The record of a run: the mirror always equals its source, traces asked for late start early.

use deltascope::data::Part;
use deltascope::nn::Activation;
use deltascope::nn::Network;
use deltascope::train::Change;
use deltascope::train::Cursor;
use deltascope::train::Curve;
use deltascope::train::History;
use deltascope::train::HistoryTail;
use deltascope::train::LiveChange;
use deltascope::train::Seeds;
use deltascope::train::SeriesTable;
use deltascope::train::TraceRequest;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::runs;

/// A history that halves early, so that a short test goes through many halvings.
fn small_history() -> History {
    History {
        curves: vec![Curve::Loss(Part::Train), Curve::Loss(Part::Validation)],
        table: SeriesTable::new(2, 16),
        ..History::default()
    }
}

#[test]
fn a_mirror_equals_its_source_after_every_tail_through_halvings_and_new_traces() {
    for seed in 0..20 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut below = |bound: u64| random.next_u64() % bound;
        let mut history = small_history();
        let (mut cursor, mut mirror) = (Cursor::default(), History::default());
        let (mut whole, mut rows) = (0, 0);
        for epoch in 0..400 {
            let value = (epoch as f64).sin() / 3.0;
            if history.table.wants(epoch) {
                history.table.push(epoch, &[value, -value]);
            }
            if history.traces.width() > 0 && history.traces.wants(epoch) {
                let values = vec![value; history.traces.width()];
                history.traces.push(epoch, &values);
            }
            match below(10) {
                0 => history.best = Some((epoch, value)),
                1 => history.changes.push(LiveChange {
                    update: epoch,
                    epoch: epoch as f64,
                    before: Change::Update(Update::FullBatch),
                    after: Change::Update(Update::Online),
                }),
                2 => {
                    history.traced_weights = (0..below(3) as usize).collect();
                    let width = history.traced_weights.len();
                    history.traces = SeriesTable::replacing(&history.traces, width, 8);
                }
                _ => {}
            }
            if below(3) == 0 {
                let Some(tail) = history.tail(&mut cursor) else {
                    assert_eq!(mirror, history);
                    continue;
                };
                match &tail {
                    HistoryTail::Whole(_) => whole += 1,
                    HistoryTail::Rows { .. } => rows += 1,
                }
                mirror.apply(tail);
                assert_eq!(mirror, history, "seed {seed}, epoch {epoch}");
                assert_eq!(history.tail(&mut cursor), None, "nothing is sent twice");
            }
        }
        assert!(whole > 5 && rows > 20, "both kinds occur: {whole} {rows}");
    }
}

#[test]
fn the_mirror_of_a_run_equals_its_history_to_the_bit() {
    let mut run = started(&training());
    let (mut cursor, mut mirror) = (Cursor::default(), History::default());
    let mut step = 0;
    while run.outcome().is_none() {
        if step % 7 == 3 {
            run.trace(&TraceRequest {
                weights: (0..step % 5).collect(),
                sample: (step % 2 == 0).then_some(step % 11),
            });
        }
        if step % 13 == 5 {
            run.set_rates(0.1 / step as f64, None);
        }
        run.step(&|| false);
        step += 1;
        if step % 3 == 0
            && let Some(tail) = run.history().tail(&mut cursor)
        {
            mirror.apply(tail);
            assert_eq!(&mirror, run.history());
        }
    }
    if let Some(tail) = run.history().tail(&mut cursor) {
        mirror.apply(tail);
    }
    assert_eq!(&mirror, run.history());
}

fn network() -> Network {
    runs::network(&[2, 4, 1], Activation::Tanh, Activation::Identity)
}

fn training() -> TrainingSpec {
    TrainingSpec {
        update: Update::MiniBatch(10),
        shuffle: true,
        ..runs::training(0.1, 30)
    }
}

fn started(training: &TrainingSpec) -> Box<dyn deltascope::train::Run> {
    runs::start(&network(), &runs::smooth(50), training, Seeds::default())
}

#[test]
fn row_0_is_before_training_and_each_epoch_adds_a_row() {
    let mut run = started(&training());
    let (loss, _) = run.evaluate(Part::Train).unwrap();
    let history = run.history();
    assert_eq!(history.table.epochs(), [0.0]);
    assert_eq!(
        history.curve(Curve::Loss(Part::Train)),
        Some([loss].as_slice())
    );
    assert_eq!(
        history.curve(Curve::Loss(Part::Test)),
        None,
        "the test part is kept for the end"
    );
    // 40 samples for training in batches of 10.
    runs::steps(&mut *run, 4 * 3 + 1);
    assert_eq!(run.history().table.epochs(), [0.0, 1.0, 2.0, 3.0]);
}

#[test]
fn each_curve_holds_what_evaluation_says_at_that_epoch() {
    let mut run = started(&training());
    runs::steps(&mut *run, 4 * 5);
    let names: Vec<String> = run
        .history()
        .curves
        .iter()
        .map(|curve| curve.name())
        .collect();
    let expected = "train_loss validation_loss train_rmse train_r2 train_mae \
                    validation_rmse validation_r2 validation_mae \
                    learning_rate gradient_norm step_norm";
    assert_eq!(names.join(" "), expected);
    for part in [Part::Train, Part::Validation] {
        let (loss, metrics) = run.evaluate(part).unwrap();
        assert_eq!(run.history().curve(Curve::Loss(part)).unwrap()[5], loss);
        for metric in metrics {
            let curve = Curve::Metric(part, metric.metric);
            assert_eq!(run.history().curve(curve).unwrap()[5], metric.value);
        }
    }
}

#[test]
fn traces_asked_for_late_equal_those_asked_for_at_the_start() {
    let request = TraceRequest {
        weights: vec![3, 0, 16],
        sample: Some(4),
    };
    let mut early = started(&training());
    early.trace(&request);
    let mut late = started(&training());
    runs::steps(&mut *early, 4 * 20 + 2);
    runs::steps(&mut *late, 4 * 20 + 2);
    late.trace(&request);
    let (early, late) = (early.history(), late.history());
    assert_eq!(late.traces.len(), 21);
    assert_eq!(late.traces.epochs(), early.traces.epochs());
    assert_eq!((late.traces.width(), late.traced_sample), (4, Some((4, 1))));
    for series in 0..4 {
        assert_eq!(late.traces.series(series), early.traces.series(series));
    }
}

#[test]
fn traced_values_are_the_weights_and_the_predictions_in_original_units() {
    let mut data = runs::smooth(50);
    // Targets are held as (value − 10) · 4.
    let scaler = deltascope::data::scaler::Scaler {
        curve: Default::default(),
        offset: 10.0,
        factor: 4.0,
        shift: 0.0,
    };
    data.preparation.targets[0].kind = deltascope::data::TargetKind::Number(scaler);
    let mut run = runs::start(&network(), &data, &training(), Seeds::default());
    run.trace(&TraceRequest {
        weights: vec![2, 999],
        sample: Some(4),
    });
    runs::steps(&mut *run, 4 * 2);
    let outputs = run.sample_pass(4).unwrap().outputs;
    let history = run.history();
    assert_eq!(history.traced_weights, [2], "there is no weight 999");
    assert_eq!(history.traces.series(0)[2], run.parameters()[2]);
    assert_eq!(history.traces.series(1)[2], outputs[2][0] / 4.0 + 10.0);
}

#[test]
fn nothing_is_traced_for_an_empty_request_or_a_sample_that_is_not_there() {
    let mut run = started(&training());
    run.trace(&TraceRequest {
        weights: vec![1],
        sample: None,
    });
    runs::steps(&mut *run, 4);
    run.trace(&TraceRequest {
        weights: Vec::new(),
        sample: Some(50),
    });
    runs::steps(&mut *run, 4);
    assert!(run.history().traces.is_empty());
    assert_eq!(run.history().traced_sample, None);
}
