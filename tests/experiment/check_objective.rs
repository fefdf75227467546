//! The check of regularisation and weights, and their place in presets.

use deltascope::data::Table;
use deltascope::experiment::Experiment;
use deltascope::experiment::Field;
use deltascope::experiment::preset;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::ClassWeights;
use deltascope::train::PlannedChange;
use deltascope::train::RegularizationSpec;
use deltascope::train::Update;

/// The default experiment, which has two classes.
fn sound() -> (Experiment, Table) {
    let experiment = Experiment::new_default();
    let table = experiment.data.source.made_table().unwrap().unwrap();
    (experiment, table)
}

#[track_caller]
fn only(change: impl FnOnce(&mut Experiment), field: &Field, words: &str) {
    let (mut experiment, table) = sound();
    change(&mut experiment);
    let Err(found) = experiment.check(&table) else {
        panic!("the change was not noticed");
    };
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(&found[0].field, field, "{found:?}");
    assert!(found[0].message.contains(words), "{found:?}");
}

#[track_caller]
fn fine(change: impl FnOnce(&mut Experiment)) {
    let (mut experiment, table) = sound();
    change(&mut experiment);
    experiment.check(&table).unwrap();
}

fn optimiser(name: &str) -> OptimizerSpec {
    let mut all = OptimizerSpec::ALL.into_iter();
    all.find(|optimizer| optimizer.name() == name).unwrap()
}

fn with_optimiser(e: &mut Experiment, name: &str) {
    e.training.optimizer = optimiser(name);
    e.training.update = Update::FullBatch;
    e.training.loss = Loss::HalfSquaredError;
    e.network.output.activation = Activation::Identity;
}

#[test]
fn settings_must_be_numbers_within_their_ranges() {
    for index in 0..9 {
        for value in [-0.1, f64::NAN, f64::INFINITY] {
            let (mut experiment, table) = sound();
            let spec = &mut experiment.training.regularization;
            *spec = spec.with_parameter(index, value);
            let found = experiment.check(&table).unwrap_err();
            assert!(
                found
                    .iter()
                    .any(|problem| problem.field == Field::Regularization)
            );
        }
    }
    only(
        |e| e.training.regularization.l2 = -1.0,
        &Field::Regularization,
        "L2 penalty λ₂ is -1; it must be 0 or more",
    );
}

#[test]
fn weights_decay_only_once() {
    let decay = |e: &mut Experiment, name: &str| {
        with_optimiser(e, name);
        e.training.regularization.weight_decay = 0.01;
    };
    for name in ["AdamW", "Quickprop"] {
        only(|e| decay(e, name), &Field::Regularization, "of its own");
    }
    fine(|e| decay(e, "Adam"));
    fine(|e| {
        decay(e, "AdamW");
        e.training.optimizer = e.training.optimizer.with_parameter(4, 0.0);
    });
    let name = OptimizerSpec::RpropMinus {
        first_step: 0.1,
        growth: 1.2,
        shrinkage: 0.5,
        smallest: 1e-6,
        largest: 50.0,
    };
    only(
        |e| decay(e, name.name()),
        &Field::Regularization,
        "no learning rate",
    );
}

#[test]
fn optimisers_that_compare_losses_refuse_what_misleads_them() {
    for optimizer in OptimizerSpec::ALL
        .into_iter()
        .filter(|o| o.compares_losses())
    {
        for index in [3, 4, 5, 7, 8] {
            only(
                |e| {
                    with_optimiser(e, optimizer.name());
                    let spec = &mut e.training.regularization;
                    *spec = spec.with_parameter(index, 0.1);
                },
                &Field::Regularization,
                "compares losses",
            );
        }
        fine(|e| {
            with_optimiser(e, optimizer.name());
            e.training.regularization.l2 = 0.1;
        });
    }
    only(
        |e| {
            with_optimiser(e, "Levenberg–Marquardt");
            e.training.regularization.l1 = 0.1;
        },
        &Field::Regularization,
        "needs squares",
    );
    for name in ["Levenberg–Marquardt", "Natural gradient", "K-FAC"] {
        fine(|e| {
            with_optimiser(e, name);
            e.training.class_weights = ClassWeights::Balanced;
        });
    }
}

