//! Runs: what starts them, what they follow, and what waits for the next one.

use deltascope::data::DataSource;
use deltascope::data::Generator;
use deltascope::engine::RunState;
use deltascope::nn::Activation;
use deltascope::nn::OptimizerSpec;
use deltascope::train::StopReason;
use deltascope::train::StopSpec;
use deltascope::train::Update;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;

use crate::desk::Desk;

/// Enough epochs that a run does not end by itself while a test looks at it.
pub fn endless(desk: &mut Desk) {
    desk.edit(DocumentEdit::Stop(StopSpec::after_epochs(1_000_000_000)));
}

/// Does the first update of a run.
pub fn step_once(desk: &mut Desk) {
    desk.menu(MenuCommand::StepUpdate);
    desk.wait_until("a step", |state| {
        state.session.snapshot.position.update == 1
    });
}

fn more_units(units: usize) -> DocumentEdit {
    DocumentEdit::Units { layer: 1, units }
}

#[test]
fn a_document_that_checks_stands_at_its_start_with_first_weights_traced() {
    let mut desk = Desk::new();
    assert!(desk.is_ready());
    desk.wait_until("row 0 with its traces", |state| {
        state.session.history.traces.width() > 0
    });
    let session = &desk.state.session;
    assert_eq!((session.state, session.begun), (RunState::Paused, false));
    assert_eq!(session.history.table.epochs(), [0.0]);
    assert_eq!(desk.state.view.traced_weights, (0..8).collect::<Vec<_>>());
    assert_eq!(
        session.history.traced_weights,
        desk.state.view.traced_weights
    );
}

#[test]
fn run_pauses_and_goes_on_where_it_was() {
    let mut desk = Desk::new();
    endless(&mut desk);
    let run = desk.state.session.run;
    desk.menu(MenuCommand::RunPause);
    desk.wait_until("some epochs", |state| {
        state.session.snapshot.position.epoch > 3
    });
    desk.menu(MenuCommand::RunPause);
    desk.wait_for_run(RunState::Paused);
    let paused_at = desk.state.session.snapshot.position.update;
    desk.menu(MenuCommand::RunPause);
    desk.wait_until("more epochs", |state| {
        state.session.snapshot.position.update > paused_at
    });
    desk.menu(MenuCommand::Stop);
    desk.wait_for_run(RunState::Finished);
    assert_eq!(desk.state.session.run, run, "one run all the time");
    let outcome = desk.state.session.outcome.as_ref().unwrap();
    assert_eq!(outcome.reason, StopReason::User);
}

#[test]
fn steps_do_one_update_and_the_rest_of_the_epoch() {
    let mut desk = Desk::new();
    step_once(&mut desk);
    desk.wait_for_run(RunState::Paused);
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
    assert_eq!(desk.state.session.snapshot.position.update_in_epoch, 0);
}

#[test]
fn reset_goes_back_to_the_same_weights_and_new_weights_to_others() {
    let mut desk = Desk::new();
    desk.wait_for_run(RunState::Paused);
    let start = desk.weights();
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
    assert_ne!(desk.weights(), start);

    desk.menu(MenuCommand::Reset);
    desk.wait_for_run(RunState::Paused);
    assert_eq!(desk.weights(), start);
    assert!(!desk.state.session.begun);

    let seeds = desk.experiment().seeds;
    desk.menu(MenuCommand::NewDraw);
    desk.wait_for_run(RunState::Paused);
    assert_ne!(desk.weights(), start);
    assert_ne!(desk.experiment().seeds.initialisation, seeds.initialisation);
    assert_ne!(desk.experiment().seeds.order, seeds.order);
    assert_eq!(
        desk.experiment().seeds.split,
        seeds.split,
        "the split stays"
    );

    desk.menu(MenuCommand::Undo);
    assert_eq!(desk.experiment().seeds, seeds);
    desk.wait_for_run(RunState::Paused);
    assert_eq!(
        desk.weights(),
        start,
        "a run at its start follows the document"
    );
}

