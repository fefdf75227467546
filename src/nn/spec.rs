//! The network as it stands in a document. Input and output sizes follow the data, so they are not part of it.

use serde::Deserialize;
use serde::Serialize;

use super::activation::Activation;
use super::init::Initialiser;

/// The name by which connections refer to the input layer.
pub const INPUT: &str = "input";
/// The name by which connections refer to the output layer.
pub const OUTPUT: &str = "output";

/// A network: hidden layers in drawing order, the output layer, and the connections between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// The hidden layers, from the input's side to the output's.
    pub hidden: Vec<LayerSpec>,
    /// The output layer.
    pub output: OutputSpec,
    /// All connections, by layer names; the chain and any that skip layers.
    pub connections: Vec<ConnectionSpec>,
    /// Where the parameters start.
    #[serde(default)]
    pub start: Start,
}

/// A hidden layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSpec {
    /// Unique among the layers; not `input` or `output`.
    pub name: String,
    /// How many units it has.
    pub units: usize,
    /// Its activation.
    pub activation: Activation,
    /// Whether its units have a bias.
    pub bias: bool,
    /// How the weights that enter it start.
    pub initialiser: Initialiser,
}

/// The output layer; its size follows the targets.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSpec {
    /// Its activation.
    pub activation: Activation,
    /// Whether its units have a bias.
    pub bias: bool,
    /// How the weights that enter it start.
    pub initialiser: Initialiser,
}

/// A connection from every unit of one layer to every unit of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSpec {
    /// The layer it leaves.
    pub from: String,
    /// The layer it enters.
    pub to: String,
    /// Time steps it looks back; 0 = the same step.
    #[serde(default)]
    pub delay: usize,
}

/// Where the parameters start.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Start {
    /// Drawn by the initialisers from the initialisation seed.
    #[default]
    Drawn,
    /// Drawn, then overwritten by these values.
    Exact(Vec<LayerStart>),
}

/// Starting values of one layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerStart {
    /// The layer's name.
    pub layer: String,
    /// Its incoming weights: the layer they come from, and `[out × in]` as rows.
    pub weights: Vec<(String, Vec<Vec<f64>>)>,
    /// Its biases `[out]`; empty where the layer has none.
    #[serde(default)]
    pub bias: Vec<f64>,
}

impl NetworkSpec {
    /// A multilayer perceptron: `input → hidden… → output`, each layer connected to the next.
    ///
    /// ```
    /// use deltascope::nn::{Activation, Initialiser, LayerSpec, NetworkSpec, OutputSpec};
    ///
    /// let hidden = LayerSpec {
    ///     name: "hidden1".to_owned(),
    ///     units: 2,
    ///     activation: Activation::Tanh,
    ///     bias: true,
    ///     initialiser: Initialiser::XavierUniform,
    /// };
    /// let output = OutputSpec {
    ///     activation: Activation::Logistic,
    ///     bias: true,
    ///     initialiser: Initialiser::XavierUniform,
    /// };
    /// let spec = NetworkSpec::chain(vec![hidden], output);
    /// assert_eq!(spec.layer_names().collect::<Vec<_>>(), ["input", "hidden1", "output"]);
    /// assert_eq!(spec.connections.len(), 2);
    /// ```
    pub fn chain(hidden: Vec<LayerSpec>, output: OutputSpec) -> Self {
        let mut spec = Self {
            hidden,
            output,
            connections: Vec::new(),
            start: Start::Drawn,
        };
        let names: Vec<String> = spec.layer_names().map(str::to_owned).collect();
        spec.connections = names
            .windows(2)
            .map(|pair| ConnectionSpec {
                from: pair[0].clone(),
                to: pair[1].clone(),
                delay: 0,
            })
            .collect();
        spec
    }

    /// The names of all layers in drawing order, `input` first and `output` last.
    pub fn layer_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(INPUT)
            .chain(self.hidden.iter().map(|layer| layer.name.as_str()))
            .chain(std::iter::once(OUTPUT))
    }

    /// How many layers there are, the input and the output included.
    pub fn layer_count(&self) -> usize {
        self.hidden.len() + 2
    }

    /// The index of a layer in `input, hidden…, output`; of the first if the name stands for several.
    pub fn layer_index(&self, name: &str) -> Option<usize> {
        self.layer_names().position(|layer| layer == name)
    }
}
