//! The data panel as a whole.

use std::sync::Arc;
use std::sync::Weak;

use egui::ScrollArea;
use egui::Ui;

use super::column_settings::column_settings_ui;
use super::columns::columns_ui;
use super::derived::derived_ui;
use super::paint_window::PaintWindow;
use super::problems::cell_problems_ui;
use super::roles::ColumnRoles;
use super::scaling::scaling_ui;
use super::sequence::sequence_ui;
use super::source::source_ui;
use super::split::split_ui;
use super::table_window::TableWindow;
use super::warnings::warnings_ui;
use crate::data::DataSource;
use crate::data::Table;
use crate::experiment::Field;
use crate::experiment::Problem;
use crate::views::ViewCtx;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::workbench::AppCommand;
use crate::workbench::state::Check;

/// What the data panel keeps between frames.
#[derive(Debug, Default)]
pub struct DatasetLocal {
    /// The roles of the columns.
    pub roles: ColumnRoles,
    /// The text that column names must contain to be listed, in tables with many columns.
    pub filter: String,
    /// The column whose settings are shown; `None` = the first that is used.
    pub shown_column: Option<usize>,
    /// The window in which points are painted.
    pub paint: PaintWindow,
    /// The window with all rows.
    pub table_window: TableWindow,
    /// The imported table that was shown last.
    imported: Weak<Table>,
}

impl DatasetLocal {
    /// Whether another table was imported since the last frame. Made tables change while they are looked at.
    fn is_other_import(&mut self, ctx: &ViewCtx<'_>) -> bool {
        let made = match ctx.state.document.experiment.data.source {
            DataSource::File { .. } | DataSource::Text { .. } => false,
            DataSource::Builtin(_)
            | DataSource::Generated(_)
            | DataSource::Painted(_)
            | DataSource::Inline { .. } => true,
        };
        let Some(table) = ctx.state.table().filter(|_| !made) else {
            return false;
        };
        let other = self.imported.as_ptr() != Arc::as_ptr(table);
        if other {
            self.imported = Arc::downgrade(table);
        }
        other
    }
}

/// Shows the panel.
pub fn dataset_panel_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    if let Some(table) = ctx.state.table() {
        let spec = &ctx.state.document.experiment.data;
        local.roles.update(table, spec);
    }
    let mut area = ScrollArea::vertical()
        .id_salt("data panel")
        .auto_shrink(false);
    if local.is_other_import(ctx) {
        // Warnings stand at the top.
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        source_ui(ui, ctx, out);
        field_problems_ui(ui, ctx, &Field::Data);
        let Some(table) = ctx.state.table() else {
            return;
        };
        warnings_ui(ui, ctx, out);
        columns_ui(ui, ctx, table, local, out);
        cell_problems_ui(ui, ctx, table, out);
        scaling_ui(ui, ctx, out);
        column_settings_ui(ui, ctx, table, local, out);
        derived_ui(ui, ctx, table, local, out);
        sequence_ui(ui, ctx, table, local, out);
        split_ui(ui, ctx, table, local.roles.has_class_target(table), out);
    });
}

/// The problems that the check found.
pub fn problems<'a>(ctx: &ViewCtx<'a>) -> std::slice::Iter<'a, Problem> {
    match &ctx.state.check {
        Check::Problems(problems) => problems.iter(),
        Check::NoTable | Check::Working | Check::Ready(_) => [].iter(),
    }
}

/// Shows the problems of a field.
pub fn field_problems_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, field: &Field) {
    let mut any = false;
    for problem in problems(ctx).filter(|problem| problem.field == *field) {
        problem_mark_ui(ui, &problem.message);
        any = true;
    }
    if any {
        ui.add_space(4.0);
    }
}
