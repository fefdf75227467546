//! What is said beside and over fields: what a setting does, how a run ended.

use crate::bench::Bench;
use crate::exclusive_or::exclusive_or;
use deltascope::engine::RunState;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::train::Outcome;
use deltascope::train::Position;
use deltascope::train::StopReason;
use deltascope::views::ViewCtx;
use deltascope::views::training_panel::TrainingPanelLocal;
use deltascope::views::training_panel::training_panel_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

fn panel(bench: Bench) -> Harness<'static, Bench> {
    let mut local = TrainingPanelLocal::default();
    let mut harness = bench.harness(egui::vec2(320.0, 1400.0), move |ui, state, commands| {
        training_panel_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    harness
}

#[test]
fn a_field_says_on_hover_what_its_setting_does_and_where_it_comes_from() {
    let mut bench = Bench::new(Some(exclusive_or()));
    let adam = OptimizerSpec::ALL[4];
    bench.state.document.experiment.training.optimizer = adam;
    let mut harness = panel(bench);
    harness
        .get_by_role_and_label(egui::Role::TextInput, "First decay β₁")
        .hover();
    // A tooltip waits until the pointer rests.
    harness.run_steps(60);
    let effect = adam.parameters()[1].effect;
    let said = format!(
        "First decay β₁\n{effect}\nRange: 0 or more and less than 1\nDefault: 0.9\n{}",
        adam.source()
    );
    harness.get_by_label(&said);
    assert!(
        harness.state_mut().take().is_empty(),
        "looking wishes nothing"
    );
}

/// The panel after a run that ended so.
fn after(reason: StopReason, note: &str) -> Harness<'static, Bench> {
    let mut bench = Bench::new(Some(exclusive_or()));
    bench.state.session.state = RunState::Finished;
    bench.state.session.outcome = Some(Outcome {
        reason,
        position: Position {
            epoch: 100,
            ..Position::default()
        },
        weights_epoch: 60,
        train_loss: f64::NAN,
        validation_loss: None,
        note: note.to_owned(),
    });
    panel(bench)
}

#[test]
fn what_a_run_diverged_by_stands_whole_beside_the_optimiser() {
    let note = "The loss became infinite or not a number at update 1 234 (epoch 12); the weights before it were kept. \
                Lower the learning rate, or scale the data.";
    let harness = after(StopReason::Diverged, note);
    let said = harness.get_by_label(note).rect();
    assert!(said.left() >= 0.0 && said.right() <= 320.0, "{said}");
    let schedule = harness.get_by_label("Schedule").rect();
    assert!(said.bottom() < schedule.top(), "{said} {schedule}");
    assert!(harness.query_by_label_contains("Last run:").is_none());
}

#[test]
fn how_a_run_ended_stands_whole_among_the_stops() {
    let harness = after(StopReason::EarlyStop, "");
    let said = harness.get_by_label(
        "Last run: Validation loss stopped falling; the weights are those of epoch 60",
    );
    assert!(said.rect().right() <= 320.0, "{}", said.rect());
    assert!(harness.query_by_label_contains("diverged").is_none());
}

#[test]
fn a_formula_says_on_hover_what_its_symbols_mean() {
    let mut bench = Bench::new(Some(exclusive_or()));
    let kfac = OptimizerSpec::ALL[18];
    bench.state.document.experiment.training.optimizer = kfac;
    let mut harness = panel(bench);
    harness.get_by_label(kfac.formula()).hover();
    harness.run_steps(60);
    harness.get_by_label_contains(kfac.symbols());
}

#[test]
fn a_focal_loss_is_replaced_by_its_cross_entropy_where_one_is_needed() {
    let mut bench = Bench::new(Some(exclusive_or()));
    let training = &mut bench.state.document.experiment.training;
    training.optimizer = OptimizerSpec::ALL[17];
    training.loss = Loss::BinaryFocal { gamma: 2.0 };
    let mut harness = panel(bench);
    harness
        .get_by_label("Set the loss to Binary cross-entropy")
        .click();
    harness.run();
    let commands = harness.state_mut().take();
    let wish = DocumentEdit::Loss(Loss::BinaryCrossEntropy);
    assert!(
        matches!(&commands[..], [AppCommand::Edit(edit)] if *edit == wish),
        "{commands:?}"
    );
}

#[test]
fn a_plateau_has_no_curve_before_its_run() {
    let mut bench = Bench::new(Some(exclusive_or()));
    let training = &mut bench.state.document.experiment.training;
    training.schedule = Schedule::ALL[4];
    let harness = panel(bench);
    harness.get_by_label("Follows the loss: no curve before a run.");
    assert!(
        harness
            .query_by_label_contains("Learning rate over epochs")
            .is_none()
    );
}
