//! The dialog before a table is taken in: what was understood of the file, to be changed where the guess is wrong.

use std::ops::Range;

use egui::Align;
use egui::ComboBox;
use egui::Id;
use egui::Label;
use egui::Layout;
use egui::Modal;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui_extras::Column;
use egui_extras::TableBuilder;

use super::dataset::columns::type_ui;
use super::dataset::problems::problem_list_ui;
use super::dataset::roles::next_role;
use super::dataset::roles::role_look;
use super::dataset::summary::counted;
use super::dataset::table_window::ROW_HEIGHT;
use super::dataset::table_window::cell_ui;
use super::theme;
use crate::data::CsvOptions;
use crate::data::Encoding;
use crate::data::Role;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::chip::chip_ui;
use crate::widgets::pager::column_pager_ui;
use crate::widgets::primary_button::dialog_button_ui;
use crate::widgets::primary_button::primary_button_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::state::ImportDialog;

/// The most columns that the preview shows side by side.
const PAGE: usize = 60;

/// The characters that are offered between cells.
const DELIMITERS: [(char, &str); 5] = [
    (',', "Comma"),
    (';', "Semicolon"),
    ('\t', "Tab"),
    ('|', "Vertical bar"),
    (' ', "Space"),
];

/// Shows the dialog.
pub fn import_dialog_ui(ui: &Ui, dialog: &ImportDialog, out: &mut Vec<AppCommand>) {
    let screen = ui.ctx().content_rect().size();
    let modal = Modal::new(Id::unique("import dialog")).frame(theme::dialog_frame(ui));
    let modal = modal.show(ui.ctx(), |ui| {
        ui.set_width((screen.x - 80.0).clamp(320.0, 860.0));
        head_ui(ui, dialog);
        ui.add_space(6.0);
        options_ui(ui, dialog, out);
        ui.add_space(6.0);
        match &dialog.preview {
            Err(message) => {
                problem_mark_ui(ui, message);
            }
            Ok(preview) => {
                let height = (screen.y - 360.0).clamp(120.0, 340.0);
                let columns = size_ui(ui, &preview.table);
                grid_ui(ui, &preview.table, &dialog.roles, columns, height, out);
                problems_ui(ui, &preview.table);
            }
        }
        ui.add_space(8.0);
        buttons_ui(ui, dialog, out);
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
    let name = dialog.path.file_name().map_or_else(
        || dialog.path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let color = Surfaces::of(ui).strong;
    ui.label(
        RichText::new(format!("Import {name}"))
            .heading()
            .color(color),
    );
    let folder = dialog.path.parent().map(|folder| folder.display());
    if let Some(folder) = folder {
        let text = RichText::new(folder.to_string()).small().weak();
        ui.add(Label::new(text).truncate());
    }
}

/// Encoding, delimiter, header and decimal mark; what was guessed is named.
fn options_ui(ui: &mut Ui, dialog: &ImportDialog, out: &mut Vec<AppCommand>) {
    let set = &dialog.options;
    let mut new = set.clone();
    let guess = dialog
        .preview
        .as_ref()
        .map_or(CsvOptions::default(), |preview| preview.options.clone());
    // Formats that declare their columns leave nothing to guess but the encoding.
    let workbook = !dialog.sheets.is_empty();
    let delimited = workbook || dialog.preview.is_err() || guess.delimiter.is_some();
    ui.columns(4, |columns| {
        let [first, second, third, fourth] = columns else {
            return;
        };
        if !delimited {
            encoding_ui(first, &mut new, &guess);
            return;
        }
        if workbook {
            sheet_ui(first, dialog, &mut new);
        } else {
            delimiter_ui(first, &mut new, &guess);
            encoding_ui(fourth, &mut new, &guess);
        }
        let words = |value| if value { "First row" } else { "None" };
        switch_ui(second, "Column names", &mut new.header, guess.header, words);
        let words = |value| if value { "Comma" } else { "Point" };
        let found = guess.decimal_comma;
        switch_ui(third, "Decimal mark", &mut new.decimal_comma, found, words);
    });
    if new != *set {
        out.push(AppCommand::ImportOptions(new));
    }
}

/// The sheet of a workbook.
fn sheet_ui(ui: &mut Ui, dialog: &ImportDialog, options: &mut CsvOptions) {
    let found = dialog
        .preview
        .as_ref()
        .ok()
        .and_then(|preview| preview.options.sheet);
    let name = |number: u32| dialog.sheets.get((number as usize).checked_sub(1)?);
    let found = found.and_then(name).map(String::as_str);
    let mut choices = vec![(None, automatic(found))];
    for (number, sheet) in (1..).zip(&dialog.sheets) {
        choices.push((Some(number), sheet.clone()));
    }
    if let Some(sheet) = option_ui(ui, "Sheet", options.sheet, &choices) {
        options.sheet = sheet;
    }
}

/// The character between cells.
fn delimiter_ui(ui: &mut Ui, options: &mut CsvOptions, guess: &CsvOptions) {
    let found = guess.delimiter.map(delimiter_name);
    let mut choices = vec![(None, automatic(found.as_deref()))];
    for (delimiter, name) in DELIMITERS {
        choices.push((Some(delimiter), name.to_owned()));
    }
    // A preset may hold a character that the list does not offer.
    if let Some(other) = options.delimiter
        && DELIMITERS.iter().all(|&(known, _)| known != other)
    {
        choices.push((Some(other), delimiter_name(other)));
    }
    if let Some(delimiter) = option_ui(ui, "Delimiter", options.delimiter, &choices) {
        options.delimiter = delimiter;
    }
}

/// How characters are stored.
fn encoding_ui(ui: &mut Ui, options: &mut CsvOptions, guess: &CsvOptions) {
    let mut choices = vec![(None, automatic(guess.encoding.map(Encoding::name)))];
    for encoding in Encoding::ALL {
        choices.push((Some(encoding), encoding.name().to_owned()));
    }
    if let Some(encoding) = option_ui(ui, "Encoding", options.encoding, &choices) {
        options.encoding = encoding;
    }
}

/// A choice between automatic, yes and no; changes `current`.
fn switch_ui(
    ui: &mut Ui,
    label: &str,
    current: &mut Option<bool>,
    guess: Option<bool>,
    words: impl Fn(bool) -> &'static str,
) {
    let options = [
        (None, automatic(guess.map(&words))),
        (Some(true), words(true).to_owned()),
        (Some(false), words(false).to_owned()),
    ];
    if let Some(chosen) = option_ui(ui, label, *current, &options) {
        *current = chosen;
    }
}

/// A labelled list of choices as wide as its column; returns the new one.
fn option_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    current: T,
    options: &[(T, String)],
) -> Option<T> {
    ui.spacing_mut().item_spacing.y = 3.0;
    let id = ui.label(RichText::new(label).small().weak()).id;
    let present = options.iter().find(|(value, _)| *value == current);
    let mut chosen = None;
    ComboBox::from_id_salt(label)
        .selected_text(present.map_or("", |(_, name)| name))
        .width(ui.available_width())
        .truncate()
        .show_ui(ui, |ui| {
            for (value, name) in options {
                if ui.selectable_label(*value == current, name).clicked() && *value != current {
                    chosen = Some(*value);
                }
            }
        })
        .response
        .labelled_by(id);
    chosen
}

fn automatic(found: Option<&str>) -> String {
    found.map_or_else(
        || "Automatic".to_owned(),
        |found| format!("{found} (automatic)"),
    )
}

fn delimiter_name(delimiter: char) -> String {
    DELIMITERS
        .iter()
        .find(|&&(known, _)| known == delimiter)
        .map_or_else(|| format!("`{delimiter}`"), |&(_, name)| name.to_owned())
}

/// The first rows below the columns' names and roles.
fn grid_ui(
    ui: &mut Ui,
    table: &Table,
    roles: &[Role],
    shown: Range<usize>,
    height: f32,
    out: &mut Vec<AppCommand>,
) {
    let columns = &table.columns[shown.clone()];
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
                    Column::auto_with_initial_suggestion(96.0)
                        .range(88.0..=220.0)
                        .clip(true)
                        .resizable(true),
                    columns.len(),
                )
                .header(56.0, |mut header| {
                    for (index, column) in shown.zip(columns) {
                        header.col(|ui| {
                            ui.vertical(|ui| {
                                ui.spacing_mut().interact_size.y = 18.0;
                                ui.horizontal(|ui| {
                                    type_ui(ui, matches!(column.values, Values::Category { .. }));
                                    let name = RichText::new(&column.name).strong();
                                    ui.add(Label::new(name).truncate())
                                        .on_hover_text(&column.name);
                                });
                                let role = roles.get(index).copied().unwrap_or_default();
                                role_chip_ui(ui, &column.name, index, role, out);
                            });
                        });
                    }
                })
                .body(|body| {
                    body.rows(ROW_HEIGHT, table.rows(), |mut row| {
                        let index = row.index();
                        for column in columns {
                            row.col(|ui| {
                                cell_ui(ui, column, index);
                            });
                        }
                    });
                });
        });
}

