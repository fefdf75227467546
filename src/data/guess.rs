//! What a column of text is: dates, an order, yes or no, names of rows, or classes. Guessed from all its cells.

use super::kind::ColumnKind;
use super::kind::DateOrder;
use super::kind::DateTime;
use super::kind::Origin;
use super::kind::TimeUnit;
use super::kind::yes_no;
use super::moment;
use super::scales;
use super::table::Column;
use super::table::Values;

/// Before all texts are tried as dates, this many are.
const TRIED: usize = 50;
/// In shorter tables different texts in all rows are no sign of an identifier.
pub(super) const FEW_ROWS: usize = 10;

/// How the values of a column are best taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindGuess {
    /// The kind.
    pub kind: ColumnKind,
    /// A short sentence with the evidence.
    pub why: String,
    /// Whether the texts can be read in another way as well.
    pub ambiguous: bool,
}

impl KindGuess {
    fn sure(kind: ColumnKind, why: impl Into<String>) -> Self {
        Self {
            kind,
            why: why.into(),
            ambiguous: false,
        }
    }
}

impl Column {
    /// Guesses how the values are best taken. Dates are so if, as with numbers, at most one in ten of the cells is
    /// something else. Where day and month could change places, an order in which the rows are sorted decides; else `/`
    /// speaks for the month first, any other mark for the day first, and the guess is told as ambiguous.
    ///
    /// ```
    /// use deltascope::data::{Column, ColumnKind, Values};
    ///
    /// let answers = Values::Category {
    ///     codes: vec![0, 1, 0],
    ///     classes: vec!["yes".to_owned(), "no".to_owned()],
    /// };
    /// assert_eq!(Column::new("answer", answers).guess_kind().kind, ColumnKind::YesNo);
    /// ```
    pub fn guess_kind(&self) -> KindGuess {
        let Values::Category { codes, classes } = &self.values else {
            return KindGuess::sure(ColumnKind::AsRead, "The cells are numbers");
        };
        if let [one, other] = classes.as_slice()
            && let Some((no, yes)) = yes_no(one, other)
        {
            return KindGuess::sure(
                ColumnKind::YesNo,
                format!("All cells are `{no}` or `{yes}`"),
            );
        }
        if let Some(order) = scales::order(classes) {
            let why = match order.as_slice() {
                [low, .., high] => format!("All cells are steps from `{low}` to `{high}`"),
                _ => String::new(),
            };
            return KindGuess::sure(ColumnKind::Ordered(order), why);
        }
        let mut counts = vec![0_usize; classes.len()];
        for code in codes {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        let present: usize = counts.iter().sum();
        let distinct = counts.iter().filter(|count| **count > 0).count();
        if let Some(guess) = dates(codes, classes, &counts, present) {
            return guess;
        }
        if present >= FEW_ROWS && distinct * 10 >= present * 9 {
            let why = format!("{distinct} of {present} cells are different texts");
            return KindGuess::sure(ColumnKind::Id, why);
        }
        let texts = if distinct == 1 {
            "text"
        } else {
            "different texts"
        };
        KindGuess::sure(
            ColumnKind::AsRead,
            format!("{distinct} {texts} in {present} cells"),
        )
    }

    /// The rows whose cells are there but are no dates, with their texts, if the column is guessed to hold dates.
    pub(super) fn impossible_dates(&self) -> Vec<(usize, &str)> {
        let (Values::Category { codes, classes }, ColumnKind::DateTime(date)) =
            (&self.values, self.guess_kind().kind)
        else {
            return Vec::new();
        };
        let wrong: Vec<bool> = classes
            .iter()
            .map(|text| date.number(text).is_none())
            .collect();
        codes
            .iter()
            .enumerate()
            .filter(|(_, code)| wrong.get(**code as usize) == Some(&true))
            .map(|(row, code)| (row, &*classes[*code as usize]))
            .collect()
    }
}

fn dates(codes: &[u32], classes: &[String], counts: &[usize], present: usize) -> Option<KindGuess> {
    let step = (classes.len() / TRIED).max(1);
    let tried = || classes.iter().step_by(step);
    let is_date = |text: &String, order| moment::parse(text, order).is_some();
    let some = DateOrder::ALL
        .into_iter()
        .any(|order| 2 * tried().filter(|text| is_date(text, order)).count() > tried().count());
    if !some {
        return None;
    }
    let good = |order| {
        let both = classes.iter().zip(counts);
        both.filter(|(text, _)| is_date(text, order))
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    let mut best = (DateOrder::YearFirst, 0);
    for order in DateOrder::ALL {
        let count = good(order);
        if count > best.1 {
            best = (order, count);
        }
    }
    let (mut order, count) = best;
    let other = present - count;
    if !(other <= present / 10 || (other == 1 && count >= 2)) {
        return None;
    }
    let mut ambiguous = false;
    let mut why = format!(
        "{count} of {present} cells are dates, such as {}",
        order.pattern()
    );
    if order == DateOrder::DayFirst && good(DateOrder::MonthFirst) == count {
        let day = is_sorted(codes, classes, DateOrder::DayFirst);
        let month = is_sorted(codes, classes, DateOrder::MonthFirst);
        let slashes = classes.iter().any(|text| text.contains('/'));
        if month && !day || (month == day && slashes) {
            order = DateOrder::MonthFirst;
        }
        ambiguous = month == day;
        let word = order.name().to_lowercase();
        why = if ambiguous {
            format!("No day is above 12, so day and month may change places; taken as {word}")
        } else {
            format!("The rows are sorted with the {word}")
        };
    }
    let kind = ColumnKind::DateTime(proposal(classes, order)?);
    Some(KindGuess {
        kind,
        why,
        ambiguous,
    })
}

/// Whether the dates go up, or down, from row to row.
fn is_sorted(codes: &[u32], classes: &[String], order: DateOrder) -> bool {
    let moments: Vec<_> = classes
        .iter()
        .map(|text| moment::parse(text, order))
        .collect();
    let rows = || {
        codes
            .iter()
            .filter_map(|code| *moments.get(*code as usize)?)
    };
    rows().is_sorted() || rows().is_sorted_by(|a, b| a >= b)
}

/// Days since the first date; hours or seconds where times of day are given and the whole is short.
fn proposal(classes: &[String], order: DateOrder) -> Option<DateTime> {
    let moments = || classes.iter().filter_map(|text| moment::parse(text, order));
    let (first, last) = (moments().min()?, moments().max()?);
    if order == DateOrder::TimeOnly {
        return Some(DateTime {
            order,
            origin: Origin::EPOCH,
            unit: TimeUnit::Hours,
        });
    }
    let days = last.duration_since(first).as_secs() / 86_400;
    let midnight = jiff::civil::Time::midnight();
    let times = moments().any(|moment| moment.time() != midnight);
    let unit = match days {
        _ if !times => TimeUnit::Days,
        0 => TimeUnit::Seconds,
        1..60 => TimeUnit::Hours,
        _ => TimeUnit::Days,
    };
    Some(DateTime {
        order,
        origin: Origin::new(first.date().to_datetime(midnight)),
        unit,
    })
}

#[cfg(test)]
mod tests {
    use super::super::cell::Rules;
    use super::super::column::ColumnBuilder;
    use super::*;

    fn column(cells: &str) -> Column {
        let mut builder = ColumnBuilder::new();
        for cell in cells.split('|') {
            builder.push(cell, &Rules::default());
        }
        Column::new("c", builder.finish(|_, _| {}))
    }

    fn date(order: DateOrder, origin: &str, unit: TimeUnit) -> ColumnKind {
        ColumnKind::DateTime(DateTime {
            order,
            origin: Origin::try_from(origin.to_owned()).unwrap(),
            unit,
        })
    }

    #[test]
    fn cells_give_their_kind() {
        use ColumnKind::AsRead;
        use ColumnKind::Id;
        use ColumnKind::YesNo;
        use DateOrder::DayFirst;
        use DateOrder::MonthFirst;
        use DateOrder::YearFirst;
        let ordered = |classes: &[&str]| {
            ColumnKind::Ordered(classes.iter().map(|class| (*class).to_owned()).collect())
        };
        let days = |order, origin| date(order, origin, TimeUnit::Days);
        for (cells, expected, ambiguous) in [
            ("1|2|3.5", AsRead, false),
            ("0|1|1", AsRead, false),
            ("red|blue|red", AsRead, false),
            ("yes|no|yes||no", YesNo, false),
            ("TRUE|False", YesNo, false),
            (
                "high|low|high|medium",
                ordered(&["low", "medium", "high"]),
                false,
            ),
            ("a|b|c|d|e|f|g|h|i|j", Id, false),
            ("a|b|c|d|e|f|g|h|i", AsRead, false),
            (
                "2024-01-05|2023-12-31",
                days(YearFirst, "2023-12-31"),
                false,
            ),
            ("31.1.2024|1.2.2024", days(DayFirst, "2024-01-31"), false),
            ("1/31/2024|2/1/2024", days(MonthFirst, "2024-01-31"), false),
            // Sorted with the day first: 1 January, 2 January, 1 February.
            (
                "1/1/2024|2/1/2024|1/2/2024",
                days(DayFirst, "2024-01-01"),
                false,
            ),
            // Not sorted in either order.
            (
                "3/2/2024|1/3/2024|2/1/2024",
                days(MonthFirst, "2024-01-03"),
                true,
            ),
            (
                "3.2.2024|1.3.2024|2.1.2024",
                days(DayFirst, "2024-01-02"),
                true,
            ),
            (
                "5 Mar 2020|6 Mar 2020|x",
                days(DayFirst, "2020-03-05"),
                false,
            ),
            ("5 Mar 2020|x", AsRead, false),
            (
                "2024-01-05 10:00|2024-01-06 11:30",
                date(YearFirst, "2024-01-05", TimeUnit::Hours),
                false,
            ),
            (
                "10:00|11:30|9:15",
                date(DateOrder::TimeOnly, "1970-01-01", TimeUnit::Hours),
                false,
            ),
            ("1.2.3|1.2.4|1.10.0", AsRead, false),
        ] {
            let guess = column(cells).guess_kind();
            assert_eq!(guess.kind, expected, "{cells}: {}", guess.why);
            assert_eq!(guess.ambiguous, ambiguous, "{cells}: {}", guess.why);
        }
    }

    #[test]
    fn dates_that_cannot_be_are_found_with_their_rows() {
        let column = column("30.1.2024||31.2.2024|29.2.2024|1.3.2024");
        assert_eq!(column.impossible_dates(), [(2, "31.2.2024")]);
    }
}
