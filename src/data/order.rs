//! The rows of a table in the order of a column's values.

use std::cmp::Ordering;

use super::table::Values;

/// The rows in ascending or descending order of their values; rows with equal values keep their order, and those without
/// a value come last. Classes are ordered by name, names that are numbers by value before all others.
///
/// ```
/// use deltascope::data::{Values, sorted_rows};
///
/// let values = Values::Numeric(vec![2.0, f64::NAN, 1.0, 2.0]);
/// assert_eq!(sorted_rows(&values, false), [2, 0, 3, 1]);
/// assert_eq!(sorted_rows(&values, true), [0, 3, 2, 1]);
/// ```
pub fn sorted_rows(values: &Values, descending: bool) -> Vec<u32> {
    match values {
        Values::Numeric(values) => {
            let (mut present, missing): (Vec<_>, Vec<_>) = (0_u32..)
                .zip(values)
                .partition(|(_, value)| !value.is_nan());
            // Adding 0 turns −0 into 0.
            let compare = |a: &f64, b: &f64| (a + 0.0).total_cmp(&(b + 0.0));
            if descending {
                present.sort_by(|(_, a), (_, b)| compare(b, a));
            } else {
                present.sort_by(|(_, a), (_, b)| compare(a, b));
            }
            let rows = present.into_iter().chain(missing);
            rows.map(|(row, _)| row).collect()
        }
        Values::Category { codes, classes } => sorted_classes(codes, classes, descending),
    }
}

/// Sorts by counting: the classes are few beside the rows.
fn sorted_classes(codes: &[u32], classes: &[String], descending: bool) -> Vec<u32> {
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by(|a, b| compare_names(&classes[*a], &classes[*b]));
    if descending {
        order.reverse();
    }
    let mut starts = vec![0_usize; classes.len() + 1];
    let bin = |code: u32| (code as usize).min(classes.len());
    for code in codes {
        starts[bin(*code)] += 1;
    }
    let mut next = 0;
    for class in order.into_iter().chain([classes.len()]) {
        next += std::mem::replace(&mut starts[class], next);
    }
    let mut rows = vec![0; codes.len()];
    for (row, code) in (0_u32..).zip(codes) {
        let place = &mut starts[bin(*code)];
        rows[*place] = row;
        *place += 1;
    }
    rows
}

/// Numbers by value, then other names by letter whatever their case.
fn compare_names(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => {
            let lower = |text: &str| text.to_lowercase();
            lower(a).cmp(&lower(b)).then_with(|| a.cmp(b))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(names: &[&str], codes: &[u32]) -> Values {
        Values::Category {
            codes: codes.to_vec(),
            classes: names.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn negative_zero_is_equal_to_zero() {
        let values = Values::Numeric(vec![0.0, -0.0, -1.0, 0.0]);
        assert_eq!(sorted_rows(&values, false), [2, 0, 1, 3]);
        assert_eq!(sorted_rows(&values, true), [0, 1, 3, 2]);
    }

    #[test]
    fn classes_are_ordered_by_name_and_keep_the_order_of_rows() {
        let values = classes(&["b", "A", "c"], &[0, 1, 2, 0, 1, Values::MISSING, 2]);
        assert_eq!(sorted_rows(&values, false), [1, 4, 0, 3, 2, 6, 5]);
        assert_eq!(sorted_rows(&values, true), [2, 6, 0, 3, 1, 4, 5]);
    }

    #[test]
    fn names_that_are_numbers_are_ordered_by_value() {
        let values = classes(&["10", "x", "9"], &[0, 1, 2]);
        assert_eq!(sorted_rows(&values, false), [2, 0, 1]);
    }

    #[test]
    fn a_column_without_rows_has_no_order() {
        assert!(sorted_rows(&Values::Numeric(Vec::new()), false).is_empty());
        assert!(sorted_rows(&classes(&["a"], &[]), true).is_empty());
    }
}
