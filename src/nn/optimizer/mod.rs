//! Optimisers: how the gradient moves the parameters. One file each.
//!
//! To add one: a file here with its state, its table of settings and its step; a variant of [`OptimizerSpec`] in `spec.rs`
//! (the compiler then asks for its name, formula, settings and how it is built) and a place in [`OptimizerSpec::ALL`];
//! reference numbers in `tests/optimizers.rs`.

mod adam;
mod sgd;
mod spec;

pub use adam::Adam;
pub use sgd::Sgd;
pub use spec::OptimizerProblem;
pub use spec::OptimizerSpec;

use super::objective::Interrupted;
use super::objective::Objective;
use super::real::Real;

/// An optimiser at work: it owns its state (velocity, moments, …), never the parameters.
pub trait Optimizer<R: Real>: Send {
    /// Takes one step from `theta` and returns the loss before it.
    ///
    /// # Errors
    /// When the objective was interrupted; `theta` and the state are then unchanged.
    fn step(&mut self, theta: &mut [R], objective: &mut dyn Objective<R>)
    -> Result<R, Interrupted>;

    /// Changes the learning rate from the next step on; ignored by an optimiser without one.
    fn set_learning_rate(&mut self, learning_rate: f64);

    /// Changes the momentum from the next step on; ignored by an optimiser without one.
    fn set_momentum(&mut self, momentum: f64);

    /// The whole inner state, for a checkpoint: what the next steps depend on, the rates in force included.
    fn state(&self) -> Vec<R>;

    /// Takes back a state given by [`Optimizer::state`] of the same optimiser and size.
    fn restore(&mut self, state: &[R]);
}

/// Copies the parts of a state back to where they were read from, one after another.
fn restore_parts<R: Real>(state: &[R], parts: &mut [&mut [R]]) {
    let mut rest = state;
    for part in parts {
        let (head, tail) = rest.split_at(part.len().min(rest.len()));
        part[..head.len()].copy_from_slice(head);
        rest = tail;
    }
}
