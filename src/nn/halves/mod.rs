//! Gradient descent on a network with one hidden layer by two threads, each of which has half of the hidden units: their parameters
//! stay with one thread for many updates.
//!
//! An update of such a network takes some microseconds to some hundred. Where each thread takes half of a batch, every gradient
//! and every parameter goes from one processor to the other in each update. Here only the outputs of hidden units, the deltas of
//! the output layer and its weights do. Each half computes its units for all samples, then, when both have met, the output layer
//! for half of the samples, and when they have met again its parameters' gradients. One thread does the same for one half after
//! the other, with the same bits.

mod batch;
mod half;
mod work;

use std::ops::Range;

pub use self::batch::Batch;
pub use self::half::Answer;
pub use self::half::Half;
pub use self::half::Shown;
use super::activation::Activation;
use super::matmul::may_be_shared;
use super::network::Network;
use super::real::Real;

/// Parameters times samples of a batch below which meeting costs more than it saves.
const WORTHWHILE: usize = 100_000;
/// Parameters above which taking them over and giving them back, as each call does, costs more than is saved.
const MOST_PARAMETERS: usize = 1 << 14;
/// Samples of a batch whose outer products are summed at once.
const MOST_SAMPLES: usize = 256;
/// Bytes of a line of the caches, and more values than there are in one.
const LINE: usize = 64;
const SPARE: usize = 16;
/// The first half has a multiple of so many units: of the longest vector.
const UNIT: usize = 16;

/// The shape of a network and the places of its parameters.
#[derive(Clone, Debug)]
pub struct Shape {
    inputs: usize,
    units: usize,
    outputs: usize,
    /// The hidden units of the first half.
    middle: usize,
    activation: Activation,
    output_activation: Activation,
    weights: Range<usize>,
    biases: Range<usize>,
    output_weights: Range<usize>,
    output_biases: Range<usize>,
}

impl Shape {
    fn of(network: &Network) -> Option<Self> {
        let ([input, hidden, output], layout) = (network.layers(), network.layout()) else {
            return None;
        };
        let [first, second] = network.connections() else {
            return None;
        };
        let is_chain = [
            (first.from, first.to, first.delay),
            (second.from, second.to, second.delay),
        ] == [(0, 1, 0), (1, 2, 0)];
        let suits = is_chain
            && hidden.units >= 2 * UNIT
            && hidden.activation != Activation::Softmax
            && input.units > 0
            && output.units > 0;
        suits.then(|| Self {
            inputs: input.units,
            units: hidden.units,
            outputs: output.units,
            middle: (hidden.units / 2).next_multiple_of(UNIT),
            activation: hidden.activation,
            output_activation: output.activation,
            weights: layout.weights(0),
            biases: layout.biases(1),
            output_weights: layout.weights(1),
            output_biases: layout.biases(2),
        })
    }

    /// Whether halves are worth it with so many parameters and samples of a batch.
    fn suits(&self, parameters: usize, samples: usize) -> bool {
        let most = self.middle.max(self.units - self.middle);
        let largest = most * self.inputs.max(self.outputs) * samples;
        parameters * samples >= WORTHWHILE
            && parameters <= MOST_PARAMETERS
            && samples <= MOST_SAMPLES
            // A product that looks for a second thread itself might be given the one that waits for it.
            && !may_be_shared(largest)
    }
}

/// The samples of updates one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Batches<'a, R> {
    /// The inputs of all samples, one sample after another.
    pub inputs: &'a [R],
    /// Their targets.
    pub targets: &'a [R],
    /// The order in which they are taken; as they lie if it is empty.
    pub order: &'a [usize],
    /// The number of samples that are taken.
    pub count: usize,
    /// The place of the first sample.
    pub first: usize,
    /// The samples of an update; the last may have fewer.
    pub size: usize,
}

impl<R> Batches<'_, R> {
    /// Those of an update.
    pub fn get(&self, update: usize) -> Batch<'_, R> {
        let first = self.first + update * self.size;
        let length = self.size.min(self.count - first);
        Batch {
            values: (self.inputs, self.targets),
            picked: (!self.order.is_empty()).then(|| &self.order[first..first + length]),
            first,
            length,
        }
    }
}

/// Values that begin with a line of the caches: a vector that lies across two takes twice as long.
#[derive(Debug, Default)]
pub struct Room<R>(Vec<R>);

impl<R: Real> Room<R> {
    /// Room for so many; if there never were so many, what was there is lost.
    fn take(&mut self, length: usize) -> &mut [R] {
        let range = self.range(length);
        if self.0.len() < range.end {
            self.0 = vec![R::zero(); length + SPARE];
        }
        self.held_mut(length)
    }

    /// The first so many that are there.
    fn held(&self, length: usize) -> &[R] {
        &self.0[self.range(length)]
    }

    /// The same to write to.
    fn held_mut(&mut self, length: usize) -> &mut [R] {
        let range = self.range(length);
        &mut self.0[range]
    }

    fn range(&self, length: usize) -> Range<usize> {
        let first = self.0.as_ptr().align_offset(LINE).min(SPARE);
        first..first + length
    }
}
