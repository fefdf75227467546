//! Adam: steps scaled by running estimates of the gradient's first two moments, both corrected for their start at 0
//! (Kingma & Ba, 2015, algorithm 1).

use super::Optimizer;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 4] = [
    Hyperparameter::positive("η", "Learning rate", 0.001),
    Hyperparameter::below_one("β₁", "First decay", 0.9),
    Hyperparameter::below_one("β₂", "Second decay", 0.999),
    Hyperparameter::positive("ε", "Epsilon", 1e-8),
];

/// Counts steps in two numbers, so that even an `f32` state holds every count exactly.
const COUNT_BASE: u64 = 1 << 20;

/// Adam at work.
#[derive(Clone, Debug)]
pub struct Adam<R> {
    learning_rate: R,
    decays: (f64, f64),
    epsilon: R,
    steps: u64,
    gradient: Vec<R>,
    first: Vec<R>,
    second: Vec<R>,
}

impl<R: Real> Adam<R> {
    /// For this many parameters, with the decays `(β₁, β₂)`, before its first step.
    pub fn new(parameters: usize, learning_rate: f64, decays: (f64, f64), epsilon: f64) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            decays,
            epsilon: R::of(epsilon),
            steps: 0,
            gradient: vec![R::zero(); parameters],
            first: vec![R::zero(); parameters],
            second: vec![R::zero(); parameters],
        }
    }
}

impl<R: Real> Optimizer<R> for Adam<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        self.steps += 1;
        let (beta1, beta2) = self.decays;
        let steps = self.steps as f64;
        let (keep1, keep2) = (R::of(beta1), R::of(beta2));
        let (take1, take2) = (R::of(1.0 - beta1), R::of(1.0 - beta2));
        let correction1 = R::of(1.0 - beta1.powf(steps));
        let correction2 = R::of(1.0 - beta2.powf(steps));
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((theta, (m, v)), g) in theta.iter_mut().zip(moments).zip(&self.gradient) {
            *m = keep1 * *m + take1 * *g;
            *v = keep2 * *v + take2 * *g * *g;
            let denominator = (*v / correction2).sqrt() + self.epsilon;
            *theta -= self.learning_rate * (*m / correction1) / denominator;
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn set_momentum(&mut self, _momentum: f64) {}

    fn state(&self) -> Vec<R> {
        let count = [self.steps % COUNT_BASE, self.steps / COUNT_BASE];
        let count = count.map(|part| R::of(part as f64));
        [
            &[self.learning_rate],
            count.as_slice(),
            &self.first,
            &self.second,
        ]
        .concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rate = [self.learning_rate];
        let mut count = [R::zero(); 2];
        restore_parts(
            state,
            &mut [&mut rate, &mut count, &mut self.first, &mut self.second],
        );
        [self.learning_rate] = rate;
        let [low, high] = count.map(|part| part.to_f64() as u64);
        self.steps = high * COUNT_BASE + low;
    }
}
