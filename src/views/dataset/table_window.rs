//! The window with all rows of the table and the part that each belongs to.

use std::ops::Range;
use std::sync::Arc;

use egui::Button;
use egui::Label;
use egui::RichText;
use egui::Sense;
use egui::Ui;
use egui::Window;
use egui::vec2;
use egui_extras::Column;
use egui_extras::TableBuilder;

use super::columns::type_ui;
use super::split::part_look;
use super::summary::counted;
use crate::data::Dataset;
use crate::data::Part;
use crate::data::Table;
use crate::data::Values;
use crate::views::ViewCtx;
use crate::widgets::pager::column_pager_ui;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::state::Check;

/// The most columns shown side by side; wider tables are paged through.
const PAGE: usize = 60;

/// The height of a row.
pub const ROW_HEIGHT: f32 = 22.0;

/// What the window keeps between frames.
#[derive(Debug, Default)]
pub struct TableWindow {
    /// Whether it is shown.
    pub open: bool,
    filter: RowFilter,
    samples: RowSamples,
}

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum RowFilter {
    /// Every row of the table.
    #[default]
    All,
    /// Those of a part.
    Part(Part),
    /// Those that were left out.
    Dropped,
}

/// For each row of the table its sample, found once for a data set.
#[derive(Debug, Default)]
struct RowSamples {
    dataset: Option<Arc<Dataset>>,
    /// By row; `None` = left out.
    samples: Vec<Option<u32>>,
    dropped: Vec<usize>,
}

impl RowSamples {
    fn update(&mut self, dataset: &Arc<Dataset>, rows: usize) {
        let known = self.dataset.as_ref();
        if known.is_some_and(|known| Arc::ptr_eq(known, dataset)) && self.samples.len() == rows {
            return;
        }
        self.samples = vec![None; rows];
        for (sample, &row) in dataset.rows.iter().enumerate() {
            if let Some(entry) = self.samples.get_mut(row) {
                *entry = Some(sample as u32);
            }
        }
        self.dropped = (0..rows)
            .filter(|&row| self.samples[row].is_none())
            .collect();
        self.dataset = Some(Arc::clone(dataset));
    }

    /// The sample of a row, if it was not left out.
    fn sample(&self, row: usize) -> Option<usize> {
        self.samples.get(row).copied().flatten().map(|s| s as usize)
    }

    /// The part of a row, if it was not left out.
    fn part(&self, row: usize) -> Option<Part> {
        let sample = self.sample(row)?;
        let dataset = self.dataset.as_ref()?;
        [Part::Train, Part::Validation, Part::Test]
            .into_iter()
            .find(|&part| dataset.part(part).contains(&sample))
    }

    /// The row at a place of the filtered list.
    fn row(&self, filter: RowFilter, place: usize) -> usize {
        match (filter, &self.dataset) {
            (RowFilter::Part(part), Some(dataset)) => {
                dataset.rows[dataset.part(part).start + place]
            }
            (RowFilter::Dropped, Some(_)) => self.dropped[place],
            (RowFilter::All, _) | (_, None) => place,
        }
    }

    /// The length of the filtered list.
    fn count(&self, filter: RowFilter, rows: usize) -> usize {
        match (filter, &self.dataset) {
            (RowFilter::Part(part), Some(dataset)) => dataset.part(part).len(),
            (RowFilter::Dropped, Some(_)) => self.dropped.len(),
            (RowFilter::All, _) | (_, None) => rows,
        }
    }
}

/// Shows the window while it is open.
pub fn table_window_ui(
    ui: &Ui,
    ctx: &ViewCtx<'_>,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    let Some(table) = ctx.state.table().filter(|_| local.open) else {
        return;
    };
    let mut open = true;
    let screen = ui.ctx().content_rect();
    let size = vec2(
        (screen.width() * 0.6).min(900.0),
        (screen.height() * 0.6).min(560.0),
    );
    Window::new("Table")
        .id(egui::Id::unique("table window"))
        .open(&mut open)
        .default_pos(screen.center() - 0.5 * size)
        .default_size(size)
        .min_size([360.0, 200.0])
        .collapsible(false)
        .show(ui.ctx(), |ui| contents_ui(ui, ctx, table, local, out));
    local.open = open;
}

fn contents_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Arc<Table>,
    local: &mut TableWindow,
    out: &mut Vec<AppCommand>,
) {
    match &ctx.state.check {
        Check::Ready(plan) => local.samples.update(plan.dataset(), table.rows()),
        Check::NoTable | Check::Working | Check::Problems(_) => {
            local.samples = RowSamples::default();
            local.filter = RowFilter::All;
        }
    }
    let columns = head_ui(ui, table, local);
    ui.separator();
    egui::ScrollArea::horizontal()
        .auto_shrink(false)
        .show(ui, |ui| grid_ui(ui, ctx, table, local, columns, out));
}

