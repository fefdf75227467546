//! Changes of the document, one by one; pure functions of the experiment.

use std::collections::HashSet;
use std::mem::Discriminant;
use std::mem::discriminant;

use super::command::DocumentEdit;
use super::command::SequenceUse;
use super::import::title_of;
use super::network_edit::edit_network;
use crate::data::ColumnSpec;
use crate::data::DataSource;
use crate::data::DataSpec;
use crate::data::Generator;
use crate::data::Role;
use crate::data::SequenceSpec;
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
        changes,
    } = experiment;
    match edit {
        DocumentEdit::Title(new) => *title = new,
        DocumentEdit::Description(new) => *description = new,
        DocumentEdit::Source(source) => {
            // The columns of a generator keep their names while its sizes are dragged.
            if kind(&source) != kind(&data.source) {
                data.derived.clear();
                let fresh = DataSpec::new(source.clone());
                data.sequence = fresh.sequence;
                data.split.by = fresh.split.by;
            }
            // Named after its table, it would be named after another one now.
            if *title == title_of(&data.source) {
                *title = title_of(&source);
            }
            data.source = source;
            data.columns.clear();
            data.excluded.clear();
        }
        DocumentEdit::Role { column, role } => edit_column(data, table, column).role = role,
        DocumentEdit::Roles { columns, role } => set_roles(data, table, &columns, role),
        DocumentEdit::ColumnKind { column, kind } => edit_column(data, table, column).kind = kind,
        DocumentEdit::ColumnScaling { column, scaling } => {
            edit_column(data, table, column).scaling = scaling;
        }
        DocumentEdit::ClassCode { column, code } => edit_column(data, table, column).code = code,
        DocumentEdit::Fill { column, fill } => edit_column(data, table, column).fill = fill,
        DocumentEdit::MarkMissing { column, mark } => {
            edit_column(data, table, column).mark_missing = mark;
        }
        DocumentEdit::Derived(derived) => data.derived = derived,
        DocumentEdit::Sequence(sequence) => data.sequence = sequence,
        DocumentEdit::SequenceColumn { column, place, on } => {
            set_sequence_column(&mut data.sequence, column, place, on);
        }
        DocumentEdit::Missing(policy) => data.missing = policy,
        DocumentEdit::Exclude { rows, excluded } => exclude(&mut data.excluded, rows, excluded),
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
        DocumentEdit::Regularization(regularization) => training.regularization = regularization,
        DocumentEdit::ClassWeights(weights) => training.class_weights = weights,
        DocumentEdit::Optimizer(optimizer) => training.optimizer = optimizer,
        DocumentEdit::Schedule(schedule) => training.schedule = schedule,
        DocumentEdit::Update(update) => training.update = update,
        DocumentEdit::Shuffle(shuffle) => training.shuffle = shuffle,
        DocumentEdit::TrainingCurve(curve) => training.training_curve = curve,
        DocumentEdit::Precision(precision) => training.precision = precision,
        DocumentEdit::Stop(stop) => training.stop = stop,
        DocumentEdit::Seeds(new) => *seeds = new,
        DocumentEdit::NoChanges => changes.clear(),
    }
}

