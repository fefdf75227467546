//! The part of the training panel about ends and beginnings: when a run stops, and from which seeds it starts.

use egui::Label;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::status_bar::outcome_sentence;
use super::training_panel::problems_ui;
use crate::experiment::Field;
use crate::train::NoProgress;
use crate::train::StopReason;
use crate::train::StopSpec;
use crate::widgets::real_input::integer_input_ui;
use crate::widgets::real_input::real_input_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::MenuCommand;

/// The values of stops that are switched off.
#[derive(Clone, Debug)]
pub(super) struct StopsLocal {
    max_updates: u64,
    target_error: f64,
    gradient_norm: f64,
    no_progress: NoProgress,
    patience: u64,
    time_limit_secs: f64,
}

impl Default for StopsLocal {
    fn default() -> Self {
        Self {
            max_updates: 10_000,
            target_error: 0.01,
            gradient_norm: 1e-4,
            no_progress: NoProgress {
                improvement: 0.001,
                epochs: 100,
            },
            patience: 50,
            time_limit_secs: 60.0,
        }
    }
}

pub(super) fn stops_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut StopsLocal,
    commands: &mut Vec<AppCommand>,
) {
    let stop = ctx.state.document.experiment.training.stop;
    let mut changed = stop;
    let hint = "The run ends after this many epochs";
    let entered = integer_input_ui(ui, "Max. epochs", hint, stop.max_epochs, 1..=u64::MAX >> 11);
    changed.max_epochs = entered.unwrap_or(stop.max_epochs);
    updates_ui(ui, local, &mut changed);
    target_ui(ui, local, &mut changed);
    gradient_ui(ui, local, &mut changed);
    progress_ui(ui, local, &mut changed);
    patience_ui(ui, local, &mut changed);
    time_ui(ui, local, &mut changed);
    if changed != stop {
        commands.push(AppCommand::Edit(DocumentEdit::Stop(changed)));
    }
    problems_ui(ui, ctx, &[Field::Stop]);
    // What a divergence asks for stands beside the optimiser.
    if let Some(outcome) = &ctx.state.session.outcome
        && outcome.reason != StopReason::Diverged
    {
        let text = format!("Last run: {}", outcome_sentence(outcome));
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    }
}

/// A switch; returns whether it is on.
fn switch_ui<T: Copy>(
    ui: &mut Ui,
    (text, hint): (&str, &str),
    value: &mut Option<T>,
    remembered: &mut T,
) -> bool {
    let mut on = value.is_some();
    if let Some(value) = value {
        *remembered = *value;
    }
    if ui.checkbox(&mut on, text).on_hover_text(hint).changed() {
        *value = on.then_some(*remembered);
    }
    on
}

fn target_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Stop at a target error",
        "The run ends when the training loss is at most this",
    );
    if switch_ui(ui, words, &mut stop.target_error, &mut local.target_error) {
        let value = local.target_error;
        if let Some(entered) = real_input_ui(ui, "Target error", words.1, value, 0.0..=f64::MAX) {
            stop.target_error = Some(entered);
        }
    }
}

fn updates_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Limit the updates",
        "The run ends after this many updates, within an epoch if need be",
    );
    if switch_ui(ui, words, &mut stop.max_updates, &mut local.max_updates) {
        let value = local.max_updates;
        let entered = integer_input_ui(ui, "Max. updates", words.1, value, 1..=u64::MAX >> 11);
        if let Some(entered) = entered {
            stop.max_updates = Some(entered);
        }
    }
}

fn gradient_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Stop at a short gradient",
        "The run ends when the gradient of an epoch's last update is at most this long",
    );
    if switch_ui(ui, words, &mut stop.gradient_norm, &mut local.gradient_norm) {
        let value = local.gradient_norm;
        if let Some(entered) = real_input_ui(ui, "Gradient norm", words.1, value, 0.0..=f64::MAX) {
            stop.gradient_norm = Some(entered);
        }
    }
}

fn progress_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Stop without progress",
        "The run ends when the training loss has not fallen by this share within so many epochs",
    );
    if switch_ui(ui, words, &mut stop.no_progress, &mut local.no_progress) {
        let NoProgress {
            improvement,
            epochs,
        } = local.no_progress;
        let share = real_input_ui(ui, "Least fall (share)", words.1, improvement, 0.0..=1.0);
        let within = integer_input_ui(ui, "Within (epochs)", words.1, epochs, 1..=u64::MAX >> 11);
        if share.is_some() || within.is_some() {
            stop.no_progress = Some(NoProgress {
                improvement: share.unwrap_or(improvement),
                epochs: within.unwrap_or(epochs),
            });
        }
    }
}

fn patience_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Stop early",
        "The run ends when the validation loss has not fallen for this many epochs, and takes back the weights of the best epoch",
    );
    if switch_ui(ui, words, &mut stop.patience, &mut local.patience) {
        let value = local.patience;
        let entered = integer_input_ui(ui, "Patience (epochs)", words.1, value, 1..=u64::MAX >> 11);
        if let Some(entered) = entered {
            stop.patience = Some(entered);
        }
    }
}

fn time_ui(ui: &mut Ui, local: &mut StopsLocal, stop: &mut StopSpec) {
    let words = (
        "Limit the time",
        "The run ends after this much running time; where it ends depends on the speed of the machine",
    );
    if switch_ui(
        ui,
        words,
        &mut stop.time_limit_secs,
        &mut local.time_limit_secs,
    ) {
        let value = local.time_limit_secs;
        let entered = real_input_ui(ui, "Time limit (s)", words.1, value, 0.001..=1e9);
        if let Some(entered) = entered {
            stop.time_limit_secs = Some(entered);
        }
    }
}

pub(super) fn seeds_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let seeds = ctx.state.document.experiment.seeds;
    let mut changed = seeds;
    for (label, hint, seed) in [
        (
            "Weights",
            "Draws the starting weights",
            &mut changed.initialisation,
        ),
        (
            "Sample order",
            "Shuffles the samples of each epoch",
            &mut changed.order,
        ),
        (
            "Noise",
            "Draws the noise on inputs and weights",
            &mut changed.noise,
        ),
        (
            "Split",
            "Shares the rows out to training, validation and test",
            &mut changed.split,
        ),
    ] {
        let hint = format!("{hint}; the same seed gives the same run to the bit");
        if let Some(entered) = integer_input_ui(ui, label, &hint, *seed, 0..=u64::MAX) {
            *seed = entered;
        }
    }
    if changed != seeds {
        commands.push(AppCommand::Edit(DocumentEdit::Seeds(changed)));
    }
    let command = MenuCommand::NewDraw;
    let row = command.row();
    let text = format!("{} {}", row.icon, row.text);
    let enabled = command.enabled(ctx.state);
    let button = ui.add_enabled(enabled, egui::Button::new(text));
    if button.on_hover_text(row.tooltip).clicked() {
        commands.push(AppCommand::Menu(command));
    }
}
