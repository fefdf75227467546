//! Steering a run: the learning rate by its schedule, changes from outside, and the way back to a checkpoint.

use super::checkpoint::Checkpoint;
use super::noise::InputNoise;
use super::regularizer::Regularizer;
use super::run::LiveChange;
use super::run::Position;
use super::trainer::Trainer;
use crate::nn::OptimizerSpec;
use crate::nn::Real;
use crate::nn::Schedule;

/// The learning rate of an optimiser (0 for one without), and its momentum where it has one.
pub(super) fn rates(optimizer: OptimizerSpec) -> (f64, Option<f64>) {
    let learning_rate = optimizer.learning_rate().unwrap_or_default();
    (learning_rate, optimizer.momentum())
}

impl<R: Real> Trainer<R> {
    /// Gives the optimiser the learning rate that the schedule wants in the next update.
    pub(super) fn follow_schedule(&mut self) {
        let schedule = self.training.schedule;
        if schedule == Schedule::Constant {
            return;
        }
        self.set_rate(self.base_rate * self.schedule_factor());
    }

    /// The schedule's factor on the learning rate in the next update.
    pub(super) fn schedule_factor(&self) -> f64 {
        let Position {
            epoch,
            update_in_epoch,
            updates_per_epoch,
            update: _,
        } = self.position;
        let schedule = self.training.schedule;
        self.plateau.factor * schedule.factor(epoch, update_in_epoch, updates_per_epoch)
    }

    fn set_rate(&mut self, learning_rate: f64) {
        if self.rates.0 != learning_rate {
            self.rates.0 = learning_rate;
            self.optimizer.set_learning_rate(learning_rate);
        }
    }

    /// Takes other rates, and records the change.
    pub(super) fn change_rates(&mut self, learning_rate: f64, momentum: Option<f64>) {
        // An optimiser without momentum has none to set.
        let momentum = self.rates.1.and(momentum.or(self.rates.1));
        if (self.base_rate, self.rates.1) == (learning_rate, momentum) {
            return;
        }
        let optimizer = &mut self.training.optimizer;
        *optimizer = optimizer.with_rates(learning_rate, momentum);
        self.base_rate = learning_rate;
        self.set_rate(learning_rate * self.schedule_factor());
        if let Some(value) = momentum.filter(|_| momentum != self.rates.1) {
            self.rates.1 = momentum;
            self.optimizer.set_momentum(value);
        }
        let Position {
            epoch,
            update_in_epoch,
            update,
            updates_per_epoch,
        } = self.position;
        self.history.changes.push(LiveChange {
            update,
            epoch: epoch as f64 + update_in_epoch as f64 / updates_per_epoch as f64,
            learning_rate,
            momentum,
        });
    }

    /// The whole state.
    pub(super) fn to_checkpoint(&self) -> Checkpoint {
        Checkpoint {
            training: self.training.clone(),
            theta: to_f64(&self.theta),
            optimizer: to_f64(&self.optimizer.state()),
            position: self.position,
            batch_loss: self.batch_loss,
            order: self.order.clone(),
            order_position: self.generator.get_word_pos(),
            noise_positions: [
                self.noise.as_ref().map_or(0, InputNoise::position),
                self.regularizer.as_ref().map_or(0, Regularizer::position),
            ],
            best: (!self.best.is_empty()).then(|| to_f64(&self.best)),
            plateau: self.plateau,
            progress: self.progress,
            history: self.history.clone(),
            outcome: self.outcome.clone(),
        }
    }

    /// Goes back to a state.
    pub(super) fn return_to(&mut self, checkpoint: &Checkpoint) {
        self.training = checkpoint.training.clone();
        self.theta = of_f64(&checkpoint.theta);
        self.optimizer.restore(&of_f64::<R>(&checkpoint.optimizer));
        self.position = checkpoint.position;
        self.batch_loss = checkpoint.batch_loss;
        self.order.clone_from(&checkpoint.order);
        self.generator.set_word_pos(checkpoint.order_position);
        let [of_inputs, of_weights] = checkpoint.noise_positions;
        if let Some(noise) = &mut self.noise {
            noise.set_position(of_inputs);
        }
        if let Some(regularizer) = &mut self.regularizer {
            regularizer.set_position(of_weights);
        }
        self.best = checkpoint.best.as_deref().map(of_f64).unwrap_or_default();
        self.plateau = checkpoint.plateau;
        self.progress = checkpoint.progress;
        self.history = checkpoint.history.clone();
        self.outcome.clone_from(&checkpoint.outcome);
        self.trail.go_back_to(self.position.epoch);
        // The optimiser's state holds the rates in force; these are the same numbers.
        self.rates = rates(self.training.optimizer);
        self.base_rate = self.rates.0;
        self.rates.0 *= self.schedule_factor();
    }
}

pub(super) fn to_f64<R: Real>(values: &[R]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}

fn of_f64<R: Real>(values: &[f64]) -> Vec<R> {
    values.iter().map(|&value| R::of(value)).collect()
}
