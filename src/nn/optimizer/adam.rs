//! Adam: steps scaled by running estimates of the gradient's first two moments, both corrected for their start at 0
//! (Kingma & Ba, 2015, algorithm 1); and AdamW, which shrinks the parameters before the step instead of adding the decay
//! to the gradient (Loshchilov & Hutter, 2019, algorithm 2).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::Optimizer;
use super::Quantities;
use super::count_of;
use super::count_parts;
use super::quantities::mean_rate;
use super::restore_parts;
use crate::nn::arch::Arch;
use crate::nn::arch::Work;
use crate::nn::arch::dispatch;
use crate::nn::arch::mul_add;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings of Adam, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 4] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.001,
        "About the largest change of a weight in a step.",
    ),
    Hyperparameter::below_one(
        "β₁",
        "First decay",
        0.9,
        "Weight of the past in the mean of gradients, much like momentum.",
    ),
    Hyperparameter::below_one(
        "β₂",
        "Second decay",
        0.999,
        "Weight of the past in the mean of squared gradients.",
    ),
    Hyperparameter::positive(
        "ε",
        "Epsilon",
        1e-8,
        "Keeps the denominator above 0, and damps steps where gradients are small.",
    ),
];

/// The settings of AdamW, in the order of the spec's fields.
pub(super) const DECAYED_PARAMETERS: [Hyperparameter; 5] = [
    PARAMETERS[0],
    PARAMETERS[1],
    PARAMETERS[2],
    PARAMETERS[3],
    Hyperparameter::at_least_zero(
        "λ",
        "Weight decay",
        0.01,
        "Each step takes the share ηλ off every weight and bias.",
    ),
];

/// Adam at work.
#[derive(Clone, Debug)]
pub struct Adam<R> {
    learning_rate: R,
    decays: (f64, f64),
    epsilon: R,
    weight_decay: R,
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
            weight_decay: R::zero(),
            steps: 0,
            gradient: vec![R::zero(); parameters],
            first: vec![R::zero(); parameters],
            second: vec![R::zero(); parameters],
        }
    }

    /// AdamW: every step first takes the share `η λ` off each parameter.
    pub fn with_weight_decay(mut self, weight_decay: f64) -> Self {
        self.weight_decay = R::of(weight_decay);
        self
    }
}

/// Moves the parameters along the first moment, scaled by the second.
struct Update<'a, R> {
    optimizer: &'a mut Adam<R>,
    theta: &'a mut [R],
}

impl<R: Real> Work for Update<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        let Adam {
            learning_rate,
            decays: (beta1, beta2),
            epsilon,
            weight_decay,
            steps,
            ref gradient,
            ref mut first,
            ref mut second,
        } = *self.optimizer;
        let steps = steps as f64;
        let (keep1, keep2) = (R::of(beta1), R::of(beta2));
        let (take1, take2) = (R::of(1.0 - beta1), R::of(1.0 - beta2));
        let correction1 = R::of(1.0 - beta1.powf(steps));
        let correction2 = R::of(1.0 - beta2.powf(steps));
        let shrink = R::one() - learning_rate * weight_decay;
        let moments = first.iter_mut().zip(second);
        for ((theta, (m, v)), g) in self.theta.iter_mut().zip(moments).zip(gradient) {
            *m = mul_add::<A, R>(keep1, *m, take1 * *g);
            *v = mul_add::<A, R>(keep2, *v, take2 * *g * *g);
            let denominator = (*v / correction2).sqrt() + epsilon;
            *theta = *theta * shrink - learning_rate * (*m / correction1) / denominator;
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
        dispatch(Update {
            optimizer: self,
            theta,
        });
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
        let count = count_parts(self.steps);
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
        let mut count = count_parts(self.steps);
        restore_parts(
            state,
            &mut [&mut rate, &mut count, &mut self.first, &mut self.second],
        );
        [self.learning_rate] = rate;
        self.steps = count_of(count);
    }
}
