//! What a column holds, in a few numbers and bars.

use crate::data::ColumnKind;
use crate::data::ColumnProfile;
use crate::data::DateTime;
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

/// The smallest, the mean and the largest, the first and the last day, or the number of classes.
pub fn short_figures(profile: &ColumnProfile, kind: &ColumnKind) -> String {
    figures(profile, kind, (days, short_number))
}

/// The same in fewer digits, for narrow places.
pub fn brief_figures(profile: &ColumnProfile, kind: &ColumnKind) -> String {
    figures(profile, kind, (months, brief_number))
}

/// How two dates are written, and how a number is.
type Written = (fn(&str, &str) -> String, fn(f64) -> String);

fn figures(profile: &ColumnProfile, kind: &ColumnKind, (dates, written): Written) -> String {
    match (&profile.stats.kind, kind) {
        (Some(StatsKind::Number { min, max, .. }), ColumnKind::DateTime(date)) => {
            let [first, last] = [*min, *max].map(|value| day(date, value));
            dates(&first, &last)
        }
        (Some(StatsKind::Number { min, mean, max, .. }), _) => {
            // A mean that is 0 but for rounding.
            let nought = mean.abs() <= NOUGHT * min.abs().max(max.abs());
            let mean = if nought { 0.0 } else { *mean };
            let [min, mean, max] = [*min, mean, *max].map(written);
            format!("{min} · {mean} · {max}")
        }
        (Some(StatsKind::Classes { counts }), ColumnKind::Id) => {
            format!("{} different", whole_number(counts.len() as u64))
        }
        (Some(StatsKind::Classes { counts }), _) if counts.len() == 1 => "1 class".to_owned(),
        (Some(StatsKind::Classes { counts }), _) => {
            format!("{} classes", whole_number(counts.len() as u64))
        }
        (None, _) => "no values".to_owned(),
    }
}

fn days(first: &str, last: &str) -> String {
    format!("{first} … {last}")
}

/// The months of two days, where these are not of the same month.
fn months(first: &str, last: &str) -> String {
    let cut = [first, last].map(|day| day.rsplit_once('-').map_or(day, |(month, _)| month));
    if cut[0] == cut[1] {
        days(first, last)
    } else {
        days(cut[0], cut[1])
    }
}

/// The day of a date, or the time where there are only times.
fn day(date: &DateTime, value: f64) -> String {
    let text = date.text(value);
    text.map_or_else(
        || short_number(value),
        |text| match text.split_once(' ') {
            Some((day, _)) => day.to_owned(),
            None => text,
        },
    )
}

/// The smallest, the mean and the largest in words; moments for dates.
pub fn figures_sentence(stats: &StatsKind, kind: &ColumnKind) -> Option<String> {
    let StatsKind::Number { min, mean, max, .. } = stats else {
        return None;
    };
    Some(if let ColumnKind::DateTime(date) = kind {
        let moment = |value| date.text(value).unwrap_or_else(|| short_number(value));
        let [first, mean, last] = [*min, *mean, *max].map(moment);
        format!("First {first}, mean {mean}, last {last}")
    } else {
        let [min, mean, max] = [*min, *mean, *max].map(short_number);
        format!("Smallest {min}, mean {mean}, largest {max}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::data::DateOrder;
    use crate::data::Origin;
    use crate::data::TimeUnit;
    use crate::data::Values;

    fn profile(values: &[f64]) -> ColumnProfile {
        Column::new("x", Values::Numeric(values.to_vec())).profile()
    }

    #[test]
    fn a_mean_of_rounding_errors_is_written_as_0() {
        // 0.1 + 0.2 − 0.3 is 5.55e−17 in double precision (Python).
        let column = profile(&[0.1, 0.2, -0.3]);
        assert_eq!(
            short_figures(&column, &ColumnKind::AsRead),
            "-0.3 · 0 · 0.2"
        );
        let small = profile(&[1e-9, 3e-9]);
        assert_eq!(
            short_figures(&small, &ColumnKind::AsRead),
            "1e-9 · 2e-9 · 3e-9"
        );
    }

    #[test]
    fn brief_figures_have_fewer_digits() {
        let column = profile(&[-2.5479, 0.012_345, 496_908.0]);
        assert_eq!(
            brief_figures(&column, &ColumnKind::AsRead),
            "-2.55 · 166k · 497k"
        );
    }

    #[test]
    fn dates_have_their_first_and_last_day() {
        let date = DateTime {
            order: DateOrder::DayFirst,
            origin: Origin::try_from("2021-01-01".to_owned()).unwrap(),
            unit: TimeUnit::Days,
        };
        let kind = ColumnKind::DateTime(date);
        // 2021 has 365 days; the mean of 0, 0.5 and 365 is 121.8333 days = 121 days and 20 hours, in May the 2nd.
        let column = profile(&[0.0, 0.5, 365.0]);
        assert_eq!(short_figures(&column, &kind), "2021-01-01 … 2022-01-01");
        assert_eq!(brief_figures(&column, &kind), "2021-01 … 2022-01");
        assert_eq!(
            brief_figures(&profile(&[0.0, 9.0]), &kind),
            "2021-01-01 … 2021-01-10"
        );
        assert_eq!(
            figures_sentence(column.stats.kind.as_ref().unwrap(), &kind).as_deref(),
            Some("First 2021-01-01, mean 2021-05-02 20:00:00, last 2022-01-01")
        );
    }
}
