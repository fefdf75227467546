//! A summary of each column for display.

use super::scaler::moments;
use super::table::Column;
use super::table::Table;
use super::table::Values;

/// What a column holds, in short.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnStats {
    /// The number of cells without a usable value.
    pub missing: usize,
    /// The number of different values.
    pub distinct: usize,
    /// Figures by kind; `None` if there is not one value.
    pub kind: Option<StatsKind>,
}

/// Figures of a column that has values.
#[derive(Clone, Debug, PartialEq)]
pub enum StatsKind {
    /// Numbers.
    Number {
        /// The smallest.
        min: f64,
        /// The mean.
        mean: f64,
        /// The middle value, or the mean of the two middle ones.
        median: f64,
        /// The largest.
        max: f64,
        /// The standard deviation of the population.
        deviation: f64,
        /// Whether all are whole numbers.
        whole: bool,
    },
    /// Classes.
    Classes {
        /// For each class the number of its rows.
        counts: Vec<usize>,
    },
}

impl Column {
    /// Summarises the column; numbers are copied and sorted for it.
    ///
    /// ```
    /// use deltascope::data::{BuiltinTable, StatsKind};
    ///
    /// let stats = BuiltinTable::Iris.table().stats();
    /// assert_eq!(stats[4].distinct, 3);
    /// assert!(matches!(stats[0].kind, Some(StatsKind::Number { min: 4.3, max: 7.9, .. })));
    /// ```
    pub fn stats(&self) -> ColumnStats {
        match &self.values {
            Values::Numeric(values) => number_stats(values),
            Values::Category { codes, classes } => {
                let mut counts = vec![0; classes.len()];
                let mut missing = 0;
                for code in codes {
                    match counts.get_mut(*code as usize) {
                        Some(count) => *count += 1,
                        None => missing += 1,
                    }
                }
                ColumnStats {
                    missing,
                    distinct: counts.iter().filter(|count| **count > 0).count(),
                    kind: (missing < codes.len()).then_some(StatsKind::Classes { counts }),
                }
            }
        }
    }
}

impl Table {
    /// Summarises every column.
    pub fn stats(&self) -> Vec<ColumnStats> {
        self.columns.iter().map(Column::stats).collect()
    }
}

fn number_stats(values: &[f64]) -> ColumnStats {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let missing = values.len() - sorted.len();
    let (Some(min), Some(max)) = (sorted.first().copied(), sorted.last().copied()) else {
        return ColumnStats {
            missing,
            distinct: 0,
            kind: None,
        };
    };
    let (mean, deviation) = moments(sorted.iter().copied(), min.abs().max(max.abs()));
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        sorted[middle - 1] / 2.0 + sorted[middle] / 2.0
    };
    ColumnStats {
        missing,
        distinct: 1 + sorted.windows(2).filter(|pair| pair[0] != pair[1]).count(),
        kind: Some(StatsKind::Number {
            min,
            mean: mean.clamp(min, max),
            median,
            max,
            deviation: if min == max { 0.0 } else { deviation },
            whole: sorted.iter().all(|value| value.fract() == 0.0),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_summarised_without_missing_cells() {
        // 1, 2, 2, 7: mean 3, median 2, variance (4 + 1 + 1 + 16)/4 = 5.5 (hand calculation).
        let column = Column::new("x", Values::Numeric(vec![7.0, 2.0, f64::NAN, 1.0, 2.0]));
        let expected = ColumnStats {
            missing: 1,
            distinct: 3,
            kind: Some(StatsKind::Number {
                min: 1.0,
                mean: 3.0,
                median: 2.0,
                max: 7.0,
                deviation: 5.5_f64.sqrt(),
                whole: true,
            }),
        };
        assert_eq!(column.stats(), expected);
    }

    #[test]
    fn the_mean_of_zeros_is_zero() {
        let column = Column::new("x", Values::Numeric(vec![0.0, -0.0, f64::NAN]));
        let Some(StatsKind::Number {
            mean, deviation, ..
        }) = column.stats().kind
        else {
            panic!("zeros are numbers");
        };
        assert_eq!((mean, deviation), (0.0, 0.0));
    }

    #[test]
    fn columns_without_a_value_have_no_figures() {
        let numbers = Column::new("x", Values::Numeric(vec![f64::NAN]));
        assert_eq!(numbers.stats().kind, None);
        let classes = Column::new(
            "c",
            Values::Category {
                codes: vec![Values::MISSING],
                classes: Vec::new(),
            },
        );
        assert_eq!(classes.stats().kind, None);
        assert_eq!(classes.stats().missing, 1);
    }
}
