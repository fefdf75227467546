//! The line in which rows are looked for.

use std::sync::Arc;

use egui::ComboBox;
use egui::Key;
use egui::TextEdit;
use egui::Ui;

use super::table_state::TableWindow;
use super::table_window::wants_find;
use crate::data::Needle;
use crate::data::Search;
use crate::views::ViewCtx;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::widgets::scale::whole_number;
use crate::workbench::AppCommand;
use crate::workbench::Find;
use crate::workbench::TableCommand;
use crate::workbench::listing::Listing;
use crate::workbench::table_view::TableView;

/// What may be typed.
const HINT: &str =
    "A part of a text, a number, a comparison such as > 5, the word missing, or #7 for row 7";

/// Shows the line: the text, the column to look in, the buttons to go on, and how many rows were found.
pub fn find_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    listing: &Arc<Listing>,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let view = &ctx.state.table_view;
    ui.horizontal(|ui| {
        let label = ui.label("Find");
        let edit = ui
            .add(
                TextEdit::singleline(&mut local.text)
                    .hint_text("Text, number, > 5, #row")
                    .desired_width(190.0),
            )
            .labelled_by(label.id)
            .on_hover_text(HINT);
        if wants_find(ui) {
            edit.request_focus();
        }
        let mut wish = view.find.clone();
        if edit.changed() {
            wish.text = if row_number(&local.text).is_some() {
                String::new()
            } else {
                local.text.clone()
            };
            if let Some(row) = row_number(&local.text) {
                go_to(listing, local, row, out);
            }
        }
        column_ui(ui, listing, &mut wish);
        if wish != view.find {
            out.push(AppCommand::Table(TableCommand::Find(wish)));
        }
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered {
            edit.request_focus();
        }
        let back = entered && ui.input(|input| input.modifiers.shift);
        found_ui(ui, ctx, listing, local, (entered, back), out);
    });
}

/// The only column to look in.
fn column_ui(ui: &mut Ui, listing: &Listing, wish: &mut Find) {
    let columns = &listing.key().table.columns;
    let name = |column: Option<usize>| {
        column
            .and_then(|column| columns.get(column))
            .map_or("any column", |column| &*column.name)
    };
    let label = ui.label("in");
    ComboBox::from_id_salt("find in column")
        .selected_text(name(wish.column))
        .width(130.0)
        .truncate()
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut wish.column, None, "any column");
            for (index, column) in columns.iter().enumerate().take(300) {
                ui.selectable_value(&mut wish.column, Some(index), &column.name);
            }
        })
        .response
        .labelled_by(label.id);
}

/// How many rows were found, and the way from one to the next.
fn found_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    listing: &Arc<Listing>,
    local: &mut TableWindow,
    (entered, back): (bool, bool),
    out: &mut Vec<AppCommand>,
) {
    let view = &ctx.state.table_view;
    // Where a row is named, what was found before is no longer asked for.
    let found = view.found().filter(|_| row_number(&local.text).is_none());
    let places = found.map_or(&[][..], |found| found.places());
    let any = !places.is_empty();
    let earlier = icon_button_ui(ui, Icon::Left, "Previous match", any).clicked();
    let later = icon_button_ui(ui, Icon::Right, "Next match", any).clicked();
    let present = local.selection.cursor.and_then(|row| listing.place(row));
    if any {
        let place = present.map(|place| place as u32);
        let next = if earlier || back {
            let before = places.partition_point(|other| place.is_some_and(|place| *other < place));
            Some((before + places.len() - 1) % places.len())
        } else if later || entered {
            let after = places.partition_point(|other| place.is_some_and(|place| *other <= place));
            Some(after % places.len())
        } else {
            None
        };
        if let Some(row) = next.and_then(|next| listing.row(places[next] as usize)) {
            go_to(listing, local, row, out);
            local.reveal_column = column_found(listing, view, row);
        }
    }
    if let Some(row) = row_number(&local.text) {
        if row >= listing.key().table.rows() {
            ui.weak("No such row");
        } else if listing.place(row).is_none() {
            ui.weak("This row is not listed");
        }
    } else if !view.find.text.trim().is_empty() {
        let number = |value: usize| whole_number(value as u64);
        let text = match (found, present) {
            (None, _) => "Searching…".to_owned(),
            (Some(_), _) if places.is_empty() => "Not found".to_owned(),
            (Some(_), Some(place)) if places.binary_search(&(place as u32)).is_ok() => {
                let before = places.partition_point(|other| (*other as usize) < place);
                format!("{} of {} rows", number(before + 1), number(places.len()))
            }
            (Some(_), _) => format!("{} rows", number(places.len())),
        };
        ui.weak(text);
    }
}

/// The first column of a row that has what is looked for.
fn column_found(listing: &Listing, view: &TableView, row: usize) -> Option<usize> {
    let table = &listing.key().table;
    let needle = Needle::parse(&view.find.text)?;
    let search = Search::new(table, &needle, view.find.column);
    (0..table.columns.len()).find(|column| search.has_cell(row, *column))
}

/// The row of `#7`, from 0.
fn row_number(text: &str) -> Option<usize> {
    let number: usize = text.trim().strip_prefix('#')?.trim().parse().ok()?;
    number.checked_sub(1)
}

/// Selects a row and scrolls to it.
fn go_to(listing: &Listing, local: &mut TableWindow, row: usize, out: &mut Vec<AppCommand>) {
    if listing.place(row).is_some() {
        local.selection.only(row);
        local.reveal = Some(row);
        out.push(AppCommand::SelectRow(row));
    }
}
