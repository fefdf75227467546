//! The training panel by its accessible names: every setting is found, shown and wished for.

use crate::bench::Bench;
use crate::edits::edit;
use crate::edits::enter;
use crate::exclusive_or::exclusive_or;
use deltascope::engine::RunState;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::train::NoProgress;
use deltascope::train::Precision;
use deltascope::train::StopSpec;
use deltascope::train::Update;
use deltascope::views::ViewCtx;
use deltascope::views::training_panel::TrainingPanelLocal;
use deltascope::views::training_panel::training_panel_ui;
use deltascope::widgets::formula::kept_together;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::state::Check;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn bench() -> Bench {
    Bench::new(Some(exclusive_or()))
}

fn panel(bench: Bench) -> Harness<'static, Bench> {
    let mut local = TrainingPanelLocal::default();
    let mut harness = bench.harness(egui::vec2(320.0, 1400.0), move |ui, state, commands| {
        training_panel_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    harness
}

fn choose(harness: &mut Harness<'_, Bench>, list: &str, entry: &str) {
    harness
        .get_by_role_and_label(egui::Role::ComboBox, list)
        .click();
    harness.run();
    harness
        .get_by_role_and_label(egui::Role::Button, entry)
        .click();
}

#[test]
fn the_loss_is_chosen_with_its_formula_in_view() {
    let mut harness = panel(bench());
    harness.get_by_label(Loss::HalfSquaredError.formula());
    choose(&mut harness, "Loss", "Mean squared error");
    assert_eq!(
        edit(&mut harness),
        DocumentEdit::Loss(Loss::MeanSquaredError)
    );
}

#[test]
fn a_loss_that_does_not_fit_the_outputs_is_mended_by_one_click() {
    let mut bench = self::bench();
    bench.state.document.experiment.training.loss = Loss::SoftmaxCrossEntropy;
    let mut harness = panel(bench);
    harness.get_by_label_contains("needs Softmax outputs");
    harness
        .get_by_label("Set the output activation to Softmax")
        .click();
    // input, hidden1, output
    let expected = DocumentEdit::Activation {
        layer: 2,
        activation: Activation::Softmax,
    };
    assert_eq!(edit(&mut harness), expected);
}

#[test]
fn every_setting_of_every_optimiser_has_a_field() {
    for optimizer in OptimizerSpec::ALL {
        let mut bench = self::bench();
        bench.state.document.experiment.training.optimizer = optimizer;
        let harness = panel(bench);
        for parameter in optimizer.parameters() {
            let label = format!("{} {}", parameter.name, parameter.symbol);
            assert!(
                harness.query_all_by_label(label.trim()).next().is_some(),
                "{} has no field for {label}",
                optimizer.name()
            );
        }
    }
}

#[test]
fn another_optimiser_comes_with_its_defaults() {
    let mut harness = panel(bench());
    choose(&mut harness, "Optimiser", "Adam");
    let adam = OptimizerSpec::ALL
        .into_iter()
        .find(|optimizer| optimizer.name() == "Adam");
    assert_eq!(edit(&mut harness), DocumentEdit::Optimizer(adam.unwrap()));
}

#[test]
fn a_rate_is_an_edit_before_the_run_and_live_during_it() {
    let mut harness = panel(bench());
    enter(&mut harness, "Learning rate η", "0,05");
    let expected = OptimizerSpec::Sgd {
        learning_rate: 0.05,
        momentum: 0.9,
        nesterov: false,
    };
    assert_eq!(edit(&mut harness), DocumentEdit::Optimizer(expected));

    let mut bench = self::bench();
    bench.state.session.state = RunState::Running;
    bench.state.session.begun = true;
    let mut harness = panel(bench);
    enter(&mut harness, "Learning rate η", "0.05");
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(
            commands[..],
            [AppCommand::SetRates {
                learning_rate: 0.05,
                momentum: Some(0.9)
            }]
        ),
        "got {commands:?}"
    );
}

#[test]
fn a_setting_out_of_range_is_marked() {
    let mut bench = self::bench();
    bench.state.document.experiment.training.optimizer = OptimizerSpec::Sgd {
        learning_rate: -1.0,
        momentum: 0.0,
        nesterov: false,
    };
    let harness = panel(bench);
    harness.get_by_label_contains("learning rate η is -1; it must be more than 0");
}

