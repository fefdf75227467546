//! Words that have an order.

use std::collections::HashSet;

/// Known scales, each from low to high, in lower case.
const SCALES: [&[&str]; 23] = [
    &["very low", "low", "medium", "high", "very high"],
    &["low", "moderate", "high"],
    &["low", "normal", "high"],
    &["tiny", "small", "medium", "large", "huge"],
    &["small", "big"],
    &["never", "rarely", "sometimes", "often", "always"],
    &["none", "mild", "moderate", "severe"],
    &[
        "very poor",
        "poor",
        "fair",
        "good",
        "very good",
        "excellent",
    ],
    &["very bad", "bad", "average", "good", "very good"],
    &[
        "strongly disagree",
        "disagree",
        "neutral",
        "agree",
        "strongly agree",
    ],
    &["young", "middle-aged", "old"],
    &["cold", "cool", "mild", "warm", "hot"],
    &["slow", "medium", "fast"],
    &["first", "second", "third", "fourth", "fifth"],
    &["daily", "weekly", "monthly", "yearly"],
    &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ],
    &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    &[
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
    ],
    &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
    &["niedrig", "mittel", "hoch"],
    &["klein", "mittel", "groß"],
    &["nie", "selten", "manchmal", "oft", "immer"],
    &[
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ],
];

/// Scales of a letter or two: three different ones are needed before they are believed.
const SHORT_SCALES: [&[&str]; 3] = [
    &["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"],
    &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
    &[
        "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th",
    ],
];

/// The classes from low to high, if all are steps of one known scale, or all are ranges of numbers such as `10–19` and
/// `60+`; the same in any case.
pub(super) fn order<S: AsRef<str>>(classes: &[S]) -> Option<Vec<String>> {
    let lower: Vec<String> = classes
        .iter()
        .map(|class| class.as_ref().trim().to_lowercase())
        .collect();
    // Different spellings of one step have no order.
    if lower.len() < 2
        || lower.len() > 64
        || lower.iter().collect::<HashSet<_>>().len() < lower.len()
    {
        return None;
    }
    let scales = SCALES.iter().map(|scale| (*scale, 2));
    let short = SHORT_SCALES.iter().map(|scale| (*scale, 3));
    for (scale, needed) in scales.chain(short) {
        let places: Option<Vec<usize>> = lower
            .iter()
            .map(|class| scale.iter().position(|step| step == class))
            .collect();
        if let Some(places) = places.filter(|places| places.len() >= needed) {
            return Some(sorted(classes, &places));
        }
    }
    let ranges: Option<Vec<(u64, u64)>> = lower.iter().map(|class| range(class)).collect();
    let ranges = ranges.filter(|ranges| ranges.iter().any(|(low, high)| low < high))?;
    Some(sorted(classes, &ranges))
}

fn sorted<S: AsRef<str>, K: Ord>(classes: &[S], keys: &[K]) -> Vec<String> {
    let mut both: Vec<(&K, &S)> = keys.iter().zip(classes).collect();
    both.sort_by(|a, b| a.0.cmp(b.0));
    both.into_iter()
        .map(|(_, class)| class.as_ref().to_owned())
        .collect()
}

/// The ends of `10-19`, `10 to 19`, `<20`, `60+`, `>60` or a single number.
fn range(class: &str) -> Option<(u64, u64)> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    if let Some(rest) = class.strip_prefix(['<', '≤']) {
        return Some((0, number(rest.trim_start_matches('='))?));
    }
    if let Some(rest) = class.strip_prefix(['>', '≥']) {
        return Some((number(rest.trim_start_matches('='))?, u64::MAX));
    }
    if let Some(rest) = class.strip_suffix('+') {
        return Some((number(rest)?, u64::MAX));
    }
    for separator in ["-", "–", " to ", " bis "] {
        if let Some((low, high)) = class.split_once(separator) {
            let (low, high) = (number(low)?, number(high)?);
            return (low < high).then_some((low, high));
        }
    }
    number(class).map(|number| (number, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_scales_are_put_in_order() {
        for (classes, expected) in [
            (vec!["High", "low", "Medium"], vec!["low", "Medium", "High"]),
            (vec!["often", "never"], vec!["never", "often"]),
            (vec!["Feb", "Jan", "Dec"], vec!["Jan", "Feb", "Dec"]),
            (vec!["L", "S", "XL"], vec!["S", "L", "XL"]),
            (
                vec!["60+", "20-39", "<20", "40–59"],
                vec!["<20", "20-39", "40–59", "60+"],
            ),
            (vec!["hoch", "niedrig"], vec!["niedrig", "hoch"]),
        ] {
            assert_eq!(order(&classes).unwrap(), expected);
        }
    }

    #[test]
    fn other_words_have_no_order() {
        for classes in [
            vec!["red", "low"],
            vec!["low"],
            vec!["S", "M"],
            vec!["Low", "low"],
            vec!["1", "2"],
            vec!["3-1", "5-2"],
        ] {
            assert_eq!(order(&classes), None, "{classes:?}");
        }
    }
}
