//! Curves in bounded memory: when a table of series is full, every second row goes and the stride doubles.

/// Several series over one axis of epochs. Row `i` holds the epoch and one value for each series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesTable {
    /// The epochs of the rows, rising.
    epochs: Vec<f64>,
    /// For each series its values, as long as `epochs`.
    series: Vec<Vec<f64>>,
    capacity: usize,
    stride: u64,
    generation: u64,
}

impl SeriesTable {
    /// An empty table of `series` series that holds at most `capacity` rows (at least 4, even).
    pub fn new(series: usize, capacity: usize) -> Self {
        Self {
            epochs: Vec::new(),
            series: vec![Vec::new(); series],
            capacity: (capacity.max(4) / 2) * 2,
            stride: 1,
            generation: 0,
        }
    }

    /// Whether the row of this epoch would be kept: epochs are recorded at multiples of the stride.
    pub fn wants(&self, epoch: u64) -> bool {
        epoch.is_multiple_of(self.stride)
    }

    /// The epochs of the rows.
    pub fn epochs(&self) -> &[f64] {
        &self.epochs
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

    /// Adds a row; the values must be as many as the series. Halves the table first when it is full.
    pub fn push(&mut self, epoch: f64, values: &[f64]) {
        debug_assert_eq!(values.len(), self.series.len(), "one value for each series");
        if self.epochs.len() == self.capacity {
            self.halve();
        }
        self.epochs.push(epoch);
        for (series, &value) in self.series.iter_mut().zip(values) {
            series.push(value);
        }
    }

    /// Removes every second row, keeping the first.
    fn halve(&mut self) {
        fn keep_even(values: &mut Vec<f64>) {
            let mut index = 0;
            values.retain(|_| {
                index += 1;
                index % 2 == 1
            });
        }
        keep_even(&mut self.epochs);
        self.series.iter_mut().for_each(keep_even);
        self.stride *= 2;
        self.generation += 1;
    }
}
