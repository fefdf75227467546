//! The toolbar and the status bar by their accessible names: what they show and what they wish for.

use crate::bench::Bench;
use crate::finished_run::after_a_run;
use crate::finished_run::is_enabled;
use deltascope::engine::Pace;
use deltascope::engine::RunState;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::train::Change;
use deltascope::train::LiveChange;
use deltascope::train::Outcome;
use deltascope::train::Position;
use deltascope::train::StopReason;
use deltascope::train::StopSpec;
use deltascope::views::ViewCtx;
use deltascope::views::status_bar::status_bar_ui;
use deltascope::views::theme;
use deltascope::views::toolbar::toolbar_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::reading::Reading;
use deltascope::workbench::state::Check;
use deltascope::workbench::state::TableSlot;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn toolbar(bench: Bench, width: f32) -> Harness<'static, Bench> {
    let mut installed = false;
    bench.harness(egui::vec2(width, 60.0), move |ui, state, commands| {
        if !installed {
            theme::install(ui.ctx());
            installed = true;
        }
        toolbar_ui(ui, &ViewCtx { state }, commands);
    })
}

#[test]
fn every_button_of_the_toolbar_gives_its_wish() {
    for width in [1280.0, 900.0] {
        let mut harness = toolbar(after_a_run(), width);
        for command in [
            MenuCommand::RunPause,
            MenuCommand::StepUpdate,
            MenuCommand::StepEpoch,
            MenuCommand::Stop,
            MenuCommand::Reset,
            MenuCommand::NewDraw,
        ] {
            harness.run();
            harness.get_by_label(command.row().text).click();
            harness.run();
            let commands = harness.state_mut().take();
            assert!(
                matches!(commands[..], [AppCommand::Menu(wish)] if wish == command),
                "{command:?} at {width}: {commands:?}"
            );
        }
    }
}

#[test]
fn a_running_run_can_be_paused_but_not_stepped() {
    let mut bench = after_a_run();
    bench.state.session.state = RunState::Running;
    let mut harness = toolbar(bench, 1280.0);
    harness.run();
    harness.get_by_label("Running");
    assert!(is_enabled(&harness, "Pause"));
    assert!(!is_enabled(&harness, "Step"));
}

#[test]
fn the_speed_is_chosen_from_a_list() {
    let mut harness = toolbar(after_a_run(), 1280.0);
    harness.set_size(egui::vec2(1280.0, 500.0));
    harness.run_steps(12);
    harness
        .get_by_role_and_label(egui::Role::ComboBox, "Speed")
        .click();
    harness.run_steps(12);
    harness.get_by_label("10 epochs/s").click();
    harness.run_steps(12);
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::SetPace(pace)] if pace == Pace::EpochsPerSec(10.0)),
        "got {commands:?}"
    );
}

#[test]
fn the_learning_rate_is_typed_into_the_toolbar() {
    let mut harness = toolbar(after_a_run(), 1280.0);
    harness.run();
    harness
        .get_by_label("Learning rate")
        .set_value_accesskit(0.25);
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(
            commands[..],
            [AppCommand::SetRates {
                learning_rate: 0.25,
                momentum: Some(0.9)
            }]
        ),
        "got {commands:?}"
    );
}

#[test]
fn a_rate_that_begins_with_a_nought_is_typed_and_counts_as_a_whole() {
    let mut harness = toolbar(after_a_run(), 1280.0);
    harness.run_steps(4);
    let before = harness.state().state.document.experiment.training.optimizer;
    harness.get_by_label("Learning rate").click();
    harness.run_steps(4);
    for letter in ["0", ".", "0", "5"] {
        harness.event(egui::Event::Text(letter.to_owned()));
        harness.run_steps(2);
    }
    assert!(harness.state_mut().take().is_empty());
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    let rate = match harness.state_mut().take()[..] {
        [AppCommand::SetRates { learning_rate, .. }] => Some(learning_rate),
        _ => None,
    };
    assert_eq!(rate, Some(0.05), "before: {before:?}");
}

#[test]
fn a_rate_that_is_only_looked_at_keeps_its_digits() {
    let mut bench = after_a_run();
    let optimizer = &mut bench.state.document.experiment.training.optimizer;
    *optimizer = optimizer.with_rates(0.123_456_789_123, None);
    let mut harness = toolbar(bench, 1280.0);
    harness.run_steps(4);
    harness.get_by_label("Learning rate").click();
    harness.run_steps(4);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert!(harness.state_mut().take().is_empty());
}

#[test]
fn the_toolbar_says_why_a_run_has_ended() {
    let mut bench = after_a_run();
    bench.state.session.state = RunState::Finished;
    bench.state.session.outcome = Some(outcome(StopReason::TargetError, 100));
    let mut harness = toolbar(bench, 1280.0);
    harness.run();
    harness.get_by_label("Finished: target error");
    harness.get_by_label("100");
}

