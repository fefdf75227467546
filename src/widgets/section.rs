//! A titled part of a side panel that can be folded away.

use egui::Color32;
use egui::RichText;
use egui::Sense;
use egui::TextStyle;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;
use egui::WidgetInfo;
use egui::collapsing_header::CollapsingState;
use egui::collapsing_header::paint_default_icon;

/// The space between two sections.
const GAP: f32 = 6.0;

/// A word in the head of a section, such as when its settings take effect.
#[derive(Clone, Copy, Debug)]
pub struct SectionMark<'a> {
    /// The word on screen.
    pub word: &'a str,
    /// What it means, in a sentence: read by screen readers, and the first line of the tooltip.
    pub meaning: &'a str,
    /// What more there is to say, below.
    pub hint: &'a str,
    /// Its colour.
    pub color: Color32,
}

/// Shows a section: a line with the title and a short summary, and below it the contents unless folded away.
pub fn section_ui(ui: &mut Ui, title: &str, summary: &str, contents: impl FnOnce(&mut Ui)) {
    marked_section_ui(ui, title, None, summary, true, contents);
}

/// Shows a section that is folded away until it is opened, for what is seldom needed.
pub fn folded_section_ui(ui: &mut Ui, title: &str, summary: &str, contents: impl FnOnce(&mut Ui)) {
    marked_section_ui(ui, title, None, summary, false, contents);
}

/// As [`section_ui`], open at first or not, with a word beside its title; afterwards it stays as the user leaves it.
pub fn marked_section_ui(
    ui: &mut Ui,
    title: &str,
    mark: Option<SectionMark<'_>>,
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
    if let Some(mark) = mark {
        mark_ui(&mut header, mark);
    }
    header.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        ui.add(
            egui::Label::new(RichText::new(summary).weak().small())
                .selectable(false)
                .truncate(),
        );
    });
    state.show_body_unindented(ui, |ui| {
        ui.add_space(2.0);
        // Two sections may have fields of the same name.
        ui.push_id(title, contents);
    });
    ui.add_space(GAP);
    ui.separator();
}

/// The word beside a title; it takes no height of its own, so that nothing moves when it comes or goes.
fn mark_ui(ui: &mut Ui, mark: SectionMark<'_>) {
    let SectionMark {
        word,
        meaning,
        hint,
        color,
    } = mark;
    let font = TextStyle::Small.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(word.to_owned(), font, color);
    let size = galley.size() + Vec2::new(12.0, 3.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter();
    painter.rect_filled(rect, size.y / 2.0, color.gamma_multiply(0.14));
    painter.galley(rect.center() - galley.size() / 2.0, galley, color);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, enabled, meaning));
    response.on_hover_text(format!("{meaning}\n{hint}"));
}
