//! Figures of merit over epochs: accuracy for classes, RMSE, R² and mean absolute error for numbers.

use egui::Align;
use egui::Layout;
use egui::Ui;

use super::ViewCtx;
use super::error_plot::events;
use super::plot_parts::CurveSet;
use super::plot_parts::Series;
use super::plot_parts::cache_key;
use super::plot_parts::chart_or_reason_ui;
use super::plot_parts::empty_ui;
use super::plot_parts::fit_ui;
use super::plot_parts::nothing_to_plot;
use super::plot_parts::part_color;
use super::plot_parts::part_name;
use super::plot_parts::rooms;
use crate::train::History;
use crate::train::Metric;
use crate::train::history::Curve;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::legend::legend_column_ui;
use crate::widgets::scale::Scale;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;

/// What the metric plot remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct MetricPlotLocal {
    chart: ChartState,
    curves: CurveSet,
    metric: Option<Metric>,
}

/// Draws the metric plot. It has no wishes; the list is there so that all plots are called alike.
pub fn metric_plot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut MetricPlotLocal,
    _commands: &mut Vec<AppCommand>,
) {
    let history = &ctx.state.session.history;
    let metrics = recorded(history);
    local.metric = local
        .metric
        .filter(|metric| metrics.contains(metric))
        .or_else(|| metrics.first().copied());
    let Some(metric) = local.metric.filter(|_| !history.table.is_empty()) else {
        let (heading, text) = nothing_to_plot(ctx);
        empty_ui(ui, heading, &text);
        return;
    };
    let series = curves_of(history, metric, &Tokens::of(ui));
    let key = cache_key(ctx, &history.table);
    local.curves.sync(key, Scale::Linear, &series);
    let (plot_room, legend_room) = rooms(ui, 164.0);
    ui.scope_builder(legend_room, |ui| {
        local.legend_ui(ui, &metrics, metric, &series);
    });
    let (curves, highlight) = local.curves.shown(&series);
    let chart = Chart {
        name: "Metrics over epochs",
        y_title: title(metric),
        scale: Scale::Linear,
        run: ctx.state.session.run.0,
        epochs: history.table.epochs(),
        curves,
        highlight,
        levels: Vec::new(),
        marks: Vec::new(),
        events: events(history),
        include: None,
    };
    ui.scope_builder(plot_room, |ui| {
        chart_or_reason_ui(ui, ctx, chart, &mut local.chart);
    });
}

impl MetricPlotLocal {
    /// The choice of the metric, and the legend.
    fn legend_ui(
        &mut self,
        ui: &mut Ui,
        metrics: &[Metric],
        metric: Metric,
        series: &[Series<'_>],
    ) {
        ui.horizontal(|ui| {
            ui.label(title(metric)).on_hover_text(meaning(metric));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                fit_ui(ui, &mut self.chart);
            });
        });
        if metrics.len() > 1 {
            let choices: Vec<(Metric, &str)> = metrics
                .iter()
                .map(|&metric| (metric, title(metric)))
                .collect();
            if let Some(chosen) = segments_ui(ui, metric, &choices, false) {
                self.metric = Some(chosen);
                self.chart.follow(ui);
            }
        }
        let answer = legend_column_ui(ui, &self.curves.keys(series), false);
        self.curves.take(answer, series);
    }
}

/// The metrics of a history, each once, in its order.
fn recorded(history: &History) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for curve in &history.curves {
        match curve {
            Curve::Metric(_, metric) if !metrics.contains(metric) => metrics.push(*metric),
            Curve::Metric(..)
            | Curve::Loss(_)
            | Curve::Penalty
            | Curve::Total
            | Curve::LearningRate
            | Curve::GradientNorm
            | Curve::StepNorm
            | Curve::Inner(_) => {}
        }
    }
    metrics
}

fn curves_of<'a>(history: &'a History, metric: Metric, tokens: &Tokens) -> Vec<Series<'a>> {
    let curves = history.curves.iter().enumerate();
    curves
        .filter_map(|(id, curve)| match curve {
            Curve::Metric(part, other) if *other == metric => Some(Series {
                id,
                name: format!("{} {}", part_name(*part), in_sentence(metric)),
                text: Some(part_name(*part)),
                color: part_color(tokens, *part),
                values: history.table.series(id),
            }),
            Curve::Metric(..)
            | Curve::Loss(_)
            | Curve::Penalty
            | Curve::Total
            | Curve::LearningRate
            | Curve::GradientNorm
            | Curve::StepNorm
            | Curve::Inner(_) => None,
        })
        .collect()
}

fn title(metric: Metric) -> &'static str {
    match metric {
        Metric::Accuracy => "Accuracy",
        Metric::Rmse => "RMSE",
        Metric::R2 => "R²",
        Metric::Mae => "MAE",
    }
}

fn in_sentence(metric: Metric) -> &'static str {
    match metric {
        Metric::Accuracy => "accuracy",
        Metric::Rmse | Metric::R2 | Metric::Mae => title(metric),
    }
}

fn meaning(metric: Metric) -> &'static str {
    match metric {
        Metric::Accuracy => "Share of samples whose class is right",
        Metric::Rmse => "Root of the mean squared error, in original units",
        Metric::R2 => "Coefficient of determination: 1 − SSE/SST",
        Metric::Mae => "Mean absolute error, in original units",
    }
}
