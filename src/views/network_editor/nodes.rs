//! Accessible names of painted units and links, so that screen readers and tests find them.

use egui::Id;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::accesskit::Action;
use egui::pos2;

use super::diagram::Diagram;
use super::geometry::Geometry;
use super::links::Link;
use super::target::Target;
use crate::widgets::real_input::real_text;
use crate::workbench::AppCommand;

/// All links have a name up to this number; beyond it only traced ones and the one under the pointer.
const MAX_NAMED: usize = 200;

/// Registers names and values of everything that is drawn, and passes on clicks by assistive technology.
pub fn nodes_ui(
    ui: &Ui,
    id: Id,
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    links: &[Link],
    hovered: Option<Target>,
    out: &mut Vec<AppCommand>,
) {
    let mut node = Nodes {
        ui,
        id,
        diagram,
        out,
    };
    for (layer, column) in geometry.columns.iter().enumerate() {
        for placed in &column.placed {
            let center = pos2(column.x, placed.y);
            let unit = placed.unit;
            let name = format!("{}[{unit}]", diagram.layers[layer].name);
            let face = Rect::from_center_size(center, Vec2::splat(2.0 * geometry.radius));
            node.unit(
                face,
                ("unit", layer, unit),
                &name,
                diagram.unit_output(layer, unit),
            );
            if diagram.layers[layer].bias {
                let size = Vec2::splat(2.0 * geometry.bias_radius());
                let dot = Rect::from_center_size(geometry.bias_dot(center), size);
                let index = diagram.bias_index(layer, unit);
                node.parameter(dot, ("bias", layer, unit), &format!("{name} bias"), index);
            }
        }
    }
    for (place, link) in links.iter().enumerate() {
        let index = diagram.weight_index(link.connection, link.to, link.from);
        let traced = index.is_some_and(|index| diagram.trace_place(index).is_some());
        if links.len() > MAX_NAMED && !traced && hovered != Some(Target::Link(place)) {
            continue;
        }
        let name = diagram.link_name(link.connection, link.to, link.from);
        let rect = Rect::from_center_size(link.anchor(geometry.pitch), Vec2::splat(4.0));
        let (from, to) = diagram.connections[link.connection];
        let key = ("link", (from, to), (link.from, link.to));
        node.parameter(rect, key, &name, index);
    }
}

struct Nodes<'a> {
    ui: &'a Ui,
    id: Id,
    diagram: &'a Diagram<'a>,
    out: &'a mut Vec<AppCommand>,
}

impl Nodes<'_> {
    fn unit(&self, rect: Rect, key: impl egui::AsIdSalt, name: &str, output: Option<f64>) {
        let response = self.ui.interact(rect, self.id.with(key), Sense::hover());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::Image, true, name);
            info.current_text_value = output.map(real_text);
            info
        });
    }

    /// A weight or a bias: a toggle that traces it.
    fn parameter(
        &mut self,
        rect: Rect,
        key: impl egui::AsIdSalt,
        name: &str,
        index: Option<usize>,
    ) {
        let id = self.id.with(key);
        // It only listens for assistive technology: clicks of the pointer are told apart by the canvas.
        let response = self.ui.interact(rect, id, Sense::hover());
        let traced = index.and_then(|index| self.diagram.trace_place(index));
        let value = index.and_then(|index| self.diagram.value(index));
        response.widget_info(|| {
            let enabled = index.is_some();
            let mut info = WidgetInfo::selected(Role::Button, enabled, traced.is_some(), name);
            info.current_text_value = value.map(real_text);
            info
        });
        let Some(index) = index else {
            return;
        };
        self.ui
            .ctx()
            .accesskit_node_builder(id, |node| node.add_action(Action::Click));
        if self
            .ui
            .input(|input| input.has_accesskit_action_request(id, Action::Click))
        {
            self.out.push(AppCommand::ToggleTrace(index));
        }
    }
}
