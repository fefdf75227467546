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
use crate::workbench::AppCommand;
use crate::workbench::kind_look::KindLooks;
use crate::workbench::state::ImportColumn;
use crate::workbench::state::ImportDialog;

/// The width of a column, in points: that of the chips in its head, …
const LEAST_WIDTH: f32 = 104.0;

/// … or of its longest text, but no more than so many letters.
const MOST_LETTERS: usize = 28;

/// What a column gets at most beyond that where a table has few columns, so that they fill the dialog.
const MOST_MORE: f32 = 90.0;

/// The mean width of a letter, and the space beside a text, in points.
const LETTER: f32 = 7.4;
const MARGIN: f32 = 8.0;

/// A column is made as wide as the longest of this many different texts.
const LOOKED_AT: usize = 100;

/// The space that the scroll bar of the rows takes, in points.
const SCROLL_BAR: f32 = 14.0;

/// Shows the grid.
pub fn grid_ui(
    ui: &mut Ui,
    (table, looks): (&Table, &KindLooks),
    dialog: &ImportDialog,
    shown: Range<usize>,
    height: f32,
    out: &mut Vec<AppCommand>,
) {
    let columns = &dialog.columns;
    let room = ui.available_width() - SCROLL_BAR;
    let gap = ui.spacing().item_spacing;
    let widths = widths(table, shown.clone(), room, gap.x);
    // Told in full: a dialog grows but little in a frame by what there is no room for yet. The last row is a whole one.
    let pitch = ROW_HEIGHT + gap.y;
    let rows = pitch * (table.rows() as f32).min(((height - 60.0) / pitch).floor());
    ScrollArea::horizontal()
        .id_salt(("import preview", dialog.number))
        .max_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            // Widths are kept between starts: those of another file are not for this one.
            let mut builder = TableBuilder::new(ui)
                .id_salt(("import", dialog.number, &dialog.path, shown.start))
                .striped(true)
                .cell_layout(Layout::left_to_right(Align::Center))
                .max_scroll_height(rows)
                .min_scrolled_height(rows);
            for width in widths {
                let column = Column::initial(width).range(96.0..=400.0);
                builder = builder.column(column.clip(true).resizable(true));
            }
            builder
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

/// The widths of the columns: by their names and texts within bounds, and more where there is room. Numbers are cut to
/// what the least width holds.
fn widths(table: &Table, shown: Range<usize>, room: f32, gap: f32) -> Vec<f32> {
    let letters = |text: &String| text.chars().take(MOST_LETTERS).count();
    let wished = table.columns[shown].iter().map(|column| {
        let texts = match &column.values {
            Values::Category { classes, .. } => classes.as_slice(),
            Values::Numeric(_) => &[],
        };
        let texts = texts.iter().take(LOOKED_AT).map(letters);
        let most = texts.chain([letters(&column.name)]).max().unwrap_or(0);
        (most as f32 * LETTER + MARGIN).max(LEAST_WIDTH)
    });
    let wished: Vec<f32> = wished.collect();
    let taken: f32 = wished.iter().map(|width| width + gap).sum();
    let more = (room - taken) / wished.len().max(1) as f32;
    let more = more.clamp(0.0, MOST_MORE);
    wished.into_iter().map(|width| width + more).collect()
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
        // A table takes back what its cells leave free.
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = RichText::new(&spec.name).strong();
        ui.add(Label::new(name).truncate());
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

/// A cell as its column is taken.
fn body_cell_ui(ui: &mut Ui, table: &Table, columns: &[ImportColumn], place: usize, row: usize) {
    let kind = columns.get(place).map(|column| &column.proposal.spec.kind);
    cell_ui(ui, table, row, place, kind.unwrap_or(&ColumnKind::AsRead));
}
