//! Paging through more columns than can be drawn side by side.

use std::ops::Range;

use egui::Button;
use egui::Ui;

use super::scale::whole_number;

/// Shows which of `count` columns are drawn and the buttons to go on, nothing where one page holds all. Returns the
/// columns to draw. After the last page comes the first, so the last column is one click away.
pub fn column_pager_ui(ui: &mut Ui, salt: &str, count: usize, page: usize) -> Range<usize> {
    let page = page.max(1);
    if count <= page {
        return 0..count;
    }
    let id = ui.make_persistent_id((salt, "page"));
    let pages = count.div_ceil(page);
    let mut present = ui.data(|data| data.get_temp::<usize>(id)).unwrap_or(0);
    present = present.min(pages - 1);
    let go = |ui: &mut Ui, icon: &str, name: &str, to: usize| {
        if ui
            .add(Button::new(icon))
            .on_hover_text(name)
            .accessible_name(name)
            .clicked()
        {
            ui.data_mut(|data| data.insert_temp(id, to));
        }
    };
    let range = present * page..((present + 1) * page).min(count);
    go(ui, "⏴", "Earlier columns", (present + pages - 1) % pages);
    let number = |value: usize| whole_number(value as u64);
    ui.label(format!(
        "Columns {}–{} of {}",
        number(range.start + 1),
        number(range.end),
        number(count)
    ));
    go(ui, "⏵", "Later columns", (present + 1) % pages);
    range
}
