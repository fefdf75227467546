//! Regularisation and class weights that change while a run goes.

use crate::one_weight::one_weight;
use crate::one_weight::targets;
use crate::runs;
use crate::runs::bits;
use crate::runs::steps;
use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::ClassWeights;
use deltascope::train::LiveChange;
use deltascope::train::NoProgress;
use deltascope::train::PlannedChange;
use deltascope::train::Precision;
use deltascope::train::RegularizationSpec;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use deltascope::train::history::Curve;

const SEEDS: Seeds = Seeds {
    split: 1,
    initialisation: 2,
    order: 3,
    noise: 4,
};

/// Two classes, 0 and 1, that are not equally frequent.
fn classes() -> Dataset {
    let mut data = runs::smooth(40);
    data.targets = data.targets.map(|t| f64::from(u8::from(t > 0.2)));
    data
}

fn started(training: &TrainingSpec) -> Box<dyn Run> {
    let network = runs::network(&[2, 5, 1], Activation::Tanh, Activation::Logistic);
    runs::start(&network, &classes(), training, SEEDS)
}

fn by_hand(zero: f64, one: f64) -> ClassWeights {
    ClassWeights::ByHand(vec![("0".to_owned(), zero), ("1".to_owned(), one)])
}

type Wish = fn(&mut TrainingSpec);

/// What may change under any optimiser.
const WISHES: [Wish; 6] = [
    |training| training.regularization.l2 = 0.01,
    |training| training.class_weights = ClassWeights::Balanced,
    |training| training.regularization.label_smoothing = 0.1,
    |training| training.class_weights = by_hand(1.0, 2.5),
    |training| training.regularization.l1 = 0.002,
    |training| {
        training.regularization = RegularizationSpec::default();
        training.class_weights = ClassWeights::Equal;
    },
];

/// What may change under those that do not compare losses.
const AROUND: [Wish; 8] = [
    |training| training.regularization.weight_noise = 0.05,
    |training| training.regularization.l2 = 0.02,
    |training| training.regularization.input_noise = 0.1,
    |training| training.regularization.weight_decay = 0.1,
    |training| training.regularization.max_norm = 1.0,
    |training| training.regularization.clip_value = 0.1,
    |training| training.regularization.weight_noise = 0.0,
    |training| training.regularization.clip_norm = 0.05,
];

/// Settings with all the wishes that they can take.
fn settings() -> Vec<(TrainingSpec, Vec<Wish>)> {
    let mut all = Vec::new();
    for optimizer in OptimizerSpec::ALL {
        if optimizer.needs_squared_error() {
            continue;
        }
        let full = optimizer.needs_full_batch();
        for precision in [Precision::F32, Precision::F64] {
            let training = TrainingSpec {
                loss: Loss::BinaryCrossEntropy,
                optimizer,
                update: if full {
                    Update::FullBatch
                } else {
                    Update::MiniBatch(7)
                },
                precision,
                shuffle: true,
                ..runs::training(0.0, 1000)
            };
            let mut wishes = WISHES.to_vec();
            if !optimizer.compares_losses() {
                wishes.extend(AROUND);
            }
            all.push((training, wishes));
        }
    }
    all
}

fn wish(run: &mut dyn Run, wish: Wish) {
    let mut wanted = run.training().clone();
    wish(&mut wanted);
    run.change(&wanted);
    assert_eq!(run.training(), &wanted);
}

fn planned(changes: &[LiveChange]) -> Vec<PlannedChange> {
    changes.iter().map(LiveChange::planned).collect()
}

#[test]
fn every_change_is_replayed_to_the_same_bits_and_goes_on_from_a_checkpoint() {
    for (training, wishes) in settings() {
        let name = training.optimizer.name();
        let mut live = started(&training);
        let mut parameters = bits(&live.parameters());
        for change in wishes {
            steps(&mut *live, 3);
            wish(&mut *live, change);
            let checkpoint = live.checkpoint();
            let mut fresh = started(&training);
            fresh.restore(&checkpoint);
            assert_eq!(fresh.checkpoint(), checkpoint, "{name}");
            steps(&mut *fresh, 9);
            steps(&mut *live, 9);
            assert_eq!(fresh.checkpoint(), live.checkpoint(), "{name}");
            live.restore(&checkpoint);
            let now = bits(&live.parameters());
            assert_ne!(now, parameters, "{name} stands still");
            parameters = now;
        }
        steps(&mut *live, 11);
        let mut replayed = started(&training);
        replayed.plan_changes(&planned(&live.history().changes));
        while replayed.position().update < live.position().update {
            replayed.step(&|| false);
        }
        assert_eq!(replayed.checkpoint(), live.checkpoint(), "{name}");
    }
}

/// Going back over a change takes it off, as far as the weights, the samples and the noise are concerned.
#[test]
fn a_checkpoint_before_a_change_goes_on_without_it() {
    for (training, wishes) in settings() {
        let mut run = started(&training);
        steps(&mut *run, 4);
        let checkpoint = run.checkpoint();
        steps(&mut *run, 8);
        let expected = run.checkpoint();
        for change in wishes {
            run.restore(&checkpoint);
            wish(&mut *run, change);
            steps(&mut *run, 2);
        }
        run.restore(&checkpoint);
        steps(&mut *run, 8);
        assert_eq!(run.checkpoint(), expected, "{}", training.optimizer.name());
    }
}

