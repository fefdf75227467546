//! The line above the drawing: the network's shape in figures, what awaits the next run, and what the view offers.

use egui::Align;
use egui::Layout;
use egui::RichText;
use egui::Ui;

use super::diagram::Diagram;
use super::geometry::View;
use super::text::count_of;
use crate::experiment::Field;
use crate::experiment::Problem;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Tokens;
use crate::workbench::State;
use crate::workbench::state::Check;

/// Draws the bar.
pub fn bar_ui(
    ui: &mut Ui,
    state: &State,
    diagram: &Diagram<'_>,
    view: &mut View,
    inspector_open: &mut bool,
) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hide = if *inspector_open {
                "Hide layer settings"
            } else {
                "Show layer settings"
            };
            if icon_button_ui(ui, Icon::Panel, hide, true).clicked() {
                *inspector_open = !*inspector_open;
            }
            let fits = *view == View::default();
            if icon_button_ui(ui, Icon::Fit, "Fit the network", !fits).clicked() {
                *view = View::default();
            }
            if !fits {
                ui.weak(format!("{:.0} %", view.zoom * 100.0));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                figures_ui(ui, diagram);
                if diagram.edited && diagram.run.is_none() {
                    edited_ui(ui);
                }
                problems_ui(ui, state);
            });
        });
    });
}

fn figures_ui(ui: &mut Ui, diagram: &Diagram<'_>) {
    let shown: Vec<String> = diagram
        .layers
        .iter()
        .map(|layer| whole_number(layer.units as u64))
        .collect();
    let shape = if shown.len() <= 8 {
        shown.join(" – ")
    } else {
        count_of(shown.len(), "layer")
    };
    ui.label(RichText::new(shape).strong());
    ui.weak(count_of(diagram.parameter_count(), "parameter"));
}

/// Says why no weights are seen; the window's own bar offers the new run.
fn edited_ui(ui: &mut Ui) {
    let text = RichText::new("Edited: its weights appear with the next run");
    ui.label(text.color(Tokens::of(ui).warning));
}

/// The problems of the network as a whole; those of a layer stand in its settings.
fn problems_ui(ui: &mut Ui, state: &State) {
    let Check::Problems(problems) = &state.check else {
        return;
    };
    let of_network =
        |problem: &&Problem| matches!(problem.field, Field::Connections | Field::Start);
    for problem in problems.iter().filter(of_network) {
        let text = RichText::new(&problem.message).color(Tokens::of(ui).error);
        ui.add(egui::Label::new(text).truncate());
    }
}
