//! The rows of a table about to be imported, below the columns' names, types and roles.

use std::ops::Range;

use egui::Align;
use egui::Label;
use egui::Layout;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui_extras::Column;
use egui_extras::TableBuilder;

use super::column_kind::kind_chip_ui;
use super::dataset::roles::next_role;
use super::dataset::roles::role_look;
use super::dataset::table_window::ROW_HEIGHT;
use super::dataset::table_window::cell_ui;
use crate::data::ColumnKind;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::chip::chip_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::kind_look::KindLooks;
use crate::workbench::state::ImportColumn;

/// The width of a column before it was looked at, in points: that of the chips in its head. Numbers stand at the right of
/// whatever width there is, so a column of them keeps it.
const INITIAL_WIDTH: f32 = 104.0;

/// The space between a number and the next column, in points.
const NUMBER_MARGIN: f32 = 8.0;

/// Shows the grid.
pub fn grid_ui(
    ui: &mut Ui,
    (table, looks): (&Table, &KindLooks),
    columns: &[ImportColumn],
    shown: Range<usize>,
    height: f32,
    out: &mut Vec<AppCommand>,
) {
    ScrollArea::horizontal()
        .id_salt("import preview")
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            TableBuilder::new(ui)
                .id_salt(("import", shown.start))
                .striped(true)
                .cell_layout(Layout::left_to_right(Align::Center))
                .max_scroll_height(height - 60.0)
                .min_scrolled_height(60.0)
                .columns(
                    Column::auto_with_initial_suggestion(INITIAL_WIDTH)
                        .range(96.0..=260.0)
                        .clip(true)
                        .resizable(true),
                    shown.len(),
                )
                .header(70.0, |mut header| {
                    for index in shown.clone() {
                        header.col(|ui| {
                            if let Some(column) = columns.get(index) {
                                head_ui(ui, (table, looks), index, column, out);
                            }
                        });
                    }
                })
                .body(|body| {
                    body.rows(ROW_HEIGHT, table.rows(), |mut row| {
                        let index = row.index();
                        for place in shown.clone() {
                            row.col(|ui| body_cell_ui(ui, table, columns, place, index));
                        }
                    });
                });
        });
}

/// Name, type and role of a column.
fn head_ui(
    ui: &mut Ui,
    (table, looks): (&Table, &KindLooks),
    index: usize,
    column: &ImportColumn,
    out: &mut Vec<AppCommand>,
) {
    let spec = &column.proposal.spec;
    ui.vertical(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = RichText::new(&spec.name).strong();
        ui.add(Label::new(name).truncate())
            .on_hover_text(&spec.name);
        if let Some(kind) = kind_chip_ui(ui, looks, (table, index), column) {
            out.push(AppCommand::ImportKind {
                column: index,
                kind,
            });
        }
        let (word, color) = role_look(ui, spec.role);
        let name = format!("Import role of {}", spec.name);
        if chip_ui(ui, &name, word, color, 84.0)
            .on_hover_text(
                "Click to change: input, target, weight (how much a row counts in the loss), ignored",
            )
            .clicked()
        {
            let role = next_role(spec.role);
            out.push(AppCommand::ImportRole {
                column: index,
                role,
            });
        }
    });
}

/// A cell; a date says its number, and what is not what its column is taken as is marked.
fn body_cell_ui(ui: &mut Ui, table: &Table, columns: &[ImportColumn], place: usize, row: usize) {
    let column = &table.columns[place];
    let kind = columns.get(place).map(|column| &column.proposal.spec.kind);
    let text = column.values.text(row);
    let (number, meaning, fault) = match (kind, &column.values) {
        (Some(ColumnKind::DateTime(date)), _) => (
            date.number(&text),
            date.meaning(),
            "Not a date in this order",
        ),
        (Some(ColumnKind::Number(notation)), Values::Category { .. }) => {
            (notation.number(&text), String::new(), "Not a number")
        }
        (Some(ColumnKind::AsRead), Values::Numeric(_)) => {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.add_space(NUMBER_MARGIN);
                cell_ui(ui, column, row);
            });
            return;
        }
        (Some(_) | None, _) => {
            cell_ui(ui, column, row);
            return;
        }
    };
    if column.values.is_missing(row) {
        cell_ui(ui, column, row);
    } else if let Some(number) = number {
        let label = Label::new(&text).selectable(false).truncate();
        ui.add(label).on_hover_text(format!("{number} {meaning}"));
    } else {
        let text = RichText::new(text).color(Tokens::of(ui).error);
        ui.add(Label::new(text).selectable(false).truncate())
            .on_hover_text(format!("{fault}: taken as missing"));
    }
}
