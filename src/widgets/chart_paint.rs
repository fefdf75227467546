//! What a chart paints: its curves, thinned out to the pixels at hand, and over them marks, the rule and the read-out.

use std::ops::RangeInclusive;

use egui::Align2;
use egui::Color32;
use egui::FontId;
use egui::Pos2;
use egui::Response;
use egui::Shape;
use egui::Stroke;
use egui::Ui;
use egui_plot::PlotBounds;
use egui_plot::PlotGeometry;
use egui_plot::PlotItem;
use egui_plot::PlotItemBase;
use egui_plot::PlotTransform;

use super::chart::Chart;
use super::chart::Curve;
use super::formula::text_with_formulas_ui;
use super::plot_series::Polyline;
use super::plot_series::visible_rows;
use super::scale::Scale;
use super::scale::epoch_number;
use super::scale::exact_number;

/// How many points all curves of a chart may have together: what a frame's time allows.
const POINTS: usize = 16_000;
/// How many curves the read-out lists: those nearest to the pointer.
const LISTED: usize = 8;

/// All curves of a chart as one item of the plot.
pub(super) struct CurvesItem<'a> {
    base: PlotItemBase,
    scale: Scale,
    epochs: &'a [f64],
    curves: Vec<Curve<'a>>,
    highlight: Option<usize>,
}

impl<'a> CurvesItem<'a> {
    pub(super) fn new(chart: &Chart<'a>, highlight: Option<usize>) -> Self {
        Self {
            base: PlotItemBase::new(chart.name.to_owned()),
            scale: chart.scale,
            epochs: chart.epochs,
            curves: chart.curves.clone(),
            highlight,
        }
    }
}

impl PlotItem for CurvesItem<'_> {
    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let bounds = transform.bounds();
        let rows = visible_rows(self.epochs, bounds.min()[0], bounds.max()[0]);
        let pixels = transform.frame().width().max(1.0) as usize;
        let most = (POINTS / self.curves.len().max(1)).clamp(128, 2 * pixels.max(64));
        let to_screen = ToScreen::new(transform, self.scale);
        let width = if self.curves.len() > 8 { 1.0 } else { 1.5 };
        let mut line = Polyline::default();
        let last = self.highlight.filter(|&index| index < self.curves.len());
        let others = (0..self.curves.len()).filter(|&index| Some(index) != last);
        for index in others.chain(last) {
            let Curve {
                values,
                color,
                cache,
                ..
            } = self.curves[index];
            let lifted = Some(index) == last && self.curves.len() > 1;
            let width = if lifted { width + 1.0 } else { width };
            cache.reduce(self.epochs, values, rows.clone(), most, &mut line);
            for piece in line.pieces() {
                if let &[point] = piece {
                    shapes.push(Shape::circle_filled(to_screen.at(point), width, color));
                } else {
                    let points = piece.iter().map(|&point| to_screen.at(point)).collect();
                    shapes.push(Shape::line(points, Stroke::new(width, color)));
                }
            }
        }
    }

    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        Color32::TRANSPARENT
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}

/// The way from `[epoch, value]` to the screen.
struct ToScreen {
    scale: Scale,
    origin: [f64; 2],
    factor: [f64; 2],
    corner: [f64; 2],
}

impl ToScreen {
    fn new(transform: &PlotTransform, scale: Scale) -> Self {
        let frame = transform.frame();
        Self {
            scale,
            origin: transform.bounds().min(),
            factor: transform.dpos_dvalue(),
            corner: [f64::from(frame.left()), f64::from(frame.bottom())],
        }
    }

    fn at(&self, [epoch, value]: [f64; 2]) -> Pos2 {
        let x = self.corner[0] + (epoch - self.origin[0]) * self.factor[0];
        let y = self.corner[1] + (self.scale.place(value) - self.origin[1]) * self.factor[1];
        // Far outside the frame only the direction counts, and huge coordinates would lose it.
        Pos2::new(x.clamp(-1e5, 1e5) as f32, y.clamp(-1e5, 1e5) as f32)
    }
}

