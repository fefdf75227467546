//! Curves in bounded memory: when a table of series is full, the distance between its epochs doubles.

/// Whether a number is a multiple of a power of two. (A division would take as long as an update of a small network.)
pub(super) fn fits(number: u64, power: u64) -> bool {
    number & (power - 1) == 0
}

/// The first multiple of a power of two from `number` on.
pub(super) fn next_fit(number: u64, power: u64) -> u64 {
    (number + power - 1) & !(power - 1)
}

/// Several series over one axis of epochs. Row `i` holds the epoch and one value for each series.
///
/// A table keeps epochs at multiples of its [stride](Self::stride), which starts at 1. When it is full, the stride
/// doubles and the rows that no longer fit it go. A value that is not a number is a gap, and equals another gap.
///
/// ```
/// use deltascope::train::SeriesTable;
///
/// let mut table = SeriesTable::new(1, 4);
/// for epoch in 0..=8 {
///     if table.wants(epoch) {
///         table.push(epoch, &[0.5]);
///     }
/// }
/// assert_eq!(table.epochs(), [0.0, 4.0, 8.0]);
/// ```
#[derive(Clone, Debug)]
pub struct SeriesTable {
    /// The epochs of the rows, rising; whole numbers, held as plots want them.
    epochs: Vec<f64>,
    /// For each series its values, as long as `epochs`.
    series: Vec<Vec<f64>>,
    capacity: usize,
    /// A power of two.
    stride: u64,
    generation: u64,
}

impl PartialEq for SeriesTable {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            epochs,
            series,
            capacity,
            stride,
            generation,
        } = self;
        let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
        let series_equal =
            |(a, b): (&Vec<f64>, &Vec<f64>)| a.len() == b.len() && a.iter().zip(b).all(same);
        (capacity, stride, generation) == (&other.capacity, &other.stride, &other.generation)
            && epochs == &other.epochs
            && series.len() == other.series.len()
            && series.iter().zip(&other.series).all(series_equal)
    }
}

impl Default for SeriesTable {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl SeriesTable {
    /// An empty table of `series` series that holds at most `capacity` rows (at least 4).
    pub fn new(series: usize, capacity: usize) -> Self {
        let capacity = capacity.max(4);
        // Room for all rows from the start, so that recording allocates nothing; pages are not touched before use.
        Self {
            epochs: Vec::with_capacity(capacity),
            series: (0..series).map(|_| Vec::with_capacity(capacity)).collect(),
            capacity,
            stride: 1,
            generation: 0,
        }
    }

    /// The same as [`new`](Self::new), for a table that takes the place of `old`: caches of `old` are not valid for it.
    pub fn replacing(old: &Self, series: usize, capacity: usize) -> Self {
        Self {
            generation: old.generation + 1,
            ..Self::new(series, capacity)
        }
    }

    /// Whether the row of this epoch fits the stride.
    pub fn wants(&self, epoch: u64) -> bool {
        fits(epoch, self.stride)
    }

    /// The first epoch from this one on whose row fits the stride.
    pub(super) fn next(&self, epoch: u64) -> u64 {
        next_fit(epoch, self.stride)
    }

    /// The epochs of the rows.
    pub fn epochs(&self) -> &[f64] {
        &self.epochs
    }

    /// The last epoch, if there is a row.
    pub fn last_epoch(&self) -> Option<u64> {
        self.epochs.last().map(|&epoch| epoch as u64)
    }

    /// The values of one series.
    pub fn series(&self, index: usize) -> &[f64] {
        &self.series[index]
    }

    /// The number of series.
    pub fn width(&self) -> usize {
        self.series.len()
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.epochs.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.epochs.is_empty()
    }

    /// The distance between kept epochs.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// Changes when rows were removed or replaced, not when they were added: a cache is valid for one generation.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Adds a row; the epoch must be later than the last, the values as many as the series. Makes room first when the
    /// table is full.
    pub fn push(&mut self, epoch: u64, values: &[f64]) {
        debug_assert_eq!(values.len(), self.series.len(), "one value for each series");
        debug_assert!(self.last_epoch().is_none_or(|last| last < epoch), "rising");
        while self.epochs.len() >= self.capacity {
            self.thin_out();
        }
        self.epochs.push(epoch as f64);
        for (series, &value) in self.series.iter_mut().zip(values) {
            series.push(value);
        }
    }

    /// Adds series with a gap in each row.
    pub(super) fn widen(&mut self, series: usize) {
        if series > 0 {
            self.generation += 1;
        }
        for _ in 0..series {
            let mut values = Vec::with_capacity(self.capacity);
            values.resize(self.epochs.len(), f64::NAN);
            self.series.push(values);
        }
    }

    /// The values of row `index`, one for each series.
    pub(super) fn row(&self, index: usize) -> (u64, Vec<f64>) {
        let values = self.series.iter().map(|series| series[index]).collect();
        (self.epochs[index] as u64, values)
    }

    /// Doubles the stride and removes the rows between.
    fn thin_out(&mut self) {
        self.stride *= 2;
        self.generation += 1;
        let (epochs, stride) = (&self.epochs, self.stride);
        for series in &mut self.series {
            let mut row = 0;
            series.retain(|_| {
                row += 1;
                (epochs[row - 1] as u64).is_multiple_of(stride)
            });
        }
        self.epochs
            .retain(|&epoch| (epoch as u64).is_multiple_of(stride));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(capacity: usize, epochs: u64) -> SeriesTable {
        let mut table = SeriesTable::new(2, capacity);
        for epoch in 0..epochs {
            if table.wants(epoch) {
                table.push(epoch, &[epoch as f64, -(epoch as f64)]);
            }
        }
        table
    }

    #[test]
    fn a_full_table_keeps_every_second_row_and_goes_on_at_twice_the_stride() {
        let table = filled(4, 5);
        assert_eq!(table.epochs(), [0.0, 2.0, 4.0]);
        assert_eq!(table.series(1), [0.0, -2.0, -4.0]);
        assert_eq!((table.stride(), table.generation()), (2, 1));
        assert!(!table.wants(5) && table.wants(6));
    }

    #[test]
    fn memory_stays_bounded_and_epochs_evenly_spaced_over_a_long_run() {
        let table = filled(64, 1_000_000);
        assert!(
            table.len() > 32 && table.len() <= 64,
            "{} rows",
            table.len()
        );
        assert!(
            table
                .epochs()
                .windows(2)
                .all(|pair| pair[1] - pair[0] == table.stride() as f64)
        );
        assert_eq!(table.series(0), table.epochs());
    }

    #[test]
    fn coarse_early_rows_survive_when_later_finer_rows_are_thinned_out() {
        let mut table = SeriesTable::new(1, 6);
        for epoch in [0, 8, 16, 17, 18, 19, 20] {
            table.push(epoch, &[epoch as f64]);
        }
        assert_eq!(table.epochs(), [0.0, 8.0, 16.0, 18.0, 20.0]);
        assert_eq!(table.series(0), table.epochs());
    }

    #[test]
    fn gaps_are_equal_and_values_are_not() {
        let table = |value| {
            let mut table = SeriesTable::new(1, 4);
            table.push(0, &[value]);
            table
        };
        assert_eq!(table(f64::NAN), table(f64::NAN));
        assert_ne!(table(f64::NAN), table(0.0));
        assert_ne!(table(1.0), table(0.0));
    }

    #[test]
    fn a_table_of_the_default_size_takes_rows() {
        let mut table = SeriesTable::default();
        for epoch in 0..100 {
            table.push(epoch, &[]);
        }
        assert!(table.len() <= 4);
    }
}
