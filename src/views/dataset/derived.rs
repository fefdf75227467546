//! Inputs derived from numeric ones, by tick boxes.

use egui::Checkbox;
use egui::Label;
use egui::RichText;
use egui::Ui;

use super::panel::DatasetLocal;
use crate::data::Derived;
use crate::data::Role;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::section::folded_section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// So many numeric inputs are offered …
const INPUTS: usize = 24;
/// … and the products of so many.
const FACTORS: usize = 6;

/// Shows the section; nothing without a numeric input.
pub fn derived_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    local: &DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let windows = ctx.state.document.experiment.data.windows();
    let past_targets = windows.is_some_and(|windows| windows.past_targets);
    let is_input = |role| role == Role::Input || (past_targets && role == Role::Target);
    let numeric: Vec<&str> = (0..table.columns.len())
        .filter(|&index| is_input(local.roles.role(index)) && !local.roles.is_classes(table, index))
        .map(|index| &*table.columns[index].name)
        .take(INPUTS)
        .collect();
    let derived = &ctx.state.document.experiment.data.derived;
    if numeric.is_empty() && derived.is_empty() {
        return;
    }
    let summary = match derived.len() {
        0 => "none".to_owned(),
        count => count.to_string(),
    };
    folded_section_ui(ui, "Derived inputs", &summary, |ui| {
        let offered = offered(&numeric);
        let mut toggled = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let others = derived.iter().filter(|formula| !offered.contains(formula));
            for formula in offered.iter().chain(others) {
                let mut on = derived.contains(formula);
                if ui.add(Checkbox::new(&mut on, formula.name())).changed() {
                    toggled = Some(formula.clone());
                }
            }
        });
        if let Some(formula) = toggled {
            let mut changed = derived.clone();
            let count = changed.len();
            changed.retain(|other| *other != formula);
            if changed.len() == count {
                changed.push(formula);
            }
            out.push(AppCommand::Edit(DocumentEdit::Derived(changed)));
        }
        let note = if windows.is_some() {
            "Computed in original units in each row of the window, then scaled as inputs are. Part of the model."
        } else {
            "Computed in original units, then scaled as inputs are. Part of the model."
        };
        ui.add(Label::new(RichText::new(note).weak().small()).wrap());
    });
}

/// The formulas that are offered: squares, sines and cosines of each input, products of the first few.
fn offered(numeric: &[&str]) -> Vec<Derived> {
    let mut offered = Vec::new();
    for name in numeric {
        let name = || (*name).to_owned();
        offered.extend([
            Derived::Square(name()),
            Derived::Sine(name()),
            Derived::Cosine(name()),
        ]);
    }
    for (place, first) in numeric.iter().take(FACTORS).enumerate() {
        for second in numeric.iter().take(FACTORS).skip(place + 1) {
            offered.push(Derived::Product((*first).to_owned(), (*second).to_owned()));
        }
    }
    offered
}
