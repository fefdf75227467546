//! The end of an epoch: curves, best epoch, stops, outcome.

use super::history::Curve;
use super::metric::Metric;
use super::metric::Scores;
use super::run::Outcome;
use super::run::Position;
use super::run::StepOutcome;
use super::spec::TrainingSpec;
use super::stop::NoProgress;
use super::stop::Progress;
use super::stop::StopReason;
use super::trainer::Trainer;
use super::training_curve::TrainingCurve;
use crate::data::Dataset;
use crate::data::Part;
use crate::data::grouped::grouped;
use crate::nn::Optimizer;
use crate::nn::OptimizerSpec;
use crate::nn::Real;
use crate::nn::Schedule;
use crate::nn::all_finite;

/// What helps against divergence.
const ADVICE: &str = "Lower the learning rate or scale the data.";

/// The curves of a run: the losses first, then the metrics, of the training and the validation part, then what the optimiser
/// does. The test part is kept for the end.
pub(super) fn curves<R: Real>(
    dataset: &Dataset,
    scores: &Scores,
    training: &TrainingSpec,
    optimizer: &dyn Optimizer<R>,
) -> Vec<Curve> {
    let parts = [Part::Train, Part::Validation];
    let parts = parts
        .into_iter()
        .filter(|&part| !dataset.part(part).is_empty());
    let metrics: Vec<Metric> = scores.metrics().collect();
    let losses = parts.clone().map(Curve::Loss);
    let measured =
        |part: &Part| *part != Part::Train || training.training_curve == TrainingCurve::AfterEpoch;
    let metrics = parts.filter(measured).flat_map(|part| {
        metrics
            .iter()
            .map(move |&metric| Curve::Metric(part, metric))
    });
    let sums = sums(training, optimizer).iter().copied();
    let metrics = metrics.collect::<Vec<_>>();
    let mut curves: Vec<Curve> = losses.chain(sums).chain(metrics).collect();
    curves.extend(optimizer_curves(training.optimizer, optimizer));
    curves
}

/// The curves of the penalty and of what is minimised with it, where there is a penalty.
pub(super) fn sums<R: Real>(
    training: &TrainingSpec,
    optimizer: &dyn Optimizer<R>,
) -> &'static [Curve] {
    if training.regularization.has_penalty() || optimizer.prior().is_some() {
        &[Curve::Penalty, Curve::Total]
    } else {
        &[]
    }
}

/// The curves of what an optimiser does. One that adapts its rate tells it among its own quantities.
pub(super) fn optimizer_curves<R: Real>(
    spec: OptimizerSpec,
    optimizer: &dyn Optimizer<R>,
) -> Vec<Curve> {
    let has_rate = spec.learning_rate().is_some() && !spec.adapts_rate();
    let rate = has_rate.then_some(Curve::LearningRate);
    let quantities = optimizer.quantities();
    let inner = quantities.iter().map(|&(name, _)| Curve::Inner(name));
    let norms = [Curve::GradientNorm, Curve::StepNorm];
    rate.into_iter().chain(norms).chain(inner).collect()
}

impl<R: Real> Trainer<R> {
    /// Looks at the epoch that was just finished (or at the start): records it where the curves want it, follows the
    /// best, and ends the run where a stop is met.
    pub(super) fn check_epoch(&mut self) {
        let epoch = self.position.epoch;
        self.trail.keep(epoch, &self.theta);
        if !all_finite(&self.theta) {
            let update = self.position.update;
            let note = format!(
                "A weight became infinite or not a number by update {}, the last of epoch {}; \
                 the weights are left as they are. {ADVICE}",
                grouped(update),
                grouped(epoch),
            );
            self.conclude(StopReason::Diverged, note);
            return;
        }
        let recorded = self.history.table.wants(epoch);
        if recorded {
            self.record();
        }
        let (train_loss, validation_loss) = self.losses(recorded);
        if self.history.traces.wants(epoch) {
            self.extend_traces();
        }
        for (loss, name) in [(train_loss, "training"), (validation_loss, "validation")] {
            if loss.is_some_and(|loss| !loss.is_finite()) {
                self.diverge_at_epoch(name);
                return;
            }
        }
        if let Some(loss) = self.watched(train_loss, validation_loss) {
            self.follow_best(loss);
            if epoch > 0 {
                self.plateau.observe(self.training.schedule, loss);
            }
        }
        if let (Some(stop), Some(loss)) = (self.training.stop.no_progress, train_loss) {
            Progress::observe(&mut self.progress, epoch, loss, stop);
        }
        if let Some(reason) = self.stop_reason(train_loss) {
            self.stop(reason);
        }
    }

    /// Whether the curves or a stop want to know about the update to come.
    pub(super) fn is_measured(&self) -> bool {
        let last = self.position.update_in_epoch + 1 == self.position.updates_per_epoch;
        last && self.measures(self.position.epoch + 1)
    }

