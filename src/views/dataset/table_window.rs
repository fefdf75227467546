//! The window with all rows of the table: what is listed, what is looked for, and the grid.

use std::sync::Arc;

use egui::Button;
use egui::Key;
use egui::Label;
use egui::RichText;
use egui::Ui;
use egui::Window;
use egui::vec2;

use super::roles::ColumnRoles;
use super::source::table_name;
use super::summary::counted;
pub use super::table_cell::cell_ui;
use super::table_find::find_ui;
use super::table_grid::FIXED;
use super::table_grid::Grid;
pub use super::table_grid::ROW_HEIGHT;
use super::table_grid::grid_ui;
use super::table_state::COLUMN_WIDTH;
pub use super::table_state::TableWindow;
use crate::data::Part;
use crate::views::ViewCtx;
use crate::widgets::segments::segments_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::RowFilter;
use crate::workbench::TableCommand;
use crate::workbench::listing::Listing;

/// The window opens no narrower than the line of choices and the find field need, …
const LEAST_WIDTH: f32 = 620.0;

/// … and no wider than this.
const MOST_WIDTH: f32 = 1180.0;

/// However large it was made on a larger screen, it takes no more than this, …
const MOST_OF_SCREEN: f32 = 0.86;

/// … and stays so far from the edges.
const MARGIN: f32 = 8.0;

/// Shows the window while it is open.
pub fn table_window_ui(
    ui: &Ui,
    ctx: &ViewCtx<'_>,
    roles: &mut ColumnRoles,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let Some(table) = ctx.state.table().filter(|_| ctx.state.table_view.open) else {
        return;
    };
    let mut open = true;
    let screen = ui.ctx().content_rect();
    let size = vec2(
        width_for(table.columns.len()).min(0.72 * screen.width()),
        (screen.height() * 0.74).min(760.0),
    );
    Window::new(format!("Table: {}", table_name(ctx)))
        .id(egui::Id::unique("table window"))
        .open(&mut open)
        .default_pos(screen.center() - 0.5 * size)
        .default_size(size)
        .min_size([420.0, 260.0])
        .max_size(MOST_OF_SCREEN * screen.size())
        .constrain_to(screen.shrink(MARGIN))
        .collapsible(false)
        .show(ui.ctx(), |ui| {
            if let Some(listing) = ctx.state.table_view.listing() {
                if let Some(table) = ctx.state.table() {
                    roles.update(table, &ctx.state.document.experiment.data);
                }
                contents_ui(ui, ctx, (listing, roles), local, out);
            } else {
                ui.set_min_size(ui.available_size());
                ui.centered_and_justified(|ui| ui.weak("Looking at the rows…"));
            }
        });
    if !open {
        out.push(AppCommand::Table(TableCommand::Hide));
    }
}

/// The width at which the window shows so many columns, within bounds.
fn width_for(columns: usize) -> f32 {
    let frame = 40.0;
    let wished = FIXED.iter().sum::<f32>() + columns as f32 * COLUMN_WIDTH + frame;
    wished.clamp(LEAST_WIDTH, MOST_WIDTH)
}

fn contents_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (listing, roles): (&Arc<Listing>, &ColumnRoles),
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let sample = ctx.state.view.selected_sample;
    local.follow(listing, ctx.state.selected_row().map(|row| (sample, row)));
    filter_ui(ui, ctx, listing, out);
    find_ui(ui, ctx, listing, local, out);
    ui.add_space(2.0);
    // More than the foot takes: a window grows by whatever it is short of.
    let foot = ui.spacing().interact_size.y.max(28.0) + 3.0 * ui.spacing().item_spacing.y + 8.0;
    let size = vec2(
        ui.available_width(),
        (ui.available_height() - foot).max(120.0),
    );
    let grid = Grid {
        ctx,
        listing,
        roles,
    };
    grid_ui(ui, &grid, local, size, out);
    foot_ui(ui, ctx, listing, local, out);
}

/// The choice of rows and their number.
fn filter_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, listing: &Listing, out: &mut Vec<AppCommand>) {
    let filter = ctx.state.table_view.filter;
    let excluded = &ctx.state.document.experiment.data.excluded;
    ui.horizontal(|ui| {
        let mut choices = vec![(RowFilter::All, "All rows")];
        if listing.key().dataset.is_some() {
            choices.extend([
                (RowFilter::Part(Part::Train), "Train"),
                (RowFilter::Part(Part::Validation), "Validation"),
                (RowFilter::Part(Part::Test), "Test"),
            ]);
        }
        if listing.left_out() > 0 || filter == RowFilter::LeftOut {
            choices.push((RowFilter::LeftOut, "Left out"));
        }
        if !excluded.is_empty() || filter == RowFilter::Excluded {
            choices.push((RowFilter::Excluded, "Excluded"));
        }
        if let Some(chosen) = segments_ui(ui, filter, &choices, false) {
            out.push(AppCommand::Table(TableCommand::Filter(chosen)));
        }
        ui.weak(counted(listing.len(), "row", "rows"));
        if ctx.state.is_listing() {
            ui.spinner();
        }
    });
}

/// What is selected and what can be done with it.
fn foot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    listing: &Listing,
    local: &TableWindow,
    out: &mut Vec<AppCommand>,
) {
    ui.add_space(4.0);
    let excluded = &ctx.state.document.experiment.data.excluded;
    ui.horizontal(|ui| {
        let count = local.selection.count(listing);
        let wish = (count > 0).then(|| exclusion(listing, local));
        let text = if wish.as_ref().is_some_and(|(_, excluded)| !excluded) {
            "Include"
        } else {
            "Exclude"
        };
        let response = ui
            .add_enabled(count > 0, Button::new(text))
            .on_hover_text("Whether the selected rows take part in training (Delete)")
            .on_disabled_hover_text("Select rows first");
        if response.clicked()
            && let Some((rows, excluded)) = wish
        {
            out.push(AppCommand::Edit(DocumentEdit::Exclude { rows, excluded }));
        }
        if !excluded.is_empty() {
            let response = ui
                .button("Include all")
                .on_hover_text("Take every excluded row in again");
            if response.clicked() {
                out.push(AppCommand::Edit(DocumentEdit::Exclude {
                    rows: excluded.clone(),
                    excluded: false,
                }));
            }
        }
        let mut text = format!("{} selected", counted(count, "row", "rows"));
        if !excluded.is_empty() {
            text = format!("{text}, {} excluded", excluded.len());
        }
        ui.add(Label::new(RichText::new(text).weak()).truncate());
    });
}

/// The selected rows, and whether they are taken out: they are, unless all of them are out already.
pub fn exclusion(listing: &Listing, local: &TableWindow) -> (Vec<usize>, bool) {
    let rows = local.selection.rows(listing);
    let out = |row: &usize| listing.key().excluded.binary_search(row).is_ok();
    let all_out = rows.iter().all(out);
    (rows, !all_out)
}

/// Whether Ctrl+F was pressed while the window is in front.
pub fn wants_find(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::F))
}
