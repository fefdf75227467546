//! A small picture of a made table: points, a curve, or the patterns as squares.

use egui::Color32;
use egui::Pos2;
use egui::Rect;
use egui::Sense;
use egui::Stroke;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use crate::data::Generator;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;

/// The height of the picture.
const HEIGHT: f32 = 132.0;
/// At most so many points are drawn, evenly taken from all.
const POINTS: usize = 800;
/// At most so many squares are drawn.
const SQUARES: usize = 2500;

/// Draws the table that a generator made.
pub fn preview_ui(ui: &mut Ui, generator: &Generator, table: &Table) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Image,
            enabled,
            format!("Picture of {}", table.name),
        )
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    let surfaces = Surfaces::of(ui);
    ui.painter()
        .rect_filled(rect, 6.0, surfaces.control.gamma_multiply(0.5));
    let room = rect.shrink(8.0);
    match generator {
        Generator::TwoSpirals { .. }
        | Generator::Circle { .. }
        | Generator::Gaussians { .. }
        | Generator::Moons { .. }
        | Generator::Plane { .. } => {
            let side = room.height().min(room.width());
            let square = Rect::from_center_size(room.center(), vec2(side, side));
            points(ui, square, table, [0, 1], Some(2));
        }
        Generator::Sine { .. } => points(ui, room, table, [0, 1], None),
        Generator::MackeyGlass { .. } => curve(ui, room, table, [0, 1]),
        Generator::Xor
        | Generator::Parity { .. }
        | Generator::Encoder { .. }
        | Generator::Symmetry { .. }
        | Generator::TAndC { .. }
        | Generator::DelayedRecall { .. }
        | Generator::AddingProblem { .. } => squares(ui, room, table, generator.indices()),
    }
    response.on_hover_text("The table as it is made now");
}

/// The cells of a column as numbers; classes by their place.
fn number(table: &Table, column: usize, row: usize) -> f64 {
    match table.columns.get(column).map(|column| &column.values) {
        Some(Values::Numeric(values)) => values.get(row).copied().unwrap_or(f64::NAN),
        Some(Values::Category { codes, .. }) => codes.get(row).map_or(f64::NAN, |c| f64::from(*c)),
        None => f64::NAN,
    }
}

/// The smallest and the largest number of a column.
fn range(table: &Table, column: usize) -> (f64, f64) {
    let values = (0..table.rows()).map(|row| number(table, column, row));
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    if low < high {
        (low, high)
    } else {
        (low - 1.0, low + 1.0)
    }
}

fn share(value: f64, (low, high): (f64, f64)) -> f32 {
    ((value - low) / (high - low)) as f32
}

/// The rows that are drawn.
fn rows(count: usize) -> impl Iterator<Item = usize> {
    // An odd step: with an even one only one of two classes that take turns would be seen.
    let step = count.div_ceil(POINTS) | 1;
    (0..count).step_by(step)
}

fn place(table: &Table, room: Rect, [x, y]: [usize; 2]) -> impl Fn(usize) -> Pos2 + use<'_> {
    let (across, up) = (range(table, x), range(table, y));
    move |row| {
        pos2(
            room.left() + room.width() * share(number(table, x, row), across),
            room.bottom() - room.height() * share(number(table, y, row), up),
        )
    }
}

fn color(tokens: &Tokens, share: f32) -> Color32 {
    tokens
        .negative
        .lerp_to_gamma(tokens.positive, share.clamp(0.0, 1.0))
}

fn points(ui: &Ui, room: Rect, table: &Table, axes: [usize; 2], target: Option<usize>) {
    let tokens = Tokens::of(ui);
    let place = place(table, room, axes);
    let classes = target.map(|target| (target, range(table, target)));
    for row in rows(table.rows()) {
        let fill = classes.map_or(tokens.train, |(target, range)| {
            color(&tokens, share(number(table, target, row), range))
        });
        ui.painter().circle_filled(place(row), 1.8, fill);
    }
}

fn curve(ui: &Ui, room: Rect, table: &Table, axes: [usize; 2]) {
    let place = place(table, room, axes);
    let line: Vec<Pos2> = rows(table.rows()).map(place).collect();
    ui.painter()
        .line(line, Stroke::new(1.2, Tokens::of(ui).train));
}

/// A square for each cell, a row of the picture for each row of the table.
fn squares(ui: &Ui, room: Rect, table: &Table, first: usize) {
    let tokens = Tokens::of(ui);
    let columns = table.columns.len().saturating_sub(first).max(1);
    let rows = table.rows().min(SQUARES / columns).clamp(1, 64);
    let size =
        vec2(room.width() / columns as f32, room.height() / rows as f32).min(vec2(14.0, 14.0));
    let corner = room.center() - vec2(size.x * columns as f32, size.y * rows as f32) / 2.0;
    let painter = ui.painter();
    for column in 0..columns {
        let range = range(table, first + column);
        for row in 0..rows.min(table.rows()) {
            let at = corner + vec2(size.x * column as f32, size.y * row as f32);
            let fill = color(&tokens, share(number(table, first + column, row), range));
            let gap = if size.min_elem() > 4.0 { 0.5 } else { 0.0 };
            painter.rect_filled(Rect::from_min_size(at, size).shrink(gap), 0.0, fill);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_classes_that_take_turns_all_are_drawn() {
        for count in [4, POINTS, POINTS + 1, 2 * POINTS, 100_000] {
            let drawn: Vec<usize> = rows(count).collect();
            let odd = drawn.iter().filter(|row| *row % 2 == 1).count();
            assert!(odd.abs_diff(drawn.len() - odd) <= 1, "of {count} rows");
            assert!(drawn.len() <= POINTS);
        }
    }
}
