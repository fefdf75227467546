//! The menu bar: the commands of the table by menu, and what needs more than a command.

use egui::Button;
use egui::MenuBar;
use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::preset_browser::PresetLocal;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::menu::Menu;
use crate::workbench::settings::Theme;

/// How many recent files the menu lists.
const RECENT: usize = 10;

/// Shows the bar. `left_open` is whether the side panel is shown.
pub fn menu_bar_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    presets: &mut PresetLocal,
    left_open: &mut bool,
    out: &mut Vec<AppCommand>,
) {
    MenuBar::new().ui(ui, |ui| {
        for menu in Menu::ALL {
            // Between the runs and the help stand the menus that are no commands of the table.
            if menu == Menu::Help {
                view_menu_ui(ui, ctx, left_open, out);
                examples_menu_ui(ui, presets, out);
            }
            ui.menu_button(menu.title(), |ui| {
                ui.set_min_width(210.0);
                let mut before = None;
                for command in menu.commands() {
                    if group(command) != before.unwrap_or_else(|| group(command)) {
                        ui.separator();
                    }
                    before = Some(group(command));
                    command_ui(ui, ctx, command, out);
                    if command == MenuCommand::OpenTable {
                        recent_menu_ui(ui, ctx, out);
                    }
                }
            });
        }
        document_name_ui(ui, ctx);
    });
}

/// Commands of one number stand together between separators.
fn group(command: MenuCommand) -> u8 {
    match command {
        MenuCommand::New
        | MenuCommand::OpenPreset
        | MenuCommand::OpenTable
        | MenuCommand::PasteTable => 0,
        MenuCommand::Save | MenuCommand::SaveAs | MenuCommand::ExportHistory => 1,
        MenuCommand::Quit => 2,
        MenuCommand::Undo | MenuCommand::Redo => 3,
        MenuCommand::RunPause
        | MenuCommand::StepUpdate
        | MenuCommand::StepEpoch
        | MenuCommand::Stop => 4,
        MenuCommand::Reset | MenuCommand::NewDraw | MenuCommand::KeepChanges => 5,
        MenuCommand::ClearTraces => 6,
        MenuCommand::ShowShortcuts => 7,
        MenuCommand::ShowAbout => 8,
    }
}

fn command_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, command: MenuCommand, out: &mut Vec<AppCommand>) {
    let row = command.row();
    let mut button = Button::new(command.text(ctx.state));
    if let Some(shortcut) = row.shortcuts.first() {
        button = button.shortcut_text(ui.ctx().format_shortcut(shortcut));
    }
    if ui
        .add_enabled(command.enabled(ctx.state), button)
        .on_hover_text(row.tooltip)
        .on_disabled_hover_text(format!("{}\n{}", row.tooltip, command.why_greyed()))
        .clicked()
    {
        out.push(AppCommand::Menu(command));
        ui.close();
    }
}

fn recent_menu_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let recent = &ctx.state.settings.recent;
    ui.add_enabled_ui(!recent.is_empty(), |ui| {
        ui.menu_button("Recent files", |ui| {
            for path in recent.iter().take(RECENT) {
                if ui
                    .button(ctx.state.settings.recent_name(path))
                    .on_hover_text(path.display().to_string())
                    .clicked()
                {
                    out.push(AppCommand::open_recent(&ctx.state.settings, path));
                    ui.close();
                }
            }
        });
    });
}

fn view_menu_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, left_open: &mut bool, out: &mut Vec<AppCommand>) {
    ui.menu_button("View", |ui| {
        ui.set_min_width(190.0);
        ui.checkbox(left_open, "Side panel");
        let mut log_error = ctx.state.view.log_error;
        if ui
            .checkbox(&mut log_error, "Logarithmic error axis")
            .changed()
        {
            out.push(AppCommand::SetLogError(log_error));
        }
        ui.separator();
        ui.label(RichText::new("Theme").weak().small());
        for (theme, name) in [
            (Theme::System, "As the system"),
            (Theme::Light, "Light"),
            (Theme::Dark, "Dark"),
        ] {
            if ui.radio(ctx.state.settings.theme == theme, name).clicked() {
                out.push(AppCommand::SetTheme(theme));
            }
        }
    });
}

fn examples_menu_ui(ui: &mut Ui, presets: &mut PresetLocal, out: &mut Vec<AppCommand>) {
    ui.menu_button("Examples", |ui| {
        for entry in presets.builtin() {
            if ui
                .button(&entry.title)
                .on_hover_text(&entry.description)
                .clicked()
            {
                out.push(AppCommand::OpenBuiltin(entry.name.to_owned()));
                ui.close();
            }
        }
    });
}

/// The document's name at the right end, with a mark while it is not saved.
fn document_name_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let document = &ctx.state.document;
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if document.is_dirty() {
            let mark = RichText::new("not saved")
                .small()
                .color(Tokens::of(ui).warning);
            ui.add(egui::Label::new(mark).selectable(false));
        }
        let name = RichText::new(document.name()).weak();
        ui.add(egui::Label::new(name).selectable(false).truncate());
    });
}
