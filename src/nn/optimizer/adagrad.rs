//! AdaGrad: each step is divided by the root of the sum of all squared gradients so far, `s ← s + g²`,
//! `θ ← θ − ηg / (√s + ε)` (Duchi, Hazan & Singer, 2011).

use super::Optimizer;
use super::Quantities;
use super::quantities::mean_rate;
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
        0.01,
        "Size of a step before it is divided by the root of all squared gradients.",
    ),
    Hyperparameter::positive(
        "ε",
        "Epsilon",
        1e-10,
        "Keeps the denominator above 0, and damps steps where gradients are small.",
    ),
];

/// AdaGrad at work.
#[derive(Clone, Debug)]
pub struct AdaGrad<R> {
    learning_rate: R,
    epsilon: R,
    gradient: Vec<R>,
    squares: Vec<R>,
}

impl<R: Real> AdaGrad<R> {
    /// For this many parameters, before its first step.
    pub fn new(parameters: usize, learning_rate: f64, epsilon: f64) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            epsilon: R::of(epsilon),
            gradient: vec![R::zero(); parameters],
            squares: vec![R::zero(); parameters],
        }
    }
}

impl<R: Real> Optimizer<R> for AdaGrad<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        let moving = theta.iter_mut().zip(&mut self.squares);
        for ((theta, square), g) in moving.zip(&self.gradient) {
            *square += *g * *g;
            *theta -= self.learning_rate * *g / (square.sqrt() + self.epsilon);
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn quantities(&self) -> Quantities {
        let rate = mean_rate(self.learning_rate, &self.squares, 1.0, self.epsilon);
        Quantities::from([("Mean rate", rate)])
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate], &*self.squares].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rate = [self.learning_rate];
        restore_parts(state, &mut [&mut rate, &mut self.squares]);
        [self.learning_rate] = rate;
    }
}
