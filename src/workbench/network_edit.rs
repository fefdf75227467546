//! Edits of the network that keep its connections whole: every layer stays fed and heard, and every connection points
//! from a layer to a later one.
//!
//! Layers are named by their index in `input, hidden…, output`. The *chain* is the run of connections between
//! neighbours in that order; any other connection is a shortcut, and survives edits of the layers it passes over. An
//! edit that makes no sense (an index out of range, a name used twice, the last connection into a layer) changes nothing.

use std::ops::RangeInclusive;

use super::command::DocumentEdit;
use crate::nn::ConnectionSpec;
use crate::nn::LayerSpec;
use crate::nn::NetworkSpec;
use crate::nn::Start;
use crate::nn::spec::INPUT;
use crate::nn::spec::OUTPUT;

/// How many units a hidden layer may have.
pub const UNITS: RangeInclusive<usize> = 1..=4096;

/// How many units a new layer has.
pub const NEW_UNITS: usize = 4;

/// Carries out an edit and says whether the network changed. Edits of other parts of the document change nothing.
///
/// Exact starting values are dropped for every layer whose incoming weights or biases changed their number, or whose
/// initialiser was chosen anew; the others keep theirs.
pub fn edit_network(network: &mut NetworkSpec, edit: &DocumentEdit) -> bool {
    let before = network.clone();
    match edit {
        DocumentEdit::AddLayer { at } => add_layer(network, *at),
        DocumentEdit::RemoveLayer(layer) => remove_layer(network, *layer),
        DocumentEdit::MoveLayer { from, to } => move_layer(network, *from, *to),
        DocumentEdit::Units { layer, units } => {
            if let Some(spec) = hidden_mut(network, *layer) {
                spec.units = (*units).clamp(*UNITS.start(), *UNITS.end());
            }
        }
        DocumentEdit::LayerName { layer, name } => rename(network, *layer, name),
        DocumentEdit::Activation { layer, activation } => {
            if let Some(spec) = hidden_mut(network, *layer) {
                spec.activation = *activation;
            } else if *layer == output_index(network) {
                network.output.activation = *activation;
            }
        }
        DocumentEdit::Bias { layer, bias } => {
            if let Some(spec) = hidden_mut(network, *layer) {
                spec.bias = *bias;
            } else if *layer == output_index(network) {
                network.output.bias = *bias;
            }
        }
        DocumentEdit::Initialiser { layer, initialiser } => {
            if let Some(spec) = hidden_mut(network, *layer) {
                spec.initialiser = *initialiser;
            } else if *layer == output_index(network) {
                network.output.initialiser = *initialiser;
            }
        }
        DocumentEdit::Connect { from, to } => connect(network, *from, *to),
        DocumentEdit::Disconnect { from, to } => disconnect(network, *from, *to),
        DocumentEdit::Title(_)
        | DocumentEdit::Description(_)
        | DocumentEdit::Source(_)
        | DocumentEdit::Role { .. }
        | DocumentEdit::Roles { .. }
        | DocumentEdit::ColumnKind { .. }
        | DocumentEdit::ColumnScaling { .. }
        | DocumentEdit::ClassCode { .. }
        | DocumentEdit::Fill { .. }
        | DocumentEdit::MarkMissing { .. }
        | DocumentEdit::Derived(_)
        | DocumentEdit::Sequence(_)
        | DocumentEdit::Missing(_)
        | DocumentEdit::Exclude { .. }
        | DocumentEdit::InputScaling(_)
        | DocumentEdit::TargetScaling(_)
        | DocumentEdit::Split(_)
        | DocumentEdit::Loss(_)
        | DocumentEdit::Regularization(_)
        | DocumentEdit::ClassWeights(_)
        | DocumentEdit::Optimizer(_)
        | DocumentEdit::Schedule(_)
        | DocumentEdit::NoChanges
        | DocumentEdit::Update(_)
        | DocumentEdit::Shuffle(_)
        | DocumentEdit::TrainingCurve(_)
        | DocumentEdit::Precision(_)
        | DocumentEdit::Stop(_)
        | DocumentEdit::Seeds(_)
        | DocumentEdit::SequenceColumn { .. } => return false,
    }
    if !matches!(edit, DocumentEdit::LayerName { .. }) {
        drop_stale_starts(network, &before);
    }
    *network != before
}

