//! The rows of the grid that are seen.

use std::sync::Arc;

use egui::Align2;
use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::Rect;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextFormat;
use egui::text::TextWrapping;
use egui::vec2;

use super::split::part_look;
use super::summary::counted;
use super::table_cell::CellText;
use super::table_cell::cell_text;
use super::table_grid::Areas;
use super::table_grid::FIXED;
use super::table_grid::Grid;
use super::table_grid::ROW_HEIGHT;
use super::table_state::TableWindow;
use super::table_window::exclusion;
use crate::data::Needle;
use crate::data::Search;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::RowFate;

/// The space beside a cell's text.
const PADDING: f32 = 6.0;

/// How many cells of a row its accessible value names.
const TOLD: usize = 12;

/// Shows the rows.
pub fn rows_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let needle = Needle::parse(&grid.ctx.state.table_view.find.text);
    let search = needle.as_ref().map(|needle| {
        let column = grid.ctx.state.table_view.find.column;
        Search::new(grid.table(), needle, column)
    });
    for place in areas.places.clone() {
        let Some(row) = grid.listing.row(place) else {
            continue;
        };
        let top = areas.rows.top() + ((place as f64 - local.top) * f64::from(ROW_HEIGHT)) as f32;
        let rect = Rect::from_min_size(
            pos2(areas.rows.left(), top),
            vec2(areas.rows.width(), ROW_HEIGHT),
        );
        let look = RowLook {
            row,
            rect,
            even: place % 2 == 0,
            selected: local.selection.contains(row, grid.listing),
            fate: grid.listing.fate(row),
        };
        row_ui(ui, grid, areas, &look, local, out);
        paint_cells(ui, grid, areas, &look, search.as_ref(), local);
    }
}

/// One row as it is seen.
struct RowLook {
    row: usize,
    rect: Rect,
    even: bool,
    selected: bool,
    fate: RowFate,
}

/// The ground of a row, what a click does, and the columns that stay.
fn row_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    look: &RowLook,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let &RowLook { row, rect, .. } = look;
    let id = areas.id.with(("row", row));
    let seen = rect.intersect(areas.rows);
    let response = ui.interact(seen, id, Sense::CLICK);
    let (enabled, selected) = (ui.is_enabled(), look.selected);
    response.widget_info(|| {
        let name = format!("Row {}", row + 1);
        let mut info = WidgetInfo::selected(egui::Role::Row, enabled, selected, name);
        info.current_text_value = Some(row_value(grid, look));
        info
    });
    paint_ground(ui, areas, look, response.hovered());
    if response.clicked() || (response.secondary_clicked() && !selected) {
        let modifiers = ui.input(|input| input.modifiers);
        if modifiers.command {
            local.selection.toggle(row, grid.listing);
        } else if modifiers.shift {
            local.selection.extend_to(row);
        } else {
            local.selection.only(row);
            out.push(AppCommand::SelectRow(row));
        }
        ui.memory_mut(|memory| memory.request_focus(areas.id));
    }
    menu_ui(&response, grid, local, out);
    if let Some(pointer) = response.hover_pos()
        && areas.cells.contains(pointer)
    {
        let place = pointer.x - areas.cells.left() + local.left as f32;
        let columns = local.columns().between(place, place + 0.5);
        if let Some(hint) = (columns.start < grid.table().columns.len())
            .then(|| {
                cell_text(
                    grid.table(),
                    row,
                    columns.start,
                    grid.roles.kind(columns.start),
                )
            })
            .and_then(|cell| cell.hint)
        {
            response.on_hover_text_at_pointer(hint);
        }
    }
    box_ui(ui, areas, look, out);
}

/// What a screen reader says of a row.
fn row_value(grid: &Grid<'_>, look: &RowLook) -> String {
    let table = grid.table();
    let mut parts: Vec<String> = table
        .columns
        .iter()
        .take(TOLD)
        .enumerate()
        .map(|(index, column)| {
            let text = cell_text(table, look.row, index, grid.roles.kind(index)).text;
            format!("{} {text}", column.name)
        })
        .collect();
    parts.insert(0, fate_word(look.fate).to_owned());
    parts.join(", ")
}

fn fate_word(fate: RowFate) -> &'static str {
    use crate::data::Part;
    match fate {
        RowFate::Part(Part::Train) => "Train",
        RowFate::Part(Part::Validation) => "Validation",
        RowFate::Part(Part::Test) => "Test",
        RowFate::LeftOut => "Left out",
        RowFate::Excluded => "Excluded",
        RowFate::Unknown => "–",
    }
}

fn menu_ui(
    response: &egui::Response,
    grid: &Grid<'_>,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    response.context_menu(|ui| {
        ui.set_min_width(150.0);
        let (rows, excluded) = exclusion(grid.listing, local);
        let word = if excluded { "Exclude" } else { "Include" };
        if ui
            .button(format!("{word} {}", counted(rows.len(), "row", "rows")))
            .clicked()
        {
            out.push(AppCommand::Edit(DocumentEdit::Exclude { rows, excluded }));
            ui.close();
        }
        if ui.button("Select all rows").clicked() {
            local.selection.all(grid.listing);
            ui.close();
        }
    });
}

