//! All warnings of a data set.

use super::super::profile::ColumnProfile;
use super::super::spec::DataSource;
use super::super::spec::DataSpec;
use super::super::spec::Role;
use super::super::table::Table;
use super::super::table::Values;
use super::super::taken::Taken;
use super::column::Used;
use super::column::used_columns;
use super::duplicates::duplicates;
use super::gaps::gaps;
use super::leakage::leakage;
use super::warning::Remedy;
use super::warning::Warning;
use super::warning::WarningKind;
use super::warning::percent;
use super::warning::short;

/// An input of classes with fewer rows is not called nearly unique.
const FEW_ROWS: usize = 20;

/// Unscaled numbers farther from 0 than this are warned about.
const FAR: f64 = 10.0;

/// A class with less than this part of an equal share is rare.
const RARE: f64 = 0.2;

/// Finds what is likely to spoil training. `profiles` are those of the table, see [`Table::profiles`].
///
/// ```
/// use deltascope::data::{BuiltinTable, DataSource, DataSpec, find_warnings};
///
/// let table = BuiltinTable::Iris.table();
/// let spec = DataSpec::new(DataSource::Builtin(BuiltinTable::Iris));
/// assert_eq!(find_warnings(&table, &table.profiles(), &spec), []);
/// ```
pub fn find_warnings(table: &Table, profiles: &[ColumnProfile], spec: &DataSpec) -> Vec<Warning> {
    let used = used_columns(table, profiles, spec);
    let mut taken = vec![true; table.rows()];
    for &row in &spec.excluded {
        if let Some(taken) = taken.get_mut(row) {
            *taken = false;
        }
    }
    let rows: Vec<usize> = (0..table.rows()).filter(|&row| taken[row]).collect();
    let mut warnings = Vec::new();
    // What a formula or the user's own hand made follows from its inputs by design.
    match spec.source {
        DataSource::File { .. } | DataSource::Text { .. } | DataSource::Builtin(_) => {
            leakage(&used, &rows, &mut warnings);
        }
        DataSource::Generated(_) | DataSource::Painted(_) | DataSource::Inline { .. } => {}
    }
    // In a single row every column has one value, and may have it by chance like another.
    if table.rows() > 1 {
        let targets = used.iter().filter(|column| column.role == Role::Target);
        let only_target = targets.count() == 1;
        for column in &used {
            let needed = only_target && column.role == Role::Target;
            constant(column, needed, &mut warnings);
        }
        duplicates(&used, &mut warnings);
    }
    for column in &used {
        nearly_unique(column, &mut warnings);
        missing(column, &mut warnings);
        unreadable(table, column, &mut warnings);
        imbalance(column, &rows, spec.split.stratify, &mut warnings);
    }
    left_out(&used, &rows, &mut warnings);
    gaps(table, spec, &mut warnings);
    range(&used, Role::Input, &mut warnings);
    range(&used, Role::Target, &mut warnings);
    // Of one kind they stand in the order of the columns.
    warnings.sort_by_key(|warning| warning.kind);
    warnings
}

/// `needed` = there would be no target without it.
fn constant(column: &Used<'_>, needed: bool, warnings: &mut Vec<Warning>) {
    if !column.is_constant() {
        return;
    }
    let name = column.name();
    let values = &column.column.values;
    let text = match (0..values.len()).find(|row| !values.is_missing(*row)) {
        Some(row) => {
            let text = values.text(row);
            let value = match values {
                Values::Numeric(_) => text,
                Values::Category { .. } => format!("`{text}`"),
            };
            format!("`{name}` is {value} in every row, so nothing can be learnt from it")
        }
        None => format!("`{name}` has no value in any row"),
    };
    let mut warning = Warning::of_column(WarningKind::Constant, name, text);
    if !needed {
        warning = warning.remedy(Remedy::Ignore(name.to_owned()));
    }
    warnings.push(warning);
}

fn nearly_unique(column: &Used<'_>, warnings: &mut Vec<Warning>) {
    let present = column.column.values.len() - column.missing;
    let distinct = column.distinct();
    if !column.is_input()
        || matches!(column.cells, Taken::Numbers(_))
        || present < FEW_ROWS
        || distinct * 2 <= present
    {
        return;
    }
    let name = column.name();
    let text = format!(
        "`{name}` has {distinct} different values in {present} rows; each becomes an input of its own that is seen too rarely"
    );
    warnings.push(
        Warning::of_column(WarningKind::NearlyUnique, name, text)
            .remedy(Remedy::Ignore(name.to_owned())),
    );
}

/// Missing cells of a column, unless they are filled in and few.
fn missing(column: &Used<'_>, warnings: &mut Vec<Warning>) {
    let (count, rows) = (column.missing, column.column.values.len());
    let mostly = 2 * count > rows;
    if count == 0 || column.distinct() == 0 || (column.filled && !mostly) {
        return;
    }
    let name = column.name();
    let share = percent(count, rows);
    let fate = if column.filled {
        "most of what it says is made up"
    } else {
        "these rows are left out"
    };
    let text = format!("`{name}` has no value in {count} of {rows} rows ({share}); {fate}");
    let warning = Warning::of_column(WarningKind::Missing, name, text);
    let ignore = Remedy::Ignore(name.to_owned());
    warnings.push(match (column.is_input(), column.filled) {
        (false, _) => warning.remedy(Remedy::ShowLeftOut),
        (true, true) => warning.remedy(ignore),
        (true, false) if mostly => warning.remedy(ignore).remedy(Remedy::Impute),
        (true, false) => warning.remedy(Remedy::Impute).remedy(ignore),
    });
}

