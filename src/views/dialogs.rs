//! Questions and windows in front of everything else.

use std::path::Path;

use egui::Align;
use egui::Grid;
use egui::Id;
use egui::Key;
use egui::Label;
use egui::Layout;
use egui::Modal;
use egui::PointerState;
use egui::RichText;
use egui::TextEdit;
use egui::Ui;

use super::ViewCtx;
use super::import_dialog::import_dialog_ui;
use super::theme;
use crate::widgets::primary_button::dialog_button_ui;
use crate::widgets::primary_button::primary_button_ui;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::command::UnsavedAnswer;
use crate::workbench::state::Dialog;
use crate::workbench::state::PathPurpose;

/// Shows the dialog that is open, if one is.
pub fn dialogs_ui(ui: &Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    // Closing is a wish only where no button of the dialog made another one.
    let mut wishes = Vec::new();
    cover(ui, ctx.state.dialog.is_some());
    match &ctx.state.dialog {
        None => {}
        Some(Dialog::UnsavedChanges { .. }) => unsaved_ui(ui, ctx, &mut wishes),
        Some(Dialog::Import(dialog)) => {
            let look = (ctx.state.import_looks(), ctx.state.is_previewing());
            import_dialog_ui(ui, dialog, look, &mut wishes);
        }
        Some(Dialog::Overwrite { purpose, path }) => overwrite_ui(ui, *purpose, path, &mut wishes),
        Some(Dialog::Path { purpose, text }) => path_ui(ui, *purpose, text, &mut wishes),
        Some(Dialog::About) => about_ui(ui, &mut wishes),
        Some(Dialog::Shortcuts) => shortcuts_ui(ui, &mut wishes),
    }
    out.append(&mut wishes);
}

/// Takes the pointer off what a dialog has just been opened over: a hint that is open there would stay above the dialog
/// for as long as the pointer rests.
fn cover(ui: &Ui, open: bool) {
    let id = Id::unique("a dialog is open");
    let before = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    ui.data_mut(|data| data.insert_temp(id, open));
    if open && !before {
        ui.input_mut(|input| input.pointer = PointerState::default());
        ui.ctx().request_discard("a dialog covers what is hovered");
    }
}

/// A dialog of this width; returns whether Escape or a click beside it asks to close it.
fn modal_ui(ui: &Ui, id: &str, width: f32, contents: impl FnOnce(&mut Ui)) -> bool {
    let widest = ui.ctx().content_rect().width() - 60.0;
    Modal::new(Id::unique(("dialog", id)))
        .frame(theme::dialog_frame(ui))
        .show(ui.ctx(), |ui| {
            ui.set_width(width.min(widest));
            contents(ui);
        })
        .should_close()
}

fn title_ui(ui: &mut Ui, text: &str) {
    let color = Surfaces::of(ui).strong;
    ui.add(Label::new(RichText::new(text).heading().color(color)).wrap());
    ui.add_space(2.0);
}

/// The buttons of a dialog, from the right.
fn buttons_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.add_space(10.0);
    ui.with_layout(Layout::right_to_left(Align::Center), contents);
}

fn unsaved_ui(ui: &Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let answer = AppCommand::AnswerUnsaved;
    let closed = modal_ui(ui, "unsaved changes", 420.0, |ui| {
        let name = ctx.state.document.name();
        title_ui(ui, &format!("Save the changes to “{name}”?"));
        ui.label("They are lost if you do not save them.");
        buttons_ui(ui, |ui| {
            if primary_button_ui(ui, "Save", true).clicked() {
                out.push(answer(UnsavedAnswer::Save));
            }
            if dialog_button_ui(ui, "Cancel").clicked() {
                out.push(answer(UnsavedAnswer::Cancel));
            }
            if dialog_button_ui(ui, "Don't save").clicked() {
                out.push(answer(UnsavedAnswer::Discard));
            }
        });
    });
    if closed && out.is_empty() {
        out.push(answer(UnsavedAnswer::Cancel));
    }
}

fn overwrite_ui(ui: &Ui, purpose: PathPurpose, path: &Path, out: &mut Vec<AppCommand>) {
    let closed = modal_ui(ui, "overwrite", 440.0, |ui| {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        title_ui(ui, &format!("Replace “{name}”?"));
        ui.add(Label::new("There is a file of this name. What it holds will be lost.").wrap());
        let text = RichText::new(path.display().to_string()).small().weak();
        ui.add(Label::new(text).truncate());
        buttons_ui(ui, |ui| {
            if primary_button_ui(ui, "Replace", true).clicked() {
                out.extend(purpose.write_to(path.to_owned()));
            }
            if dialog_button_ui(ui, "Cancel").clicked() {
                out.push(AppCommand::CloseDialog);
            }
        });
    });
    close(closed, out);
}

