//! A histogram of a few bars without axes, small enough for a line of a list.

use egui::Color32;
use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Ui;
use egui::Vec2;
use egui::pos2;

/// Draws `counts` as bars; the highest fills the height. Decoration only: it carries no accessible name of its own.
pub fn mini_histogram_ui(ui: &mut Ui, counts: &[u32], color: Color32, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    if ui.is_rect_visible(rect) {
        paint_histogram(ui.painter(), rect, counts, color);
    }
    response
}

/// Paints the bars into `rect`; nothing where all are 0.
pub fn paint_histogram(painter: &Painter, rect: Rect, counts: &[u32], color: Color32) {
    let highest = counts.iter().copied().max().unwrap_or(0);
    if highest == 0 {
        return;
    }
    let step = rect.width() / counts.len() as f32;
    let gap = if step > 3.0 { 1.0 } else { 0.0 };
    for (index, &count) in counts.iter().enumerate() {
        let left = rect.left() + step * index as f32;
        // A bar that is not empty stays visible.
        let height = if count == 0 {
            0.0
        } else {
            (rect.height() * count as f32 / highest as f32).max(1.0)
        };
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - height),
            pos2(left + step - gap, rect.bottom()),
        );
        painter.rect_filled(bar, 0.0, color);
    }
    painter.hline(
        rect.x_range(),
        rect.bottom(),
        egui::Stroke::new(1.0, color.gamma_multiply(0.5)),
    );
}
