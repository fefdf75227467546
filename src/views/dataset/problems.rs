//! Cells that are missing or malformed, and what happens to their rows.

use egui::Label;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;

use super::summary::counted;
use crate::data::MissingPolicy;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::state::Check;

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
        ui.label(RichText::new(text).color(Tokens::of(ui).warning));
        problem_list_ui(ui, table);
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

/// The cells, each with line, column and text.
pub fn problem_list_ui(ui: &mut Ui, table: &Table) {
    let height = ui.text_style_height(&egui::TextStyle::Small);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ScrollArea::vertical()
            .id_salt("cell problems")
            .max_height(6.0 * (height + 2.0))
            .auto_shrink([false, true])
            .show_rows(ui, height, table.problems.len(), |ui, range| {
                for problem in &table.problems[range] {
                    let text = problem.to_string();
                    ui.add(Label::new(RichText::new(&text).small()).truncate());
                }
            });
        let more = table.problem_count.saturating_sub(table.problems.len());
        if more > 0 {
            ui.label(
                RichText::new(format!("and {} more", whole_number(more as u64)))
                    .small()
                    .weak(),
            );
        }
    });
}