#[test]
fn mini_batches_have_a_size() {
    let mut harness = panel(bench());
    assert!(harness.query_by_label("Batch size").is_none());
    choose(&mut harness, "Update", "Mini-batch");
    assert_eq!(
        edit(&mut harness),
        DocumentEdit::Update(Update::MiniBatch(32))
    );

    let mut bench = self::bench();
    bench.state.document.experiment.training.update = Update::MiniBatch(8);
    let mut harness = panel(bench);
    enter(&mut harness, "Batch size", "16");
    assert_eq!(
        edit(&mut harness),
        DocumentEdit::Update(Update::MiniBatch(16))
    );
}

#[test]
fn shuffling_and_precision_are_chosen() {
    let mut bench = bench();
    bench.state.document.experiment.training.update = Update::MiniBatch(2);
    let mut harness = panel(bench);
    harness.get_by_label("Shuffle samples").click();
    assert_eq!(edit(&mut harness), DocumentEdit::Shuffle(true));
    choose(&mut harness, "Precision", "32 bits");
    assert_eq!(edit(&mut harness), DocumentEdit::Precision(Precision::F32));
}

#[test]
fn stops_are_switched_on_and_off() {
    let mut harness = panel(bench());
    let stop = harness.state().state.document.experiment.training.stop;
    harness.get_by_label("Stop early").click();
    let mut expected = stop;
    expected.patience = Some(50);
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
    harness.get_by_label("Stop at a target error").click();
    expected = stop;
    expected.target_error = None;
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
    enter(&mut harness, "Max. epochs", "80000");
    expected = stop;
    expected.max_epochs = 80_000;
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
}

#[test]
fn seeds_are_typed_or_drawn() {
    let mut harness = panel(bench());
    enter(&mut harness, "Weights", "7");
    let mut seeds = harness.state().state.document.experiment.seeds;
    seeds.initialisation = 7;
    assert_eq!(edit(&mut harness), DocumentEdit::Seeds(seeds));

    let mut bench = self::bench();
    let table = std::sync::Arc::clone(bench.state.table().unwrap());
    let plan = bench.state.document.experiment.check(&table).unwrap();
    bench.state.check = Check::Ready(Box::new(plan));
    let mut harness = panel(bench);
    harness
        .get_by_label_contains(MenuCommand::NewDraw.row().text)
        .click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::Menu(MenuCommand::NewDraw)]),
        "got {commands:?}"
    );
}

#[test]
fn problems_stand_at_their_fields() {
    let mut bench = self::bench();
    let fields = [Field::Loss, Field::Update, Field::Stop];
    bench.state.check = Check::Problems(
        fields
            .into_iter()
            .map(|field| Problem {
                message: format!("{field:?} is wrong"),
                field,
            })
            .collect(),
    );
    let harness = panel(bench);
    for words in ["Loss is wrong", "Update is wrong", "Stop is wrong"] {
        harness.get_by_label(words);
    }
}

#[test]
fn nothing_reaches_beyond_the_width_of_the_panel() {
    for optimizer in OptimizerSpec::ALL {
        let mut bench = self::bench();
        bench.state.document.experiment.training.optimizer = optimizer;
        let mut local = TrainingPanelLocal::default();
        bench
            .harness(egui::vec2(300.0, 1100.0), move |ui, state, commands| {
                training_panel_ui(ui, &ViewCtx { state }, &mut local, commands);
                let width = ui.min_rect().width();
                assert!(width <= 300.5, "{} is {width} wide", optimizer.name());
            })
            .run();
    }
}

#[test]
fn a_schedule_is_chosen_with_its_settings_and_its_rate_in_view() {
    let mut bench = self::bench();
    bench.state.document.experiment.training.stop.max_epochs = 200;
    let mut harness = panel(bench);
    choose(&mut harness, "Schedule", "One cycle");
    // As long as the run, and the rest at its defaults.
    let cycle = Schedule::OneCycle {
        epochs: 200,
        rise: 0.3,
        start_divisor: 25.0,
        end_divisor: 1e4,
    };
    assert_eq!(edit(&mut harness), DocumentEdit::Schedule(cycle));
    let training = &mut harness.state_mut().state.document.experiment.training;
    training.schedule = cycle;
    training.optimizer = training.optimizer.with_rates(0.5, None);
    harness.run();
    // 0.5 / 25 / 10⁴ at the end.
    harness.get_by_label("Learning rate over epochs, from 2e-6 to 0.5");
    enter(&mut harness, "Length (epochs) T", "50");
    assert_eq!(
        edit(&mut harness),
        DocumentEdit::Schedule(cycle.with_parameter(0, 50.0))
    );
}

