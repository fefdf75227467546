//! L-BFGS: Newton's direction with the inverse Hessian built from the last few steps `s` and changes of the gradient `y`
//! (Nocedal, 1980; Liu & Nocedal, 1989), and a line search for the strong Wolfe conditions along it.

use std::ops::Bound;

use super::Optimizer;
use super::Quantities;
use super::evaluated::Evaluated;
use super::evaluated::careful_step;
use super::line_search::LineSearch;
use super::line_search::Ray;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::HyperparameterKind;
use crate::nn::matmul::add_scaled;
use crate::nn::matmul::dot;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 2] = [
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "m",
            "Remembered steps",
            (Bound::Included(1.0), Bound::Included(1000.0)),
            10.0,
            "How many past steps shape the direction.",
        )
    },
    Hyperparameter::within(
        "c₂",
        "Slope condition",
        (Bound::Excluded(1e-4), Bound::Excluded(1.0)),
        0.9,
        "A search ends where the slope has fallen to this share of the first.",
    ),
];

/// A pair is kept only if `sᵀy` is more than this times `‖s‖ ‖y‖`.
const LEAST_CURVATURE: f64 = 1e-10;

/// L-BFGS at work.
#[derive(Clone, Debug)]
pub struct Lbfgs<R> {
    /// How many pairs are remembered at most.
    memory: usize,
    here: Evaluated<R>,
    search: LineSearch<R>,
    direction: Vec<R>,
    /// The pairs `(s, y)`, the oldest first.
    pairs: Vec<(Vec<R>, Vec<R>)>,
    factors: Vec<R>,
    last_step: R,
    stuck: bool,
}

impl<R: Real> Lbfgs<R> {
    /// For this many parameters, remembering `memory` steps, with the slope condition `c₂`.
    pub fn new(parameters: usize, memory: usize, curvature: f64) -> Self {
        Self {
            memory: memory.max(1),
            here: Evaluated::new(parameters),
            search: LineSearch::new(parameters, curvature),
            direction: vec![R::zero(); parameters],
            pairs: Vec::new(),
            factors: Vec::new(),
            last_step: R::zero(),
            stuck: false,
        }
    }

    /// Sets the direction to `−H g` by the two-loop recursion, `H` starting from `(sᵀy / yᵀy) I` of the newest pair.
    fn find_direction(&mut self) {
        self.direction.copy_from_slice(&self.here.gradient);
        self.factors.clear();
        for (s, y) in self.pairs.iter().rev() {
            let factor = dot(s, &self.direction) / dot(y, s);
            add_scaled(-factor, y, &mut self.direction);
            self.factors.push(factor);
        }
        if let Some((s, y)) = self.pairs.last() {
            let scale = dot(s, y) / dot(y, y);
            for direction in &mut self.direction {
                *direction *= scale;
            }
        }
        for ((s, y), factor) in self.pairs.iter().zip(self.factors.iter().rev()) {
            let correction = *factor - dot(y, &self.direction) / dot(y, s);
            add_scaled(correction, s, &mut self.direction);
        }
        for direction in &mut self.direction {
            *direction = -*direction;
        }
    }

    /// Remembers the step that the search found, forgetting the oldest if there are too many.
    fn remember(&mut self, step: R) {
        let reused = if self.pairs.len() == self.memory {
            self.pairs.remove(0)
        } else {
            let zeros = vec![R::zero(); self.direction.len()];
            (zeros.clone(), zeros)
        };
        let (mut s, mut y) = reused;
        for (s, direction) in s.iter_mut().zip(&self.direction) {
            *s = step * *direction;
        }
        let gradients = self.search.gradient.iter().zip(&self.here.gradient);
        for (y, (new, old)) in y.iter_mut().zip(gradients) {
            *y = *new - *old;
        }
        let lengths = (dot(&s, &s) * dot(&y, &y)).sqrt();
        if dot(&s, &y) > R::of(LEAST_CURVATURE) * lengths {
            self.pairs.push((s, y));
        }
    }
}

impl<R: Real> Optimizer<R> for Lbfgs<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        self.here.at(theta, objective)?;
        let loss = self.here.loss;
        self.find_direction();
        let mut slope = dot(&self.here.gradient, &self.direction);
        let steepest = self.pairs.is_empty() || slope >= R::zero();
        if steepest {
            for (direction, g) in self.direction.iter_mut().zip(&self.here.gradient) {
                *direction = -*g;
            }
            slope = -dot(&self.here.gradient, &self.here.gradient);
        }
        if slope == R::zero() {
            self.stuck = true;
            return Ok(loss);
        }
        let first = if steepest {
            careful_step(&self.here.gradient)
        } else {
            R::one()
        };
        let ray = Ray {
            theta: &*theta,
            direction: &self.direction,
            loss,
            slope,
        };
        let found = self.search.search(ray, first, objective)?;
        if steepest {
            self.pairs.clear();
        }
        if found.loss <= loss {
            self.remember(found.step);
            theta.copy_from_slice(&self.search.point);
            self.here.set(theta, found.loss, &self.search.gradient);
            self.last_step = found.step;
            self.stuck = false;
        } else {
            // Once more along the steepest descent; if that was it, there is nothing better to find.
            self.stuck = steepest;
            self.pairs.clear();
        }
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([("Step length a", self.last_step.to_f64())])
    }

    fn end_gradient(&self) -> Option<&[R]> {
        self.here.known_gradient()
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let stuck = if self.stuck { R::one() } else { R::zero() };
        let mut state = vec![stuck, self.last_step];
        for (s, y) in &self.pairs {
            state.extend_from_slice(s);
            state.extend_from_slice(y);
        }
        state
    }

    fn restore(&mut self, state: &[R]) {
        let [stuck, last_step, pairs @ ..] = state else {
            return;
        };
        self.stuck = *stuck != R::zero();
        self.last_step = *last_step;
        let parameters = self.direction.len().max(1);
        self.pairs.clear();
        for pair in pairs.chunks_exact(2 * parameters) {
            let (s, y) = pair.split_at(parameters);
            self.pairs.push((s.to_vec(), y.to_vec()));
        }
        // A state of an optimiser that remembers more: the newest are kept.
        let surplus = self.pairs.len().saturating_sub(self.memory);
        self.pairs.drain(..surplus);
    }
}
