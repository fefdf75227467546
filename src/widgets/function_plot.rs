//! A small plot of a function and its derivative, painted without axes labels beyond the range.

use egui::Align2;
use egui::FontId;
use egui::Pos2;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Shape;
use egui::Stroke;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;

use super::tokens::Tokens;

/// The plot runs over `z` from −`REACH` to `REACH`.
const REACH: f64 = 4.0;
/// How many points of a curve are computed.
const POINTS: usize = 97;

/// Draws `function` as a full line and `derivative` as a dashed one over `z` in `[−4, 4]`.
pub fn function_plot_ui(
    ui: &mut Ui,
    name: &str,
    height: f32,
    function: impl Fn(f64) -> f64,
    derivative: impl Fn(f64) -> f64,
) {
    let size = Vec2::new(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(rect) {
        return;
    }
    let step = 2.0 * REACH / (POINTS - 1) as f64;
    let sample = |f: &dyn Fn(f64) -> f64| -> Vec<f64> {
        (0..POINTS).map(|i| f(step * i as f64 - REACH)).collect()
    };
    let (values, slopes) = (sample(&function), sample(&derivative));
    let finite = values.iter().chain(&slopes).filter(|y| y.is_finite());
    let (low, high) = finite.fold((-0.2_f64, 1.2_f64), |(low, high), &y| {
        (low.min(y), high.max(y))
    });
    let (low, high) = (low.max(-REACH), high.min(REACH));
    let area = rect.shrink2(Vec2::new(8.0, 8.0));
    let place = |z: f64, y: f64| {
        let x = (z + REACH) / (2.0 * REACH);
        let y = (y - low) / (high - low);
        pos2(
            egui::lerp(area.x_range(), x as f32),
            egui::lerp(area.bottom()..=area.top(), y as f32),
        )
    };
    paint_ground(ui, rect, place(0.0, 0.0), (low, high));
    let painter = ui.painter_at(rect);
    let tokens = Tokens::of(ui);
    let curve = |values: &[f64]| -> Vec<Pos2> {
        let points = values.iter().enumerate().filter(|(_, y)| y.is_finite());
        points
            .map(|(i, &y)| place(step * i as f64 - REACH, y))
            .collect()
    };
    let dashed = Stroke::new(1.5, tokens.negative);
    painter.extend(Shape::dashed_line(&curve(&slopes), dashed, 5.0, 3.0));
    painter.line(curve(&values), Stroke::new(2.0, tokens.positive));
    let font = FontId::proportional(12.0);
    let corner = rect.left_top() + Vec2::new(8.0, 5.0);
    let next = painter.text(
        corner,
        Align2::LEFT_TOP,
        "φ(z)",
        font.clone(),
        tokens.positive,
    );
    let corner = next.right_top() + Vec2::new(10.0, 0.0);
    painter.text(corner, Align2::LEFT_TOP, "φ′(z)", font, tokens.negative);
}

/// Paints the ground, the axes through the origin and ticks at the whole numbers.
fn paint_ground(ui: &Ui, rect: Rect, origin: Pos2, (low, high): (f64, f64)) {
    let painter = ui.painter_at(rect);
    let visuals = ui.visuals();
    painter.rect_filled(rect, 5.0, visuals.extreme_bg_color);
    let axis = Stroke::new(1.0, visuals.weak_text_color().gamma_multiply(0.45));
    let area = rect.shrink(8.0);
    let origin = pos2(
        painter.round_to_pixel_center(origin.x),
        painter.round_to_pixel_center(origin.y),
    );
    painter.hline(area.x_range(), origin.y, axis);
    painter.vline(origin.x, area.y_range(), axis);
    for z in -3..=3 {
        let x = origin.x + area.width() / (2.0 * REACH as f32) * z as f32;
        painter.vline(x, origin.y - 2.0..=origin.y + 2.0, axis);
    }
    for y in low.ceil() as i32..=high.floor() as i32 {
        let y = origin.y - area.height() / (high - low) as f32 * y as f32;
        painter.hline(origin.x - 2.0..=origin.x + 2.0, y, axis);
    }
}
