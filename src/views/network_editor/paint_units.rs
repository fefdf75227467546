//! Painting of units: faces coloured by the output for the chosen sample, bias dots, names at both ends.

use egui::Align2;
use egui::Color32;
use egui::FontId;
use egui::Painter;
use egui::Pos2;
use egui::Shape;
use egui::Stroke;
use egui::Ui;
use egui::Vec2;
use egui::pos2;

use super::diagram::Diagram;
use super::geometry::Geometry;
use super::paint_links::signed_color;
use super::target::Target;
use super::text::short;
use crate::widgets::elided::elided;
use crate::widgets::tokens::Tokens;

/// The size of unit names and values.
pub const NAME_SIZE: f32 = 12.0;
/// The largest width of a unit's name.
pub const NAME_WIDTH: f32 = 116.0;
/// Faces of at least this radius hold their value as text.
const VALUE_RADIUS: f32 = 12.5;

/// Appends the units of all layers to `shapes`; texts go to the painter, after the shapes were handed over.
pub fn paint_units(
    ui: &Ui,
    diagram: &Diagram<'_>,
    geometry: &Geometry,
    hovered: Option<Target>,
    largest: f64,
    shapes: &mut Vec<Shape>,
) {
    let tokens = Tokens::of(ui);
    let strong = ui.visuals().strong_text_color();
    for (layer, column) in geometry.columns.iter().enumerate() {
        let scale = output_scale(diagram, layer);
        for placed in &column.placed {
            let center = pos2(column.x, placed.y);
            let output = diagram.unit_output(layer, placed.unit);
            let fill = face_color(&tokens, output, scale);
            let is_hovered = hovered.and_then(Target::unit) == Some((layer, placed.unit));
            let rim = if is_hovered {
                Stroke::new(2.0, strong)
            } else {
                Stroke::new(1.2, tokens.unit_stroke)
            };
            shapes.push(Shape::circle_filled(center, geometry.radius, fill));
            shapes.push(Shape::circle_stroke(center, geometry.radius, rim));
            if diagram.layers[layer].bias {
                let dot = geometry.bias_dot(center);
                push_bias(
                    diagram,
                    (layer, placed.unit),
                    dot,
                    geometry,
                    largest,
                    &tokens,
                    shapes,
                );
            }
        }
        if let Some((y, _)) = column.gap {
            for k in [-1.0, 0.0, 1.0] {
                let dot = pos2(column.x, y - 5.0 + 6.0 * k);
                shapes.push(Shape::circle_filled(dot, 1.6, tokens.unit_stroke));
            }
        }
    }
}

/// Writes a value into a unit's face: smaller where it is long, such as -6e152.
fn write_value(painter: &Painter, value: &str, center: Pos2, radius: f32, color: Color32) {
    let layout = |size| painter.layout_no_wrap(value.to_owned(), FontId::proportional(size), color);
    let size = (radius * 0.62).clamp(9.5, 13.0);
    let room = 2.0 * radius - 1.0;
    let mut galley = layout(size);
    if galley.size().x > room {
        galley = layout(size * room / galley.size().x);
    }
    let place = Align2::CENTER_CENTER.anchor_size(center, galley.size());
    painter.galley(place.min, galley, color);
}

/// Writes values, names and what is left out.
pub fn write_units(ui: &Ui, painter: &Painter, diagram: &Diagram<'_>, geometry: &Geometry) {
    let tokens = Tokens::of(ui);
    let text = ui.visuals().text_color();
    for (layer, column) in geometry.columns.iter().enumerate() {
        let scale = output_scale(diagram, layer);
        for placed in &column.placed {
            let center = pos2(column.x, placed.y);
            if !painter.clip_rect().expand(geometry.radius).contains(center) {
                continue;
            }
            if geometry.radius >= VALUE_RADIUS
                && let Some(output) = diagram.unit_output(layer, placed.unit)
            {
                let color = contrast(face_color(&tokens, Some(output), scale));
                write_value(painter, &short(output), center, geometry.radius, color);
            }
            if let Some(name) = diagram.unit_name(layer, placed.unit) {
                write_name(painter, name, center, geometry.radius, layer == 0, text);
            }
        }
        if let Some((y, hidden)) = column.gap {
            let label = pos2(column.x, y + 11.0);
            let galley = painter.layout_no_wrap(
                format!("{hidden} more"),
                FontId::proportional(11.0),
                ui.visuals().weak_text_color(),
            );
            let rect = Align2::CENTER_CENTER.anchor_size(label, galley.size());
            let ground = ui.visuals().panel_fill.gamma_multiply(0.85);
            painter.rect_filled(rect.expand2(Vec2::new(4.0, 1.0)), 4.0, ground);
            painter.galley(rect.min, galley, text);
        }
    }
}

