//! The layout of the flat parameter vector `θ`: for each layer its incoming weight matrices, column by column, then
//! its biases. For a chain this is `W₁, b₁, W₂, b₂, …`.

use std::ops::Range;

/// What one entry of `θ` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterId {
    /// A weight of a connection.
    Weight {
        /// Index of the connection.
        connection: usize,
        /// Unit of the layer it enters.
        to: usize,
        /// Unit of the layer it leaves.
        from: usize,
    },
    /// A bias of a layer.
    Bias {
        /// Index of the layer.
        layer: usize,
        /// The unit.
        unit: usize,
    },
}

/// Maps connections and layers to ranges of `θ`.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Network, NetworkSpec, OutputSpec, ParameterId};
///
/// let output = OutputSpec {
///     activation: Activation::Identity,
///     bias: true,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 3, 2).unwrap();
/// let layout = network.layout();
/// assert_eq!(layout.len(), 2 * 3 + 2);
/// // Column-major: the weight from input 1 to output 0 comes after the two weights from input 0.
/// let weight = ParameterId::Weight { connection: 0, to: 0, from: 1 };
/// assert_eq!(layout.index(weight), 2);
/// assert_eq!(layout.id(7), ParameterId::Bias { layer: 1, unit: 1 });
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParameterLayout {
    /// For each connection the range of its `[out × in]` weights, column-major, and its number of rows.
    pub(super) weights: Vec<(Range<usize>, usize)>,
    /// For each layer the range of its biases; empty where it has none.
    pub(super) biases: Vec<Range<usize>>,
}

impl ParameterLayout {
    /// The number of parameters.
    pub fn len(&self) -> usize {
        let weights = self.weights.iter().map(|(range, _)| range.end);
        let biases = self.biases.iter().map(|range| range.end);
        weights.chain(biases).max().unwrap_or(0)
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The range of a connection's weights `[out × in]`, column-major.
    pub fn weights(&self, connection: usize) -> Range<usize> {
        self.weights[connection].0.clone()
    }

    /// The range of a layer's biases; empty where it has none.
    pub fn biases(&self, layer: usize) -> Range<usize> {
        self.biases[layer].clone()
    }

    /// The place of a parameter in `θ`.
    ///
    /// # Panics
    /// If there is no such connection or layer.
    pub fn index(&self, id: ParameterId) -> usize {
        match id {
            ParameterId::Weight {
                connection,
                to,
                from,
            } => {
                let (range, rows) = &self.weights[connection];
                range.start + from * rows + to
            }
            ParameterId::Bias { layer, unit } => self.biases[layer].start + unit,
        }
    }

    /// What the entry `index` of `θ` is.
    ///
    /// # Panics
    /// If `index` is not less than [`ParameterLayout::len`].
    pub fn id(&self, index: usize) -> ParameterId {
        let mut weights = self.weights.iter().enumerate();
        if let Some((connection, (range, rows))) = weights.find(|(_, (r, _))| r.contains(&index)) {
            let place = index - range.start;
            return ParameterId::Weight {
                connection,
                to: place % rows,
                from: place / rows,
            };
        }
        let mut biases = self.biases.iter().enumerate();
        let found = biases.find(|(_, range)| range.contains(&index));
        assert!(found.is_some(), "no parameter {index} of {}", self.len());
        let (layer, unit) = found.map_or((0, 0), |(layer, range)| (layer, index - range.start));
        ParameterId::Bias { layer, unit }
    }

    /// The ranges of all weight matrices and bias vectors, in the order of `θ`; none is empty.
    pub fn blocks(&self) -> Vec<Range<usize>> {
        let weights = self.weights.iter().map(|(range, _)| range);
        let mut blocks: Vec<Range<usize>> = weights
            .chain(&self.biases)
            .filter(|range| !range.is_empty())
            .cloned()
            .collect();
        blocks.sort_by_key(|range| range.start);
        blocks
    }
}