/// Why a hidden layer cannot have this name, if so.
pub fn name_problem(network: &NetworkSpec, layer: usize, name: &str) -> Option<String> {
    let name = name.trim();
    if name.is_empty() {
        return Some("A layer needs a name.".to_owned());
    }
    if name == INPUT || name == OUTPUT {
        return Some(format!("`{name}` is the name of another layer."));
    }
    if !name
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
    {
        return Some("A name is made of letters, digits, spaces, `-` and `_`.".to_owned());
    }
    let taken = network
        .layer_names()
        .enumerate()
        .any(|(other, taken)| other != layer && taken == name);
    taken.then(|| format!("Another layer is called `{name}`."))
}

/// Whether a connection can be removed: both its layers need another one at that side.
pub fn can_disconnect(network: &NetworkSpec, from: usize, to: usize) -> bool {
    let (Some(from), Some(to)) = (name_of(network, from), name_of(network, to)) else {
        return false;
    };
    let connections = network.connections.iter().filter(|c| c.delay == 0);
    let (mut leaving, mut entering, mut there) = (0, 0, false);
    for connection in connections {
        leaving += usize::from(connection.from == from);
        entering += usize::from(connection.to == to);
        there |= connection.from == from && connection.to == to;
    }
    there && leaving > 1 && entering > 1
}

/// Whether the layers are connected within a time step.
pub fn connected(network: &NetworkSpec, from: usize, to: usize) -> bool {
    match (name_of(network, from), name_of(network, to)) {
        (Some(from), Some(to)) => position(network, from, to).is_some(),
        (None, _) | (_, None) => false,
    }
}

fn output_index(network: &NetworkSpec) -> usize {
    network.hidden.len() + 1
}

fn hidden_mut(network: &mut NetworkSpec, layer: usize) -> Option<&mut LayerSpec> {
    network.hidden.get_mut(layer.checked_sub(1)?)
}

fn name_of(network: &NetworkSpec, layer: usize) -> Option<&str> {
    network.layer_names().nth(layer)
}

fn position(network: &NetworkSpec, from: &str, to: &str) -> Option<usize> {
    network
        .connections
        .iter()
        .position(|c| c.delay == 0 && c.from == from && c.to == to)
}

/// Adds a connection unless it is there.
fn join(network: &mut NetworkSpec, from: &str, to: &str) {
    if position(network, from, to).is_none() {
        network.connections.push(ConnectionSpec {
            from: from.to_owned(),
            to: to.to_owned(),
            delay: 0,
        });
    }
}

fn add_layer(network: &mut NetworkSpec, at: usize) {
    let place = at.clamp(1, network.hidden.len() + 1) - 1;
    let neighbour = place.saturating_sub(1);
    let like = network.hidden.get(neighbour);
    let layer = LayerSpec {
        name: fresh_name(network),
        units: NEW_UNITS,
        activation: like.map(|layer| layer.activation).unwrap_or_default(),
        bias: like.is_none_or(|layer| layer.bias),
        initialiser: like.map(|layer| layer.initialiser).unwrap_or_default(),
    };
    insert(network, place, layer);
}

