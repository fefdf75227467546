//! What lies under the pointer.

use egui::Pos2;

use super::geometry::Geometry;
use super::links::Link;
use super::links::nearest;

/// A part of the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A link, by its index among the drawn ones.
    Link(usize),
    /// A unit's face.
    Unit {
        /// The layer.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// A unit's bias dot.
    Bias {
        /// The layer.
        layer: usize,
        /// The unit.
        unit: usize,
    },
    /// The ground of a layer's column.
    Column(usize),
}

/// The part at a point: the smallest thing wins. `biased` says which layers show bias dots.
pub fn target_at(
    geometry: &Geometry,
    links: &[Link],
    biased: impl Fn(usize) -> bool,
    point: Pos2,
) -> Option<Target> {
    let column = geometry.column_at(point);
    if !geometry.field.contains(point) {
        return column.map(Target::Column);
    }
    if let Some(layer) = column {
        let units = &geometry.columns[layer].placed;
        let center = |unit| geometry.center(layer, unit);
        let within = |center: Option<Pos2>, radius: f32| {
            center.is_some_and(|center| center.distance(point) <= radius)
        };
        let dot = geometry.bias_radius() + 2.0;
        let bias = |unit| center(unit).map(|center| geometry.bias_dot(center));
        if biased(layer)
            && let Some(hit) = units.iter().find(|placed| within(bias(placed.unit), dot))
        {
            let unit = hit.unit;
            return Some(Target::Bias { layer, unit });
        }
        let face = geometry.radius + 1.0;
        if let Some(hit) = units
            .iter()
            .find(|placed| within(center(placed.unit), face))
        {
            let unit = hit.unit;
            return Some(Target::Unit { layer, unit });
        }
    }
    nearest(links, point, geometry.pitch)
        .map(Target::Link)
        .or(column.map(Target::Column))
}

impl Target {
    /// Whether the part is a unit or belongs to one.
    pub fn unit(self) -> Option<(usize, usize)> {
        match self {
            Self::Unit { layer, unit } | Self::Bias { layer, unit } => Some((layer, unit)),
            Self::Link(_) | Self::Column(_) => None,
        }
    }
}
