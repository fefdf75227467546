//! A chart of curves over epochs: axes, zoom and pan, a view that follows the data until the user moves it, and the
//! read-out under the pointer. All charts of a window share their range of epochs and the hovered epoch.

use egui::Align;
use egui::Color32;
use egui::Layout;
use egui::Rangef;
use egui::Response;
use egui::Role;
use egui::Ui;
use egui::WidgetInfo;
use egui_plot::AxisHints;
use egui_plot::GridInput;
use egui_plot::Plot;
use egui_plot::PlotBounds;
use egui_plot::PlotTransform;

use super::chart_paint::CurvesItem;
use super::chart_paint::overlay_ui;
pub use super::chart_view::ChartState;
use super::chart_view::update_shared;
use super::chart_view::zoom_by_wheel;
use super::plot_series::SeriesCache;
use super::plot_series::nearest_row;
use super::plot_series::visible_rows;
use super::scale::Scale;
use super::scale::epoch_number;

/// Room at the right for half of the last epoch's number, which stands below the end of the axis, in points.
const NUMBER_ROOM: f32 = 12.0;

/// One curve, as long as the chart's epochs.
#[derive(Clone, Copy, Debug)]
pub struct Curve<'a> {
    /// What it is.
    pub name: &'a str,
    /// Its colour.
    pub color: Color32,
    /// Its values.
    pub values: &'a [f64],
    /// Its cache, in step with the values.
    pub cache: &'a SeriesCache,
}

/// A horizontal dashed line, such as a target.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Where.
    pub value: f64,
    /// Its colour.
    pub color: Color32,
}

/// A vertical line with a label, such as the best epoch.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where.
    pub epoch: f64,
    /// Its colour.
    pub color: Color32,
    /// Its label.
    pub label: String,
}

/// A small tick on the axis of epochs with a text for the read-out, such as a change of the learning rate.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub epoch: f64,
    /// What happened.
    pub text: String,
}

/// What a chart shows.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// The title of the y axis.
    pub y_title: &'a str,
    /// The y axis.
    pub scale: Scale,
    /// The run: where it changes, all views start following again.
    pub run: u64,
    /// The epochs of all curves, rising.
    pub epochs: &'a [f64],
    /// The curves.
    pub curves: Vec<Curve<'a>>,
    /// The curve to lift out, by its index in `curves`.
    pub highlight: Option<usize>,
    /// Horizontal lines.
    pub levels: Vec<Level>,
    /// Vertical lines.
    pub marks: Vec<Mark>,
    /// Ticks.
    pub events: Vec<Event>,
    /// A value that shall be in view while the chart follows a linear axis.
    pub include: Option<f64>,
}

