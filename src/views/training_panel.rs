//! The training settings of the document: loss, optimiser, updates, stops and seeds, each with its problems beside it.

use egui::Checkbox;
use egui::Label;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::setting::setting_ui;
use super::training_changes::Effect;
use super::training_changes::by_plan_ui;
use super::training_changes::effect_section_ui;
use super::training_changes::planned_changes_ui;
use super::training_changes::replaced_by_plan;
use super::training_optimizer::optimizer_ui;
use super::training_regularization::class_weights_ui;
use super::training_regularization::regularization_ui;
use super::training_schedule::schedule_ui;
use super::training_stops::StopsLocal;
use super::training_stops::seeds_ui;
use super::training_stops::stops_ui;
use crate::data::Role;
use crate::experiment::Field;
use crate::nn::Loss;
use crate::train::Change;
use crate::train::Precision;
use crate::train::TrainingCurve;
use crate::train::TrainingSpec;
use crate::train::Update;
use crate::widgets::choice::choice_ui;
use crate::widgets::choice::wide_choice_ui;
use crate::widgets::formula::formula_ui;
use crate::widgets::formula::kept_together;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::real_input::integer_input_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::state::Check;

/// What the training panel remembers between frames: the values of what is switched off, and whether classes can be weighted.
#[derive(Clone, Debug)]
pub struct TrainingPanelLocal {
    stops: StopsLocal,
    batch: usize,
}

impl Default for TrainingPanelLocal {
    fn default() -> Self {
        Self {
            stops: StopsLocal::default(),
            batch: 32,
        }
    }
}

/// Draws the training panel.
pub fn training_panel_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut TrainingPanelLocal,
    commands: &mut Vec<AppCommand>,
) {
    let training = &ctx.state.document.experiment.training;
    let text = "Class weights change at once, the loss in a new run.";
    let head = ("Loss", training.loss.name(), true);
    effect_section_ui(ui, ctx, head, Effect::Partly(text), |ui| {
        loss_ui(ui, ctx, commands);
        by_plan_ui(ui, ctx, |now| {
            Change::ClassWeights(now.class_weights.clone())
        });
        class_weights_ui(ui, ctx, commands);
    });
    let effect = |part: &Change| {
        let replaced = replaced_by_plan(ctx.state, part).is_some();
        let text =
            "The run takes another choice over at once; settings of this one wait for a new run.";
        if replaced {
            Effect::Partly(text)
        } else {
            Effect::AtOnce
        }
    };
    let head = ("Optimiser", training.optimizer.name(), true);
    let when = effect(&Change::Optimizer(training.optimizer));
    effect_section_ui(ui, ctx, head, when, |ui| {
        by_plan_ui(ui, ctx, |now| Change::Optimizer(now.optimizer));
        optimizer_ui(ui, ctx, commands);
    });
    let head = ("Learning-rate schedule", training.schedule.name(), true);
    let when = effect(&Change::Schedule(training.schedule));
    effect_section_ui(ui, ctx, head, when, |ui| {
        by_plan_ui(ui, ctx, |now| Change::Schedule(now.schedule));
        schedule_ui(ui, ctx, commands);
    });
    regularization_ui(ui, ctx, commands);
    let text = "The run takes the batch size over with the next epoch; shuffling, precision and the kind of training loss start a new run.";
    let head = ("Updates", "", true);
    effect_section_ui(ui, ctx, head, Effect::Partly(text), |ui| {
        by_plan_ui(ui, ctx, |now| Change::Update(now.update));
        update_ui(ui, ctx, local, commands);
    });
    let head = ("Stops", "", true);
    effect_section_ui(ui, ctx, head, Effect::AtOnce, |ui| {
        by_plan_ui(ui, ctx, |now| Change::Stop(now.stop));
        stops_ui(ui, ctx, &mut local.stops, commands);
    });
    let head = ("Random seeds", "", true);
    effect_section_ui(ui, ctx, head, Effect::NewRun, |ui| {
        seeds_ui(ui, ctx, commands);
    });
    planned_changes_ui(ui, ctx, commands);
}

/// The problems of some fields, below the control they belong to.
pub(super) fn problems_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, fields: &[Field]) {
    if let Check::Problems(problems) = &ctx.state.check {
        for problem in problems {
            if fields.contains(&problem.field) {
                problem_mark_ui(ui, &problem.message);
            }
        }
    }
}

pub(super) fn edit(commands: &mut Vec<AppCommand>, change: DocumentEdit) {
    commands.push(AppCommand::Edit(change));
}

/// What is said about a choice: when to use it, how it reads, where it comes from.
pub(super) fn choice_hint(purpose: &str, formula: &str, source: &str) -> String {
    let formula = kept_together(formula);
    let parts = [purpose, &formula, source];
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join("\n")
}

