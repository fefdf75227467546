//! The columns that are used, and what is impossible in how they are to be treated.

use std::collections::HashMap;

use super::dataset::DatasetProblem;
use super::fit::Used;
use super::spec::ColumnSpec;
use super::spec::DataSpec;
use super::spec::MissingPolicy;
use super::spec::Role;
use super::split_spec::SplitSpec;
use super::table::Table;
use super::taken::Taken;
use super::treatment::Scaling;
use super::windows;

/// The inputs and targets, or everything that is wrong with the spec.
pub(super) fn used_columns<'a>(
    table: &'a Table,
    columns: &'a [ColumnSpec],
    spec: &DataSpec,
) -> Result<Vec<Used<'a>>, Vec<DatasetProblem>> {
    let mut problems = Vec::new();
    let index: HashMap<&str, usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| (&*column.name, index))
        .collect();
    let mut seen = vec![false; table.columns.len()];
    let mut used = Vec::new();
    for spec in columns {
        let ColumnSpec {
            name, role, kind, ..
        } = spec;
        if *role == Role::Ignored {
            continue;
        }
        let Some(place) = index.get(&**name).copied() else {
            let message = format!("the table has no column `{name}`; choose its columns anew");
            problems.push(DatasetProblem::of_column(name, message));
            continue;
        };
        if std::mem::replace(&mut seen[place], true) {
            let message = format!("column `{name}` has two roles; give it one");
            problems.push(DatasetProblem::of_column(name, message));
            continue;
        }
        let column = &table.columns[place];
        used.push(Used {
            name: &column.name,
            spec,
            cells: Taken::new(column, kind),
        });
    }
    for (role, word) in [(Role::Input, "an input"), (Role::Target, "the target")] {
        let is_past =
            role == Role::Input && spec.windows().is_some_and(|windows| windows.past_targets);
        if !is_past && !columns.iter().any(|column| column.role == role) {
            let message = format!("no column is {word}; choose one");
            problems.push(DatasetProblem::new(message));
        }
    }
    for (scaling, word) in [
        (spec.input_scaling, "inputs"),
        (spec.target_scaling, "targets"),
    ] {
        let problem = bounds_problem(scaling, &format!("{word} are"));
        problems.extend(problem.map(DatasetProblem::new));
    }
    for column in &used {
        problems.extend(column_problem(column, spec.missing));
    }
    problems.extend(windows::problems(spec, &used));
    problems.extend(split_problem(&spec.split).map(DatasetProblem::of_split));
    if problems.is_empty() {
        Ok(used)
    } else {
        Err(problems)
    }
}

/// Bounds of min–max scaling in the wrong order; `what` is to be scaled.
fn bounds_problem(scaling: Scaling, what: &str) -> Option<String> {
    match scaling {
        Scaling::MinMax { low, high } if !(low < high && low.is_finite() && high.is_finite()) => {
            Some(format!(
                "{what} to be scaled to {low} to {high}; the second must be larger"
            ))
        }
        Scaling::None
        | Scaling::MinMax { .. }
        | Scaling::Standardise
        | Scaling::Robust
        | Scaling::Log
        | Scaling::SignedLog => None,
    }
}

/// What is impossible in the treatment of one column.
fn column_problem(column: &Used<'_>, missing: MissingPolicy) -> Option<DatasetProblem> {
    let Used { name, spec, .. } = column;
    let bounds = spec
        .scaling
        .and_then(|scaling| bounds_problem(scaling, &format!("column `{name}` is")));
    let unmarked = spec.mark_missing && spec.role == Role::Input && column.drops(missing);
    let message = bounds.or_else(|| {
        unmarked.then(|| {
            format!(
                "column `{name}` is to say where it is missing, but rows with missing cells are left out; choose what fills its missing cells"
            )
        })
    })?;
    Some(DatasetProblem::of_column(name, message))
}

fn split_problem(spec: &SplitSpec) -> Option<String> {
    let shares = [spec.train, spec.validation, spec.test];
    let sum: f64 = shares.iter().sum();
    if !shares.iter().all(|share| (0.0..=1.0).contains(share)) {
        Some("each share must be from 0 to 1; correct the split".to_owned())
    } else if (sum - 1.0).abs() > 1e-6 {
        let percent = (sum * 1e4).round() / 1e2;
        Some(format!(
            "the shares of training, validation and test sum to {percent} %; make it 100 %"
        ))
    } else {
        None
    }
}
