//! Resilient backpropagation: each parameter has its own step `Δ`, which grows while the sign of its derivative stays and
//! shrinks when it turns; the size of the derivative is not used. The improved forms `iRprop−` and `iRprop+`, the second of
//! which also takes the last step back if the loss rose (Riedmiller & Braun, 1993; Igel & Hüsken, 2003).

use super::Optimizer;
use super::Quantities;
use super::quantities::spread;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 5] = [
    Hyperparameter::positive(
        "Δ₀",
        "First step",
        0.1,
        "Size of every weight's first step.",
    ),
    Hyperparameter::within(
        "η⁺",
        "Growth",
        super::ONE_OR_MORE,
        1.2,
        "Factor on a weight's step while its derivative keeps its sign.",
    ),
    Hyperparameter::within(
        "η⁻",
        "Shrinkage",
        super::BETWEEN_0_AND_1,
        0.5,
        "Factor on a weight's step when its derivative turns its sign.",
    ),
    Hyperparameter::positive(
        "Δmin",
        "Smallest step",
        1e-6,
        "No step gets smaller than this.",
    ),
    Hyperparameter::positive(
        "Δmax",
        "Largest step",
        50.0,
        "No step gets larger than this.",
    ),
];

/// Resilient backpropagation at work.
#[derive(Clone, Debug)]
pub struct Rprop<R> {
    growth: R,
    shrinkage: R,
    limits: (R, R),
    /// Whether a rise of the loss takes back the steps whose derivative turned its sign (iRprop+).
    backtracking: bool,
    last_loss: R,
    gradient: Vec<R>,
    last_gradient: Vec<R>,
    steps: Vec<R>,
    last_change: Vec<R>,
}

impl<R: Real> Rprop<R> {
    /// iRprop− for this many parameters, with `(η⁺, η⁻)` and `(Δmin, Δmax)`.
    pub fn new(
        parameters: usize,
        first_step: f64,
        (growth, shrinkage): (f64, f64),
        (smallest, largest): (f64, f64),
    ) -> Self {
        Self {
            growth: R::of(growth),
            shrinkage: R::of(shrinkage),
            limits: (R::of(smallest), R::of(largest)),
            backtracking: false,
            last_loss: R::zero(),
            gradient: vec![R::zero(); parameters],
            last_gradient: vec![R::zero(); parameters],
            steps: vec![R::of(first_step); parameters],
            last_change: Vec::new(),
        }
    }

    /// iRprop+ with the same settings.
    pub fn with_backtracking(mut self) -> Self {
        self.backtracking = true;
        self.last_change = vec![R::zero(); self.steps.len()];
        self
    }

    /// Gives the step its new size by the sign of `g · g_last`; `false` where the sign turned.
    fn resize(&self, step: &mut R, turn: R) -> bool {
        if turn > R::zero() {
            *step = (*step * self.growth).min(self.limits.1);
        } else if turn < R::zero() {
            *step = (*step * self.shrinkage).max(self.limits.0);
            return false;
        }
        true
    }
}

/// `−sign(g) · step`, 0 where the derivative is 0.
fn against<R: Real>(gradient: R, step: R) -> R {
    if gradient > R::zero() {
        -step
    } else if gradient < R::zero() {
        step
    } else {
        R::zero()
    }
}

impl<R: Real> Optimizer<R> for Rprop<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let mut gradient = std::mem::take(&mut self.gradient);
        let evaluated = objective.gradient(theta, &mut gradient);
        let mut steps = std::mem::take(&mut self.steps);
        if let Ok(loss) = evaluated {
            let rose = self.backtracking && loss > self.last_loss;
            for (index, theta) in theta.iter_mut().enumerate() {
                let (g, step) = (&mut gradient[index], &mut steps[index]);
                if self.resize(step, *g * self.last_gradient[index]) {
                    let change = against(*g, *step);
                    *theta += change;
                    if self.backtracking {
                        self.last_change[index] = change;
                    }
                } else {
                    // Forgetting the derivative lets the next step go ahead at this size.
                    *g = R::zero();
                    if rose {
                        *theta -= self.last_change[index];
                    }
                }
            }
            self.last_loss = loss;
            std::mem::swap(&mut gradient, &mut self.last_gradient);
        }
        self.gradient = gradient;
        self.steps = steps;
        evaluated
    }

    fn quantities(&self) -> Quantities {
        let [mean, least, most] = spread(&self.steps);
        Quantities::from([
            ("Mean step Δ", mean),
            ("Smallest step Δ", least),
            ("Largest step Δ", most),
        ])
    }

    fn state(&self) -> Vec<R> {
        [
            &[self.last_loss],
            &*self.last_gradient,
            &self.steps,
            &self.last_change,
        ]
        .concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut loss = [self.last_loss];
        restore_parts(
            state,
            &mut [
                &mut loss,
                &mut self.last_gradient,
                &mut self.steps,
                &mut self.last_change,
            ],
        );
        [self.last_loss] = loss;
    }
}
