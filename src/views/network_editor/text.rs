//! Short texts: numbers for small places, and counts.

use crate::widgets::scale::whole_number;

/// A number in at most five characters or so.
pub fn short(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude >= 1e4 {
        format!("{value:.0e}")
    } else if magnitude >= 99.5 {
        format!("{value:.0}")
    } else if magnitude >= 9.95 {
        format!("{value:.1}")
    } else {
        let text = format!("{value:.2}");
        if text == "-0.00" {
            "0.00".to_owned()
        } else {
            text
        }
    }
}

/// "1 unit", "4 units".
pub fn count_of(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {one}{plural}", whole_number(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_stay_short() {
        for (value, text) in [
            (0.0, "0.00"),
            (-0.001, "0.00"),
            (0.734, "0.73"),
            (-9.999, "-10.0"),
            (123.4, "123"),
            (-25_000.0, "-2e4"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn counts_have_their_noun() {
        assert_eq!(count_of(1, "unit"), "1 unit");
        assert_eq!(count_of(12_345, "unit"), "12,345 units");
    }
}
