//! A scroll bar whose position is a double: a million rows are farther than single-precision points can tell apart.

use egui::Id;
use egui::Pos2;
use egui::Rect;
use egui::Sense;
use egui::Ui;
use egui::WidgetInfo;
use egui::emath::lerp;
use egui::pos2;

use super::tokens::Surfaces;

/// The thickness of a bar in points.
pub const THICKNESS: f32 = 12.0;

/// The shortest handle in points.
const MIN_HANDLE: f64 = 28.0;

/// What is scrolled, in any unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// How much is seen.
    pub visible: f64,
    /// How much there is.
    pub total: f64,
}

impl Extent {
    /// The farthest position.
    pub fn last(self) -> f64 {
        (self.total - self.visible).max(0.0)
    }

    /// The position nearest to this one that shows no emptiness.
    pub fn clamp(self, position: f64) -> f64 {
        position.clamp(0.0, self.last())
    }

    /// The position nearest to this one that shows all from `start` to `end`.
    pub fn reveal(self, position: f64, start: f64, end: f64) -> f64 {
        let lowest = end - self.visible;
        self.clamp(position.clamp(lowest.min(start), start))
    }
}

/// Draws the bar into `rect`, along its longer side, and moves `position` when it is dragged or its ground is pressed.
pub fn scroll_bar_ui(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    name: &str,
    extent: Extent,
    position: &mut f64,
) {
    *position = extent.clamp(*position);
    if extent.last() <= 0.0 {
        return;
    }
    let vertical = rect.height() > rect.width();
    let along = |point: Pos2| f64::from(if vertical { point.y } else { point.x });
    let (start, length) = if vertical {
        (f64::from(rect.top()), f64::from(rect.height()))
    } else {
        (f64::from(rect.left()), f64::from(rect.width()))
    };
    let handle = (length * extent.visible / extent.total).clamp(MIN_HANDLE.min(length), length);
    let travel = (length - handle).max(1.0);
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let enabled = ui.is_enabled();
    let value = *position;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::ScrollBar, enabled, name);
        info.value = Some(value);
        info
    });
    let handle_start = |position: f64| start + travel * position / extent.last();
    if let Some(pointer) = response.interact_pointer_pos() {
        let held = id.with("held");
        if response.drag_started()
            || (response.is_pointer_button_down_on()
                && ui.input(|input| input.pointer.any_pressed()))
        {
            let from = along(pointer) - handle_start(*position);
            // A press beside the handle takes it by its middle.
            let from = if (0.0..=handle).contains(&from) {
                from
            } else {
                handle / 2.0
            };
            ui.data_mut(|data| data.insert_temp(held, from));
        }
        let from = ui.data(|data| data.get_temp(held)).unwrap_or(handle / 2.0);
        *position = extent.clamp((along(pointer) - from - start) / travel * extent.last());
    }
    let surfaces = Surfaces::of(ui);
    let active = response.hovered() || response.dragged();
    let color = if active {
        surfaces.weak
    } else {
        surfaces.weak.gamma_multiply(0.55)
    };
    let inset = if active { 2.0 } else { 3.5 };
    let from = handle_start(*position) as f32;
    let to = from + handle as f32;
    let bar = if vertical {
        Rect::from_min_max(pos2(rect.left(), from), pos2(rect.right(), to))
    } else {
        Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()))
    };
    let bar = bar.shrink(inset);
    let radius = lerp(0.0..=1.0, bar.width().min(bar.height()) / 2.0);
    ui.painter().rect_filled(bar, radius, color);
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent {
        visible: 10.0,
        total: 100.0,
    };

    #[test]
    fn a_position_never_shows_emptiness() {
        assert_eq!(EXTENT.clamp(-3.0), 0.0);
        assert_eq!(EXTENT.clamp(95.0), 90.0);
        let short = Extent {
            visible: 10.0,
            total: 4.0,
        };
        assert_eq!(short.clamp(2.0), 0.0);
    }

    #[test]
    fn revealing_moves_no_farther_than_it_must() {
        assert_eq!(EXTENT.reveal(20.0, 25.0, 26.0), 20.0, "it is seen already");
        assert_eq!(EXTENT.reveal(20.0, 15.0, 16.0), 15.0);
        assert_eq!(EXTENT.reveal(20.0, 40.0, 41.0), 31.0);
        assert_eq!(EXTENT.reveal(20.0, 99.0, 100.0), 90.0);
    }

    #[test]
    fn what_is_larger_than_the_view_is_shown_from_its_start() {
        assert_eq!(EXTENT.reveal(0.0, 50.0, 80.0), 50.0);
    }
}
