//! A titled part of a side panel that can be folded away.

use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;
use egui::WidgetInfo;
use egui::collapsing_header::CollapsingState;
use egui::collapsing_header::paint_default_icon;

/// The space between two sections.
const GAP: f32 = 6.0;

/// Shows a section: a line with the title and a short summary, and below it the contents unless folded away.
pub fn section_ui(ui: &mut Ui, title: &str, summary: &str, contents: impl FnOnce(&mut Ui)) {
    foldable_ui(ui, title, summary, true, contents);
}

/// Shows a section that is folded away until it is opened, for what is seldom needed.
pub fn folded_section_ui(ui: &mut Ui, title: &str, summary: &str, contents: impl FnOnce(&mut Ui)) {
    foldable_ui(ui, title, summary, false, contents);
}

/// As [`section_ui`], open at first or not; afterwards it stays as the user leaves it.
pub fn foldable_ui(
    ui: &mut Ui,
    title: &str,
    summary: &str,
    open: bool,
    contents: impl FnOnce(&mut Ui),
) {
    let id = ui.make_persistent_id(("section", title));
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, open);
    let (rect, response) =
        ui.allocate_exact_size(Vec2::new(ui.available_width(), 26.0), Sense::click());
    if response.clicked() {
        state.toggle(ui);
    }
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::DisclosureTriangle,
            enabled,
            format!("Section {title}"),
        )
    });
    let mut header = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    let (icon_rect, _) = header.allocate_exact_size(Vec2::new(14.0, 14.0), Sense::hover());
    let mut icon_response = response.clone();
    icon_response.rect = icon_rect.shrink(1.0);
    paint_default_icon(&mut header, state.openness(ui.ctx()), &icon_response);
    let hovered = response.hovered() || response.has_focus();
    let mut text = RichText::new(title).strong();
    if hovered {
        text = text.underline();
    }
    header.add(egui::Label::new(text).selectable(false));
    header.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.add(
            egui::Label::new(RichText::new(summary).weak().small())
                .selectable(false)
                .truncate(),
        );
    });
    state.show_body_unindented(ui, |ui| {
        ui.add_space(2.0);
        contents(ui);
    });
    ui.add_space(GAP);
    ui.separator();
}
