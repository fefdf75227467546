//! Levenberg–Marquardt: the step `−(JᵀJ + μI)⁻¹ Jᵀe` of a least-squares problem, between Gauss–Newton (small `μ`) and gradient
//! descent (large `μ`); `μ` falls after each step that lowers the loss and grows until one does (Levenberg, 1944; Marquardt,
//! 1963; Hagan & Menhaj, 1994, with the schedule of MATLAB's `trainlm`).

use std::ops::Bound;

use nalgebra::Cholesky;
use nalgebra::DMatrix;
use nalgebra::DVector;

use super::Optimizer;
use super::Quantities;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 4] = [
    Hyperparameter::positive("μ", "First damping", 0.001),
    Hyperparameter::within("μ⁻", "Shrinkage", super::BETWEEN_0_AND_1, 0.1),
    Hyperparameter::within(
        "μ⁺",
        "Growth",
        (Bound::Excluded(1.0), Bound::Unbounded),
        10.0,
    ),
    Hyperparameter::positive("μmax", "Largest damping", 1e10),
];

/// `μ` does not fall below this.
const LEAST_DAMPING: f64 = 1e-20;

/// Levenberg–Marquardt at work.
#[derive(Clone, Debug)]
pub struct LevenbergMarquardt<R: Real> {
    damping: R,
    shrinkage: R,
    growth: R,
    largest: R,
    matrix: DMatrix<R>,
    /// `JᵀJ + μI`, then its factor.
    damped: DMatrix<R>,
    vector: DVector<R>,
    change: DVector<R>,
    trial: Vec<R>,
    stuck: bool,
}

impl<R: Real> LevenbergMarquardt<R> {
    /// For this many parameters, with `μ` at the start, its factors `(μ⁻, μ⁺)` and its upper limit.
    pub fn new(
        parameters: usize,
        damping: f64,
        (shrinkage, growth): (f64, f64),
        largest: f64,
    ) -> Self {
        Self {
            damping: R::of(damping),
            shrinkage: R::of(shrinkage),
            growth: R::of(growth),
            largest: R::of(largest),
            matrix: DMatrix::zeros(parameters, parameters),
            damped: DMatrix::zeros(parameters, parameters),
            vector: DVector::zeros(parameters),
            change: DVector::zeros(parameters),
            trial: vec![R::zero(); parameters],
            stuck: false,
        }
    }

    /// Solves for the change with this damping and moves the trial point there; `false` if the matrix is not positive definite.
    fn solve(&mut self, theta: &[R], damping: R) -> bool {
        let parameters = theta.len();
        let mut damped = std::mem::replace(&mut self.damped, DMatrix::zeros(0, 0));
        if damped.nrows() != parameters {
            damped = DMatrix::zeros(parameters, parameters);
        }
        damped.copy_from(&self.matrix);
        for place in 0..parameters {
            damped[(place, place)] += damping;
        }
        let Some(factor) = Cholesky::new(damped) else {
            return false;
        };
        self.change.copy_from(&self.vector);
        factor.solve_mut(&mut self.change);
        self.damped = factor.unpack_dirty();
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
        let sums = (self.matrix.as_mut_slice(), self.vector.as_mut_slice());
        let loss = objective.normal_equations(theta, sums.0, sums.1)?;
        let mut damping = self.damping;
        while damping <= self.largest {
            if self.solve(theta, damping) && objective.loss_at(&self.trial)? < loss {
                theta.copy_from_slice(&self.trial);
                self.damping = (damping * self.shrinkage).max(R::of(LEAST_DAMPING));
                self.stuck = false;
                return Ok(loss);
            }
            damping *= self.growth;
        }
        self.damping = damping;
        self.stuck = true;
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([("Damping μ", self.damping.to_f64())])
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let stuck = if self.stuck { R::one() } else { R::zero() };
        vec![self.damping, stuck]
    }

    fn restore(&mut self, state: &[R]) {
        let mut numbers = [self.damping, R::zero()];
        restore_parts(state, &mut [&mut numbers]);
        self.damping = numbers[0];
        self.stuck = numbers[1] != R::zero();
    }
}
