//! Choices of the training as they were set before in this document, for when they are chosen again.

use crate::nn::Loss;
use crate::nn::OptimizerSpec;
use crate::nn::Schedule;
use crate::train::TrainingSpec;

/// The last settings of each choice that was left.
#[derive(Clone, Debug, Default)]
pub struct FormerChoices {
    optimizers: Vec<OptimizerSpec>,
    losses: Vec<Loss>,
    schedules: Vec<Schedule>,
}

impl FormerChoices {
    /// Keeps what is chosen now, before it is left.
    pub fn keep(&mut self, training: &TrainingSpec) {
        put(
            &mut self.optimizers,
            training.optimizer,
            OptimizerSpec::name,
        );
        put(&mut self.losses, training.loss, Loss::name);
        put(&mut self.schedules, training.schedule, Schedule::name);
    }

    /// An optimiser as it was, if it was there before.
    pub fn optimizer(&self, choice: OptimizerSpec) -> Option<OptimizerSpec> {
        find(&self.optimizers, choice, OptimizerSpec::name)
    }

    /// A loss as it was, if it was there before.
    pub fn loss(&self, choice: Loss) -> Option<Loss> {
        find(&self.losses, choice, Loss::name)
    }

    /// A schedule as it was, if it was there before.
    pub fn schedule(&self, choice: Schedule) -> Option<Schedule> {
        find(&self.schedules, choice, Schedule::name)
    }
}

fn put<T: Copy>(kept: &mut Vec<T>, choice: T, name: fn(T) -> &'static str) {
    match kept.iter_mut().find(|other| name(**other) == name(choice)) {
        Some(place) => *place = choice,
        None => kept.push(choice),
    }
}

fn find<T: Copy>(kept: &[T], choice: T, name: fn(T) -> &'static str) -> Option<T> {
    let mut kept = kept.iter().copied();
    kept.find(|other| name(*other) == name(choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_was_left_is_kept_as_it_was_last() {
        let mut kept = Vec::new();
        let [plain, huber] = [Loss::MeanSquaredError, Loss::Huber { delta: 3.0 }];
        for loss in [Loss::Huber { delta: 2.0 }, huber, plain] {
            put(&mut kept, loss, Loss::name);
        }
        let found = |choice| find(&kept, choice, Loss::name);
        assert_eq!(found(Loss::Huber { delta: 1.0 }), Some(huber));
        assert_eq!(found(plain), Some(plain));
        assert_eq!(found(Loss::MeanAbsoluteError), None);
    }
}
