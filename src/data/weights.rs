//! The weights of samples: a column that says how much each row counts in the loss.

use super::dataset::DatasetProblem;
use super::fit::Used;
use super::spec::Role;
use super::taken::Taken;

/// Finds what is wrong with the weight column among the rows that are used.
///
/// # Errors
/// Two such columns, one that holds classes, or a weight less than 0.
pub(super) fn check(used: &[Used<'_>], rows: &[usize]) -> Result<(), Vec<DatasetProblem>> {
    let mut columns = used
        .iter()
        .filter(|column| column.spec.role == Role::Weight);
    let Some(column) = columns.next() else {
        return Ok(());
    };
    let one = |name: &str, message| Err(vec![DatasetProblem::of_column(name, message)]);
    if let Some(other) = columns.next() {
        let (first, name) = (column.name, other.name);
        let message =
            format!("columns `{first}` and `{name}` both are the weight of the rows; choose one");
        return one(name, message);
    }
    let name = column.name;
    let Taken::Numbers(values) = &column.cells else {
        let message = format!(
            "column `{name}` holds classes and cannot be the weight of the rows; choose a column of numbers"
        );
        return one(name, message);
    };
    match rows
        .iter()
        .find(|row| values[**row] < 0.0 || values[**row].is_infinite())
    {
        Some(row) => one(
            name,
            format!(
                "column `{name}` is the weight of the rows, but row {} has {}; weights must be 0 or more",
                row + 1,
                values[*row]
            ),
        ),
        None => Ok(()),
    }
}

/// The weight of each sample, given the samples' rows, the `train` training samples first; empty without such a column.
///
/// # Errors
/// When no training sample counts.
pub(super) fn of_samples(
    used: &[Used<'_>],
    rows: &[usize],
    train: usize,
) -> Result<Vec<f64>, Vec<DatasetProblem>> {
    let Some(column) = used.iter().find(|column| column.spec.role == Role::Weight) else {
        return Ok(Vec::new());
    };
    let Taken::Numbers(values) = &column.cells else {
        return Ok(Vec::new());
    };
    let weights: Vec<f64> = rows.iter().map(|row| values[*row]).collect();
    if weights[..train].iter().all(|weight| *weight == 0.0) {
        let name = column.name;
        let message = format!(
            "column `{name}` gives every training row the weight 0; choose another column for the weights"
        );
        return Err(vec![DatasetProblem::of_column(name, message)]);
    }
    Ok(weights)
}
