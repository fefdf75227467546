//! Which rows of a table have a whole window over their past, and which samples follow one another.

use std::ops::Range;

use super::dataset::DatasetProblem;
use super::fit::Used;
use super::kind::ColumnKind;
use super::kind::DateTime;
use super::sequence_spec::WindowSpec;
use super::sequences::Sequences;
use super::spec::ColumnSpec;
use super::spec::DataSpec;
use super::spec::Role;
use super::table::Table;

/// What is impossible in the windows of a spec.
pub(super) fn problems(spec: &DataSpec, used: &[Used<'_>]) -> Vec<DatasetProblem> {
    let Some(windows) = spec.windows() else {
        return Vec::new();
    };
    let mut problems: Vec<DatasetProblem> = windows
        .problem()
        .map(DatasetProblem::new)
        .into_iter()
        .collect();
    if let Some(derived) = spec.derived.first() {
        problems.push(DatasetProblem::new(format!(
            "`{}` is not computed for windows over the past; remove the derived inputs or the windows",
            derived.name()
        )));
    }
    for name in &windows.known {
        let is_input = |column: &&Used<'_>| column.name == name && column.spec.role == Role::Input;
        if !used.iter().any(|column| is_input(&column)) {
            let message = format!(
                "column `{name}` is to be known ahead but is not an input; make it one or clear its mark"
            );
            problems.push(DatasetProblem::of_column(name, message));
        }
    }
    problems
}

/// The sequences of a table, if the spec asks for them.
pub(super) fn sequences(
    table: &Table,
    columns: &[ColumnSpec],
    spec: &DataSpec,
) -> Result<Option<Sequences>, Vec<DatasetProblem>> {
    let Some(sequence) = &spec.sequence else {
        return Ok(None);
    };
    let date = order_date(columns, spec).map(|(_, date)| date);
    Sequences::new(table, sequence, date, &spec.excluded)
        .map(Some)
        .map_err(|message| vec![DatasetProblem::new(message)])
}

/// The order column with its dates, if it holds dates.
pub(super) fn order_date(columns: &[ColumnSpec], spec: &DataSpec) -> Option<(String, DateTime)> {
    let name = spec.sequence.as_ref()?.order.as_ref()?;
    let column = columns.iter().find(|column| column.name == *name)?;
    match &column.kind {
        ColumnKind::DateTime(date) => Some((name.clone(), *date)),
        ColumnKind::AsRead
        | ColumnKind::Classes
        | ColumnKind::Ordered(_)
        | ColumnKind::YesNo
        | ColumnKind::Id => None,
    }
}

/// The candidates with a target and all values that their inputs need, and the number of those with too little before
/// them.
pub(super) fn whole_rows(
    sequences: &Sequences,
    candidates: &[usize],
    used: &[Used<'_>],
    spec: &DataSpec,
) -> Result<(Vec<usize>, usize), Vec<DatasetProblem>> {
    let of_role = |wanted: fn(Role) -> bool| -> Vec<&Used<'_>> {
        let needed = used.iter().filter(|column| column.drops(spec.missing));
        needed.filter(|column| wanted(column.spec.role)).collect()
    };
    let answers = of_role(|role| matches!(role, Role::Target | Role::Weight));
    let inputs = of_role(|role| role == Role::Input);
    let is_whole = |columns: &[&Used<'_>], row: usize| {
        candidates.binary_search(&row).is_ok()
            && columns.iter().all(|column| !column.cells.is_missing(row))
    };
    let Some(windows) = spec.windows() else {
        let all = [answers, inputs].concat();
        let rows = candidates.iter().copied();
        let rows: Vec<usize> = rows.filter(|row| is_whole(&all, *row)).collect();
        return if rows.is_empty() {
            Err(vec![none_left()])
        } else {
            Ok((rows, 0))
        };
    };
    let (known, mut lagged): (Vec<_>, Vec<_>) = inputs
        .into_iter()
        .partition(|column| windows.known.iter().any(|name| name == column.name));
    if windows.past_targets {
        lagged.extend(
            used.iter()
                .filter(|column| column.spec.role == Role::Target),
        );
    }
    let mut rows = Vec::new();
    let mut without_past = 0;
    for row in candidates.iter().copied() {
        match sequences.window(windows, row) {
            None => without_past += 1,
            Some(window) => {
                let past = window.past.iter().all(|row| is_whole(&lagged, *row));
                if past && is_whole(&known, window.now) && is_whole(&answers, row) {
                    rows.push(row);
                }
            }
        }
    }
    if rows.is_empty() {
        return Err(vec![no_window(windows, sequences)]);
    }
    Ok((rows, without_past))
}

fn none_left() -> DatasetProblem {
    DatasetProblem::new(
        "no row has a value in every used column; ignore a column or impute missing cells",
    )
}

fn no_window(windows: &WindowSpec, sequences: &Sequences) -> DatasetProblem {
    let (needed, longest) = (windows.reach() + 1, sequences.longest());
    if longest < needed {
        DatasetProblem::new(format!(
            "a window needs {needed} rows of one sequence, and the longest has {longest}; choose fewer lags or a nearer target"
        ))
    } else {
        none_left()
    }
}

/// The samples that follow one another without a gap, in one part (`sizes` are those of the first two) and one sequence.
pub(super) fn runs(sequences: &Sequences, rows: &[usize], sizes: [usize; 2]) -> Vec<Range<usize>> {
    let [train, validation] = sizes;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for sample in 0..rows.len() {
        let place = sequences.place(rows[sample]);
        let follows = sample > 0
            && sample != train
            && sample != train + validation
            && matches!((sequences.place(rows[sample - 1]), place),
                (Some((before, at)), Some((sequence, place))) if before == sequence && at + 1 == place);
        match runs.last_mut() {
            Some(run) if follows => run.end = sample + 1,
            Some(_) | None => runs.push(sample..sample + 1),
        }
    }
    runs
}
