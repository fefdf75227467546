//! Where columns, units and shortcut lanes lie. Pure: sizes in, positions out.
//!
//! The columns always fill the canvas. Zooming stretches the distances, not the text: there is more room then, so more
//! units of a large layer are drawn.

use egui::Pos2;
use egui::Rect;
use egui::Vec2;
use egui::pos2;

/// The height of the strip of layer headers at the top of the canvas.
pub const HEADER_HEIGHT: f32 = 62.0;
/// The room between the headers and the first units, for the tools of the selected layer.
pub const TOOLS_HEIGHT: f32 = 32.0;
/// At most so many links are drawn.
pub const MAX_LINKS: usize = 2500;
/// Units are never closer than this.
const MIN_PITCH: f32 = 22.0;
/// A column has room for at least the first unit, an ellipsis of two rows, and the last unit.
const MIN_ROWS: usize = 4;
/// Units are not further apart than this at zoom 1.
const MAX_PITCH: f32 = 60.0;
/// The largest radius of a unit at zoom 1.
const MAX_RADIUS: f32 = 19.0;
/// Columns are never closer than this.
const MIN_COLUMN_PITCH: f32 = 34.0;
/// Columns are not further apart than this at zoom 1.
const MAX_COLUMN_PITCH: f32 = 290.0;
/// The room between header cards, for the button that adds a layer.
const CARD_GAP: f32 = 28.0;
/// The least width of header cards.
const MIN_CARD: f32 = 26.0;
/// The largest width of header cards.
const MAX_CARD: f32 = 172.0;
/// The room around everything.
const MARGIN: f32 = 10.0;
/// The height of a lane in which a shortcut passes below the layers.
const LANE_HEIGHT: f32 = 18.0;
/// At most so many lanes; further shortcuts share them.
const MAX_LANES: usize = 4;

/// How the user looks at the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Stretch of distances; 1 = everything fits.
    pub zoom: f32,
    /// Shift of the units, in points.
    pub pan: Vec2,
}

impl Default for View {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            pan: Vec2::ZERO,
        }
    }
}

/// What is to be laid out.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The canvas.
    pub canvas: Rect,
    /// The number of units of each layer.
    pub units: &'a [usize],
    /// The connections by layer index.
    pub connections: &'a [(usize, usize)],
    /// The width that unit names need left of the first and right of the last column.
    pub names: (f32, f32),
    /// Zoom and pan.
    pub view: View,
}

/// One drawn unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Its index in the layer.
    pub unit: usize,
    /// Its height on the canvas.
    pub y: f32,
}

/// One layer on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The centre line.
    pub x: f32,
    /// The header card.
    pub header: Rect,
    /// The drawn units from top to bottom.
    pub placed: Vec<Placed>,
    /// Where the ellipsis stands, and how many units it stands for.
    pub gap: Option<(f32, usize)>,
}

/// The whole drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// The columns from input to output.
    pub columns: Vec<Column>,
    /// The radius of every unit.
    pub radius: f32,
    /// The distance of neighbouring columns.
    pub pitch: f32,
    /// The part of the canvas below the headers, where units and links are seen.
    pub field: Rect,
    /// The point that stays in place when the distances are stretched.
    pub pivot: Pos2,
    /// For each connection the height of its lane; `None` = straight links between neighbours.
    pub lanes: Vec<Option<f32>>,
}

impl Geometry {
    /// Lays out a network.
    pub fn new(request: &Request<'_>) -> Self {
        let Request {
            canvas,
            units,
            connections,
            view,
            ..
        } = *request;
        let (left, pitch, card) = columns(request);
        let mut lane_count = 0;
        let lane_of: Vec<Option<usize>> = connections
            .iter()
            .map(|&(from, to)| {
                (to != from + 1).then(|| {
                    lane_count += 1;
                    (lane_count - 1) % MAX_LANES
                })
            })
            .collect();
        let field = Rect::from_min_max(
            pos2(canvas.left(), canvas.top() + HEADER_HEIGHT),
            canvas.max,
        );
        let lanes_height = lane_count.min(MAX_LANES) as f32 * LANE_HEIGHT;
        let room = field.height() - TOOLS_HEIGHT - MARGIN - lanes_height;
        let height = (room * view.zoom).max(MIN_ROWS as f32 * MIN_PITCH);
        let rows = ((height / MIN_PITCH).floor() as usize).max(MIN_ROWS);
        let cap = drawn_cap(units, connections, rows);
        let pitch_y = units
            .iter()
            .map(|&units| height / rows_of(units, cap))
            .fold(MAX_PITCH * view.zoom, f32::min);
        let radius = (pitch_y * 0.37)
            .min(MAX_RADIUS * view.zoom.min(1.6))
            .min(pitch * 0.24)
            .max(4.0);
        let pivot = pos2(canvas.center().x, field.top() + TOOLS_HEIGHT + room / 2.0);
        let middle = pivot.y + view.pan.y;
        let columns: Vec<Column> = units
            .iter()
            .enumerate()
            .map(|(layer, &units)| {
                let x = left + pitch * layer as f32;
                let top = canvas.top() + 4.0;
                let size = Vec2::new(card, HEADER_HEIGHT - 6.0);
                let header = Rect::from_min_size(pos2(x - card / 2.0, top), size);
                let spread = (height / rows_of(units, cap)).min(MAX_PITCH * view.zoom);
                let (placed, gap) = place(units, cap, middle, spread);
                Column {
                    x,
                    header,
                    placed,
                    gap,
                }
            })
            .collect();
        let lowest = columns
            .iter()
            .filter_map(|column| column.placed.last())
            .map(|placed| placed.y + radius)
            .fold(middle, f32::max);
        let lane_y = |lane: usize| lowest + 8.0 + LANE_HEIGHT * (lane as f32 + 0.5);
        let lanes = lane_of.into_iter().map(|lane| lane.map(lane_y)).collect();
        Self {
            columns,
            radius,
            pitch,
            field,
            pivot,
            lanes,
        }
    }

