//! What one cell of a text says: nothing, a number, or something else.

use super::options::CsvOptions;
use super::options::Thousands;
use super::options::USUAL_MARKS;

/// How the cells of a text are understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rules {
    pub(super) numbers: NumberFormat,
    pub(super) marks: Marks,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    pub(super) decimal_comma: bool,
    pub(super) thousands: Thousands,
}

/// The texts that stand for a missing value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Marks {
    /// `None` = the usual ones.
    chosen: Option<Vec<String>>,
}

impl Marks {
    pub(super) fn new(options: &CsvOptions) -> Self {
        let chosen = options.missing.as_ref();
        Self {
            chosen: chosen.filter(|list| **list != USUAL_MARKS).cloned(),
        }
    }

    /// All of them, beside the empty one.
    pub(super) fn list(&self) -> Vec<String> {
        self.chosen
            .clone()
            .unwrap_or_else(|| USUAL_MARKS.map(str::to_owned).to_vec())
    }

    /// Whether a trimmed cell stands for a missing value.
    pub(super) fn is_missing(&self, cell: &str) -> bool {
        match &self.chosen {
            None => is_missing(cell),
            Some(list) => cell.is_empty() || list.iter().any(|mark| is_mark(mark, cell)),
        }
    }
}

/// Whether a cell is this mark: in any case, but `None` to the letter, for `none` may be a class.
pub(super) fn is_mark(mark: &str, cell: &str) -> bool {
    mark == cell || (mark != "None" && mark.eq_ignore_ascii_case(cell))
}

/// Whether a trimmed cell is empty or one of [`USUAL_MARKS`].
pub(super) fn is_missing(cell: &str) -> bool {
    match cell.len() {
        0 => true,
        1 => matches!(cell, "?" | "-" | "."),
        2 => cell.eq_ignore_ascii_case("na"),
        3 => cell.eq_ignore_ascii_case("nan") || cell.eq_ignore_ascii_case("n/a"),
        4 => {
            cell.eq_ignore_ascii_case("null") || cell.eq_ignore_ascii_case("#n/a") || cell == "None"
        }
        _ => false,
    }
}

/// The finite number a trimmed cell holds; the words for infinity and numbers beyond the range of `f64` are none.
pub(super) fn parse_number(cell: &str, decimal_comma: bool) -> Option<f64> {
    // Keeps words such as `infinity` from being taken for numbers, and is faster than a failed parse.
    if !matches!(
        cell.as_bytes().first()?,
        b'0'..=b'9' | b'+' | b'-' | b'.' | b','
    ) {
        return None;
    }
    let number = if decimal_comma {
        if cell.contains('.') {
            return None;
        }
        match cell.find(',') {
            Some(_) => cell.replacen(',', ".", 1).parse(),
            None => cell.parse(),
        }
    } else {
        cell.parse()
    };
    number.ok().filter(|number: &f64| number.is_finite())
}

impl NumberFormat {
    /// The finite number a trimmed cell holds in this form. Groups between marks of thousands have three digits, the
    /// first one to three and no leading zero.
    pub(super) fn parse(self, cell: &str) -> Option<f64> {
        let Self {
            decimal_comma,
            thousands,
        } = self;
        let marks: &[char] = match thousands {
            Thousands::Unused => return parse_number(cell, decimal_comma),
            Thousands::Comma => &[','],
            Thousands::Point => &['.'],
            Thousands::Space => &[' ', '\u{a0}', '\u{202f}'],
            Thousands::Apostrophe => &['\'', '\u{2019}'],
        };
        if !cell.contains(marks) {
            return parse_number(cell, decimal_comma);
        }
        let sign = usize::from(cell.starts_with(['+', '-']));
        let decimal = if decimal_comma { ',' } else { '.' };
        let end = cell[sign..]
            .find([decimal, 'e', 'E'])
            .map_or(cell.len(), |place| place + sign);
        let mut groups = cell[sign..end].split(marks);
        let first = groups.next()?;
        let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=3).contains(&first.len()) || !digits(first) || first.starts_with('0') {
            return None;
        }
        if !groups.all(|group| group.len() == 3 && digits(group)) {
            return None;
        }
        let whole = cell[..end].replace(marks, "");
        parse_number(&format!("{whole}{}", &cell[end..]), decimal_comma)
    }
}

