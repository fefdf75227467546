//! The strip above the units: a card for each layer with its buttons, and the buttons between them that add layers.

use egui::Id;
use egui::Rect;
use egui::StrokeKind;
use egui::Ui;
use egui::Vec2;
use egui::pos2;

use super::diagram::Diagram;
use super::geometry::Column;
use super::geometry::Geometry;
use super::geometry::HEADER_HEIGHT;
use super::layer_card::LayerCard;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// Columns closer than this have no button between them.
const ADD_PITCH: f32 = 44.0;
/// The side of the buttons on cards and between them.
pub const BUTTON: f32 = 20.0;

/// Draws the headers of all layers; `selected` is the selected layer.
pub fn headers_ui(
    ui: &mut Ui,
    id: Id,
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    selected: Option<usize>,
    out: &mut Vec<AppCommand>,
) {
    paint_chain(ui, geometry);
    for (layer, column) in geometry.columns.iter().enumerate() {
        if !ui.is_rect_visible(column.header) {
            continue;
        }
        let mut card = LayerCard {
            ui,
            id: id.with(("layer", layer)),
            diagram,
            layer,
            rect: column.header,
            drawn: column.placed.len(),
            selected: selected == Some(layer),
        };
        card.ui(out);
        let (card_id, selected) = (card.id, card.selected);
        if layer > 0 && geometry.pitch >= ADD_PITCH {
            add_button(ui, id, diagram, geometry, layer, out);
        }
        if selected && diagram.layers[layer].hidden {
            tools_ui(ui, card_id, diagram, layer, column, out);
        }
    }
}

/// A line behind the cards, from input to output.
fn paint_chain(ui: &Ui, geometry: &Geometry) {
    let (Some(first), Some(last)) = (geometry.columns.first(), geometry.columns.last()) else {
        return;
    };
    let y = ui.painter().round_to_pixel_center(first.header.center().y);
    let line = ui.visuals().widgets.noninteractive.bg_stroke;
    ui.painter().hline(first.x..=last.x, y, line);
}

fn add_button(
    ui: &mut Ui,
    id: Id,
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    layer: usize,
    out: &mut Vec<AppCommand>,
) {
    let column = &geometry.columns[layer];
    let center = pos2(column.x - geometry.pitch / 2.0, column.header.center().y);
    let rect = Rect::from_center_size(center, Vec2::splat(BUTTON));
    let visuals = ui.visuals();
    let rim = visuals.widgets.noninteractive.bg_stroke;
    let painter = ui.painter();
    painter.circle(center, BUTTON * 0.45, visuals.panel_fill, rim);
    let before = diagram.layers[layer - 1].name;
    let after = diagram.layers[layer].name;
    let name = format!("Add layer between {before} and {after}");
    let response = icon_button(ui, rect, id.with(("add", layer)), Icon::Plus, &name, true);
    if response.clicked() {
        out.push(AppCommand::Edit(DocumentEdit::AddLayer { at: layer }));
        out.push(AppCommand::SelectLayer(Some(layer)));
    }
}

/// Move and remove, below the card of the selected layer.
fn tools_ui(
    ui: &mut Ui,
    id: Id,
    diagram: &Diagram<'_>,
    layer: usize,
    column: &Column,
    out: &mut Vec<AppCommand>,
) {
    let center = pos2(column.x, column.header.top() + HEADER_HEIGHT + 9.0);
    let side = 22.0;
    let ground = Rect::from_center_size(center, Vec2::new(3.0 * side + 8.0, side + 4.0));
    paint_pill(ui, ground);
    let name = diagram.layers[layer].name;
    let last = diagram.output() - 1;
    let tools = [
        (Icon::Left, format!("Move {name} left"), layer > 1),
        (Icon::Cross, format!("Remove layer {name}"), true),
        (Icon::Right, format!("Move {name} right"), layer < last),
    ];
    for (place, (icon, name, enabled)) in tools.into_iter().enumerate() {
        let x = center.x + side * (place as f32 - 1.0);
        let rect = Rect::from_center_size(pos2(x, center.y), Vec2::splat(side - 2.0));
        let response = icon_button(ui, rect, id.with(("tool", place)), icon, &name, enabled);
        if response.clicked() {
            match icon {
                Icon::Left => move_layer(layer, layer - 1, out),
                Icon::Right => move_layer(layer, layer + 1, out),
                Icon::Cross => remove_layer(layer, out),
                Icon::Plus | Icon::Minus | Icon::Curve | Icon::Fit | Icon::Panel => {}
            }
        }
    }
}

fn paint_pill(ui: &Ui, rect: Rect) {
    let visuals = ui.visuals();
    let rim = visuals.widgets.noninteractive.bg_stroke;
    let round = rect.height() / 2.0;
    ui.painter()
        .rect(rect, round, visuals.window_fill, rim, StrokeKind::Inside);
}

/// Moves a layer and keeps it selected.
pub fn move_layer(from: usize, to: usize, out: &mut Vec<AppCommand>) {
    out.push(AppCommand::Edit(DocumentEdit::MoveLayer { from, to }));
    out.push(AppCommand::SelectLayer(Some(to)));
}

/// Removes a layer; none is selected then.
pub fn remove_layer(layer: usize, out: &mut Vec<AppCommand>) {
    out.push(AppCommand::Edit(DocumentEdit::RemoveLayer(layer)));
    out.push(AppCommand::SelectLayer(None));
}
