//! Delta-bar-delta: each parameter has its own learning rate, which grows by `κ` while the derivative agrees in sign with a
//! running mean `ḡ` of past ones and falls by the share `φ` when it does not (Jacobs, 1988).

use super::Optimizer;
use super::Quantities;
use super::quantities::spread;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 4] = [
    Hyperparameter::positive(
        "η",
        "First learning rate",
        0.1,
        "The rate that every weight begins with.",
    ),
    Hyperparameter::at_least_zero(
        "κ",
        "Growth",
        0.01,
        "What a rate gains while the derivative keeps the sign of its mean.",
    ),
    Hyperparameter::below_one(
        "φ",
        "Shrinkage",
        0.1,
        "Share that a rate loses when the derivative turns against its mean.",
    ),
    Hyperparameter::below_one(
        "ξ",
        "Averaging",
        0.7,
        "Weight of the past in the mean derivative.",
    ),
];

/// Delta-bar-delta at work.
#[derive(Clone, Debug)]
pub struct DeltaBarDelta<R> {
    /// The rate that was last set for all parameters.
    learning_rate: R,
    growth: R,
    shrinkage: R,
    averaging: R,
    gradient: Vec<R>,
    mean: Vec<R>,
    rates: Vec<R>,
}

impl<R: Real> DeltaBarDelta<R> {
    /// For this many parameters, which all start with the same learning rate.
    pub fn new(
        parameters: usize,
        learning_rate: f64,
        growth: f64,
        shrinkage: f64,
        averaging: f64,
    ) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            growth: R::of(growth),
            shrinkage: R::of(shrinkage),
            averaging: R::of(averaging),
            gradient: vec![R::zero(); parameters],
            mean: vec![R::zero(); parameters],
            rates: vec![R::of(learning_rate); parameters],
        }
    }
}

impl<R: Real> Optimizer<R> for DeltaBarDelta<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        let past = self.mean.iter_mut().zip(&mut self.rates);
        for ((theta, (mean, rate)), g) in theta.iter_mut().zip(past).zip(&self.gradient) {
            let agreement = *mean * *g;
            if agreement > R::zero() {
                *rate += self.growth;
            } else if agreement < R::zero() {
                *rate *= R::one() - self.shrinkage;
            }
            *mean = (R::one() - self.averaging) * *g + self.averaging * *mean;
            *theta -= *rate * *g;
        }
        Ok(loss)
    }

    /// Scales every parameter's rate by the same factor.
    fn set_learning_rate(&mut self, learning_rate: f64) {
        let learning_rate = R::of(learning_rate);
        for rate in &mut self.rates {
            *rate *= learning_rate / self.learning_rate;
        }
        self.learning_rate = learning_rate;
    }

    fn quantities(&self) -> Quantities {
        let [mean, least, most] = spread(&self.rates);
        Quantities::from([
            ("Mean rate η", mean),
            ("Smallest rate η", least),
            ("Largest rate η", most),
        ])
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate], &*self.mean, &self.rates].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rate = [self.learning_rate];
        restore_parts(state, &mut [&mut rate, &mut self.mean, &mut self.rates]);
        [self.learning_rate] = rate;
    }
}
