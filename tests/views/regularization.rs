//! Regularisation, class weights and the loss's settings in the training panel.

use crate::bench::Bench;
use crate::edits::edit;
use crate::edits::enter;
use crate::exclusive_or::exclusive_or;
use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::Role;
use deltascope::engine::RunState;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::ClassWeights;
use deltascope::train::LiveChange;
use deltascope::train::PlannedChange;
use deltascope::train::RegularizationSpec;
use deltascope::train::StopSpec;
use deltascope::train::Update;
use deltascope::views::ViewCtx;
use deltascope::views::training_panel::TrainingPanelLocal;
use deltascope::views::training_panel::training_panel_ui;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::state::Check;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

fn panel(change: impl FnOnce(&mut Bench)) -> Harness<'static, Bench> {
    panel_of(320.0, change)
}

fn panel_of(width: f32, change: impl FnOnce(&mut Bench)) -> Harness<'static, Bench> {
    let mut bench = Bench::new(Some(exclusive_or()));
    change(&mut bench);
    let mut local = TrainingPanelLocal::default();
    let mut harness = bench.harness(egui::vec2(width, 1500.0), move |ui, state, commands| {
        training_panel_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    harness
}

#[test]
fn the_section_is_folded_where_there_is_nothing_and_each_setting_can_be_entered() {
    let mut harness = panel(|_| {});
    let field = "L2 penalty λ₂";
    assert!(
        harness
            .query_by_role_and_label(egui::Role::TextInput, field)
            .is_none()
    );
    harness.get_by_label("Section Regularisation").click();
    harness.run();
    for (index, parameter) in RegularizationSpec::default()
        .parameters()
        .iter()
        .enumerate()
    {
        enter(
            &mut harness,
            &format!("{} {}", parameter.name, parameter.symbol),
            "0.25",
        );
        let DocumentEdit::Regularization(spec) = edit(&mut harness) else {
            panic!("another edit");
        };
        assert_eq!(
            spec,
            RegularizationSpec::default().with_parameter(index, 0.25)
        );
    }
}

// AdamW has a weight decay of its own.
#[test]
fn fields_of_one_name_in_two_sections_are_two_fields() {
    let mut harness = panel(|bench| {
        let training = &mut bench.state.document.experiment.training;
        let mut all = OptimizerSpec::ALL.into_iter();
        training.optimizer = all.find(|other| other.name() == "AdamW").unwrap();
        training.regularization.weight_decay = 0.5;
    });
    let fields = harness.get_all_by_role_and_label(egui::Role::TextInput, "Weight decay λ");
    let fields: Vec<_> = fields.collect();
    assert_eq!(fields.len(), 2);
    fields[1].focus();
    harness.run();
    let mut fields = harness.get_all_by_role_and_label(egui::Role::TextInput, "Weight decay λ");
    let focused = |node: Option<egui_kittest::Node<'_>>| node.unwrap().is_focused();
    assert!(!focused(fields.next()) && focused(fields.next()));
}

#[test]
fn what_is_on_stands_open_and_in_the_head() {
    let harness = panel(|bench| {
        let spec = &mut bench.state.document.experiment.training.regularization;
        (spec.l1, spec.input_noise) = (0.1, 0.2);
    });
    harness.get_by_label("L1 penalty and 1 more");
    harness.get_by_role_and_label(egui::Role::TextInput, "Input noise σ");
}

#[test]
fn classes_are_weighted_one_by_one() {
    let weights = ClassWeights::ByHand(vec![("0".to_owned(), 1.0), ("1".to_owned(), 3.0)]);
    let mut harness = panel(|bench| {
        bench.state.document.experiment.training.class_weights = weights;
    });
    enter(&mut harness, "Weight of 1", "0.5");
    let DocumentEdit::ClassWeights(ClassWeights::ByHand(weights)) = edit(&mut harness) else {
        panic!("another edit");
    };
    assert_eq!(weights, [("0".to_owned(), 1.0), ("1".to_owned(), 0.5)]);
}

/// Whether class weights are offered; if not, it is said why.
fn class_weights_are_offered(harness: &mut Harness<'_, Bench>, why: &str) -> bool {
    harness.run_steps(2);
    let chooser = harness.get_by_role_and_label(egui::Role::ComboBox, "Class weights");
    let offered = !chooser.accesskit_node().is_disabled();
    chooser.hover();
    harness.run_steps(60);
    let said = harness.query_by_label_contains("Classes cannot be weighted");
    assert_eq!(said.is_some(), !offered);
    harness.hover_at(egui::Pos2::ZERO);
    if let Some(said) = said {
        let said = said.accesskit_node().value();
        assert!(said.is_some_and(|said| said.contains(why)), "{why}");
    }
    harness.run_steps(60);
    offered
}

// A target of 0 and 1 has classes, one with a half has none, also in a document that opens with another problem.
#[test]
fn class_weights_are_offered_only_where_there_are_classes() {
    let sizes = [4, 0];
    let cases = sizes.map(|size| [(size, 1.0, true), (size, 0.5, false)]);
    for (size, value, offered) in cases.into_iter().flatten() {
        let mut harness = panel(|bench| {
            let mut experiment = exclusive_or();
            experiment.training.update = Update::MiniBatch(size);
            let DataSource::Inline { rows, .. } = &mut experiment.data.source else {
                panic!("another source");
            };
            rows[1][2] = value;
            *bench = Bench::new(Some(experiment));
        });
        let found = class_weights_are_offered(&mut harness, "no target has classes");
        assert_eq!(found, offered, "{value}");
        // A problem elsewhere changes nothing.
        let problem = |field| {
            let message = "wrong".to_owned();
            Check::Problems(vec![Problem { field, message }])
        };
        harness.state_mut().state.check = problem(Field::LearningRate);
        let found = class_weights_are_offered(&mut harness, "no target has classes");
        assert_eq!(found, offered, "{value}");
        harness.state_mut().state.check = problem(Field::Split);
        assert!(!class_weights_are_offered(&mut harness, "a problem"));
        harness.state_mut().state.check = Check::NoTable;
        assert!(!class_weights_are_offered(&mut harness, "no table"));
    }
}

#[test]
fn two_targets_with_classes_are_told_from_none_and_weights_can_be_given_up() {
    let mut experiment = exclusive_or();
    let column = |name, role, kind| ColumnSpec {
        kind,
        ..ColumnSpec::new(name, role)
    };
    experiment.data.columns = vec![
        column("x1", Role::Input, ColumnKind::AsRead),
        column("x2", Role::Target, ColumnKind::Classes),
        column("y", Role::Target, ColumnKind::Classes),
    ];
    for (weights, offered) in [(ClassWeights::Equal, false), (ClassWeights::Balanced, true)] {
        experiment.training.class_weights = weights;
        let experiment = experiment.clone();
        let mut harness = panel(|bench| *bench = Bench::new(Some(experiment)));
        let found = class_weights_are_offered(&mut harness, "more than one target");
        assert_eq!(found, offered);
    }
}

#[test]
fn the_penalty_of_bayesian_regularisation_is_told() {
    let says = |optimizer: &str, l2: f64| {
        let mut harness = panel(|bench| {
            let training = &mut bench.state.document.experiment.training;
            let mut all = OptimizerSpec::ALL.into_iter();
            training.optimizer = all.find(|other| other.name() == optimizer).unwrap();
            if let OptimizerSpec::LevenbergMarquardt { bayesian, .. } = &mut training.optimizer {
                *bayesian = true;
            }
            training.regularization.l2 = l2;
        });
        let head = ["Bayesian", "L2 penalty", "None"].map(|head| harness.query_by_label(head));
        let head = head.map(|node| node.is_some());
        if l2 == 0.0 {
            harness.get_by_label("Section Regularisation").click();
            harness.run();
        }
        let line = harness.query_by_label_contains("The error plot shows the training loss");
        (head, line.and_then(|line| line.accesskit_node().value()))
    };
    let text = |penalty: &str| {
        Some(format!(
            "The error plot shows the training loss, {penalty} and their total."
        ))
    };
    let bayesian = text("the penalty of Bayesian regularisation");
    assert_eq!(
        says("Levenberg–Marquardt", 0.0),
        ([true, false, false], bayesian)
    );
    assert_eq!(
        says("Adam", 0.1),
        ([false, true, false], text("the penalty"))
    );
    assert_eq!(says("Adam", 0.0), ([false, false, true], None));
}
#[test]
fn the_settings_of_a_loss_are_entered() {
    let mut harness = panel(|bench| {
        bench.state.document.experiment.training.loss = Loss::Huber { delta: 1.0 };
    });
    enter(&mut harness, "Threshold δ", "0.5");
    let DocumentEdit::Loss(loss) = edit(&mut harness) else {
        panic!("another edit");
    };
    assert_eq!(loss, Loss::Huber { delta: 0.5 });
}

const AT_ONCE: &str = "The run takes changes over at once.";
const AFRESH: &str = "The run takes changes over at once, and its optimiser starts afresh.";
const NEW_RUN: &str = "Changes start a new run.";

#[test]
fn each_section_says_when_its_changes_take_effect() {
    let count = |harness: &Harness<'_, Bench>, words| harness.query_all_by_label(words).count();
    let words = [AT_ONCE, AFRESH, NEW_RUN];
    let begun = |optimizer: Option<OptimizerSpec>| {
        let harness = panel(|bench| {
            (bench.state.session.state, bench.state.session.begun) = (RunState::Paused, true);
            let training = &mut bench.state.document.experiment.training;
            training.regularization.l2 = 0.1;
            training.optimizer = optimizer.unwrap_or(training.optimizer);
        });
        harness.get_by_label("Class weights change at once, the loss in a new run.");
        words.map(|words| count(&harness, words))
    };
    // Optimiser, schedule, regularisation and stops; the seeds.
    assert_eq!(begun(None), [4, 0, 1]);
    let lbfgs = OptimizerSpec::Lbfgs {
        memory: 10,
        curvature: 0.9,
    };
    assert_eq!(begun(Some(lbfgs)), [3, 1, 1]);
    let harness = panel(|_| {});
    assert_eq!(words.map(|words| count(&harness, words)), [0, 0, 0]);
}

#[test]
fn planned_changes_are_listed_and_can_be_taken_out() {
    let planned = |update, change| PlannedChange {
        update,
        before: None,
        change,
    };
    let regularization = RegularizationSpec {
        l2: 0.01,
        max_norm: 2.0,
        ..Default::default()
    };
    let mut harness = panel(|bench| {
        bench.state.document.experiment.changes = vec![
            planned(1200, Change::Regularization(regularization)),
            planned(1300, Change::ClassWeights(ClassWeights::Balanced)),
        ];
    });
    harness.get_by_label("Update 1200: L2 penalty λ₂ 0 → 0.01, max. norm c 0 → 2");
    harness.get_by_label("Update 1300: class weights equal → balanced");
    harness.get_by_label("Take out").click();
    assert_eq!(edit(&mut harness), DocumentEdit::NoChanges);
}

#[test]
fn the_panel_says_what_the_run_has_changed_by_its_plan() {
    let mut harness = panel(|bench| {
        let state = &mut bench.state;
        let adam = Change::Optimizer(OptimizerSpec::ALL[4]);
        let stop = Change::Stop(StopSpec::after_epochs(7));
        let experiment = &mut state.document.experiment;
        let plan = [adam, stop].map(|change| PlannedChange {
            update: 3,
            before: None,
            change,
        });
        experiment.training.stop = StopSpec::after_epochs(5);
        experiment.changes = plan.to_vec();
        let training = &experiment.training;
        let made = plan.map(|planned| LiveChange {
            update: 3,
            epoch: 3.0,
            before: planned.change.present(training),
            after: planned.change,
        });
        state.document.running = Some(experiment.clone());
        (state.session.state, state.session.begun) = (RunState::Paused, true);
        state.session.history.changes = made.to_vec();
        state.session.snapshot.position.update = 3;
    });
    harness.run();
    harness.get_by_label("In the run, as planned: max. epochs 5 → 7");
    harness.get_by_label(
        "The run has gone over to Adam, as planned. Settings here wait for a new run.",
    );
}

#[test]
fn nothing_moves_when_a_run_begins() {
    let places = |begun: bool| {
        let harness = panel(|bench| {
            if begun {
                (bench.state.session.state, bench.state.session.begun) = (RunState::Paused, true);
            }
        });
        let marks = harness.query_all_by_label(AT_ONCE).count();
        let heads = ["Loss", "Optimiser", "Updates", "Stops", "Random seeds"];
        let rects = heads.map(|head| harness.get_by_label(&format!("Section {head}")).rect());
        (marks, rects)
    };
    let (before, still) = places(false);
    let (after, going) = places(true);
    assert_eq!((before, after), (0, 4), "the heads say what acts at once");
    assert_eq!(going, still);
}

#[test]
fn shuffling_is_offered_where_the_order_of_samples_matters() {
    for (update, matters) in [(Update::MiniBatch(2), true), (Update::FullBatch, false)] {
        let harness = panel(|bench| bench.state.document.experiment.training.update = update);
        let shown = harness.get_by_label("Shuffle samples");
        assert_eq!(!shown.accesskit_node().is_disabled(), matters, "{update:?}");
    }
}

#[test]
fn the_fields_of_a_section_stay_in_line_where_a_label_is_long() {
    let levenberg_marquardt = OptimizerSpec::ALL[16];
    for width in [236.0, 260.0, 320.0] {
        let harness = panel_of(width, |bench| {
            bench.state.document.experiment.training.optimizer = levenberg_marquardt;
        });
        let parameters = levenberg_marquardt.parameters();
        let fields: Vec<egui::Rect> = parameters[..4]
            .iter()
            .map(|row| format!("{} {}", row.name, row.symbol))
            .map(|label| {
                let field = harness.get_by_role_and_label(egui::Role::TextInput, &label);
                field.rect()
            })
            .collect();
        assert!(
            fields.iter().all(|field| field.left() == fields[0].left()),
            "at {width}: {fields:?}"
        );
        assert!(fields[0].width() >= 90.0, "at {width}: {fields:?}");
    }
}
