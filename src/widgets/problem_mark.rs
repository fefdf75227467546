//! The mark of a problem at the field it belongs to.

use egui::CornerRadius;
use egui::Frame;
use egui::Margin;
use egui::Response;
use egui::RichText;
use egui::Ui;

use super::tokens::Tokens;

/// Shows what is wrong and what to do, below the field to blame.
pub fn problem_mark_ui(ui: &mut Ui, message: &str) -> Response {
    let color = Tokens::of(ui).error;
    Frame::new()
        .fill(color.gamma_multiply(0.12))
        .corner_radius(CornerRadius::same(4))
        .inner_margin(Margin::symmetric(8, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(RichText::new("⚠").color(color));
                ui.add(egui::Label::new(message).wrap());
            });
        })
        .response
}