impl Chart<'_> {
    /// Draws the chart into all of the room that is left.
    pub fn show(self, ui: &mut Ui, state: &mut ChartState) -> Response {
        let shared = state.begin(ui, self.run, self.scale);
        let wanted = self.bounds(shared.epochs, state.y);
        let (response, transform) = self.plot_ui(ui, wanted, state);
        state.take_view(ui, &response, &transform, wanted);
        state.box_zoom_ui(ui, &response, &transform);
        let pass = ui.cumulative_pass_nr();
        let hovered = self.hovered(&response, &transform);
        state.nearest = overlay_ui(&self, ui, &response, &transform, hovered);
        if let Some(row) = hovered {
            let cursor = Some((self.epochs[row], response.id, pass));
            update_shared(ui, |shared| shared.cursor = cursor);
        } else if let Some((epoch, id, seen)) = shared.cursor
            && id != response.id
            && seen + 1 >= pass
        {
            super::chart_paint::rule(ui, &transform, epoch);
        }
        let name = self.spoken(hovered);
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
        response
    }

    /// The view: what the user has set, and the data where nothing is set. Coordinates of the plot.
    fn bounds(&self, epochs: Option<(f64, f64)>, y: Option<(f64, f64)>) -> PlotBounds {
        let (first, last) = match (self.epochs.first(), self.epochs.last()) {
            (Some(&first), Some(&last)) => (first, last.max(first + 1.0)),
            (None, _) | (_, None) => (0.0, 1.0),
        };
        let (from, to) = epochs.unwrap_or((first, last + 0.01 * (last - first)));
        let (low, high) = y.unwrap_or_else(|| self.fitting_y(from, to));
        PlotBounds::from_min_max([from, low], [to, high])
    }

    /// The range of y that holds everything between two epochs, with a margin.
    fn fitting_y(&self, from: f64, to: f64) -> (f64, f64) {
        let rows = visible_rows(self.epochs, from, to);
        let curves = self.curves.iter();
        let values = curves
            .filter_map(|curve| curve.cache.extremes_within(curve.values, rows.clone()))
            .flat_map(|(low, high)| [low, high])
            .chain(self.levels.iter().map(|level| level.value))
            .chain(self.include)
            .filter(|value| self.scale.shows(*value))
            .map(|value| self.scale.place(value));
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return (0.0, 1.0);
        }
        let least = match self.scale {
            Scale::Linear => 1e-9 * low.abs().max(high.abs()),
            Scale::Log => 0.2,
        };
        let margin = if high - low > least {
            0.06 * (high - low)
        } else {
            least.max(0.05 * low.abs()).max(1e-12)
        };
        let floor = self
            .include
            .filter(|&floor| floor == low && self.scale == Scale::Linear);
        (floor.unwrap_or(low - margin), high + margin)
    }

    fn plot_ui(
        &self,
        ui: &mut Ui,
        wanted: PlotBounds,
        state: &ChartState,
    ) -> (Response, PlotTransform) {
        let visuals = ui.visuals();
        let grid = visuals.widgets.noninteractive.bg_stroke.color;
        let ink = visuals.text_color().gamma_multiply(0.8);
        let font = egui::FontId::proportional(11.5);
        let spacing = Rangef::new(4.0, 5.0);
        let scale = self.scale;
        let axis = |hints: AxisHints<'static>, title: &str| {
            hints
                .label(egui::RichText::new(title).size(12.0))
                .label_spacing(spacing)
                .tick_label_color(ink)
                .tick_label_font(font.clone())
        };
        let x_axis =
            axis(AxisHints::new_x(), "Epoch").formatter(|mark, _| epoch_number(mark.value));
        let y_axis = axis(AxisHints::new_y(), self.y_title)
            .min_thickness(54.0)
            .formatter(move |mark, _| scale.tick_label(mark));
        let item = CurvesItem::new(self, self.highlight.or(state.nearest));
        let plot = Plot::new(self.name)
            .width((ui.available_width() - NUMBER_ROOM).max(1.0))
            .custom_x_axes(vec![x_axis])
            .custom_y_axes(vec![y_axis])
            .grid_color(grid)
            .grid_spacing(spacing)
            .x_grid_spacer(|input| Scale::Linear.ticks(&roomier(&input, 20.0, 1.0)))
            .y_grid_spacer(move |input| scale.ticks(&roomier(&input, 6.0, 0.0)))
            .allow_scroll(false)
            .allow_double_click_reset(false)
            .allow_boxed_zoom(false)
            .show_x(false)
            .show_y(false);
        // A justified layout would widen the plot again.
        let shown = ui.with_layout(Layout::top_down(Align::Min), |ui| {
            plot.show(ui, move |plot| {
                let mut bounds = wanted;
                zoom_by_wheel(plot, &mut bounds);
                plot.set_plot_bounds(bounds);
                plot.add(item);
            })
        });
        let shown = shown.inner;
        (shown.response, shown.transform)
    }

    /// The row nearest to the pointer.
    fn hovered(&self, response: &Response, transform: &PlotTransform) -> Option<usize> {
        let pointer = response.hover_pos()?;
        if response.dragged() {
            return None;
        }
        nearest_row(self.epochs, transform.value_from_position(pointer).x)
    }

    /// What a screen reader says: the name, and the values at the hovered row or the last one.
    fn spoken(&self, hovered: Option<usize>) -> String {
        let Some(row) = hovered.or_else(|| self.epochs.len().checked_sub(1)) else {
            return self.name.to_owned();
        };
        let values = self.curves.iter().take(8).filter_map(|curve| {
            let value = super::scale::short_number(*curve.values.get(row)?);
            Some(format!(", {} {value}", curve.name))
        });
        let marks = self.marks.iter().map(|mark| format!(", {}", mark.label));
        let values: String = values.chain(marks).collect();
        format!(
            "{}, epoch {}{values}",
            self.name,
            epoch_number(self.epochs[row])
        )
    }
}

/// The same input with ticks `factor` times as far apart, and at least `least`.
fn roomier(input: &GridInput, factor: f64, least: f64) -> GridInput {
    GridInput {
        bounds: input.bounds,
        base_step_size: (input.base_step_size * factor).max(least),
    }
}
