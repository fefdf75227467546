//! Steering a run: the learning rate by its schedule, changes from outside, and the way back to a checkpoint.

use std::cell::OnceCell;

use super::change::Change;
use super::change::LiveChange;
use super::change::PlannedChange;
use super::checkpoint::Checkpoint;
use super::epoch::optimizer_curves;
use super::epoch::sums;
use super::noise::InputNoise;
use super::regularizer::Regularizer;
use super::rule::Workspace;
use super::run::Position;
use super::samples::Samples;
use super::samples::shuffle;
use super::spec::TrainingSpec;
use super::spec::Update;
use super::trainer::Trainer;
use crate::nn::OptimizerSpec;
use crate::nn::Plateau;
use crate::nn::Real;
use crate::nn::Schedule;

/// The learning rate of an optimiser (0 for one without), and its momentum where it has one.
pub(super) fn rates(optimizer: OptimizerSpec) -> (f64, Option<f64>) {
    let learning_rate = optimizer.learning_rate().unwrap_or_default();
    (learning_rate, optimizer.momentum())
}

/// The number of samples that an update takes of `train` ones.
pub(super) fn batch_size(update: Update, train: usize) -> usize {
    match update {
        Update::Online => 1,
        Update::MiniBatch(size) => size.clamp(1, train.max(1)),
        Update::FullBatch => train.max(1),
    }
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
        let epochs = epoch - self.schedule_start;
        self.plateau.factor * schedule.factor(epochs, update_in_epoch, updates_per_epoch)
    }

    fn set_rate(&mut self, learning_rate: f64) {
        if self.rates.0 != learning_rate {
            self.rates.0 = learning_rate;
            self.optimizer.set_learning_rate(learning_rate);
        }
    }

    /// Takes over what a run can change of other settings, and records each change.
    pub(super) fn change_towards(&mut self, wanted: &TrainingSpec) {
        for change in self.training.changes_to(wanted) {
            self.make(change);
        }
    }

    /// Makes the planned changes whose time has come.
    pub(super) fn follow_plan(&mut self) {
        while let Some(planned) = self.planned.get(self.next_planned)
            && planned.update <= self.position.update
        {
            let change = planned.outcome(&self.training);
            self.next_planned += 1;
            if change.present(&self.training) != change {
                self.make(change);
            }
        }
    }

    /// Replaces the plan; what lies before the present update is passed over.
    pub(super) fn take_plan(&mut self, changes: &[PlannedChange]) {
        let update = self.position.update;
        self.planned = changes.to_vec();
        self.next_planned = if update == 0 {
            0
        } else {
            self.planned
                .partition_point(|change| change.update <= update)
        };
        if self.outcome.is_none() {
            self.follow_plan();
        }
    }

    fn make(&mut self, after: Change) {
        let Position {
            epoch,
            update_in_epoch,
            update,
            updates_per_epoch,
        } = self.position;
        let before = after.present(&self.training);
        match after {
            Change::Optimizer(optimizer) => self.change_optimizer(optimizer),
            Change::Regularization(_) | Change::ClassWeights(_) => {
                self.change_objective(&after);
            }
            Change::Schedule(schedule) => {
                if schedule.name() != self.training.schedule.name() {
                    self.plateau = Plateau::default();
                    self.schedule_start = epoch;
                }
                self.training.schedule = schedule;
                self.set_rate(self.base_rate * self.schedule_factor());
            }
            Change::Update(update) => {
                self.training.update = update;
                if update_in_epoch == 0 {
                    let was_empty = self.order.is_empty();
                    self.divide_epoch();
                    if was_empty {
                        shuffle(&mut self.order, &mut self.generator);
                    }
                }
            }
            Change::Stop(stop) => {
                self.training.stop = stop;
                if stop.patience.is_some() && self.best.is_empty() {
                    // The weights of the best epoch so far were not kept: the search begins anew.
                    self.history.best = None;
                    self.best.clone_from(&self.theta);
                }
                if stop.no_progress.is_none() {
                    self.progress = None;
                }
            }
        }
        self.history.changes.push(LiveChange {
            update,
            epoch: epoch as f64 + update_in_epoch as f64 / updates_per_epoch as f64,
            before,
            after,
        });
    }

    /// Other rates are handed over; other settings keep the state of the optimiser; another optimiser starts afresh.
    fn change_optimizer(&mut self, spec: OptimizerSpec) {
        let present = self.training.optimizer;
        self.training.optimizer = spec;
        let (learning_rate, momentum) = rates(spec);
        if present.with_rates(learning_rate, momentum) != spec {
            let next = spec.build(&self.network);
            let last = std::mem::replace(&mut self.optimizer, next);
            if present.shares_state_with(spec) {
                self.optimizer.restore(&last.state());
            } else {
                self.rates = (learning_rate, momentum);
                let curves = optimizer_curves(spec, &*self.optimizer);
                self.history.add_curves(&curves);
                (self.history).add_curves(sums(&self.training, &*self.optimizer));
            }
        }
        self.base_rate = learning_rate;
        self.set_rate(learning_rate * self.schedule_factor());
        if let Some(value) = momentum.filter(|_| momentum != self.rates.1) {
            self.optimizer.set_momentum(value);
        }
        self.rates.1 = momentum;
    }

    /// Takes over another regularisation or other class weights.
    fn change_objective(&mut self, after: &Change) {
        let smoothing = self.training.regularization.label_smoothing;
        let weights = self.training.class_weights.clone();
        after.apply(&mut self.training);
        let TrainingSpec {
            optimizer,
            regularization,
            class_weights,
            ..
        } = &self.training;
        let optimizer = *optimizer;
        let loss_differs = *class_weights != weights || regularization.label_smoothing != smoothing;
        let positions = self.noise_positions();
        self.remake_objective(loss_differs);
        self.set_noise_positions(positions);
        if loss_differs {
            // Losses before and after are not to be compared.
            self.history.best = None;
            if !self.best.is_empty() {
                self.best.clone_from(&self.theta);
            }
            self.progress = None;
            self.plateau = Plateau {
                factor: self.plateau.factor,
                ..Plateau::default()
            };
        }
        if optimizer.compares_losses() {
            self.optimizer = optimizer.build(&self.network);
            self.optimizer.set_learning_rate(self.rates.0);
        }
        (self.history).add_curves(sums(&self.training, &*self.optimizer));
    }

    /// Makes anew what regularisation and class weights have a part in; the samples only where theirs changed.
    fn remake_objective(&mut self, samples: bool) {
        let spec = self.training.regularization;
        if samples {
            self.samples = Samples::new(&self.dataset, &self.training);
        }
        self.regularizer = Regularizer::new(&self.network, spec, self.noise_seed);
        self.noise = InputNoise::new(spec.input_noise, self.noise_seed);
    }

    /// The positions of the generators of the noise on inputs and on weights.
    fn noise_positions(&self) -> [u128; 2] {
        [
            self.noise.as_ref().map_or(0, InputNoise::position),
            self.regularizer.as_ref().map_or(0, Regularizer::position),
        ]
    }

    fn set_noise_positions(&mut self, [of_inputs, of_weights]: [u128; 2]) {
        if let Some(noise) = &mut self.noise {
            noise.set_position(of_inputs);
        }
        if let Some(regularizer) = &mut self.regularizer {
            regularizer.set_position(of_weights);
        }
    }

    /// Divides the epoch to come into updates of the wanted size.
    pub(super) fn divide_epoch(&mut self) {
        let train = self.dataset.train;
        let size = batch_size(self.training.update, train);
        let shuffled = self.training.shuffle && self.training.update != Update::FullBatch;
        if size == self.batch_size && shuffled != self.order.is_empty() {
            return;
        }
        self.batch_size = size;
        self.position.updates_per_epoch = train.div_ceil(size) as u64;
        if !shuffled {
            self.order.clear();
        } else if self.order.is_empty() {
            self.order.extend(0..train);
        }
        self.make_room();
    }

    fn make_room(&mut self) {
        self.halves = OnceCell::new();
        let picked = !self.order.is_empty();
        self.workspace = Workspace::new(&self.network, &self.samples, self.batch_size, picked);
    }

    /// The whole state.
    pub(super) fn to_checkpoint(&self) -> Checkpoint {
        Checkpoint {
            training: self.training.clone(),
            theta: to_f64(&self.theta),
            optimizer: to_f64(&self.optimizer.state()),
            position: self.position,
            batch_size: self.batch_size,
            batch_loss: self.batch_loss,
            mean_loss: self.mean_loss,
            order: self.order.clone(),
            order_position: self.generator.get_word_pos(),
            noise_positions: self.noise_positions(),
            best: (!self.best.is_empty()).then(|| to_f64(&self.best)),
            plateau: self.plateau,
            progress: self.progress,
            history: self.history.clone(),
            outcome: self.outcome.clone(),
        }
    }

    /// Goes back to a state.
    pub(super) fn return_to(&mut self, checkpoint: &Checkpoint) {
        let left = std::mem::replace(&mut self.training, checkpoint.training.clone());
        if left.optimizer != self.training.optimizer {
            self.optimizer = self.training.optimizer.build(&self.network);
        }
        let weights_differ = left.class_weights != self.training.class_weights;
        if weights_differ || left.regularization != self.training.regularization {
            self.remake_objective(true);
        }
        self.theta = of_f64(&checkpoint.theta);
        self.optimizer.restore(&of_f64::<R>(&checkpoint.optimizer));
        self.position = checkpoint.position;
        self.batch_loss = checkpoint.batch_loss;
        self.mean_loss = checkpoint.mean_loss;
        self.order.clone_from(&checkpoint.order);
        self.batch_size = checkpoint.batch_size;
        self.make_room();
        self.generator.set_word_pos(checkpoint.order_position);
        self.set_noise_positions(checkpoint.noise_positions);
        self.best = checkpoint.best.as_deref().map(of_f64).unwrap_or_default();
        self.plateau = checkpoint.plateau;
        self.progress = checkpoint.progress;
        self.history = checkpoint.history.clone();
        self.schedule_start = self.history.schedule_start();
        self.outcome.clone_from(&checkpoint.outcome);
        self.trail.go_back_to(self.position.epoch);
        // The optimiser's state holds the rates in force; these are the same numbers.
        self.rates = rates(self.training.optimizer);
        self.base_rate = self.rates.0;
        self.rates.0 *= self.schedule_factor();
        let update = self.position.update;
        let planned = &self.planned;
        self.next_planned = planned.partition_point(|change| change.update <= update);
    }
}

pub(super) fn to_f64<R: Real>(values: &[R]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}

fn of_f64<R: Real>(values: &[f64]) -> Vec<R> {
    values.iter().map(|&value| R::of(value)).collect()
}
