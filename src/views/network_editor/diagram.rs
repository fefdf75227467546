//! What is drawn: the document's network, with the values of the running one where both have the same shape.

use std::sync::Arc;

use super::names::UnitNames;
use crate::experiment::Field;
use crate::nn::Activation;
use crate::nn::Network;
use crate::nn::NetworkSpec;
use crate::nn::ParameterId;
use crate::train::SamplePass;
use crate::workbench::State;
use crate::workbench::state::Check;

/// At most so many weights of a layer are traced by one click.
pub const MAX_TRACED: usize = 64;

/// A network as it is drawn.
#[derive(Debug)]
pub struct Diagram<'a> {
    /// The layers from input to output.
    pub layers: Vec<DiagramLayer<'a>>,
    /// The connections by layer index, in the document's order.
    pub connections: Vec<(usize, usize)>,
    /// The names of input and output units.
    pub names: Arc<UnitNames>,
    /// The running network, where it has the shape of the drawn one.
    pub run: Option<RunValues<'a>>,
    /// The traced weights as indices of `θ`, in the order of their colours.
    pub traced: &'a [usize],
    /// Whether a run exists whose network is another one, so that edits await the next run.
    pub edited: bool,
}

/// One layer.
#[derive(Clone, Copy, Debug)]
pub struct DiagramLayer<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many units it has.
    pub units: usize,
    /// Its activation; `None` for the input.
    pub activation: Option<Activation>,
    /// Whether its units have a bias.
    pub bias: bool,
    /// Whether it is a hidden layer, which can be edited as a whole.
    pub hidden: bool,
    /// Whether the check found something wrong with it.
    pub problem: bool,
}

/// The values of the running network.
#[derive(Debug)]
pub struct RunValues<'a> {
    /// The running network.
    pub network: &'a Network,
    /// Its parameters, if the run has sent them.
    pub theta: Option<&'a [f64]>,
    /// For each connection of the diagram the network's.
    connection: Vec<usize>,
    /// The chosen sample on its way, if the run has sent it.
    pub sample: Option<&'a SamplePass>,
}

impl<'a> Diagram<'a> {
    /// The diagram of the present state, with unit names of the present data.
    pub fn new(state: &'a State, names: Arc<UnitNames>) -> Self {
        let spec = &state.document.experiment.network;
        let problems = match &state.check {
            Check::Problems(problems) => problems.as_slice(),
            Check::NoTable | Check::Working | Check::Ready(_) => &[],
        };
        let problem = |layer: usize| {
            problems
                .iter()
                .any(|problem| problem.field == Field::Layer(layer))
        };
        let layers = layers(spec, &names, problem);
        let connections = connections(spec);
        let run = run_values(state, &layers, &connections);
        let running = state.document.running.as_ref();
        Self {
            run,
            names,
            traced: &state.view.traced_weights,
            edited: running.is_some_and(|running| running.network != *spec),
            layers,
            connections,
        }
    }

    /// The index of the output layer.
    pub fn output(&self) -> usize {
        self.layers.len() - 1
    }

    /// The name of an input or output unit.
    pub fn unit_name(&self, layer: usize, unit: usize) -> Option<&str> {
        let list = if layer == 0 {
            &self.names.inputs
        } else if layer == self.output() {
            &self.names.outputs
        } else {
            return None;
        };
        list.get(unit).map(String::as_str)
    }

    /// The number of parameters.
    pub fn parameter_count(&self) -> usize {
        let weights: usize = self
            .connections
            .iter()
            .map(|&(from, to)| self.layers[from].units * self.layers[to].units)
            .sum();
        let biased = self.layers.iter().filter(|layer| layer.bias);
        weights + biased.map(|layer| layer.units).sum::<usize>()
    }

    /// The index of `θ` of a link's weight, where the running network is the drawn one.
    pub fn weight_index(&self, connection: usize, to: usize, from: usize) -> Option<usize> {
        let run = self.run.as_ref()?;
        let connection = *run.connection.get(connection)?;
        Some(run.network.layout().index(ParameterId::Weight {
            connection,
            to,
            from,
        }))
    }

    /// The index of `θ` of a unit's bias, where the running network is the drawn one and there is one.
    pub fn bias_index(&self, layer: usize, unit: usize) -> Option<usize> {
        let run = self.run.as_ref()?;
        let biases = run.network.layout().biases(layer);
        (unit < biases.len()).then(|| biases.start + unit)
    }

