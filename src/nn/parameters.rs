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
        todo!()
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
    pub fn index(&self, id: ParameterId) -> usize {
        let _ = id;
        todo!()
    }

    /// What the entry `index` of `θ` is.
    pub fn id(&self, index: usize) -> ParameterId {
        let _ = index;
        todo!()
    }
}
