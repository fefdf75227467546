//! How the values of a column are taken: as numbers, classes, an order, yes or no, moments in time, or names of rows.

use jiff::SignedDuration;
use jiff::civil;
use serde::Deserialize;
use serde::Serialize;

use super::moment;
use super::notation::Notation;

/// How the values of a column are taken. The table stays as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Numbers if the table holds numbers, else classes.
    #[default]
    AsRead,
    /// Numbers, even if the table holds texts; a text that is no number in this notation counts as missing.
    Number(Notation),
    /// Classes, even if the table holds numbers, such as 0, 1, 2 for three species.
    Classes,
    /// Classes with an order, from low to high. Classes of the table that are not listed follow, in the table's order.
    Ordered(Vec<String>),
    /// Two classes, no before yes; see [`yes_no`].
    YesNo,
    /// Moments in time, as a number.
    DateTime(DateTime),
    /// Names or numbers of the rows, which say nothing else. Where such a column is used all the same, it is taken as
    /// [`ColumnKind::AsRead`].
    Id,
}

/// How texts of dates and times become numbers: `(moment − origin) / unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateTime {
    /// The order of year, month and day in the texts.
    pub order: DateOrder,
    /// The moment that is 0.
    pub origin: Origin,
    /// The time from one whole number to the next.
    pub unit: TimeUnit,
}

/// The order of the parts of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateOrder {
    /// 2024-03-31, as ISO 8601 has it, also 2024-03 and 20240331; a time may follow.
    YearFirst,
    /// 31.03.2024, 31/3/24, 31 Mar 2024; a time may follow.
    DayFirst,
    /// 3/31/2024, Mar 31, 2024; a time may follow.
    MonthFirst,
    /// 14:30 or 2:30 PM, with no date; the day is that of the Unix epoch, 1970-01-01.
    TimeOnly,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 3600 seconds.
    Hours,
    /// 24 hours.
    Days,
    /// 7 days.
    Weeks,
    /// 365.25 days, the mean year of the Julian calendar.
    Years,
}

/// A moment that counts as 0, written as in ISO 8601 without a time zone: `2000-01-01` or `2000-01-01T12:00:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(civil::DateTime);

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::YearFirst,
        Self::DayFirst,
        Self::MonthFirst,
        Self::TimeOnly,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::YearFirst => "Year first",
            Self::DayFirst => "Day first",
            Self::MonthFirst => "Month first",
            Self::TimeOnly => "Time of day",
        }
    }

    /// How a text in this order looks.
    pub fn pattern(self) -> &'static str {
        match self {
            Self::YearFirst => "2024-03-31",
            Self::DayFirst => "31.03.2024",
            Self::MonthFirst => "3/31/2024",
            Self::TimeOnly => "14:30",
        }
    }
}

impl TimeUnit {
    /// All of them, from short to long.
    pub const ALL: [Self; 6] = [
        Self::Seconds,
        Self::Minutes,
        Self::Hours,
        Self::Days,
        Self::Weeks,
        Self::Years,
    ];

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Years => "years",
        }
    }

    /// Its length in seconds.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3600,
            Self::Days => 86_400,
            Self::Weeks => 604_800,
            Self::Years => 31_557_600,
        }
    }
}

impl Origin {
    /// The beginning of 1970, which times of day are counted from.
    pub const EPOCH: Self = Self(moment::EPOCH);

    pub(super) fn new(moment: civil::DateTime) -> Self {
        Self(moment)
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        moment::parse(&text, DateOrder::YearFirst)
            .map(Self)
            .ok_or_else(|| {
                format!(
                    "`{text}` is not a date; write the origin as 2000-01-01 or 2000-01-01T12:00:00"
                )
            })
    }
}

impl From<Origin> for String {
    fn from(Origin(moment): Origin) -> Self {
        if moment.time() == civil::Time::midnight() {
            moment.date().to_string()
        } else {
            moment.to_string()
        }
    }
}

impl DateTime {
    /// The number of a text; `None` if it is not a date in this order.
    ///
    /// ```
    /// use deltascope::data::{DateOrder, DateTime, Origin, TimeUnit};
    ///
    /// let days = DateTime {
    ///     order: DateOrder::DayFirst,
    ///     origin: Origin::try_from("2000-01-01".to_owned())?,
    ///     unit: TimeUnit::Days,
    /// };
    /// assert_eq!(days.number("31.01.2000"), Some(30.0));
    /// assert_eq!(days.number("31.02.2000"), None);
    /// # Ok::<(), String>(())
    /// ```
    pub fn number(&self, text: &str) -> Option<f64> {
        let moment = moment::parse(text, self.order)?;
        let since = moment.duration_since(self.origin.0);
        let unit = f64::from(self.unit.seconds());
        let whole = since.as_secs() as f64;
        Some(match since.subsec_nanos() {
            0 => whole / unit,
            nanos => (whole + f64::from(nanos) * 1e-9) / unit,
        })
    }

