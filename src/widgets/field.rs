//! One row of a form: a label on the left, a control that takes the rest of the width.

use egui::Align;
use egui::Id;
use egui::Label;
use egui::Layout;
use egui::Ui;
use egui::Vec2;

/// The largest width of a label, in points; narrow forms give the label 40 % of their width.
const LABEL_WIDTH: f32 = 112.0;

/// Draws a row. `control` gets the label's id for [`egui::Response::labelled_by`], so that screen readers and tests
/// find the control by its label. An empty `hint` shows no tooltip.
pub fn field_ui<R>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    control: impl FnOnce(&mut Ui, Id) -> R,
) -> R {
    let row = Vec2::new(ui.available_width(), ui.spacing().interact_size.y);
    let label_width = (row.x * 0.4).min(LABEL_WIDTH);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        let response = ui
            .allocate_ui_with_layout(
                Vec2::new(label_width, row.y),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(label_width);
                    ui.add(Label::new(label).truncate())
                },
            )
            .inner;
        let id = response.id;
        if !hint.is_empty() {
            response.on_hover_text(hint);
        }
        control(ui, id)
    })
    .inner
}
