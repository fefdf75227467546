//! The network as it is computed: layers with their sizes, connections by index, and the layout of its parameters.

use std::ops::Range;

use thiserror::Error;

use super::activation::Activation;
use super::init::Initialiser;
use super::parameters::ParameterId;
use super::parameters::ParameterLayout;

/// A layer of units.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// `input`, `output`, or the hidden layer's own name.
    pub name: String,
    /// How many units it has.
    pub units: usize,
    /// Its activation; identity for the input layer.
    pub activation: Activation,
    /// Whether its units have a bias; never for the input layer.
    pub bias: bool,
    /// How the weights that enter it start.
    pub initialiser: Initialiser,
}

/// A connection with its own weight matrix `[to.units × from.units]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Index of the layer it leaves.
    pub from: usize,
    /// Index of the layer it enters.
    pub to: usize,
    /// Time steps it looks back; 0 = the same step.
    pub delay: usize,
}

/// Why a network cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct NetworkProblem {
    /// The index of the layer in `input, hidden…, output`, if one is to blame.
    pub layer: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

/// A network's structure: immutable, without parameters. Layer 0 is the input, the last layer the output.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Network, NetworkSpec, OutputSpec};
///
/// let output = OutputSpec {
///     activation: Activation::Logistic,
///     bias: true,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 2, 1).unwrap();
/// assert_eq!(network.layers().len(), 2);
/// assert_eq!(network.parameter_name(1), "output[0] ← input[1]");
/// assert_eq!(network.parameter_name(2), "output[0] bias");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    pub(super) layers: Vec<Layer>,
    pub(super) connections: Vec<Connection>,
    pub(super) incoming: Vec<Range<usize>>,
    pub(super) outgoing: Vec<Vec<usize>>,
    pub(super) order: Vec<usize>,
    pub(super) layout: ParameterLayout,
}

impl Network {
    /// The layers; the first is the input, the last the output.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// How many features a sample has.
    pub fn input_units(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.units)
    }

    /// How many outputs there are.
    pub fn output_units(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// The index of the output layer.
    pub fn output_layer(&self) -> usize {
        self.layers.len() - 1
    }

    /// The connections, grouped by the layer they enter, then by the layer they leave: the order of their weights in `θ`.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The indices of the connections that enter a layer.
    pub fn incoming(&self, layer: usize) -> Range<usize> {
        self.incoming[layer].clone()
    }

    /// The indices of the connections that leave a layer.
    pub fn outgoing(&self, layer: usize) -> &[usize] {
        &self.outgoing[layer]
    }

    /// The number of units that feed a layer, over all its incoming connections.
    pub fn fan_in(&self, layer: usize) -> usize {
        let entering = &self.connections[self.incoming(layer)];
        entering.iter().map(|c| self.layers[c.from].units).sum()
    }

    /// The layer indices in an order in which every layer comes after those that feed it; among several possible orders
    /// the one with the smallest index first.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Where each parameter lies in `θ`.
    pub fn layout(&self) -> &ParameterLayout {
        &self.layout
    }

    /// The name of a parameter, such as `hidden1[3] ← input[0]` or `hidden1[3] bias`.
    ///
    /// # Panics
    /// If `index` is not less than the number of parameters.
    pub fn parameter_name(&self, index: usize) -> String {
        match self.layout.id(index) {
            ParameterId::Weight {
                connection,
                to,
                from,
            } => {
                let connection = self.connections[connection];
                let (into, source) = (
                    &self.layers[connection.to].name,
                    &self.layers[connection.from].name,
                );
                match connection.delay {
                    0 => format!("{into}[{to}] ← {source}[{from}]"),
                    delay => format!("{into}[{to}] ← {source}[{from}](t−{delay})"),
                }
            }
            ParameterId::Bias { layer, unit } => {
                format!("{}[{unit}] bias", self.layers[layer].name)
            }
        }
    }
}