fn paint_ground(ui: &Ui, areas: &Areas, look: &RowLook, hovered: bool) {
    let surfaces = Surfaces::of(ui);
    let painter = ui.painter_at(areas.rows);
    let fill = if look.selected {
        surfaces.accent_fill
    } else if hovered {
        surfaces.control.gamma_multiply(0.7)
    } else if look.even {
        surfaces.sunken
    } else {
        surfaces.control.gamma_multiply(0.35)
    };
    painter.rect_filled(look.rect, 0.0, fill);
    let mut left = look.rect.left() + FIXED[0];
    let number = (look.row + 1).to_string();
    let color = if look.selected {
        surfaces.accent
    } else {
        surfaces.weak
    };
    let text = galley(&painter, number, font(ui), color, (FIXED[1], false));
    put(&painter, text, look.rect, (left, FIXED[1]), true);
    left += FIXED[1];
    let color = match look.fate {
        RowFate::Part(part) => part_look(ui, part).1,
        // The colour of warnings is too near that of the validation part.
        RowFate::LeftOut | RowFate::Excluded | RowFate::Unknown => surfaces.weak,
    };
    let word = fate_word(look.fate).to_owned();
    let text = galley(&painter, word, font(ui), color, (FIXED[2], false));
    put(&painter, text, look.rect, (left, FIXED[2]), false);
}

/// The box that takes a row out and back in.
fn box_ui(ui: &Ui, areas: &Areas, look: &RowLook, out: &mut Vec<AppCommand>) {
    let used = look.fate != RowFate::Excluded;
    let row = look.row;
    let center = pos2(
        look.rect.left() + FIXED[0] / 2.0 + 1.0,
        look.rect.center().y,
    );
    let rect = Rect::from_center_size(center, vec2(14.0, 14.0));
    let id = areas.id.with(("use", row));
    let response = ui.interact(rect.expand(4.0).intersect(areas.rows), id, Sense::CLICK);
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let name = format!("Use row {}", row + 1);
        WidgetInfo::selected(egui::Role::CheckBox, enabled, used, name)
    });
    let visuals = *ui.style().interact(&response);
    let painter = ui.painter_at(areas.rows);
    painter.rect(
        rect,
        3.0,
        visuals.bg_fill.gamma_multiply(0.6),
        Stroke::new(1.0, Surfaces::of(ui).line),
        StrokeKind::Inside,
    );
    if used {
        let at = |x: f32, y: f32| rect.center() + vec2(x, y);
        let stroke = Stroke::new(1.6, visuals.fg_stroke.color);
        painter.line(vec![at(-3.5, 0.2), at(-1.0, 3.0), at(3.8, -3.0)], stroke);
    }
    if response
        .on_hover_text("Whether the row takes part")
        .clicked()
    {
        out.push(AppCommand::Edit(DocumentEdit::Exclude {
            rows: vec![row],
            excluded: used,
        }));
    }
}

/// The cells of the columns that are seen.
fn paint_cells(
    ui: &Ui,
    grid: &Grid<'_>,
    areas: &Areas,
    look: &RowLook,
    search: Option<&Search<'_>>,
    local: &mut TableWindow,
) {
    let (surfaces, tokens) = (Surfaces::of(ui), Tokens::of(ui));
    let painter = ui.painter_at(areas.cells);
    let excluded = look.fate == RowFate::Excluded;
    for column in areas.columns.clone() {
        let range = local.columns().range(column);
        let left = areas.cells.left() + range.start - local.left as f32;
        let width = range.end - range.start;
        let CellText {
            text,
            missing,
            number,
            ..
        } = cell_text(grid.table(), look.row, column, grid.roles.kind(column));
        if search.is_some_and(|search| search.has_cell(look.row, column)) {
            let cell = Rect::from_min_size(pos2(left, look.rect.top()), vec2(width, ROW_HEIGHT));
            let color = tokens.warning.gamma_multiply(0.3);
            painter.rect_filled(cell.shrink(1.0), 3.0, color);
        }
        let color = match (missing, excluded, look.selected) {
            (true, _, _) => tokens.warning,
            (false, true, _) => surfaces.weak,
            (false, false, true) => surfaces.accent,
            (false, false, false) => surfaces.text,
        };
        let text = galley(&painter, text, font(ui), color, (width, excluded));
        put(&painter, text, look.rect, (left, width), number);
    }
}

fn font(ui: &Ui) -> FontId {
    let size = egui::TextStyle::Body.resolve(ui.style()).size;
    FontId::proportional(size.min(13.0))
}

/// A text in one line, cut where it is wider than its cell.
fn galley(
    painter: &Painter,
    text: String,
    font: FontId,
    color: Color32,
    (width, struck): (f32, bool),
) -> Arc<Galley> {
    let mut format = TextFormat::simple(font, color);
    if struck {
        format.strikethrough = Stroke::new(1.0, color);
    }
    let mut job = LayoutJob::single_section(text, format);
    job.wrap = TextWrapping::truncate_at_width((width - 2.0 * PADDING).max(8.0));
    job.break_on_newline = false;
    painter.layout_job(job)
}

fn put(painter: &Painter, text: Arc<Galley>, row: Rect, (left, width): (f32, f32), at_right: bool) {
    let anchor = if at_right {
        Align2::RIGHT_CENTER.anchor_size(pos2(left + width - PADDING, row.center().y), text.size())
    } else {
        Align2::LEFT_CENTER.anchor_size(pos2(left + PADDING, row.center().y), text.size())
    };
    painter.galley(anchor.min, text, Color32::PLACEHOLDER);
}