    /// The centre of a unit, if it is drawn.
    pub fn center(&self, layer: usize, unit: usize) -> Option<Pos2> {
        let column = self.columns.get(layer)?;
        let placed = column.placed.iter().find(|placed| placed.unit == unit)?;
        Some(pos2(column.x, placed.y))
    }

    /// The centre of a unit's bias dot.
    pub fn bias_dot(&self, center: Pos2) -> Pos2 {
        center + Vec2::new(-0.74, 0.74) * self.radius
    }

    /// The radius of bias dots.
    pub fn bias_radius(&self) -> f32 {
        (self.radius * 0.28).clamp(2.5, 6.0)
    }

    /// The layer whose column, header included, is at a point.
    pub fn column_at(&self, point: Pos2) -> Option<usize> {
        self.columns.iter().position(|column| {
            let half = (column.header.width() / 2.0).max(self.radius + 6.0);
            (point.x - column.x).abs() <= half && point.y >= column.header.top()
        })
    }
}

/// The x of the first column, the distance of columns, and the width of their header cards.
fn columns(request: &Request<'_>) -> (f32, f32, f32) {
    let Request {
        canvas,
        units,
        names,
        view,
        ..
    } = *request;
    let gaps = units.len().saturating_sub(1).max(1) as f32;
    let width = canvas.width() * view.zoom;
    let pitch_of =
        |edges: f32| ((width - edges) / gaps).clamp(MIN_COLUMN_PITCH, MAX_COLUMN_PITCH * view.zoom);
    let card_of = |pitch: f32| (pitch - CARD_GAP).clamp(MIN_CARD, MAX_CARD);
    let named = |name_width: f32| name_width + MAX_RADIUS + 16.0;
    // The outer header cards may need more room than the names; with that room taken they only become narrower.
    let card = card_of(pitch_of(named(names.0) + named(names.1)));
    let edge = |name_width: f32| named(name_width).max(card / 2.0 + MARGIN);
    let (left, right) = (edge(names.0), edge(names.1));
    let pitch = pitch_of(left + right);
    let total = pitch * gaps;
    let start = canvas.center().x - width / 2.0 + view.pan.x;
    let slack = (width - total - left - right).max(0.0);
    // As near to the middle of the canvas as the names allow.
    let wanted = (width - total) / 2.0;
    let first = start + wanted.clamp(left, left + slack);
    (first, pitch, card_of(pitch))
}

/// How many rows a layer takes: abridged, two of them for the ellipsis.
fn rows_of(units: usize, cap: usize) -> f32 {
    if units <= cap {
        units.max(1) as f32
    } else {
        cap as f32
    }
}

/// The largest number of rows of a column for which all links can be drawn.
fn drawn_cap(units: &[usize], connections: &[(usize, usize)], rows: usize) -> usize {
    let links = |cap: usize| -> usize {
        let drawn = |layer: usize| {
            let units = units.get(layer).copied().unwrap_or(0);
            if units <= cap { units } else { cap - 2 }
        };
        connections
            .iter()
            .map(|&(from, to)| drawn(from) * drawn(to))
            .sum()
    };
    (MIN_ROWS..=rows)
        .rev()
        .find(|&cap| links(cap) <= MAX_LINKS)
        .unwrap_or(MIN_ROWS)
}

