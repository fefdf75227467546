//! The links between drawn units: their paths, and which one lies under the pointer.

use egui::Pos2;
use egui::Vec2;
use egui::pos2;

use super::geometry::Geometry;
use super::geometry::MAX_LINKS;

/// A link is hit within this distance in points.
pub const REACH: f32 = 4.0;
/// The strands of a shortcut lie this far apart in their lane, or closer where there are many.
const STRAND: f32 = 2.5;
/// The width of a bundle of strands.
const BUNDLE: f32 = 12.0;
/// A bend is drawn as straight pieces of about this length.
const BEND_PIECE: f32 = 14.0;

/// One drawn link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Index of the connection in the diagram.
    pub connection: usize,
    /// The unit it leaves.
    pub from: usize,
    /// The unit it enters.
    pub to: usize,
    /// Where it leaves.
    pub start: Pos2,
    /// Where it enters.
    pub end: Pos2,
    /// The height of its lane below the layers; `None` = straight.
    pub lane: Option<f32>,
}

/// Lists all links of a drawing into `links`.
pub fn list(geometry: &Geometry, connections: &[(usize, usize)], links: &mut Vec<Link>) {
    links.clear();
    let rim = Vec2::new(geometry.radius, 0.0);
    for (connection, &(from, to)) in connections.iter().enumerate() {
        let (Some(leaves), Some(enters)) = (geometry.columns.get(from), geometry.columns.get(to))
        else {
            continue;
        };
        let strands = leaves.placed.len();
        let strand = STRAND.min(BUNDLE / strands.max(1) as f32);
        for target in &enters.placed {
            for (k, source) in leaves.placed.iter().enumerate() {
                if links.len() >= MAX_LINKS {
                    return;
                }
                let offset = strand * (k as f32 - (strands as f32 - 1.0) / 2.0);
                links.push(Link {
                    connection,
                    from: source.unit,
                    to: target.unit,
                    start: pos2(leaves.x, source.y) + rim,
                    end: pos2(enters.x, target.y) - rim,
                    lane: geometry.lanes[connection].map(|lane| lane + offset),
                });
            }
        }
    }
}

impl Link {
    /// The path as points; two for a straight link. A shortcut bends down into its lane, passes below the layers, and
    /// bends up again; `pitch` is the distance of columns.
    pub fn path(&self, pitch: f32) -> Vec<Pos2> {
        let Some(lane) = self.lane else {
            return vec![self.start, self.end];
        };
        let bend = pitch * 0.42;
        let (down, up) = (
            pos2(self.start.x + bend, lane),
            pos2(self.end.x - bend, lane),
        );
        let mut points = Vec::new();
        points.extend(s_curve(self.start, down));
        points.extend(s_curve(up, self.end));
        points
    }

    /// The distance of a point from the link.
    pub fn distance(&self, point: Pos2, pitch: f32) -> f32 {
        if self.lane.is_none() {
            return segment_distance(self.start, self.end, point);
        }
        self.path(pitch)
            .windows(2)
            .map(|pair| segment_distance(pair[0], pair[1], point))
            .fold(f32::INFINITY, f32::min)
    }

    /// A point on the link where it is seldom crossed by another one of its connection.
    pub fn anchor(&self, pitch: f32) -> Pos2 {
        if self.lane.is_none() {
            return self.start.lerp(self.end, 0.29);
        }
        let path = self.path(pitch);
        path[path.len() - 3]
    }

    /// Whether a point is near enough for [`Link::distance`] to be worth its while.
    fn may_reach(&self, point: Pos2) -> bool {
        let (mut low, mut high) = (self.start.min(self.end), self.start.max(self.end));
        if let Some(lane) = self.lane {
            (low.y, high.y) = (low.y.min(lane), high.y.max(lane));
            // A lane that leads backwards leaves to the right and enters from the left.
            (low.x, high.x) = (f32::NEG_INFINITY, f32::INFINITY);
        }
        point.x >= low.x - REACH
            && point.x <= high.x + REACH
            && point.y >= low.y - REACH
            && point.y <= high.y + REACH
    }
}

/// The nearest link within reach of a point.
pub fn nearest(links: &[Link], point: Pos2, pitch: f32) -> Option<usize> {
    let mut best = None;
    let mut least = REACH;
    for (index, link) in links.iter().enumerate() {
        if link.may_reach(point) {
            let distance = link.distance(point, pitch);
            if distance < least {
                (best, least) = (Some(index), distance);
            }
        }
    }
    best
}

/// A curve that leaves and arrives horizontally (a cubic Bézier curve as straight pieces).
fn s_curve(from: Pos2, to: Pos2) -> impl Iterator<Item = Pos2> {
    let half = (to.x - from.x) * 0.55;
    let length = (to.x - from.x).abs() + (to.y - from.y).abs();
    let pieces = (length / BEND_PIECE).ceil().clamp(8.0, 48.0);
    (0..=pieces as usize).map(move |i| {
        let t = i as f32 / pieces;
        let u = 1.0 - t;
        let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        pos2(
            a * from.x + b * (from.x + half) + c * (to.x - half) + d * to.x,
            (a + b) * from.y + (c + d) * to.y,
        )
    })
}

fn segment_distance(from: Pos2, to: Pos2, point: Pos2) -> f32 {
    let along = to - from;
    let length_sq = along.length_sq();
    if length_sq == 0.0 {
        return from.distance(point);
    }
    let t = ((point - from).dot(along) / length_sq).clamp(0.0, 1.0);
    (from + along * t).distance(point)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(start: Pos2, end: Pos2, lane: Option<f32>) -> Link {
        Link {
            connection: 0,
            from: 0,
            to: 0,
            start,
            end,
            lane,
        }
    }

    #[test]
    fn distance_is_measured_to_the_segment_not_to_the_line() {
        let link = link(pos2(0.0, 0.0), pos2(10.0, 0.0), None);
        assert_eq!(link.distance(pos2(5.0, 3.0), 50.0), 3.0);
        // Beyond the end: the hypotenuse of the 3-4-5 triangle.
        assert_eq!(link.distance(pos2(13.0, 4.0), 50.0), 5.0);
    }

    #[test]
    fn the_nearest_link_within_reach_wins() {
        let links = [
            link(pos2(0.0, 0.0), pos2(100.0, 0.0), None),
            link(pos2(0.0, 5.0), pos2(100.0, 5.0), None),
        ];
        assert_eq!(nearest(&links, pos2(50.0, 2.0), 50.0), Some(0));
        assert_eq!(nearest(&links, pos2(50.0, 3.5), 50.0), Some(1));
        assert_eq!(nearest(&links, pos2(50.0, 9.5), 50.0), None);
    }

    #[test]
    fn a_shortcut_is_hit_in_its_lane_and_not_on_the_straight_way() {
        let link = link(pos2(0.0, 0.0), pos2(200.0, 0.0), Some(80.0));
        assert!(link.distance(pos2(100.0, 80.0), 100.0) < 0.01);
        assert!(link.distance(pos2(100.0, 0.0), 100.0) > 20.0);
    }

    #[test]
    fn anchors_lie_on_their_link() {
        for lane in [None, Some(60.0)] {
            let link = link(pos2(0.0, 0.0), pos2(200.0, 30.0), lane);
            assert!(link.distance(link.anchor(100.0), 100.0) < 0.01);
        }
    }
}