    /// The moment of a number, to the second: a date, a date and a time, or a time of day; `None` beyond the calendar.
    ///
    /// ```
    /// use deltascope::data::{DateOrder, DateTime, Origin, TimeUnit};
    ///
    /// let days = DateTime {
    ///     order: DateOrder::DayFirst,
    ///     origin: Origin::try_from("2000-01-01".to_owned())?,
    ///     unit: TimeUnit::Days,
    /// };
    /// assert_eq!(days.text(30.0).as_deref(), Some("2000-01-31"));
    /// assert_eq!(days.text(0.5).as_deref(), Some("2000-01-01 12:00:00"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn text(&self, number: f64) -> Option<String> {
        let secs = (number * f64::from(self.unit.seconds())).round();
        // More than from the first to the last year of the calendar.
        let within = secs.abs() <= 1e12;
        let since = SignedDuration::from_secs(within.then_some(secs as i64)?);
        let moment = self.origin.0.checked_add(since).ok()?;
        Some(if self.order == DateOrder::TimeOnly {
            moment.time().to_string()
        } else if moment.time() == civil::Time::midnight() {
            moment.date().to_string()
        } else {
            format!("{} {}", moment.date(), moment.time())
        })
    }

    /// What the numbers are, such as "days since 2000-01-01".
    pub fn meaning(&self) -> String {
        if self.order == DateOrder::TimeOnly && self.origin == Origin::EPOCH {
            return format!("{} since midnight", self.unit.name());
        }
        format!("{} since {}", self.unit.name(), String::from(self.origin))
    }
}

/// The pairs of words that mean no and yes.
const NO_YES: [(&str, &str); 9] = [
    ("false", "true"),
    ("no", "yes"),
    ("n", "y"),
    ("f", "t"),
    ("off", "on"),
    ("nein", "ja"),
    ("non", "oui"),
    ("no", "si"),
    ("no", "sí"),
];

/// The two texts in the order no, yes, if they are such a pair in any case: false and true, no and yes, n and y, f and
/// t, off and on, and the same in German, French and Spanish.
///
/// ```
/// use deltascope::data::kind::yes_no;
///
/// assert_eq!(yes_no("Yes", "NO"), Some(("NO", "Yes")));
/// assert_eq!(yes_no("yes", "maybe"), None);
/// ```
pub fn yes_no<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let (first, second) = (one.to_lowercase(), other.to_lowercase());
    NO_YES.iter().find_map(|(no, yes)| {
        if (first.as_str(), second.as_str()) == (*no, *yes) {
            Some((one, other))
        } else if (second.as_str(), first.as_str()) == (*no, *yes) {
            Some((other, one))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_they_are_read() {
        for text in ["2000-01-01", "1999-12-31T23:59:59"] {
            let origin = Origin::try_from(text.to_owned()).unwrap();
            assert_eq!(String::from(origin), text);
        }
        let error = Origin::try_from("2000-02-30".to_owned()).unwrap_err();
        assert!(error.starts_with("`2000-02-30` is not a date"), "{error}");
    }

    #[test]
    fn numbers_count_units_from_the_origin() {
        let since = |origin: &str, unit| DateTime {
            order: DateOrder::YearFirst,
            origin: Origin::try_from(origin.to_owned()).unwrap(),
            unit,
        };
        // 2000 was a leap year: 366 days to the first of January 2001.
        let days = since("2000-01-01", TimeUnit::Days);
        assert_eq!(days.number("2001-01-01"), Some(366.0));
        assert_eq!(days.number("1999-12-31T12:00"), Some(-0.5));
        // Python: datetime(2024,3,31,14,30).timestamp() in UTC = 1711895400.
        let seconds = since("1970-01-01", TimeUnit::Seconds);
        assert_eq!(seconds.number("2024-03-31 14:30"), Some(1_711_895_400.0));
        assert_eq!(seconds.number("1970-01-01T00:00:00.25"), Some(0.25));
        // 365.25 days are 8766 hours.
        let years = since("2000-01-01", TimeUnit::Years);
        assert_eq!(years.number("2000-12-31T06:00"), Some(1.0));
        assert_eq!(days.meaning(), "days since 2000-01-01");
        assert_eq!(days.text(-0.5).as_deref(), Some("1999-12-31 12:00:00"));
        assert_eq!(days.text(1e300), None);
        assert_eq!(days.text(f64::NAN), None);
        let time = DateTime {
            order: DateOrder::TimeOnly,
            ..since("1970-01-01", TimeUnit::Hours)
        };
        assert_eq!(time.text(14.5).as_deref(), Some("14:30:00"));
    }

    #[test]
    fn only_pairs_are_yes_and_no() {
        assert_eq!(yes_no("T", "F"), Some(("F", "T")));
        assert_eq!(yes_no("no", "non"), None);
        assert_eq!(yes_no("y", "no"), None);
    }
}
