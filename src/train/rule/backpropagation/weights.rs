//! How much the samples of a batch count where matrices are built over them.

use std::ops::Range;

use nalgebra::DMatrixView;

use crate::nn::Loss;
use crate::nn::Network;
use crate::nn::Real;
use crate::nn::Trace;
use crate::nn::pass;
use crate::train::samples::Batch;
use crate::train::samples::Samples;

/// A chunk of a batch after its forward pass.
#[derive(Clone, Copy)]
pub(super) struct Part<'a, R: Real> {
    /// Its share of the batch by the number of samples.
    pub(super) share: R,
    /// Its targets.
    pub(super) targets: DMatrixView<'a, R>,
    /// How much its samples count, 1 on average over the batch; empty where all count alike.
    pub(super) weights: &'a [R],
}

/// What the weights of a batch are multiplied by to be 1 on average; 0 where no sample counts.
pub(super) fn factor<R: Real>(samples: &Samples<R>, batch: &Batch<'_>) -> R {
    if !samples.is_weighted() {
        return R::one();
    }
    let weights = (0..batch.len()).map(|place| samples.weight(batch.sample(place)));
    let total = weights.fold(R::zero(), |sum, weight| sum + weight);
    if total > R::zero() {
        R::of(batch.len() as f64) / total
    } else {
        R::zero()
    }
}

/// The weights of some samples of a batch times a factor; none where all count alike.
pub(super) fn of_chunk<R: Real>(
    samples: &Samples<R>,
    batch: &Batch<'_>,
    range: Range<usize>,
    factor: R,
) -> Vec<R> {
    if !samples.is_weighted() {
        return Vec::new();
    }
    range
        .map(|place| factor * samples.weight(batch.sample(place)))
        .collect()
}

impl<R: Real> Part<'_, R> {
    /// What the chunk adds to the loss of the batch; `mean` is that of the chunk with all samples alike.
    pub(super) fn loss(self, network: &Network, loss: Loss, mean: R, trace: &Trace<R>) -> R {
        if self.weights.is_empty() {
            return self.share * mean;
        }
        let each = self.share / R::of(self.weights.len() as f64);
        let weights = self.weights.iter().enumerate();
        weights.fold(R::zero(), |sum, (sample, weight)| {
            let loss = pass::sample_loss(network, loss, self.targets, sample, trace);
            sum + each * *weight * loss
        })
    }

    /// Adds what the chunk brings to the gradient of the batch.
    pub(super) fn add_gradient(
        self,
        network: &Network,
        theta: &[R],
        loss: Loss,
        trace: &mut Trace<R>,
        gradient: &mut [R],
    ) {
        let Self {
            share,
            targets,
            weights,
        } = self;
        if weights.is_empty() {
            pass::backward(network, theta, loss, targets, share, trace, gradient);
            return;
        }
        let each = share / R::of(weights.len() as f64);
        let shares: Vec<R> = weights.iter().map(|weight| each * *weight).collect();
        let samples = (targets, shares.as_slice());
        pass::shared_backward(network, theta, loss, samples, trace, gradient);
    }
}
