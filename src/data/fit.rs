//! Fitting a preparation: scalers, fill values and classes of the used columns, derived inputs.

use super::dataset::DatasetProblem;
use super::encode::ColumnCode;
use super::encode::DerivedCode;
use super::encode::Preparation;
use super::encode::TargetGroup;
use super::encode::TargetKind;
use super::fit_fill;
use super::scaler::Scaler;
use super::spec::ColumnSpec;
use super::spec::DataSpec;
use super::spec::MissingPolicy;
use super::spec::Role;
use super::table::Table;
use super::taken::Taken;
use super::treatment::ClassCode;
use super::treatment::Scaling;

/// A column with more classes is rather an identifier, and its one-hot features would fill the memory.
const MAX_CLASSES: usize = 1000;

/// A column that is an input, a target or the weight.
pub(super) struct Used<'a> {
    pub(super) name: &'a str,
    pub(super) spec: &'a ColumnSpec,
    pub(super) cells: Taken<'a>,
}

impl Used<'_> {
    /// Whether rows are left out where this column has no value.
    pub(super) fn drops(&self, missing: MissingPolicy) -> bool {
        match self.spec.role {
            Role::Target | Role::Weight => true,
            Role::Input | Role::Ignored => {
                self.spec.fill.is_none() && missing == MissingPolicy::DropRow
            }
        }
    }
}