fn path_ui(ui: &Ui, purpose: PathPurpose, text: &str, out: &mut Vec<AppCommand>) {
    let (title, label, action) = match purpose {
        PathPurpose::OpenTable => (
            "Open table",
            "Text file, workbook, arrays or images",
            "Open",
        ),
        PathPurpose::OpenPreset => ("Open experiment", "Preset file (.ron)", "Open"),
        PathPurpose::SavePreset => ("Save experiment", "Preset file (.ron)", "Save"),
        PathPurpose::ExportHistory => ("Export history", "Table (.csv)", "Export"),
    };
    let closed = modal_ui(ui, "path", 520.0, |ui| {
        title_ui(ui, title);
        let label = ui.label(label);
        let mut typed = text.to_owned();
        let id = Id::unique("path field");
        let field = TextEdit::singleline(&mut typed)
            .id(id)
            .hint_text("/home/me/data.csv")
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        // The field is all there is to this dialog: it has the keyboard as soon as it opens.
        let focused = ui.memory(egui::Memory::focused);
        if focused.is_none() && !entered {
            response.request_focus();
        }
        if response.changed() {
            out.push(AppCommand::PathText(typed.clone()));
        }
        buttons_ui(ui, |ui| {
            let ready = !typed.trim().is_empty();
            if primary_button_ui(ui, action, ready).clicked() || (entered && ready) {
                out.push(AppCommand::AcceptPath);
            }
            if dialog_button_ui(ui, "Cancel").clicked() {
                out.push(AppCommand::CloseDialog);
            }
        });
    });
    close(closed, out);
}

fn about_ui(ui: &Ui, out: &mut Vec<AppCommand>) {
    let closed = modal_ui(ui, "about", 420.0, |ui| {
        title_ui(ui, "Deltascope");
        ui.label(format!("Version {}", env!("CARGO_PKG_VERSION")));
        ui.add_space(4.0);
        ui.add(
            Label::new(
                "A desktop workbench for error backpropagation: draw a network, load a table, and watch every \
                 error and weight move while it trains.",
            )
            .wrap(),
        );
        ui.add_space(4.0);
        ui.label("Licence: MIT or Apache-2.0, at your choice");
        for text in [
            "Built with egui.",
            "Iris: R. A. Fisher (1936), UCI Machine Learning Repository.",
            "Digits: E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, CC\u{a0}BY\u{a0}4.0.",
        ] {
            ui.add(Label::new(RichText::new(text).small().weak()).wrap());
        }
        close_button_ui(ui, out);
    });
    close(closed, out);
}

fn shortcuts_ui(ui: &Ui, out: &mut Vec<AppCommand>) {
    let closed = modal_ui(ui, "shortcuts", 440.0, |ui| {
        title_ui(ui, "Shortcuts");
        let height = ui.ctx().content_rect().height() - 220.0;
        let column = (ui.available_width() - 24.0) / 2.0;
        egui::ScrollArea::vertical()
            .max_height(height)
            .min_scrolled_height(height)
            .show(ui, |ui| {
                Grid::new("shortcuts")
                    .num_columns(2)
                    .spacing([24.0, 6.0])
                    .min_col_width(column)
                    .striped(true)
                    .show(ui, |ui| {
                        for command in MenuCommand::ALL {
                            let row = command.row();
                            if row.shortcuts.is_empty() {
                                continue;
                            }
                            ui.label(row.text).on_hover_text(row.tooltip);
                            let keys: Vec<String> = row
                                .shortcuts
                                .iter()
                                .map(|shortcut| ui.ctx().format_shortcut(shortcut))
                                .collect();
                            ui.monospace(keys.join("  or  "));
                            ui.end_row();
                        }
                    });
            });
        close_button_ui(ui, out);
    });
    close(closed, out);
}

fn close_button_ui(ui: &mut Ui, out: &mut Vec<AppCommand>) {
    buttons_ui(ui, |ui| {
        if primary_button_ui(ui, "Close", true).clicked() {
            out.push(AppCommand::CloseDialog);
        }
    });
}

/// Closes the dialog unless a button already said what happens.
fn close(closed: bool, out: &mut Vec<AppCommand>) {
    if closed && out.is_empty() {
        out.push(AppCommand::CloseDialog);
    }
}