/// Texts that are no numbers or dates where the column is taken as such.
fn unreadable(table: &Table, column: &Used<'_>, warnings: &mut Vec<Warning>) {
    // The table's own problems stand in its list; only texts are taken as something else.
    if matches!(column.column.values, Values::Numeric(_)) {
        return;
    }
    let Some(sentence) = table.unreadable_sentence(column.column, &column.kind) else {
        return;
    };
    let name = column.name();
    let text = format!("`{name}`: {sentence}");
    warnings
        .push(Warning::of_column(WarningKind::Unreadable, name, text).remedy(Remedy::ShowLeftOut));
}

fn left_out(used: &[Used<'_>], rows: &[usize], warnings: &mut Vec<Warning>) {
    let needed: Vec<&Used<'_>> = used
        .iter()
        .filter(|column| column.missing > 0 && !column.filled)
        .collect();
    if needed.is_empty() {
        return;
    }
    let lacks = |row: &&usize| needed.iter().any(|column| column.cells.is_missing(**row));
    let count = rows.iter().filter(lacks).count();
    if count == 0 {
        return;
    }
    let share = percent(count, rows.len());
    let (noun, verb) = if count == 1 {
        ("row", "is")
    } else {
        ("rows", "are")
    };
    let text = format!(
        "{count} {noun} of {} ({share}) {verb} left out for missing or malformed cells",
        rows.len()
    );
    let mut remedies = vec![Remedy::ShowLeftOut];
    if needed.iter().any(|column| column.is_input()) {
        remedies.push(Remedy::Impute);
    }
    warnings.push(Warning {
        kind: WarningKind::RowsLeftOut,
        column: None,
        text,
        remedies,
    });
}

/// A rare class of a target.
fn imbalance(column: &Used<'_>, rows: &[usize], stratify: bool, warnings: &mut Vec<Warning>) {
    let Taken::Classes { codes, classes } = &column.cells else {
        return;
    };
    if column.is_input() {
        return;
    }
    let mut counts = vec![0_usize; classes.len()];
    for &row in rows {
        if codes[row] != Values::MISSING {
            counts[codes[row] as usize] += 1;
        }
    }
    let filled = || {
        counts
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, count)| *count > 0)
    };
    let kinds = filled().count();
    let all: usize = counts.iter().sum();
    let (Some((rare, few)), Some((frequent, many))) = (
        filled().min_by_key(|(_, count)| *count),
        filled().max_by_key(|(_, count)| *count),
    ) else {
        return;
    };
    if kinds < 2 || few as f64 * kinds as f64 >= RARE * all as f64 {
        return;
    }
    let name = column.name();
    let text = format!(
        "`{name}` is `{}` in only {} of the rows ({few} of {all}) and `{}` in {}; the rare class is easily overlooked",
        classes[rare],
        percent(few, all),
        classes[frequent],
        percent(many, all)
    );
    let mut warning =
        Warning::of_column(WarningKind::Imbalance, name, text).remedy(Remedy::BalanceClasses);
    if !stratify {
        warning = warning.remedy(Remedy::Stratify);
    }
    warnings.push(warning);
}

/// Numbers far from 0 that are not scaled; one warning for all columns of a role.
fn range(used: &[Used<'_>], role: Role, warnings: &mut Vec<Warning>) {
    let far: Vec<(&Used<'_>, f64, f64)> = used
        .iter()
        .filter(|column| column.role == role && !column.scaled && !column.is_constant())
        .filter_map(|column| column.range.map(|(min, max)| (column, min, max)))
        .filter(|(_, min, max)| min.abs().max(max.abs()) > FAR)
        .collect();
    let reach = |(_, min, max): &(&Used<'_>, f64, f64)| min.abs().max(max.abs());
    let Some(widest) = far.iter().max_by(|a, b| reach(a).total_cmp(&reach(b))) else {
        return;
    };
    let (column, min, max) = widest;
    let name = column.name();
    let others = match far.len() - 1 {
        0 => String::new(),
        1 => ", and 1 other column is far from 0 too".to_owned(),
        count => format!(", and {count} other columns are far from 0 too"),
    };
    let (kind, remedy, harm) = match role {
        Role::Input | Role::Weight | Role::Ignored => (
            WarningKind::InputRange,
            Remedy::StandardiseInputs,
            "large inputs saturate units and slow training",
        ),
        Role::Target => (
            WarningKind::TargetRange,
            Remedy::StandardiseTargets,
            "large targets make large gradients",
        ),
    };
    let text = format!(
        "`{name}` reaches from {} to {} and is not scaled{others}; {harm}",
        short(*min),
        short(*max)
    );
    warnings.push(Warning::of_column(kind, name, text).remedy(remedy));
}
