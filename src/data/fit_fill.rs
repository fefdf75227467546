//! What stands in for missing cells, fitted on the training rows.

use super::scaler::moments;
use super::scaler::quantile;
use super::table::Values;
use super::treatment::Fill;

/// The fill value of a column of numbers; the mean unless something else is asked for.
pub(super) fn number(
    name: &str,
    fill: Option<&Fill>,
    values: &[f64],
    train: &[usize],
) -> Result<f64, String> {
    let present = train
        .iter()
        .map(|row| values[*row])
        .filter(|value| !value.is_nan());
    match fill {
        None | Some(Fill::Mean) => {
            let largest = present
                .clone()
                .fold(0.0, |largest: f64, value| largest.max(value.abs()));
            Ok(moments(present, largest).0)
        }
        Some(Fill::Median) => Ok(quantile(&sorted(present), 0.5)),
        Some(Fill::Mode) => Ok(mode(&sorted(present))),
        Some(Fill::Number(value)) if value.is_finite() => Ok(*value),
        Some(Fill::Number(value)) => Err(format!(
            "missing cells of column `{name}` are to become {value}; choose a finite number"
        )),
        Some(Fill::Class(class)) => Err(format!(
            "missing cells of column `{name}` are to become `{class}`, but it holds numbers; choose a number"
        )),
    }
}

/// The class that fills a column of classes; the most frequent one unless another is asked for.
pub(super) fn class(
    name: &str,
    fill: Option<&Fill>,
    codes: &[u32],
    classes: &[String],
    train: &[usize],
) -> Result<u32, String> {
    match fill {
        None | Some(Fill::Mode) => Ok(most_frequent(codes, classes.len(), train)),
        Some(Fill::Class(class)) => match classes.iter().position(|other| other == class) {
            Some(place) => Ok(place as u32),
            None => Err(format!(
                "missing cells of column `{name}` are to become `{class}`, which is none of its classes; choose one of them"
            )),
        },
        Some(Fill::Mean | Fill::Median | Fill::Number(_)) => Err(format!(
            "missing cells of column `{name}` are to become a number, but it holds classes; choose the most frequent class or name one"
        )),
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    // Adding 0 turns −0 into 0.
    let mut values: Vec<f64> = values.map(|value| value + 0.0).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The most frequent of sorted numbers; of equals the smallest; `NaN` of none.
fn mode(sorted: &[f64]) -> f64 {
    let (mut best, mut most) = (f64::NAN, 0);
    for run in sorted.chunk_by(|a, b| a == b) {
        if run.len() > most {
            (best, most) = (run[0], run.len());
        }
    }
    best
}

/// The class with the most training rows; of equals the first.
fn most_frequent(codes: &[u32], classes: usize, train: &[usize]) -> u32 {
    let mut counts = vec![0_usize; classes];
    for row in train {
        if codes[*row] != Values::MISSING {
            counts[codes[*row] as usize] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_fill_has_its_value() {
        // Of 1, 1, 2, 8 (row 4 is missing, row 5 does not train): mean 3, median 1.5, mode 1 (hand calculation).
        let values = [8.0, 1.0, 2.0, 1.0, f64::NAN, 500.0];
        let train = [0, 1, 2, 3, 4];
        let fill = |fill| number("x", Some(&fill), &values, &train);
        assert_eq!(fill(Fill::Mean), Ok(3.0));
        assert_eq!(fill(Fill::Median), Ok(1.5));
        assert_eq!(fill(Fill::Mode), Ok(1.0));
        assert_eq!(fill(Fill::Number(-7.0)), Ok(-7.0));
        assert!(fill(Fill::Class("a".to_owned())).is_err());
    }

    #[test]
    fn classes_are_filled_by_frequency_or_by_name() {
        let classes = ["a", "b", "c"].map(str::to_owned);
        let codes = [2, 1, 1, 2, 0, Values::MISSING];
        let fill =
            |fill: Option<Fill>| class("c", fill.as_ref(), &codes, &classes, &[0, 1, 2, 3, 5]);
        assert_eq!(fill(None), Ok(1));
        assert_eq!(fill(Some(Fill::Class("c".to_owned()))), Ok(2));
        assert!(fill(Some(Fill::Class("d".to_owned()))).is_err());
        assert!(fill(Some(Fill::Median)).is_err());
    }
}
