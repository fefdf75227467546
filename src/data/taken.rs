//! A column as its kind takes it: numbers or classes.

use std::borrow::Cow;
use std::collections::HashMap;

use super::kind::ColumnKind;
use super::kind::yes_no;
use super::table::Column;
use super::table::Values;

/// A column as numbers or as classes.
#[derive(Clone, Debug, PartialEq)]
pub enum Taken<'a> {
    /// Numbers; `NaN` = missing or malformed.
    Numbers(Cow<'a, [f64]>),
    /// Classes by index; [`Values::MISSING`] = missing.
    Classes {
        /// For each row the index of its class.
        codes: Cow<'a, [u32]>,
        /// The names, in their order.
        classes: Cow<'a, [String]>,
    },
}

impl<'a> Taken<'a> {
    /// The column, taken as a kind. Numbers taken as classes are in ascending order.
    pub fn new(column: &'a Column, kind: &ColumnKind) -> Self {
        match (&column.values, kind) {
            (
                Values::Numeric(values),
                ColumnKind::AsRead | ColumnKind::Number(_) | ColumnKind::Id,
            ) => Self::Numbers(Cow::Borrowed(values)),
            (Values::Numeric(values), ColumnKind::DateTime(date)) => {
                let number = |value: &f64| date.number(&value.to_string()).unwrap_or(f64::NAN);
                Self::Numbers(values.iter().map(number).collect())
            }
            (
                Values::Numeric(values),
                ColumnKind::Classes | ColumnKind::YesNo | ColumnKind::Ordered(_),
            ) => {
                let (codes, classes) = number_classes(values);
                ordered(Cow::Owned(codes), Cow::Owned(classes), kind)
            }
            (Values::Category { codes, classes }, ColumnKind::DateTime(date)) => {
                Self::Numbers(Cow::Owned(numbers(codes, classes, |text| {
                    date.number(text)
                })))
            }
            (Values::Category { codes, classes }, ColumnKind::Number(notation)) => {
                let number = |text: &str| notation.number(text);
                Self::Numbers(Cow::Owned(numbers(codes, classes, number)))
            }
            (
                Values::Category { codes, classes },
                ColumnKind::AsRead
                | ColumnKind::Classes
                | ColumnKind::YesNo
                | ColumnKind::Ordered(_)
                | ColumnKind::Id,
            ) => ordered(Cow::Borrowed(codes), Cow::Borrowed(classes), kind),
        }
    }

    /// Whether the cell of a row is missing or malformed.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Numbers(values) => values[row].is_nan(),
            Self::Classes { codes, .. } => codes[row] == Values::MISSING,
        }
    }
}

impl Column {
    /// The column's classes in their order, if its kind takes it as classes.
    pub fn classes_as(&self, kind: &ColumnKind) -> Option<Vec<String>> {
        match (&self.values, kind) {
            (Values::Numeric(_), ColumnKind::AsRead | ColumnKind::Id)
            | (_, ColumnKind::DateTime(_) | ColumnKind::Number(_)) => None,
            (Values::Numeric(values), _) => Some(in_order(&number_classes(values).1, kind)),
            (Values::Category { classes, .. }, _) => Some(in_order(classes, kind)),
        }
    }

    /// Whether the column's kind takes it as classes.
    pub fn is_classes_as(&self, kind: &ColumnKind) -> bool {
        match (&self.values, kind) {
            (Values::Numeric(_), ColumnKind::AsRead | ColumnKind::Id)
            | (_, ColumnKind::DateTime(_) | ColumnKind::Number(_)) => false,
            (
                _,
                ColumnKind::AsRead
                | ColumnKind::Classes
                | ColumnKind::Ordered(_)
                | ColumnKind::YesNo
                | ColumnKind::Id,
            ) => true,
        }
    }
}

/// Numbers made of texts.
fn numbers(codes: &[u32], classes: &[String], number: impl Fn(&str) -> Option<f64>) -> Vec<f64> {
    let numbers: Vec<f64> = classes
        .iter()
        .map(|text| number(text).unwrap_or(f64::NAN))
        .collect();
    let number = |code: &u32| numbers.get(*code as usize).copied().unwrap_or(f64::NAN);
    codes.iter().map(number).collect()
}

