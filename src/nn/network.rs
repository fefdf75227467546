//! The network as it is computed: layers with their sizes, connections by index, and the layout of its parameters.

use thiserror::Error;

use super::activation::Activation;
use super::init::Initialiser;
use super::parameters::ParameterLayout;
use super::spec::NetworkSpec;

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
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    connections: Vec<Connection>,
    order: Vec<usize>,
    layout: ParameterLayout,
}

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
        let _ = (spec, inputs, outputs);
        todo!()
    }

    /// The layers; the first is the input, the last the output.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The connections, grouped by the layer they enter, in the order of their weights in `θ`.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The layer indices in an order in which every layer comes after those that feed it.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Where each parameter lies in `θ`.
    pub fn layout(&self) -> &ParameterLayout {
        &self.layout
    }

    /// The name of a parameter, such as `hidden1[3] ← input[0]` or `hidden1[3] bias`.
    pub fn parameter_name(&self, index: usize) -> String {
        let _ = index;
        todo!()
    }
}