/// Whether an edit is one act by itself, so that it is one step of undo. The others come from typing and dragging, and
/// become a step when they have rested.
pub fn is_one_act(edit: &DocumentEdit, experiment: &Experiment) -> bool {
    match edit {
        // The sizes of a generated table are dragged; a stroke of the brush is one act.
        DocumentEdit::Source(new) => {
            matches!(new, DataSource::Painted(_)) || kind(new) != kind(&experiment.data.source)
        }
        DocumentEdit::ClassWeights(new) => {
            let now = &experiment.training.class_weights;
            new.name() != now.name()
        }
        // Its settings are typed.
        DocumentEdit::Loss(new) => new.name() != experiment.training.loss.name(),
        DocumentEdit::Role { .. }
        | DocumentEdit::Roles { .. }
        | DocumentEdit::ColumnKind { .. }
        | DocumentEdit::ClassCode { .. }
        | DocumentEdit::MarkMissing { .. }
        | DocumentEdit::Derived(_)
        | DocumentEdit::SequenceColumn { .. }
        | DocumentEdit::Missing(_)
        | DocumentEdit::Exclude { .. }
        | DocumentEdit::AddLayer { .. }
        | DocumentEdit::RemoveLayer(_)
        | DocumentEdit::MoveLayer { .. }
        | DocumentEdit::Activation { .. }
        | DocumentEdit::Bias { .. }
        | DocumentEdit::Initialiser { .. }
        | DocumentEdit::Connect { .. }
        | DocumentEdit::Disconnect { .. }
        | DocumentEdit::Update(_)
        | DocumentEdit::Shuffle(_)
        | DocumentEdit::NoChanges
        | DocumentEdit::TrainingCurve(_)
        | DocumentEdit::Precision(_) => true,
        DocumentEdit::Title(_)
        | DocumentEdit::Description(_)
        | DocumentEdit::ColumnScaling { .. }
        | DocumentEdit::Fill { .. }
        | DocumentEdit::Sequence(_)
        | DocumentEdit::InputScaling(_)
        | DocumentEdit::TargetScaling(_)
        | DocumentEdit::Split(_)
        | DocumentEdit::Units { .. }
        | DocumentEdit::LayerName { .. }
        | DocumentEdit::Optimizer(_)
        | DocumentEdit::Regularization(_)
        | DocumentEdit::Schedule(_)
        | DocumentEdit::Stop(_)
        | DocumentEdit::Seeds(_) => false,
    }
}

/// Gives a column its place in the sequences or takes it. Without any setting left there are no sequences.
fn set_sequence_column(
    sequence: &mut Option<SequenceSpec>,
    column: String,
    place: SequenceUse,
    on: bool,
) {
    let spec = sequence.get_or_insert_default();
    let name = match place {
        SequenceUse::Order => &mut spec.order,
        SequenceUse::Group => &mut spec.group,
    };
    if on {
        *name = Some(column);
    } else {
        name.take_if(|name| *name == column);
    }
    if spec.order.is_none() {
        spec.longest_step = None;
    }
    if *spec == SequenceSpec::default() {
        *sequence = None;
    }
}

/// Takes rows out or back in; the list stays ascending and holds each once.
fn exclude(list: &mut Vec<usize>, mut rows: Vec<usize>, excluded: bool) {
    if excluded {
        list.append(&mut rows);
        list.sort_unstable();
        list.dedup();
    } else {
        rows.sort_unstable();
        list.retain(|row| rows.binary_search(row).is_err());
    }
}

/// Whether an edit only sets a parameter of the present generator.
pub fn is_dragged(edit: &DocumentEdit, experiment: &Experiment) -> bool {
    let DocumentEdit::Source(new @ DataSource::Generated(_)) = edit else {
        return false;
    };
    kind(new) == kind(&experiment.data.source)
}

/// The kind of a source; two generators of one name are of the same kind.
fn kind(source: &DataSource) -> (Discriminant<DataSource>, Option<Discriminant<Generator>>) {
    let generator = match source {
        DataSource::Generated(generator) => Some(discriminant(generator)),
        DataSource::File { .. }
        | DataSource::Text { .. }
        | DataSource::Builtin(_)
        | DataSource::Painted(_)
        | DataSource::Inline { .. } => None,
    };
    (discriminant(source), generator)
}

/// Gives several columns a role.
fn set_roles(data: &mut DataSpec, table: Option<&Table>, columns: &[String], role: Role) {
    let Some(first) = columns.first() else {
        return;
    };
    // Every column has its entry now.
    edit_column(data, table, first.clone());
    let mut rest: HashSet<&str> = columns.iter().map(|name| &**name).collect();
    for spec in &mut data.columns {
        if rest.remove(&*spec.name) {
            spec.role = role;
        }
    }
    let new = |name: &&String| rest.contains(&***name);
    let new = columns.iter().filter(new);
    data.columns
        .extend(new.map(|name| ColumnSpec::new(name.clone(), role)));
}

/// The entry of a column; where nothing was chosen yet, every column gets its entry first.
fn edit_column<'a>(
    data: &'a mut DataSpec,
    table: Option<&Table>,
    column: String,
) -> &'a mut ColumnSpec {
    if data.columns.is_empty() {
        data.columns = table.map_or_else(Vec::new, |table| data.resolved_columns(table));
    }
    let known = data.columns.iter().position(|spec| spec.name == column);
    let index = known.unwrap_or_else(|| {
        data.columns.push(ColumnSpec::new(column, Role::Ignored));
        data.columns.len() - 1
    });
    &mut data.columns[index]
}
