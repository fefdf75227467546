//! Paging through more than can be drawn at once.

use std::ops::Range;

use egui::Align;
use egui::Button;
use egui::Color32;
use egui::Layout;
use egui::TextStyle;
use egui::Ui;
use egui::vec2;

use super::scale::whole_number;

const EARLIER: &str = "⏴";
const LATER: &str = "⏵";

/// Shows which of `count` things are drawn and the buttons to go on, nothing where one page holds all. Returns those to
/// draw. After the last page comes the first, so the last one is one click away.
pub fn pager_ui(
    ui: &mut Ui,
    (salt, things): (&str, &str),
    count: usize,
    page: usize,
) -> Range<usize> {
    let page = page.max(1);
    if count <= page {
        return 0..count;
    }
    let id = ui.make_persistent_id((salt, "page"));
    let pages = count.div_ceil(page);
    let mut present = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(0);
    present = present.min(pages - 1);
    let range = present * page..((present + 1) * page).min(count);
    let text = place_text(&range, count, things);
    // The buttons keep their places whatever the page …
    let widest = text_width(ui, &place_text(&(count - page..count), count, things));
    let gap = (widest - text_width(ui, &text)).max(0.0);
    // … and all of it goes to the next line where it has no place in this one.
    let button = text_width(ui, LATER) + 2.0 * ui.spacing().button_padding.x;
    let width = widest + 2.0 * (button + ui.spacing().item_spacing.x);
    let size = vec2(width, ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        let go = |ui: &mut Ui, icon: &str, name: &str, to: usize| {
            let name = format!("{name} {things}");
            if ui
                .add(Button::new(icon))
                .on_hover_text(&name)
                .accessible_name(name)
                .clicked()
            {
                ui.data_mut(|data| data.insert_temp(id, to));
            }
        };
        go(ui, EARLIER, "Earlier", (present + pages - 1) % pages);
        ui.label(text);
        ui.add_space(gap);
        go(ui, LATER, "Later", (present + 1) % pages);
    });
    range
}

/// Which of the things are drawn.
fn place_text(range: &Range<usize>, count: usize, things: &str) -> String {
    let number = |value: usize| whole_number(value as u64);
    let (first, last) = (number(range.start + 1), number(range.end));
    let which = if range.len() == 1 {
        last
    } else {
        format!("{first}–{last}")
    };
    format!("{which} of {} {things}", number(count))
}

/// The width of a text in points.
fn text_width(ui: &Ui, text: &str) -> f32 {
    let font = TextStyle::Body.resolve(ui.style());
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    galley.size().x
}
