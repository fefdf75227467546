//! What the plots have in common: their curves with caches, their heads, and what they say while there is nothing to show.

use std::collections::BTreeSet;

use egui::Color32;
use egui::RichText;
use egui::Ui;
use egui::UiBuilder;

use super::ViewCtx;
use crate::data::Part;
use crate::engine::RunState;
use crate::train::SeriesTable;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::chart::Curve;
use crate::widgets::legend::Key;
use crate::widgets::legend::LegendAction;
use crate::widgets::legend::LegendAnswer;
use crate::widgets::plot_series::SeriesCache;
use crate::widgets::problem_mark::sentence;
use crate::widgets::scale::Scale;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Tokens;
use crate::workbench::state::Check;
use crate::workbench::state::TableSlot;

/// A series of a table under the name and colour it is drawn with.
#[derive(Clone, Debug)]
pub(super) struct Series<'a> {
    /// What stays the same when other series come and go.
    pub id: usize,
    /// Its name.
    pub name: String,
    /// Its text in the legend, where that is shorter than the name.
    pub text: Option<&'static str>,
    /// Its colour.
    pub color: Color32,
    /// Its values.
    pub values: &'a [f64],
}

/// The caches of a plot's series, and which of them are hidden or lifted out.
#[derive(Clone, Debug, Default)]
pub(super) struct CurveSet {
    caches: Vec<SeriesCache>,
    hidden: BTreeSet<usize>,
    lifted: Option<usize>,
}

impl CurveSet {
    /// Follows the series. `key` names the run and the generation of the table.
    pub fn sync(&mut self, key: u64, scale: Scale, series: &[Series<'_>]) {
        self.caches.resize_with(series.len(), SeriesCache::default);
        for (cache, series) in self.caches.iter_mut().zip(series) {
            cache.sync(key, scale, series.values);
        }
    }

    /// The curves to draw, and the place among them of the one to lift out.
    pub fn shown<'a>(&'a self, series: &'a [Series<'a>]) -> (Vec<Curve<'a>>, Option<usize>) {
        let mut lifted = None;
        let mut curves = Vec::with_capacity(series.len());
        for (cache, series) in self.caches.iter().zip(series) {
            if self.hidden.contains(&series.id) {
                continue;
            }
            if self.lifted == Some(series.id) {
                lifted = Some(curves.len());
            }
            curves.push(Curve {
                name: &series.name,
                color: series.color,
                values: series.values,
                cache,
            });
        }
        (curves, lifted)
    }

    /// The keys of the legend.
    pub fn keys<'a>(&self, series: &'a [Series<'a>]) -> Vec<Key<'a>> {
        series
            .iter()
            .map(|series| Key {
                name: &series.name,
                text: series.text.unwrap_or(&series.name),
                color: series.color,
                shown: !self.hidden.contains(&series.id),
            })
            .collect()
    }

    /// Takes the legend's answer; returns the id of a series that shall be removed.
    pub fn take(&mut self, answer: LegendAnswer, series: &[Series<'_>]) -> Option<usize> {
        self.lifted = answer.hovered.map(|index| series[index].id);
        match answer.action? {
            LegendAction::Toggle(index) => {
                let id = series[index].id;
                if !self.hidden.remove(&id) {
                    self.hidden.insert(id);
                }
                None
            }
            LegendAction::Remove(index) => Some(series[index].id),
        }
    }

    /// How many values a logarithmic axis cannot show.
    fn without_place(&self) -> usize {
        self.caches.iter().map(SeriesCache::hidden).sum()
    }
}

/// The key under which a table's caches are valid.
pub(super) fn cache_key(ctx: &ViewCtx<'_>, table: &SeriesTable) -> u64 {
    let run = ctx.state.session.run.0;
    run.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ table.generation()
}

/// The title of a plot.
pub(super) fn title_ui(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).strong());
    ui.add_space(4.0);
}

