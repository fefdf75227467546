//! What a column holds, in a few numbers and bars.

use crate::data::ColumnProfile;
use crate::data::StatsKind;
use crate::widgets::scale::brief_number;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;

/// More bars than these would be thinner than a pixel.
const MOST_BARS: usize = 24;

/// A mean this small beside the largest value is 0.
const NOUGHT: f64 = 1e-12;

/// The bars of a column.
pub fn bar_counts(profile: &ColumnProfile) -> Vec<u32> {
    match &profile.stats.kind {
        Some(StatsKind::Classes { counts }) => {
            let bars = counts.iter().take(MOST_BARS);
            bars.map(|count| *count as u32).collect()
        }
        Some(StatsKind::Number { .. }) => profile.histogram.to_vec(),
        None => Vec::new(),
    }
}

/// The smallest, the mean and the largest, or the number of classes.
pub fn short_figures(profile: &ColumnProfile) -> String {
    figures(profile, short_number)
}

/// The same in fewer digits, for narrow places.
pub fn brief_figures(profile: &ColumnProfile) -> String {
    figures(profile, brief_number)
}

fn figures(profile: &ColumnProfile, written: fn(f64) -> String) -> String {
    match &profile.stats.kind {
        Some(StatsKind::Number { min, mean, max, .. }) => {
            // A mean that is 0 but for rounding.
            let nought = mean.abs() <= NOUGHT * min.abs().max(max.abs());
            let mean = if nought { 0.0 } else { *mean };
            let [min, mean, max] = [*min, mean, *max].map(written);
            format!("{min} · {mean} · {max}")
        }
        Some(StatsKind::Classes { counts }) if counts.len() == 1 => "1 class".to_owned(),
        Some(StatsKind::Classes { counts }) => {
            format!("{} classes", whole_number(counts.len() as u64))
        }
        None => "no values".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::data::Values;

    fn profile(values: &[f64]) -> ColumnProfile {
        Column::new("x", Values::Numeric(values.to_vec())).profile()
    }

    #[test]
    fn a_mean_of_rounding_errors_is_written_as_0() {
        // 0.1 + 0.2 − 0.3 is 5.55e−17 in double precision (Python).
        let column = profile(&[0.1, 0.2, -0.3]);
        assert_eq!(short_figures(&column), "-0.3 · 0 · 0.2");
        let small = profile(&[1e-9, 3e-9]);
        assert_eq!(short_figures(&small), "1e-9 · 2e-9 · 3e-9");
    }

    #[test]
    fn brief_figures_have_fewer_digits() {
        let column = profile(&[-2.5479, 0.012_345, 496_908.0]);
        assert_eq!(brief_figures(&column), "-2.55 · 166k · 497k");
    }
}
