//! The heads of the columns: name, role, what the column holds, and the order; by mouse and keyboard.

use egui::Align2;
use egui::CursorIcon;
use egui::EventFilter;
use egui::FocusDirection;
use egui::FontId;
use egui::Id;
use egui::Key;
use egui::Modifiers;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::column_figures::figures_sentence;
use super::columns::class_hint;
use super::table_grid::Areas;
use super::table_grid::FIXED;
use super::table_grid::Grid;
use super::table_head_menu::head_menu_ui;
use super::table_head_paint::paint_head;
use super::table_state::COLUMN_WIDTH;
use super::table_state::TableWindow;
use crate::data::ColumnKind;
use crate::data::ColumnProfile;
use crate::data::StatsKind;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::Sort;
use crate::workbench::TableCommand;

/// The space beside the texts of a head.
pub const PADDING: f32 = 6.0;

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
        head_ui(ui, grid, areas, (column, rect), local, out);
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
    let response = ui.interact(number, areas.id.with("order of the table"), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, "Order of the table"));
    if response.has_focus() {
        focus_ring(ui, number);
    }
    if response
        .on_hover_text("Back to the order of the table")
        .clicked()
        && grid.ctx.state.table_view.sort.is_some()
    {
        out.push(AppCommand::Table(TableCommand::Sort(None)));
    }
}

/// The head of one column; a click or Enter sorts by it, Space opens its menu.
fn head_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    (column, rect): (usize, Rect),
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let name = &grid.table().columns[column].name;
    let sort = grid.ctx.state.table_view.sort;
    let sorted = sort.filter(|sort| sort.column == column);
    let seen = rect.intersect(areas.head);
    let response = ui.interact(seen, head_id(areas.id, column), Sense::click());
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
    let insight = &grid.ctx.state.insight;
    let profile = insight.profile_as(column, grid.roles.kind(column));
    let (hovered, focused) = (response.hovered(), response.has_focus());
    paint_head(ui, grid, areas, (column, rect), (profile, sorted, hovered));
    if focused {
        focus_ring(ui, seen);
    }
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
    let space = focused && ui.input(|input| input.key_pressed(Key::Space));
    if response.clicked() && !space {
        out.push(AppCommand::Table(TableCommand::Sort(next)));
        // A click goes on to the rows; Enter stays to sort the other way.
        if !focused {
            ui.memory_mut(|memory| memory.request_focus(areas.id));
        }
    }
    if !head_menu_ui(ui, &response, grid, (column, space), out) && focused {
        keys_ui(ui, grid, areas, (&response, column), local);
    }
    response.on_hover_ui(|ui| {
        ui.strong(name);
        for line in details(grid, column, profile) {
            ui.label(line);
        }
    });
}

/// The id of the head of a column.
fn head_id(grid: Id, column: usize) -> Id {
    grid.with(("head", column))
}

/// Shows where the keyboard is.
fn focus_ring(ui: &Ui, rect: Rect) {
    let stroke = ui.visuals().selection.stroke;
    ui.painter()
        .rect_stroke(rect.shrink(1.0), 3.0, stroke, StrokeKind::Inside);
}

/// The arrows go from head to head, and down into the rows.
fn keys_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    (head, present): (&Response, usize),
    local: &mut TableWindow,
) {
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(head.id, filter));
    let last = grid.table().columns.len().saturating_sub(1);
    // Taken, as the next head sees the same keys.
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let goes = [
        (Key::ArrowLeft, present.saturating_sub(1)),
        (Key::ArrowRight, (present + 1).min(last)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    let id = if let Some((_, column)) = goes.into_iter().find(|(key, _)| pressed(*key)) {
        local.reveal_column = Some(column);
        head_id(areas.id, column)
    } else if pressed(Key::ArrowDown) {
        areas.id
    } else {
        return;
    };
    ui.memory_mut(|memory| {
        memory.request_focus(id);
        // The grid decides where the arrows lead.
        memory.move_focus(FocusDirection::None);
    });
    ui.ctx().request_repaint();
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

/// Everything that is known of a column, line by line.
fn details(grid: &Grid<'_>, column: usize, profile: Option<&ColumnProfile>) -> Vec<String> {
    let Some(ColumnProfile { stats, .. }) = profile else {
        return vec!["The column is being looked at".to_owned()];
    };
    let kind = grid.roles.kind(column);
    let number = |value: usize| whole_number(value as u64);
    let mut lines = vec![format!(
        "{} different values, {} missing",
        number(stats.distinct),
        number(stats.missing)
    )];
    match &stats.kind {
        Some(figures @ StatsKind::Number { .. }) if matches!(kind, ColumnKind::DateTime(_)) => {
            lines.extend(figures_sentence(figures, kind));
        }
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
    lines.push("Click to sort, right-click for its role and type".to_owned());
    lines
}
