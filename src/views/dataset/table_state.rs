//! What the table's window keeps between frames: where it is scrolled to, the widths of the columns, the selected rows.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::data::Table;
use crate::workbench::RowFilter;
use crate::workbench::listing::Listing;

/// The width of a column before it is changed by hand.
pub const COLUMN_WIDTH: f32 = 124.0;

/// The widths that a column may have.
pub const WIDTHS: std::ops::RangeInclusive<f32> = 56.0..=420.0;

/// What the window keeps.
#[derive(Debug, Default)]
pub struct TableWindow {
    /// The selected rows.
    pub selection: Selection,
    /// The first row seen, with the part of it that is not.
    pub top: f64,
    /// How far the columns are scrolled, in points.
    pub left: f64,
    /// A row to scroll to.
    pub reveal: Option<usize>,
    /// A column to scroll to.
    pub reveal_column: Option<usize>,
    /// The text of the find field.
    pub text: String,
    columns: Columns,
    listing: Option<Arc<Listing>>,
    /// The sample that the other views showed last.
    shown_sample: Option<usize>,
}

impl TableWindow {
    /// Fits the listing, and the sample and row that the other views show.
    pub fn follow(&mut self, listing: &Arc<Listing>, shown: Option<(usize, usize)>) {
        let known = self.listing.as_ref();
        let known_dataset = known.and_then(|known| known.key().dataset.as_ref().map(Arc::as_ptr));
        let other_table =
            known.is_none_or(|known| !Arc::ptr_eq(&known.key().table, &listing.key().table));
        if other_table {
            self.columns = Columns::of(&listing.key().table);
            self.selection = Selection::default();
            (self.top, self.left) = (0.0, 0.0);
            self.shown_sample = None;
        }
        if known.is_none_or(|known| !Arc::ptr_eq(known, listing)) {
            let sorted = self.listing.as_ref().is_some_and(|known| {
                known.key().sort != listing.key().sort || known.key().filter != listing.key().filter
            });
            let all = listing.key().filter == RowFilter::All;
            if other_table || sorted || !all {
                self.selection.settle();
            }
            if sorted && !other_table {
                self.top = 0.0;
            }
            self.listing = Some(Arc::clone(listing));
        }
        // Where the samples themselves have become others, the grid stays where it is.
        let samples_changed = known_dataset != listing.key().dataset.as_ref().map(Arc::as_ptr);
        let sample = shown.map(|(sample, _)| sample);
        if self.shown_sample != sample {
            self.shown_sample = sample;
            if let Some((_, row)) = shown
                && (other_table || !samples_changed)
                && self.selection.cursor != Some(row)
            {
                self.selection.only(row);
                self.reveal = Some(row);
            }
        }
    }

    /// The places of the columns.
    pub fn columns(&mut self) -> &mut Columns {
        &mut self.columns
    }
}

/// Where each column begins.
#[derive(Debug, Default)]
pub struct Columns {
    /// One more than there are columns, in points from the first.
    edges: Vec<f32>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        let width = |index| index as f32 * COLUMN_WIDTH;
        Self {
            edges: (0..=table.columns.len()).map(width).collect(),
        }
    }

    /// The width of all.
    pub fn total(&self) -> f32 {
        self.edges.last().copied().unwrap_or(0.0)
    }

    /// Where a column begins and ends.
    pub fn range(&self, column: usize) -> Range<f32> {
        let edge = |index: usize| self.edges.get(index).copied().unwrap_or(0.0);
        edge(column)..edge(column + 1)
    }

    /// The columns of which something lies between two places.
    pub fn between(&self, from: f32, to: f32) -> Range<usize> {
        let count = self.edges.len().saturating_sub(1);
        let first = self.edges.partition_point(|edge| *edge <= from);
        let end = self.edges.partition_point(|edge| *edge < to);
        first.saturating_sub(1).min(count)..end.min(count)
    }

    /// Gives a column another width.
    pub fn resize(&mut self, column: usize, width: f32) {
        let range = self.range(column);
        let change = width.clamp(*WIDTHS.start(), *WIDTHS.end()) - (range.end - range.start);
        for edge in self.edges.iter_mut().skip(column + 1) {
            *edge += change;
        }
    }
}

/// The selected rows: those from the anchor to the cursor as they are listed, and others one by one.
#[derive(Debug, Default)]
pub struct Selection {
    /// The row with the keyboard.
    pub cursor: Option<usize>,
    anchor: Option<usize>,
    others: BTreeSet<usize>,
}

impl Selection {
    /// Selects one row.
    pub fn only(&mut self, row: usize) {
        self.cursor = Some(row);
        self.anchor = Some(row);
        self.others.clear();
    }

    /// Selects all rows from the anchor to this one.
    pub fn extend_to(&mut self, row: usize) {
        self.anchor = self.anchor.or(Some(row));
        self.cursor = Some(row);
    }

