//! The data panel as a whole.

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
    ScrollArea::vertical()
        .id_salt("data panel")
        .auto_shrink(false)
        .show(ui, |ui| {
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
    for problem in problems(ctx).filter(|problem| problem.field == *field) {
        problem_mark_ui(ui, &problem.message);
    }
}
