//! The grid of the table's window. Only the rows and columns that are seen are touched, so that its time does not depend
//! on the size of the table.

use std::ops::Range;

use egui::Event;
use egui::EventFilter;
use egui::Id;
use egui::Key;
use egui::Modifiers;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::roles::ColumnRoles;
use super::table_head::heads_ui;
use super::table_rows::rows_ui;
use super::table_state::TableWindow;
use super::table_window::exclusion;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::scroll_bar::Extent;
use crate::widgets::scroll_bar::THICKNESS;
use crate::widgets::scroll_bar::scroll_bar_ui;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::listing::Listing;

/// The height of a row.
pub const ROW_HEIGHT: f32 = 22.0;

/// The height of the columns' heads.
const HEAD_HEIGHT: f32 = 88.0;

/// The widths of the columns that stay: the box, the number, the part.
pub const FIXED: [f32; 3] = [28.0, 74.0, 82.0];

/// What the grid is drawn from.
#[derive(Clone, Copy)]
pub struct Grid<'a> {
    /// The state.
    pub ctx: &'a ViewCtx<'a>,
    /// The rows in order.
    pub listing: &'a Listing,
    /// What the columns are used for.
    pub roles: &'a ColumnRoles,
}

impl Grid<'_> {
    /// The table.
    pub fn table(&self) -> &Table {
        &self.listing.key().table
    }
}

/// Where the parts of the grid are on screen, and which rows and columns are seen.
#[derive(Clone, Debug)]
pub struct Areas {
    /// The grid's id.
    pub id: Id,
    /// The heads of the columns that stay.
    pub fixed_head: Rect,
    /// The heads of the table's columns.
    pub head: Rect,
    /// All rows, with the columns that stay.
    pub rows: Rect,
    /// The cells of the table.
    pub cells: Rect,
    /// The places of the rows that are seen.
    pub places: Range<usize>,
    /// The columns that are seen.
    pub columns: Range<usize>,
}

/// Shows the grid.
pub fn grid_ui(
    ui: &mut Ui,
    grid: &Grid<'_>,
    local: &mut TableWindow,
    size: Vec2,
    out: &mut Vec<AppCommand>,
) {
    let (id, rect) = ui.allocate_space(size);
    let mut areas = areas(id, rect);
    let rows = Extent {
        visible: f64::from(areas.cells.height() / ROW_HEIGHT),
        total: grid.listing.len() as f64,
    };
    let columns = Extent {
        visible: f64::from(areas.cells.width()),
        total: f64::from(local.columns().total()),
    };
    let surfaces = Surfaces::of(ui);
    ui.painter().rect_filled(rect, 4.0, surfaces.sunken);
    let ground = ui.interact(areas.rows, id, Sense::click());
    let (enabled, count) = (ui.is_enabled(), grid.listing.len());
    ground.widget_info(|| {
        WidgetInfo::labeled(
            egui::Role::Table,
            enabled,
            format!("Rows of the table, {count}"),
        )
    });
    if ground.clicked() {
        ground.request_focus();
    }
    wheel(ui, rect, local);
    keys_ui(ui, grid, &ground, local, (rows, columns), out);
    if let Some(place) = local.reveal.take().and_then(|row| grid.listing.place(row)) {
        local.top = rows.reveal(local.top, place as f64, place as f64 + 1.0);
    }
    if let Some(column) = local.reveal_column.take() {
        let range = local.columns().range(column);
        local.left = columns.reveal(local.left, f64::from(range.start), f64::from(range.end));
    }
    bars_ui(ui, id, rect, local, (rows, columns));
    let first = local.top.floor() as usize;
    let end = (local.top + rows.visible).ceil() as usize;
    areas.places = first..end.min(grid.listing.len());
    let left = local.left as f32;
    areas.columns = (local.columns()).between(left, left + areas.cells.width());
    rows_ui(ui, grid, &areas, local, out);
    heads_ui(ui, grid, &areas, local, out);
    if ground.has_focus() {
        let stroke = ui.visuals().selection.stroke;
        ui.painter()
            .rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
    }
    if grid.listing.is_empty() {
        let text = "No such row";
        let font = egui::TextStyle::Body.resolve(ui.style());
        let center = areas.cells.center();
        ui.painter().text(
            center,
            egui::Align2::CENTER_CENTER,
            text,
            font,
            surfaces.weak,
        );
    }
}

