//! The heads of the columns: name, role, what the column holds, and the order.

use egui::Align2;
use egui::Color32;
use egui::CursorIcon;
use egui::FontId;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Shape;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextFormat;
use egui::text::TextWrapping;
use egui::vec2;

use super::column_figures::bar_counts;
use super::column_figures::brief_figures;
use super::column_figures::short_figures;
use super::columns::class_hint;
use super::roles::role_look;
use super::table_grid::Areas;
use super::table_grid::FIXED;
use super::table_grid::Grid;
use super::table_state::COLUMN_WIDTH;
use super::table_state::TableWindow;
use crate::data::ColumnProfile;
use crate::data::Role;
use crate::data::StatsKind;
use crate::views::column_kind::kind_mark;
use crate::widgets::histogram::paint_histogram;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::Sort;
use crate::workbench::TableCommand;

const PADDING: f32 = 6.0;

/// Shows the heads of the columns that are seen.
pub fn heads_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let surfaces = Surfaces::of(ui);
    for rect in [areas.fixed_head, areas.head] {
        ui.painter_at(rect).rect_filled(rect, 0.0, surfaces.bar);
    }
    for column in areas.columns.clone() {
        let range = local.columns().range(column);
        let left = areas.head.left() + range.start - local.left as f32;
        let rect = Rect::from_min_size(
            pos2(left, areas.head.top()),
            vec2(range.end - range.start, areas.head.height()),
        );
        head_ui(ui, grid, areas, (column, rect), out);
        edge_ui(ui, areas, (column, rect), local);
    }
    fixed_head_ui(ui, grid, areas, out);
    let bottom = areas.head.bottom();
    let across = areas.fixed_head.left()..=areas.head.right();
    ui.painter()
        .hline(across, bottom, egui::Stroke::new(1.0, surfaces.line));
    let down = areas.head.top()..=areas.rows.bottom();
    let line = egui::Stroke::new(1.0, surfaces.line);
    ui.painter().vline(areas.head.left(), down, line);
}

/// The heads of the columns that stay; a click on the row number goes back to the order of the table.
fn fixed_head_ui(ui: &Ui, grid: &Grid<'_>, areas: &Areas, out: &mut Vec<AppCommand>) {
    let surfaces = Surfaces::of(ui);
    let rect = areas.fixed_head;
    let painter = ui.painter_at(rect);
    let font = FontId::proportional(13.0);
    let left = rect.left() + FIXED[0];
    let y = rect.top() + PADDING;
    let right = pos2(left + FIXED[1] - PADDING, y);
    painter.text(
        right,
        Align2::RIGHT_TOP,
        "Row",
        font.clone(),
        surfaces.strong,
    );
    let at = pos2(left + FIXED[1] + PADDING, y);
    painter.text(at, Align2::LEFT_TOP, "Part", font, surfaces.strong);
    let number = Rect::from_min_size(pos2(left, rect.top()), vec2(FIXED[1], rect.height()));
    let response = ui.interact(number, areas.id.with("order of the table"), Sense::CLICK);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, "Order of the table"));
    if response
        .on_hover_text("Back to the order of the table")
        .clicked()
        && grid.ctx.state.table_view.sort.is_some()
    {
        out.push(AppCommand::Table(TableCommand::Sort(None)));
    }
}

/// The head of one column; a click sorts by it.
fn head_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    (column, rect): (usize, Rect),
    out: &mut Vec<AppCommand>,
) {
    let name = &grid.table().columns[column].name;
    let sort = grid.ctx.state.table_view.sort;
    let sorted = sort.filter(|sort| sort.column == column);
    let id = areas.id.with(("head", column));
    let response = ui.interact(rect.intersect(areas.head), id, Sense::CLICK);
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::Button, enabled, format!("Sort by {name}"));
        let order = sorted.map(|sort| {
            if sort.descending {
                "descending"
            } else {
                "ascending"
            }
        });
        info.current_text_value = Some(order.unwrap_or("unsorted").to_owned());
        info
    });
    let profile = grid.ctx.state.insight.profile(column);
    paint_head(
        ui,
        grid,
        areas,
        (column, rect),
        (profile, sorted, response.hovered()),
    );
    let next = match sorted {
        None => Some(Sort {
            column,
            descending: false,
        }),
        Some(Sort {
            descending: false, ..
        }) => Some(Sort {
            column,
            descending: true,
        }),
        Some(Sort {
            descending: true, ..
        }) => None,
    };
    if response.clicked() {
        out.push(AppCommand::Table(TableCommand::Sort(next)));
        ui.memory_mut(|memory| memory.request_focus(areas.id));
    }
    menu_ui(&response, grid, column, out);
    response.on_hover_ui(|ui| {
        ui.strong(name);
        for line in details(grid, column, profile) {
            ui.label(line);
        }
    });
}

