//! A small plot of one line, with its highest and lowest value and a mark for where things stand.

use egui::Align2;
use egui::FontId;
use egui::Pos2;
use egui::Role;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;

use super::scale::short_number;
use super::tokens::Tokens;

/// What a small plot shows.
#[derive(Clone, Copy, Debug)]
pub struct SparkPlot<'a> {
    /// Its accessible name.
    pub name: &'a str,
    /// The points of the line, from left to right.
    pub points: &'a [[f64; 2]],
    /// The point to be marked.
    pub mark: Option<[f64; 2]>,
    /// What stands at the right end of the axis, which begins at the first point.
    pub x_end: &'a str,
}

impl SparkPlot<'_> {
    /// Draws it over the width that is left. The lower end is at 0.
    pub fn show(self, ui: &mut Ui, height: f32) {
        let size = Vec2::new(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let all = self.points.iter().chain(&self.mark);
        let seen = all.filter(|point| point.iter().all(|value| value.is_finite()));
        let left = self.points.first().map_or(0.0, |point| point[0]);
        let (mut right, mut top, mut low) = (left, 0.0_f64, f64::INFINITY);
        for &[x, y] in seen {
            (right, top, low) = (right.max(x), top.max(y), low.min(y));
        }
        let low = if low.is_finite() { low } else { 0.0 };
        let spoken = format!(
            "{}, from {} to {}",
            self.name,
            short_number(low),
            short_number(top)
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
        if !ui.is_rect_visible(rect) {
            return;
        }
        let painter = ui.painter_at(rect);
        let visuals = ui.visuals();
        let tokens = Tokens::of(ui);
        painter.rect_filled(rect, 5.0, visuals.extreme_bg_color);
        let mut area = rect.shrink2(Vec2::new(8.0, 6.0));
        area.min.y += 13.0;
        area.max.y -= 13.0;
        let place = |[x, y]: [f64; 2]| {
            let x = if right > left {
                (x - left) / (right - left)
            } else {
                0.0
            };
            let y = if top > 0.0 { y / top } else { 0.0 };
            pos2(
                egui::lerp(area.x_range(), x as f32),
                egui::lerp(area.bottom()..=area.top(), y as f32),
            )
        };
        let axis = Stroke::new(1.0, visuals.weak_text_color().gamma_multiply(0.45));
        painter.hline(area.x_range(), area.bottom(), axis);
        let font = FontId::proportional(11.0);
        let ink = visuals.weak_text_color();
        let head = rect.left_top() + Vec2::new(8.0, 3.0);
        painter.text(head, Align2::LEFT_TOP, short_number(top), font.clone(), ink);
        let foot = rect.left_bottom() + Vec2::new(8.0, -3.0);
        painter.text(foot, Align2::LEFT_BOTTOM, "0", font.clone(), ink);
        let end = rect.right_bottom() + Vec2::new(-8.0, -3.0);
        painter.text(end, Align2::RIGHT_BOTTOM, self.x_end, font, ink);
        let points = self
            .points
            .iter()
            .filter(|[x, y]| x.is_finite() && y.is_finite());
        let line: Vec<Pos2> = points.map(|&point| place(point)).collect();
        painter.add(Shape::line(line, Stroke::new(1.8, tokens.train)));
        if let Some(mark) = self.mark.filter(|[x, y]| x.is_finite() && y.is_finite()) {
            let ring = Stroke::new(1.5, visuals.text_color());
            painter.circle(place(mark), 3.5, tokens.train, ring);
        }
    }
}
