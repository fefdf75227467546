//! How the head of a column looks: type and name, role, a small histogram, figures.

use egui::Align2;
use egui::Color32;
use egui::FontId;
use egui::Rect;
use egui::Shape;
use egui::Ui;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextFormat;
use egui::text::TextWrapping;
use egui::vec2;

use super::column_figures::bar_counts;
use super::column_figures::brief_figures;
use super::column_figures::short_figures;
use super::role_menu::sequence_word;
use super::roles::role_look;
use super::table_grid::Areas;
use super::table_grid::Grid;
use super::table_head::PADDING;
use crate::data::ColumnProfile;
use crate::views::column_kind::kind_mark;
use crate::widgets::histogram::paint_histogram;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::Sort;

/// Paints the head of a column within `rect`.
pub fn paint_head(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    (column, rect): (usize, Rect),
    (profile, sorted, hovered): (Option<&ColumnProfile>, Option<Sort>, bool),
) {
    let (surfaces, tokens) = (Surfaces::of(ui), Tokens::of(ui));
    let painter = ui.painter_at(areas.head.intersect(rect));
    if hovered {
        painter.rect_filled(rect, 0.0, surfaces.control_hovered.gamma_multiply(0.6));
    }
    let inner = rect.shrink2(vec2(PADDING, 5.0));
    let line = |y: f32, room: f32, parts: &[(&str, FontId, Color32)]| {
        let mut job = LayoutJob::default();
        for (text, font, color) in parts {
            job.append(text, 0.0, TextFormat::simple(font.clone(), *color));
        }
        job.wrap = TextWrapping::truncate_at_width(room.max(8.0));
        job.break_on_newline = false;
        let galley = painter.layout_job(job);
        painter.galley(pos2(inner.left(), inner.top() + y), galley, surfaces.text);
    };
    let kind = grid.roles.kind(column);
    let mark = kind_mark(&grid.table().columns[column], kind);
    let mark = format!("{mark} ");
    let arrow = if sorted.is_some() { 14.0 } else { 0.0 };
    let name = &grid.table().columns[column].name;
    let (bold, small) = (FontId::proportional(13.0), FontId::proportional(11.0));
    let parts = [
        (&*mark, FontId::monospace(10.0), surfaces.weak),
        (name, bold, surfaces.strong),
    ];
    line(0.0, inner.width() - arrow, &parts);
    if let Some(sort) = sorted {
        paint_arrow(
            &painter,
            pos2(inner.right() - 5.0, inner.top() + 8.0),
            sort,
            surfaces.accent,
        );
    }
    let (word, color) = role_look(ui, grid.roles.role(column));
    let distinct = profile.map_or_else(String::new, |profile| {
        format!("  {} distinct", whole_number(profile.stats.distinct as u64))
    });
    let order = sequence_word(grid.ctx, name).map_or_else(String::new, |word| format!(" · {word}"));
    let parts = [
        (word, small.clone(), color),
        (&*order, small.clone(), surfaces.accent),
        (&*distinct, small.clone(), surfaces.weak),
    ];
    line(19.0, inner.width(), &parts);
    let text = profile.map_or_else(
        || "…".to_owned(),
        |profile| {
            let text = short_figures(profile, kind);
            let width = |text: String| {
                painter
                    .layout_no_wrap(text, small.clone(), surfaces.weak)
                    .size()
                    .x
            };
            if width(text.clone()) <= inner.width() {
                text
            } else {
                brief_figures(profile, kind)
            }
        },
    );
    line(60.0, inner.width(), &[(&text, small, surfaces.weak)]);
    if let Some(profile) = profile {
        paint_values(&painter, inner, profile, &tokens);
    }
}

/// The bars, and how many cells are missing.
fn paint_values(painter: &egui::Painter, inner: Rect, profile: &ColumnProfile, tokens: &Tokens) {
    let missing = profile.stats.missing;
    let share = if missing > 0 { 0.5 } else { 1.0 };
    let bars = Rect::from_min_size(
        pos2(inner.left(), inner.top() + 36.0),
        vec2(inner.width() * share, 18.0),
    );
    let color = tokens.train.gamma_multiply(0.75);
    paint_histogram(painter, bars, &bar_counts(profile), color);
    if missing > 0 {
        let text = format!("{} missing", whole_number(missing as u64));
        let at = pos2(inner.right(), bars.bottom());
        let small = FontId::proportional(11.0);
        painter.text(at, Align2::RIGHT_BOTTOM, text, small, tokens.warning);
    }
}

fn paint_arrow(painter: &egui::Painter, center: egui::Pos2, sort: Sort, color: Color32) {
    let up = if sort.descending { -1.0 } else { 1.0 };
    let at = |x: f32, y: f32| center + vec2(x, y * up);
    let points = vec![at(-4.5, 3.0), at(4.5, 3.0), at(0.0, -4.0)];
    painter.add(Shape::convex_polygon(points, color, egui::Stroke::NONE));
}
