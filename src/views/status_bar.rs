//! The status bar: where the run stands in numbers, how it ended, and what is being read.

use egui::Align;
use egui::Layout;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::plot_parts::part_color;
use super::plot_parts::part_name;
use crate::data::Part;
use crate::engine::RunState;
use crate::train::Outcome;
use crate::train::StopReason;
use crate::train::history::Curve;
use crate::widgets::scale::exact_number;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::state::Check;
use crate::workbench::state::LeftTab;
use crate::workbench::state::TableSlot;

/// Draws the status bar into one row.
pub fn status_bar_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if is_without_run(ctx) {
            ui.weak("No run yet");
        } else {
            position_ui(ui, ctx);
            losses_ui(ui, ctx);
            speed_ui(ui, ctx);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            loading_ui(ui, ctx, commands);
            warnings_ui(ui, ctx, commands);
            if let Some(outcome) = &ctx.state.session.outcome {
                outcome_ui(ui, outcome);
            }
        });
    });
}

/// Whether there are no numbers to show, or only those of an earlier document that was never run.
fn is_without_run(ctx: &ViewCtx<'_>) -> bool {
    let session = &ctx.state.session;
    match session.state {
        RunState::Empty => true,
        RunState::Paused => !session.begun && matches!(ctx.state.check, Check::Problems(_)),
        RunState::Running | RunState::Finished => false,
    }
}

/// How many warnings there are about the data, and the way to them.
fn warnings_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let count = ctx.state.insight.warnings().len();
    if count == 0 {
        return;
    }
    let noun = if count == 1 { "warning" } else { "warnings" };
    let text = format!("⚠ {} data {noun}", whole_number(count as u64));
    let color = Tokens::of(ui).warning;
    if ui
        .add(egui::Button::new(RichText::new(text).color(color)).frame(false))
        .on_hover_text("Show them in the data panel")
        .clicked()
    {
        commands.push(AppCommand::SetLeftTab(LeftTab::Data));
    }
    ui.separator();
}

fn position_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let position = ctx.state.session.snapshot.position;
    let epoch = whole_number(position.epoch);
    let ended = ctx.state.session.outcome.is_some() && position.update_in_epoch == 0;
    let text = if position.updates_per_epoch > 1 && !ended {
        format!(
            "Epoch {epoch}, update {} of {}",
            whole_number(position.update_in_epoch),
            whole_number(position.updates_per_epoch)
        )
    } else {
        format!("Epoch {epoch}")
    };
    let hint = format!("{} updates in all", whole_number(position.update));
    ui.label(text).on_hover_text(hint);
    // The losses that follow are those of the weights that were kept.
    let outcome = ctx.state.session.outcome.as_ref();
    let kept = outcome.map_or(position.epoch, |outcome| outcome.weights_epoch);
    if kept != position.epoch {
        ui.label(format!("(weights of epoch {})", whole_number(kept)));
    }
}

/// The losses of the present weights: those that were kept at the end, else those of the last recorded epoch.
fn losses_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let history = &ctx.state.session.history;
    let tokens = Tokens::of(ui);
    let recorded = |part| history.curve(Curve::Loss(part))?.last().copied();
    let (train, validation, epoch) = match &ctx.state.session.outcome {
        Some(outcome) => (
            Some(outcome.train_loss),
            outcome.validation_loss,
            Some(outcome.weights_epoch),
        ),
        None => (
            recorded(Part::Train),
            recorded(Part::Validation),
            history.table.last_epoch(),
        ),
    };
    let hint = format!(
        "With the weights at the end of epoch {}",
        whole_number(epoch.unwrap_or(0))
    );
    for (part, loss) in [(Part::Train, train), (Part::Validation, validation)] {
        let Some(loss) = loss else {
            continue;
        };
        ui.separator();
        let name = RichText::new(format!("{} loss", part_name(part)));
        let color = part_color(&tokens, part);
        ui.label(name.color(color)).on_hover_text(&hint);
        ui.monospace(exact_number(loss)).on_hover_text(&hint);
    }
}

