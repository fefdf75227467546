//! From a network's spec to the network: every problem is found and named, then the graph is put in order and its
//! parameters are laid out.

use std::ops::Range;

use super::activation::Activation;
use super::init::Initialiser;
use super::network::Connection;
use super::network::Layer;
use super::network::Network;
use super::network::NetworkProblem;
use super::parameters::ParameterLayout;
use super::spec::INPUT;
use super::spec::LayerStart;
use super::spec::NetworkSpec;
use super::spec::OUTPUT;
use super::spec::Start;

impl Network {
    /// Builds the network of a spec for `inputs` features and `outputs` target values.
    ///
    /// # Errors
    /// All problems found: no units, a name used twice or reserved, a connection to a layer that does not exist, a
    /// layer that nothing enters or leaves, a cycle, a delay, starting values of the wrong shape.
    pub fn build(
        spec: &NetworkSpec,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self, Vec<NetworkProblem>> {
        let mut problems = Problems(Vec::new());
        let layers = layers(spec, inputs, outputs, &mut problems);
        let connections = connections(spec, &layers, &mut problems);
        let order = if problems.0.is_empty() {
            order(&layers, &connections, &mut problems)
        } else {
            Vec::new()
        };
        if let Start::Exact(starts) = &spec.start {
            for (place, start) in starts.iter().enumerate() {
                let again = starts[..place]
                    .iter()
                    .any(|other| other.layer == start.layer);
                if again {
                    let message = format!("layer {} has starting values twice", start.layer);
                    problems.add(spec.layer_index(&start.layer), message);
                }
                check_start(start, &layers, &connections, &mut problems);
            }
        }
        if problems.0.is_empty() {
            Ok(lay_out(layers, connections, order))
        } else {
            Err(problems.0)
        }
    }
}

/// The problems found so far.
struct Problems(Vec<NetworkProblem>);

impl Problems {
    fn add(&mut self, layer: Option<usize>, message: String) {
        self.0.push(NetworkProblem { layer, message });
    }
}

fn layers(
    spec: &NetworkSpec,
    inputs: usize,
    outputs: usize,
    problems: &mut Problems,
) -> Vec<Layer> {
    let layer = |name: &str, units, activation, bias, initialiser| Layer {
        name: name.to_owned(),
        units,
        activation,
        bias,
        initialiser,
    };
    let mut layers = vec![layer(
        INPUT,
        inputs,
        Activation::Identity,
        false,
        Initialiser::default(),
    )];
    layers.extend((spec.hidden.iter()).map(|hidden| {
        layer(
            &hidden.name,
            hidden.units,
            hidden.activation,
            hidden.bias,
            hidden.initialiser,
        )
    }));
    let output = spec.output;
    layers.push(layer(
        OUTPUT,
        outputs,
        output.activation,
        output.bias,
        output.initialiser,
    ));
    for (index, layer) in layers.iter().enumerate() {
        check_layer(index, layer, &layers, problems);
    }
    layers
}

fn check_layer(index: usize, layer: &Layer, layers: &[Layer], problems: &mut Problems) {
    let name = &layer.name;
    let hidden = index > 0 && index + 1 < layers.len();
    if hidden && name.trim().is_empty() {
        problems.add(Some(index), format!("layer {index} has no name"));
    } else if hidden && (name == INPUT || name == OUTPUT) {
        let message =
            format!("a hidden layer is called {name}; that name is taken, choose another");
        problems.add(Some(index), message);
    } else if layers[..index].iter().any(|other| other.name == *name) && hidden {
        let message = format!("two layers are called {name}; give each its own name");
        problems.add(Some(index), message);
    }
    if layer.units == 0 {
        let message = match index {
            0 => "there is no input; give at least one column the role input".to_owned(),
            _ if hidden => format!("layer {name} has no units; give it at least 1"),
            _ => "there is no output; give at least one column the role target".to_owned(),
        };
        problems.add(Some(index), message);
    }
    if layer.activation == Activation::Softmax && layer.units == 1 {
        let message = format!(
            "layer {name} has softmax over a single unit, which is always 1; use logistic or add units"
        );
        problems.add(Some(index), message);
    }
    let settings = layer.activation.parameters();
    for parameter in settings.iter().chain(&layer.initialiser.parameters()) {
        if let Some(problem) = parameter.problem() {
            problems.add(Some(index), format!("layer {name}: {problem}"));
        }
    }
}

/// The connections in the order of `θ`.
fn connections(spec: &NetworkSpec, layers: &[Layer], problems: &mut Problems) -> Vec<Connection> {
    let output = layers.len() - 1;
    let mut connections: Vec<Connection> = Vec::new();
    for connection in &spec.connections {
        let (from_name, to_name) = (&connection.from, &connection.to);
        let mut find = |name: &str| {
            let found = layers.iter().position(|layer| layer.name == name);
            if found.is_none() {
                let message = format!(
                    "the connection {from_name} → {to_name} names a layer {name} that does not exist"
                );
                problems.add(None, message);
            }
            found
        };
        let (Some(from), Some(to)) = (find(from_name), find(to_name)) else {
            continue;
        };
        let delay = connection.delay;
        let built = Connection { from, to, delay };
        let message = if connections.contains(&built) {
            format!("the connection {from_name} → {to_name} is there twice; remove one")
        } else if to == 0 {
            format!(
                "the connection {from_name} → {to_name} enters the input layer; nothing may enter it"
            )
        } else if from == output && delay == 0 {
            format!(
                "the connection {from_name} → {to_name} leaves the output layer; nothing may leave it"
            )
        } else if delay > 0 {
            format!(
                "the connection {from_name} → {to_name} looks back {delay} steps; delays are not supported yet, set it to 0"
            )
        } else {
            connections.push(built);
            continue;
        };
        problems.add(Some(to), message);
    }
    for (index, layer) in layers.iter().enumerate() {
        if index > 0 && !connections.iter().any(|c| c.to == index) {
            let message = format!(
                "nothing enters layer {}; connect it or remove it",
                layer.name
            );
            problems.add(Some(index), message);
        }
        if index < output && !connections.iter().any(|c| c.from == index) {
            let message = format!(
                "nothing leaves layer {}; connect it or remove it",
                layer.name
            );
            problems.add(Some(index), message);
        }
    }
    connections.sort_by_key(|connection| (connection.to, connection.from, connection.delay));
    connections
}

/// Sorts the layers so that each comes after those that feed it (Kahn, 1962), the smallest index first.
fn order(layers: &[Layer], connections: &[Connection], problems: &mut Problems) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(layers.len());
    let ready = |layer: usize, order: &[usize]| {
        let entering = connections.iter().filter(|c| c.to == layer && c.delay == 0);
        !order.contains(&layer) && entering.into_iter().all(|c| order.contains(&c.from))
    };
    while let Some(next) = (0..layers.len()).find(|layer| ready(*layer, &order)) {
        order.push(next);
    }
    if order.len() < layers.len() {
        // Whoever only hangs behind the cycle is not to blame: walk back along unplaced layers until one repeats.
        let mut walk = Vec::new();
        let mut at = (0..layers.len()).find(|layer| !order.contains(layer));
        while let Some(layer) = at.filter(|layer| !walk.contains(layer)) {
            walk.push(layer);
            let back = (connections.iter()).find(|c| c.to == layer && !order.contains(&c.from));
            at = back.map(|connection| connection.from);
        }
        let start = at.and_then(|layer| walk.iter().position(|other| *other == layer));
        let mut cycle = walk.split_off(start.unwrap_or(0));
        cycle.reverse();
        let first = (0..cycle.len()).min_by_key(|place| cycle[*place]);
        cycle.rotate_left(first.unwrap_or(0));
        let names: Vec<&str> = cycle
            .iter()
            .map(|layer| layers[*layer].name.as_str())
            .collect();
        let message = format!(
            "the connections form a cycle: {} → {}; remove one of them",
            names.join(" → "),
            names.first().copied().unwrap_or_default(),
        );
        problems.add(cycle.first().copied(), message);
    }
    order
}

