//! The pass of a batch whose samples do not all count alike, or whose inputs get noise.

use nalgebra::DMatrixView;

use super::Backpropagation;
use super::Lane;
use super::Workspace;
use super::chunks;
use crate::nn::Interrupted;
use crate::nn::Real;
use crate::nn::pass;

impl<R: Real> Backpropagation<'_, R> {
    /// `Σ w E / Σ w` over the batch, 0 where no sample counts; adds the gradient to `gradient` where one is wanted.
    pub(super) fn particular_pass(
        &mut self,
        theta: &[R],
        mut gradient: Option<&mut [R]>,
    ) -> Result<R, Interrupted> {
        let Self {
            network,
            loss,
            samples,
            batch,
            workspace,
            noise,
            ..
        } = self;
        let Workspace { lane, shares, .. } = &mut **workspace;
        let Lane { trace, gathered } = lane;
        let length = batch.len();
        let weights = (0..length).map(|place| samples.weight(batch.sample(place)));
        let total = weights.fold(R::zero(), |sum, weight| sum + weight);
        let mut sum = R::zero();
        if let Some(noise) = noise.as_deref_mut() {
            noise.rewind();
        }
        for range in chunks(length) {
            if range.start > 0 && (self.interrupted)() {
                return Err(Interrupted);
            }
            shares.clear();
            shares.extend(range.clone().map(|place| {
                let weight = samples.weight(batch.sample(place));
                if total > R::zero() {
                    weight / total
                } else {
                    R::zero()
                }
            }));
            let columns = range.len();
            let (inputs, targets) = samples.batch(batch, range, gathered);
            let mut inputs = DMatrixView::from_slice(inputs, network.input_units(), columns);
            let targets = DMatrixView::from_slice(targets, network.output_units(), columns);
            if let Some(noise) = noise.as_deref_mut() {
                inputs = noise.add(inputs);
            }
            pass::forward(network, theta, inputs, trace);
            for (sample, share) in shares.iter().enumerate() {
                sum += *share * pass::sample_loss(network, *loss, targets, sample, trace);
            }
            if let Some(gradient) = gradient.as_deref_mut() {
                pass::shared_backward(network, theta, *loss, (targets, shares), trace, gradient);
            }
        }
        Ok(sum)
    }
}
