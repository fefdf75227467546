//! Many updates from single samples in one call.

use super::run::StepOutcome;
use super::steering::batch_size;
use super::trainer::Trainer;
use crate::nn::Online;
use crate::nn::Real;
use crate::nn::Schedule;

/// The most updates in one call: between two, a run can be called off.
const MOST_UPDATES: u64 = 128;

impl<R: Real> Trainer<R> {
    /// Up to `most` updates by the short way, and how many; `None` where the next update has to go the general way.
    pub(super) fn learn_online(&mut self, most: usize) -> Option<(usize, StepOutcome)> {
        let most = self.online_updates(most as u64);
        if most == 0 {
            return None;
        }
        let per_epoch = self.position.updates_per_epoch;
        let first = self.position.update_in_epoch;
        let stream = (self.samples).stream(&self.order, per_epoch as usize, first as usize);
        let mut losses = [R::zero(); MOST_UPDATES as usize];
        let losses = &mut losses[..most as usize];
        let descent = &mut self.optimizer.descent()?;
        self.online.get_or_init(|| Online::new(&self.network));
        let online = self.online.get_mut()?.as_mut()?;
        let (theta, loss) = (&mut self.theta, self.training.loss);
        let done = online.learn(theta, descent, loss, &stream, losses);
        let mut left = &losses[..done];
        if let Some(loss) = left.last() {
            self.batch_loss = Some(loss.to_f64());
        }
        // Nobody looks at the end of an epoch before the last, and at its mean only until the next one ends.
        while let Some((epoch, later)) =
            left.split_at_checked((per_epoch - self.position.update_in_epoch) as usize)
            && !later.is_empty()
        {
            if later.len() <= per_epoch as usize {
                self.add_losses(epoch);
            }
            self.mean_loss.end_epoch();
            self.position.epoch += 1;
            self.position.update_in_epoch = 0;
            left = later;
        }
        self.add_losses(left);
        self.position.update_in_epoch += left.len() as u64;
        self.norms = (f64::NAN, f64::NAN);
        self.position.update += done as u64;
        let at_end = done > 0 && self.position.update_in_epoch == per_epoch;
        let outcome = match losses.get(done) {
            // Where an epoch is over, its end comes first: it knows more about what went wrong.
            Some(loss) if !at_end => {
                self.batch_loss = Some(loss.to_f64());
                self.diverge_at_update()
            }
            Some(_) | None => self.after_updates(),
        };
        if matches!(outcome, StepOutcome::Updated | StepOutcome::EpochDone) {
            self.follow_plan();
        }
        Some((done, outcome))
    }

    fn add_losses(&mut self, losses: &[R]) {
        for loss in losses {
            self.mean_loss.add(1, loss.to_f64());
        }
    }

    /// How many of the next `most` updates can go the short way in one call.
    fn online_updates(&self, most: u64) -> u64 {
        if self.batch_size != 1 || matches!(self.online.get(), Some(None)) || !self.is_plain() {
            return 0;
        }
        let position = self.position;
        let end = self.next_look();
        let to_end = (end - position.epoch) * position.updates_per_epoch
            - position.update_in_epoch
            - u64::from(self.measures(end));
        to_end.min(self.before_bounds()).min(most).min(MOST_UPDATES)
    }

    /// Whether nothing but the data and a gradient bears on the parameters, and the learning rate stays the same in an epoch.
    pub(super) fn is_plain(&self) -> bool {
        self.outcome.is_none()
            && self.regularizer.is_none()
            && self.noise.is_none()
            && !self.samples.is_weighted()
            && matches!(
                self.training.schedule,
                Schedule::Constant | Schedule::Plateau { .. }
            )
    }

    /// How many updates there are before one at which the settings change or the run ends.
    pub(super) fn before_bounds(&self) -> u64 {
        let planned = self.planned.get(self.next_planned);
        let bounds = [
            planned.map(|change| change.update),
            self.training.stop.max_updates,
        ];
        let bounds = bounds.into_iter().flatten();
        let left = bounds.map(|bound| bound.saturating_sub(self.position.update));
        left.min().unwrap_or(u64::MAX)
    }

    /// The next epoch at whose end something is recorded, watched or drawn; those before it end without a look.
    fn next_look(&self) -> u64 {
        let next = self.position.epoch + 1;
        let stop = &self.training.stop;
        let each = stop.patience.is_some()
            || stop.target_error.is_some()
            || stop.no_progress.is_some()
            || stop.gradient_norm.is_some()
            || self.training.schedule != Schedule::Constant
            || !self.order.is_empty()
            || self.training.shuffle
            || batch_size(self.training.update, self.dataset.train) != self.batch_size;
        if each {
            return next;
        }
        let traces = &self.history.traces;
        let recorded = (self.history.table.next(next)).min(self.trail.next(next));
        let traced = if traces.width() > 0 {
            traces.next(next)
        } else {
            u64::MAX
        };
        recorded.min(traced).min(stop.max_epochs).max(next)
    }
}