// One weight, x = 1, t = 1, η = ½, E = ½ (w − 1)². By hand: w = 0, then ½. With λ₂ = 1 the gradient is (½ − 1) + ½ = 0 and w
// stays, E = 1/8, penalty 1/8. Without it, w = ¾ and E = 1/32.
#[test]
fn a_penalty_that_is_switched_on_is_felt_recorded_and_switched_off_again() {
    let data = targets(&[1.0], &[]);
    let training = runs::training(0.5, 1000);
    let mut run = runs::start(&one_weight(), &data, &training, Seeds::default());
    steps(&mut *run, 1);
    assert_eq!(run.history().curve(Curve::Penalty), None);
    wish(&mut *run, |training| training.regularization.l2 = 1.0);
    steps(&mut *run, 1);
    wish(&mut *run, |training| training.regularization.l2 = 0.0);
    steps(&mut *run, 1);
    let history = run.history();
    for (curve, expected) in [
        (Curve::Loss(Part::Train), [0.5, 0.125, 0.125, 0.031_25]),
        (Curve::Penalty, [f64::NAN, f64::NAN, 0.125, 0.0]),
        (Curve::Total, [f64::NAN, f64::NAN, 0.25, 0.031_25]),
    ] {
        let values = history.curve(curve).unwrap();
        assert_eq!(values.len(), 4);
        for (value, expected) in values.iter().zip(expected) {
            let both_missing = value.is_nan() && expected.is_nan();
            assert!(
                both_missing || (value - expected).abs() < 1e-15,
                "{curve:?}: {value} instead of {expected}"
            );
        }
    }
    assert_eq!(run.parameters(), [0.75]);
    assert_eq!(history.changes[0].text(), "L2 penalty λ₂ 0 → 1");
    assert_eq!(history.changes[1].epoch, 2.0);
}

/// A run that was begun with the wanted settings, at the weights of another.
fn begun_with(training: &TrainingSpec, at: &dyn Run) -> Box<dyn Run> {
    let mut run = started(training);
    let mut checkpoint = run.checkpoint();
    checkpoint.theta = at.parameters();
    run.restore(&checkpoint);
    run
}

#[test]
fn after_a_change_the_run_is_one_that_was_begun_so() {
    let descent = runs::training(0.2, 1000).optimizer;
    let lbfgs = OptimizerSpec::Lbfgs {
        memory: 10,
        curvature: 0.9,
    };
    // Descent without momentum has no past; what compares losses forgets it.
    for optimizer in [descent, lbfgs] {
        let training = TrainingSpec {
            loss: Loss::BinaryCrossEntropy,
            optimizer,
            ..runs::training(0.2, 1000)
        };
        // All but the last, which takes everything back.
        for change in &WISHES[..5] {
            let mut run = started(&training);
            steps(&mut *run, 5);
            wish(&mut *run, *change);
            let mut other = begun_with(run.training(), &*run);
            let losses = [Part::Train, Part::Validation];
            let losses = |run: &mut dyn Run| losses.map(|part| run.evaluate(part).unwrap().0);
            assert_eq!(losses(&mut *run), losses(&mut *other));
            steps(&mut *run, 4);
            steps(&mut *other, 4);
            assert_eq!(bits(&run.parameters()), bits(&other.parameters()));
        }
    }
}

#[test]
fn where_losses_cannot_be_compared_the_search_for_the_best_begins_anew() {
    let mut training = TrainingSpec {
        loss: Loss::BinaryCrossEntropy,
        ..runs::training(0.2, 1000)
    };
    training.stop.patience = Some(500);
    training.stop.no_progress = Some(NoProgress {
        improvement: 0.01,
        epochs: 500,
    });
    let mut run = started(&training);
    steps(&mut *run, 5);
    let (best, _) = run.history().best.unwrap();
    wish(&mut *run, |training| training.regularization.l2 = 0.01);
    assert_eq!(run.history().best.unwrap().0, best, "the loss is the same");
    wish(&mut *run, |training| {
        training.class_weights = by_hand(1.0, 9.0);
    });
    let checkpoint = run.checkpoint();
    assert_eq!((run.history().best, checkpoint.progress), (None, None));
    assert_eq!(checkpoint.best, Some(run.parameters()));
    steps(&mut *run, 1);
    let now = run.evaluate(Part::Validation).unwrap().0;
    assert_eq!(run.history().best, Some((6, now)));
}

#[test]
fn changes_of_class_weights_read_well() {
    let text = |before: ClassWeights, after: ClassWeights| {
        let (before, after) = (Change::ClassWeights(before), Change::ClassWeights(after));
        deltascope::train::change_text(&before, &after)
    };
    assert_eq!(
        text(ClassWeights::Equal, by_hand(1.0, 1.0)),
        "class weights equal → by hand"
    );
    assert_eq!(
        text(by_hand(1.0, 2.0), by_hand(1.0, 3.0)),
        "weight of 1 2 → 3"
    );
    // A class that is not named counts 1.
    let none = ClassWeights::ByHand(Vec::new());
    assert_eq!(text(by_hand(0.5, 1.0), none), "weight of 0 0.5 → 1");
}
