//! The drawing itself: layout, painting, pointer and keyboard.

use egui::CursorIcon;
use egui::EventFilter;
use egui::Key;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::Vec2;

use super::card::card;
use super::card::card_ui;
use super::diagram::Diagram;
use super::geometry::Geometry;
use super::geometry::Request;
use super::geometry::View;
use super::headers::headers_ui;
use super::headers::move_layer;
use super::headers::remove_layer;
use super::links::Link;
use super::links::list;
use super::nodes::nodes_ui;
use super::paint_links::LinkStyle;
use super::paint_links::Strength;
use super::paint_links::paint_links;
use super::paint_units::names_width;
use super::paint_units::paint_units;
use super::paint_units::write_units;
use super::target::Target;
use super::target::target_at;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::network_edit::UNITS;

/// The limits of the zoom.
const ZOOM: std::ops::RangeInclusive<f32> = 1.0..=12.0;

/// Buffers that are reused from frame to frame.
#[derive(Debug, Default)]
pub struct Scratch {
    links: Vec<Link>,
    order: Vec<Strength>,
    shapes: Vec<Shape>,
    /// The point around which the last frame was stretched.
    pivot: Option<Pos2>,
    /// Whether the last press of the pointer was on the drawing, so that keys are meant for it.
    pressed: bool,
}

/// Draws the network into the rest of `ui`.
pub fn canvas_ui(
    ui: &mut Ui,
    diagram: &Diagram<'_>,
    selected: Option<usize>,
    view: &mut View,
    scratch: &mut Scratch,
    out: &mut Vec<AppCommand>,
) {
    let rect = ui.available_rect_before_wrap();
    let id = ui.make_persistent_id("network canvas");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Canvas, true, "Network"));
    move_view(ui, &response, scratch.pivot, view);
    let child = egui::UiBuilder::new().max_rect(rect);
    ui.scope_builder(child, |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        let geometry = lay_out(ui, rect, diagram, *view);
        scratch.pivot = Some(geometry.pivot);
        list(&geometry, &diagram.connections, &mut scratch.links);
        let hovered = (response.hover_pos().filter(|_| !response.dragged()))
            .and_then(|point| hit(diagram, &geometry, &scratch.links, point));
        paint(ui, diagram, &geometry, selected, hovered, scratch);
        nodes_ui(ui, id, diagram, &geometry, &scratch.links, hovered, out);
        headers_ui(ui, id, diagram, &geometry, selected, out);
        answer_pointer(diagram, &geometry, &scratch.links, &response, view, out);
        if let Some(target) = hovered {
            if !matches!(target, Target::Column(_)) {
                ui.set_cursor_icon(CursorIcon::PointingHand);
            }
            if let Some(card) = card(diagram, &scratch.links, target) {
                card_ui(ui, id.with("card"), &card);
            }
        }
        if takes_keys(ui, &response, &mut scratch.pressed) {
            answer_keys(ui, diagram, selected, out);
        }
        if response.has_focus() && !response.contains_pointer() {
            let ring = Stroke::new(1.0, Tokens::of(ui).selection.gamma_multiply(0.5));
            ui.painter()
                .rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
        }
    });
    ui.advance_cursor_after_rect(rect);
}

fn lay_out(ui: &Ui, canvas: Rect, diagram: &Diagram<'_>, view: View) -> Geometry {
    let units: Vec<usize> = diagram.layers.iter().map(|layer| layer.units).collect();
    Geometry::new(&Request {
        canvas,
        units: &units,
        connections: &diagram.connections,
        names: (
            names_width(ui, diagram, 0),
            names_width(ui, diagram, diagram.output()),
        ),
        view,
    })
}

fn hit(diagram: &Diagram<'_>, geometry: &Geometry, links: &[Link], point: Pos2) -> Option<Target> {
    target_at(geometry, links, |layer| diagram.layers[layer].bias, point)
}

fn paint(
    ui: &Ui,
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    selected: Option<usize>,
    hovered: Option<Target>,
    scratch: &mut Scratch,
) {
    let painter = ui.painter_at(geometry.field.intersect(ui.clip_rect()));
    if let Some(column) = selected.and_then(|layer| geometry.columns.get(layer)) {
        let (Some(first), Some(last)) = (column.placed.first(), column.placed.last()) else {
            return;
        };
        let half = Vec2::splat(geometry.radius + 9.0);
        let ground = Rect::from_min_max(
            egui::pos2(column.x, first.y) - half,
            egui::pos2(column.x, last.y) + half,
        );
        let tint = Tokens::of(ui).selection.gamma_multiply(0.12);
        painter.rect_filled(ground, half.x, tint);
    }
    let style = LinkStyle {
        diagram,
        links: &scratch.links,
        pitch: geometry.pitch,
        hovered,
        tokens: Tokens::of(ui),
    };
    let shapes = &mut scratch.shapes;
    let largest = paint_links(&style, ui.visuals(), &mut scratch.order, shapes);
    paint_units(ui, diagram, geometry, hovered, largest, shapes);
    painter.extend(shapes.drain(..));
    write_units(ui, &painter, diagram, geometry);
}

