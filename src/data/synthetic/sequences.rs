//! Sequences: a chaotic series, and two tasks that need a memory.

use super::super::random::Random;
use super::super::random::TABLE_STREAM;
use super::super::table::Column;

/// Integration steps for each unit of time.
const STEPS: usize = 10;
/// Samples that are passed over until the series is on its attractor.
const DISCARDED: usize = 1000;

/// The series of Mackey & Glass (1977), `x′(t) = 0.2 x(t − τ) / (1 + x(t − τ)¹⁰) − 0.1 x(t)`, at whole times: Runge–Kutta
/// of order 4 with steps of 0.1, the delayed value in the middle of a step being the mean of its ends; `x = 1.2` until
/// time 0, the first 1000 samples left out.
pub(super) fn mackey_glass(points: usize, tau: usize, noise: f64, seed: u64) -> Vec<Column> {
    let step = 1.0 / STEPS as f64;
    let delay = tau * STEPS;
    // A ring: the value `delay` steps ago is the oldest.
    let mut ring = vec![1.2_f64; delay + 1];
    let mut oldest = 0;
    let mut x = 1.2;
    let mut series = Vec::with_capacity(points);
    for sample in 1..DISCARDED + points {
        for _ in 0..STEPS {
            let (start, end) = (ring[oldest], ring[(oldest + 1) % ring.len()]);
            let middle = f64::midpoint(start, end);
            let k1 = slope(x, start);
            let k2 = slope(x + step / 2.0 * k1, middle);
            let k3 = slope(x + step / 2.0 * k2, middle);
            let k4 = slope(x + step * k3, end);
            x += step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
            ring[oldest] = x;
            oldest = (oldest + 1) % ring.len();
        }
        if sample >= DISCARDED {
            series.push(x);
        }
    }
    let mut random = Random::new(seed, TABLE_STREAM);
    let times = (0..series.len()).map(|time| time as f64).collect();
    let noisy = series
        .into_iter()
        .map(|x| x + noise * random.normal())
        .collect();
    vec![Column::numbers("t", times), Column::numbers("x", noisy)]
}

fn slope(x: f64, delayed: f64) -> f64 {
    let squared = delayed * delayed;
    let eighth = squared * squared * squared * squared;
    0.2 * delayed / (1.0 + eighth * squared) - 0.1 * x
}

/// Random bits of −1 and 1 and the bit of `lag` steps before; 0 where there is none yet.
pub(super) fn delayed_recall(
    sequences: usize,
    length: usize,
    lag: usize,
    seed: u64,
) -> Vec<Column> {
    let mut random = Random::new(seed, TABLE_STREAM);
    let mut rows = Rows::new(["sequence", "step", "bit", "recall"]);
    for sequence in 1..=sequences {
        let bits: Vec<f64> = (0..length)
            .map(|_| if random.below(2) == 1 { 1.0 } else { -1.0 })
            .collect();
        for (step, bit) in bits.iter().enumerate() {
            let recall = step.checked_sub(lag).map_or(0.0, |before| bits[before]);
            rows.push([sequence as f64, (step + 1) as f64, *bit, recall]);
        }
    }
    rows.columns()
}

/// The adding problem (Hochreiter & Schmidhuber, 1997; here with values from 0 to 1): in each sequence one value of the
/// first half and one of the second are marked. The target is the sum of the marked values so far; in the last step it
/// is the answer.
pub(super) fn adding_problem(sequences: usize, length: usize, seed: u64) -> Vec<Column> {
    let mut random = Random::new(seed, TABLE_STREAM);
    let mut rows = Rows::new(["sequence", "step", "value", "marked", "sum"]);
    for sequence in 1..=sequences {
        let values: Vec<f64> = (0..length).map(|_| random.uniform()).collect();
        let half = length / 2;
        let marked = [random.below(half), half + random.below(length - half)];
        let mut sum = 0.0;
        for (step, value) in values.into_iter().enumerate() {
            let mark = marked.contains(&step);
            if mark {
                sum += value;
            }
            rows.push([
                sequence as f64,
                (step + 1) as f64,
                value,
                f64::from(u8::from(mark)),
                sum,
            ]);
        }
    }
    rows.columns()
}