/// The width that the names of a layer's drawn units need.
pub fn names_width(ui: &Ui, diagram: &Diagram<'_>, layer: usize) -> f32 {
    let names = match layer {
        0 => &diagram.names.inputs,
        _ => &diagram.names.outputs,
    };
    // The first ones stand for all: laying out thousands of names would cost more than the drawing.
    let (font, color) = (FontId::proportional(NAME_SIZE), Color32::WHITE);
    names
        .iter()
        .take(40)
        .map(|name| {
            elided(ui.painter(), name, &font, color, NAME_WIDTH)
                .size()
                .x
        })
        .fold(0.0, f32::max)
}

fn write_name(
    painter: &Painter,
    name: &str,
    center: Pos2,
    radius: f32,
    at_left: bool,
    color: Color32,
) {
    let font = FontId::proportional(NAME_SIZE);
    let galley = elided(painter, name, &font, color, NAME_WIDTH);
    let (align, x) = if at_left {
        (Align2::RIGHT_CENTER, center.x - radius - 8.0)
    } else {
        (Align2::LEFT_CENTER, center.x + radius + 8.0)
    };
    let rect = align.anchor_size(pos2(x, center.y), galley.size());
    painter.galley(rect.min, galley, color);
}

fn push_bias(
    diagram: &Diagram<'_>,
    (layer, unit): (usize, usize),
    dot: Pos2,
    geometry: &Geometry,
    largest: f64,
    tokens: &Tokens,
    shapes: &mut Vec<Shape>,
) {
    let index = diagram.bias_index(layer, unit);
    let value = index.and_then(|index| diagram.value(index));
    let fill = match value {
        Some(value) if !value.is_finite() => tokens.error,
        Some(value) => {
            let share = (value.abs() / largest.max(f64::MIN_POSITIVE))
                .min(1.0)
                .sqrt() as f32;
            signed_color(tokens, tokens.unit_fill, value.signum() as f32 * share)
        }
        None => tokens.unit_fill,
    };
    let radius = geometry.bias_radius();
    let traced = index.and_then(|index| diagram.trace_place(index));
    if let Some(place) = traced {
        let color = tokens.series[place % tokens.series.len()];
        shapes.push(Shape::circle_filled(dot, radius + 2.5, color));
    }
    shapes.push(Shape::circle_filled(dot, radius, fill));
    let rim = Stroke::new(1.0, tokens.unit_stroke);
    shapes.push(Shape::circle_stroke(dot, radius, rim));
}

/// The output that gets the full colour: 1, or the largest of the layer where that is more.
fn output_scale(diagram: &Diagram<'_>, layer: usize) -> f64 {
    let sample = diagram.run.as_ref().and_then(|run| run.sample);
    let outputs = sample.and_then(|sample| sample.outputs.get(layer));
    let outputs = outputs.into_iter().flatten().map(|output| output.abs());
    outputs
        .filter(|output| output.is_finite())
        .fold(1.0, f64::max)
}

fn face_color(tokens: &Tokens, output: Option<f64>, scale: f64) -> Color32 {
    match output {
        Some(output) if output.is_finite() => {
            // Half-way at most, so that links, rims and text stay clear of the face.
            signed_color(tokens, tokens.unit_fill, (output / scale) as f32 * 0.75)
        }
        Some(_) => tokens.error,
        None => tokens.unit_fill,
    }
}

/// Black or white, whichever reads better on a ground.
fn contrast(ground: Color32) -> Color32 {
    let [r, g, b, _] = ground.to_array().map(f32::from);
    // Rec. 601 luma.
    if 0.299 * r + 0.587 * g + 0.114 * b > 140.0 {
        Color32::BLACK
    } else {
        Color32::WHITE
    }
}