fn speed_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let snapshot = &ctx.state.session.snapshot;
    ui.separator();
    if ctx.state.session.state == RunState::Running {
        ui.label(format!("{} updates/s", rounded(snapshot.updates_per_sec)));
        ui.separator();
    }
    ui.label(duration(snapshot.elapsed_secs))
        .on_hover_text("Running time without pauses");
}

fn rounded(rate: f64) -> String {
    if rate >= 10.0 {
        whole_number(rate.round() as u64)
    } else {
        short_number((rate * 10.0).round() / 10.0)
    }
}

/// A running time: `0.8 s`, `12 s`, `3:05 min`, `2:07:30 h`.
fn duration(secs: f64) -> String {
    let whole = secs.max(0.0) as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02} h")
    } else if minutes > 0 {
        format!("{minutes}:{rest:02} min")
    } else if whole >= 10 {
        format!("{whole} s")
    } else {
        format!("{:.1} s", secs.max(0.0))
    }
}

/// Why the run ended and which weights it has now.
fn outcome_ui(ui: &mut Ui, outcome: &Outcome) {
    let tokens = Tokens::of(ui);
    let color = match outcome.reason {
        StopReason::Diverged => tokens.error,
        StopReason::MaxEpochs
        | StopReason::MaxUpdates
        | StopReason::TargetError
        | StopReason::GradientNorm
        | StopReason::NoProgress
        | StopReason::EarlyStop
        | StopReason::Stuck
        | StopReason::TimeLimit
        | StopReason::User => ui.visuals().text_color(),
    };
    let sentence = outcome_sentence(outcome);
    let label = egui::Label::new(RichText::new(&sentence).color(color)).truncate();
    ui.add(label.show_tooltip_when_elided(false))
        .on_hover_text(sentence);
}

/// How a run ended, in a sentence.
pub(super) fn outcome_sentence(outcome: &Outcome) -> String {
    if !outcome.note.is_empty() {
        return capitalised(&outcome.note);
    }
    let reason = capitalised(&outcome.reason.to_string());
    let epoch = whole_number(outcome.weights_epoch);
    if outcome.weights_epoch == outcome.position.epoch {
        format!("{reason}; the weights are those of the last epoch, {epoch}")
    } else {
        format!("{reason}; the weights are those of epoch {epoch}")
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn loading_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let TableSlot::Loading { name, reading } = &ctx.state.table else {
        return;
    };
    if ui
        .button("Cancel")
        .on_hover_text("Stop reading the table")
        .clicked()
    {
        commands.push(AppCommand::CancelLoading);
    }
    let share = reading.share();
    let bar = egui::ProgressBar::new(share.unwrap_or(0.0))
        .desired_width(210.0)
        .animate(share.is_none())
        .text(reading.words());
    ui.add(bar);
    ui.label(format!("Reading {name}"));
    ui.separator();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_in_fitting_units() {
        assert_eq!(duration(0.84), "0.8 s");
        assert_eq!(duration(12.9), "12 s");
        assert_eq!(duration(185.0), "3:05 min");
        assert_eq!(duration(7650.0), "2:07:30 h");
    }

    #[test]
    fn the_outcome_says_which_weights_were_kept() {
        let mut outcome = Outcome {
            reason: StopReason::EarlyStop,
            position: crate::train::Position {
                epoch: 60,
                ..Default::default()
            },
            weights_epoch: 10,
            train_loss: 0.1,
            validation_loss: Some(0.2),
            note: String::new(),
        };
        assert_eq!(
            outcome_sentence(&outcome),
            "Validation loss stopped falling; the weights are those of epoch 10"
        );
        outcome.note = "The weights of epoch 10 were restored.".to_owned();
        assert_eq!(
            outcome_sentence(&outcome),
            "The weights of epoch 10 were restored."
        );
    }
}
