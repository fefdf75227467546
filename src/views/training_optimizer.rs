//! The part of the training panel about the optimiser: which one, what is said about it, its settings, and its problems.

use std::ops::Bound;

use egui::Label;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::training_panel::edit;
use super::training_panel::hint;
use super::training_panel::problems_ui;
use super::training_panel::update_problems_ui;
use crate::engine::RunState;
use crate::experiment::Field;
use crate::nn::Hyperparameter;
use crate::nn::HyperparameterKind;
use crate::nn::Loss;
use crate::nn::OptimizerSpec;
use crate::widgets::choice::wide_choice_ui;
use crate::widgets::formula::formula_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::real_input::integer_input_ui;
use crate::widgets::real_input::noted_real_input_ui;
use crate::widgets::real_input::real_text;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// The chooser, what is said about the choice, its settings, and what is wrong with it.
pub(super) fn optimizer_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let optimizer = ctx.state.document.experiment.training.optimizer;
    let options = OptimizerSpec::ALL.map(|other| {
        let present = other.name() == optimizer.name();
        let option = if present { optimizer } else { other };
        (
            option,
            option.name(),
            hint(option.purpose(), option.formula(), option.source()),
        )
    });
    if let Some(chosen) = wide_choice_ui(ui, "Optimiser", optimizer, options) {
        edit(commands, DocumentEdit::Optimizer(chosen));
    }
    formula_ui(ui, optimizer.formula()).on_hover_text(
        "g = gradient of the loss E by the parameters θ, g′ that of the step before; e = y − t and J its derivatives; I = unit matrix",
    );
    said_ui(ui, optimizer.purpose(), optimizer.source());
    let parameters = optimizer.parameters();
    for (index, parameter) in parameters.iter().enumerate() {
        if let Some(value) = parameter_ui(ui, parameter) {
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
    if optimizer.needs_full_batch() {
        update_problems_ui(ui, ctx, commands);
    }
    let loss = ctx.state.document.experiment.training.loss;
    if optimizer.check_task(loss, None).is_err() {
        let text = format!("Set the loss to {}", Loss::MeanSquaredError.name());
        if ui.button(text).clicked() {
            edit(commands, DocumentEdit::Loss(Loss::MeanSquaredError));
        }
    }
}

/// When to use a choice, and where it comes from.
fn said_ui(ui: &mut Ui, purpose: &str, source: &str) {
    let text = RichText::new(format!("{purpose} ({source})"));
    ui.add(Label::new(text.weak().small()).wrap());
}

/// One setting; returns its new value.
pub(super) fn parameter_ui(ui: &mut Ui, parameter: &Hyperparameter) -> Option<f64> {
    let Hyperparameter {
        symbol,
        name,
        kind,
        value,
        default,
        ..
    } = *parameter;
    let label = if symbol.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {symbol}")
    };
    let hint = match kind {
        HyperparameterKind::Switch => {
            let default = if default == 0.0 { "off" } else { "on" };
            format!("{label}\nDefault: {default}")
        }
        HyperparameterKind::Real | HyperparameterKind::Count => format!(
            "{label}\nRange: {}\nDefault: {}",
            parameter.range_text(),
            real_text(default)
        ),
    };
    match kind {
        HyperparameterKind::Real => {
            let note = note(parameter);
            let range = f64::NEG_INFINITY..=f64::INFINITY;
            noted_real_input_ui(ui, &label, &hint, &note, value, range)
        }
        HyperparameterKind::Count => {
            integer_input_ui(ui, &label, &hint, value as u64, 0..=u64::MAX)
                .map(|count| count as f64)
        }
        HyperparameterKind::Switch => {
            let mut on = value != 0.0;
            let response = ui.checkbox(&mut on, label).on_hover_text(hint);
            response.changed().then(|| f64::from(u8::from(on)))
        }
    }
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

/// What stands small within a field: the legal range, or the default where the value is another one.
pub(super) fn note(parameter: &Hyperparameter) -> String {
    let Hyperparameter {
        range,
        value,
        default,
        ..
    } = *parameter;
    if value != default {
        return format!("default {}", real_text(default));
    }
    match range {
        (Bound::Included(low), Bound::Unbounded) => format!("≥ {}", real_text(low)),
        (Bound::Excluded(low), Bound::Unbounded) => format!("> {}", real_text(low)),
        (Bound::Unbounded, Bound::Included(high)) => format!("≤ {}", real_text(high)),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("< {}", real_text(high)),
        (Bound::Unbounded, Bound::Unbounded) => String::new(),
        (low, high) => format!("{}, {}", low_end(low), high_end(high)),
    }
}

fn low_end(bound: Bound<f64>) -> String {
    match bound {
        Bound::Included(low) => format!("[{}", real_text(low)),
        Bound::Excluded(low) => format!("({}", real_text(low)),
        Bound::Unbounded => "(−∞".to_owned(),
    }
}

fn high_end(bound: Bound<f64>) -> String {
    match bound {
        Bound::Included(high) => format!("{}]", real_text(high)),
        Bound::Excluded(high) => format!("{})", real_text(high)),
        Bound::Unbounded => "∞)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::OptimizerSpec;

    #[test]
    fn a_field_shows_its_range_or_what_the_default_was() {
        // RMSProp: η > 0, ρ in [0, 1), ε > 0.
        let spec = OptimizerSpec::ALL[3];
        let notes: Vec<String> = spec.parameters().iter().map(note).collect();
        assert_eq!(notes, ["> 0", "[0, 1)", "> 0"]);
        let changed = spec.with_parameter(1, 0.5).parameters();
        assert_eq!(note(&changed[1]), "default 0.99");
    }
}