fn areas(id: Id, rect: Rect) -> Areas {
    let fixed = FIXED.iter().sum::<f32>().min(rect.width());
    let split = pos2(rect.left() + fixed, rect.top() + HEAD_HEIGHT);
    let end = (rect.max - vec2(THICKNESS, THICKNESS)).max(split);
    Areas {
        id,
        fixed_head: Rect::from_min_max(rect.min, split),
        head: Rect::from_min_max(pos2(split.x, rect.top()), pos2(end.x, split.y)),
        rows: Rect::from_min_max(pos2(rect.left(), split.y), end),
        cells: Rect::from_min_max(split, end),
        places: 0..0,
        columns: 0..0,
    }
}

fn wheel(ui: &Ui, rect: Rect, local: &mut TableWindow) {
    if ui.rect_contains_pointer(rect) {
        let delta = ui.input(|input| input.smooth_scroll_delta);
        local.top -= f64::from(delta.y / ROW_HEIGHT);
        local.left -= f64::from(delta.x);
    }
}

fn bars_ui(
    ui: &mut Ui,
    id: Id,
    rect: Rect,
    local: &mut TableWindow,
    (rows, columns): (Extent, Extent),
) {
    let corner = rect.max - vec2(THICKNESS, THICKNESS);
    let down = Rect::from_min_max(
        pos2(corner.x, rect.top() + HEAD_HEIGHT),
        pos2(rect.right(), corner.y),
    );
    let across = Rect::from_min_max(
        pos2(rect.left() + FIXED.iter().sum::<f32>(), corner.y),
        pos2(corner.x, rect.bottom()),
    );
    let (top, left) = (&mut local.top, &mut local.left);
    scroll_bar_ui(ui, down, id.with("down"), "Scroll rows", rows, top);
    scroll_bar_ui(
        ui,
        across,
        id.with("across"),
        "Scroll columns",
        columns,
        left,
    );
}

/// What the keyboard does while the grid has it.
fn keys_ui(
    ui: &Ui,
    grid: &Grid<'_>,
    ground: &Response,
    local: &mut TableWindow,
    (rows, columns): (Extent, Extent),
    out: &mut Vec<AppCommand>,
) {
    if !ground.has_focus() {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(ground.id, filter));
    let keys: Vec<(Key, Modifiers)> = ui.input(|input| {
        let pressed = |event: &Event| {
            if let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            {
                Some((*key, *modifiers))
            } else {
                None
            }
        };
        input.events.iter().filter_map(pressed).collect()
    });
    for (key, modifiers) in keys {
        let sideways = [(Key::ArrowLeft, -62.0), (Key::ArrowRight, 62.0)];
        if let Some((_, by)) = sideways.into_iter().find(|(other, _)| *other == key) {
            local.left = columns.clamp(local.left + by);
        } else if key == Key::A && modifiers.command {
            local.selection.all(grid.listing);
        } else if matches!(key, Key::Delete | Key::Backspace) {
            let (rows, excluded) = exclusion(grid.listing, local);
            if !rows.is_empty() {
                out.push(AppCommand::Edit(DocumentEdit::Exclude { rows, excluded }));
            }
        } else if let Some(row) = row_of_key(grid.listing, local, key, rows) {
            if modifiers.shift {
                local.selection.extend_to(row);
            } else {
                local.selection.only(row);
                out.push(AppCommand::SelectRow(row));
            }
            local.reveal = Some(row);
        }
    }
}

/// The row that a key leads to.
fn row_of_key(listing: &Listing, local: &TableWindow, key: Key, seen: Extent) -> Option<usize> {
    let last = listing.len().saturating_sub(1);
    let page = (seen.visible as usize).saturating_sub(1).max(1);
    let place = (local.selection.cursor).and_then(|row| listing.place(row));
    // Without a cursor the keys begin at the first row that is seen.
    let first = local.top.ceil() as usize;
    let down = |by: usize| place.map_or(first, |place| place.saturating_add(by));
    let up = |by: usize| place.map_or(first, |place| place.saturating_sub(by));
    let wanted = [
        (Key::ArrowDown, down(1)),
        (Key::ArrowUp, up(1)),
        (Key::PageDown, down(page)),
        (Key::PageUp, up(page)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    let (_, place) = wanted.into_iter().find(|(other, _)| *other == key)?;
    listing.row(place.min(last))
}
