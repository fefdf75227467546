//! Which rows of a table have a whole window over their past, and which samples follow one another.

use std::ops::Range;

use super::dataset::DatasetProblem;
use super::derive::Derived;
use super::fit::Used;
use super::kind::ColumnKind;
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
    Sequences::new(table, sequence, &order_kind(columns, spec), &spec.excluded)
        .map(Some)
        .map_err(|message| vec![DatasetProblem::new(message)])
}

/// How the order column is taken: as dates or numbers if its texts are taken so, else as it was read.
pub(super) fn order_kind(columns: &[ColumnSpec], spec: &DataSpec) -> ColumnKind {
    let sequence = spec.sequence.as_ref();
    let name = sequence.and_then(|sequence| sequence.order.as_ref());
    let column = name.and_then(|name| columns.iter().find(|column| column.name == *name));
    match column.map(|column| &column.kind) {
        Some(kind @ (ColumnKind::DateTime(_) | ColumnKind::Number(_))) => kind.clone(),
        Some(
            ColumnKind::AsRead
            | ColumnKind::Classes
            | ColumnKind::Ordered(_)
            | ColumnKind::YesNo
            | ColumnKind::Id,
        )
        | None => ColumnKind::AsRead,
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
    // The past of a column that is known ahead is read where it is multiplied with one that is not.
    let has_past = |column: &&&Used<'_>| {
        let mut read = spec.derived.iter().map(Derived::columns);
        read.any(|columns| columns.contains(&column.name) && !windows.all_known(&columns))
    };
    lagged.extend(known.iter().filter(has_past).copied());
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
