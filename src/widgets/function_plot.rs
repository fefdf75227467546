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

use super::formula::with_primes;
use super::tokens::Tokens;

/// The plot runs over `z` from −`REACH` to `REACH`.
const REACH: f64 = 4.0;
/// How many steps a curve is computed in.
const STEPS: usize = 96;

/// How far from a kink a curve ends.
const BESIDE: f64 = 1e-9;
/// The height of the row above the plot that says which curve is which, in points.
const KEY_HEIGHT: f32 = 20.0;

/// Draws `function` as a full line and `derivative` as a dashed one over `z` in `[−4, 4]`. Both are interrupted at `kinks`, where
/// they may jump. `height` is that of the plot without its key.
pub fn function_plot_ui(
    ui: &mut Ui,
    name: &str,
    height: f32,
    kinks: &[f64],
    function: impl Fn(f64) -> f64,
    derivative: impl Fn(f64) -> f64,
) {
    let size = Vec2::new(ui.available_width(), KEY_HEIGHT + height);
    let (whole, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    if !ui.is_rect_visible(whole) {
        return;
    }
    let (key, rect) = whole.split_top_bottom_at_y(whole.top() + KEY_HEIGHT);
    let curves = [stretches(&function, kinks), stretches(&derivative, kinks)];
    let values = curves.iter().flatten().flatten().map(|&(_, y)| y);
    let (low, high) = values.fold((-0.2_f64, 1.2_f64), |(low, high), y| {
        (low.min(y), high.max(y))
    });
    let (low, high) = (low.max(-REACH), high.min(REACH));
    let area = rect.shrink2(Vec2::new(8.0, 8.0));
    let place = |(z, y): (f64, f64)| {
        let x = (z + REACH) / (2.0 * REACH);
        let y = (y - low) / (high - low);
        pos2(
            egui::lerp(area.x_range(), x as f32),
            egui::lerp(area.bottom()..=area.top(), y as f32),
        )
    };
    paint_ground(ui, rect, place((0.0, 0.0)), (low, high));
    let tokens = Tokens::of(ui);
    paint_key(ui, key, &tokens);
    let painter = ui.painter_at(rect);
    let [function, derivative] = curves;
    let line = |stretch: &[(f64, f64)]| stretch.iter().copied().map(place).collect::<Vec<Pos2>>();
    let dashed = Stroke::new(1.5, tokens.negative);
    for stretch in &derivative {
        painter.extend(Shape::dashed_line(&line(stretch), dashed, 5.0, 3.0));
    }
    for stretch in &function {
        painter.line(line(stretch), Stroke::new(2.0, tokens.positive));
    }
}

/// The finite points `(z, f(z))` over the range of the plot, in stretches that end at the kinks.
fn stretches(f: impl Fn(f64) -> f64, kinks: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut ends = vec![-REACH];
    ends.extend(kinks.iter().filter(|kink| kink.abs() < REACH));
    ends.push(REACH);
    let pairs = ends.windows(2);
    let stretches = pairs.map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let steps = ((to - from) / (2.0 * REACH) * STEPS as f64).ceil().max(1.0);
        let points = (0..=steps as usize).map(|i| {
            let z = from + (to - from) * i as f64 / steps;
            (z, f(z.clamp(from + BESIDE, to - BESIDE)))
        });
        points.filter(|(_, y)| y.is_finite()).collect()
    });
    stretches.collect()
}

/// Says which curve is which.
fn paint_key(ui: &Ui, rect: Rect, tokens: &Tokens) {
    let painter = ui.painter_at(rect);
    let mut left = rect.left();
    for (name, color) in [("φ(z)", tokens.positive), ("φ′(z)", tokens.negative)] {
        let middle = pos2(left, rect.center().y);
        let font = FontId::proportional(12.0);
        let written = painter.text(middle, Align2::LEFT_CENTER, with_primes(name), font, color);
        left = written.right() + 10.0;
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_jump_is_no_slanted_line() {
        let step = stretches(|z| f64::from(u8::from(z > 0.0)), &[0.0]);
        assert_eq!(step.len(), 2);
        for (stretch, (height, ends)) in
            step.iter().zip([(0.0, (-REACH, 0.0)), (1.0, (0.0, REACH))])
        {
            assert!(stretch.iter().all(|point| point.1 == height));
            assert_eq!((stretch[0].0, stretch[stretch.len() - 1].0), ends);
        }
    }

    #[test]
    fn a_curve_without_kinks_is_whole_and_leaves_out_what_is_no_number() {
        let root = stretches(f64::sqrt, &[]);
        assert_eq!(root.len(), 1);
        assert_eq!(root[0].len(), STEPS / 2 + 1);
        assert!(root[0].iter().all(|&(z, y)| z >= 0.0 && y >= 0.0));
    }
}
