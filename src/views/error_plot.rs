//! The loss of the training and the validation part over epochs.

use egui::Align;
use egui::Layout;
use egui::Ui;

use super::ViewCtx;
use super::plot_parts::CurveSet;
use super::plot_parts::Series;
use super::plot_parts::cache_key;
use super::plot_parts::empty_ui;
use super::plot_parts::fit_ui;
use super::plot_parts::left_out_ui;
use super::plot_parts::nothing_to_plot;
use super::plot_parts::part_color;
use super::plot_parts::part_name;
use super::plot_parts::title_ui;
use crate::engine::RunState;
use crate::train::History;
use crate::train::LiveChange;
use crate::train::history::Curve;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::chart::Event;
use crate::widgets::chart::Mark;
use crate::widgets::legend::legend_row_ui;
use crate::widgets::scale::Scale;
use crate::widgets::scale::epoch_number;
use crate::widgets::scale::whole_number;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;

/// The width of the title and of the buttons beside it, in points.
const TITLE_WIDTH: f32 = 300.0;

/// The width of a name in the legend, in points.
const NAME_WIDTH: f32 = 96.0;

/// What the error plot remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct ErrorPlotLocal {
    chart: ChartState,
    curves: CurveSet,
}

/// Draws the error plot.
pub fn error_plot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut ErrorPlotLocal,
    commands: &mut Vec<AppCommand>,
) {
    let history = &ctx.state.session.history;
    let scale = if ctx.state.view.log_error {
        Scale::Log
    } else {
        Scale::Linear
    };
    let series = losses(history, &Tokens::of(ui));
    let key = cache_key(ctx, &history.table);
    local.curves.sync(key, scale, &series);
    let room = TITLE_WIDTH + series.len() as f32 * NAME_WIDTH;
    let is_long = series.len() > 2 && ui.available_width() < room;
    ui.horizontal(|ui| {
        title_ui(ui, "Error");
        if !is_long {
            let answer = legend_row_ui(ui, &local.curves.keys(&series));
            local.curves.take(answer, &series);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            fit_ui(ui, &mut local.chart);
            scale_ui(ui, scale, commands);
            left_out_ui(ui, &local.curves);
        });
    });
    if is_long {
        ui.horizontal(|ui| {
            let answer = legend_row_ui(ui, &local.curves.keys(&series));
            local.curves.take(answer, &series);
        });
    }
    let rows = history.table.len();
    if series.is_empty() || (rows < 2 && ctx.state.session.state != RunState::Running) || rows == 0
    {
        let (heading, text) = nothing_to_plot(ctx);
        empty_ui(ui, heading, &text);
        return;
    }
    let (curves, highlight) = local.curves.shown(&series);
    Chart {
        name: "Error over epochs",
        y_title: "Loss",
        scale,
        run: ctx.state.session.run.0,
        epochs: history.table.epochs(),
        curves,
        highlight,
        levels: Vec::new(),
        marks: best_mark(history, &Tokens::of(ui)),
        events: events(history),
        include: Some(0.0),
    }
    .show(ui, &mut local.chart);
}

fn losses<'a>(history: &'a History, tokens: &Tokens) -> Vec<Series<'a>> {
    let curves = history.curves.iter().enumerate();
    curves
        .filter_map(|(id, curve)| match curve {
            Curve::Loss(part) => Some(Series {
                id,
                name: format!("{} loss", part_name(*part)),
                text: Some(part_name(*part)),
                color: part_color(tokens, *part),
                values: history.table.series(id),
            }),
            Curve::Penalty => Some(Series {
                id,
                name: "penalty".to_owned(),
                text: None,
                color: tokens.series[3],
                values: history.table.series(id),
            }),
            Curve::Total => Some(Series {
                id,
                name: "total: training loss + penalty".to_owned(),
                text: Some("total"),
                // Far from the validation loss, which it often lies beside.
                color: tokens.series[7],
                values: history.table.series(id),
            }),
            Curve::Metric(..)
            | Curve::LearningRate
            | Curve::GradientNorm
            | Curve::StepNorm
            | Curve::Inner(_) => None,
        })
        .collect()
}

fn scale_ui(ui: &mut Ui, scale: Scale, commands: &mut Vec<AppCommand>) {
    let choices = [(Scale::Log, "Log"), (Scale::Linear, "Linear")];
    let chosen = ui.scope(|ui| segments_ui(ui, scale, &choices, false));
    chosen
        .response
        .on_hover_text("Logarithmic or linear loss axis");
    if let Some(chosen) = chosen.inner {
        commands.push(AppCommand::SetLogError(chosen == Scale::Log));
    }
}

/// The epoch with the lowest validation loss. Without a validation part the last epoch nearly always is the best, and a
/// mark says nothing.
fn best_mark(history: &History, tokens: &Tokens) -> Vec<Mark> {
    let validated = history
        .curves
        .contains(&Curve::Loss(crate::data::Part::Validation));
    match history.best {
        Some((epoch, _)) if validated => vec![Mark {
            epoch: epoch as f64,
            color: tokens.good,
            label: format!("best {}", whole_number(epoch)),
        }],
        Some(_) | None => Vec::new(),
    }
}

/// The changes made during the run, as ticks with a text. Those of one part at one update, such as a slider moved while the
/// run was paused, are told as one.
pub(super) fn events(history: &History) -> Vec<Event> {
    let mut told: Vec<LiveChange> = Vec::new();
    for change in &history.changes {
        match told.last_mut() {
            Some(last) if last.update == change.update && last.after == change.before => {
                last.after = change.after.clone();
            }
            Some(_) | None => told.push(change.clone()),
        }
    }
    let changed = told.iter().filter(|change| change.before != change.after);
    changed
        .map(|change| Event {
            epoch: change.epoch,
            text: format!(
                "From epoch {}: {}",
                epoch_number(change.epoch),
                change.text()
            ),
        })
        .collect()
}