    /// The present value of a parameter.
    pub fn value(&self, index: usize) -> Option<f64> {
        self.run.as_ref()?.theta?.get(index).copied()
    }

    /// The place of a parameter among the traced ones; decides its colour.
    pub fn trace_place(&self, index: usize) -> Option<usize> {
        self.traced.iter().position(|&traced| traced == index)
    }

    /// A unit's output for the chosen sample.
    pub fn unit_output(&self, layer: usize, unit: usize) -> Option<f64> {
        let sample = self.run.as_ref()?.sample?;
        sample.outputs.get(layer)?.get(unit).copied()
    }

    /// The first parameters that belong to a layer: the weights that enter it, then its biases.
    pub fn parameters_of(&self, layer: usize) -> Vec<usize> {
        let Some(run) = &self.run else {
            return Vec::new();
        };
        let layout = run.network.layout();
        let entering = run.network.connections().iter().enumerate();
        entering
            .filter(|(_, connection)| connection.to == layer)
            .flat_map(|(index, _)| layout.weights(index))
            .chain(layout.biases(layer))
            .take(MAX_TRACED)
            .collect()
    }

    /// The name of a link, such as `hidden1[3] ← input[0]`.
    pub fn link_name(&self, connection: usize, to: usize, from: usize) -> String {
        let (leaves, enters) = self.connections[connection];
        let (enters, leaves) = (self.layers[enters].name, self.layers[leaves].name);
        format!("{enters}[{to}] ← {leaves}[{from}]")
    }
}

fn layers<'a>(
    spec: &'a NetworkSpec,
    names: &UnitNames,
    problem: impl Fn(usize) -> bool,
) -> Vec<DiagramLayer<'a>> {
    let last = spec.hidden.len() + 1;
    spec.layer_names()
        .enumerate()
        .map(|(index, name)| {
            let base = DiagramLayer {
                name,
                units: 0,
                activation: None,
                bias: false,
                hidden: false,
                problem: problem(index),
            };
            match index.checked_sub(1).and_then(|i| spec.hidden.get(i)) {
                Some(layer) => DiagramLayer {
                    units: layer.units,
                    activation: Some(layer.activation),
                    bias: layer.bias,
                    hidden: true,
                    ..base
                },
                None if index == last => DiagramLayer {
                    units: names.outputs.len(),
                    activation: Some(spec.output.activation),
                    bias: spec.output.bias,
                    ..base
                },
                None => DiagramLayer {
                    units: names.inputs.len(),
                    ..base
                },
            }
        })
        .collect()
}

/// The connections by index; those that name no layer are left out (the check tells of them).
fn connections(spec: &NetworkSpec) -> Vec<(usize, usize)> {
    let index = |name: &str| spec.layer_names().position(|other| other == name);
    spec.connections
        .iter()
        .filter_map(|c| index(&c.from).zip(index(&c.to)))
        .collect()
}

fn run_values<'a>(
    state: &'a State,
    layers: &[DiagramLayer<'_>],
    connections: &[(usize, usize)],
) -> Option<RunValues<'a>> {
    let session = &state.session;
    let network = session.network.as_ref()?;
    let same_layers = network.layers().len() == layers.len()
        && network
            .layers()
            .iter()
            .zip(layers)
            .enumerate()
            .all(|(index, (ran, drawn))| {
                ran.units == drawn.units
                    && ran.bias == drawn.bias
                    && (index == 0 || Some(ran.activation) == drawn.activation)
            });
    let ran = network.connections();
    if !same_layers || ran.len() != connections.len() {
        return None;
    }
    let find = |&(from, to): &(usize, usize)| ran.iter().position(|c| (c.from, c.to) == (from, to));
    let connection = connections.iter().map(find).collect::<Option<Vec<_>>>()?;
    let fresh = session.snapshot.run == session.run;
    let snapshot = fresh.then_some(&session.snapshot);
    let theta = snapshot.and_then(|snapshot| snapshot.parameters.as_deref());
    let sample = snapshot.and_then(|snapshot| snapshot.sample.as_ref());
    Some(RunValues {
        network,
        theta: theta.filter(|theta| theta.len() == network.layout().len()),
        connection,
        sample: sample.filter(|sample| sample.outputs.len() == layers.len()),
    })
}
