//! The toolbar: run, pause, steps, reset, speed, live rates, and where the run stands.

use egui::Align;
use egui::Button;
use egui::Color32;
use egui::ComboBox;
use egui::DragValue;
use egui::Layout;
use egui::RichText;
use egui::Role;
use egui::TextStyle;
use egui::TextWrapMode;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::WidgetText;

use super::ViewCtx;
use super::status_bar::outcome_sentence;
use super::training_changes::replaced_by_plan;
use crate::engine::Pace;
use crate::engine::RunState;
use crate::train::Change;
use crate::train::StopReason;
use crate::widgets::real_input::parse_real;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::state::Check;

/// Below this width, in points, the rarer buttons show their icon only.
const ROOMY: f32 = 1240.0;
/// Below this width all buttons but the first do.
const NARROW: f32 = 1040.0;
/// The height of the buttons, in points.
const HEIGHT: f32 = 30.0;
/// What the chip's frame adds to the width of its text, in points.
const CHIP_MARGIN: f32 = 22.0;
/// What stays free beside the chip, in points.
const CLEARANCE: f32 = 10.0;

/// The speeds on offer.
const PACES: [(Pace, &str); 9] = [
    (Pace::UpdatesPerSec(1.0), "1 update/s"),
    (Pace::UpdatesPerSec(2.0), "2 updates/s"),
    (Pace::UpdatesPerSec(5.0), "5 updates/s"),
    (Pace::UpdatesPerSec(10.0), "10 updates/s"),
    (Pace::UpdatesPerSec(30.0), "30 updates/s"),
    (Pace::UpdatesPerSec(100.0), "100 updates/s"),
    (Pace::EpochsPerSec(1.0), "1 epoch/s"),
    (Pace::EpochsPerSec(10.0), "10 epochs/s"),
    (Pace::FlatOut, "Flat out"),
];

/// Draws the toolbar into one row.
pub fn toolbar_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let width = ui.available_width();
    let (roomy, narrow) = (width >= ROOMY, width < NARROW);
    ui.horizontal(|ui| {
        ui.set_min_height(HEIGHT);
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = HEIGHT;
        run_ui(ui, ctx, commands);
        command_ui(ui, ctx, MenuCommand::StepUpdate, !narrow, commands);
        command_ui(ui, ctx, MenuCommand::StepEpoch, !narrow, commands);
        command_ui(ui, ctx, MenuCommand::Stop, roomy, commands);
        ui.separator();
        command_ui(ui, ctx, MenuCommand::Reset, roomy, commands);
        command_ui(ui, ctx, MenuCommand::NewDraw, roomy, commands);
        ui.separator();
        pace_ui(ui, ctx, !narrow, commands);
        rates_ui(ui, ctx, commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            standing_ui(ui, ctx);
        });
    });
}

/// What the button does, with its shortcut.
fn hint(ui: &Ui, command: MenuCommand) -> String {
    let row = command.row();
    match row.shortcuts.first() {
        Some(shortcut) => format!("{} ({})", row.tooltip, ui.format_shortcut(shortcut)),
        None => row.tooltip.to_owned(),
    }
}

fn run_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let command = MenuCommand::RunPause;
    let (icon, text) = (command.icon(ctx.state), command.text(ctx.state));
    let enabled = command.enabled(ctx.state);
    let mut label = RichText::new(format!("{icon} {text}")).strong();
    let mut fill = Surfaces::of(ui).control;
    if enabled {
        label = label.color(Surfaces::of(ui).accent);
        fill = Surfaces::of(ui).accent_fill;
    }
    // One width for both words, so that nothing moves when the run starts.
    let button = Button::new(label)
        .min_size(Vec2::new(92.0, HEIGHT))
        .fill(fill);
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
    let hint = hint(ui, command);
    if response
        .on_hover_text(&hint)
        .on_disabled_hover_text(why_not(ctx, &hint))
        .clicked()
    {
        commands.push(AppCommand::Menu(command));
    }
}