/// The cell without white space at its ends.
pub(super) fn trim(cell: &str) -> &str {
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ' || !byte.is_ascii());
    let bytes = cell.as_bytes();
    if edge(bytes.first()) || edge(bytes.last()) {
        cell.trim()
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_marks_are_recognised() {
        for mark in [
            "", "NA", "na", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None", "?", "-", ".",
        ] {
            assert!(is_missing(mark), "{mark}");
        }
        for text in ["0", "none", "--", "nano", "n", "inf"] {
            assert!(!is_missing(text), "{text}");
        }
        for mark in USUAL_MARKS {
            assert!(is_missing(mark), "{mark}");
        }
    }

    #[test]
    fn chosen_marks_take_the_place_of_the_usual_ones() {
        let options = CsvOptions {
            missing: Some(vec!["-999".to_owned(), "n.d.".to_owned()]),
            ..CsvOptions::default()
        };
        let marks = Marks::new(&options);
        assert!(
            ["", "-999", "N.D."]
                .iter()
                .all(|cell| marks.is_missing(cell))
        );
        assert!(
            ["NA", "?", "999"]
                .iter()
                .all(|cell| !marks.is_missing(cell))
        );
    }

    #[test]
    fn only_finite_numbers_parse() {
        assert_eq!(parse_number("-1.5e3", false), Some(-1500.0));
        assert_eq!(parse_number("+.5", false), Some(0.5));
        assert_eq!(parse_number("1,5", true), Some(1.5));
        assert_eq!(parse_number(",5", true), Some(0.5));
        assert_eq!(parse_number("12", true), Some(12.0));
        for text in [
            "inf",
            "-inf",
            "+Infinity",
            "1e999",
            "1,5",
            "1_000",
            "0x10",
            "1 2",
            "",
            "nan",
        ] {
            assert_eq!(parse_number(text, false), None, "{text}");
        }
        for text in ["1.5", "1,2,3", "1.000,5"] {
            assert_eq!(parse_number(text, true), None, "{text}");
        }
    }

    #[test]
    fn groups_of_thousands_are_whole_or_no_number() {
        let number = |cell: &str, decimal_comma, thousands| {
            let format = NumberFormat {
                decimal_comma,
                thousands,
            };
            format.parse(cell)
        };
        for (cell, decimal_comma, thousands, expected) in [
            ("1,234,567.5", false, Thousands::Comma, 1_234_567.5),
            ("-12,345", false, Thousands::Comma, -12_345.0),
            ("1.234.567,5", true, Thousands::Point, 1_234_567.5),
            ("1 234 567", false, Thousands::Space, 1_234_567.0),
            ("1\u{a0}234,5", true, Thousands::Space, 1234.5),
            ("1'234.25", false, Thousands::Apostrophe, 1234.25),
            ("1,234e3", false, Thousands::Comma, 1_234_000.0),
            ("1234.5", false, Thousands::Comma, 1234.5),
            ("0.125", false, Thousands::Comma, 0.125),
        ] {
            assert_eq!(
                number(cell, decimal_comma, thousands),
                Some(expected),
                "{cell}"
            );
        }
        for (cell, decimal_comma, thousands) in [
            ("12,34", false, Thousands::Comma),
            ("1,2345", false, Thousands::Comma),
            ("1234,567", false, Thousands::Comma),
            ("0,123", false, Thousands::Comma),
            (",123", false, Thousands::Comma),
            ("1,234,", false, Thousands::Comma),
            ("1.234.56", true, Thousands::Point),
            ("1.5", true, Thousands::Point),
            ("1.234,567,8", true, Thousands::Point),
            ("1,234.567,890", false, Thousands::Comma),
            ("1 23", false, Thousands::Space),
        ] {
            assert_eq!(number(cell, decimal_comma, thousands), None, "{cell}");
        }
    }
}