/// The first of `hidden1`, `hidden2`, … that no layer has.
fn fresh_name(network: &NetworkSpec) -> String {
    let taken = |name: &str| network.layer_names().any(|other| other == name);
    let mut number = 1;
    loop {
        let name = format!("hidden{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// Puts a layer at a place of `hidden` and into the chain between its neighbours.
fn insert(network: &mut NetworkSpec, place: usize, layer: LayerSpec) {
    let name = layer.name.clone();
    network.hidden.insert(place, layer);
    let names: Vec<String> = network.layer_names().map(str::to_owned).collect();
    let (before, after) = (&names[place], &names[place + 2]);
    if let Some(split) = position(network, before, after) {
        network.connections.remove(split);
    }
    join(network, before, &name);
    join(network, &name, after);
}

fn remove_layer(network: &mut NetworkSpec, layer: usize) {
    let Some(name) = hidden_mut(network, layer).map(|spec| spec.name.clone()) else {
        return;
    };
    let now = |c: &&ConnectionSpec| c.delay == 0;
    let feeding: Vec<String> = network
        .connections
        .iter()
        .filter(now)
        .filter(|c| c.to == name && c.from != name)
        .map(|c| c.from.clone())
        .collect();
    let fed: Vec<String> = network
        .connections
        .iter()
        .filter(now)
        .filter(|c| c.from == name && c.to != name)
        .map(|c| c.to.clone())
        .collect();
    network.hidden.remove(layer - 1);
    network
        .connections
        .retain(|c| c.from != name && c.to != name);
    for from in &feeding {
        for to in &fed {
            join(network, from, to);
        }
    }
}

fn move_layer(network: &mut NetworkSpec, from: usize, to: usize) {
    let to = to.clamp(1, network.hidden.len().max(1));
    let Some(name) = hidden_mut(network, from).map(|spec| spec.name.clone()) else {
        return;
    };
    if from == to {
        return;
    }
    take_out_of_chain(network, from, &name);
    let layer = network.hidden.remove(from - 1);
    insert(network, to - 1, layer);
    let names: Vec<String> = network.layer_names().map(str::to_owned).collect();
    let place = |name: &str| names.iter().position(|other| other == name);
    network.connections.retain(|c| {
        let touches = c.from == name || c.to == name;
        !touches || c.delay > 0 || place(&c.from) < place(&c.to)
    });
    make_whole(network);
}

/// Removes a layer's connections with its neighbours and connects these with each other.
fn take_out_of_chain(network: &mut NetworkSpec, layer: usize, name: &str) {
    let names: Vec<String> = network.layer_names().map(str::to_owned).collect();
    let (before, after) = (&names[layer - 1], &names[layer + 1]);
    let entering = position(network, before, name);
    if let Some(entering) = entering {
        network.connections.remove(entering);
    }
    let leaving = position(network, name, after);
    if let Some(leaving) = leaving {
        network.connections.remove(leaving);
    }
    if entering.is_some() && leaving.is_some() {
        join(network, before, after);
    }
}

/// Connects layers that nothing enters or leaves with their neighbours.
fn make_whole(network: &mut NetworkSpec) {
    let names: Vec<String> = network.layer_names().map(str::to_owned).collect();
    for pair in names.windows(2) {
        let now = |c: &&ConnectionSpec| c.delay == 0;
        let mut connections = network.connections.iter().filter(now);
        let fed = connections.clone().any(|c| c.to == pair[1]);
        let heard = connections.any(|c| c.from == pair[0]);
        if !fed || !heard {
            join(network, &pair[0], &pair[1]);
        }
    }
}

fn rename(network: &mut NetworkSpec, layer: usize, name: &str) {
    let name = name.trim();
    if name_problem(network, layer, name).is_some() {
        return;
    }
    let Some(spec) = hidden_mut(network, layer) else {
        return;
    };
    let old = std::mem::replace(&mut spec.name, name.to_owned());
    let follow = |reference: &mut String| {
        if *reference == old {
            name.clone_into(reference);
        }
    };
    for connection in &mut network.connections {
        follow(&mut connection.from);
        follow(&mut connection.to);
    }
    if let Start::Exact(starts) = &mut network.start {
        for start in starts {
            follow(&mut start.layer);
            start.weights.iter_mut().for_each(|(from, _)| follow(from));
        }
    }
}

fn connect(network: &mut NetworkSpec, from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (Some(from), Some(to)) = (name_of(network, from), name_of(network, to)) else {
        return;
    };
    let (from, to) = (from.to_owned(), to.to_owned());
    join(network, &from, &to);
}

fn disconnect(network: &mut NetworkSpec, from: usize, to: usize) {
    if !can_disconnect(network, from, to) {
        return;
    }
    let found = name_of(network, from)
        .zip(name_of(network, to))
        .and_then(|(from, to)| position(network, from, to));
    if let Some(found) = found {
        network.connections.remove(found);
    }
}

fn drop_stale_starts(network: &mut NetworkSpec, before: &NetworkSpec) {
    let Start::Exact(starts) = &network.start else {
        return;
    };
    let kept: Vec<_> = starts
        .iter()
        .filter(|start| parameters_of(network, &start.layer) == parameters_of(before, &start.layer))
        .cloned()
        .collect();
    network.start = if kept.is_empty() {
        Start::Drawn
    } else {
        Start::Exact(kept)
    };
}

/// What decides the number and the drawing of a layer's parameters; `None` for a layer that is not there.
fn parameters_of(network: &NetworkSpec, name: &str) -> Option<impl PartialEq + use<>> {
    let find = |name: &str| network.hidden.iter().find(|layer| layer.name == name);
    let units_of = |name: &str| find(name).map(|layer| layer.units);
    let (bias, initialiser) = if name == OUTPUT {
        (network.output.bias, network.output.initialiser)
    } else {
        let layer = find(name)?;
        (layer.bias, layer.initialiser)
    };
    let mut entering: Vec<_> = network
        .connections
        .iter()
        .filter(|c| c.to == name)
        .map(|c| (c.from.clone(), units_of(&c.from), c.delay))
        .collect();
    entering.sort();
    Some((units_of(name), bias, initialiser, entering))
}