    /// Takes a row into the selection, or out of it.
    pub fn toggle(&mut self, row: usize, listing: &Listing) {
        if self.contains(row, listing) {
            self.others = self.rows(listing).into_iter().collect();
            self.others.remove(&row);
            self.anchor = None;
            self.cursor = None;
        } else {
            self.others = self.rows(listing).into_iter().collect();
            self.cursor = Some(row);
            self.anchor = Some(row);
        }
    }

    /// Selects every listed row.
    pub fn all(&mut self, listing: &Listing) {
        self.anchor = listing.row(0);
        self.cursor = listing.row(listing.len().saturating_sub(1));
    }

    /// Whether a row is selected.
    pub fn contains(&self, row: usize, listing: &Listing) -> bool {
        self.others.contains(&row)
            || (listing.place(row)).is_some_and(|place| self.span(listing).contains(&place))
    }

    /// The selected rows, ascending.
    pub fn rows(&self, listing: &Listing) -> Vec<usize> {
        let span = self.span(listing);
        let mut rows: Vec<usize> = span.filter_map(|place| listing.row(place)).collect();
        rows.extend(&self.others);
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// How many rows are selected.
    pub fn count(&self, listing: &Listing) -> usize {
        let span = self.span(listing);
        let inside = |row: &&usize| {
            listing
                .place(**row)
                .is_some_and(|place| span.contains(&place))
        };
        span.len() + self.others.len() - self.others.iter().filter(inside).count()
    }

    /// Keeps only the cursor where other rows are listed, or in another order.
    fn settle(&mut self) {
        self.anchor = self.cursor;
    }

    /// The places from the anchor to the cursor.
    fn span(&self, listing: &Listing) -> Range<usize> {
        let place = |row: Option<usize>| row.and_then(|row| listing.place(row));
        match (place(self.anchor), place(self.cursor)) {
            (Some(one), Some(other)) => one.min(other)..one.max(other) + 1,
            (None, Some(place)) | (Some(place), None) => place..place + 1,
            (None, None) => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::workbench::Sort;
    use crate::workbench::listing::ListingKey;

    /// Five rows in descending order: 4, 3, 2, 1, 0.
    fn listing() -> Listing {
        let values = (0..5).map(f64::from).collect();
        Listing::new(ListingKey {
            table: Arc::new(Table::new("t", vec![Column::numbers("x", values)])),
            dataset: None,
            excluded: Vec::new(),
            sort: Some(Sort {
                column: 0,
                descending: true,
            }),
            filter: RowFilter::All,
        })
    }

    #[test]
    fn a_span_goes_by_the_order_of_the_listing() {
        let listing = listing();
        let mut selection = Selection::default();
        selection.only(4);
        selection.extend_to(2);
        assert_eq!(selection.rows(&listing), [2, 3, 4]);
        selection.extend_to(4);
        assert_eq!(selection.rows(&listing), [4]);
        selection.all(&listing);
        assert_eq!(selection.count(&listing), 5);
    }

    #[test]
    fn taking_rows_out_keeps_them_selected() {
        let before = listing();
        let key = before.key().clone();
        let out = |excluded: Vec<usize>, filter| {
            Arc::new(Listing::new(ListingKey {
                excluded,
                filter,
                ..key.clone()
            }))
        };
        let mut window = TableWindow::default();
        window.follow(&Arc::new(before), None);
        window.selection.only(4);
        window.selection.extend_to(2);
        let after = out(vec![2, 3, 4], RowFilter::All);
        window.follow(&after, None);
        assert_eq!(window.selection.rows(&after), [2, 3, 4]);
        // Where other rows are listed, those between two selected ones were not all chosen.
        let excluded = out(vec![2, 4], RowFilter::Excluded);
        window.follow(&excluded, None);
        assert_eq!(window.selection.rows(&excluded), [2]);
    }

    #[test]
    fn rows_are_toggled_one_by_one() {
        let listing = listing();
        let mut selection = Selection::default();
        selection.only(0);
        selection.toggle(3, &listing);
        assert_eq!(
            (selection.rows(&listing), selection.count(&listing)),
            (vec![0, 3], 2)
        );
        selection.toggle(0, &listing);
        assert_eq!(selection.rows(&listing), [3]);
        assert!(!selection.contains(0, &listing) && selection.contains(3, &listing));
    }

    #[test]
    fn the_columns_between_two_places_are_those_of_which_something_is_seen() {
        let column = |index| Column::numbers(format!("x{index}"), vec![0.0]);
        let table = Table::new("t", (0..4).map(column).collect());
        let mut columns = Columns::of(&table);
        columns.resize(1, 60.0);
        assert_eq!(
            columns.range(2),
            COLUMN_WIDTH + 60.0..2.0 * COLUMN_WIDTH + 60.0
        );
        assert_eq!(columns.between(0.0, COLUMN_WIDTH), 0..1);
        assert_eq!(
            columns.between(COLUMN_WIDTH - 1.0, COLUMN_WIDTH + 61.0),
            0..3
        );
        assert_eq!(
            columns.between(columns.total() - 1.0, columns.total() + 50.0),
            3..4
        );
        columns.resize(0, 1e9);
        assert_eq!(columns.range(0), 0.0..*WIDTHS.end());
    }
}