/// The drawn units of a layer: all, or the first ones, an ellipsis and the last one.
fn place(units: usize, cap: usize, middle: f32, pitch: f32) -> (Vec<Placed>, Option<(f32, usize)>) {
    let rows = rows_of(units, cap);
    let top = middle - pitch * (rows - 1.0) / 2.0;
    let at = |row: f32| top + pitch * row;
    if units <= cap {
        let all = (0..units).map(|unit| Placed {
            unit,
            y: at(unit as f32),
        });
        return (all.collect(), None);
    }
    let first = cap - 3;
    let mut placed: Vec<Placed> = (0..first)
        .map(|unit| Placed {
            unit,
            y: at(unit as f32),
        })
        .collect();
    placed.push(Placed {
        unit: units - 1,
        y: at(rows - 1.0),
    });
    let hidden = units - placed.len();
    (placed, Some((at(first as f32 + 0.5), hidden)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lay_out(units: &[usize], connections: &[(usize, usize)], zoom: f32) -> Geometry {
        Geometry::new(&Request {
            canvas: Rect::from_min_size(pos2(10.0, 20.0), Vec2::new(800.0, 400.0)),
            units,
            connections,
            names: (80.0, 40.0),
            view: View {
                zoom,
                pan: Vec2::ZERO,
            },
        })
    }

    #[test]
    fn small_layers_are_drawn_whole_inside_the_canvas() {
        let geometry = lay_out(&[4, 8, 3], &[(0, 1), (1, 2)], 1.0);
        let drawn: Vec<usize> = geometry.columns.iter().map(|c| c.placed.len()).collect();
        assert_eq!(drawn, [4, 8, 3]);
        for column in &geometry.columns {
            assert!(column.header.left() >= 10.0 && column.header.right() <= 810.0);
            for placed in &column.placed {
                let unit = Rect::from_center_size(
                    pos2(column.x, placed.y),
                    Vec2::splat(2.0 * geometry.radius),
                );
                assert!(geometry.field.contains_rect(unit), "{unit}");
            }
        }
    }

    #[test]
    fn header_cards_stay_inside_narrow_canvases() {
        let units = [2, 4, 2];
        for width in [320.0, 420.0, 525.0, 700.0, 1400.0] {
            for names in [(8.0, 64.0), (64.0, 8.0), (110.0, 110.0)] {
                let canvas = Rect::from_min_size(pos2(0.0, 0.0), Vec2::new(width, 300.0));
                let geometry = Geometry::new(&Request {
                    canvas,
                    units: &units,
                    connections: &[(0, 1), (1, 2)],
                    names,
                    view: View::default(),
                });
                for column in &geometry.columns {
                    assert!(canvas.contains_rect(column.header), "{width}, {names:?}");
                }
            }
        }
    }

    #[test]
    fn large_layers_are_abridged_and_say_how_many_units_are_hidden() {
        let geometry = lay_out(&[784, 128, 10], &[(0, 1), (1, 2)], 1.0);
        for (column, units) in geometry.columns.iter().zip([784, 128, 10]) {
            let hidden = column.gap.map_or(0, |(_, hidden)| hidden);
            assert_eq!(column.placed.len() + hidden, units);
            assert_eq!(column.placed.last().map(|p| p.unit), Some(units - 1));
        }
    }

    #[test]
    fn the_number_of_links_stays_bounded_at_every_zoom() {
        let units = [500, 500, 500, 500];
        let connections = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)];
        for zoom in [1.0, 2.0, 8.0] {
            let geometry = lay_out(&units, &connections, zoom);
            let drawn = |layer: usize| geometry.columns[layer].placed.len();
            let links: usize = connections.iter().map(|&(a, b)| drawn(a) * drawn(b)).sum();
            assert!(links <= MAX_LINKS, "{links} links at zoom {zoom}");
        }
    }

    #[test]
    fn zooming_shows_more_units_of_a_large_layer() {
        let drawn = |zoom| lay_out(&[200, 2], &[(0, 1)], zoom).columns[0].placed.len();
        assert!(drawn(3.0) > drawn(1.0));
    }

    #[test]
    fn only_shortcuts_have_lanes_and_these_lie_below_all_units() {
        let geometry = lay_out(&[3, 5, 2], &[(0, 1), (1, 2), (0, 2)], 1.0);
        assert_eq!(geometry.lanes[..2], [None, None]);
        let lane = geometry.lanes[2].expect("a shortcut has a lane");
        let lowest = geometry.columns[1].placed[4].y + geometry.radius;
        assert!(lane > lowest && lane < geometry.field.bottom());
    }

    #[test]
    fn deep_networks_keep_their_columns_apart() {
        let units = vec![3; 40];
        let geometry = lay_out(&units, &[], 1.0);
        assert!(geometry.pitch >= MIN_COLUMN_PITCH);
        assert!(geometry.radius < geometry.pitch / 2.0);
    }
}
