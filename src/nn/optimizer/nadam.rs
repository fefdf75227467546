//! NAdam: Adam whose first moment looks one momentum step ahead (Dozat, 2016, with the momentum schedule
//! `β₁(1 − ½ · 0.96^(tψ))`, as PyTorch writes it).

use super::Optimizer;
use super::Quantities;
use super::adam;
use super::count_of;
use super::count_parts;
use super::quantities::mean_rate;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 5] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.002,
        "About the largest change of a weight in a step.",
    ),
    Hyperparameter::below_one(
        "β₁",
        "First decay",
        0.9,
        "Weight of the past in the mean of gradients, and what the momentum rises to.",
    ),
    adam::PARAMETERS[2],
    adam::PARAMETERS[3],
    Hyperparameter::at_least_zero(
        "ψ",
        "Momentum decay",
        0.004,
        "How quickly the momentum rises from half of β₁ to β₁.",
    ),
];

/// NAdam at work.
#[derive(Clone, Debug)]
pub struct NAdam<R> {
    learning_rate: R,
    decays: (f64, f64),
    epsilon: R,
    momentum_decay: f64,
    steps: u64,
    /// The product of all momenta so far.
    product: R,
    gradient: Vec<R>,
    first: Vec<R>,
    second: Vec<R>,
}

impl<R: Real> NAdam<R> {
    /// For this many parameters, with the decays `(β₁, β₂)`, before its first step.
    pub fn new(
        parameters: usize,
        learning_rate: f64,
        decays: (f64, f64),
        epsilon: f64,
        momentum_decay: f64,
    ) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            decays,
            epsilon: R::of(epsilon),
            momentum_decay,
            steps: 0,
            product: R::one(),
            gradient: vec![R::zero(); parameters],
            first: vec![R::zero(); parameters],
            second: vec![R::zero(); parameters],
        }
    }

    /// The momentum of a step.
    fn momentum(&self, step: u64) -> f64 {
        let ramp = 0.96_f64.powf(step as f64 * self.momentum_decay);
        self.decays.0 * (1.0 - 0.5 * ramp)
    }
}

impl<R: Real> Optimizer<R> for NAdam<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        self.steps += 1;
        let (beta1, beta2) = self.decays;
        let (now, next) = (self.momentum(self.steps), self.momentum(self.steps + 1));
        self.product *= R::of(now);
        let product = self.product.to_f64();
        let (keep1, keep2) = (R::of(beta1), R::of(beta2));
        let (take1, take2) = (R::of(1.0 - beta1), R::of(1.0 - beta2));
        let by_gradient = self.learning_rate * R::of((1.0 - now) / (1.0 - product));
        let by_moment = self.learning_rate * R::of(next / (1.0 - product * next));
        let correction = R::of(1.0 - beta2.powf(self.steps as f64));
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((theta, (m, v)), g) in theta.iter_mut().zip(moments).zip(&self.gradient) {
            *m = keep1 * *m + take1 * *g;
            *v = keep2 * *v + take2 * *g * *g;
            let denominator = (*v / correction).sqrt() + self.epsilon;
            *theta -= (by_gradient * *g + by_moment * *m) / denominator;
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn quantities(&self) -> Quantities {
        let correction = 1.0 - self.decays.1.powf(self.steps as f64);
        let rate = mean_rate(self.learning_rate, &self.second, correction, self.epsilon);
        Quantities::from([("Mean rate", rate)])
    }

    fn state(&self) -> Vec<R> {
        let [low, high] = count_parts(self.steps);
        let numbers = [self.learning_rate, self.product, low, high];
        [numbers.as_slice(), &self.first, &self.second].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let [low, high] = count_parts(self.steps);
        let mut numbers = [self.learning_rate, self.product, low, high];
        restore_parts(
            state,
            &mut [&mut numbers, &mut self.first, &mut self.second],
        );
        self.learning_rate = numbers[0];
        self.product = numbers[1];
        self.steps = count_of([numbers[2], numbers[3]]);
    }
}
