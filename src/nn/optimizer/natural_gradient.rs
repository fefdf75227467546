//! Natural gradient descent: the step `−η (F + λI)⁻¹ g` with the whole Fisher matrix, steepest where distance is measured by how
//! much the distribution of the outputs changes (Amari, 1998). The damping `λ` follows how well the quadratic model foretells
//! the fall of the loss (Levenberg, 1944; Marquardt, 1963; Martens, 2020).

use std::ops::Bound;

use super::Optimizer;
use super::Quantities;
use super::damped::Damped;
use super::is_level;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::matmul::dot;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 3] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        1.0,
        "Share of the natural step that is taken.",
    ),
    Hyperparameter::positive(
        "λ",
        "First damping",
        1.0,
        "Added to the diagonal of F in the first step; large means short steps.",
    ),
    Hyperparameter::within(
        "ω",
        "Damping factor",
        (Bound::Excluded(1.0), Bound::Unbounded),
        4.0,
        "Factor by which λ grows after a poor forecast of the loss, or shrinks after a good one.",
    ),
];

/// `λ` stays between these.
const DAMPING: (f64, f64) = (1e-10, 1e10);
/// The model is trusted more above this ratio of the real fall to the foretold one,
const GOOD: f64 = 0.75;
/// and less below this.
const POOR: f64 = 0.25;

/// Natural gradient descent at work.
#[derive(Clone, Debug)]
pub struct NaturalGradient<R: Real> {
    learning_rate: R,
    factor: R,
    damping: R,
    /// The real fall of the loss by the foretold one, of the last step.
    ratio: R,
    matrix: Vec<R>,
    gradient: Vec<R>,
    change: Vec<R>,
    trial: Vec<R>,
    system: Damped<R>,
    stuck: bool,
}

impl<R: Real> NaturalGradient<R> {
    /// For this many parameters, with `λ` at the start and the factor it is changed by.
    pub fn new(parameters: usize, learning_rate: f64, damping: f64, factor: f64) -> Self {
        let zeros = || vec![R::zero(); parameters];
        Self {
            learning_rate: R::of(learning_rate),
            factor: R::of(factor),
            damping: R::of(damping),
            ratio: R::zero(),
            matrix: vec![R::zero(); parameters * parameters],
            gradient: zeros(),
            change: zeros(),
            trial: zeros(),
            system: Damped::new(parameters),
            stuck: false,
        }
    }

    /// Sets the change and the trial point for this damping; `false` if the matrix is not positive definite.
    fn propose(&mut self, theta: &[R], damping: R) -> bool {
        self.change.copy_from_slice(&self.gradient);
        if !self.system.solve(&self.matrix, damping, &mut self.change) {
            return false;
        }
        for change in &mut self.change {
            *change *= self.learning_rate;
        }
        for (trial, (theta, change)) in self.trial.iter_mut().zip(theta.iter().zip(&self.change)) {
            *trial = *theta - *change;
        }
        true
    }

    /// The fall `gᵀd − ½ dᵀFd` that the model foretells for the change `d = η (F + λI)⁻¹ g`, by `Fd = ηg − λd`.
    fn foretold(&self, damping: R) -> R {
        let descent = dot(&self.gradient, &self.change);
        let bent = self.learning_rate * descent - damping * dot(&self.change, &self.change);
        descent - R::of(0.5) * bent
    }
}

impl<R: Real> Optimizer<R> for NaturalGradient<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.fisher(theta, &mut self.matrix, &mut self.gradient)?;
        if is_level(&self.gradient) {
            (self.ratio, self.stuck) = (R::zero(), true);
            return Ok(loss);
        }
        let (least, largest) = (R::of(DAMPING.0), R::of(DAMPING.1));
        let mut damping = self.damping;
        while damping <= largest {
            if self.propose(theta, damping) {
                let reached = objective.loss_at(&self.trial)?;
                if reached < loss {
                    self.ratio = (loss - reached) / self.foretold(damping);
                    if self.ratio > R::of(GOOD) {
                        damping = (damping / self.factor).max(least);
                    } else if self.ratio < R::of(POOR) {
                        damping *= self.factor;
                    }
                    theta.copy_from_slice(&self.trial);
                    (self.damping, self.stuck) = (damping, false);
                    return Ok(loss);
                }
            }
            damping *= self.factor;
        }
        self.ratio = R::zero();
        // Another batch may still find a way down.
        (self.damping, self.stuck) = (largest, true);
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([
            ("Damping λ", self.damping.to_f64()),
            ("Reduction ratio ρ", self.ratio.to_f64()),
        ])
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let stuck = if self.stuck { R::one() } else { R::zero() };
        vec![self.learning_rate, self.damping, self.ratio, stuck]
    }

    fn restore(&mut self, state: &[R]) {
        let mut numbers = [R::zero(); 4];
        restore_parts(state, &mut [&mut numbers]);
        let [learning_rate, damping, ratio, stuck] = numbers;
        self.learning_rate = learning_rate;
        self.damping = damping;
        self.ratio = ratio;
        self.stuck = stuck != R::zero();
    }
}
