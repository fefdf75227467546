//! Optimisers: how the gradient moves the parameters. One file each; see the recipe in ARCHITECTURE.md to add one.

use serde::Deserialize;
use serde::Serialize;

use super::objective::Interrupted;
use super::objective::Objective;
use super::real::Real;

/// An optimiser as it stands in a document.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum OptimizerSpec {
    /// Gradient descent with optional momentum.
    Sgd {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The momentum `α`, 0 = none.
        momentum: f64,
        /// Whether the gradient is taken ahead of the momentum step (Nesterov).
        nesterov: bool,
    },
    /// Adam (Kingma & Ba, 2015).
    Adam {
        /// The learning rate `η`.
        learning_rate: f64,
        /// The decay of the first moment.
        beta1: f64,
        /// The decay of the second moment.
        beta2: f64,
        /// Keeps the denominator away from 0.
        epsilon: f64,
    },
}

/// An optimiser at work: it owns its state (velocity, moments, …), never the parameters.
pub trait Optimizer<R: Real>: Send {
    /// Takes one step from `theta` and returns the loss before it.
    ///
    /// # Errors
    /// When the objective was interrupted; `theta` and the state are then unchanged.
    fn step(&mut self, theta: &mut [R], objective: &mut dyn Objective<R>)
    -> Result<R, Interrupted>;

    /// Changes the learning rate from the next step on.
    fn set_learning_rate(&mut self, learning_rate: f64);

    /// Changes the momentum from the next step on; ignored by an optimiser without one.
    fn set_momentum(&mut self, momentum: f64);

    /// The whole inner state, for a checkpoint.
    fn state(&self) -> Vec<R>;

    /// Takes back a state given by [`Optimizer::state`] of the same optimiser and size.
    fn restore(&mut self, state: &[R]);
}
