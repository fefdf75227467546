//! The rows of the table in the order in which the table's window lists them.

use std::sync::Arc;

use crate::data::Dataset;
use crate::data::Part;
use crate::data::Table;
use crate::data::sorted_rows;

/// Sorted by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's index.
    pub column: usize,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowFilter {
    /// Every row of the table.
    #[default]
    All,
    /// Those of a part.
    Part(Part),
    /// Those that were left out for a missing cell.
    LeftOut,
    /// Those that the user has taken out.
    Excluded,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    /// It belongs to a part.
    Part(Part),
    /// It was left out for a missing cell.
    LeftOut,
    /// The user has taken it out.
    Excluded,
    /// The data is not prepared, so nobody knows.
    Unknown,
}

/// What a listing is made from.
#[derive(Clone, Debug)]
pub struct ListingKey {
    /// The table.
    pub table: Arc<Table>,
    /// How its rows are shared out, if that is known.
    pub dataset: Option<Arc<Dataset>>,
    /// The rows that the user has taken out, ascending.
    pub excluded: Vec<usize>,
    /// The order.
    pub sort: Option<Sort>,
    /// The choice.
    pub filter: RowFilter,
}

impl ListingKey {
    /// Whether both give the same listing.
    pub fn same(&self, other: &Self) -> bool {
        let dataset = match (&self.dataset, &other.dataset) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        dataset
            && Arc::ptr_eq(&self.table, &other.table)
            && self.sort == other.sort
            && self.filter == other.filter
            && self.excluded == other.excluded
    }
}

/// The parts.
const PARTS: [Part; 3] = [Part::Train, Part::Validation, Part::Test];

/// The rows in their order.
#[derive(Debug)]
pub struct Listing {
    key: ListingKey,
    /// By place; `None` = every row in the order of the table.
    rows: Option<Vec<u32>>,
    /// By row its place, `u32::MAX` = not listed.
    places: Option<Vec<u32>>,
    /// By row what becomes of it.
    fates: Vec<RowFate>,
    /// How many rows were left out for a missing cell.
    left_out: usize,
}

impl Listing {
    /// Lists the rows.
    pub fn new(key: ListingKey) -> Self {
        let count = key.table.rows();
        let fates = fates(&key);
        let left_out = fates
            .iter()
            .filter(|fate| **fate == RowFate::LeftOut)
            .count();
        let order = key
            .sort
            .and_then(|sort| Some((key.table.columns.get(sort.column)?, sort.descending)))
            .map(|(column, descending)| sorted_rows(&column.values, descending));
        let wanted = match key.filter {
            RowFilter::All => None,
            RowFilter::Part(part) => Some(RowFate::Part(part)),
            RowFilter::LeftOut => Some(RowFate::LeftOut),
            RowFilter::Excluded => Some(RowFate::Excluded),
        };
        let rows = match (order, wanted) {
            (order, None) => order,
            (order, Some(wanted)) => {
                let mut rows = order.unwrap_or_else(|| (0..count as u32).collect());
                rows.retain(|row| fates[*row as usize] == wanted);
                Some(rows)
            }
        };
        let places = rows.as_ref().map(|rows| {
            let mut places = vec![u32::MAX; count];
            for (place, row) in (0..).zip(rows) {
                places[*row as usize] = place;
            }
            places
        });
        Self {
            key,
            rows,
            places,
            fates,
            left_out,
        }
    }

    /// What it was made from.
    pub fn key(&self) -> &ListingKey {
        &self.key
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.rows {
            Some(rows) => rows.len(),
            None => self.fates.len(),
        }
    }

    /// Whether no row is listed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at a place.
    pub fn row(&self, place: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => rows.get(place).map(|row| *row as usize),
            None => (place < self.fates.len()).then_some(place),
        }
    }

    /// The place of a row, if it is listed.
    pub fn place(&self, row: usize) -> Option<usize> {
        match &self.places {
            Some(places) => {
                let place = *places.get(row)?;
                (place != u32::MAX).then_some(place as usize)
            }
            None => (row < self.fates.len()).then_some(row),
        }
    }

    /// What becomes of a row.
    pub fn fate(&self, row: usize) -> RowFate {
        self.fates.get(row).copied().unwrap_or(RowFate::Unknown)
    }

    /// How many rows of the table were left out for a missing cell.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

fn fates(key: &ListingKey) -> Vec<RowFate> {
    let ListingKey {
        table,
        dataset,
        excluded,
        ..
    } = key;
    let mut fates = match dataset {
        None => vec![RowFate::Unknown; table.rows()],
        Some(dataset) => {
            let mut fates = vec![RowFate::LeftOut; table.rows()];
            for part in PARTS {
                for row in &dataset.rows[dataset.part(part)] {
                    if let Some(fate) = fates.get_mut(*row) {
                        *fate = RowFate::Part(part);
                    }
                }
            }
            fates
        }
    };
    for row in excluded {
        if let Some(fate) = fates.get_mut(*row) {
            *fate = RowFate::Excluded;
        }
    }
    fates
}