/// The choice of rows, and of columns where there are many; returns the columns to show.
fn head_ui(ui: &mut Ui, table: &Table, local: &mut TableWindow) -> Range<usize> {
    let TableWindow {
        filter, samples, ..
    } = local;
    ui.horizontal(|ui| {
        if samples.dataset.is_some() {
            let mut choices = vec![
                (RowFilter::All, "All rows"),
                (RowFilter::Part(Part::Train), "Train"),
                (RowFilter::Part(Part::Validation), "Validation"),
                (RowFilter::Part(Part::Test), "Test"),
            ];
            if samples.dropped.is_empty() {
                if *filter == RowFilter::Dropped {
                    *filter = RowFilter::All;
                }
            } else {
                choices.push((RowFilter::Dropped, "Left out"));
            }
            if let Some(chosen) = segments_ui(ui, *filter, &choices, false) {
                *filter = chosen;
            }
        }
        let count = samples.count(*filter, table.rows());
        ui.weak(counted(count, "row", "rows"));
        column_pager_ui(ui, "table", table.columns.len(), PAGE)
    })
    .inner
}

fn grid_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    local: &TableWindow,
    columns: Range<usize>,
    out: &mut Vec<AppCommand>,
) {
    let TableWindow {
        filter, samples, ..
    } = local;
    TableBuilder::new(ui)
        .id_salt(("rows", columns.start))
        .striped(true)
        .sense(Sense::click())
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .auto_shrink(false)
        .column(Column::exact(64.0))
        .column(Column::exact(74.0))
        .columns(
            Column::auto_with_initial_suggestion(96.0)
                .range(60.0..=260.0)
                .clip(true)
                .resizable(true),
            columns.len(),
        )
        .header(24.0, |mut header| {
            header.col(|ui| {
                ui.strong("Row");
            });
            header.col(|ui| {
                ui.strong("Part");
            });
            for column in &table.columns[columns.clone()] {
                header.col(|ui| {
                    type_ui(ui, matches!(column.values, Values::Category { .. }));
                    ui.add(Label::new(RichText::new(&column.name).strong()).truncate())
                        .on_hover_text(&column.name);
                });
            }
        })
        .body(|body| {
            let count = samples.count(*filter, table.rows());
            body.rows(ROW_HEIGHT, count, |mut line| {
                let row = samples.row(*filter, line.index());
                let sample = samples.sample(row);
                let selected = sample.is_some_and(|s| s == ctx.state.view.selected_sample);
                line.set_selected(selected);
                let mut clicked = false;
                line.col(|ui| clicked = row_number_ui(ui, row, selected));
                line.col(|ui| part_ui(ui, samples, row));
                for column in &table.columns[columns.clone()] {
                    line.col(|ui| cell_ui(ui, column, row));
                }
                if (clicked || line.response().clicked())
                    && let Some(sample) = sample
                {
                    out.push(AppCommand::SelectSample(sample));
                }
            });
        });
}

/// The row's number, from 1; a button, so that the keyboard and screen readers reach it.
fn row_number_ui(ui: &mut Ui, row: usize, selected: bool) -> bool {
    let name = format!("Select row {}", row + 1);
    let number = Button::new((row + 1).to_string())
        .frame(false)
        .selected(selected);
    ui.add(number).accessible_name(name).clicked()
}

fn part_ui(ui: &mut Ui, samples: &RowSamples, row: usize) {
    match samples.part(row) {
        Some(part) => {
            let (word, color) = part_look(ui, part);
            ui.add(Label::new(RichText::new(word).color(color)).selectable(false));
        }
        None if samples.dataset.is_some() => {
            let color = Tokens::of(ui).warning;
            ui.add(Label::new(RichText::new("Left out").color(color)).selectable(false));
        }
        None => {
            ui.weak("–");
        }
    }
}

/// One cell; numbers are cut to six digits after the point and shown whole under the pointer.
pub fn cell_ui(ui: &mut Ui, column: &crate::data::Column, row: usize) {
    if column.values.is_missing(row) {
        let color = Tokens::of(ui).warning;
        let text = RichText::new("missing").italics().color(color);
        ui.add(Label::new(text).selectable(false));
        return;
    }
    let exact = column.values.text(row);
    let cut = match &column.values {
        Values::Numeric(values) => cut_number(values[row], &exact),
        Values::Category { .. } => None,
    };
    let response = ui.add(
        Label::new(cut.as_ref().unwrap_or(&exact))
            .selectable(false)
            .truncate(),
    );
    if cut.is_some() {
        response.on_hover_text(exact);
    }
}

/// The number with at most six digits after the point; `None` where that is all there is.
fn cut_number(value: f64, exact: &str) -> Option<String> {
    let digits = exact.split_once('.').map_or(0, |(_, digits)| digits.len());
    (digits > 6 && value.abs() >= 1e-3).then(|| format!("{value:.6}"))
}