    /// Whether they want to know about the last update before an epoch is over.
    pub(super) fn measures(&self, epoch: u64) -> bool {
        self.history.table.wants(epoch) || self.training.stop.gradient_norm.is_some()
    }

    /// The training and the validation loss, as far as they were recorded just now or a stop needs them.
    fn losses(&mut self, recorded: bool) -> (Option<f64>, Option<f64>) {
        let has_validation = self.dataset.validation > 0;
        if recorded {
            return (Some(self.row[0]), has_validation.then(|| self.row[1]));
        }
        let stop = self.training.stop;
        let watches =
            stop.patience.is_some() || matches!(self.training.schedule, Schedule::Plateau { .. });
        let needs_train = stop.target_error.is_some()
            || stop.no_progress.is_some()
            || (watches && !has_validation);
        let train = needs_train.then(|| self.loss_of(Part::Train, false));
        let validation = watches.then(|| self.measure(Part::Validation, false));
        (train.flatten(), validation.flatten())
    }

    /// The loss whose lowest value makes the best epoch.
    fn watched(&self, train_loss: Option<f64>, validation_loss: Option<f64>) -> Option<f64> {
        if self.dataset.validation > 0 {
            validation_loss
        } else {
            train_loss
        }
    }

    /// The stop that is met at the end of this epoch, if any.
    fn stop_reason(&self, train_loss: Option<f64>) -> Option<StopReason> {
        let stop = &self.training.stop;
        let epoch = self.position.epoch;
        let is_reached = |target: f64| train_loss.is_some_and(|loss| loss <= target);
        let is_stalled = |patience: u64| {
            self.history
                .best
                .is_some_and(|(best, _)| epoch - best >= patience)
        };
        let rests = |NoProgress { epochs, .. }: NoProgress| {
            self.progress
                .is_some_and(|last| epoch - last.epoch >= epochs)
        };
        if stop.target_error.is_some_and(is_reached) {
            Some(StopReason::TargetError)
        } else if stop
            .gradient_norm
            .is_some_and(|least| self.norms.0 <= least)
        {
            Some(StopReason::GradientNorm)
        } else if epoch > 0 && stop.patience.is_some_and(is_stalled) {
            Some(StopReason::EarlyStop)
        } else if self.optimizer.is_stuck() && self.batch_size >= self.dataset.train {
            // On another batch there may be a way down.
            Some(StopReason::Stuck)
        } else if stop.no_progress.is_some_and(rests) {
            Some(StopReason::NoProgress)
        } else if self.is_last_update() {
            Some(StopReason::MaxUpdates)
        } else if epoch >= stop.max_epochs {
            Some(StopReason::MaxEpochs)
        } else {
            None
        }
    }

    /// Whether no further update is wanted.
    pub(super) fn is_last_update(&self) -> bool {
        let most = self.training.stop.max_updates;
        most.is_some_and(|most| self.position.update >= most)
    }

    fn follow_best(&mut self, loss: f64) {
        if self.history.best.is_none_or(|(_, lowest)| loss < lowest) {
            self.history.best = Some((self.position.epoch, loss));
            if !self.best.is_empty() {
                self.best.copy_from_slice(&self.theta);
            }
        }
    }

    /// Ends the run at a stop of its own.
    pub(super) fn stop(&mut self, reason: StopReason) {
        let note = self.kept_note(reason);
        if reason == StopReason::EarlyStop {
            self.close_curves();
            self.theta.copy_from_slice(&self.best);
        }
        self.conclude(reason, note);
    }

    /// Why the run ends now, and with which weights.
    pub(super) fn kept_note(&self, reason: StopReason) -> String {
        let Position {
            epoch,
            update_in_epoch,
            update,
            ..
        } = self.position;
        let watched = if self.dataset.validation > 0 {
            "validation"
        } else {
            "training"
        };
        let best = self
            .history
            .best
            .filter(|&(best, _)| best != epoch || update_in_epoch > 0);
        if let (StopReason::EarlyStop, Some((best, _))) = (reason, self.history.best) {
            return format!(
                "The {watched} loss has not fallen for {} epochs; the weights of epoch {} were restored.",
                grouped(epoch - best),
                grouped(best)
            );
        }
        let reason = reason.to_string();
        let (first, rest) = reason.split_at(1);
        let kept = match (update, update_in_epoch) {
            (0, _) => "the first weights were kept".to_owned(),
            (_, 0) => format!(
                "the weights of the last epoch, {}, were kept",
                grouped(epoch)
            ),
            (update, _) => format!("the weights after update {} were kept", grouped(update)),
        };
        let best = best.map_or_else(String::new, |(best, _)| {
            format!(" The {watched} loss was lowest in epoch {}.", grouped(best))
        });
        format!("{}{rest}; {kept}.{best}", first.to_uppercase())
    }

