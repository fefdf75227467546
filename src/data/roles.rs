//! What each column is likely to be used for.

use super::kind::ColumnKind;
use super::spec::ColumnSpec;
use super::spec::DataSource;
use super::spec::DataSpec;
use super::spec::Role;
use super::stats::ColumnStats;
use super::stats::StatsKind;
use super::table::Column;
use super::table::Table;
use super::table::Values;

/// A whole-number target with at most this many values is taken as classes.
const FEW_CLASSES: usize = 10;
/// In shorter tables different texts in all rows are no sign of an identifier.
const FEW_ROWS: usize = 10;

impl DataSpec {
    /// A column is ignored if it is constant or without values, if nearly all its texts differ, or if it counts the
    /// rows; the last other column is the target, and the others are inputs. A target with few different whole numbers
    /// is taken as classes.
    ///
    /// ```
    /// use deltascope::data::{BuiltinTable, DataSpec, Role};
    ///
    /// let columns = DataSpec::default_roles(&BuiltinTable::Iris.table());
    /// assert_eq!(columns[4].role, Role::Target);
    /// assert_eq!(columns.iter().filter(|column| column.role == Role::Input).count(), 4);
    /// ```
    pub fn default_roles(table: &Table) -> Vec<ColumnSpec> {
        let mut columns: Vec<ColumnSpec> = Vec::with_capacity(table.columns.len());
        let mut target = None;
        for (index, column) in table.columns.iter().enumerate() {
            let stats = column.stats();
            let role = if is_usable(column, &stats) {
                target = Some((index, stats));
                Role::Input
            } else {
                Role::Ignored
            };
            columns.push(ColumnSpec::new(&*column.name, role));
        }
        if let Some((index, stats)) = target {
            columns[index].role = Role::Target;
            if is_class_number(&stats, table.rows()) {
                columns[index].kind = ColumnKind::Classes;
            }
        }
        columns
    }

    /// The columns that are listed; if none is, those that suit the source: a generator's own inputs and targets, for
    /// other tables [`DataSpec::default_roles`].
    pub fn resolved_columns(&self, table: &Table) -> Vec<ColumnSpec> {
        if !self.columns.is_empty() {
            return self.columns.clone();
        }
        let (indices, targets) = match &self.source {
            DataSource::File { .. } | DataSource::Builtin(_) => return Self::default_roles(table),
            DataSource::Generated(generator) => (generator.indices(), generator.targets()),
            DataSource::Inline { .. } => (0, 1),
        };
        let inputs = table.columns.len().saturating_sub(targets);
        let role = |index| {
            if index < indices {
                Role::Ignored
            } else if index < inputs {
                Role::Input
            } else {
                Role::Target
            }
        };
        table
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| ColumnSpec::new(&*column.name, role(index)))
            .collect()
    }
}

fn is_usable(column: &Column, stats: &ColumnStats) -> bool {
    if stats.distinct < 2 {
        return false;
    }
    match &column.values {
        Values::Numeric(values) => !(is_counter_name(&column.name) && counts_rows(values)),
        Values::Category { codes, .. } => {
            let present = codes.len() - stats.missing;
            present < FEW_ROWS || stats.distinct * 10 < present * 9
        }
    }
}

fn is_counter_name(name: &str) -> bool {
    let name = name.to_lowercase();
    matches!(
        &*name,
        "id" | "index" | "no" | "no." | "nr" | "row" | "unnamed: 0" | "column 1"
    )
}

fn counts_rows(values: &[f64]) -> bool {
    values.len() >= FEW_ROWS && values.windows(2).all(|pair| pair[1] == pair[0] + 1.0)
}

fn is_class_number(stats: &ColumnStats, rows: usize) -> bool {
    matches!(stats.kind, Some(StatsKind::Number { whole: true, .. }))
        && stats.distinct <= FEW_CLASSES
        && rows >= 3 * stats.distinct
}