/// Checks the starting values of one layer against its shape.
fn check_start(
    start: &LayerStart,
    layers: &[Layer],
    connections: &[Connection],
    problems: &mut Problems,
) {
    let name = &start.layer;
    let Some(index) = layers.iter().position(|layer| layer.name == *name) else {
        let message = format!("there are starting values for a layer {name} that does not exist");
        problems.add(None, message);
        return;
    };
    let units = layers[index].units;
    for (place, (from, rows)) in start.weights.iter().enumerate() {
        let source = layers.iter().position(|layer| layer.name == *from);
        let connected =
            source.filter(|s| connections.iter().any(|c| c.from == *s && c.to == index));
        let Some(source) = connected else {
            let message = format!(
                "there are starting weights {from} → {name}, but there is no such connection"
            );
            problems.add(Some(index), message);
            continue;
        };
        if start.weights[..place]
            .iter()
            .any(|(other, _)| other == from)
        {
            let message = format!("the starting weights {from} → {name} are there twice");
            problems.add(Some(index), message);
        }
        let columns = layers[source].units;
        let fits = rows.len() == units && rows.iter().all(|row| row.len() == columns);
        if !fits {
            let message = format!(
                "the starting weights {from} → {name} must be {units} rows of {columns} values, one row for each unit of {name}"
            );
            problems.add(Some(index), message);
        }
    }
    let biases = start.bias.len();
    if !layers[index].bias && biases > 0 {
        let message = format!("layer {name} has starting biases, but its units have no bias");
        problems.add(Some(index), message);
    } else if biases > 0 && biases != units {
        let message = format!("layer {name} has {units} units, but {biases} starting biases");
        problems.add(Some(index), message);
    }
    let weights = start
        .weights
        .iter()
        .flat_map(|(_, rows)| rows.iter().flatten());
    if weights.chain(&start.bias).any(|value| !value.is_finite()) {
        let message = format!("a starting value of layer {name} is not a finite number");
        problems.add(Some(index), message);
    }
}

/// Gives each weight matrix and bias vector its range of `θ`.
fn lay_out(layers: Vec<Layer>, connections: Vec<Connection>, order: Vec<usize>) -> Network {
    let mut layout = ParameterLayout::default();
    let mut incoming: Vec<Range<usize>> = Vec::with_capacity(layers.len());
    let mut next = 0;
    let mut take = |length: usize| {
        let start = next;
        next += length;
        start..next
    };
    for (index, layer) in layers.iter().enumerate() {
        let first = layout.weights.len();
        for connection in connections.iter().filter(|c| c.to == index) {
            let range = take(layer.units * layers[connection.from].units);
            layout.weights.push((range, layer.units));
        }
        incoming.push(first..layout.weights.len());
        layout
            .biases
            .push(take(if layer.bias { layer.units } else { 0 }));
    }
    let leaving = |layer: usize| {
        let places = connections.iter().enumerate();
        places.filter(move |(_, c)| c.from == layer).map(|(i, _)| i)
    };
    let outgoing = (0..layers.len()).map(|layer| leaving(layer).collect());
    Network {
        outgoing: outgoing.collect(),
        layers,
        connections,
        incoming,
        order,
        layout,
    }
}
