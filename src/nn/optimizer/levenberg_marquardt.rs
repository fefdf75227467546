//! Levenberg–Marquardt: the step `−(JᵀJ + μI)⁻¹ Jᵀe` of a least-squares problem, between Gauss–Newton (small `μ`) and gradient
//! descent (large `μ`); `μ` falls after each step that lowers the loss and grows until one does (Levenberg, 1944; Marquardt,
//! 1963; Hagan & Menhaj, 1994, with the schedule of MATLAB's `trainlm`).

use std::ops::Bound;

use super::Optimizer;
use super::Quantities;
use super::bayesian::Evidence;
use super::bayesian::Squares;
use super::bayesian::square;
use super::damped::Damped;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 5] = [
    Hyperparameter::positive(
        "μ",
        "First damping",
        0.001,
        "Added to the diagonal of J^T J in the first step; large means short steps.",
    ),
    Hyperparameter::within(
        "μ⁻",
        "Shrinkage",
        super::BETWEEN_0_AND_1,
        0.1,
        "Factor on μ after a step that lowered the loss.",
    ),
    Hyperparameter::within(
        "μ⁺",
        "Growth",
        (Bound::Excluded(1.0), Bound::Unbounded),
        10.0,
        "Factor on μ after a try that did not lower the loss.",
    ),
    Hyperparameter::positive(
        "μmax",
        "Largest damping",
        1e10,
        "The search for a better point is given up when μ is larger.",
    ),
    Hyperparameter::switch(
        "",
        "Bayesian regularisation",
        false,
        "Squared weights count in the loss, by as much as the data suggest.",
    ),
];

/// `μ` does not fall below this.
const LEAST_DAMPING: f64 = 1e-20;

/// How Levenberg–Marquardt is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevenbergMarquardtSettings {
    /// The damping `μ` at the start.
    pub damping: f64,
    /// The factor on `μ` after a step that lowered the loss.
    pub shrinkage: f64,
    /// The factor on `μ` after a try that did not.
    pub growth: f64,
    /// The search is given up when `μ` is larger.
    pub largest: f64,
    /// Whether the squared parameters count too, with a weight that follows from the data.
    pub bayesian: bool,
}

/// Levenberg–Marquardt at work.
#[derive(Clone, Debug)]
pub struct LevenbergMarquardt<R: Real> {
    settings: LevenbergMarquardtSettings,
    damping: R,
    /// With Bayesian regularisation only.
    evidence: Option<Evidence<R>>,
    matrix: Vec<R>,
    vector: Vec<R>,
    change: Vec<R>,
    trial: Vec<R>,
    system: Damped<R>,
    stuck: bool,
}

impl<R: Real> LevenbergMarquardt<R> {
    /// For this many parameters.
    pub fn new(parameters: usize, settings: LevenbergMarquardtSettings) -> Self {
        let zeros = || vec![R::zero(); parameters];
        Self {
            settings,
            damping: R::of(settings.damping),
            evidence: settings.bayesian.then(|| Evidence::new(parameters)),
            matrix: vec![R::zero(); parameters * parameters],
            vector: zeros(),
            change: zeros(),
            trial: zeros(),
            system: Damped::new(parameters),
            stuck: false,
        }
    }

    /// Solves for the change with this damping and moves the trial point there; `false` if the matrix is not positive definite.
    fn propose(&mut self, theta: &[R], damping: R) -> bool {
        self.change.copy_from_slice(&self.vector);
        if !self.system.solve(&self.matrix, damping, &mut self.change) {
            return false;
        }
        for (trial, (theta, change)) in self.trial.iter_mut().zip(theta.iter().zip(&self.change)) {
            *trial = *theta - *change;
        }
        true
    }
}

impl<R: Real> Optimizer<R> for LevenbergMarquardt<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.normal_equations(theta, &mut self.matrix, &mut self.vector)?;
        let (count, factor) = objective.squares();
        let squares = |theta: &[R], loss: R| Squares {
            residuals: R::of(factor) * loss,
            parameters: square(theta),
            count,
        };
        let evidence = self.evidence;
        if let Some(evidence) = &evidence {
            evidence.scale(theta, (&mut self.matrix, &mut self.vector));
        }
        // What must fall, and what the diagonal gets besides the damping.
        let cost = |theta: &[R], loss: R| {
            evidence.map_or(loss, |evidence| evidence.cost(squares(theta, loss)))
        };
        let prior = evidence.map_or(R::zero(), |evidence| evidence.alpha);
        let before = cost(theta, loss);
        let mut damping = self.damping;
        while damping <= R::of(self.settings.largest) {
            if self.propose(theta, damping + prior) {
                let reached = objective.loss_at(&self.trial)?;
                let after = cost(&self.trial, reached);
                if after < before {
                    theta.copy_from_slice(&self.trial);
                    if let Some(evidence) = &mut self.evidence {
                        let reached = squares(theta, reached);
                        evidence.update(&self.matrix, (before, after), reached, theta.len());
                    }
                    let shrinkage = R::of(self.settings.shrinkage);
                    self.damping = (damping * shrinkage).max(R::of(LEAST_DAMPING));
                    self.stuck = false;
                    return Ok(loss);
                }
            }
            damping *= R::of(self.settings.growth);
        }
        match &mut self.evidence {
            // The minimum with the first weights; with others there may be more to gain.
            Some(evidence) if !evidence.is_following() => {
                let here = squares(theta, loss);
                evidence.update(&self.matrix, (before, before), here, theta.len());
            }
            Some(_) | None => {
                self.damping = damping;
                self.stuck = true;
            }
        }
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        let damping = ("Damping μ", self.damping.to_f64());
        match self.evidence {
            None => Quantities::from([damping]),
            Some(evidence) => Quantities::from([
                damping,
                ("Penalty weight α", evidence.alpha.to_f64()),
                ("Error weight β", evidence.beta.to_f64()),
                ("Effective parameters γ", evidence.effective.to_f64()),
            ]),
        }
    }

    fn prior(&self) -> Option<f64> {
        self.evidence
            .map(|evidence| evidence.alpha.to_f64() / evidence.beta.to_f64())
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let stuck = if self.stuck { R::one() } else { R::zero() };
        let evidence = self.evidence.map(|evidence| evidence.state());
        let evidence = evidence.as_ref().map_or(&[][..], <[R; 4]>::as_slice);
        [&[self.damping, stuck], evidence].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut numbers = [self.damping, R::zero()];
        let mut held = [R::zero(); 4];
        restore_parts(state, &mut [&mut numbers, &mut held]);
        self.damping = numbers[0];
        self.stuck = numbers[1] != R::zero();
        if let Some(evidence) = &mut self.evidence {
            evidence.restore(held);
        }
    }
}
