//! Inputs derived from numeric ones, by tick boxes.

use egui::Checkbox;
use egui::Label;
use egui::RichText;
use egui::TextWrapMode;
use egui::Ui;
use egui::WidgetInfo;

use super::panel::DatasetLocal;
use crate::data::Derived;
use crate::data::Role;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::field::field_ui;
use crate::widgets::section::folded_section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// So many numeric inputs are offered …
const INPUTS: usize = 24;
/// … and the products of so many.
const FACTORS: usize = 6;

/// Two names no longer than this stand side by side.
const NARROW: usize = 13;

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
        let mut toggled = None;
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            boxes_ui(ui, &numeric, derived, &mut toggled);
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

/// A line for each input, and the products below.
fn boxes_ui(ui: &mut Ui, numeric: &[&str], derived: &[Derived], toggled: &mut Option<Derived>) {
    let mut tick_ui = |ui: &mut Ui, formula: &Derived, text: &str| {
        let mut on = derived.contains(formula);
        let response = ui.add(Checkbox::new(&mut on, text));
        let (name, enabled) = (formula.name(), ui.is_enabled());
        response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, enabled, on, &name));
        if response.on_hover_text(&name).changed() {
            *toggled = Some(formula.clone());
        }
    };
    let mut offered = Vec::new();
    for name in numeric {
        let formulas = functions(name);
        field_ui(ui, name, name, |ui, _| {
            for (text, formula) in &formulas {
                tick_ui(ui, formula, text);
            }
        });
        offered.extend(formulas.map(|(_, formula)| formula));
    }
    let mut rest = products(numeric);
    offered.extend_from_slice(&rest);
    let others = derived.iter().filter(|formula| !offered.contains(formula));
    rest.extend(others.cloned());
    if !rest.is_empty() {
        ui.add_space(4.0);
    }
    let longest = rest.iter().map(|formula| formula.name().chars().count());
    let abreast = if longest.max() > Some(NARROW) { 1 } else { 2 };
    for line in rest.chunks(abreast) {
        ui.columns(abreast, |columns| {
            for (ui, formula) in columns.iter_mut().zip(line) {
                ui.style_mut().wrap_mode = Some(TextWrapMode::Truncate);
                tick_ui(ui, formula, &formula.name());
            }
        });
    }
}

/// Square, sine and cosine of an input, and what stands beside their boxes.
fn functions(name: &str) -> [(&'static str, Derived); 3] {
    let name = || name.to_owned();
    [
        ("x²", Derived::Square(name())),
        ("sin", Derived::Sine(name())),
        ("cos", Derived::Cosine(name())),
    ]
}

/// The products of the first few inputs.
fn products(numeric: &[&str]) -> Vec<Derived> {
    let mut products = Vec::new();
    for (place, first) in numeric.iter().take(FACTORS).enumerate() {
        for second in numeric.iter().take(FACTORS).skip(place + 1) {
            products.push(Derived::Product((*first).to_owned(), (*second).to_owned()));
        }
    }
    products
}
