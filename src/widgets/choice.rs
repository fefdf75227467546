//! A labelled combo box over a list of alternatives, each with a name and a tooltip.

use egui::Align;
use egui::ComboBox;
use egui::Response;
use egui::Ui;
use egui::style::ScrollAnimation;

use super::field::field_ui;
use super::hint::hint_beside_ui;

/// A list taller than this scrolls, in points.
const MOST_HEIGHT: f32 = 620.0;
/// What lies between a list and the window's edge, in points.
const EDGE: f32 = 24.0;

/// Draws the chooser and returns the alternative that was just chosen. `options` holds value, name and tooltip (such
/// as the formula). The one equal to `current` is shown as chosen; alternatives with parameters should therefore
/// carry the present parameters where they are of the present kind.
pub fn choice_ui<T, N, H>(
    ui: &mut Ui,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, N, H)>,
) -> Option<T>
where
    T: PartialEq + Copy,
    N: AsRef<str>,
    H: AsRef<str>,
{
    field_ui(ui, label, "", |ui, label_id| {
        let (response, chosen) = combo_ui(ui, label, current, options);
        response.labelled_by(label_id);
        chosen
    })
}

/// As [`choice_ui`] over the whole width, where the heading above says what is chosen and names are long. `label` is
/// the accessible name.
pub fn wide_choice_ui<T, N, H>(
    ui: &mut Ui,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, N, H)>,
) -> Option<T>
where
    T: PartialEq + Copy,
    N: AsRef<str>,
    H: AsRef<str>,
{
    let (response, chosen) = combo_ui(ui, label, current, options);
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(label));
    chosen
}

/// Whether the list was opened just now; its first passes find its size.
fn is_opening(ui: &Ui) -> bool {
    const PASSES: u64 = 3;
    let now = ui.cumulative_pass_nr();
    let key = ui.unique_id().with("opened");
    ui.data_mut(|data| {
        let (opened, last) = data.get_temp(key).unwrap_or((now, now));
        let opened: u64 = if last + 1 < now { now } else { opened };
        data.insert_temp(key, (opened, now));
        now < opened + PASSES
    })
}

/// How tall a list may be above or below the box that comes next.
fn room(ui: &Ui) -> f32 {
    let window = ui.ctx().content_rect();
    let above = ui.cursor().top() - window.top();
    let below = window.bottom() - ui.cursor().top() - ui.spacing().interact_size.y;
    (above.max(below) - EDGE).clamp(ui.spacing().interact_size.y, MOST_HEIGHT)
}

/// The combo box itself, as wide as there is room.
fn combo_ui<T, N, H>(
    ui: &mut Ui,
    label: &str,
    current: T,
    options: impl IntoIterator<Item = (T, N, H)>,
) -> (Response, Option<T>)
where
    T: PartialEq + Copy,
    N: AsRef<str>,
    H: AsRef<str>,
{
    let options: Vec<(T, N, H)> = options.into_iter().collect();
    let present = options.iter().find(|(value, ..)| *value == current);
    let name = present.map_or("", |(_, name, _)| name.as_ref());
    let hint = present.map_or("", |(.., hint)| hint.as_ref());
    let mut chosen = None;
    let combo = ComboBox::from_id_salt(label)
        .selected_text(name)
        .width(ui.available_width())
        .truncate()
        .height(room(ui))
        .show_ui(ui, |ui| {
            let opening = is_opening(ui);
            for (value, name, hint) in &options {
                let row = ui.selectable_label(*value == current, name.as_ref());
                if opening && *value == current {
                    row.scroll_to_me_animation(Some(Align::Center), ScrollAnimation::none());
                }
                let clicked = row.clicked();
                hint_beside_ui(&row, hint.as_ref());
                if clicked && *value != current {
                    chosen = Some(*value);
                }
            }
        });
    hint_beside_ui(&combo.response, hint);
    (combo.response, chosen)
}