#[test]
fn a_run_at_its_start_follows_every_edit() {
    let mut desk = Desk::new();
    let before = desk.state.session.run;
    desk.edit(more_units(7));
    assert_ne!(desk.state.session.run, before);
    assert!(!desk.state.document.edits_await_new_run());
    let network = desk.state.session.network.as_ref().unwrap();
    assert_eq!(network.layers()[1].units, 7);
    assert_eq!(desk.state.session.state, RunState::Paused);
}

#[test]
fn edits_of_a_begun_run_wait_for_a_new_one() {
    let mut desk = Desk::new();
    endless(&mut desk);
    step_once(&mut desk);
    let run = desk.state.session.run;
    desk.edit(more_units(7));
    assert!(desk.state.document.edits_await_new_run());
    assert_eq!(desk.state.session.run, run, "the run is kept");

    desk.menu(MenuCommand::StepUpdate);
    desk.wait_until("another step", |state| {
        state.session.snapshot.position.update == 2
    });
    assert_eq!(desk.state.session.run, run, "it goes on as it was");

    desk.menu(MenuCommand::Reset);
    assert_ne!(desk.state.session.run, run);
    assert!(!desk.state.document.edits_await_new_run());
    assert_eq!(
        desk.state.session.network.as_ref().unwrap().layers()[1].units,
        7
    );
}

#[test]
fn undoing_the_edit_takes_the_waiting_back() {
    let mut desk = Desk::new();
    endless(&mut desk);
    step_once(&mut desk);
    desk.edit(DocumentEdit::Activation {
        layer: 1,
        activation: Activation::Logistic,
    });
    assert!(desk.state.document.edits_await_new_run());
    desk.menu(MenuCommand::Undo);
    assert!(!desk.state.document.edits_await_new_run());
}

#[test]
fn words_about_the_experiment_need_no_new_run() {
    let mut desk = Desk::new();
    step_once(&mut desk);
    desk.edit(DocumentEdit::Title("Another title".to_owned()));
    assert!(desk.state.document.is_dirty());
    assert!(!desk.state.document.edits_await_new_run());
}

#[test]
fn the_learning_rate_reaches_a_run_at_once_and_comes_back_by_undo() {
    let mut desk = Desk::new();
    endless(&mut desk);
    let before = desk
        .experiment()
        .training
        .optimizer
        .learning_rate()
        .unwrap();
    desk.menu(MenuCommand::RunPause);
    desk.wait_for_run(RunState::Running);
    let run = desk.state.session.run;
    // The second that an edit needs to become a step of undo.
    desk.state.tick(0.0);
    desk.apply(AppCommand::SetRates {
        learning_rate: 0.25,
        momentum: None,
    });
    desk.wait_until("the rate", |state| state.session.snapshot.rates.0 == 0.25);
    assert_eq!(
        desk.experiment().training.optimizer.learning_rate(),
        Some(0.25)
    );
    assert!(!desk.state.document.edits_await_new_run());
    desk.wait_until("the record of the change", |state| {
        state
            .session
            .history
            .changes
            .iter()
            .any(|change| change.text().ends_with("→ 0.25"))
    });
    desk.menu(MenuCommand::Undo);
    desk.wait_until("the old rate", |state| {
        state.session.snapshot.rates.0 == before
    });
    assert_eq!(desk.state.session.run, run);
}

#[test]
fn run_after_the_end_starts_anew() {
    let mut desk = Desk::of_builtin("xor");
    desk.run_to_end();
    let (run, end) = (desk.state.session.run, desk.weights());
    desk.menu(MenuCommand::RunPause);
    assert_ne!(desk.state.session.run, run);
    desk.wait_for_run(RunState::Finished);
    assert_eq!(desk.weights(), end, "the same document gives the same run");
}

#[test]
fn what_cannot_run_says_why_and_runs_nothing() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::Update(Update::MiniBatch(0)));
    assert!(!desk.is_ready());
    assert!(!MenuCommand::RunPause.enabled(&desk.state));
    desk.menu(MenuCommand::RunPause);
    assert!(desk.notice().contains("batch"), "{}", desk.notice());
    assert!(!desk.state.session.begun);
    desk.menu(MenuCommand::Undo);
    assert!(MenuCommand::RunPause.enabled(&desk.state));
}

