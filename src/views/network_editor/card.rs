//! The card that tells about the link or unit under the pointer, with exact values.

use egui::Grid;
use egui::PopupAnchor;
use egui::RichText;
use egui::Tooltip;
use egui::Ui;

use super::diagram::Diagram;
use super::links::Link;
use super::target::Target;
use crate::widgets::real_input::real_text;
use crate::widgets::tokens::Tokens;

/// What a card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The part's name, such as `hidden1[3] ← input[0]`.
    pub title: String,
    /// The column of the data that a unit stands for.
    pub subtitle: Option<String>,
    /// Symbol, value, and what it is.
    pub rows: Vec<(&'static str, String, &'static str)>,
    /// What a click does.
    pub hint: &'static str,
    /// The place among the traced weights.
    pub traced: Option<usize>,
}

/// The card of a part; the ground of a column has none.
pub fn card(diagram: &Diagram<'_>, links: &[Link], target: Target) -> Option<Card> {
    match target {
        Target::Link(link) => links.get(link).map(|link| link_card(diagram, link)),
        Target::Bias { layer, unit } => Some(bias_card(diagram, layer, unit)),
        Target::Unit { layer, unit } => Some(unit_card(diagram, layer, unit)),
        Target::Column(_) => None,
    }
}

fn link_card(diagram: &Diagram<'_>, link: &Link) -> Card {
    let index = diagram.weight_index(link.connection, link.to, link.from);
    let name = diagram.link_name(link.connection, link.to, link.from);
    parameter_card(diagram, name, ("w", "weight"), index)
}

fn bias_card(diagram: &Diagram<'_>, layer: usize, unit: usize) -> Card {
    let name = format!("{}[{unit}] bias", diagram.layers[layer].name);
    let index = diagram.bias_index(layer, unit);
    parameter_card(diagram, name, ("b", "bias"), index)
}

fn parameter_card(
    diagram: &Diagram<'_>,
    title: String,
    (symbol, what): (&'static str, &'static str),
    index: Option<usize>,
) -> Card {
    let value = index.and_then(|index| diagram.value(index));
    let traced = index.and_then(|index| diagram.trace_place(index));
    Card {
        title,
        subtitle: None,
        rows: (value.map(|value| (symbol, real_text(value), what)))
            .into_iter()
            .collect(),
        hint: match (index, traced) {
            (None, _) => "It gets a value when a run of this network starts.",
            (Some(_), None) => "Click to trace it over the epochs.",
            (Some(_), Some(_)) => "Traced; click to stop.",
        },
        traced,
    }
}

fn unit_card(diagram: &Diagram<'_>, layer: usize, unit: usize) -> Card {
    let mut rows = Vec::new();
    let sample = diagram.run.as_ref().and_then(|run| run.sample);
    if let Some(sample) = sample {
        let value = |values: &[Vec<f64>]| values.get(layer).and_then(|v| v.get(unit)).copied();
        let of_input = layer == 0;
        let net_input = value(&sample.net_inputs).filter(|_| !of_input);
        let delta = value(&sample.deltas).filter(|_| !of_input);
        let listed = [
            ("z", net_input, "net input"),
            ("a", value(&sample.outputs), "output"),
            ("δ", delta, "∂E/∂z"),
        ];
        let known = listed.into_iter();
        rows.extend(
            known.filter_map(|(symbol, value, what)| Some((symbol, real_text(value?), what))),
        );
    }
    let bias = diagram.bias_index(layer, unit);
    if let Some(bias) = bias.and_then(|index| diagram.value(index)) {
        rows.push(("b", real_text(bias), "bias"));
    }
    Card {
        title: format!("{}[{unit}]", diagram.layers[layer].name),
        subtitle: diagram.unit_name(layer, unit).map(str::to_owned),
        hint: if rows.is_empty() {
            "Its values for the chosen sample appear when there is a run."
        } else {
            ""
        },
        rows,
        traced: None,
    }
}

/// Shows a card at the pointer.
pub fn card_ui(ui: &Ui, id: egui::Id, card: &Card) {
    let tokens = Tokens::of(ui);
    Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, PopupAnchor::Pointer)
        .gap(14.0)
        .show(|ui| {
            ui.horizontal(|ui| {
                if let Some(place) = card.traced {
                    let color = tokens.series[place % tokens.series.len()];
                    let (rect, _) = ui.allocate_exact_size(
                        egui::vec2(14.0, ui.spacing().interact_size.y * 0.6),
                        egui::Sense::hover(),
                    );
                    let line = egui::Stroke::new(3.0, color);
                    ui.painter().hline(rect.x_range(), rect.center().y, line);
                }
                ui.label(RichText::new(&card.title).strong());
                if let Some(subtitle) = &card.subtitle {
                    ui.weak(subtitle);
                }
            });
            if !card.rows.is_empty() {
                let grid = Grid::new("values").num_columns(3).min_row_height(0.0);
                grid.spacing([12.0, 3.0]).show(ui, |ui| {
                    for (symbol, value, what) in &card.rows {
                        ui.label(RichText::new(*symbol).italics());
                        ui.monospace(value);
                        ui.weak(*what);
                        ui.end_row();
                    }
                });
            }
            if !card.hint.is_empty() {
                ui.weak(card.hint);
            }
        });
}
