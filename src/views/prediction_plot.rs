//! The predicted outputs of one sample over epochs against its targets, in original units or as class probabilities.

use egui::Align;
use egui::ComboBox;
use egui::Layout;
use egui::Ui;

use super::ViewCtx;
use super::error_plot::events;
use super::plot_parts::CurveSet;
use super::plot_parts::Series;
use super::plot_parts::cache_key;
use super::plot_parts::empty_ui;
use super::plot_parts::fit_ui;
use super::plot_parts::nothing_to_plot;
use super::plot_parts::part_name;
use super::plot_parts::rooms;
use super::plot_parts::series_color;
use crate::data::Dataset;
use crate::data::Part;
use crate::data::encode::TargetKind;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::chart::Level;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::widgets::legend::legend_column_ui;
use crate::widgets::scale::Scale;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;

/// How many outputs are drawn together.
const TOGETHER: usize = 8;

/// What the prediction plot remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct PredictionPlotLocal {
    chart: ChartState,
    curves: CurveSet,
    /// The only output to show; `None` = all, up to eight.
    output: Option<usize>,
}

/// Draws the prediction plot.
pub fn prediction_plot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut PredictionPlotLocal,
    commands: &mut Vec<AppCommand>,
) {
    let Some(dataset) = ctx.state.session.dataset.as_deref() else {
        let (heading, text) = nothing_to_plot(ctx);
        empty_ui(ui, heading, &text);
        return;
    };
    let history = &ctx.state.session.history;
    let names = dataset.preparation.output_names();
    let first = history.traced_weights.len();
    let recorded = match history.traced_sample {
        Some((sample, outputs)) if first + outputs <= history.traces.width() => {
            Some((sample, outputs.min(names.len())))
        }
        Some(_) | None => None,
    };
    local.output = local.output.filter(|&output| output < names.len());
    let tokens = Tokens::of(ui);
    let series: Vec<Series<'_>> = (0..recorded.map_or(0, |(_, outputs)| outputs))
        .filter(|&output| {
            local
                .output
                .map_or(output < TOGETHER, |only| only == output)
        })
        .map(|output| Series {
            id: output,
            name: names[output].clone(),
            text: None,
            color: series_color(&tokens, output),
            values: history.traces.series(first + output),
        })
        .collect();
    let key = cache_key(ctx, &history.traces);
    local.curves.sync(key, Scale::Linear, &series);
    let (plot_room, legend_room) = rooms(ui, 190.0);
    ui.scope_builder(legend_room, |ui| {
        ui.horizontal(|ui| {
            sample_ui(ui, ctx, dataset, commands);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                fit_ui(ui, &mut local.chart);
            });
        });
        row_ui(ui, ctx, dataset);
        output_ui(ui, &names, &mut local.output);
        let answer = legend_column_ui(ui, &local.curves.keys(&series), false);
        local.curves.take(answer, &series);
    });
    let Some((sample, _)) = recorded.filter(|_| !history.traces.is_empty()) else {
        let text = "The outputs of the chosen sample are recorded from the next epoch on.";
        ui.scope_builder(plot_room, |ui| empty_ui(ui, "Nothing recorded yet", text));
        return;
    };
    let (curves, highlight) = local.curves.shown(&series);
    let classes = (dataset.preparation.targets.iter())
        .all(|group| matches!(group.kind, TargetKind::Classes(_)));
    let levels = series
        .iter()
        .filter(|series| curves.iter().any(|curve| curve.name == series.name))
        .filter_map(|series| {
            Some(Level {
                value: target(dataset, sample, series.id)?,
                color: series.color.gamma_multiply(0.8),
            })
        })
        .collect();
    let chart = Chart {
        name: "Prediction over epochs",
        y_title: if classes { "Probability" } else { "Output" },
        scale: Scale::Linear,
        run: ctx.state.session.run.0,
        epochs: history.traces.epochs(),
        curves,
        highlight,
        levels,
        marks: Vec::new(),
        events: events(history),
        include: None,
    };
    ui.scope_builder(plot_room, |ui| chart.show(ui, &mut local.chart));
}

/// The target of one output of a sample, in original units; 0 or 1 for a class.
fn target(dataset: &Dataset, sample: usize, output: usize) -> Option<f64> {
    let scaled = *dataset.targets.get((output, sample))?;
    let groups = &dataset.preparation.targets;
    let group = groups.iter().find(|group| group.range.contains(&output))?;
    Some(match &group.kind {
        TargetKind::Number(scaler) => scaler.invert(scaled),
        TargetKind::Classes(_) => scaled,
    })
}

fn sample_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, dataset: &Dataset, commands: &mut Vec<AppCommand>) {
    let count = dataset.rows.len();
    let Some(last) = count.checked_sub(1) else {
        return;
    };
    let sample = ctx.state.view.selected_sample.min(last);
    ui.spacing_mut().item_spacing.x = 4.0;
    let label = ui.label("Sample");
    let mut chosen = sample;
    if icon_button_ui(ui, Icon::Left, "Previous sample", sample > 0).clicked() {
        chosen = sample - 1;
    }
    let drag = egui::DragValue::new(&mut chosen).range(0..=last).speed(0.2);
    ui.add(drag).labelled_by(label.id).on_hover_text(format!(
        "Drag or type: one of {} samples",
        whole_number(count as u64)
    ));
    if icon_button_ui(ui, Icon::Right, "Next sample", sample < last).clicked() {
        chosen = sample + 1;
    }
    if chosen != sample {
        commands.push(AppCommand::SelectSample(chosen));
    }
}

/// The table's row of the sample, and its part.
fn row_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, dataset: &Dataset) {
    let Some(last) = dataset.rows.len().checked_sub(1) else {
        return;
    };
    let sample = ctx.state.view.selected_sample.min(last);
    let parts = [Part::Train, Part::Validation, Part::Test];
    let part = parts
        .into_iter()
        .find(|&part| dataset.part(part).contains(&sample));
    let row = whole_number(dataset.rows[sample] as u64 + 1);
    ui.weak(match part {
        Some(part) => format!("Row {row}, {}", part_name(part)),
        None => format!("Row {row}"),
    })
    .on_hover_text("The row of the table, counted from 1, and the part of the data it is in");
    ui.label(egui::RichText::new("Dashed: target").weak().small());
}

fn output_ui(ui: &mut Ui, names: &[String], output: &mut Option<usize>) {
    if names.len() <= TOGETHER {
        return;
    }
    let all = format!("First {TOGETHER} outputs");
    let chosen = output
        .map_or(all.as_str(), |index| names[index].as_str())
        .to_owned();
    let combo = ComboBox::from_id_salt("output")
        .selected_text(chosen)
        .show_ui(ui, |ui| {
            ui.selectable_value(output, None, all);
            for (index, name) in names.iter().enumerate() {
                ui.selectable_value(output, Some(index), name);
            }
        });
    let response = combo.response;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "Outputs"));
    response.on_hover_text("The outputs to show; their targets are dashed");
}