/// Paints everything that lies over the curves, and the read-out of the hovered row. Returns the curve nearest to the
/// pointer.
pub(super) fn overlay_ui(
    chart: &Chart<'_>,
    ui: &Ui,
    response: &Response,
    transform: &PlotTransform,
    hovered: Option<usize>,
) -> Option<usize> {
    let to_screen = ToScreen::new(transform, chart.scale);
    let frame = *transform.frame();
    let painter = ui.painter().with_clip_rect(frame.intersect(ui.clip_rect()));
    for level in &chart.levels {
        if chart.scale.shows(level.value) {
            let y = to_screen.at([0.0, level.value]).y;
            let ends = [Pos2::new(frame.left(), y), Pos2::new(frame.right(), y)];
            painter.extend(Shape::dashed_line(
                &ends,
                Stroke::new(1.5, level.color),
                6.0,
                4.0,
            ));
        }
    }
    for mark in &chart.marks {
        mark_ui(ui, &painter, transform, &to_screen, mark);
    }
    let ink = ui.visuals().text_color();
    for event in &chart.events {
        let x = to_screen.at([event.epoch, 1.0]).x;
        let tip = Pos2::new(x, frame.bottom() - 8.0);
        let base = frame.bottom() - 1.0;
        let corners = vec![tip, Pos2::new(x + 4.0, base), Pos2::new(x - 4.0, base)];
        painter.add(Shape::convex_polygon(corners, ink, Stroke::NONE));
    }
    let row = hovered?;
    rule(ui, transform, chart.epochs[row]);
    let pointer = response.hover_pos()?;
    let mut listed: Vec<(usize, f32)> = chart
        .curves
        .iter()
        .enumerate()
        .filter(|(_, curve)| {
            curve
                .values
                .get(row)
                .is_some_and(|&value| chart.scale.shows(value))
        })
        .map(|(index, curve)| {
            (
                index,
                to_screen.at([chart.epochs[row], curve.values[row]]).y,
            )
        })
        .collect();
    listed.sort_by(|a, b| (a.1 - pointer.y).abs().total_cmp(&(b.1 - pointer.y).abs()));
    let nearest = listed.first().map(|&(index, _)| index);
    listed.truncate(LISTED);
    if chart.curves.len() > LISTED {
        listed.sort_by(|a, b| a.1.total_cmp(&b.1));
    } else {
        listed.sort_by_key(|&(index, _)| index);
    }
    let x = to_screen.at([chart.epochs[row], 1.0]).x;
    for &(index, y) in &listed {
        let color = chart.curves[index].color;
        painter.circle(
            Pos2::new(x, y),
            3.0,
            color,
            Stroke::new(1.0, ui.visuals().extreme_bg_color),
        );
    }
    read_out_ui(chart, response, row, &listed, transform);
    nearest
}

/// A thin vertical line at an epoch.
pub(super) fn rule(ui: &Ui, transform: &PlotTransform, epoch: f64) {
    let frame = *transform.frame();
    let x = transform.position_from_point_x(epoch);
    let painter = ui.painter().with_clip_rect(frame.intersect(ui.clip_rect()));
    let color = ui.visuals().text_color().gamma_multiply(0.55);
    painter.vline(x, frame.y_range(), Stroke::new(1.0, color));
}

fn mark_ui(
    ui: &Ui,
    painter: &egui::Painter,
    transform: &PlotTransform,
    to_screen: &ToScreen,
    mark: &super::chart::Mark,
) {
    let frame = *transform.frame();
    let x = to_screen.at([mark.epoch, 1.0]).x;
    if !frame.x_range().contains(x) {
        return;
    }
    let ends = [Pos2::new(x, frame.top()), Pos2::new(x, frame.bottom())];
    painter.extend(Shape::dashed_line(
        &ends,
        Stroke::new(1.0, mark.color),
        3.0,
        3.0,
    ));
    let galley = painter.layout_no_wrap(mark.label.clone(), FontId::proportional(11.5), mark.color);
    let left = x + 6.0 + galley.size().x > frame.right();
    let (anchor, offset) = if left {
        (Align2::RIGHT_TOP, -6.0)
    } else {
        (Align2::LEFT_TOP, 6.0)
    };
    let place = anchor.anchor_size(Pos2::new(x + offset, frame.top() + 4.0), galley.size());
    let paper = ui.visuals().extreme_bg_color.gamma_multiply(0.85);
    painter.rect_filled(place.expand2(egui::vec2(3.0, 1.0)), 3.0, paper);
    painter.galley(place.min, galley, mark.color);
}

/// The card beside the pointer: the epoch and the exact value of each listed curve.
fn read_out_ui(
    chart: &Chart<'_>,
    response: &Response,
    row: usize,
    listed: &[(usize, f32)],
    transform: &PlotTransform,
) {
    let anchor = egui::PopupAnchor::Pointer;
    let tooltip =
        egui::Tooltip::always_open(response.ctx.clone(), response.layer_id, response.id, anchor);
    let epoch = chart.epochs[row];
    tooltip.gap(16.0).width(420.0).show(|ui| {
        ui.strong(format!("Epoch {}", epoch_number(epoch)));
        egui::Grid::new("read-out")
            .num_columns(3)
            .min_col_width(0.0)
            .spacing([8.0, 2.0])
            .show(ui, |ui| {
                for &(index, _) in listed {
                    let curve = &chart.curves[index];
                    swatch_ui(ui, curve.color);
                    ui.add(egui::Label::new(curve.name).extend());
                    ui.add(
                        egui::Label::new(
                            egui::RichText::new(exact_number(curve.values[row])).monospace(),
                        )
                        .extend(),
                    );
                    ui.end_row();
                }
            });
        let has_value = |curve: &&Curve<'_>| curve.values.get(row).is_some_and(|v| v.is_finite());
        let present = chart.curves.iter().filter(has_value).count();
        let more = present.saturating_sub(listed.len());
        if more > 0 {
            ui.weak(format!("and {more} more"));
        }
        let reach = 5.0 * transform.dvalue_dpos()[0].abs();
        for event in &chart.events {
            if (event.epoch - epoch).abs() <= reach.max(0.5) {
                text_with_formulas_ui(ui, &event.text);
            }
        }
    });
}

/// A short piece of line in a curve's colour.
pub(super) fn swatch_ui(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(14.0, 12.0), egui::Sense::hover());
    let stroke = Stroke::new(2.5, color);
    ui.painter().hline(rect.x_range(), rect.center().y, stroke);
}
