//! A small coloured button that shows one of several states and steps to the next by a click.

use egui::Button;
use egui::Color32;
use egui::CornerRadius;
use egui::Direction;
use egui::Layout;
use egui::Response;
use egui::RichText;
use egui::Role;
use egui::Stroke;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;

/// Shows a chip with the text `value` in `color`. Its accessible name is `name`, its accessible value the text.
pub fn chip_ui(ui: &mut Ui, name: &str, value: &str, color: Color32, width: f32) -> Response {
    let fill = color.gamma_multiply(if ui.visuals().dark_mode { 0.22 } else { 0.14 });
    let button = Button::new(RichText::new(value).small().color(color))
        .fill(fill)
        .stroke(Stroke::new(1.0, color.gamma_multiply(0.55)))
        .corner_radius(CornerRadius::same(10))
        .min_size(Vec2::new(width, 20.0));
    let layout = Layout::centered_and_justified(Direction::TopDown);
    let response = ui
        .allocate_ui_with_layout(Vec2::new(width, 20.0), layout, |ui| {
            ui.spacing_mut().button_padding = Vec2::new(8.0, 1.0);
            ui.add(button)
        })
        .inner;
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::Button, enabled, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
    response
}
