//! Gradient descent, plain, with momentum (`v ← αv − ηg`, `θ ← θ + v`; Rumelhart, Hinton & Williams, 1986) or Nesterov's
//! form of it (`v ← αv + g`, `θ ← θ − η(g + αv)`; Sutskever et al., 2013, as PyTorch writes it).
use super::Optimizer;
use super::restore_parts;
use crate::nn::descent::Descent;
use crate::nn::descent::Rule;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 3] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.01,
        "How far a step goes against the gradient.",
    ),
    Hyperparameter::below_one(
        "α",
        "Momentum",
        0.0,
        "Share of the last change that is added to the next.",
    ),
    Hyperparameter::switch(
        "",
        "Nesterov",
        false,
        "The step follows g + αv, one momentum step ahead, instead of v.",
    ),
];

/// Gradient descent at work.
#[derive(Clone, Debug)]
pub struct Sgd<R> {
    rule: Rule<R>,
    gradient: Vec<R>,
    velocity: Vec<R>,
}

impl<R: Real> Sgd<R> {
    /// For this many parameters, at rest.
    pub fn new(parameters: usize, learning_rate: f64, momentum: f64, nesterov: bool) -> Self {
        Self {
            rule: Rule {
                learning_rate: R::of(learning_rate),
                momentum: R::of(momentum),
                nesterov,
            },
            gradient: vec![R::zero(); parameters],
            velocity: vec![R::zero(); parameters],
        }
    }
}

impl<R: Real> Sgd<R> {
    fn means(&mut self) -> Descent<'_, R> {
        Descent {
            rule: self.rule,
            gradient: &mut self.gradient,
            velocity: &mut self.velocity,
        }
    }
}

impl<R: Real> Optimizer<R> for Sgd<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        self.means().step(theta, false);
        Ok(loss)
    }

    fn descent(&mut self) -> Option<Descent<'_, R>> {
        Some(self.means())
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.rule.learning_rate = R::of(learning_rate);
    }

    fn set_momentum(&mut self, momentum: f64) {
        self.rule.momentum = R::of(momentum);
    }

    fn state(&self) -> Vec<R> {
        [
            &[self.rule.learning_rate, self.rule.momentum],
            &*self.velocity,
        ]
        .concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rates = [self.rule.learning_rate, self.rule.momentum];
        restore_parts(state, &mut [&mut rates, &mut self.velocity]);
        [self.rule.learning_rate, self.rule.momentum] = rates;
    }
}
