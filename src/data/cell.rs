//! What one cell of a text says: nothing, a number, or something else.

/// Whether a trimmed cell stands for a missing value: empty, `NA`, `N/A`, `#N/A`, `NaN`, `null` (in any case), `?`, `-`
/// or `.`.
pub(super) fn is_missing(cell: &str) -> bool {
    match cell.len() {
        0 => true,
        1 => matches!(cell, "?" | "-" | "."),
        2 => cell.eq_ignore_ascii_case("na"),
        3 => cell.eq_ignore_ascii_case("nan") || cell.eq_ignore_ascii_case("n/a"),
        4 => cell.eq_ignore_ascii_case("null") || cell.eq_ignore_ascii_case("#n/a"),
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
            "", "NA", "na", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "?", "-", ".",
        ] {
            assert!(is_missing(mark), "{mark}");
        }
        for text in ["0", "none", "--", "nano", "n", "inf"] {
            assert!(!is_missing(text), "{text}");
        }
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
}