    /// Ends the run because the loss of the batch before update `position.update + 1` is not finite.
    pub(super) fn diverge_at_update(&mut self) -> StepOutcome {
        let finite = all_finite(&self.theta);
        let kept = if finite {
            "the weights before it were kept"
        } else {
            "some weights had become so too and were left as they are"
        };
        let note = format!(
            "The loss became infinite or not a number at update {} (epoch {}); {kept}. {ADVICE}",
            grouped(self.position.update + 1),
            grouped(self.position.epoch + 1),
        );
        self.conclude(StopReason::Diverged, note);
        StepOutcome::Finished(StopReason::Diverged)
    }

    fn diverge_at_epoch(&mut self, name: &str) {
        let when = match self.position.update {
            0 => "before training".to_owned(),
            update => format!(
                "after update {} (end of epoch {})",
                grouped(update),
                grouped(self.position.epoch)
            ),
        };
        let note = format!(
            "The {name} loss is infinite or not a number {when}; the weights of that moment were kept. {ADVICE}"
        );
        self.conclude(StopReason::Diverged, note);
    }

    /// Ends the run with the parameters it now has.
    pub(super) fn conclude(&mut self, reason: StopReason, note: String) -> Outcome {
        self.close_curves();
        let epoch = self.position.epoch;
        let weights_epoch = match (reason, self.history.best) {
            (StopReason::EarlyStop, Some((best, _))) => best,
            _ => epoch,
        };
        let outcome = Outcome {
            reason,
            position: self.position,
            weights_epoch,
            train_loss: self.measure(Part::Train, false).unwrap_or(f64::NAN),
            validation_loss: self.measure(Part::Validation, false),
            note,
        };
        self.outcome = Some(outcome.clone());
        outcome
    }

    /// Lets the curves and traces end with the last finished epoch, whether it fits the stride or not.
    fn close_curves(&mut self) {
        let epoch = self.position.epoch;
        if self.position.update_in_epoch > 0 || self.outcome.is_some() {
            return;
        }
        if self.history.table.last_epoch() != Some(epoch) {
            self.record();
        }
        if self.history.traces.last_epoch() != Some(epoch) {
            self.extend_traces();
        }
    }

    /// The loss of a part as the curves show it; fills its scores where they are wanted and known.
    fn loss_of(&mut self, part: Part, scored: bool) -> Option<f64> {
        let learned = match (part, self.training.training_curve) {
            (Part::Train, TrainingCurve::WhileLearning) => self.mean_loss.last(),
            (Part::Train | Part::Validation | Part::Test, _) => None,
        };
        learned.or_else(|| self.measure(part, scored))
    }

    /// Adds a row to the curves, and leaves it in `row`.
    fn record(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        row.resize(self.history.curves.len(), f64::NAN);
        for part in [Part::Train, Part::Validation] {
            let Some(loss) = self.loss_of(part, true) else {
                continue;
            };
            for (value, &curve) in row.iter_mut().zip(&self.history.curves) {
                match curve {
                    Curve::Loss(of) if of == part => *value = loss,
                    Curve::Metric(of, metric) if of == part => {
                        *value = self.scores.mean(metric, part);
                    }
                    Curve::Loss(_)
                    | Curve::Metric(..)
                    | Curve::Penalty
                    | Curve::Total
                    | Curve::LearningRate
                    | Curve::GradientNorm
                    | Curve::StepNorm
                    | Curve::Inner(_) => {}
                }
            }
        }
        self.record_optimizer(&mut row);
        self.history.table.push(self.position.epoch, &row);
        self.row = row;
    }

    /// Fills in the penalty, and what the optimiser did in the last update.
    fn record_optimizer(&self, row: &mut [f64]) {
        let quantities = self.optimizer.quantities();
        let penalty = self.penalty();
        let loss = row.first().copied().unwrap_or(f64::NAN);
        let before = self.position.update == 0;
        for (value, &curve) in row.iter_mut().zip(&self.history.curves) {
            match curve {
                Curve::Penalty => *value = penalty,
                Curve::Total => *value = loss + penalty,
                Curve::LearningRate => *value = self.rates.0,
                Curve::GradientNorm => *value = self.norms.0,
                Curve::StepNorm => *value = self.norms.1,
                Curve::Inner(name) => {
                    let known = quantities.iter().find(|quantity| quantity.0 == name);
                    // Before the first update a step length or a ratio of 0 was not measured.
                    let known = known.filter(|quantity| !(before && quantity.1 == 0.0));
                    *value = known.map_or(f64::NAN, |quantity| quantity.1);
                }
                Curve::Loss(_) | Curve::Metric(..) => {}
            }
        }
    }
}
