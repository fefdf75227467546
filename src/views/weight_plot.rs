//! The trajectories of the traced weights over epochs, with a legend that hides, shows and removes them.

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
use super::plot_parts::rooms;
use super::plot_parts::series_color;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::legend::legend_column_ui;
use crate::widgets::legend::legend_width;
use crate::widgets::scale::Scale;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;

/// What the weight plot remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct WeightPlotLocal {
    chart: ChartState,
    curves: CurveSet,
    /// The run and the traced weights that `names` belong to.
    named: (u64, Vec<usize>),
    names: Vec<String>,
}

/// Draws the weight plot.
pub fn weight_plot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut WeightPlotLocal,
    commands: &mut Vec<AppCommand>,
) {
    let history = &ctx.state.session.history;
    if ctx.state.view.traced_weights.is_empty() {
        let text = "Click a link in the diagram to trace its weight.";
        empty_ui(ui, "No weights traced", text);
        return;
    }
    local.name_weights(ctx);
    let tokens = Tokens::of(ui);
    let traced = history.traced_weights.iter().enumerate();
    let series: Vec<Series<'_>> = traced
        .take(history.traces.width())
        .map(|(place, &id)| Series {
            id,
            name: local.names[place].clone(),
            text: None,
            color: series_color(&tokens, place),
            values: history.traces.series(place),
        })
        .collect();
    let key = cache_key(ctx, &history.traces);
    local.curves.sync(key, Scale::Linear, &series);
    let (plot_room, legend_room) = rooms(ui, legend_width(ui, &local.names));
    ui.scope_builder(legend_room, |ui| {
        local.legend_ui(ui, ctx, &series, commands);
    });
    let (curves, highlight) = local.curves.shown(&series);
    let chart = Chart {
        name: "Weights over epochs",
        y_title: "Weight",
        scale: Scale::Linear,
        run: ctx.state.session.run.0,
        epochs: history.traces.epochs(),
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

impl WeightPlotLocal {
    /// The legend with its buttons above.
    fn legend_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &ViewCtx<'_>,
        series: &[Series<'_>],
        commands: &mut Vec<AppCommand>,
    ) {
        ui.horizontal(|ui| {
            let count = ctx.state.view.traced_weights.len();
            let noun = if count == 1 { "weight" } else { "weights" };
            ui.weak(format!("{count} {noun}"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let clear = MenuCommand::ClearTraces;
                let button = egui::Button::new("Clear").min_size(egui::vec2(0.0, 26.0));
                let button = ui.add(button).on_hover_text(clear.row().tooltip);
                if button.clicked() {
                    commands.push(AppCommand::Menu(clear));
                }
                fit_ui(ui, &mut self.chart);
            });
        });
        let answer = legend_column_ui(ui, &self.curves.keys(series), true);
        if let Some(id) = self.curves.take(answer, series) {
            commands.push(AppCommand::ToggleTrace(id));
        }
    }

    /// Names are made anew only when the run or the choice of weights has changed.
    fn name_weights(&mut self, ctx: &ViewCtx<'_>) {
        let session = &ctx.state.session;
        let traced = &session.history.traced_weights;
        if self.named.0 == session.run.0 && self.named.1 == *traced {
            return;
        }
        let parameters = session
            .network
            .as_ref()
            .map(|network| (network, network.layout().len()));
        self.names = traced
            .iter()
            .map(|&index| match parameters {
                Some((network, len)) if index < len => network.parameter_name(index),
                Some(_) | None => format!("weight {index}"),
            })
            .collect();
        self.named = (session.run.0, traced.clone());
    }
}