/// Zooms by ctrl and wheel around the pointer, pans by dragging, and by the wheel alone when zoomed.
fn move_view(ui: &Ui, response: &Response, pivot: Option<Pos2>, view: &mut View) {
    if response.dragged() {
        view.pan += response.drag_delta();
        ui.set_cursor_icon(CursorIcon::Grabbing);
    }
    if let Some(pointer) = response.hover_pos() {
        let (factor, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
        if factor != 1.0 {
            let zoom = (view.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
            let from_middle = pointer - pivot.unwrap_or(response.rect.center());
            view.pan = from_middle - (from_middle - view.pan) * (zoom / view.zoom);
            view.zoom = zoom;
            if zoom <= 1.0 {
                // Whoever zooms out again wants the whole.
                *view = View::default();
            }
        } else if view.zoom > 1.0 {
            view.pan += scroll;
        }
    }
    let limit = response.rect.size() * (view.zoom - 0.5).max(0.5);
    view.pan = view.pan.clamp(-limit, limit);
}

fn answer_pointer(
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    links: &[Link],
    response: &Response,
    view: &mut View,
    out: &mut Vec<AppCommand>,
) {
    if !response.clicked() && !response.double_clicked() {
        return;
    }
    let Some(point) = response.interact_pointer_pos() else {
        return;
    };
    let toggle = |index: Option<usize>| index.map(AppCommand::ToggleTrace);
    match hit(diagram, geometry, links, point) {
        Some(Target::Link(link)) => {
            let link = links[link];
            out.extend(toggle(diagram.weight_index(
                link.connection,
                link.to,
                link.from,
            )));
        }
        Some(Target::Bias { layer, unit }) => out.extend(toggle(diagram.bias_index(layer, unit))),
        Some(Target::Unit { layer, .. } | Target::Column(layer)) => {
            out.push(AppCommand::SelectLayer(Some(layer)));
        }
        None if response.double_clicked() => *view = View::default(),
        None => out.push(AppCommand::SelectLayer(None)),
    }
}

/// Whether keys are meant for the drawing: it was tabbed to, or pressed last while nothing has the keyboard. A press
/// does not take the keyboard, so that the window's own keys go on working.
fn takes_keys(ui: &Ui, response: &Response, pressed: &mut bool) -> bool {
    let (any_press, at) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.any_pressed(), pointer.interact_pos())
    });
    if any_press {
        *pressed = at.is_some_and(|at| {
            response.rect.contains(at) && ui.ctx().layer_id_at(at) == Some(response.layer_id)
        });
    }
    if response.has_focus() {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        return true;
    }
    *pressed && ui.memory(|memory| memory.focused().is_none())
}

/// Arrows move the selection, with shift the layer itself; plus and minus change the number of units, Delete removes
/// the layer.
fn answer_keys(ui: &Ui, diagram: &Diagram<'_>, selected: Option<usize>, out: &mut Vec<AppCommand>) {
    let pressed = |key| ui.input(|input| input.key_pressed(key) && !input.modifiers.command);
    let shift = ui.input(|input| input.modifiers.shift);
    let last = diagram.output();
    if !shift && pressed(Key::ArrowLeft) {
        let layer = selected.map_or(last, |layer| layer.saturating_sub(1));
        out.push(AppCommand::SelectLayer(Some(layer)));
    }
    if !shift && pressed(Key::ArrowRight) {
        let layer = selected.map_or(0, |layer| (layer + 1).min(last));
        out.push(AppCommand::SelectLayer(Some(layer)));
    }
    let Some(layer) = selected.filter(|&layer| diagram.layers.get(layer).is_some_and(|l| l.hidden))
    else {
        return;
    };
    let units = diagram.layers[layer].units;
    let mut change = |units: usize| {
        if UNITS.contains(&units) {
            out.push(AppCommand::Edit(DocumentEdit::Units { layer, units }));
        }
    };
    if pressed(Key::Plus) || pressed(Key::Equals) {
        change(units + 1);
    }
    if pressed(Key::Minus) {
        change(units.saturating_sub(1));
    }
    if pressed(Key::Delete) || pressed(Key::Backspace) {
        remove_layer(layer, out);
    }
    if shift && pressed(Key::ArrowLeft) && layer > 1 {
        move_layer(layer, layer - 1, out);
    }
    if shift && pressed(Key::ArrowRight) && layer + 1 < last {
        move_layer(layer, layer + 1, out);
    }
}