fn loss_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let experiment = &ctx.state.document.experiment;
    let loss = experiment.training.loss;
    let options = Loss::ALL.map(|other| {
        let present = other.name() == loss.name();
        let former = ctx.state.document.former.loss(other).unwrap_or(other);
        let option = if present { loss } else { former };
        let hint = choice_hint(option.purpose(), option.formula(), option.source());
        (option, option.name(), hint)
    });
    if let Some(chosen) = wide_choice_ui(ui, "Loss", loss, options) {
        edit(commands, DocumentEdit::Loss(chosen));
    }
    formula_ui(ui, loss.formula()).on_hover_text(
        "A mean over the n samples of a batch; y = output, t = target, k = number of outputs",
    );
    for (index, parameter) in loss.parameters().iter().enumerate() {
        if let Some(value) = setting_ui(ui, parameter, loss.source()) {
            edit(
                commands,
                DocumentEdit::Loss(loss.with_parameter(index, value)),
            );
        }
    }
    let mut columns = experiment.data.columns.iter();
    if let Some(column) = columns.find(|column| column.role == Role::Weight) {
        let text = format!("Each sample counts by its {}.", column.name);
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    }
    let output = experiment.network.output.activation;
    match (loss.check(output), loss.output_activation()) {
        (Err(message), Some(needed)) => {
            problem_mark_ui(ui, &message);
            let text = format!("Set the output activation to {}", needed.name());
            if ui.button(text).clicked() {
                let layer = experiment.network.hidden.len() + 1;
                let activation = needed;
                edit(commands, DocumentEdit::Activation { layer, activation });
            }
        }
        (Err(_) | Ok(()), _) => problems_ui(ui, ctx, &[Field::Loss]),
    }
}

/// The problems of the kind of update, with the remedy where the optimiser needs the full batch.
pub(super) fn update_problems_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    problems_ui(ui, ctx, &[Field::Update]);
    let training = &ctx.state.document.experiment.training;
    let wrong = training.optimizer.needs_full_batch() && training.update != Update::FullBatch;
    if wrong && ui.button("Use the full batch").clicked() {
        edit(commands, DocumentEdit::Update(Update::FullBatch));
    }
}

/// Whether the samples are shuffled, where their order matters.
fn shuffle_ui(ui: &mut Ui, training: &TrainingSpec, commands: &mut Vec<AppCommand>) {
    let matters = training.update != Update::FullBatch;
    let mut shuffle = training.shuffle;
    let shown = Checkbox::new(&mut shuffle, "Shuffle samples");
    let response = ui
        .add_enabled(matters, shown)
        .on_hover_text("A new order of the samples in each epoch, drawn from the order seed")
        .on_disabled_hover_text("The order does not matter: a full batch holds all samples");
    if response.changed() {
        edit(commands, DocumentEdit::Shuffle(shuffle));
    }
}

fn update_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut TrainingPanelLocal,
    commands: &mut Vec<AppCommand>,
) {
    let training = &ctx.state.document.experiment.training;
    if let Update::MiniBatch(size) = training.update {
        local.batch = size;
    }
    let options = [
        (
            Update::Online,
            "Online",
            "The weights move after each sample",
        ),
        (
            Update::MiniBatch(local.batch),
            "Mini-batch",
            "The weights move after each batch of samples",
        ),
        (
            Update::FullBatch,
            "Full batch",
            "The weights move once in an epoch, by the mean gradient of all samples",
        ),
    ];
    if let Some(chosen) = choice_ui(ui, "Update", training.update, options) {
        edit(commands, DocumentEdit::Update(chosen));
    }
    if let Update::MiniBatch(size) = training.update {
        let hint = "Samples in a batch; the last batch of an epoch may be shorter\nDefault: 32";
        let entered = integer_input_ui(ui, "Batch size", hint, size as u64, 1..=1_000_000_000);
        if let Some(size) = entered {
            edit(
                commands,
                DocumentEdit::Update(Update::MiniBatch(size as usize)),
            );
        }
    }
    update_problems_ui(ui, ctx, commands);
    shuffle_ui(ui, training, commands);
    let options = [
        (
            Precision::F64,
            "64 bits",
            "Double precision (f64), the default",
        ),
        (
            Precision::F32,
            "32 bits",
            "Single precision (f32): faster, less exact",
        ),
    ];
    if let Some(chosen) = choice_ui(ui, "Precision", training.precision, options) {
        edit(commands, DocumentEdit::Precision(chosen));
    }
    let options = [
        (
            TrainingCurve::AfterEpoch,
            "After each epoch",
            "The loss of all training samples with the weights at the end of the epoch: exact, about a third more work",
        ),
        (
            TrainingCurve::WhileLearning,
            "While learning",
            "The mean of the epoch's batches, each before its update: no extra work, lags behind a falling loss; \
             accuracy and other metrics of the training part have no curve",
        ),
    ];
    if let Some(chosen) = choice_ui(ui, "Training loss", training.training_curve, options) {
        edit(commands, DocumentEdit::TrainingCurve(chosen));
    }
}