/// The classes in the order of a kind.
fn in_order(classes: &[String], kind: &ColumnKind) -> Vec<String> {
    match kind {
        ColumnKind::Ordered(order) => {
            let mut places: HashMap<&str, usize> = HashMap::new();
            for (place, class) in order.iter().enumerate() {
                places.entry(class).or_insert(place);
            }
            let mut sorted = classes.to_vec();
            sorted.sort_by_key(|class| places.get(&**class).copied().unwrap_or(usize::MAX));
            sorted
        }
        ColumnKind::YesNo => {
            let pair = match classes {
                [one, other] => yes_no(one, other),
                _ => None,
            };
            match pair {
                Some((no, yes)) => vec![no.to_owned(), yes.to_owned()],
                None => classes.to_vec(),
            }
        }
        ColumnKind::AsRead
        | ColumnKind::Number(_)
        | ColumnKind::Classes
        | ColumnKind::DateTime(_)
        | ColumnKind::Id => classes.to_vec(),
    }
}

fn ordered<'a>(codes: Cow<'a, [u32]>, classes: Cow<'a, [String]>, kind: &ColumnKind) -> Taken<'a> {
    let new = in_order(&classes, kind);
    if new == *classes {
        return Taken::Classes { codes, classes };
    }
    let places: HashMap<&str, u32> = new
        .iter()
        .zip(0..)
        .map(|(class, place)| (&**class, place))
        .collect();
    let moved: Vec<u32> = classes
        .iter()
        .map(|class| places.get(&**class).copied().unwrap_or(Values::MISSING))
        .collect();
    let code = |code: &u32| {
        moved
            .get(*code as usize)
            .copied()
            .unwrap_or(Values::MISSING)
    };
    Taken::Classes {
        codes: codes.iter().map(code).collect(),
        classes: Cow::Owned(new),
    }
}

fn number_classes(values: &[f64]) -> (Vec<u32>, Vec<String>) {
    // Adding 0 turns −0 into 0.
    let mut distinct: Vec<f64> = values
        .iter()
        .filter(|v| !v.is_nan())
        .map(|v| v + 0.0)
        .collect();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let code =
        |value: &f64| match distinct.binary_search_by(|other| other.total_cmp(&(value + 0.0))) {
            Ok(index) => index as u32,
            Err(_) => Values::MISSING,
        };
    let codes = values.iter().map(code).collect();
    (codes, distinct.iter().map(f64::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::DateOrder;
    use crate::data::DateTime;
    use crate::data::Origin;
    use crate::data::TimeUnit;

    fn category(codes: &[u32], classes: &[&str]) -> Column {
        let values = Values::Category {
            codes: codes.to_vec(),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        };
        Column::new("c", values)
    }

    fn classes(codes: &[u32], classes: &[&str]) -> Taken<'static> {
        Taken::Classes {
            codes: Cow::Owned(codes.to_vec()),
            classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        }
    }

    #[test]
    fn an_order_moves_the_codes_and_unknown_classes_follow() {
        let column = category(&[0, 1, 2, Values::MISSING, 1], &["high", "odd", "low"]);
        let order = ["low", "medium", "high"].map(str::to_owned).to_vec();
        let kind = ColumnKind::Ordered(order);
        let expected = classes(&[1, 2, 0, Values::MISSING, 2], &["low", "high", "odd"]);
        assert_eq!(Taken::new(&column, &kind), expected);
    }

    #[test]
    fn no_comes_before_yes() {
        let column = category(&[0, 1, 0], &["Yes", "No"]);
        let expected = classes(&[1, 0, 1], &["No", "Yes"]);
        assert_eq!(Taken::new(&column, &ColumnKind::YesNo), expected);
    }

    #[test]
    fn dates_become_numbers_and_impossible_ones_are_missing() {
        let column = category(
            &[1, 0, 2, Values::MISSING],
            &["2000-01-02", "2000-01-01", "x"],
        );
        let date = DateTime {
            order: DateOrder::YearFirst,
            origin: Origin::try_from("2000-01-01".to_owned()).unwrap(),
            unit: TimeUnit::Hours,
        };
        let Taken::Numbers(values) = Taken::new(&column, &ColumnKind::DateTime(date)) else {
            panic!("not numbers");
        };
        assert_eq!(values[..2], [0.0, 24.0]);
        assert!(values[2].is_nan() && values[3].is_nan());
    }
}
