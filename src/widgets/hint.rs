//! Hints that stand beside what they belong to.

use egui::RectAlign;
use egui::Response;
use egui::Tooltip;

use super::formula::text_with_formulas_ui;

/// Shows a hint while the pointer rests on something: at its right, so that what stands below it can still be seen.
pub fn hint_beside_ui(response: &Response, hint: &str) {
    if hint.is_empty() {
        return;
    }
    response
        .ctx
        .accesskit_node_builder(response.id, |node| node.set_description(hint));
    let mut tooltip = if response.enabled() {
        Tooltip::for_enabled(response)
    } else {
        Tooltip::for_disabled(response)
    };
    tooltip.popup = tooltip.popup.align(RectAlign::RIGHT_START);
    tooltip.show(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        text_with_formulas_ui(ui, hint);
    });
}