#[test]
fn what_was_in_the_way_of_a_run_is_no_longer_told_when_it_is_mended() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::Optimizer(
        OptimizerSpec::ALL[0].with_parameter(0, -1.0),
    ));
    desk.menu(MenuCommand::RunPause);
    assert!(desk.notice().starts_with("This cannot run yet"));
    desk.edit(DocumentEdit::Optimizer(OptimizerSpec::ALL[0]));
    assert!(desk.is_ready());
    assert!(desk.state.notices.is_empty());
}

#[test]
fn a_run_does_not_outlive_its_table() {
    let mut desk = Desk::new();
    endless(&mut desk);
    desk.menu(MenuCommand::RunPause);
    desk.wait_for_run(RunState::Running);
    let run = desk.state.session.run;
    desk.edit(DocumentEdit::Source(DataSource::Generated(Generator::Xor)));
    assert_ne!(desk.state.session.run, run);
    assert!(!desk.state.session.begun);
    assert_eq!(desk.state.session.dataset.as_ref().unwrap().rows.len(), 4);
}

#[test]
fn a_diverging_run_is_noticed() {
    let mut desk = Desk::of_builtin("sine");
    desk.edit(DocumentEdit::Optimizer(OptimizerSpec::Sgd {
        learning_rate: 1e12,
        momentum: 0.0,
        nesterov: false,
    }));
    desk.edit(DocumentEdit::Activation {
        layer: 1,
        activation: Activation::Identity,
    });
    desk.run_to_end();
    let outcome = desk.state.session.outcome.as_ref().unwrap();
    assert_eq!(outcome.reason, StopReason::Diverged);
    assert!(!desk.notice().is_empty());
    desk.menu(MenuCommand::Reset);
    assert!(desk.state.notices.is_empty(), "a new run has not diverged");
}

#[test]
fn traces_are_chosen_kept_by_a_reset_and_replaced_with_the_network() {
    let mut desk = Desk::new();
    desk.apply(AppCommand::SetTraces(vec![3, 5]));
    desk.apply(AppCommand::ToggleTrace(9));
    desk.apply(AppCommand::ToggleTrace(3));
    assert_eq!(desk.state.view.traced_weights, [5, 9]);
    desk.wait_until("the traces", |state| {
        state.session.history.traced_weights == [5, 9]
    });

    desk.menu(MenuCommand::Reset);
    assert_eq!(desk.state.view.traced_weights, [5, 9]);
    desk.wait_until("the traces", |state| {
        state.session.history.traced_weights == [5, 9]
    });

    desk.menu(MenuCommand::ClearTraces);
    desk.wait_until("no traces", |state| {
        state.session.history.traced_weights.is_empty()
    });

    desk.edit(more_units(2));
    assert_eq!(
        desk.state.view.traced_weights,
        [0, 1, 2, 3],
        "its first layer has four weights"
    );
}

#[test]
fn the_chosen_sample_is_looked_at_and_traced() {
    let mut desk = Desk::new();
    desk.apply(AppCommand::SelectSample(12));
    desk.wait_until("the sample", |state| {
        let pass = state.session.snapshot.sample.as_ref();
        pass.is_some_and(|pass| pass.sample == 12)
    });
    desk.wait_until("its trace", |state| {
        state
            .session
            .history
            .traced_sample
            .map(|(sample, _)| sample)
            == Some(12)
    });
}

#[test]
fn the_table_of_commands_says_what_can_be_done() {
    let mut desk = Desk::new();
    let enabled = |desk: &Desk, command: MenuCommand| command.enabled(&desk.state);
    assert!(!enabled(&desk, MenuCommand::Stop), "nothing is going");
    assert!(!enabled(&desk, MenuCommand::Undo));
    endless(&mut desk);
    assert!(enabled(&desk, MenuCommand::Undo));
    assert_eq!(MenuCommand::RunPause.text(&desk.state), "Run");
    desk.menu(MenuCommand::RunPause);
    desk.wait_for_run(RunState::Running);
    assert_eq!(MenuCommand::RunPause.text(&desk.state), "Pause");
    assert!(enabled(&desk, MenuCommand::Stop));
    assert!(!enabled(&desk, MenuCommand::StepUpdate));
}
