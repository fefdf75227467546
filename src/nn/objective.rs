//! What an optimiser may ask of the thing it makes small.

use thiserror::Error;

use super::real::Real;

/// The work was called off before it ended; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("interrupted")]
pub struct Interrupted;

/// A loss over the present batch as a function of `θ`.
pub trait Objective<R: Real> {
    /// The loss at `theta`; writes `∂E/∂θ` to `gradient`.
    ///
    /// # Errors
    /// When the work was called off.
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted>;

    /// The loss at `theta`.
    ///
    /// # Errors
    /// When the work was called off.
    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted>;
}