fn command_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    command: MenuCommand,
    with_text: bool,
    commands: &mut Vec<AppCommand>,
) {
    let (icon, text) = (command.icon(ctx.state), command.text(ctx.state));
    let enabled = command.enabled(ctx.state);
    let label = if with_text {
        format!("{icon} {text}")
    } else {
        icon.to_owned()
    };
    let button = Button::new(label).min_size(Vec2::new(HEIGHT, HEIGHT));
    let hint = hint(ui, command);
    let response = ui.add_enabled(enabled, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
    if response
        .on_hover_text(&hint)
        .on_disabled_hover_text(why_not(ctx, &hint))
        .clicked()
    {
        commands.push(AppCommand::Menu(command));
    }
}

/// The hint of a button that can do nothing now.
fn why_not(ctx: &ViewCtx<'_>, hint: &str) -> String {
    match &ctx.state.check {
        Check::Problems(problems) => match problems.first() {
            Some(problem) => format!("{hint}\nNot now: {problem}"),
            None => hint.to_owned(),
        },
        Check::NoTable => format!("{hint}\nNot now: there are no data yet"),
        Check::Working => format!("{hint}\nNot now: the data are being prepared"),
        Check::Ready(_) => hint.to_owned(),
    }
}

fn pace_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, with_label: bool, commands: &mut Vec<AppCommand>) {
    if with_label {
        ui.label("Speed");
    }
    let pace = ctx.state.session.live.pace;
    let present = PACES.iter().find(|(other, _)| *other == pace);
    let text = present.map_or_else(|| pace_text(pace), |(_, text)| (*text).to_owned());
    let combo = ComboBox::from_id_salt("pace")
        .selected_text(text)
        .width(108.0)
        .height(320.0)
        .show_ui(ui, |ui| {
            for (other, text) in PACES {
                if ui.selectable_label(other == pace, text).clicked() && other != pace {
                    commands.push(AppCommand::SetPace(other));
                }
            }
        });
    ui.accesskit_node_builder(combo.response.id, |node| node.set_label("Speed"));
    let hint = "How fast the run goes; it may be changed at any time";
    combo.response.on_hover_text(hint);
}

fn pace_text(pace: Pace) -> String {
    match pace {
        Pace::FlatOut => "Flat out".to_owned(),
        Pace::UpdatesPerSec(rate) => format!("{} updates/s", short_number(rate)),
        Pace::EpochsPerSec(rate) => format!("{} epochs/s", short_number(rate)),
    }
}

fn rates_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let optimizer = ctx.state.document.experiment.training.optimizer;
    let Some(learning_rate) = optimizer.learning_rate() else {
        return;
    };
    let momentum = optimizer.momentum();
    ui.separator();
    let (mut new_rate, mut new_momentum) = (learning_rate, momentum);
    let session = &ctx.state.session;
    let replaced = replaced_by_plan(ctx.state, &Change::Optimizer(optimizer));
    let then = match replaced {
        Some(other) => format!("the run has gone over to {other}, so that it waits for a new run"),
        None => "a run takes it over at once".to_owned(),
    };
    let now = |value: f64, in_force: Option<f64>| match in_force {
        Some(rate) if replaced.is_none() && session.can_go_on() && rate != value => {
            format!("\nNow in the run: {}", short_number(rate))
        }
        Some(_) | None => String::new(),
    };
    let (rate_now, momentum_now) = session.snapshot.rates;
    let now_rate = now(learning_rate, Some(rate_now));
    let hint = format!("Learning rate: drag or type; {then}{now_rate}");
    rate_ui(ui, ("η", "Learning rate", &hint), &mut new_rate, |rate| {
        rate > 0.0
    });
    if let Some(momentum) = &mut new_momentum {
        let now_momentum = now(*momentum, momentum_now);
        let hint = format!("Momentum: drag or type; {then}{now_momentum}");
        rate_ui(ui, ("α", "Momentum", &hint), momentum, |value| {
            (0.0..1.0).contains(&value)
        });
    }
    if new_rate != learning_rate || new_momentum != momentum {
        commands.push(AppCommand::SetRates {
            learning_rate: new_rate,
            momentum: new_momentum,
        });
    }
}

/// A number that is dragged in proportion to its size.
fn rate_ui(
    ui: &mut Ui,
    (symbol, name, hint): (&str, &str, &str),
    value: &mut f64,
    legal: impl Fn(f64) -> bool,
) {
    ui.label(symbol).on_hover_text(name);
    let mut entered = *value;
    let speed = (value.abs() * 0.01).max(1e-6);
    // Typed text counts as a whole: what it begins with, such as the 0 of 0.1, may not be legal.
    let drag = DragValue::new(&mut entered)
        .update_while_editing(false)
        .speed(speed)
        .custom_formatter(|value, _| short_number(value))
        .custom_parser(|text| parse_real(text).ok());
    let response = ui.add_sized(Vec2::new(64.0, HEIGHT), drag);
    ui.accesskit_node_builder(response.id, |node| node.set_label(name));
    // A field that is left as it was entered holds the rounded number.
    let differs = short_number(entered) != short_number(*value);
    if response.on_hover_text(hint).changed() && differs && legal(entered) {
        *value = entered;
    }
}