fn role_chip_ui(ui: &mut Ui, name: &str, column: usize, role: Role, out: &mut Vec<AppCommand>) {
    let (word, color) = role_look(ui, role);
    let name = format!("Import role of {name}");
    if chip_ui(ui, &name, word, color, 66.0)
        .on_hover_text(
            "Click to change: input, target, weight (how much a row counts in the loss), ignored",
        )
        .clicked()
    {
        let role = next_role(role);
        out.push(AppCommand::ImportRole { column, role });
    }
}

/// How large the table is; returns the columns to show.
fn size_ui(ui: &mut Ui, table: &Table) -> Range<usize> {
    ui.horizontal(|ui| {
        let columns = table.columns.len();
        let mut text = format!(
            "{}, first {}",
            counted(columns, "column", "columns"),
            counted(table.rows(), "row", "rows")
        );
        if !table.format.is_empty() {
            text = format!("{text} · {}", table.format);
        }
        ui.label(RichText::new(text).small().weak());
        column_pager_ui(ui, "import", columns, PAGE)
    })
    .inner
}

/// What is not in order in the first rows.
fn problems_ui(ui: &mut Ui, table: &Table) {
    if table.problem_count > 0 {
        let cells = counted(table.problem_count, "cell", "cells");
        let text = format!("{cells} missing or malformed in these rows");
        ui.label(RichText::new(text).color(Tokens::of(ui).warning));
        problem_list_ui(ui, table);
    }
}

fn buttons_ui(ui: &mut Ui, dialog: &ImportDialog, out: &mut Vec<AppCommand>) {
    let has = |role| dialog.roles.contains(&role);
    let readable = dialog.preview.is_ok();
    let ready = readable && has(Role::Input) && has(Role::Target);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let enter = ui.memory(|memory| memory.focused().is_none())
            && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if primary_button_ui(ui, "Import", ready).clicked() || (ready && enter) {
            out.push(AppCommand::ImportAccept);
        }
        if dialog_button_ui(ui, "Cancel").clicked() {
            out.push(AppCommand::CloseDialog);
        }
        if readable && !ready {
            let text = "At least one input and one target are needed";
            ui.label(RichText::new(text).color(Tokens::of(ui).warning));
        }
    });
}
