//! Updates of networks with one hidden layer, by halves of its units.

use super::rule::Halves;
use super::run::StepOutcome;
use super::trainer::Trainer;
use crate::nn::Real;

/// The most updates in one call, some thousandths of a second: between two, a run can be called off.
const MOST_UPDATES: usize = 128;

impl<R: Real> Trainer<R> {
    /// Up to `most` updates by halves, to the end of the epoch, and how many; `None` where updates go another way.
    pub(super) fn learn_by_halves(&mut self, most: usize) -> Option<(usize, StepOutcome)> {
        if !self.is_plain() || matches!(self.halves.get(), Some(None)) {
            return None;
        }
        let size = self.batch_size;
        self.halves.get_or_init(|| Halves::new(&self.network, size));
        let per_epoch = self.position.updates_per_epoch;
        let at = self.position.update_in_epoch;
        let most = most.min(MOST_UPDATES) as u64;
        let count = (per_epoch - at).min(most).min(self.before_bounds().max(1));
        let measured = at + count == per_epoch && self.measures(self.position.epoch + 1);
        let train = self.dataset.train;
        let place = (at as usize * size, size);
        let batches = self.samples.batches(&self.order, train, place);
        let descent = self.optimizer.descent()?;
        let mut losses = [R::zero(); MOST_UPDATES];
        let losses = &mut losses[..count as usize];
        let (theta, loss) = (&mut self.theta, self.training.loss);
        let halves = self.halves.get_mut()?.as_mut()?;
        let (done, squares) = halves.learn(theta, descent, loss, &batches, losses, measured);
        self.norms = (f64::NAN, f64::NAN);
        for (index, loss) in losses[..done].iter().enumerate() {
            let first = (at as usize + index) * size;
            self.mean_loss.add(size.min(train - first), loss.to_f64());
            self.batch_loss = Some(loss.to_f64());
        }
        self.position.update += done as u64;
        self.position.update_in_epoch += done as u64;
        let outcome = if let Some(loss) = losses.get(done) {
            self.batch_loss = Some(loss.to_f64());
            self.diverge_at_update()
        } else {
            if measured {
                self.norms = squares.norms();
            }
            self.after_updates()
        };
        if matches!(outcome, StepOutcome::Updated | StepOutcome::EpochDone) {
            self.follow_plan();
        }
        Some((done.max(1), outcome))
    }
}