#[test]
fn a_schedule_that_the_optimiser_cannot_follow_is_marked() {
    let mut bench = self::bench();
    let message = "L-BFGS has no learning rate that a schedule could change";
    bench.state.check = Check::Problems(vec![Problem {
        field: Field::Schedule,
        message: message.to_owned(),
    }]);
    let harness = panel(bench);
    harness.get_by_label_contains(message);
}

#[test]
fn stops_by_updates_gradient_and_progress_are_switched_on() {
    let mut harness = panel(bench());
    let stop = harness.state().state.document.experiment.training.stop;
    harness.get_by_label("Limit the updates").click();
    let expected = StopSpec {
        max_updates: Some(10_000),
        ..stop
    };
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
    harness.get_by_label("Stop at a short gradient").click();
    let expected = StopSpec {
        gradient_norm: Some(1e-4),
        ..stop
    };
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
    harness.get_by_label("Stop without progress").click();
    let expected = StopSpec {
        no_progress: Some(NoProgress {
            improvement: 0.001,
            epochs: 100,
        }),
        ..stop
    };
    assert_eq!(edit(&mut harness), DocumentEdit::Stop(expected));
}

#[test]
fn each_choice_says_when_to_use_it_how_it_reads_and_where_it_comes_from() {
    let lbfgs = OptimizerSpec::ALL[15];
    let huber = Loss::Huber { delta: 1.0 };
    let cycle = Schedule::ALL[5];
    for (list, entry, said) in [
        (
            "Optimiser",
            "L-BFGS",
            [lbfgs.purpose(), lbfgs.formula(), lbfgs.source()],
        ),
        (
            "Loss",
            "Huber loss",
            [huber.purpose(), huber.formula(), huber.source()],
        ),
        (
            "Schedule",
            "One cycle",
            [cycle.purpose(), cycle.formula(), cycle.source()],
        ),
    ] {
        let mut harness = panel(bench());
        harness
            .get_by_role_and_label(egui::Role::ComboBox, list)
            .click();
        harness.run();
        let row = harness.get_by_role_and_label(egui::Role::Button, entry);
        row.scroll_to_me();
        harness.run();
        harness
            .get_by_role_and_label(egui::Role::Button, entry)
            .hover();
        // A tooltip waits until the pointer rests.
        harness.run_steps(60);
        let [purpose, formula, source] = said;
        harness.get_by_label(&format!("{purpose}\n{}\n{source}", kept_together(formula)));
    }
}

#[test]
fn what_an_optimiser_needs_is_said_beside_it_and_mended_by_one_click() {
    let mut bench = self::bench();
    let training = &mut bench.state.document.experiment.training;
    training.optimizer = OptimizerSpec::ALL[16];
    (training.loss, training.update) = (Loss::BinaryCrossEntropy, Update::Online);
    let problem = |field, message: &str| Problem {
        field,
        message: message.to_owned(),
    };
    bench.state.check = Check::Problems(vec![
        problem(Field::Optimizer, "the loss does not suit"),
        problem(Field::Update, "the full batch is needed"),
    ]);
    let mut harness = panel(bench);
    harness.get_by_label("the loss does not suit");
    // Beside the optimiser that needs it, and beside the kind of update.
    let needed = harness.query_all_by_label("the full batch is needed");
    assert_eq!(needed.count(), 2);
    harness
        .get_by_label("Set the loss to Mean squared error")
        .click();
    assert_eq!(
        edit(&mut harness),
        DocumentEdit::Loss(Loss::MeanSquaredError)
    );
    let buttons = harness.query_all_by_label("Use the full batch");
    buttons.last().unwrap().click();
    assert_eq!(edit(&mut harness), DocumentEdit::Update(Update::FullBatch));
}
