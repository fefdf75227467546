//! Gradient descent with inertia: the change is a running mean of past changes, `Δ ← αΔ − (1 − α)ηg`, `θ ← θ + Δ`.
//! The same path as momentum with the learning rate `(1 − α)η` (the form of the ITMO courses; Rumelhart & McClelland, 1986).

use super::Optimizer;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 2] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.1,
        "How far a steady gradient moves a weight in a step, whatever the inertia.",
    ),
    Hyperparameter::below_one(
        "α",
        "Inertia",
        0.9,
        "Share of the last change in the next; the gradient gives the rest.",
    ),
];

/// Gradient descent with inertia at work.
#[derive(Clone, Debug)]
pub struct Inertia<R> {
    learning_rate: R,
    share: R,
    gradient: Vec<R>,
    change: Vec<R>,
}

impl<R: Real> Inertia<R> {
    /// For this many parameters, at rest.
    pub fn new(parameters: usize, learning_rate: f64, inertia: f64) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            share: R::of(inertia),
            gradient: vec![R::zero(); parameters],
            change: vec![R::zero(); parameters],
        }
    }
}

impl<R: Real> Optimizer<R> for Inertia<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        let rate = (R::one() - self.share) * self.learning_rate;
        let moving = theta.iter_mut().zip(&mut self.change);
        for ((theta, change), g) in moving.zip(&self.gradient) {
            *change = self.share * *change - rate * *g;
            *theta += *change;
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn set_momentum(&mut self, momentum: f64) {
        self.share = R::of(momentum);
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate, self.share], &*self.change].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rates = [self.learning_rate, self.share];
        restore_parts(state, &mut [&mut rates, &mut self.change]);
        [self.learning_rate, self.share] = rates;
    }
}
