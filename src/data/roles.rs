//! What each column is likely to be used for.

use super::guess::FEW_ROWS;
use super::guess::KindGuess;
use super::kind::ColumnKind;
use super::spec::ColumnSpec;
use super::spec::DataSource;
use super::spec::DataSpec;
use super::spec::Role;
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
        let mut usable: Vec<usize> = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let KindGuess {
                kind,
                why,
                ambiguous,
            } = column.guess_kind();
            let role = if kind != ColumnKind::Id && is_usable(column) {
                usable.push(index);
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
        let named = |index: &&usize| {
            let name = table.columns[**index].name.to_lowercase();
            TARGET_NAMES.contains(&&*name)
        };
        let timeless =
            |index: &&usize| !matches!(columns[**index].spec.kind, ColumnKind::DateTime(_));
        let target = usable.iter().rfind(named);
        let target = target.or_else(|| usable.iter().rfind(timeless));
        if let Some(index) = target.or_else(|| usable.last()) {
            let column = &mut columns[*index];
            column.spec.role = Role::Target;
            let classes = few_whole_numbers(&table.columns[*index].values);
            if let Some(classes) = classes.filter(|classes| table.rows() >= 3 * classes) {
                column.spec.kind = ColumnKind::Classes;
                column.why = format!("{classes} different whole numbers, as a target");
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
                let found = table.found.or_look(|| Self::default_roles(table));
                return found.to_vec();
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

fn is_usable(column: &Column) -> bool {
    if !varies(&column.values) {
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

/// Whether there are two different values. It ends at the second: columns are sorted only where their figures are shown.
fn varies(values: &Values) -> bool {
    match values {
        Values::Numeric(values) => {
            let mut present = values.iter().filter(|value| !value.is_nan());
            let first = present.next();
            first.is_some_and(|first| present.any(|value| value != first))
        }
        Values::Category { codes, .. } => {
            let mut present = codes.iter().filter(|code| **code != Values::MISSING);
            let first = present.next();
            first.is_some_and(|first| present.any(|code| code != first))
        }
    }
}

/// How many different numbers there are, if they are whole and few.
fn few_whole_numbers(values: &Values) -> Option<usize> {
    let Values::Numeric(values) = values else {
        return None;
    };
    let mut distinct: Vec<f64> = Vec::new();
    for value in values.iter().filter(|value| !value.is_nan()) {
        if distinct.contains(value) {
            continue;
        }
        if value.fract() != 0.0 || distinct.len() == FEW_CLASSES {
            return None;
        }
        distinct.push(*value);
    }
    (!distinct.is_empty()).then_some(distinct.len())
}
