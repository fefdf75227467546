//! The menu of a column's head: order, role, sequences, type.

use egui::Popup;
use egui::PopupCloseBehavior;
use egui::Response;
use egui::SetOpenCommand;
use egui::Ui;
use egui::containers::menu::MenuConfig;
use egui::containers::menu::SubMenuButton;

use super::role_menu::use_menu_ui;
use super::table_grid::Grid;
use crate::views::column_kind::kind_choices_ui;
use crate::views::column_kind::kind_word;
use crate::views::column_kind::unreadable;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::Sort;
use crate::workbench::TableCommand;

/// Shows the menu once the head was right-clicked, or by the keyboard (`by_key`). Returns whether it is open.
pub fn head_menu_ui(
    ui: &Ui,
    head: &Response,
    grid: &Grid<'_>,
    (column, by_key): (usize, bool),
    out: &mut Vec<AppCommand>,
) -> bool {
    let id = Popup::default_response_id(head);
    let was_open = Popup::is_id_open(ui.ctx(), id);
    let wish = if by_key || head.secondary_clicked() {
        Some(SetOpenCommand::Bool(true))
    } else if head.clicked() {
        Some(SetOpenCommand::Bool(false))
    } else {
        None
    };
    Popup::menu(head).open_memory(wish).show(|ui| {
        for (text, descending) in [("Sort ascending", false), ("Sort descending", true)] {
            let row = ui.button(text);
            if by_key && !descending {
                row.request_focus();
            }
            if row.clicked() {
                let sort = Sort { column, descending };
                out.push(AppCommand::Table(TableCommand::Sort(Some(sort))));
                ui.close();
            }
        }
        ui.separator();
        let name = &grid.table().columns[column].name;
        use_menu_ui(ui, grid.ctx, (name, grid.roles.role(column)), out);
        ui.separator();
        type_ui(ui, grid, column, out);
    });
    let open = Popup::is_id_open(ui.ctx(), id);
    // What had the keyboard goes with the menu.
    if was_open && !open && !ui.input(|input| input.pointer.any_click()) {
        head.request_focus();
    }
    open
}

/// The types, beside the menu.
fn type_ui(ui: &mut Ui, grid: &Grid<'_>, index: usize, out: &mut Vec<AppCommand>) {
    let column = &grid.table().columns[index];
    let kind = grid.roles.kind(index);
    let (_, word) = kind_word(column, kind).split_once(' ').unwrap_or_default();
    // What has more to choose stays open.
    let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = SubMenuButton::new(format!("Type: {word}")).config(stays);
    let profile = grid.ctx.state.insight.profile(index);
    let guess = profile.map_or(kind, |profile| &profile.guess);
    button.ui(ui, |ui| {
        if let Some(kind) = kind_choices_ui(ui, column, (kind, guess), |kind| {
            unreadable(grid.ctx.state.insight.looks(), (grid.table(), index), kind)
        }) {
            out.push(AppCommand::Edit(DocumentEdit::ColumnKind {
                column: column.name.clone(),
                kind,
            }));
        }
    });
}
