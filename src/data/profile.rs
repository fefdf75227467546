//! What a table's view and its warnings need to know of each column, computed once for a table.

use super::kind::ColumnKind;
use super::stats::ColumnStats;
use super::stats::StatsKind;
use super::table::Column;
use super::table::Table;
use super::table::Values;

/// The number of bars of a column's histogram.
pub const BARS: usize = 16;

/// A column in short: its figures, the shape of its values, and a number that equal columns share.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProfile {
    /// The figures.
    pub stats: ColumnStats,
    /// For numbers: how many lie in each of [`BARS`] equal intervals between the smallest and the largest. All 0 for
    /// classes, whose counts are in the figures.
    pub histogram: [u32; BARS],
    /// How its values are best taken.
    pub guess: ColumnKind,
    /// Equal for columns with equal cells, and nearly never for others.
    pub fingerprint: u64,
}

impl Column {
    /// Looks at the whole column; numbers are copied and sorted for it.
    ///
    /// ```
    /// use deltascope::data::BuiltinTable;
    ///
    /// let profile = BuiltinTable::Iris.table().columns[0].profile();
    /// assert_eq!(profile.stats.distinct, 35);
    /// assert_eq!(profile.histogram.iter().sum::<u32>(), 150);
    /// ```
    pub fn profile(&self) -> ColumnProfile {
        let stats = self.stats();
        let (histogram, fingerprint) = match &self.values {
            Values::Numeric(values) => (
                histogram(values, &stats),
                mix(values.iter().map(|value| canonical_bits(*value))),
            ),
            Values::Category { codes, classes } => {
                let names = classes.iter().flat_map(|class| class.bytes());
                let cells = codes.iter().map(|code| u64::from(*code));
                ([0; BARS], mix(cells.chain(names.map(u64::from))))
            }
        };
        ColumnProfile {
            stats,
            histogram,
            guess: self.guess_kind().kind,
            fingerprint,
        }
    }
}

impl Table {
    /// Looks at every column.
    pub fn profiles(&self) -> Vec<ColumnProfile> {
        self.columns.iter().map(Column::profile).collect()
    }
}

/// The bits of a number; those of 0 for −0, and the same for every `NaN`.
pub(super) fn canonical_bits(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        (value + 0.0).to_bits()
    }
}

/// Stirs words together (the multiplier is that of Knuth's MMIX generator).
fn mix(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(0xCBF2_9CE4_8422_2325, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(6_364_136_223_846_793_005)
    })
}

fn histogram(values: &[f64], stats: &ColumnStats) -> [u32; BARS] {
    let mut bars = [0; BARS];
    let Some(StatsKind::Number { min, max, .. }) = stats.kind else {
        return bars;
    };
    // Halves, so that the range of very large numbers does not overflow.
    let range = max / 2.0 - min / 2.0;
    for value in values.iter().filter(|value| !value.is_nan()) {
        let bar = if range > 0.0 {
            ((value / 2.0 - min / 2.0) / range * BARS as f64) as usize
        } else {
            0
        };
        bars[bar.min(BARS - 1)] += 1;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[f64]) -> ColumnProfile {
        Column::numbers("x", values.to_vec()).profile()
    }

    #[test]
    fn the_smallest_fills_the_first_bar_and_the_largest_the_last() {
        let bars = numbers(&[1.0, f64::NAN, 3.0, 5.0]).histogram;
        let filled: Vec<usize> = (0..BARS).filter(|&bar| bars[bar] == 1).collect();
        assert_eq!(filled, [0, BARS / 2, BARS - 1]);
    }

    #[test]
    fn a_constant_column_fills_one_bar() {
        let bars = numbers(&[2.0; 7]).histogram;
        assert_eq!((bars[0], bars.iter().sum::<u32>()), (7, 7));
    }

    #[test]
    fn the_widest_range_does_not_overflow() {
        let bars = numbers(&[-f64::MAX, 0.0, f64::MAX]).histogram;
        assert_eq!((bars[0], bars[BARS / 2], bars[BARS - 1]), (1, 1, 1));
    }

    #[test]
    fn equal_columns_share_a_fingerprint_and_others_do_not() {
        let print = |values: &[f64]| numbers(values).fingerprint;
        assert_eq!(print(&[0.0, f64::NAN]), print(&[-0.0, -f64::NAN]));
        assert_ne!(print(&[1.0, 2.0]), print(&[2.0, 1.0]));
        assert_ne!(print(&[1.0]), print(&[1.0, 1.0]));
    }
}
