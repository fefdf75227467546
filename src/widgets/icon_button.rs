//! Small buttons with a painted icon; crisp at every size and independent of fonts.

use egui::Id;
use egui::Painter;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;

/// Seconds that a button is held before it repeats.
const REPEAT_AFTER_SECS: f64 = 0.4;
/// Seconds between repetitions.
const REPEAT_EVERY_SECS: f64 = 0.07;

/// What is painted on a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// More.
    Plus,
    /// Less.
    Minus,
    /// Remove or close.
    Cross,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// A curve over time.
    Curve,
    /// Make everything fit.
    Fit,
    /// A panel at the right side.
    Panel,
}

/// A button at a given place. `name` is its tooltip and its accessible name.
pub fn icon_button(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    icon: Icon,
    name: &str,
    enabled: bool,
) -> Response {
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    if !enabled {
        // What is disabled lets clicks through; they are not meant for what lies behind.
        child.interact(rect, id.with("ground"), Sense::CLICK);
        child.disable();
    }
    let response = child.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, child.is_enabled(), name));
    paint_button(&child, rect, icon, &response);
    response.on_hover_text(name).on_disabled_hover_text(name)
}

/// A button in the flow of a layout.
pub fn icon_button_ui(ui: &mut Ui, icon: Icon, name: &str, enabled: bool) -> Response {
    let (id, rect) = ui.allocate_space(Vec2::splat(ui.spacing().interact_size.y));
    icon_button(ui, rect, id, icon, name, enabled)
}

/// Whether a button acts in this frame: once for a click, again and again while it is held.
pub fn acts(ui: &Ui, response: &Response) -> bool {
    let id = response.id.with("held");
    let held = ui.data(|data| data.get_temp::<(f64, bool)>(id));
    // A press that lasts stops being a click, so it is followed here.
    let lasts = held.is_some()
        && response.contains_pointer()
        && ui.input(|input| input.pointer.primary_down());
    if !response.is_pointer_button_down_on() && !lasts {
        if held.is_some() {
            ui.data_mut(|data| data.remove::<(f64, bool)>(id));
        }
        return response.clicked() && !held.is_some_and(|(_, repeated)| repeated);
    }
    let now = ui.input(|input| input.time);
    let (next, repeated) = held.unwrap_or((now + REPEAT_AFTER_SECS, false));
    let due = now >= next;
    let next = if due { now + REPEAT_EVERY_SECS } else { next };
    ui.data_mut(|data| data.insert_temp(id, (next, repeated || due)));
    let wait = std::time::Duration::from_secs_f64((next - now).max(0.0));
    ui.request_repaint_after(wait);
    due
}

fn paint_button(ui: &Ui, rect: Rect, icon: Icon, response: &Response) {
    if !ui.is_rect_visible(rect) {
        return;
    }
    let visuals = ui.style().interact(response);
    let color = if ui.is_enabled() {
        visuals.fg_stroke.color
    } else {
        ui.visuals().weak_text_color().gamma_multiply(0.8)
    };
    let radius = (rect.height() * 0.28).min(6.0);
    if ui.is_enabled() && (response.hovered() || response.has_focus()) {
        ui.painter().rect(
            rect,
            radius,
            visuals.weak_bg_fill,
            visuals.bg_stroke,
            StrokeKind::Inside,
        );
    }
    let side = (rect.height() * 0.5).clamp(6.0, 14.0);
    let painter = ui.painter();
    let center = pos2(
        painter.round_to_pixel_center(rect.center().x),
        painter.round_to_pixel_center(rect.center().y),
    );
    paint_icon(painter, center, side, icon, Stroke::new(1.4, color));
}

/// Paints an icon of this side length.
pub fn paint_icon(painter: &Painter, center: Pos2, side: f32, icon: Icon, stroke: Stroke) {
    let half = side / 2.0;
    let at = |x: f32, y: f32| pos2(center.x + x * half, center.y + y * half);
    let lines = |points: &[(f32, f32)]| {
        painter.line(points.iter().map(|&(x, y)| at(x, y)).collect(), stroke);
    };
    match icon {
        Icon::Plus => {
            lines(&[(-0.9, 0.0), (0.9, 0.0)]);
            lines(&[(0.0, -0.9), (0.0, 0.9)]);
        }
        Icon::Minus => lines(&[(-0.9, 0.0), (0.9, 0.0)]),
        Icon::Cross => {
            lines(&[(-0.75, -0.75), (0.75, 0.75)]);
            lines(&[(-0.75, 0.75), (0.75, -0.75)]);
        }
        Icon::Left => lines(&[(0.35, -0.85), (-0.5, 0.0), (0.35, 0.85)]),
        Icon::Right => lines(&[(-0.35, -0.85), (0.5, 0.0), (-0.35, 0.85)]),
        Icon::Curve => {
            lines(&[(-0.95, -0.95), (-0.95, 0.9), (0.95, 0.9)]);
            lines(&[(-0.5, 0.4), (-0.1, -0.3), (0.3, 0.1), (0.9, -0.8)]);
        }
        Icon::Fit => {
            for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
                lines(&[(x * 0.4, y * 0.9), (x * 0.9, y * 0.9), (x * 0.9, y * 0.4)]);
            }
        }
        Icon::Panel => {
            let frame = Rect::from_center_size(center, Vec2::new(side, side * 0.8));
            painter.rect_stroke(frame, 2.0, stroke, StrokeKind::Middle);
            lines(&[(0.3, -0.8), (0.3, 0.8)]);
        }
    }
}
