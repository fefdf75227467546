//! The names of input and output units, which follow the data; computed again only when the data change.

use std::sync::Arc;

use crate::data::ColumnSpec;
use crate::data::Dataset;
use crate::data::Role;
use crate::data::Table;
use crate::workbench::State;
use crate::workbench::state::Check;
use crate::workbench::state::TableSlot;

/// The names of the units at both ends; their numbers are the sizes of the input and the output layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNames {
    /// For each input unit its feature.
    pub inputs: Vec<String>,
    /// For each output unit its target value.
    pub outputs: Vec<String>,
}

/// The names of the present data, and what they were computed from.
#[derive(Debug, Default)]
pub struct NamesCache {
    source: Option<Source>,
    names: Arc<UnitNames>,
}

/// What names were computed from. Holding the data keeps its address from being used anew.
#[derive(Debug)]
enum Source {
    Dataset(Arc<Dataset>),
    Table(Arc<Table>, Vec<ColumnSpec>),
}

impl NamesCache {
    /// The names for the present data; `None` without a table.
    pub fn names(&mut self, state: &State) -> Option<Arc<UnitNames>> {
        match (&state.check, &state.table) {
            (Check::Ready(plan), _) => {
                let dataset = plan.dataset();
                if !matches!(&self.source, Some(Source::Dataset(old)) if Arc::ptr_eq(old, dataset))
                {
                    self.names = Arc::new(UnitNames {
                        inputs: dataset.preparation.feature_names(),
                        outputs: dataset.preparation.output_names(),
                    });
                    self.source = Some(Source::Dataset(Arc::clone(dataset)));
                }
            }
            (Check::NoTable | Check::Working | Check::Problems(_), TableSlot::Ready(table)) => {
                let data = &state.document.experiment.data;
                let roles = &data.columns;
                let known = matches!(&self.source, Some(Source::Table(old, old_roles))
                    if Arc::ptr_eq(old, table) && old_roles == roles);
                if !known {
                    self.names = Arc::new(names_of_table(table, &data.resolved_columns(table)));
                    self.source = Some(Source::Table(Arc::clone(table), roles.clone()));
                }
            }
            (
                Check::NoTable | Check::Working | Check::Problems(_),
                TableSlot::Empty | TableSlot::Loading { .. } | TableSlot::Failed { .. },
            ) => return None,
        }
        Some(Arc::clone(&self.names))
    }
}

/// The names as the roles would give them, for a document that cannot be prepared as it is.
fn names_of_table(table: &Table, roles: &[ColumnSpec]) -> UnitNames {
    let mut names = UnitNames::default();
    for spec in roles {
        let Some(column) = table.column(&spec.name) else {
            continue;
        };
        let list = match spec.role {
            Role::Input => &mut names.inputs,
            Role::Target => &mut names.outputs,
            Role::Weight | Role::Ignored => continue,
        };
        let of_class = |class: &String| format!("{}={class}", column.name);
        match column.classes_as(&spec.kind) {
            Some(classes) => list.extend(classes.iter().map(of_class)),
            None => list.push(column.name.clone()),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::data::ColumnKind;
    use crate::data::Values;

    fn names(roles: &[ColumnSpec]) -> UnitNames {
        let category = Values::Category {
            codes: vec![0, 1],
            classes: vec!["red".to_owned(), "blue".to_owned()],
        };
        let columns = vec![
            Column::numbers("size", vec![1.0, 2.0]),
            Column::new("colour", category),
            Column::numbers("grade", vec![3.0, 1.0, 3.0]),
        ];
        names_of_table(&Table::new("shop", columns), roles)
    }

    #[test]
    fn roles_decide_which_columns_are_units() {
        let names = names(&[
            ColumnSpec::new("colour", Role::Target),
            ColumnSpec::new("size", Role::Input),
            ColumnSpec::new("grade", Role::Ignored),
            ColumnSpec::new("gone", Role::Input),
        ]);
        assert_eq!(names.inputs, ["size"]);
        assert_eq!(names.outputs, ["colour=red", "colour=blue"]);
    }

    #[test]
    fn numbers_taken_as_classes_are_a_unit_for_each_value() {
        let mut grade = ColumnSpec::new("grade", Role::Target);
        grade.kind = ColumnKind::Classes;
        assert_eq!(names(&[grade]).outputs, ["grade=1", "grade=3"]);
    }
}
