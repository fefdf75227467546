//! One bar cut into coloured shares.

use egui::Color32;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Ui;
use egui::Vec2;
use egui::pos2;

/// Draws shares (each at least 0, of any sum) over the available width.
pub fn share_bar_ui(ui: &mut Ui, shares: &[(f64, Color32)]) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 8.0), Sense::hover());
    let total: f64 = shares.iter().map(|&(share, _)| share.max(0.0)).sum();
    if total <= 0.0 || !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    let mut left = rect.left();
    for &(share, color) in shares {
        let width = rect.width() * (share.max(0.0) / total) as f32;
        let part = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()));
        painter.rect_filled(part.shrink2(Vec2::new(0.5, 0.0)), 2.0, color);
        left += width;
    }
    response
}
