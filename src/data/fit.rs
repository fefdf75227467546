//! Fitting a preparation: scalers, fill values and classes of the used columns.

use std::collections::BTreeMap;

use super::dataset::DatasetProblem;
use super::encode::ColumnCode;
use super::encode::Preparation;
use super::encode::TargetGroup;
use super::encode::TargetKind;
use super::kind::DateTime;
use super::scaler::Scaler;
use super::scaler::moments;
use super::spec::DataSpec;
use super::spec::Role;
use super::table::Values;
use super::taken::Taken;

/// A column with more classes is rather an identifier, and its one-hot features would fill the memory.
const MAX_CLASSES: usize = 1000;

/// A column that is an input, a target or the weight.
pub(super) struct Used<'a> {
    pub(super) name: &'a str,
    pub(super) role: Role,
    pub(super) cells: Taken<'a>,
    /// How its dates become numbers, if it holds dates.
    pub(super) date: Option<DateTime>,
}

/// Fits on the training rows. The list of classes is a column's own: every class of the table has its feature, so that the
/// size of the network does not depend on the split.
pub(super) fn fit(
    used: &[Used<'_>],
    train: &[usize],
    spec: &DataSpec,
) -> Result<Preparation, Vec<DatasetProblem>> {
    let mut problems = Vec::new();
    let mut preparation = Preparation {
        inputs: Vec::new(),
        targets: Vec::new(),
        dates: BTreeMap::new(),
    };
    let mut start = 0;
    for column in used {
        let name = column.name.to_owned();
        if let Some(problem) = problem(column, train) {
            problems.push(DatasetProblem::of_column(&name, problem));
            continue;
        }
        if let Some(date) = column.date {
            preparation.dates.insert(name.clone(), date);
        }
        match (column.role, &column.cells) {
            (Role::Input, Taken::Numbers(values)) => {
                let values = train.iter().map(|row| values[*row]);
                preparation.inputs.push(ColumnCode::Number {
                    name,
                    fill: mean(values.clone()),
                    scaler: Scaler::fit(spec.input_scaling, values),
                });
            }
            (Role::Input, Taken::Classes { codes, classes }) => {
                preparation.inputs.push(ColumnCode::OneHot {
                    name,
                    fill: most_frequent(codes, classes.len(), train),
                    classes: classes.to_vec(),
                });
            }
            (Role::Target, cells) => {
                let kind = match cells {
                    Taken::Numbers(values) => TargetKind::Number(Scaler::fit(
                        spec.target_scaling,
                        train.iter().map(|row| values[*row]),
                    )),
                    Taken::Classes { classes, .. } => TargetKind::Classes(classes.to_vec()),
                };
                let width = match &kind {
                    TargetKind::Number(_) => 1,
                    TargetKind::Classes(classes) => classes.len(),
                };
                let range = start..start + width;
                start = range.end;
                preparation.targets.push(TargetGroup { name, range, kind });
            }
            (Role::Weight | Role::Ignored, _) => {}
        }
    }
    if problems.is_empty() {
        Ok(preparation)
    } else {
        Err(problems)
    }
}

fn problem(column: &Used<'_>, train: &[usize]) -> Option<String> {
    let name = column.name;
    if let Taken::Classes { classes, .. } = &column.cells
        && classes.len() > MAX_CLASSES
    {
        let count = classes.len();
        return Some(format!(
            "column `{name}` has {count} different classes, more than {MAX_CLASSES}; ignore it"
        ));
    }
    if train.iter().all(|row| column.cells.is_missing(*row)) {
        return Some(format!(
            "column `{name}` has no value in the training part; ignore it"
        ));
    }
    None
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let values = values.filter(|value| !value.is_nan());
    let largest = values
        .clone()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    moments(values, largest).0
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
