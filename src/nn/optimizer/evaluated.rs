//! The loss and the gradient at the point where a step ended, kept so that the next step does not compute them again. Sound
//! only for optimisers that see the same batch in every step.

use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// A point with its loss and gradient.
#[derive(Clone, Debug)]
pub(super) struct Evaluated<R> {
    known: bool,
    point: Vec<R>,
    pub(super) loss: R,
    pub(super) gradient: Vec<R>,
}

impl<R: Real> Evaluated<R> {
    pub(super) fn new(parameters: usize) -> Self {
        Self {
            known: false,
            point: vec![R::zero(); parameters],
            loss: R::zero(),
            gradient: vec![R::zero(); parameters],
        }
    }

    /// Makes the loss and the gradient those at `theta`.
    pub(super) fn at(
        &mut self,
        theta: &[R],
        objective: &mut dyn Objective<R>,
    ) -> Result<(), Interrupted> {
        if !self.known || self.point != theta {
            self.known = false;
            self.loss = objective.gradient(theta, &mut self.gradient)?;
            self.point.copy_from_slice(theta);
            self.known = true;
        }
        Ok(())
    }

    /// The gradient, if it is known.
    pub(super) fn known_gradient(&self) -> Option<&[R]> {
        self.known.then_some(self.gradient.as_slice())
    }

    /// Takes over a point whose loss and gradient were computed elsewhere.
    pub(super) fn set(&mut self, point: &[R], loss: R, gradient: &[R]) {
        self.point.copy_from_slice(point);
        self.gradient.copy_from_slice(gradient);
        self.loss = loss;
        self.known = true;
    }
}

/// The first trial step along the steepest descent: as long as 1 at most in the sum of all changes.
pub(super) fn careful_step<R: Real>(gradient: &[R]) -> R {
    let total = gradient.iter().fold(R::zero(), |sum, g| sum + g.abs());
    R::one().min(R::one() / total)
}