#[test]
fn the_toolbar_counts_towards_the_epochs_in_force() {
    let mut bench = after_a_run();
    let experiment = bench.state.document.experiment.clone();
    let stop = Change::Stop(experiment.training.stop);
    bench.state.document.running = Some(experiment);
    bench.state.session.history.changes = vec![LiveChange {
        update: 50,
        epoch: 50.0,
        before: stop,
        after: Change::Stop(StopSpec::after_epochs(777)),
    }];
    let mut harness = toolbar(bench, 1280.0);
    harness.run();
    harness.get_by_label("/ 777");
}

fn outcome(reason: StopReason, weights_epoch: u64) -> Outcome {
    Outcome {
        reason,
        position: Position {
            epoch: 100,
            ..Position::default()
        },
        weights_epoch,
        train_loss: 0.01,
        validation_loss: None,
        note: String::new(),
    }
}

fn status_bar(bench: Bench) -> Harness<'static, Bench> {
    bench.harness(egui::vec2(1280.0, 40.0), |ui, state, commands| {
        status_bar_ui(ui, &ViewCtx { state }, commands);
    })
}

#[test]
fn the_status_bar_says_losses_and_which_weights_were_kept() {
    let mut bench = after_a_run();
    bench.state.session.state = RunState::Finished;
    bench.state.session.outcome = Some(outcome(StopReason::EarlyStop, 60));
    let mut harness = status_bar(bench);
    harness.run();
    harness.get_by_label("Epoch 100");
    harness.get_by_label("0.01000000");
    harness.get_by_label("Validation loss stopped falling; the weights are those of epoch 60");
}

#[test]
fn a_document_with_problems_that_was_never_run_is_not_ready_and_has_no_losses() {
    let never_run = || {
        let mut bench = after_a_run();
        bench.state.session.begun = false;
        bench
    };
    let with_a_problem = || {
        let mut bench = never_run();
        let (field, message) = (Field::Stop, "too few epochs".to_owned());
        bench.state.check = Check::Problems(vec![Problem { field, message }]);
        bench
    };
    toolbar(never_run(), 1280.0).get_by_label("Ready");
    toolbar(with_a_problem(), 1280.0).get_by_label("Not ready");
    status_bar(never_run()).get_by_label("training loss");
    let bar = status_bar(with_a_problem());
    bar.get_by_label("No run yet");
    assert!(bar.query_by_label("training loss").is_none());
}

#[test]
fn reading_a_table_can_be_called_off() {
    let mut bench = after_a_run();
    bench.state.table = TableSlot::Loading {
        name: "big.csv".to_owned(),
        reading: Reading::of(Some(4 << 20)),
    };
    let mut harness = status_bar(bench);
    harness.run();
    harness.get_by_label("Reading big.csv");
    harness.get_by_label("Cancel").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::CancelLoading]),
        "got {commands:?}"
    );
}

#[test]
fn the_toolbar_fits_the_smallest_window() {
    for width in [780.0, 1000.0, 1260.0, 1900.0] {
        let mut bench = after_a_run();
        bench.state.session.state = RunState::Finished;
        bench.state.session.snapshot.position.epoch = 80_000;
        bench.state.session.outcome = Some(outcome(StopReason::TargetError, 80_000));
        let mut harness = toolbar(bench, width);
        harness.run();
        let momentum = harness.get_by_label("Momentum").rect();
        let state = harness.get_by_label_contains("Finished").rect();
        assert!(
            momentum.right() < state.left() - 8.0,
            "at {width}: {momentum} meets {state}"
        );
    }
}

#[test]
fn the_toolbar_leaves_out_the_word_then_the_reason_then_the_number_of_epochs() {
    // The toolbar of a window that is 1280 points wide has 1258.
    let cases = [
        (1900.0, StopReason::TargetError, [true, true, true]),
        (1258.0, StopReason::MaxEpochs, [true, true, false]),
        (1258.0, StopReason::TargetError, [true, true, false]),
        (1258.0, StopReason::Diverged, [true, false, true]),
        (1000.0, StopReason::TargetError, [true, true, true]),
        (780.0, StopReason::TargetError, [false, false, false]),
    ];
    for (width, reason, expected) in cases {
        let mut bench = after_a_run();
        bench.state.session.state = RunState::Finished;
        bench.state.session.snapshot.position.epoch = 80_000;
        let document = &mut bench.state.document;
        document.experiment.training.stop = StopSpec::after_epochs(80_000);
        document.running = Some(document.experiment.clone());
        bench.state.session.outcome = Some(outcome(reason, 80_000));
        let mut harness = toolbar(bench, width);
        harness.run();
        let shown = [
            harness.query_by_label_contains("/ 80").is_some(),
            harness.query_by_label_contains("Finished: ").is_some(),
            harness.query_by_label("Epoch").is_some(),
        ];
        assert_eq!(shown, expected, "{reason} at {width}");
    }
}
