//! The part of the training panel about what is made small beside the loss: how much classes count, and regularisation.

use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::setting::label;
use super::setting::note;
use super::training_changes::Effect;
use super::training_changes::by_plan_ui;
use super::training_changes::effect_section_ui;
use super::training_panel::problems_ui;
use crate::experiment::Field;
use crate::experiment::Problem;
use crate::train::Change;
use crate::train::ClassWeights;
use crate::train::RegularizationSpec;
use crate::widgets::choice::choice_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::real_input::noted_real_input_ui;
use crate::widgets::real_input::real_input_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::State;
use crate::workbench::state::Check;

/// More classes than this are not listed one by one.
const MOST_CLASSES: usize = 40;

/// The ways to weight classes, without their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Equal,
    Balanced,
    ByHand,
}

/// What is in the way of weighting classes. While other parts of the document have problems or data are prepared anew, what is
/// known of the data holds.
fn obstacle(state: &State) -> Option<&'static str> {
    match (&state.check, state.dataset()) {
        (Check::NoTable, _) => Some("there is no table yet"),
        (Check::Problems(problems), _) if problems.iter().any(is_of_data) => {
            Some("the data have a problem")
        }
        (Check::Working, None) => Some("the data are being prepared"),
        (_, dataset) => dataset?.classes().err(),
    }
}

/// Whether there is no data set for this problem.
fn is_of_data(problem: &Problem) -> bool {
    matches!(problem.field, Field::Data | Field::Column(_) | Field::Split)
}

/// How much each class counts in the loss.
pub(super) fn class_weights_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let weights = &ctx.state.document.experiment.training.class_weights;
    let present = match weights {
        ClassWeights::Equal => Way::Equal,
        ClassWeights::Balanced => Way::Balanced,
        ClassWeights::ByHand(_) => Way::ByHand,
    };
    // Equal weights can always be gone back to.
    let obstacle = obstacle(ctx.state).filter(|_| present == Way::Equal);
    let equal = match obstacle {
        Some(why) => format!("Classes cannot be weighted: {why}"),
        None => "Every sample counts by the weight of its row alone".to_owned(),
    };
    let options = [
        (Way::Equal, "Equal", equal.as_str()),
        (
            Way::Balanced,
            "Balanced",
            "A sample counts n / (k·m), where m of the n training samples are of its class, so that all k classes count the same",
        ),
        (
            Way::ByHand,
            "By hand",
            "Each class counts as much as you say",
        ),
    ];
    let chosen = ui.add_enabled_ui(obstacle.is_none(), |ui| {
        choice_ui(ui, "Class weights", present, options)
    });
    if let Some(chosen) = chosen.inner {
        let weights = match chosen {
            Way::Equal => ClassWeights::Equal,
            Way::Balanced => ClassWeights::Balanced,
            Way::ByHand => ClassWeights::ByHand(classes(ctx)),
        };
        commands.push(AppCommand::Edit(DocumentEdit::ClassWeights(weights)));
    }
    if let ClassWeights::ByHand(weights) = weights {
        by_hand_ui(ui, ctx, weights, commands);
    }
    problems_ui(ui, ctx, &[Field::ClassWeights]);
}

fn by_hand_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    weights: &[(String, f64)],
    commands: &mut Vec<AppCommand>,
) {
    for (index, (name, weight)) in weights.iter().enumerate().take(MOST_CLASSES) {
        let hint = "The loss is Σ w E / Σ w over the samples of a batch; 0 leaves the class out\nDefault: 1";
        let label = format!("Weight of {name}");
        if let Some(entered) = real_input_ui(ui, &label, hint, *weight, 0.0..=f64::MAX) {
            let mut weights = weights.to_vec();
            weights[index].1 = entered;
            let weights = ClassWeights::ByHand(weights);
            commands.push(AppCommand::Edit(DocumentEdit::ClassWeights(weights)));
        }
    }
    if weights.is_empty() {
        ui.weak("No class has a weight of its own.");
        let ready = obstacle(ctx.state).is_none();
        let button = ui.add_enabled(ready, egui::Button::new("List the classes"));
        if button.clicked() {
            let weights = ClassWeights::ByHand(classes(ctx));
            commands.push(AppCommand::Edit(DocumentEdit::ClassWeights(weights)));
        }
    } else if weights.len() > MOST_CLASSES {
        let more = weights.len() - MOST_CLASSES;
        ui.weak(format!("and {more} more classes, in the preset"));
    }
}

/// The classes of the prepared data with the weight 1; none where there are no classes, or no data yet.
fn classes(ctx: &ViewCtx<'_>) -> Vec<(String, f64)> {
    let classes = ctx.state.dataset().and_then(|data| data.classes().ok());
    let names = classes.into_iter().flat_map(|classes| &classes.names);
    names.map(|name| (name.clone(), 1.0)).collect()
}

/// The section about regularisation; folded away at first where there is none.
pub(super) fn regularization_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let spec = ctx.state.document.experiment.training.regularization;
    let open = spec.is_any();
    let optimizer = ctx.state.document.experiment.training.optimizer;
    let effect = if optimizer.compares_losses() {
        Effect::Partly("The run takes changes over at once, and its optimiser starts afresh.")
    } else {
        Effect::AtOnce
    };
    let summary = summary(spec, optimizer.finds_penalty());
    let head = ("Regularisation", summary.as_str(), open);
    effect_section_ui(ui, ctx, head, effect, |ui| {
        by_plan_ui(ui, ctx, |now| Change::Regularization(now.regularization));
        for (index, parameter) in spec.parameters().iter().enumerate() {
            let (label, effect) = (label(parameter), parameter.effect);
            let hint = format!("{effect}\nRange: {}\n0 = none", parameter.range_text());
            let range = f64::NEG_INFINITY..=f64::INFINITY;
            let note = note(parameter);
            let entered = noted_real_input_ui(ui, &label, &hint, &note, parameter.value, range);
            if let Some(value) = entered {
                let changed = spec.with_parameter(index, value);
                commands.push(AppCommand::Edit(DocumentEdit::Regularization(changed)));
            }
            if let Some(problem) = parameter.problem() {
                problem_mark_ui(ui, &problem);
            }
        }
        let penalty = if optimizer.finds_penalty() {
            Some("the penalty of Bayesian regularisation")
        } else {
            spec.has_penalty().then_some("the penalty")
        };
        if let Some(penalty) = penalty {
            let text =
                format!("The error plot shows the training loss, {penalty} and their total.");
            ui.add(egui::Label::new(RichText::new(text).weak()).wrap());
        }
        if spec.parameters().iter().all(|row| row.problem().is_none()) {
            problems_ui(ui, ctx, &[Field::Regularization]);
        }
    });
}

/// What is on, for the head of the section; the optimiser's own first.
fn summary(spec: RegularizationSpec, by_optimizer: bool) -> String {
    let parameters = spec.parameters();
    let set = parameters.iter().filter(|row| row.value != 0.0);
    let own = by_optimizer.then_some("Bayesian");
    let mut on = own.into_iter().chain(set.map(|row| row.name));
    match (on.next(), on.count()) {
        (None, _) => "None".to_owned(),
        (Some(name), 0) => name.to_owned(),
        (Some(name), more) => format!("{name} and {more} more"),
    }
}
