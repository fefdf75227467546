//! One update, and the end of an epoch.

use super::regularizer::Regularizer;
use super::regularizer::Total;
use super::rule::Backpropagation;
use super::run::StepOutcome;
use super::samples::Batch;
use super::samples::shuffle;
use super::stop::StopReason;
use super::trainer::Trainer;
use super::watched::take_step;
use crate::nn::Interrupted;
use crate::nn::Loss;
use crate::nn::Online;
use crate::nn::Optimizer;
use crate::nn::Real;
use crate::nn::distance;
use crate::nn::spread::copy;

impl<R: Real> Trainer<R> {
    /// One update by the optimiser.
    pub(super) fn update(&mut self, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome {
        let first = self.position.update_in_epoch as usize * self.batch_size;
        let range = first..self.dataset.train.min(first + self.batch_size);
        let samples = range.len();
        let measured = self.is_measured();
        if let Some(noise) = &mut self.noise {
            noise.begin();
        }
        let single = self.batch_size == 1;
        if single {
            self.online.get_or_init(|| Online::new(&self.network));
        }
        let online = self.online.get_mut().and_then(Option::as_mut);
        let mut objective = Backpropagation {
            network: &self.network,
            loss: self.training.loss,
            samples: &self.samples,
            batch: if self.order.is_empty() {
                Batch::Range(range)
            } else {
                Batch::Picked(&self.order[range])
            },
            workspace: &mut self.workspace,
            online: online.filter(|_| single),
            noise: self.noise.as_mut(),
            interrupted,
            at_start: None,
            diverged: None,
        };
        let theta = &mut self.theta;
        let (stepped, norms) = match (&mut self.regularizer, self.optimizer.descent()) {
            (None, Some(descent)) => match objective.descend(theta, descent, measured) {
                Ok((loss, squares)) => (Ok(loss), squares.norms()),
                Err(interrupted) => (Err(interrupted), (f64::NAN, f64::NAN)),
            },
            (regularizer, _) => {
                let look = (self.training.loss, samples, self.samples.outputs());
                let places = (theta.as_mut_slice(), self.before.as_mut_slice());
                step_by_optimizer(
                    self.optimizer.as_mut(),
                    regularizer.as_mut().map(|it| (it, self.rates.0)),
                    places,
                    &mut objective,
                    measured.then_some(look),
                )
            }
        };
        let (diverged, data_loss) = (objective.diverged, objective.at_start);
        let Ok(loss) = stepped else {
            if let Some(noise) = &mut self.noise {
                noise.rewind();
            }
            let Some(loss) = diverged else {
                return StepOutcome::Interrupted;
            };
            self.batch_loss = Some(loss.to_f64());
            return self.diverge_at_update();
        };
        self.norms = if measured {
            norms
        } else {
            (f64::NAN, f64::NAN)
        };
        self.batch_loss = Some(loss.to_f64());
        self.mean_loss
            .add(samples, data_loss.unwrap_or(loss).to_f64());
        self.position.update += 1;
        self.position.update_in_epoch += 1;
        self.after_updates()
    }

    /// Ends the epoch or the run if it is time to.
    pub(super) fn after_updates(&mut self) -> StepOutcome {
        if self.position.update_in_epoch == self.position.updates_per_epoch {
            return self.end_epoch();
        }
        if self.is_last_update() {
            self.stop(StopReason::MaxUpdates);
            return StepOutcome::Finished(StopReason::MaxUpdates);
        }
        self.follow_schedule();
        StepOutcome::Updated
    }

    /// Counts the epoch, records it, checks the stops and prepares the next.
    fn end_epoch(&mut self) -> StepOutcome {
        self.position.epoch += 1;
        self.position.update_in_epoch = 0;
        self.mean_loss.end_epoch();
        self.check_epoch();
        if let Some(outcome) = &self.outcome {
            return StepOutcome::Finished(outcome.reason);
        }
        self.divide_epoch();
        self.follow_schedule();
        shuffle(&mut self.order, &mut self.generator);
        StepOutcome::EpochDone
    }
}

/// A step by an optimiser, with what regularises it at its learning rate, and, if it is looked at, the norms of the gradient and
/// of the step.
fn step_by_optimizer<R: Real>(
    optimizer: &mut dyn Optimizer<R>,
    regularizer: Option<(&mut Regularizer<R>, f64)>,
    (theta, before): (&mut [R], &mut [R]),
    objective: &mut Backpropagation<'_, R>,
    look: Option<(Loss, usize, usize)>,
) -> (Result<R, Interrupted>, (f64, f64)) {
    if look.is_some() {
        copy(theta, before);
    }
    let (stepped, gradient) = match regularizer {
        None => take_step(optimizer, theta, objective, look),
        Some((regularizer, learning_rate)) => {
            regularizer.begin(theta);
            let mut total = Total {
                data: objective,
                regularizer,
            };
            let taken = take_step(optimizer, theta, &mut total, look);
            match taken.0 {
                Ok(_) => regularizer.end(theta, learning_rate),
                Err(_) => regularizer.call_off(),
            }
            taken
        }
    };
    let moved = match look {
        Some(_) => distance(theta, before),
        None => f64::NAN,
    };
    (stepped, (gradient, moved))
}
