//! Legends: one key for each curve, which hides and shows it, lifts it out under the pointer, and may take it away.

use egui::Color32;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::TextStyle;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;

use super::elided::elided;
use super::icon_button::Icon;
use super::icon_button::icon_button_ui;

/// A key of a legend.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// The curve's name, which the key is found by.
    pub name: &'a str,
    /// The text of the key: the name, or less of it where the surroundings say the rest.
    pub text: &'a str,
    /// The curve's colour.
    pub color: Color32,
    /// Whether the curve is drawn.
    pub shown: bool,
}

/// What the user did to a legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegendAction {
    /// Hide or show this curve.
    Toggle(usize),
    /// Take this curve away.
    Remove(usize),
}

/// A legend's answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct LegendAnswer {
    /// What the user did.
    pub action: Option<LegendAction>,
    /// The key under the pointer.
    pub hovered: Option<usize>,
}

/// Keys beside one another.
pub fn legend_row_ui(ui: &mut Ui, keys: &[Key<'_>]) -> LegendAnswer {
    let mut answer = LegendAnswer::default();
    for (index, key) in keys.iter().enumerate() {
        let width = text_width(ui, key.text) + SWATCH + 8.0;
        note(&mut answer, index, &key_ui(ui, key, width));
    }
    answer
}

/// Keys below one another, each with a button that takes its curve away if `removable`; scrolls where there are many.
pub fn legend_column_ui(ui: &mut Ui, keys: &[Key<'_>], removable: bool) -> LegendAnswer {
    let mut answer = LegendAnswer::default();
    let height = ui.text_style_height(&TextStyle::Small).max(20.0);
    ui.spacing_mut().item_spacing = Vec2::new(2.0, 2.0);
    egui::ScrollArea::vertical()
        .auto_shrink([false, false])
        .show_rows(ui, height, keys.len(), |ui, rows| {
            for index in rows {
                let key = &keys[index];
                ui.horizontal(|ui| {
                    ui.set_min_height(height);
                    let button = if removable { height + 10.0 } else { 0.0 };
                    let width = ui.available_width() - button;
                    note(&mut answer, index, &key_ui(ui, key, width));
                    if !removable {
                        return;
                    }
                    let label = format!("Remove {}", key.name);
                    ui.spacing_mut().interact_size.y = height;
                    if icon_button_ui(ui, Icon::Cross, &label, true).clicked() {
                        answer.action = Some(LegendAction::Remove(index));
                    }
                });
            }
        });
    answer
}

/// The width that [`legend_column_ui`] needs to show these names in full.
pub fn legend_width(ui: &Ui, names: &[String]) -> f32 {
    // Measuring one name is enough: they are much alike.
    let longest = names.iter().max_by_key(|name| name.chars().count());
    longest.map_or(0.0, |name| text_width(ui, name)).max(120.0) + SWATCH + 46.0
}

const SWATCH: f32 = 20.0;

fn note(answer: &mut LegendAnswer, index: usize, response: &Response) {
    if response.clicked() {
        answer.action = Some(LegendAction::Toggle(index));
    }
    if response.hovered() {
        answer.hovered = Some(index);
    }
}

fn text_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Small.resolve(ui.style());
    let color = ui.visuals().text_color();
    ui.painter()
        .layout_no_wrap(text.to_owned(), font, color)
        .size()
        .x
}

fn key_ui(ui: &mut Ui, key: &Key<'_>, width: f32) -> Response {
    let height = ui.text_style_height(&TextStyle::Small).max(20.0);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(width, height), Sense::click());
    let Key {
        name,
        text,
        color,
        shown,
    } = *key;
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let strength = if shown { 1.0 } else { 0.35 };
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 3.0, ui.visuals().widgets.hovered.weak_bg_fill);
    }
    let stroke = Stroke::new(2.5, color.gamma_multiply(strength));
    let left = rect.left() + 4.0;
    painter.hline(left..=left + SWATCH - 6.0, rect.center().y, stroke);
    let ink = ui.visuals().text_color().gamma_multiply(strength);
    let font = TextStyle::Small.resolve(ui.style());
    let galley = elided(painter, text, &font, ink, width - SWATCH - 2.0);
    let place = rect.left_center() + Vec2::new(SWATCH + 2.0, -galley.size().y / 2.0);
    painter.galley(place, galley, ink);
    let hint = if shown {
        "Click to hide"
    } else {
        "Click to show"
    };
    response.on_hover_text(format!("{name}\n{hint}"))
}
