//! Painting of links: colour by sign, width by magnitude, traced ones in the colour of their curve.

use egui::Color32;
use egui::Shape;
use egui::Stroke;
use egui::Visuals;

use super::diagram::Diagram;
use super::links::Link;
use super::target::Target;
use crate::widgets::tokens::Tokens;

/// The width of the strongest link.
const MAX_WIDTH: f32 = 3.4;
/// The width of links without a value.
const PLAIN_WIDTH: f32 = 0.8;

/// A link and what it shows; painted from weak to strong.
#[derive(Clone, Copy, Debug)]
pub struct Strength {
    link: usize,
    index: Option<usize>,
    weight: Option<f64>,
}

/// What decides the look of links.
#[derive(Debug)]
pub struct LinkStyle<'a> {
    /// The diagram.
    pub diagram: &'a Diagram<'a>,
    /// All links.
    pub links: &'a [Link],
    /// The distance of columns.
    pub pitch: f32,
    /// What is under the pointer.
    pub hovered: Option<Target>,
    /// The colours.
    pub tokens: Tokens,
}

/// Appends the shapes of all links; `order` is reused from frame to frame. Returns the largest magnitude of a weight.
pub fn paint_links(
    style: &LinkStyle<'_>,
    visuals: &Visuals,
    order: &mut Vec<Strength>,
    shapes: &mut Vec<Shape>,
) -> f64 {
    let LinkStyle {
        diagram,
        links,
        hovered,
        ..
    } = style;
    order.clear();
    order.extend(links.iter().enumerate().map(|(index, link)| {
        let parameter = diagram.weight_index(link.connection, link.to, link.from);
        Strength {
            link: index,
            index: parameter,
            weight: parameter.and_then(|parameter| diagram.value(parameter)),
        }
    }));
    let magnitude = |strength: &Strength| strength.weight.map_or(0.0, f64::abs);
    order.sort_unstable_by(|a, b| magnitude(a).total_cmp(&magnitude(b)));
    let largest = order
        .iter()
        .map(magnitude)
        .filter(|magnitude| magnitude.is_finite())
        .fold(0.0, f64::max);
    for strength in &*order {
        let stroke = style.stroke(strength, largest);
        style.push(strength.link, stroke, shapes);
    }
    if !diagram.traced.is_empty() {
        for strength in &*order {
            let place = strength.index.and_then(|index| diagram.trace_place(index));
            if let Some(place) = place {
                let color = style.tokens.series[place % style.tokens.series.len()];
                let halo = Stroke::new(5.0, visuals.panel_fill);
                style.push(strength.link, halo, shapes);
                style.push(strength.link, Stroke::new(2.6, color), shapes);
            }
        }
    }
    if let Some(Target::Link(link)) = *hovered {
        let halo = Stroke::new(7.0, visuals.strong_text_color().gamma_multiply(0.22));
        style.push(link, halo, shapes);
    }
    largest
}

impl LinkStyle<'_> {
    fn stroke(&self, strength: &Strength, largest: f64) -> Stroke {
        let tokens = &self.tokens;
        let dimmed = self.dims(&self.links[strength.link]);
        let Some(weight) = strength.weight else {
            let faint = if dimmed { 0.15 } else { 0.55 };
            return Stroke::new(PLAIN_WIDTH, tokens.neutral.gamma_multiply(faint));
        };
        if !weight.is_finite() {
            return Stroke::new(1.5, tokens.error);
        }
        let share = if largest > 0.0 {
            (weight.abs() / largest) as f32
        } else {
            0.0
        };
        let color = signed_color(
            tokens,
            tokens.neutral,
            weight.signum() as f32 * share.sqrt(),
        );
        let faint = if dimmed {
            0.12
        } else {
            0.35 + 0.65 * share.sqrt()
        };
        let width = 0.7 + (MAX_WIDTH - 0.7) * share;
        Stroke::new(width, color.gamma_multiply(faint))
    }

    /// Whether a link steps back because another unit's links are looked at.
    fn dims(&self, link: &Link) -> bool {
        let Some((layer, unit)) = self.hovered.and_then(Target::unit) else {
            return false;
        };
        let (from, to) = self.diagram.connections[link.connection];
        let touches = (from, link.from) == (layer, unit) || (to, link.to) == (layer, unit);
        !touches
    }

    fn push(&self, link: usize, stroke: Stroke, shapes: &mut Vec<Shape>) {
        let Some(link) = self.links.get(link) else {
            return;
        };
        shapes.push(if link.lane.is_none() {
            Shape::line_segment([link.start, link.end], stroke)
        } else {
            Shape::line(link.path(self.pitch), stroke)
        });
    }
}

/// The colour of a value from −1 to 1 on a ground that stands for 0.
pub fn signed_color(tokens: &Tokens, zero: Color32, value: f32) -> Color32 {
    let end = if value < 0.0 {
        tokens.negative
    } else {
        tokens.positive
    };
    zero.lerp_to_gamma(end, value.abs().min(1.0))
}
