//! Nonlinear conjugate gradients: each direction is `p ← −g + βp`, with `β` after Polak & Ribière (1969), never negative, or
//! Fletcher & Reeves (1964), and a line search for the strong Wolfe conditions along it.

use std::ops::Bound;

use super::Optimizer;
use super::Quantities;
use super::count_of;
use super::count_parts;
use super::evaluated::Evaluated;
use super::evaluated::careful_step;
use super::line_search::LineSearch;
use super::line_search::Ray;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::matmul::dot;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields. From `c₂ = 1/2` on, Fletcher and Reeves' direction may point uphill.
pub(super) const PARAMETERS: [Hyperparameter; 1] = [Hyperparameter::within(
    "c₂",
    "Slope condition",
    (Bound::Excluded(1e-4), Bound::Excluded(0.5)),
    0.1,
    "A search ends where the slope has fallen to this share of the first.",
)];

/// How `β` is found from the new gradient `g′` and the old one `g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conjugation {
    /// `β = max(0, g′ᵀ(g′ − g) / gᵀg)`.
    PolakRibiere,
    /// `β = g′ᵀg′ / gᵀg`.
    FletcherReeves,
}

/// Conjugate gradients at work.
#[derive(Clone, Debug)]
pub struct ConjugateGradient<R> {
    conjugation: Conjugation,
    here: Evaluated<R>,
    search: LineSearch<R>,
    direction: Vec<R>,
    /// The direction of the present step, until it is known to be the last.
    trial_direction: Vec<R>,
    last_step: R,
    last_slope: R,
    last_beta: R,
    /// Directions since the last restart along the steepest descent; 0 also before the first step.
    since_restart: u64,
    began: bool,
    stuck: bool,
}

impl<R: Real> ConjugateGradient<R> {
    /// For this many parameters, with the slope condition `c₂`.
    pub fn new(parameters: usize, conjugation: Conjugation, curvature: f64) -> Self {
        Self {
            conjugation,
            here: Evaluated::new(parameters),
            search: LineSearch::new(parameters, curvature),
            direction: vec![R::zero(); parameters],
            trial_direction: vec![R::zero(); parameters],
            last_step: R::zero(),
            last_slope: R::zero(),
            last_beta: R::zero(),
            since_restart: 0,
            began: false,
            stuck: false,
        }
    }

    fn beta(&self) -> R {
        let (old, new) = (&self.here.gradient, &self.search.gradient);
        let (square, old_square) = (dot(new, new), dot(old, old));
        match self.conjugation {
            Conjugation::PolakRibiere => ((square - dot(new, old)) / old_square).max(R::zero()),
            Conjugation::FletcherReeves => square / old_square,
        }
    }
}

impl<R: Real> Optimizer<R> for ConjugateGradient<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        self.here.at(theta, objective)?;
        let (loss, gradient) = (self.here.loss, &self.here.gradient);
        let mut slope = dot(gradient, &self.direction);
        let restart = slope >= R::zero() || self.since_restart >= theta.len() as u64;
        if restart || !self.began {
            for (direction, g) in self.trial_direction.iter_mut().zip(gradient) {
                *direction = -*g;
            }
            slope = -dot(gradient, gradient);
        } else {
            self.trial_direction.copy_from_slice(&self.direction);
        }
        let first = if self.began {
            let same_descent = self.last_step * self.last_slope / slope;
            same_descent.min(R::of(10.0) * self.last_step)
        } else {
            careful_step(gradient)
        };
        let ray = Ray {
            theta: &*theta,
            direction: &self.trial_direction,
            loss,
            slope,
        };
        if slope == R::zero() {
            self.stuck = true;
            return Ok(loss);
        }
        let found = self.search.search(ray, first, objective)?;
        if found.loss <= loss {
            let beta = self.beta();
            let directions = self.direction.iter_mut().zip(&self.trial_direction);
            for ((direction, trial), g) in directions.zip(&self.search.gradient) {
                *direction = beta * *trial - *g;
            }
            theta.copy_from_slice(&self.search.point);
            self.here.set(theta, found.loss, &self.search.gradient);
            self.since_restart = if restart { 1 } else { self.since_restart + 1 };
            self.last_step = found.step;
            self.last_slope = slope;
            self.last_beta = beta;
            self.began = true;
            self.stuck = false;
        } else {
            // Once more along the steepest descent; if that was it, there is nothing better to find.
            self.stuck = restart || !self.began;
            self.since_restart = theta.len() as u64;
        }
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([
            ("Step length a", self.last_step.to_f64()),
            ("Conjugation β", self.last_beta.to_f64()),
        ])
    }

    fn end_gradient(&self) -> Option<&[R]> {
        self.here.known_gradient()
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let [low, high] = count_parts(self.since_restart);
        let flag = |flag: bool| if flag { R::one() } else { R::zero() };
        let numbers = [
            flag(self.began),
            flag(self.stuck),
            low,
            high,
            self.last_step,
            self.last_slope,
            self.last_beta,
        ];
        [numbers.as_slice(), &self.direction].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut numbers = [R::zero(); 7];
        restore_parts(state, &mut [&mut numbers, &mut self.direction]);
        let [began, stuck, low, high, step, slope, beta] = numbers;
        self.began = began != R::zero();
        self.stuck = stuck != R::zero();
        self.since_restart = count_of([low, high]);
        self.last_step = step;
        self.last_slope = slope;
        self.last_beta = beta;
    }
}
