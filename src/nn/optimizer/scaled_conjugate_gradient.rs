//! Scaled conjugate gradients: no line search; the step along each direction comes from the curvature, measured by a second
//! gradient close by and kept positive by a damping `λ` like that of Levenberg and Marquardt (Møller, 1993).

use std::ops::Bound;

use super::Optimizer;
use super::Quantities;
use super::count_of;
use super::count_parts;
use super::evaluated::Evaluated;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::matmul::dot;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 2] = [
    Hyperparameter::within(
        "σ",
        "Probe length",
        (Bound::Excluded(0.0), Bound::Included(1e-2)),
        5e-5,
        "How far along the direction a second gradient is taken, for the curvature.",
    ),
    Hyperparameter::positive(
        "λ",
        "First damping",
        5e-7,
        "Added to the curvature in the first step, so that it is positive.",
    ),
];

/// The least damping: without a bound it falls for ever where every step succeeds, and says nothing any more (Nabney, Netlab's
/// `scg`, has the same).
const LEAST_DAMPING: f64 = 1e-15;

/// Scaled conjugate gradients at work.
#[derive(Clone, Debug)]
pub struct ScaledConjugateGradient<R> {
    probe: R,
    memory: Memory<R>,
    here: Evaluated<R>,
    direction: Vec<R>,
    point: Vec<R>,
    gradient: Vec<R>,
    stuck: bool,
}

/// What one step hands to the next, besides the direction.
#[derive(Clone, Copy, Debug)]
struct Memory<R> {
    /// The damping `λ`.
    damping: R,
    /// The part `λ̄` of the damping that `curvature` holds already.
    held: R,
    /// `δ = pᵀHp` with damping.
    curvature: R,
    /// Whether the last step was taken, so that the curvature must be measured anew.
    success: bool,
    /// Steps taken since the direction was last the steepest descent; 0 before the first.
    taken: u64,
}

impl<R: Real> Memory<R> {
    /// Adds the damping to the curvature, and more of it where the curvature is not positive; `square = pᵀp`.
    fn dampen(&mut self, square: R) {
        self.curvature += (self.damping - self.held) * square;
        if self.curvature <= R::zero() {
            self.held = R::of(2.0) * (self.damping - self.curvature / square);
            self.curvature = self.damping * square - self.curvature;
            self.damping = self.held;
        }
    }
}

impl<R: Real> ScaledConjugateGradient<R> {
    /// For this many parameters.
    pub fn new(parameters: usize, probe: f64, damping: f64) -> Self {
        Self {
            probe: R::of(probe),
            memory: Memory {
                damping: R::of(damping),
                held: R::zero(),
                curvature: R::zero(),
                success: true,
                taken: 0,
            },
            here: Evaluated::new(parameters),
            direction: vec![R::zero(); parameters],
            point: vec![R::zero(); parameters],
            gradient: vec![R::zero(); parameters],
            stuck: false,
        }
    }

    fn move_point(&mut self, theta: &[R], step: R) {
        let line = theta.iter().zip(&self.direction);
        for (point, (theta, direction)) in self.point.iter_mut().zip(line) {
            *point = *theta + step * *direction;
        }
    }

    /// The direction after a step that was taken; the gradient of the new point is in `self.gradient`.
    fn turn(&mut self, descent: R, taken: u64) {
        let new = &self.gradient;
        let beta = if taken == 0 {
            R::zero()
        } else {
            (dot(new, new) - dot(new, &self.here.gradient)) / descent
        };
        for (direction, g) in self.direction.iter_mut().zip(new) {
            *direction = beta * *direction - *g;
        }
    }
}

impl<R: Real> Optimizer<R> for ScaledConjugateGradient<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        self.here.at(theta, objective)?;
        let loss = self.here.loss;
        let mut memory = self.memory;
        let mut descent = -dot(&self.here.gradient, &self.direction);
        if descent <= R::zero() {
            // Before the first step, and where rounding turned the direction uphill.
            for (direction, g) in self.direction.iter_mut().zip(&self.here.gradient) {
                *direction = -*g;
            }
            descent = dot(&self.here.gradient, &self.here.gradient);
            (memory.success, memory.taken) = (true, 0);
        }
        let square = dot(&self.direction, &self.direction);
        if descent == R::zero() || square == R::zero() {
            self.stuck = true;
            return Ok(loss);
        }
        if memory.success {
            let probe = self.probe / square.sqrt();
            self.move_point(theta, probe);
            objective.trial_gradient(&self.point, &mut self.gradient)?;
            let change = dot(&self.gradient, &self.direction) + descent;
            memory.curvature = change / probe;
        }
        memory.dampen(square);
        let step = descent / memory.curvature;
        self.move_point(theta, step);
        let reached = objective.trial_gradient(&self.point, &mut self.gradient)?;
        let two = R::of(2.0);
        let comparison = two * memory.curvature * (loss - reached) / (descent * descent);
        if comparison >= R::zero() && reached.is_finite() {
            memory.held = R::zero();
            memory.success = true;
            memory.taken = (memory.taken + 1) % theta.len().max(1) as u64;
            self.turn(descent, memory.taken);
            self.stuck = self.point == theta;
            theta.copy_from_slice(&self.point);
            self.here.set(theta, reached, &self.gradient);
            if comparison >= R::of(0.75) {
                memory.damping = (R::of(0.25) * memory.damping).max(R::of(LEAST_DAMPING));
            }
        } else {
            memory.held = memory.damping;
            memory.success = false;
        }
        if !comparison.is_finite() {
            memory.damping *= R::of(4.0);
        } else if comparison < R::of(0.25) {
            memory.damping += memory.curvature * (R::one() - comparison) / square;
        }
        self.memory = memory;
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        Quantities::from([("Damping λ", self.memory.damping.to_f64())])
    }

    fn end_gradient(&self) -> Option<&[R]> {
        self.here.known_gradient()
    }

    fn is_stuck(&self) -> bool {
        self.stuck
    }

    fn state(&self) -> Vec<R> {
        let [low, high] = count_parts(self.memory.taken);
        let flag = |flag: bool| if flag { R::one() } else { R::zero() };
        let numbers = [
            flag(self.stuck),
            flag(self.memory.success),
            low,
            high,
            self.memory.damping,
            self.memory.held,
            self.memory.curvature,
        ];
        [numbers.as_slice(), &self.direction].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut numbers = [R::zero(); 7];
        restore_parts(state, &mut [&mut numbers, &mut self.direction]);
        let [stuck, success, low, high, damping, held, curvature] = numbers;
        self.stuck = stuck != R::zero();
        self.memory = Memory {
            damping,
            held,
            curvature,
            success: success != R::zero(),
            taken: count_of([low, high]),
        };
    }
}
