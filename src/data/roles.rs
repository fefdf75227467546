//! What each column is likely to be used for.

use super::guess::FEW_ROWS;
use super::guess::KindGuess;
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

/// Names that targets have.
const TARGET_NAMES: [&str; 10] = [
    "target",
    "class",
    "label",
    "y",
    "output",
    "outcome",
    "species",
    "diagnosis",
    "result",
    "answer",
];

/// What is proposed for a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnProposal {
    /// Its role and kind.
    pub spec: ColumnSpec,
    /// How its values are best taken, whatever is chosen later.
    pub guess: ColumnKind,
    /// Why.
    pub why: String,
    /// Whether its texts can be read in another way as well.
    pub ambiguous: bool,
}

impl DataSpec {
    /// A column is ignored if it is constant or without values, if nearly all its texts differ, or if it counts the
    /// rows. Of the others the target is the last one with a name such as `target` or `class`, or else the last that
    /// holds no dates; the rest are inputs. A target with few different whole numbers is taken as classes.
    ///
    /// ```
    /// use deltascope::data::{BuiltinTable, DataSpec, Role};
    ///
    /// let columns = DataSpec::default_roles(&BuiltinTable::Iris.table());
    /// assert_eq!(columns[4].role, Role::Target);
    /// assert_eq!(columns.iter().filter(|column| column.role == Role::Input).count(), 4);
    /// ```
    pub fn default_roles(table: &Table) -> Vec<ColumnSpec> {
        let proposals = Self::proposals(table);
        proposals.into_iter().map(|column| column.spec).collect()
    }

    /// As [`DataSpec::default_roles`], with the reasons.
    pub fn proposals(table: &Table) -> Vec<ColumnProposal> {
        let mut columns: Vec<ColumnProposal> = Vec::with_capacity(table.columns.len());
        let mut usable: Vec<(usize, ColumnStats)> = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let stats = column.stats();
            let KindGuess {
                kind,
                why,
                ambiguous,
            } = column.guess_kind();
            let role = if kind != ColumnKind::Id && is_usable(column, &stats) {
                usable.push((index, stats));
                Role::Input
            } else {
                Role::Ignored
            };
            let mut spec = ColumnSpec::new(&*column.name, role);
            spec.kind = kind.clone();
            columns.push(ColumnProposal {
                spec,
                guess: kind,
                why,
                ambiguous,
            });
        }
        let named = |(index, _): &&(usize, ColumnStats)| {
            let name = table.columns[*index].name.to_lowercase();
            TARGET_NAMES.contains(&&*name)
        };
        let timeless = |(index, _): &&(usize, ColumnStats)| {
            !matches!(columns[*index].spec.kind, ColumnKind::DateTime(_))
        };
        let target = usable.iter().rfind(named);
        let target = target.or_else(|| usable.iter().rfind(timeless));
        if let Some((index, stats)) = target.or_else(|| usable.last()) {
            let column = &mut columns[*index];
            column.spec.role = Role::Target;
            if is_class_number(stats, table.rows()) {
                column.spec.kind = ColumnKind::Classes;
                column.why = format!("{} different whole numbers, as a target", stats.distinct);
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
            DataSource::File { .. } | DataSource::Text { .. } | DataSource::Builtin(_) => {
                return Self::default_roles(table);
            }
            DataSource::Generated(generator) => (generator.indices(), generator.targets()),
            DataSource::Painted(_) | DataSource::Inline { .. } => (0, 1),
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
        // Names of rows are told by their kind.
        Values::Category { .. } => true,
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