#[test]
fn labels_are_smoothed_only_where_there_are_labels() {
    only(
        |e| {
            with_optimiser(e, "Adam");
            e.training.regularization.label_smoothing = 0.1;
        },
        &Field::Regularization,
        "label smoothing is for classes",
    );
    only(
        |e| e.training.regularization.label_smoothing = 1.0,
        &Field::Regularization,
        "less than 1",
    );
    fine(|e| e.training.regularization.label_smoothing = 0.1);
}

#[test]
fn class_weights_must_name_the_classes() {
    fine(|e| e.training.class_weights = ClassWeights::Balanced);
    only(
        |e| e.training.class_weights = ClassWeights::ByHand(vec![("nobody".to_owned(), 2.0)]),
        &Field::ClassWeights,
        "class nobody",
    );
}

#[test]
fn planned_changes_are_checked_together_where_they_are_made_together() {
    let plan = |update: u64, change: Change| PlannedChange {
        update,
        before: None,
        change,
    };
    let l1 = |l1| {
        Change::Regularization(RegularizationSpec {
            l1,
            ..Default::default()
        })
    };
    let squares = |e: &mut Experiment| {
        with_optimiser(e, "Adam");
        e.training.regularization.l1 = 0.1;
        e.training.update = Update::MiniBatch(8);
    };
    let marquardt = Change::Optimizer(optimiser("Levenberg–Marquardt"));
    // In between, there are an L1 penalty and batches with an optimiser that takes neither.
    fine(|e| {
        squares(e);
        e.changes = vec![
            plan(20, marquardt.clone()),
            plan(20, l1(0.0)),
            plan(20, Change::Update(Update::FullBatch)),
        ];
    });
    only(
        |e| {
            squares(e);
            e.changes = vec![
                plan(20, marquardt.clone()),
                plan(20, Change::Update(Update::FullBatch)),
                plan(21, l1(0.0)),
            ];
        },
        &Field::Changes,
        "after the change at update 20: Levenberg–Marquardt needs squares",
    );
    only(
        |e| {
            let weights = ClassWeights::ByHand(vec![("nobody".to_owned(), 2.0)]);
            e.changes = vec![plan(5, Change::ClassWeights(weights))];
        },
        &Field::Changes,
        "after the change at update 5: there is a weight for a class nobody",
    );
}

/// A preset of the first version, which knows nothing of all this.
const VERSION_1: &str = include_str!("../data/preset_v1.ron");

#[test]
fn presets_keep_regularisation_and_old_ones_have_none() {
    let mut experiment = preset::parse(VERSION_1).unwrap();
    assert_eq!(
        experiment.training.regularization,
        RegularizationSpec::default()
    );
    assert_eq!(experiment.training.class_weights, ClassWeights::Equal);
    for index in 0..9 {
        let spec = experiment.training.regularization;
        let value = 0.1 + 0.2 * index as f64;
        experiment.training.regularization = spec.with_parameter(index, value);
    }
    experiment.training.loss = Loss::Huber { delta: 1.0 / 3.0 };
    experiment.network.hidden[0].activation = Activation::Celu { alpha: 0.7 };
    for weights in [
        ClassWeights::Balanced,
        ClassWeights::ByHand(vec![("a \"b\"".to_owned(), 0.1 + 0.2)]),
    ] {
        experiment.training.class_weights = weights.clone();
        let spec = experiment.training.regularization;
        let changes = [Change::ClassWeights(weights), Change::Regularization(spec)];
        let plan = changes.map(|change| PlannedChange {
            update: 7,
            before: None,
            change,
        });
        experiment.changes = plan.to_vec();
        let text = preset::write(&experiment).unwrap();
        assert_eq!(preset::parse(&text).unwrap(), experiment);
    }
}

/// What the preset's description promises.
#[test]
fn the_penalty_of_the_preset_keeps_the_curve_from_running_through_the_noise() {
    let with_penalty = preset::parse(preset::builtin("sine-l2").unwrap()).unwrap();
    let mut without = with_penalty.clone();
    without.training.regularization.l2 = 0.0;
    let [kept, free] = [with_penalty, without].map(|experiment| {
        let table = experiment.data.source.made_table().unwrap().unwrap();
        let mut run = experiment.check(&table).unwrap().start();
        while run.outcome().is_none() {
            run.step(&|| false);
        }
        let outcome = run.outcome().unwrap();
        (outcome.train_loss, outcome.validation_loss.unwrap())
    });
    assert!(free.0 < 0.2 * kept.0, "{free:?} and {kept:?}");
    assert!(free.1 > 3.0 * kept.1, "{free:?} and {kept:?}");
}
