//! What the column list says about each column, computed once for a table and a bounded number of cells a frame.

use std::sync::Arc;

use crate::data::Column;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::scale::whole_number;

/// The number of bars of a column's histogram.
pub const BARS: usize = 16;

/// About as many cells are looked at in one frame, at least one column.
const CELLS_PER_FRAME: usize = 200_000;

/// What there is to say about one column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSummary {
    /// Cells without a value.
    pub missing: usize,
    /// The values.
    pub kind: SummaryKind,
}

/// The values of a column in short.
#[derive(Clone, Debug, PartialEq)]
pub enum SummaryKind {
    /// Numbers.
    Numbers {
        /// The smallest.
        min: f64,
        /// The mean.
        mean: f64,
        /// The largest.
        max: f64,
        /// How many lie in each of [`BARS`] equal intervals between the smallest and the largest.
        histogram: [u32; BARS],
    },
    /// Classes.
    Classes {
        /// How many rows each class has, in the table's order of classes.
        counts: Vec<u32>,
    },
    /// No cell has a value.
    Empty,
}

/// The summaries of one table, growing column by column.
#[derive(Debug, Default)]
pub struct Summaries {
    /// The table they belong to. Holding it keeps its address from being used again.
    table: Option<Arc<Table>>,
    columns: Vec<ColumnSummary>,
}

impl Summaries {
    /// Goes on for `table`, anew where it is another one. Returns whether all columns are done.
    pub fn advance(&mut self, table: &Arc<Table>) -> bool {
        if !self
            .table
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, table))
        {
            self.table = Some(Arc::clone(table));
            self.columns.clear();
        }
        let mut cells = 0;
        while let Some(column) = table.columns.get(self.columns.len()) {
            if cells >= CELLS_PER_FRAME {
                return false;
            }
            cells += column.values.len().max(1);
            self.columns.push(summarise(column));
        }
        true
    }

    /// Forgets the table.
    pub fn clear(&mut self) {
        self.table = None;
        self.columns.clear();
    }

    /// The summary of a column, once it is there.
    pub fn column(&self, index: usize) -> Option<&ColumnSummary> {
        self.columns.get(index)
    }
}

/// Looks at one column.
pub fn summarise(column: &Column) -> ColumnSummary {
    match &column.values {
        Values::Numeric(values) => summarise_numbers(values),
        Values::Category { codes, classes } => {
            let mut counts = vec![0_u32; classes.len()];
            let mut missing = 0;
            for &code in codes {
                match counts.get_mut(code as usize) {
                    Some(count) => *count += 1,
                    None => missing += 1,
                }
            }
            let kind = if missing == codes.len() {
                SummaryKind::Empty
            } else {
                SummaryKind::Classes { counts }
            };
            ColumnSummary { missing, kind }
        }
    }
}

fn summarise_numbers(values: &[f64]) -> ColumnSummary {
    let (mut min, mut max, mut sum, mut count) = (f64::INFINITY, f64::NEG_INFINITY, 0.0, 0_usize);
    for &value in values.iter().filter(|value| !value.is_nan()) {
        min = min.min(value);
        max = max.max(value);
        sum += value;
        count += 1;
    }
    let missing = values.len() - count;
    if count == 0 {
        return ColumnSummary {
            missing,
            kind: SummaryKind::Empty,
        };
    }
    let mut histogram = [0; BARS];
    let scale = if max > min {
        BARS as f64 / (max - min)
    } else {
        0.0
    };
    for &value in values.iter().filter(|value| !value.is_nan()) {
        let bar = ((value - min) * scale) as usize;
        histogram[bar.min(BARS - 1)] += 1;
    }
    ColumnSummary {
        missing,
        kind: SummaryKind::Numbers {
            min,
            mean: sum / count as f64,
            max,
            histogram,
        },
    }
}

/// `1 row`, `2 rows`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        whole_number(count as u64),
        if count == 1 { one } else { many }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[f64]) -> Column {
        Column {
            name: "x".to_owned(),
            values: Values::Numeric(values.to_vec()),
        }
    }

    #[test]
    fn numbers_are_summed_up_without_the_missing_ones() {
        let ColumnSummary { missing, kind } = summarise(&numbers(&[1.0, f64::NAN, 3.0, 5.0]));
        assert_eq!(missing, 1);
        let SummaryKind::Numbers {
            min,
            mean,
            max,
            histogram,
        } = kind
        else {
            panic!("numbers expected, got {kind:?}");
        };
        assert_eq!((min, mean, max), (1.0, 3.0, 5.0));
        // 1 in the first bar, 3 in the middle one, the largest value in the last.
        let filled: Vec<usize> = (0..BARS).filter(|&bar| histogram[bar] == 1).collect();
        assert_eq!(filled, [0, BARS / 2, BARS - 1]);
    }

    #[test]
    fn a_constant_column_fills_one_bar() {
        let ColumnSummary { kind, .. } = summarise(&numbers(&[2.0; 7]));
        let SummaryKind::Numbers { histogram, .. } = kind else {
            panic!("numbers expected, got {kind:?}");
        };
        assert_eq!(histogram[0], 7);
        assert_eq!(histogram.iter().sum::<u32>(), 7);
    }

    #[test]
    fn a_column_without_values_is_empty() {
        let summary = summarise(&numbers(&[f64::NAN; 3]));
        assert_eq!(summary.missing, 3);
        assert_eq!(summary.kind, SummaryKind::Empty);
    }

    #[test]
    fn classes_are_counted_by_name() {
        let column = Column {
            name: "c".to_owned(),
            values: Values::Category {
                codes: vec![0, 1, 1, Values::MISSING],
                classes: vec!["a".to_owned(), "b".to_owned()],
            },
        };
        let ColumnSummary { missing, kind } = summarise(&column);
        assert_eq!(missing, 1);
        assert_eq!(kind, SummaryKind::Classes { counts: vec![1, 2] });
    }

    #[test]
    fn a_large_table_is_done_over_several_frames_and_another_table_starts_anew() {
        let table = |columns: usize| {
            Arc::new(Table {
                columns: vec![numbers(&vec![1.0; CELLS_PER_FRAME]); columns],
                ..Table::default()
            })
        };
        let (first, second) = (table(3), table(1));
        let mut summaries = Summaries::default();
        assert!(!summaries.advance(&first), "one column a frame");
        assert!(summaries.column(0).is_some() && summaries.column(1).is_none());
        assert!(!summaries.advance(&first));
        assert!(summaries.advance(&first));
        assert!(summaries.advance(&second));
        assert!(
            summaries.column(1).is_none(),
            "the other table is forgotten"
        );
    }
}