/// Columns filled row by row.
struct Rows<const N: usize> {
    names: [&'static str; N],
    columns: [Vec<f64>; N],
}

impl<const N: usize> Rows<N> {
    fn new(names: [&'static str; N]) -> Self {
        Self {
            names,
            columns: [const { Vec::new() }; N],
        }
    }

    fn push(&mut self, row: [f64; N]) {
        for (column, value) in self.columns.iter_mut().zip(row) {
            column.push(value);
        }
    }

    fn columns(self) -> Vec<Column> {
        let columns = self.names.into_iter().zip(self.columns);
        columns
            .map(|(name, values)| Column::numbers(name, values))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Values;
    use super::*;

    fn numbers(column: &Column) -> &[f64] {
        match &column.values {
            Values::Numeric(values) => values,
            Values::Category { .. } => panic!("{} is not numeric", column.name),
        }
    }

    #[test]
    fn the_series_is_that_of_an_independent_integration() {
        // Python: hist = [1.2] * 171; each step d0, d1 = hist[-171], hist[-170]; k1..k4 of RK4 with h = 0.1 and the
        // delayed values d0, (d0 + d1)/2, (d0 + d1)/2, d1; every tenth value from the ten thousandth step on.
        let columns = mackey_glass(1200, 17, 0.0, 0);
        let x = numbers(&columns[1]);
        let first = [0.946_426_656_601, 0.900_290_863_548, 0.857_343_395_402];
        for (value, expected) in x.iter().zip(first) {
            assert!((value - expected).abs() < 1e-11, "{value} for {expected}");
        }
        let mean = x.iter().sum::<f64>() / 1200.0;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1200.0;
        assert!((mean - 0.930_25).abs() < 5e-6, "mean {mean}");
        assert!(
            (variance.sqrt() - 0.225_33).abs() < 5e-6,
            "variance {variance}"
        );
        assert_eq!(numbers(&columns[0])[..3], [0.0, 1.0, 2.0]);
    }

    #[test]
    fn noise_is_added_to_the_same_series() {
        let (plain, noisy) = (mackey_glass(500, 17, 0.0, 0), mackey_glass(500, 17, 0.1, 3));
        let difference: Vec<f64> = numbers(&plain[1])
            .iter()
            .zip(numbers(&noisy[1]))
            .map(|(a, b)| b - a)
            .collect();
        let deviation = (difference.iter().map(|d| d * d).sum::<f64>() / 500.0).sqrt();
        // Five standard errors of a deviation of 0.1: 5 · 0.1/√1000.
        assert!((deviation - 0.1).abs() < 0.016, "{deviation}");
    }

    #[test]
    fn a_bit_is_recalled_after_the_lag() {
        let columns = delayed_recall(3, 10, 4, 7);
        let [sequence, step, bit, recall] = [0, 1, 2, 3].map(|index| numbers(&columns[index]));
        // ChaCha8 in plain Python with the key 7 and the stream 2: 1 where the number below 2 is 1, else −1.
        let first = [-1.0, -1.0, 1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0];
        assert_eq!(bit[..10], first);
        for row in 0..30 {
            assert_eq!(
                (sequence[row], step[row]),
                ((row / 10 + 1) as f64, (row % 10 + 1) as f64)
            );
            let expected = if row % 10 < 4 { 0.0 } else { bit[row - 4] };
            assert_eq!(recall[row], expected, "row {row}");
        }
    }

    #[test]
    fn the_marked_values_are_added() {
        let columns = adding_problem(2, 6, 7);
        let [value, marked, sum] = [2, 3, 4].map(|index| numbers(&columns[index]));
        // ChaCha8 in plain Python with the key 7 and the stream 2: six values, then the place below 3 and the place
        // below 3 in the second half; twice.
        assert_eq!(
            value[..2],
            [0.010_922_764_364_190_707, 0.194_391_998_898_585_5]
        );
        assert_eq!(value[6], 0.756_819_073_001_130_6);
        let marks: Vec<usize> = (0..12).filter(|row| marked[*row] == 1.0).collect();
        assert_eq!(marks, [0, 5, 6, 11]);
        for (row, expected) in [(5, 0.231_869_809_676_701), (11, 1.422_315_409_208_828_4)] {
            assert!((sum[row] - expected).abs() < 1e-15, "{}", sum[row]);
        }
        assert_eq!(sum[4], value[0]);
    }
}
