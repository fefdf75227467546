//! Hints that stand beside what they belong to.

use egui::Label;
use egui::RectAlign;
use egui::Response;
use egui::Tooltip;

/// Shows a hint while the pointer rests on something: at its right, so that what stands below it can still be seen.
pub fn hint_beside_ui(response: &Response, hint: &str) {
    if hint.is_empty() {
        return;
    }
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_description(hint));
    let mut tooltip = Tooltip::for_enabled(response);
    tooltip.popup = tooltip.popup.align(RectAlign::RIGHT_START);
    tooltip.show(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        ui.add(Label::new(hint));
    });
}