/// Where the run stands: what it is doing, and the epoch, big. Where there is room, how many epochs there are to be, then why
/// it ended, then the word for the number.
fn standing_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let session = &ctx.state.session;
    let Some((word, reason, color)) = doing(ui, ctx) else {
        return;
    };
    let in_force = ctx.state.settings_in_force();
    let stop = in_force.map_or(ctx.state.document.experiment.training.stop, |now| now.stop);
    let epoch = whole_number(session.snapshot.position.epoch);
    let most = whole_number(stop.max_epochs);
    let hint = format!("{epoch} of {most} epochs are done");
    let number = RichText::new(epoch).size(20.0).strong();
    let most = RichText::new(format!("/ {most}")).weak();
    let unit = RichText::new("Epoch").weak();
    let reason = reason.map(|reason| format!(": {reason}"));
    let chip = |reason: &str| {
        RichText::new(format!("{word}{reason}"))
            .color(color)
            .strong()
    };

    let gap = ui.spacing().item_spacing.x;
    let taken = width(ui, &number) + gap + width(ui, &chip("")) + CHIP_MARGIN + CLEARANCE;
    let mut room = ui.available_width() - taken;
    let mut takes = |width: f32| {
        let fits = width <= room;
        room -= if fits { width } else { 0.0 };
        fits
    };
    let with_most = takes(width(ui, &most) + gap);
    let reason = reason.filter(|reason| takes(width(ui, &chip(reason)) - width(ui, &chip(""))));
    let with_unit = takes(width(ui, &unit) + gap);
    if with_most {
        ui.label(most);
    }
    ui.label(number).on_hover_text(hint);
    if with_unit {
        ui.label(unit);
    }
    let frame = egui::Frame::new()
        .fill(color.gamma_multiply(0.16))
        .stroke(egui::Stroke::new(1.0, color.gamma_multiply(0.6)))
        .corner_radius(10)
        .inner_margin(egui::Margin::symmetric(10, 3));
    let chip = frame.show(ui, |ui| ui.label(chip(&reason.unwrap_or_default())));
    if let Some(outcome) = &session.outcome {
        chip.response.on_hover_text(outcome_sentence(outcome));
    }
}

/// The width of a text on one line.
fn width(ui: &Ui, text: &RichText) -> f32 {
    let text = WidgetText::from(text.clone());
    let galley = text.into_galley(
        ui,
        Some(TextWrapMode::Extend),
        f32::INFINITY,
        TextStyle::Body,
    );
    galley.size().x
}

/// What the run is doing: in a word, with the reason of an end, and the colour.
fn doing(ui: &Ui, ctx: &ViewCtx<'_>) -> Option<(&'static str, Option<String>, Color32)> {
    let tokens = Tokens::of(ui);
    let session = &ctx.state.session;
    let (word, color) = match session.state {
        RunState::Empty => return None,
        RunState::Paused if !session.begun => match ctx.state.check {
            Check::Problems(_) => ("Not ready", Surfaces::of(ui).weak),
            Check::NoTable | Check::Working | Check::Ready(_) => ("Ready", Surfaces::of(ui).weak),
        },
        RunState::Paused => ("Paused", tokens.warning),
        RunState::Running => ("Running", tokens.good),
        RunState::Finished => match session.outcome.as_ref().map(|outcome| outcome.reason) {
            Some(StopReason::Diverged) => ("Diverged", tokens.error),
            Some(StopReason::User) => ("Stopped", tokens.train),
            Some(
                reason @ (StopReason::MaxEpochs
                | StopReason::MaxUpdates
                | StopReason::TargetError
                | StopReason::GradientNorm
                | StopReason::NoProgress
                | StopReason::EarlyStop
                | StopReason::Stuck
                | StopReason::TimeLimit),
            ) => {
                let reason = reason.word().replace('_', " ");
                return Some(("Finished", Some(reason), tokens.train));
            }
            None => ("Finished", tokens.train),
        },
    };
    Some((word, None, color))
}
