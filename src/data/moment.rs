//! Texts of dates and times. The calendar is jiff's; which text is which date is decided here.

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::civil::DateTime;
use jiff::civil::Time;

use super::kind::DateOrder;

/// The beginning of 1970.
pub(super) const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// Two digits of a year are of this century below, and of the one before from here on, as in POSIX.
const CENTURY_TURN: i16 = 69;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The moment that a text stands for, in universal time if it names an offset; `None` if it is no date in this order or
/// one that the calendar does not have.
pub(super) fn parse(text: &str, order: DateOrder) -> Option<DateTime> {
    let text = text.trim();
    // What is no date is told from most texts at once.
    if !text.is_ascii() || !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 48 {
        return None;
    }
    if order == DateOrder::TimeOnly {
        return time(text).and_then(|(time, offset)| at(EPOCH.date(), time, offset));
    }
    let (date_text, time_text) = parts(text);
    let date = date(date_text, order)?;
    match time_text {
        None => Some(date.to_datetime(Time::midnight())),
        Some(text) => {
            let (time, offset) = time(text)?;
            at(date, time, offset)
        }
    }
}

fn at(date: Date, time: Time, offset: SignedDuration) -> Option<DateTime> {
    date.to_datetime(time).checked_sub(offset).ok()
}

/// The date and, if there is one, the time: behind a `T` between digits, or behind the last space before a colon.
fn parts(text: &str) -> (&str, Option<&str>) {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let t = (1..bytes.len())
        .find(|index| bytes[*index] == b'T' && digit(index - 1) && digit(index + 1));
    let Some(colon) = text.find(':') else {
        return (text, None);
    };
    let place = t.or_else(|| text[..colon].rfind(' '));
    match place {
        Some(place) => (
            text[..place].trim_end_matches([' ', ',']),
            Some(text[place + 1..].trim_start()),
        ),
        // A colon with no time before it: no date.
        None => ("", Some(text)),
    }
}

fn date(text: &str, order: DateOrder) -> Option<Date> {
    if order == DateOrder::YearFirst && text.len() == 8 && is_digits(text) {
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        return make(part(0..4)?, part(4..6)?, part(6..8)?);
    }
    let (fields, separator) = fields(text)?;
    match (order, fields.as_slice()) {
        (DateOrder::YearFirst, [year, month, day]) if year.len() == 4 => {
            make(number(year)?, month_of(month)?, number(day)?)
        }
        (DateOrder::YearFirst, [year, month]) if year.len() == 4 && separator != b'.' => {
            make(number(year)?, month_of(month)?, 1)
        }
        (DateOrder::DayFirst, [day, month, year]) | (DateOrder::MonthFirst, [month, day, year]) => {
            make(year_of(year)?, month_of(month)?, number(day)?)
        }
        (
            DateOrder::YearFirst
            | DateOrder::DayFirst
            | DateOrder::MonthFirst
            | DateOrder::TimeOnly,
            _,
        ) => None,
    }
}

