//! The bold driver: gradient descent that raises its learning rate after every step that lowered the loss, and takes a step
//! back and lowers the rate when the loss rose by more than a little (Vogl et al., 1988; Battiti, 1989).

use super::Optimizer;
use super::Quantities;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 5] = [
    Hyperparameter::positive(
        "η",
        "First learning rate",
        0.1,
        "How far the first step goes against the gradient; then the rate follows the loss.",
    ),
    Hyperparameter::below_one(
        "α",
        "Momentum",
        0.9,
        "Share of the last change that is added to the next.",
    ),
    Hyperparameter::within(
        "η⁺",
        "Growth",
        super::ONE_OR_MORE,
        1.05,
        "Factor on the rate after a step that lowered the loss.",
    ),
    Hyperparameter::within(
        "η⁻",
        "Shrinkage",
        super::BETWEEN_0_AND_1,
        0.7,
        "Factor on the rate after a step that was taken back.",
    ),
    Hyperparameter::within(
        "τ",
        "Tolerated rise",
        super::ONE_OR_MORE,
        1.04,
        "A step is taken back if the loss is more than τ times the one before.",
    ),
];

/// The bold driver at work.
#[derive(Clone, Debug)]
pub struct BoldDriver<R> {
    learning_rate: R,
    momentum: R,
    growth: R,
    shrinkage: R,
    tolerance: R,
    gradient: Vec<R>,
    velocity: Vec<R>,
    trial: Vec<R>,
}

impl<R: Real> BoldDriver<R> {
    /// For this many parameters, at rest, with `(η⁺, η⁻)`.
    pub fn new(
        parameters: usize,
        learning_rate: f64,
        momentum: f64,
        (growth, shrinkage): (f64, f64),
        tolerance: f64,
    ) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            momentum: R::of(momentum),
            growth: R::of(growth),
            shrinkage: R::of(shrinkage),
            tolerance: R::of(tolerance),
            gradient: vec![R::zero(); parameters],
            velocity: vec![R::zero(); parameters],
            trial: vec![R::zero(); parameters],
        }
    }
}

impl<R: Real> Optimizer<R> for BoldDriver<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        // The gradient's buffer becomes the next velocity, so that an interruption leaves the present one.
        for (next, velocity) in self.gradient.iter_mut().zip(&self.velocity) {
            *next = self.momentum * *velocity - self.learning_rate * *next;
        }
        for ((trial, theta), next) in self.trial.iter_mut().zip(&*theta).zip(&self.gradient) {
            *trial = *theta + *next;
        }
        let reached = objective.loss_at(&self.trial)?;
        // Written so that a NaN is a rise.
        if reached <= self.tolerance * loss {
            if reached < loss {
                self.learning_rate *= self.growth;
            }
            theta.copy_from_slice(&self.trial);
            self.velocity.copy_from_slice(&self.gradient);
        } else {
            self.learning_rate *= self.shrinkage;
            self.velocity.fill(R::zero());
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn set_momentum(&mut self, momentum: f64) {
        self.momentum = R::of(momentum);
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([("Adapted rate η", self.learning_rate.to_f64())])
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate, self.momentum], &*self.velocity].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rates = [self.learning_rate, self.momentum];
        restore_parts(state, &mut [&mut rates, &mut self.velocity]);
        [self.learning_rate, self.momentum] = rates;
    }
}
