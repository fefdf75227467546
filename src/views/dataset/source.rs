//! Where the table comes from: a file, a table of the program, or a formula.

use std::path::PathBuf;

use egui::Align;
use egui::Button;
use egui::Label;
use egui::Layout;
use egui::ProgressBar;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;

use super::generator::generator_ui;
use super::preview::preview_ui;
use super::summary::counted;
use crate::data::BuiltinTable;
use crate::data::DataSource;
use crate::data::Generator;
use crate::views::ViewCtx;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::section::section_ui;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::MenuCommand;
use crate::workbench::TableCommand;
use crate::workbench::reading::Reading;
use crate::workbench::state::TableSlot;

/// The menu of built-in data scrolls in windows lower than this.
const MENU_HEIGHT: f32 = 620.0;

/// Shows the section.
pub fn source_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let source = &ctx.state.document.experiment.data.source;
    section_ui(ui, "Source", kind_text(source), |ui| {
        name_ui(ui, ctx, source, out);
        slot_ui(ui, &ctx.state.table, out);
        ui.horizontal(|ui| {
            let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
            let open = MenuCommand::OpenTable;
            if ui
                .add(Button::new(open.row().text).min_size([width, 26.0].into()))
                .on_hover_text(open.row().tooltip)
                .clicked()
            {
                out.push(AppCommand::Menu(open));
            }
            let button = Button::new("Built-in data ⏷").min_size([width, 26.0].into());
            egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
                if ui.ctx().content_rect().height() >= MENU_HEIGHT {
                    builtin_menu_ui(ui, source, out);
                } else {
                    ScrollArea::vertical().show(ui, |ui| builtin_menu_ui(ui, source, out));
                }
            });
        });
        ui.add_space(4.0);
        if matches!(source, DataSource::Painted(_)) && !ctx.state.view.painting {
            let size = [ui.available_width(), 26.0];
            if ui.add_sized(size, Button::new("Go on painting…")).clicked() {
                out.push(AppCommand::ShowPainting(true));
            }
        }
        // While a table is read, what is about to be replaced is no longer changed.
        if let DataSource::Generated(generator) = source
            && !matches!(ctx.state.table, TableSlot::Loading { .. })
        {
            if let Some(table) = ctx.state.table() {
                preview_ui(ui, generator, table);
            }
            if let Some(changed) = generator_ui(ui, generator) {
                let source = DataSource::Generated(changed);
                out.push(AppCommand::Edit(DocumentEdit::Source(source)));
            }
        }
    });
}

/// What kind of source it is.
fn kind_text(source: &DataSource) -> &'static str {
    match source {
        DataSource::File { .. } => "File",
        DataSource::Builtin(_) => "Built-in table",
        DataSource::Generated(_) => "Generator",
        DataSource::Painted(_) => "Painted",
        DataSource::Text { .. } | DataSource::Inline { .. } => "In the experiment",
    }
}

/// What the document's table is called: after its files, else as it calls itself.
pub fn table_name(ctx: &ViewCtx<'_>) -> String {
    let mut paths = ctx.state.document.experiment.data.source.paths();
    let more = paths.len().saturating_sub(1);
    match (paths.next(), ctx.state.table()) {
        (Some(path), _) => DataSource::name_of_files(path, more),
        (None, Some(table)) => table.name.clone(),
        (None, None) => String::new(),
    }
}

/// The table's name, size and format, and the way to all its rows.
fn name_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, source: &DataSource, out: &mut Vec<AppCommand>) {
    let paths: Vec<&PathBuf> = source.paths().collect();
    let table = ctx.state.table();
    let name = table_name(ctx);
    if !name.is_empty() {
        let surfaces = Surfaces::of(ui);
        let label =
            ui.add(Label::new(RichText::new(name).size(15.0).color(surfaces.strong)).truncate());
        if !paths.is_empty() {
            let paths: Vec<String> = paths
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            label.on_hover_text(paths.join("\n"));
        }
    }
    if let Some(table) = table {
        let size = format!(
            "{} × {}",
            counted(table.rows(), "row", "rows"),
            counted(table.columns.len(), "column", "columns")
        );
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui
                    .button("Show table…")
                    .on_hover_text("All rows: sort them, find some, take some out")
                    .clicked()
                {
                    let filter = ctx.state.table_view.filter;
                    out.push(AppCommand::Table(TableCommand::Show(filter)));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(size).truncate());
                });
            });
        });
        if !table.format.is_empty() {
            ui.add(Label::new(RichText::new(&table.format).weak().small()).wrap());
        }
        if let Some(files) = table.files_sentence() {
            ui.add(Label::new(RichText::new(files).weak().small()).wrap());
        }
        ui.add_space(4.0);
    }
}

/// The progress of reading, or why the table is not there.
fn slot_ui(ui: &mut Ui, slot: &TableSlot, out: &mut Vec<AppCommand>) {
    match slot {
        TableSlot::Ready(_) => {}
        TableSlot::Empty => {
            ui.add(
                Label::new(
                    "No data yet. Open a table, drop a file on the window, or take built-in data.",
                )
                .wrap(),
            );
        }
        TableSlot::Failed { message } => {
            problem_mark_ui(ui, message);
        }
        TableSlot::Loading { name, reading } => loading_ui(ui, name, reading, out),
    }
}

fn loading_ui(ui: &mut Ui, name: &str, reading: &Reading, out: &mut Vec<AppCommand>) {
    ui.add(Label::new(format!("Reading {name}")).truncate());
    ui.horizontal(|ui| {
        let cancel = 70.0;
        let width = ui.available_width() - cancel - ui.spacing().item_spacing.x;
        ui.add(
            ProgressBar::new(reading.share().unwrap_or(0.0))
                .desired_width(width)
                .desired_height(22.0)
                .text(reading.words()),
        );
        if ui
            .add(Button::new("Cancel").min_size([cancel, 22.0].into()))
            .on_hover_text("Stop reading the table")
            .clicked()
        {
            out.push(AppCommand::CancelLoading);
        }
    });
}

/// The tables and generators of the program.
fn builtin_menu_ui(ui: &mut Ui, present: &DataSource, out: &mut Vec<AppCommand>) {
    ui.set_min_width(190.0);
    ui.label(RichText::new("Tables").weak().small());
    for table in BuiltinTable::ALL {
        let source = DataSource::Builtin(table);
        let chosen = *present == source;
        if ui.selectable_label(chosen, table.name()).clicked() {
            out.push(AppCommand::Edit(DocumentEdit::Source(source)));
            ui.close();
        }
    }
    ui.separator();
    if ui
        .button("Paint points…")
        .on_hover_text("Make a data set with a brush")
        .clicked()
    {
        out.push(AppCommand::ShowPainting(true));
        ui.close();
    }
    ui.separator();
    ui.label(RichText::new("Generators").weak().small());
    for generator in Generator::ALL {
        let chosen = match present {
            DataSource::Generated(current) => {
                std::mem::discriminant(current) == std::mem::discriminant(&generator)
            }
            DataSource::File { .. }
            | DataSource::Text { .. }
            | DataSource::Builtin(_)
            | DataSource::Painted(_)
            | DataSource::Inline { .. } => false,
        };
        if ui.selectable_label(chosen, generator.name()).clicked() {
            let source = DataSource::Generated(generator);
            out.push(AppCommand::Edit(DocumentEdit::Source(source)));
            ui.close();
        }
    }
}
