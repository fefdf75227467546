//! The role of each column of the table, resolved once for a table and a choice of roles.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Color32;
use egui::Ui;

use crate::data::ColumnKind;
use crate::data::ColumnSpec;
use crate::data::DataSpec;
use crate::data::Role;
use crate::data::Table;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;

/// The roles by column index.
#[derive(Debug, Default)]
pub struct ColumnRoles {
    table: Option<Arc<Table>>,
    chosen: Vec<ColumnSpec>,
    roles: Vec<(Role, ColumnKind)>,
}

impl ColumnRoles {
    /// Resolves the roles anew where the table or the choice is another one.
    pub fn update(&mut self, table: &Arc<Table>, spec: &DataSpec) {
        let known = self.table.as_ref();
        if known.is_some_and(|known| Arc::ptr_eq(known, table)) && self.chosen == spec.columns {
            return;
        }
        let resolved = spec.resolved_columns(table);
        let by_name: HashMap<&str, &ColumnSpec> = resolved
            .iter()
            .map(|column| (column.name.as_str(), column))
            .collect();
        self.roles = table
            .columns
            .iter()
            .map(|column| {
                by_name
                    .get(column.name.as_str())
                    .map_or((Role::Ignored, ColumnKind::AsRead), |spec| {
                        (spec.role, spec.kind.clone())
                    })
            })
            .collect();
        self.table = Some(Arc::clone(table));
        self.chosen.clone_from(&spec.columns);
    }

    /// The role of a column.
    pub fn role(&self, index: usize) -> Role {
        self.roles
            .get(index)
            .map_or(Role::Ignored, |(role, _)| *role)
    }

    /// How many columns have a role.
    pub fn count(&self, wanted: Role) -> usize {
        self.roles
            .iter()
            .filter(|(role, _)| *role == wanted)
            .count()
    }

    /// Whether a column's values are taken as classes.
    pub fn is_classes(&self, table: &Table, index: usize) -> bool {
        table.columns[index].is_classes_as(self.kind(index))
    }

    /// How a column's values are taken.
    pub fn kind(&self, index: usize) -> &ColumnKind {
        self.roles
            .get(index)
            .map_or(&ColumnKind::AsRead, |(_, kind)| kind)
    }

    /// Whether a target is a class.
    pub fn has_class_target(&self, table: &Table) -> bool {
        (0..table.columns.len())
            .any(|index| self.role(index) == Role::Target && self.is_classes(table, index))
    }
}

/// The role that a click leads to.
pub fn next_role(role: Role) -> Role {
    match role {
        Role::Input => Role::Target,
        Role::Target => Role::Weight,
        Role::Weight => Role::Ignored,
        Role::Ignored => Role::Input,
    }
}

/// The word for a role and its colour.
pub fn role_look(ui: &Ui, role: Role) -> (&'static str, Color32) {
    let tokens = Tokens::of(ui);
    match role {
        Role::Input => ("Input", tokens.positive),
        Role::Target => ("Target", tokens.negative),
        Role::Weight => ("Weight", tokens.warning),
        Role::Ignored => ("Ignored", Surfaces::of(ui).weak),
    }
}
