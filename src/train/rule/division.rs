//! A batch over several threads: it is cut into parts, and the parts' gradients are added. How many parts there are and where they
//! end depends on the network and the batch alone, and the sums are taken in a fixed order, so that the result has the same bits
//! for any number of threads.

use std::ops::Range;

use super::backpropagation::CHUNK;
use super::backpropagation::chunks;
use crate::nn::Interrupted;
use crate::nn::Loss;
use crate::nn::Network;
use crate::nn::Real;
use crate::nn::Trace;
use crate::nn::add_scaled;
use crate::nn::is_shared;
use crate::nn::pass;
use crate::nn::spread::both;
use crate::train::samples::Batch;
use crate::train::samples::Gathered;
use crate::train::samples::Samples;

/// Parameters times samples of a batch below which a second thread costs more than it saves.
const WORTHWHILE: usize = 500_000;
/// More parts than this are of no use to most machines, and each has a gradient of its own.
const MOST_PARTS: usize = 8;

/// The number of parts of a batch.
pub fn parts(network: &Network, samples: usize) -> usize {
    let layout = network.layout();
    if samples < 2 || layout.len().saturating_mul(samples) < WORTHWHILE {
        return 1;
    }
    // Where threads share each product, a part need not be less than a chunk.
    let shared = shares_products(network, samples.min(CHUNK));
    let fewest = if shared { 1 } else { 2 };
    (samples / CHUNK).clamp(fewest, MOST_PARTS)
}

/// Whether threads share products of so many samples with weights of the network.
pub fn shares_products(network: &Network, samples: usize) -> bool {
    let layers = network.layers();
    network.connections().iter().any(|connection| {
        let shape = (layers[connection.to].units, layers[connection.from].units);
        is_shared(shape, samples)
    })
}

/// Buffers for the passes of one part.
#[derive(Clone, Debug)]
pub struct Lane<R> {
    /// The layers' values.
    pub trace: Trace<R>,
    /// Room for picked samples.
    pub gathered: Gathered<R>,
}

/// A part other than the first, which has a gradient of its own.
#[derive(Clone, Debug)]
pub struct SideLane<R> {
    /// Its buffers.
    pub lane: Lane<R>,
    /// Its share of the gradient.
    pub gradient: Vec<R>,
}

/// What is computed.
pub struct Division<'a, R> {
    /// The network.
    pub network: &'a Network,
    /// Its parameters.
    pub theta: &'a [R],
    /// What is made small.
    pub loss: Loss,
    /// The data.
    pub samples: &'a Samples<R>,
    /// The samples that count.
    pub batch: &'a Batch<'a>,
    /// Asked between chunks.
    pub interrupted: &'a (dyn Fn() -> bool + Sync),
}

impl<R: Real> Division<'_, R> {
    /// The share of the samples `range` in the batch's mean loss, in one part more than there are side lanes; sets
    /// `gradient` to their share of the gradient where one is wanted.
    pub fn pass(
        &self,
        range: Range<usize>,
        lane: &mut Lane<R>,
        side_lanes: &mut [SideLane<R>],
        gradient: Option<&mut [R]>,
    ) -> Result<R, Interrupted> {
        // The second half of the parts begins with a side lane and takes those that follow.
        let left = (side_lanes.len() + 1).div_ceil(2);
        let (nearer, farther) = side_lanes.split_at_mut(left - 1);
        let Some((other, farther)) = farther.split_first_mut() else {
            return self.chunks(range, lane, gradient);
        };
        let parts = left + 1 + farther.len();
        let middle = range.start + range.len() * left / parts;
        let (start, end) = (range.start..middle, middle..range.end);
        let SideLane {
            lane: other,
            gradient: others,
        } = other;
        let Some(gradient) = gradient else {
            let (first, second) = both(
                || self.pass(start, lane, nearer, None),
                || self.pass(end, other, farther, None),
            );
            return Ok(first? + second?);
        };
        let (first, second) = both(
            || self.pass(start, lane, nearer, Some(gradient)),
            || self.pass(end, other, farther, Some(others)),
        );
        let sum = first? + second?;
        add_scaled(R::one(), others, gradient);
        Ok(sum)
    }

    /// The same in one part.
    fn chunks(
        &self,
        range: Range<usize>,
        lane: &mut Lane<R>,
        mut gradient: Option<&mut [R]>,
    ) -> Result<R, Interrupted> {
        let Lane { trace, gathered } = lane;
        let (network, theta, loss) = (self.network, self.theta, self.loss);
        let length = self.batch.len() as f64;
        let mut sum = R::zero();
        for chunk in chunks(range.len()) {
            let later = chunk.start > 0;
            if later && (self.interrupted)() {
                return Err(Interrupted);
            }
            let share = R::of(chunk.len() as f64 / length);
            let chunk = range.start + chunk.start..range.start + chunk.end;
            let batch = self.samples.batch(self.batch, chunk, gathered);
            let part = match gradient.as_deref_mut() {
                Some(gradient) => {
                    pass::gradient(network, theta, loss, batch, (share, later), trace, gradient)
                }
                None => pass::batch_loss(network, theta, loss, batch, trace),
            };
            sum += share * part;
        }
        Ok(sum)
    }
}