/// Fits on the training rows `train`; `rows` are all that are used, for which logarithms must exist. The list of classes
/// is a column's own: every class of the table has its feature, so that the size of the network does not depend on the
/// split.
pub(super) fn fit(
    table: &Table,
    used: &[Used<'_>],
    rows: &[usize],
    train: &[usize],
    spec: &DataSpec,
) -> Result<Preparation, Vec<DatasetProblem>> {
    let mut problems = Vec::new();
    let mut preparation = Preparation::default();
    let mut start = 0;
    for column in used {
        let name = column.name;
        let scaling = scaling(column, spec);
        if let Some(problem) = problem(column, train, scaling, table, rows) {
            problems.push(DatasetProblem::of_column(name, problem));
            continue;
        }
        preparation.keep_kind(name, &column.spec.kind);
        match column.spec.role {
            Role::Input => match input(column, train, scaling) {
                Ok(code) => preparation.inputs.push(code),
                Err(problem) => problems.push(DatasetProblem::of_column(name, problem)),
            },
            Role::Target => {
                if spec.windows().is_some_and(|windows| windows.past_targets) {
                    let own = column.spec.scaling.unwrap_or(spec.input_scaling);
                    match input(column, train, own) {
                        Ok(code) => preparation.inputs.push(code),
                        Err(problem) => problems.push(DatasetProblem::of_column(name, problem)),
                    }
                }
                let group = target(column, train, scaling, start);
                start = group.range.end;
                preparation.targets.push(group);
            }
            Role::Weight | Role::Ignored => {}
        }
    }
    if spec.windows().is_some() {
        preparation.sequence.clone_from(&spec.sequence);
        let whole = used.iter().filter(|column| column.drops(spec.missing));
        preparation.whole = whole.map(|column| column.name.to_owned()).collect();
    }
    if problems.is_empty() {
        preparation.derived = derived(used, &preparation, train, spec)?;
        Ok(preparation)
    } else {
        Err(problems)
    }
}

/// The scaling of a column: its own, else that of its role.
fn scaling(column: &Used<'_>, spec: &DataSpec) -> Scaling {
    let of_role = if column.spec.role == Role::Target {
        spec.target_scaling
    } else {
        spec.input_scaling
    };
    column.spec.scaling.unwrap_or(of_role)
}

fn input(column: &Used<'_>, train: &[usize], scaling: Scaling) -> Result<ColumnCode, String> {
    let ColumnSpec {
        code,
        fill,
        mark_missing,
        ..
    } = column.spec;
    let name = column.name.to_owned();
    let mark_missing = *mark_missing;
    match &column.cells {
        Taken::Numbers(values) => {
            let fill = fit_fill::number(column.name, fill.as_ref(), values, train)?;
            Ok(ColumnCode::Number {
                name,
                scaler: Scaler::fit(scaling, train.iter().map(|row| values[*row])),
                fill,
                mark_missing,
            })
        }
        Taken::Classes { codes, classes } => {
            let fill = fit_fill::class(column.name, fill.as_ref(), codes, classes, train)?;
            let classes = classes.to_vec();
            Ok(match code {
                ClassCode::OneHot => ColumnCode::OneHot {
                    name,
                    classes,
                    fill,
                    mark_missing,
                },
                ClassCode::Ordinal => {
                    let places = train.iter().map(|row| match codes.get(*row) {
                        Some(code) if (*code as usize) < classes.len() => f64::from(*code),
                        Some(_) | None => f64::NAN,
                    });
                    ColumnCode::Ordinal {
                        name,
                        scaler: Scaler::fit(scaling.linear(), places),
                        classes,
                        fill,
                        mark_missing,
                    }
                }
            })
        }
    }
}

/// A target whose rows of the target matrix begin at `start`.
fn target(column: &Used<'_>, train: &[usize], scaling: Scaling, start: usize) -> TargetGroup {
    let (kind, width) = match &column.cells {
        Taken::Numbers(values) => {
            let values = train.iter().map(|row| values[*row]);
            (TargetKind::Number(Scaler::fit(scaling, values)), 1)
        }
        Taken::Classes { classes, .. } => (TargetKind::Classes(classes.to_vec()), classes.len()),
    };
    TargetGroup {
        name: column.name.to_owned(),
        range: start..start + width,
        kind,
    }
}

/// The derived inputs, scaled over the training rows.
fn derived(
    used: &[Used<'_>],
    preparation: &Preparation,
    train: &[usize],
    spec: &DataSpec,
) -> Result<Vec<DerivedCode>, Vec<DatasetProblem>> {
    let mut problems = Vec::new();
    let mut codes: Vec<DerivedCode> = Vec::new();
    let past_targets = spec.windows().is_some_and(|windows| windows.past_targets);
    let is_input = |role| role == Role::Input || (past_targets && role == Role::Target);
    // The values of a numeric input with its fill value.
    let numbers = |name: &str| {
        let column = used
            .iter()
            .find(|column| column.name == name && is_input(column.spec.role))?;
        let code = preparation.inputs.iter().find(|code| code.name() == name)?;
        match (&column.cells, code) {
            (Taken::Numbers(values), ColumnCode::Number { fill, .. }) => Some((&**values, *fill)),
            _ => None,
        }
    };
    for formula in &spec.derived {
        let name = formula.name();
        let [first, second] = formula.columns();
        let (Some((x, x_fill)), Some((y, y_fill))) = (numbers(first), numbers(second)) else {
            let blamed = if numbers(first).is_none() {
                first
            } else {
                second
            };
            problems.push(DatasetProblem::of_column(
                blamed,
                format!(
                    "`{name}` needs `{blamed}` as a numeric input; make it one or remove `{name}`"
                ),
            ));
            continue;
        };
        if codes.iter().any(|code| code.formula == *formula) {
            let message = format!("`{name}` is derived twice; remove one");
            problems.push(DatasetProblem::of_column(first, message));
            continue;
        }
        let filled = |value: f64, fill: f64| if value.is_nan() { fill } else { value };
        let values = train
            .iter()
            .map(|row| formula.value(filled(x[*row], x_fill), filled(y[*row], y_fill)));
        codes.push(DerivedCode {
            scaler: Scaler::fit(spec.input_scaling.linear(), values),
            formula: formula.clone(),
        });
    }
    if problems.is_empty() {
        Ok(codes)
    } else {
        Err(problems)
    }
}

fn problem(
    column: &Used<'_>,
    train: &[usize],
    scaling: Scaling,
    table: &Table,
    rows: &[usize],
) -> Option<String> {
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
    if scaling == Scaling::Log
        && let Taken::Numbers(values) = &column.cells
        && let Some(row) = rows.iter().find(|row| values[**row] <= 0.0)
    {
        let (place, value) = (table.place(*row), values[*row]);
        return Some(format!(
            "{place}, column `{name}`: {value} is not positive, so it has no logarithm; choose the signed logarithm or another scaling"
        ));
    }
    None
}
