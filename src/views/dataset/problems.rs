//! Cells that are missing or malformed, and what happens to their rows.

use egui::Label;
use egui::RichText;
use egui::Ui;

use super::summary::counted;
use crate::data::MissingPolicy;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::pager::pager_ui;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::state::Check;

/// So many cells are listed at once.
const PAGE: usize = 6;

/// Shows the section; nothing where every cell is in order.
pub fn cell_problems_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, table: &Table, out: &mut Vec<AppCommand>) {
    if table.problem_count == 0 {
        return;
    }
    let missing = ctx.state.document.experiment.data.missing;
    let count = whole_number(table.problem_count as u64);
    section_ui(ui, "Missing cells", &count, |ui| {
        let cells = counted(table.problem_count, "cell", "cells");
        let text = format!("{cells} missing or malformed");
        problem_list_ui(ui, table, RichText::new(text));
        let choices = [
            (MissingPolicy::DropRow, "Drop the row"),
            (MissingPolicy::Impute, "Fill in"),
        ];
        if let Some(policy) = segments_ui(ui, missing, &choices, true) {
            out.push(AppCommand::Edit(DocumentEdit::Missing(policy)));
        }
        let mut note = explanation(missing).to_owned();
        if let Check::Ready(plan) = &ctx.state.check {
            let dropped = plan.dataset().dropped;
            note = format!("{note} Left out now: {}.", counted(dropped, "row", "rows"));
        }
        ui.add(Label::new(RichText::new(note).weak().small()).wrap());
    });
}

/// What a policy does.
fn explanation(policy: MissingPolicy) -> &'static str {
    match policy {
        MissingPolicy::DropRow => "Rows with such a cell in a used column are left out.",
        MissingPolicy::Impute => concat!(
            "Such cells take the mean or the most frequent class of the training part; ",
            "rows without a target are left out."
        ),
    }
}

/// The cells below a heading, a page at a time, each with line, column and text.
pub fn problem_list_ui(ui: &mut Ui, table: &Table, heading: RichText) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let listed = table.problems.len();
        let shown = ui
            .horizontal_wrapped(|ui| {
                ui.label(heading.color(Tokens::of(ui).warning));
                pager_ui(ui, ("cell problems", "cells"), listed, PAGE)
            })
            .inner;
        ui.add_space(2.0);
        // The last page keeps the height of the others.
        let empty = listed.min(PAGE) - shown.len();
        for problem in &table.problems[shown] {
            let text = RichText::new(problem.to_string()).small();
            ui.add(Label::new(text).truncate());
        }
        for _ in 0..empty {
            ui.label(RichText::new(" ").small());
        }
        let more = table.problem_count.saturating_sub(listed);
        if more > 0 {
            let text = format!("and {} more", whole_number(more as u64));
            ui.label(RichText::new(text).small().weak());
        }
    });
}
