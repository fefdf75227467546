//! The dialog before a table is taken in: what was understood of the file, to be changed where the guess is wrong.

use std::ops::Range;

use egui::Align;
use egui::Id;
use egui::Label;
use egui::Layout;
use egui::Modal;
use egui::RichText;
use egui::Spinner;
use egui::Ui;
use egui::vec2;

use super::dataset::problems::problem_list_ui;
use super::dataset::summary::counted;
use super::import_grid::grid_ui;
use super::import_options::options_ui;
use super::theme;
use crate::data::DataSource;
use crate::data::Role;
use crate::data::Table;
use crate::widgets::pager::pager_ui;
use crate::widgets::primary_button::DIALOG_BUTTON;
use crate::widgets::primary_button::dialog_button_ui;
use crate::widgets::primary_button::primary_button_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::kind_look::KindLooks;
use crate::workbench::state::ImportDialog;
use crate::workbench::state::Whole;

/// The most columns that the preview shows side by side.
const PAGE: usize = 60;

/// The width of the dialog in points, …
const WIDTH: f32 = 1000.0;

/// … of a column, where a table has so many that the dialog is made wider, …
const COLUMN_WIDTH: f32 = 112.0;

/// … and the largest width of the dialog.
const MOST_WIDTH: f32 = 1320.0;

/// The largest height of the rows, in points.
const MOST_GRID: f32 = 480.0;

/// Shows the dialog; `looks` = what becomes of texts, `waiting` = a preview with other options is to come.
pub fn import_dialog_ui(
    ui: &Ui,
    dialog: &ImportDialog,
    (looks, waiting): (&KindLooks, bool),
    out: &mut Vec<AppCommand>,
) {
    let screen = ui.ctx().content_rect().size();
    // Enter at the end of what was typed is no consent.
    let typing = ui.memory(|memory| memory.focused().is_some());
    let modal = Modal::new(Id::unique("import dialog")).frame(theme::dialog_frame(ui));
    let modal = modal.show(ui.ctx(), |ui| {
        let columns = dialog.columns.len() as f32;
        let wished = (columns * COLUMN_WIDTH).clamp(WIDTH, MOST_WIDTH);
        ui.set_width((screen.x - 80.0).clamp(320.0, wished));
        head_ui(ui, dialog);
        ui.add_space(6.0);
        options_ui(ui, dialog, out);
        ui.add_space(6.0);
        match (&dialog.preview, dialog.table()) {
            (Ok(preview), Some(table)) => {
                doubts_ui(ui, dialog, preview.evidence.ambiguous.as_deref());
                let columns = size_ui(ui, dialog, table, waiting);
                let height = (screen.y - 420.0).clamp(120.0, MOST_GRID);
                grid_ui(ui, (table, looks), dialog, columns, height, out);
                problems_ui(ui, dialog, table);
            }
            (Err(message), _) => {
                problem_mark_ui(ui, message);
            }
            (Ok(_), None) => {}
        }
        ui.add_space(8.0);
        buttons_ui(ui, dialog, (waiting, typing), out);
    });
    // A click beside the dialog must not lose the choices made in it; Escape and Cancel close it.
    if modal.is_top_modal
        && !modal.any_popup_open
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
    {
        out.push(AppCommand::CloseDialog);
    }
}

fn head_ui(ui: &mut Ui, dialog: &ImportDialog) {
    let name = DataSource::name_of_files(&dialog.path, dialog.more.len());
    let title = if name == DataSource::TEXT_NAME {
        "Import the pasted table".to_owned()
    } else {
        format!("Import {name}")
    };
    let color = Surfaces::of(ui).strong;
    ui.label(RichText::new(title).heading().color(color));
    let folder = dialog.path.parent();
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
        let text = RichText::new(folder.display().to_string()).small().weak();
        ui.add(Label::new(text).truncate());
    }
    if !dialog.more.is_empty() {
        let sentence = dialog.table().and_then(Table::files_sentence);
        let text = sentence.unwrap_or_else(|| {
            let count = dialog.more.len() + 1;
            format!("The rows of {count} files, one below the other")
        });
        let all = std::iter::once(&dialog.path).chain(&dialog.more);
        let all: Vec<String> = all.map(|path| path.display().to_string()).collect();
        let label = Label::new(RichText::new(text).small()).truncate();
        ui.add(label.show_tooltip_when_elided(false))
            .on_hover_text(all.join("\n"));
    }
}

