//! Paging through more than can be drawn at once.

use std::ops::Range;

use egui::Button;
use egui::Ui;

use super::scale::whole_number;

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
    let range = present * page..((present + 1) * page).min(count);
    go(ui, "⏴", "Earlier", (present + pages - 1) % pages);
    let number = |value: usize| whole_number(value as u64);
    let (first, last) = (number(range.start + 1), number(range.end));
    ui.label(format!("{first}–{last} of {} {things}", number(count)));
    go(ui, "⏵", "Later", (present + 1) % pages);
    range
}
