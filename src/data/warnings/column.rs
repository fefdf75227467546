//! A used column of the table, with everything that the warnings look at.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::kind::ColumnKind;
use super::super::profile::ColumnProfile;
use super::super::spec::DataSpec;
use super::super::spec::MissingPolicy;
use super::super::spec::Role;
use super::super::stats::StatsKind;
use super::super::table::Column;
use super::super::table::Table;
use super::super::taken::Taken;
use super::super::treatment::Scaling;

/// An input or a target.
pub(super) struct Used<'a> {
    pub(super) column: &'a Column,
    pub(super) role: Role,
    pub(super) cells: Taken<'a>,
    pub(super) kind: ColumnKind,
    pub(super) profile: &'a ColumnProfile,
    /// The cells without a value that can be used.
    pub(super) missing: usize,
    /// The smallest and the largest of its numbers.
    pub(super) range: Option<(f64, f64)>,
    /// Whether its missing cells are filled in.
    pub(super) filled: bool,
    /// Whether its numbers are scaled.
    pub(super) scaled: bool,
}

impl Used<'_> {
    pub(super) fn name(&self) -> &str {
        &self.column.name
    }

    pub(super) fn is_input(&self) -> bool {
        self.role == Role::Input
    }

    pub(super) fn distinct(&self) -> usize {
        self.profile.stats.distinct
    }

    /// Whether one value stands in every row.
    pub(super) fn is_constant(&self) -> bool {
        self.distinct() <= 1
    }
}

/// The inputs and targets in the order of the table. Columns that the table does not have are left to the check.
pub(super) fn used_columns<'a>(
    table: &'a Table,
    profiles: &'a [ColumnProfile],
    spec: &DataSpec,
) -> Vec<Used<'a>> {
    let resolved = spec.resolved_columns(table);
    let by_name: HashMap<_, _> = resolved
        .iter()
        .map(|column| (&*column.name, column))
        .collect();
    let columns = table.columns.iter().zip(profiles);
    columns
        .filter_map(|(column, profile)| {
            let chosen = by_name.get(&*column.name)?;
            let scaling = match chosen.role {
                // A weight is neither scaled nor fed to the network.
                Role::Weight | Role::Ignored => return None,
                Role::Input => spec.input_scaling,
                Role::Target => spec.target_scaling,
            };
            let scaling = chosen.scaling.unwrap_or(scaling);
            let cells = Taken::new(column, &chosen.kind);
            let (missing, range) = figures(&cells, profile);
            Some(Used {
                column,
                role: chosen.role,
                cells,
                kind: chosen.kind.clone(),
                profile,
                missing,
                range,
                filled: chosen.role == Role::Input
                    && (chosen.fill.is_some() || spec.missing == MissingPolicy::Impute),
                scaled: scaling != Scaling::None,
            })
        })
        .collect()
}

/// The number of missing cells and the range of the numbers. Only texts taken as dates have others than the profile says.
fn figures(cells: &Taken<'_>, profile: &ColumnProfile) -> (usize, Option<(f64, f64)>) {
    let missing = profile.stats.missing;
    match (cells, &profile.stats.kind) {
        (Taken::Classes { .. }, _) => (missing, None),
        (Taken::Numbers(Cow::Borrowed(_)), Some(StatsKind::Number { min, max, .. })) => {
            (missing, Some((*min, *max)))
        }
        (Taken::Numbers(values), _) => {
            let present = || values.iter().filter(|value| !value.is_nan());
            let min = present().copied().reduce(f64::min);
            let max = present().copied().reduce(f64::max);
            (values.len() - present().count(), min.zip(max))
        }
    }
}