/// What could be read in two ways.
fn doubts_ui(ui: &mut Ui, dialog: &ImportDialog, numbers: Option<&str>) {
    let doubtful = dialog
        .columns
        .iter()
        .map(|column| &column.proposal)
        .filter(|proposal| proposal.ambiguous);
    let columns = doubtful.map(|proposal| format!("`{}`: {}", proposal.spec.name, proposal.why));
    let color = Tokens::of(ui).warning;
    for text in numbers
        .map(str::to_owned)
        .into_iter()
        .chain(columns)
        .take(3)
    {
        let label = Label::new(RichText::new(text).small().color(color)).truncate();
        ui.add(label);
    }
}

/// How large the table is; returns the columns to show.
fn size_ui(ui: &mut Ui, dialog: &ImportDialog, table: &Table, waiting: bool) -> Range<usize> {
    ui.horizontal(|ui| {
        let columns = counted(table.columns.len(), "column", "columns");
        let rows = counted(table.rows(), "row", "rows");
        let mut text = match &dialog.whole {
            Whole::Ready(_) => {
                let missing = table.problem_count - table.malformed_count;
                let missing = counted(missing, "missing cell", "missing cells");
                let malformed = counted(table.malformed_count, "malformed", "malformed");
                format!("{rows} × {columns} · {missing} · {malformed}")
            }
            Whole::Reading(reading) => {
                let mut text = format!("First {rows} × {columns} · reading the rest");
                if let Some(share) = reading.share() {
                    text = format!("{text}: {:.0} %", (100.0 * share).floor());
                }
                if let Some(left) = reading.left() {
                    text = format!("{text}, {left}");
                }
                text
            }
            Whole::Unread | Whole::Failed(_) => {
                format!("First {rows} × {columns}")
            }
        };
        if !table.format.is_empty() {
            text = format!("{text} · {}", table.format);
        }
        if waiting {
            ui.add(Spinner::new().size(12.0));
        }
        let shown = pager_ui(ui, ("import", "columns"), table.columns.len(), PAGE);
        ui.add(Label::new(RichText::new(text).small().weak()).truncate());
        shown
    })
    .inner
}

/// What is not in order.
fn problems_ui(ui: &mut Ui, dialog: &ImportDialog, table: &Table) {
    if let Whole::Failed(message) = &dialog.whole {
        problem_mark_ui(ui, message);
    }
    if table.problem_count > 0 {
        let cells = counted(table.problem_count, "cell", "cells");
        let place = match dialog.whole {
            Whole::Ready(_) => "",
            Whole::Reading(_) | Whole::Unread | Whole::Failed(_) => " in these rows",
        };
        let text = format!("{cells} missing or malformed{place}");
        problem_list_ui(ui, table, RichText::new(text).small());
    }
}

fn buttons_ui(
    ui: &mut Ui,
    dialog: &ImportDialog,
    (waiting, typing): (bool, bool),
    out: &mut Vec<AppCommand>,
) {
    let roles = dialog.roles();
    let has = |role| roles.contains(&role);
    let readable = dialog.preview.is_ok() && !matches!(dialog.whole, Whole::Failed(_));
    let chosen = has(Role::Input) && has(Role::Target);
    let ready = readable && chosen && !waiting;
    // No higher than the buttons: the dialog would keep the height that it had for a longer table.
    let size = vec2(ui.available_width(), DIALOG_BUTTON.y);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let enter = !typing && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if primary_button_ui(ui, "Import", ready).clicked() || (ready && enter) {
            out.push(AppCommand::ImportAccept);
        }
        if dialog_button_ui(ui, "Cancel").clicked() {
            out.push(AppCommand::CloseDialog);
        }
        if readable && !chosen {
            let text = "At least one input and one target are needed";
            ui.label(RichText::new(text).color(Tokens::of(ui).warning));
        }
    });
}
