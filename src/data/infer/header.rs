//! Whether the first row holds names.

use super::super::cell::Rules;
use super::super::kind::DateOrder;
use super::super::moment;
use super::super::options::Evidence;
use super::Line;
use super::text;

/// Whether the first record holds names: more columns have a word above numbers or dates than a number above numbers or
/// a date above dates; or, if neither occurs, none of its words comes again below it.
pub(super) fn guess(records: &[Line], rules: &Rules, evidence: &mut Evidence) -> bool {
    let Some((first, rest)) = records.split_first() else {
        return false;
    };
    let is_value = |cell: &str| rules.numbers.parse(cell).is_some() || is_date(cell);
    let mut words_above = 0_usize;
    let mut values_above = 0_usize;
    let mut again = 0_usize;
    let mut values_first = 0_usize;
    for (index, name) in first.cells.iter().enumerate() {
        let name = text(name);
        if rules.marks.is_missing(&name) {
            continue;
        }
        let below: Vec<String> = rest
            .iter()
            .filter_map(|line| line.cells.get(index))
            .map(text)
            .filter(|cell| !rules.marks.is_missing(cell))
            .collect();
        let values = below.iter().filter(|cell| is_value(cell)).count();
        let valued = !below.is_empty() && values * 10 >= below.len() * 9;
        values_first += usize::from(is_value(&name));
        values_above += usize::from(valued && is_value(&name));
        words_above += usize::from(valued && !is_value(&name));
        again += usize::from(below.contains(&name));
    }
    let columns = |count: usize| match count {
        1 => "1 column has".to_owned(),
        _ => format!("{count} columns have"),
    };
    let (header, why) = if words_above > values_above {
        (
            true,
            format!("{} a word above numbers", columns(words_above)),
        )
    } else if values_above > 0 {
        let text = format!("{} a number in the first row", columns(values_above));
        (false, text)
    } else if values_first > 0 {
        (
            false,
            format!("{} a number in the first row", columns(values_first)),
        )
    } else if again > 0 {
        let text = format!("{} the text of the first row again below", columns(again));
        (false, text)
    } else {
        (
            true,
            "No text of the first row comes again below".to_owned(),
        )
    };
    evidence.header = why;
    header
}

fn is_date(cell: &str) -> bool {
    DateOrder::ALL
        .iter()
        .any(|order| moment::parse(cell, *order).is_some())
}
