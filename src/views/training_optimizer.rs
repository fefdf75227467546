//! The part of the training panel about the optimiser: which one, what is said about it, its settings, and its problems.

use egui::Label;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::setting::setting_ui;
use super::status_bar::outcome_sentence;
use super::training_panel::choice_hint;
use super::training_panel::edit;
use super::training_panel::problems_ui;
use super::training_panel::update_problems_ui;
use crate::engine::RunState;
use crate::experiment::Field;
use crate::nn::Hyperparameter;
use crate::nn::OptimizerSpec;
use crate::train::StopReason;
use crate::widgets::choice::wide_choice_ui;
use crate::widgets::formula::formula_ui;
use crate::widgets::formula::text_with_formulas_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// The chooser, what is said about the choice, its settings, and what is wrong with it.
pub(super) fn optimizer_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let document = &ctx.state.document;
    let optimizer = document.experiment.training.optimizer;
    let options = OptimizerSpec::ALL.map(|other| {
        let present = other.name() == optimizer.name();
        let former = document.former.optimizer(other).unwrap_or(other);
        let option = if present { optimizer } else { former };
        (
            option,
            option.name(),
            choice_hint(option.purpose(), option.formula(), option.source()),
        )
    });
    if let Some(chosen) = wide_choice_ui(ui, "Optimiser", optimizer, options) {
        edit(commands, DocumentEdit::Optimizer(chosen));
    }
    let symbols = optimizer.symbols();
    let legend = format!("g = gradient of the loss E with respect to the parameters θ\n{symbols}");
    formula_ui(ui, optimizer.formula()).on_hover_ui(|ui| {
        text_with_formulas_ui(ui, &legend);
    });
    said_ui(ui, optimizer.purpose(), optimizer.source());
    let parameters = optimizer.parameters();
    for (index, parameter) in parameters.iter().enumerate() {
        if let Some(value) = setting_ui(ui, parameter, optimizer.source()) {
            set_parameter(ctx, index, parameter, value, commands);
        }
        if let Some(problem) = parameter.problem() {
            problem_mark_ui(ui, &problem);
        }
    }
    if parameters.iter().all(|row| row.problem().is_none()) {
        let fields = [Field::LearningRate, Field::Optimizer];
        problems_ui(ui, ctx, &fields);
    }
    let loss = ctx.state.document.experiment.training.loss;
    if optimizer.check_task(loss, None).is_err() {
        let fitting = optimizer.fitting_loss(loss);
        let text = format!("Set the loss to {}", fitting.name());
        if ui.button(text).clicked() {
            edit(commands, DocumentEdit::Loss(fitting));
        }
    }
    if let Some(outcome) = &ctx.state.session.outcome
        && outcome.reason == StopReason::Diverged
    {
        problem_mark_ui(ui, &outcome_sentence(outcome));
    }
    if optimizer.needs_full_batch() {
        update_problems_ui(ui, ctx, commands);
    }
}

/// When to use a choice, and where it comes from.
fn said_ui(ui: &mut Ui, purpose: &str, source: &str) {
    let text = RichText::new(format!("{purpose} ({source})"));
    ui.add(Label::new(text.weak().small()).wrap());
}

/// A new value of a setting; moving a rate of a run that has begun is no step of undo.
fn set_parameter(
    ctx: &ViewCtx<'_>,
    index: usize,
    parameter: &Hyperparameter,
    value: f64,
    commands: &mut Vec<AppCommand>,
) {
    let optimizer = ctx.state.document.experiment.training.optimizer;
    let changed = optimizer.with_parameter(index, value);
    let session = &ctx.state.session;
    let live = matches!(session.state, RunState::Running | RunState::Paused) && session.begun;
    match changed.learning_rate() {
        Some(learning_rate)
            if live && matches!(parameter.symbol, "η" | "α") && changed.check().is_ok() =>
        {
            commands.push(AppCommand::SetRates {
                learning_rate,
                momentum: changed.momentum(),
            });
        }
        Some(_) | None => edit(commands, DocumentEdit::Optimizer(changed)),
    }
}
