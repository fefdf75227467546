//! Bayesian regularisation (`MacKay`, 1992; Foresee & Hagan, 1997; MATLAB's `trainbr`): the step makes `β Σe² + α Σθ²` small, with
//! a normal noise of precision `2β` on the targets and a normal prior of precision `2α` on the weights, and after each step both
//! are set to their most probable values, `α = γ / 2Σθ²` and `β = (n − γ) / 2Σe²`. `γ = P − α tr (β J^T J + α I)⁻¹` is the number
//! of parameters, out of `P`, that the `n` residuals determine.
//!
//! The formulas hold at a minimum of the cost. So `α` and `β` stay at a weak prior until a step gains little: far from a minimum
//! the residuals measure the start, not the noise, and the estimates would press all weights to 0 for good.

use super::damped::Damped;
use crate::nn::matmul::dot;
use crate::nn::real::Real;

/// `α` and `β` at the start.
const FIRST: (f64, f64) = (0.001, 1.0);
/// They follow the data as soon as a step lowers the cost by less than this share.
const SMALL_GAIN: f64 = 0.01;

/// What Bayesian regularisation hands from one step to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence<R> {
    /// The weight `α` of the squared parameters.
    pub(super) alpha: R,
    /// The weight `β` of the squared residuals.
    pub(super) beta: R,
    /// The effective number of parameters `γ`.
    pub(super) effective: R,
    /// Whether they follow the data by now.
    following: bool,
}

/// The squares at a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Squares<R> {
    /// `Σe²`.
    pub(super) residuals: R,
    /// `Σθ²`.
    pub(super) parameters: R,
    /// The number of residuals `n`.
    pub(super) count: usize,
}

impl<R: Real> Evidence<R> {
    /// Before the first step: a weak prior, all parameters effective.
    pub(super) fn new(parameters: usize) -> Self {
        Self {
            alpha: R::of(FIRST.0),
            beta: R::of(FIRST.1),
            effective: R::of(parameters as f64),
            following: false,
        }
    }

    /// Whether `α` and `β` follow the data by now.
    pub(super) fn is_following(&self) -> bool {
        self.following
    }

    /// `β Σe² + α Σθ²`.
    pub(super) fn cost(&self, squares: Squares<R>) -> R {
        self.beta * squares.residuals + self.alpha * squares.parameters
    }

    /// Turns `J^T J` and `J^T e` into `β J^T J`, half the second derivative but for `αI`, and `β J^T e + α θ`, half the first.
    pub(super) fn scale(&self, theta: &[R], (matrix, vector): (&mut [R], &mut [R])) {
        for entry in matrix {
            *entry *= self.beta;
        }
        for (entry, theta) in vector.iter_mut().zip(theta) {
            *entry = self.beta * *entry + self.alpha * *theta;
        }
    }

    /// The most probable values at the point that a step reached, if it gained little or they follow already. `matrix` is the
    /// scaled one that the step was made with, `costs` are those before and after it.
    pub(super) fn update(&mut self, matrix: &[R], costs: (R, R), reached: Squares<R>, size: usize) {
        self.following |= costs.0 - costs.1 < R::of(SMALL_GAIN) * costs.0;
        if !self.following {
            return;
        }
        if let Some(inverse) = Damped::inverse(matrix, self.alpha, size) {
            let count = R::of(size as f64);
            let effective = count - self.alpha * inverse.trace();
            // Rounding may lead a little out of the possible range.
            self.effective = effective.max(R::zero()).min(count);
        }
        self.weigh(reached);
    }

    fn weigh(&mut self, squares: Squares<R>) {
        let half = R::of(0.5);
        let share = |count: R, sum: R| {
            let value = half * count / sum;
            let usable = value.is_finite() && value > R::zero();
            if usable { value } else { R::one() }
        };
        self.alpha = share(self.effective, squares.parameters);
        let free = R::of(squares.count as f64) - self.effective;
        self.beta = share(free, squares.residuals);
    }

    /// All of it as numbers.
    pub(super) fn state(&self) -> [R; 4] {
        let following = if self.following { R::one() } else { R::zero() };
        [self.alpha, self.beta, self.effective, following]
    }

    /// Takes back what [`Evidence::state`] gave.
    pub(super) fn restore(&mut self, [alpha, beta, effective, following]: [R; 4]) {
        *self = Self {
            alpha,
            beta,
            effective,
            following: following != R::zero(),
        };
    }
}

/// `Σθ²`.
pub(super) fn square<R: Real>(theta: &[R]) -> R {
    dot(theta, theta)
}