/// The button that shows everything again.
pub(super) fn fit_ui(ui: &mut Ui, chart: &mut ChartState) {
    let button = egui::Button::new("Fit").min_size(egui::vec2(0.0, 26.0));
    let hint = "Show the whole run and follow it (double-click into the plot)";
    let off = "The plot shows the whole run. Wheel: zoom the epochs, Ctrl + wheel: zoom both axes, right drag: zoom to a box, \
               drag: move";
    let response = ui
        .add_enabled(chart.is_zoomed(), button)
        .on_hover_text(hint)
        .on_disabled_hover_text(off);
    if response.clicked() {
        chart.follow(ui);
    }
}

/// Says how many values a logarithmic axis leaves out, if any.
pub(super) fn left_out_ui(ui: &mut Ui, curves: &CurveSet) {
    let count = curves.without_place() as u64;
    if count > 0 {
        let noun = if count == 1 { "value" } else { "values" };
        let text = format!("{} {noun} ≤ 0 not shown", whole_number(count));
        ui.label(RichText::new(text).weak())
            .on_hover_text("A logarithmic axis has no place for them");
    }
}

/// Splits the room that is left into one for the plot and one of this width, if there is enough, for what stands beside it.
pub(super) fn rooms(ui: &Ui, beside: f32) -> (UiBuilder, UiBuilder) {
    let room = ui.available_rect_before_wrap();
    let beside = beside.min(0.45 * room.width());
    let (plot, mut legend) = room.split_left_right_at_x(room.right() - beside);
    legend.min.x += 10.0;
    let builder = |room| UiBuilder::new().max_rect(room);
    (builder(plot), builder(legend))
}

/// A heading and a sentence in the middle of the room that is left.
pub(super) fn empty_ui(ui: &mut Ui, heading: &str, text: &str) {
    let room = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space((room / 2.0 - 24.0).max(4.0));
        ui.label(RichText::new(heading).size(16.0));
        ui.label(RichText::new(text).weak());
    });
}

/// The chart, or what to do where there is no course to show yet.
pub(super) fn chart_or_reason_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    chart: Chart<'_>,
    state: &mut ChartState,
) {
    if chart.epochs.len() < 2 {
        let (heading, text) = nothing_to_plot(ctx);
        empty_ui(ui, heading, &text);
    } else {
        chart.show(ui, state);
    }
}

/// What to do so that there is something to plot.
pub(super) fn nothing_to_plot(ctx: &ViewCtx<'_>) -> (&'static str, String) {
    match &ctx.state.table {
        TableSlot::Empty => (
            "No data yet",
            "Open a table, or choose a preset on the left.".to_owned(),
        ),
        TableSlot::Loading { name, .. } => ("Reading", format!("{name} is being read.")),
        TableSlot::Failed { .. } => (
            "No data",
            "The table could not be read; open another one.".to_owned(),
        ),
        TableSlot::Ready(_) => match &ctx.state.check {
            Check::Problems(problems) => (
                "Not ready to train",
                problems
                    .first()
                    .map_or_else(String::new, |problem| sentence(&problem.message)),
            ),
            Check::NoTable | Check::Working => {
                ("Preparing", "The data are being prepared.".to_owned())
            }
            Check::Ready(_) if ctx.state.session.state == RunState::Running => {
                ("Training", "The first epoch is not done yet.".to_owned())
            }
            Check::Ready(_) if ctx.state.session.outcome.is_some() => (
                "No epoch to show",
                "The run ended before its first epoch was done.".to_owned(),
            ),
            Check::Ready(_) => (
                "Ready to train",
                "Press Run (Space), and the curves appear here.".to_owned(),
            ),
        },
    }
}

/// The name of a part.
pub(super) fn part_name(part: Part) -> &'static str {
    match part {
        Part::Train => "training",
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

/// The colour of a part.
pub(super) fn part_color(tokens: &Tokens, part: Part) -> Color32 {
    match part {
        Part::Train => tokens.train,
        Part::Validation => tokens.validation,
        Part::Test => tokens.test,
    }
}

/// The colour of the series with this number; paler in every second round through the palette.
pub(super) fn series_color(tokens: &Tokens, index: usize) -> Color32 {
    let color = tokens.series[index % tokens.series.len()];
    if (index / tokens.series.len()).is_multiple_of(2) {
        color
    } else {
        color.gamma_multiply(0.6)
    }
}