fn menu_ui(response: &Response, grid: &Grid<'_>, column: usize, out: &mut Vec<AppCommand>) {
    response.context_menu(|ui| {
        ui.set_min_width(150.0);
        for (text, descending) in [("Sort ascending", false), ("Sort descending", true)] {
            if ui.button(text).clicked() {
                let sort = Sort { column, descending };
                out.push(AppCommand::Table(TableCommand::Sort(Some(sort))));
                ui.close();
            }
        }
        ui.separator();
        let present = grid.roles.role(column);
        for (role, text) in [
            (Role::Input, "Use as input"),
            (Role::Target, "Use as target"),
            (Role::Weight, "Use as weight"),
            (Role::Ignored, "Ignore"),
        ] {
            if ui.selectable_label(present == role, text).clicked() {
                out.push(AppCommand::Edit(DocumentEdit::Role {
                    column: grid.table().columns[column].name.clone(),
                    role,
                }));
                ui.close();
            }
        }
    });
}

/// The right edge, by which the column is made wider.
fn edge_ui(ui: &Ui, areas: &Areas, (column, rect): (usize, Rect), local: &mut TableWindow) {
    let edge = Rect::from_x_y_ranges(rect.right() - 4.0..=rect.right() + 3.0, rect.y_range());
    if !areas.head.contains(edge.center()) {
        return;
    }
    let id = areas.id.with(("edge", column));
    let response = ui
        .interact(edge.intersect(areas.head), id, Sense::DRAG | Sense::CLICK)
        .on_hover_cursor(CursorIcon::ResizeColumn);
    if response.dragged() {
        let width = rect.width() + response.drag_delta().x;
        local.columns().resize(column, width);
    } else if response.double_clicked() {
        local.columns().resize(column, COLUMN_WIDTH);
    }
    let surfaces = Surfaces::of(ui);
    let active = response.hovered() || response.dragged();
    let (color, width) = if active {
        (surfaces.accent, 2.0)
    } else {
        (surfaces.line, 1.0)
    };
    ui.painter_at(areas.head).vline(
        rect.right() - 0.5,
        rect.y_range(),
        egui::Stroke::new(width, color),
    );
}

fn paint_head(
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
    let mark = kind_mark(&grid.table().columns[column], grid.roles.kind(column));
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
    let parts = [
        (word, small.clone(), color),
        (&*distinct, small.clone(), surfaces.weak),
    ];
    line(19.0, inner.width(), &parts);
    let text = profile.map_or_else(
        || "…".to_owned(),
        |profile| {
            let text = short_figures(profile);
            let width = |text: String| {
                painter
                    .layout_no_wrap(text, small.clone(), surfaces.weak)
                    .size()
                    .x
            };
            if width(text.clone()) <= inner.width() {
                text
            } else {
                brief_figures(profile)
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

/// Everything that is known of a column, line by line.
fn details(grid: &Grid<'_>, column: usize, profile: Option<&ColumnProfile>) -> Vec<String> {
    let Some(ColumnProfile { stats, .. }) = profile else {
        return vec!["The column is being looked at".to_owned()];
    };
    let number = |value: usize| whole_number(value as u64);
    let mut lines = vec![format!(
        "{} different values, {} missing",
        number(stats.distinct),
        number(stats.missing)
    )];
    match &stats.kind {
        Some(StatsKind::Number {
            min,
            mean,
            median,
            max,
            deviation,
            ..
        }) => {
            let [min, mean, median, max, deviation] =
                [min, mean, median, max, deviation].map(|value| short_number(*value));
            lines.push(format!("Smallest {min}, largest {max}"));
            lines.push(format!(
                "Mean {mean}, median {median}, standard deviation {deviation}"
            ));
        }
        Some(StatsKind::Classes { counts }) => {
            lines.push(class_hint(&grid.table().columns[column], counts));
        }
        None => {}
    }
    lines.push("Click to sort, right-click for its role".to_owned());
    lines
}
