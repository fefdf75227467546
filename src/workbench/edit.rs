//! Changes of the document, one by one; pure functions of the experiment.

use super::command::DocumentEdit;
use super::network_edit::edit_network;
use crate::data::ColumnSpec;
use crate::data::Role;
use crate::data::Table;
use crate::experiment::Experiment;

/// Applies an edit. `table` is the table of the document where there is one; roles need its column names.
pub fn apply_edit(experiment: &mut Experiment, edit: DocumentEdit, table: Option<&Table>) {
    let Experiment {
        title,
        description,
        data,
        network,
        training,
        seeds,
    } = experiment;
    match edit {
        DocumentEdit::Title(new) => *title = new,
        DocumentEdit::Description(new) => *description = new,
        DocumentEdit::Source(source) => {
            data.source = source;
            data.columns.clear();
        }
        DocumentEdit::Role { column, role } => {
            if data.columns.is_empty() {
                data.columns = table.map(default_roles).unwrap_or_default();
            }
            match data.columns.iter_mut().find(|spec| spec.name == column) {
                Some(spec) => spec.role = role,
                None => data.columns.push(ColumnSpec::new(column, role)),
            }
        }
        DocumentEdit::Missing(policy) => data.missing = policy,
        DocumentEdit::InputScaling(scaling) => data.input_scaling = scaling,
        DocumentEdit::TargetScaling(scaling) => data.target_scaling = scaling,
        DocumentEdit::Split(split) => data.split = split,
        DocumentEdit::AddLayer { .. }
        | DocumentEdit::RemoveLayer(_)
        | DocumentEdit::MoveLayer { .. }
        | DocumentEdit::Units { .. }
        | DocumentEdit::LayerName { .. }
        | DocumentEdit::Activation { .. }
        | DocumentEdit::Bias { .. }
        | DocumentEdit::Initialiser { .. }
        | DocumentEdit::Connect { .. }
        | DocumentEdit::Disconnect { .. } => {
            edit_network(network, &edit);
        }
        DocumentEdit::Loss(loss) => training.loss = loss,
        DocumentEdit::Optimizer(optimizer) => training.optimizer = optimizer,
        DocumentEdit::Update(update) => training.update = update,
        DocumentEdit::Shuffle(shuffle) => training.shuffle = shuffle,
        DocumentEdit::Precision(precision) => training.precision = precision,
        DocumentEdit::Stop(stop) => training.stop = stop,
        DocumentEdit::Seeds(new) => *seeds = new,
    }
}

/// Whether an edit is one act by itself, so that it is one step of undo. The others come from typing and dragging, and
/// become a step when they have rested.
pub fn is_one_act(edit: &DocumentEdit) -> bool {
    match edit {
        DocumentEdit::Source(_)
        | DocumentEdit::Role { .. }
        | DocumentEdit::Missing(_)
        | DocumentEdit::AddLayer { .. }
        | DocumentEdit::RemoveLayer(_)
        | DocumentEdit::MoveLayer { .. }
        | DocumentEdit::Activation { .. }
        | DocumentEdit::Bias { .. }
        | DocumentEdit::Initialiser { .. }
        | DocumentEdit::Connect { .. }
        | DocumentEdit::Disconnect { .. }
        | DocumentEdit::Loss(_)
        | DocumentEdit::Update(_)
        | DocumentEdit::Shuffle(_)
        | DocumentEdit::Precision(_) => true,
        DocumentEdit::Title(_)
        | DocumentEdit::Description(_)
        | DocumentEdit::InputScaling(_)
        | DocumentEdit::TargetScaling(_)
        | DocumentEdit::Split(_)
        | DocumentEdit::Units { .. }
        | DocumentEdit::LayerName { .. }
        | DocumentEdit::Optimizer(_)
        | DocumentEdit::Stop(_)
        | DocumentEdit::Seeds(_) => false,
    }
}

/// The roles that columns have when none were chosen: the last is the target, the others are inputs.
pub fn default_roles(table: &Table) -> Vec<ColumnSpec> {
    let last = table.columns.len().saturating_sub(1);
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(index, column)| {
            let role = if index == last {
                Role::Target
            } else {
                Role::Input
            };
            ColumnSpec::new(&*column.name, role)
        })
        .collect()
}
