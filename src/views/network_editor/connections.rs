//! The list of a layer's connections, with buttons that remove and add them.

use egui::Align;
use egui::Layout;
use egui::Ui;

use super::diagram::Diagram;
use crate::nn::NetworkSpec;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::workbench::DocumentEdit;
use crate::workbench::network_edit::can_disconnect;
use crate::workbench::network_edit::connected;

/// Draws what feeds the layer and what it feeds.
pub fn connections_ui(
    ui: &mut Ui,
    spec: &NetworkSpec,
    diagram: &Diagram<'_>,
    layer: usize,
    edits: &mut Vec<DocumentEdit>,
) {
    let list = List {
        spec,
        diagram,
        layer,
    };
    if layer > 0 {
        list.side_ui(ui, "Fed by", 0..layer, |other| (other, layer), edits);
    }
    if layer < diagram.output() {
        let later = layer + 1..diagram.layers.len();
        list.side_ui(ui, "Feeds", later, |other| (layer, other), edits);
    }
}

struct List<'a> {
    spec: &'a NetworkSpec,
    diagram: &'a Diagram<'a>,
    layer: usize,
}

impl List<'_> {
    /// One side: its connections, and a menu of layers that could be connected too.
    fn side_ui(
        &self,
        ui: &mut Ui,
        title: &str,
        others: std::ops::Range<usize>,
        ends: impl Fn(usize) -> (usize, usize),
        edits: &mut Vec<DocumentEdit>,
    ) {
        let Self { spec, diagram, .. } = self;
        let joined = |other: usize| {
            let (from, to) = ends(other);
            connected(spec, from, to)
        };
        let free: Vec<usize> = others.clone().filter(|&other| !joined(other)).collect();
        ui.horizontal(|ui| {
            ui.weak(title);
            if free.is_empty() {
                return;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = diagram.layers[self.layer].name;
                let menu = ui.menu_button("Add…", |ui| {
                    for &other in &free {
                        if ui.button(diagram.layers[other].name).clicked() {
                            let (from, to) = ends(other);
                            edits.push(DocumentEdit::Connect { from, to });
                            ui.close();
                        }
                    }
                });
                let what = if title == "Feeds" {
                    format!("Add connection from {name}")
                } else {
                    format!("Add connection to {name}")
                };
                menu.response.accessible_name(what);
            });
        });
        for other in others.filter(|&other| joined(other)) {
            self.entry_ui(ui, other, ends(other), edits);
        }
    }

    fn entry_ui(
        &self,
        ui: &mut Ui,
        other: usize,
        (from, to): (usize, usize),
        edits: &mut Vec<DocumentEdit>,
    ) {
        let layers = &self.diagram.layers;
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(layers[other].name);
            if to > from + 1 {
                ui.weak("shortcut");
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (source, target) = (layers[from].name, layers[to].name);
                let removable = can_disconnect(self.spec, from, to);
                let name = if removable {
                    format!("Remove connection from {source} to {target}")
                } else {
                    format!("{source} to {target} cannot be removed: it is a layer's only one")
                };
                if icon_button_ui(ui, Icon::Cross, &name, removable).clicked() {
                    edits.push(DocumentEdit::Disconnect { from, to });
                }
            });
        });
    }
}