/// The fields between separators, which are all the same: `-`, `/`, `.`, or spaces, then with commas or points perhaps.
fn fields(text: &str) -> Option<(Vec<&str>, u8)> {
    let bytes = text.as_bytes();
    let separator = if bytes.contains(&b' ') {
        b' '
    } else {
        *bytes
            .iter()
            .find(|byte| matches!(byte, b'-' | b'/' | b'.'))?
    };
    let fields: Vec<&str> = if separator == b' ' {
        text.split([' ', ','])
            .filter(|field| !field.is_empty())
            .map(|field| field.trim_end_matches('.'))
            .collect()
    } else {
        text.split(char::from(separator)).map(str::trim).collect()
    };
    (fields.len() <= 3).then_some((fields, separator))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day or a month: one or two digits; a year: four.
fn number(text: &str) -> Option<i16> {
    (is_digits(text) && text.len() <= 4)
        .then(|| text.parse().ok())
        .flatten()
}

fn year_of(text: &str) -> Option<i16> {
    let year = number(text)?;
    match text.len() {
        4 => Some(year),
        2 if year < CENTURY_TURN => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// The number of a month, or of its English name or the first three letters of it.
fn month_of(text: &str) -> Option<i16> {
    if is_digits(text) {
        return number(text);
    }
    let lower = text.to_ascii_lowercase();
    let named = |name: &str| {
        lower == name
            || (lower.len() == 3 && name.starts_with(&lower))
            || (lower == "sept" && name == "september")
    };
    (1..)
        .zip(MONTHS)
        .find_map(|(number, name)| named(name).then_some(number))
}

fn make(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A time of day and its offset from universal time.
fn time(text: &str) -> Option<(Time, SignedDuration)> {
    let (text, offset) = offset(text)?;
    let lower = text.to_ascii_lowercase();
    let (digits, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(digits), _) => (digits.trim_end(), Some(0)),
        (None, Some(digits)) => (digits.trim_end(), Some(12)),
        (None, None) => (lower.as_str(), None),
    };
    let mut parts = digits.split(':');
    let mut part = |optional: bool| match parts.next() {
        Some(text) if is_digits(text) && text.len() <= 2 => text.parse::<i8>().ok(),
        None if optional => Some(0),
        Some(_) | None => None,
    };
    let hour = part(false)?;
    let hour = match half {
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return None,
        None => hour,
    };
    let minute = part(false)?;
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(text) => seconds(text)?,
    };
    if parts.next().is_some() {
        return None;
    }
    Some((Time::new(hour, minute, second, fraction).ok()?, offset))
}

/// Seconds and nanoseconds; digits beyond the ninth are not exact in any clock and make no date.
fn seconds(text: &str) -> Option<(i8, i32)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if !is_digits(whole) || whole.len() > 2 || fraction.len() > 9 {
        return None;
    }
    if !fraction.is_empty() && !is_digits(fraction) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    Some((whole.parse().ok()?, nanos))
}

/// Takes off `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02`.
fn offset(text: &str) -> Option<(&str, SignedDuration)> {
    for zone in ["Z", "z", " UTC", " GMT"] {
        if let Some(rest) = text.strip_suffix(zone) {
            return Some((rest.trim_end(), SignedDuration::ZERO));
        }
    }
    let Some(place) = text.rfind(['+', '-']) else {
        return Some((text, SignedDuration::ZERO));
    };
    let digits: String = text[place + 1..].replacen(':', "", 1);
    if !is_digits(&digits) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = digits[2..].parse().unwrap_or(0);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = SignedDuration::from_secs(hours * 3600 + minutes * 60);
    let offset = if text.as_bytes()[place] == b'-' {
        -offset
    } else {
        offset
    };
    Some((text[..place].trim_end(), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_moments_in_their_order() {
        use DateOrder::DayFirst;
        use DateOrder::MonthFirst;
        use DateOrder::TimeOnly;
        use DateOrder::YearFirst;
        for (text, order, expected) in [
            ("2024-03-31", YearFirst, "2024-03-31T00:00:00"),
            ("2024/3/1", YearFirst, "2024-03-01T00:00:00"),
            ("2024.03.01", YearFirst, "2024-03-01T00:00:00"),
            ("20240331", YearFirst, "2024-03-31T00:00:00"),
            ("2024-03", YearFirst, "2024-03-01T00:00:00"),
            ("2024-02-29T23:59:59.5", YearFirst, "2024-02-29T23:59:59.5"),
            ("2024-03-31 14:30", YearFirst, "2024-03-31T14:30:00"),
            // 14:30 two hours east of Greenwich is 12:30 there.
            (
                "2024-03-31T14:30:00+02:00",
                YearFirst,
                "2024-03-31T12:30:00",
            ),
            ("2024-03-31T23:30:00-0200", YearFirst, "2024-04-01T01:30:00"),
            ("2024-03-31T14:30Z", YearFirst, "2024-03-31T14:30:00"),
            ("2024-03-31 14:30:00 UTC", YearFirst, "2024-03-31T14:30:00"),
            ("31.03.2024", DayFirst, "2024-03-31T00:00:00"),
            ("1.3.24", DayFirst, "2024-03-01T00:00:00"),
            ("31/03/1999 7:05", DayFirst, "1999-03-31T07:05:00"),
            ("5 Mar 2020", DayFirst, "2020-03-05T00:00:00"),
            ("05-MAR-69", DayFirst, "1969-03-05T00:00:00"),
            ("3/31/2024", MonthFirst, "2024-03-31T00:00:00"),
            ("Mar 31, 2024", MonthFirst, "2024-03-31T00:00:00"),
            ("Sept. 1 2024 2:30 pm", MonthFirst, "2024-09-01T14:30:00"),
            ("12/1/68 12:00 AM", MonthFirst, "2068-12-01T00:00:00"),
            ("14:30", TimeOnly, "1970-01-01T14:30:00"),
            ("12:15:30 PM", TimeOnly, "1970-01-01T12:15:30"),
        ] {
            let found = parse(text, order).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_the_calendar_does_not_have_is_no_date() {
        use DateOrder::DayFirst;
        use DateOrder::MonthFirst;
        use DateOrder::TimeOnly;
        use DateOrder::YearFirst;
        for (text, order) in [
            ("2023-02-29", YearFirst),
            ("2024-13-01", YearFirst),
            ("24-01-01", YearFirst),
            ("2024", YearFirst),
            ("2024.03", YearFirst),
            ("2024-03-31T24:01", YearFirst),
            ("2024-03-31T14", YearFirst),
            ("2024-03-31 14:30 o'clock", YearFirst),
            ("2024-03/31", YearFirst),
            ("31.04.2024", DayFirst),
            ("3/31/2024", DayFirst),
            ("31/3/2024", MonthFirst),
            ("1.2.3", DayFirst),
            ("1.2.20244", DayFirst),
            ("127.0.0.1", DayFirst),
            ("25:00", TimeOnly),
            ("13:00 pm", TimeOnly),
            ("14:30:00:00", TimeOnly),
            ("", YearFirst),
            ("May", DayFirst),
            ("١.١.٢٠٢٤", DayFirst),
        ] {
            assert_eq!(parse(text, order), None, "{text}");
        }
    }
}
