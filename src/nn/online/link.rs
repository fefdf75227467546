//! A layer of a chain: its shape, and where its parameters lie.

use std::ops::Range;

use super::super::activation::Activation;
use super::super::matmul::suits_loops;
use super::super::network::Network;

/// A layer that only the one before it feeds.
#[derive(Clone, Debug)]
pub struct Link {
    /// Units of the layer before it.
    pub inner: usize,
    /// Its own units.
    pub units: usize,
    /// Its activation.
    pub activation: Activation,
    /// Where its weights `[units × inner]` lie in `θ`, column by column.
    pub weights: Range<usize>,
    /// Where its biases lie; empty where it has none.
    pub biases: Range<usize>,
    /// How many lanes its activation is computed in: all where others do no harm.
    pub lanes: usize,
    /// Its first column of lanes: one for each unit before it, but of a single unit's weights as many to a column as there are
    /// lanes; then one of biases.
    pub first: usize,
}

impl Link {
    /// The layers after the first, if each is fed by the one before it alone, and their products are those of the small loops.
    pub fn of_chain(network: &Network) -> Option<Vec<Self>> {
        let (layers, layout) = (network.layers(), network.layout());
        let link = |layer: usize| {
            let mut entering = network.incoming(layer);
            let (only, below) = (entering.next()?, layer - 1);
            let connection = network.connections()[only];
            let plain = entering.next().is_none()
                && (connection.from, connection.delay) == (below, 0)
                && network.outgoing(below).len() == 1;
            let (inner, units) = (layers[below].units, layers[layer].units);
            (plain && suits_loops(units, inner)).then(|| Self {
                inner,
                units,
                activation: layers[layer].activation,
                weights: layout.weights(only),
                biases: layout.biases(layer),
                lanes: units,
                first: 0,
            })
        };
        (1..layers.len()).map(link).collect()
    }

    /// The number of its columns of weights.
    pub fn columns(&self, lanes: usize) -> usize {
        if self.units == 1 {
            self.inner.div_ceil(lanes)
        } else {
            self.inner
        }
    }

    /// The number of weights in a column.
    pub fn column_length(&self, lanes: usize) -> usize {
        if self.units == 1 { lanes } else { self.units }
    }
}
