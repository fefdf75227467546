//! Optimisers: how the gradient moves the parameters. One file each.
//!
//! To add one: a file here with its state, its table of settings and its step; a variant of [`OptimizerSpec`] in `spec.rs`
//! (the compiler then asks for its name, formula, settings and how it is built) and a place in [`OptimizerSpec::ALL`];
//! reference numbers in `tests/nn/optimizers.rs`.

mod adagrad;
mod adam;
mod bayesian;
mod bold_driver;
mod conjugate_gradient;
mod damped;
mod delta_bar_delta;
mod describe;
mod evaluated;
mod inertia;
mod kfac;
mod lbfgs;
mod levenberg_marquardt;
mod line_search;
mod nadam;
mod natural_gradient;
mod quantities;
mod quickprop;
mod rates;
mod rmsprop;
mod rprop;
mod scaled_conjugate_gradient;
pub(super) mod sgd;
mod spec;
mod symbols;
mod task;

pub use adagrad::AdaGrad;
pub use adam::Adam;
pub use bold_driver::BoldDriver;
pub use conjugate_gradient::ConjugateGradient;
pub use conjugate_gradient::Conjugation;
pub use delta_bar_delta::DeltaBarDelta;
pub use inertia::Inertia;
pub use kfac::Kfac;
pub use kfac::KfacSettings;
pub use lbfgs::Lbfgs;
pub use levenberg_marquardt::LevenbergMarquardt;
pub use levenberg_marquardt::LevenbergMarquardtSettings;
pub use nadam::NAdam;
pub use natural_gradient::NaturalGradient;
pub use quantities::Quantities;
pub use quickprop::Quickprop;
pub use rmsprop::RmsProp;
pub use rprop::Rprop;
pub use scaled_conjugate_gradient::ScaledConjugateGradient;
pub use sgd::Sgd;
pub use spec::OptimizerProblem;
pub use spec::OptimizerSpec;

use std::ops::Bound;

use super::descent::Descent;
use super::objective::Interrupted;
use super::objective::Objective;
use super::real::Real;

/// An optimiser at work: it owns its state (velocity, moments, …), never the parameters. Made by [`OptimizerSpec::build`]; an
/// example of a step stands at [`Objective`].
pub trait Optimizer<R: Real>: Send {
    /// Takes one step from `theta` and returns the loss before it.
    ///
    /// # Errors
    /// When the objective was interrupted; `theta` and the state are then unchanged.
    fn step(&mut self, theta: &mut [R], objective: &mut dyn Objective<R>)
    -> Result<R, Interrupted>;

    /// The means of plain gradient descent, for steps that are taken many at a time; `None` for every other optimiser.
    fn descent(&mut self) -> Option<Descent<'_, R>> {
        None
    }

    /// Changes the learning rate from the next step on; ignored by an optimiser without one.
    fn set_learning_rate(&mut self, _learning_rate: f64) {}

    /// Changes the momentum from the next step on; ignored by an optimiser without one.
    fn set_momentum(&mut self, _momentum: f64) {}

    /// The inner quantities worth a curve, by name: what the optimiser changes on its own (`μ`, a step length, …).
    /// The names are always the same ones.
    fn quantities(&self) -> Quantities {
        Quantities::default()
    }

    /// The gradient at the point where the last step ended, if it is at hand.
    fn end_gradient(&self) -> Option<&[R]> {
        None
    }

    /// How much `Σθ²` counts beside the sum of squared errors `Σe²`, where the optimiser adds such a penalty by itself.
    fn prior(&self) -> Option<f64> {
        None
    }

    /// Whether the last step found no better point although it looked for one, so that further steps will not either.
    fn is_stuck(&self) -> bool {
        false
    }

    /// The whole inner state, for a checkpoint: what the next steps depend on, the rates in force included.
    fn state(&self) -> Vec<R>;

    /// Takes back a state given by [`Optimizer::state`] of the same optimiser and size.
    fn restore(&mut self, state: &[R]);
}

/// The range of a factor that makes something grow.
const ONE_OR_MORE: (Bound<f64>, Bound<f64>) = (Bound::Included(1.0), Bound::Unbounded);
/// The range of a factor that makes something shrink.
const BETWEEN_0_AND_1: (Bound<f64>, Bound<f64>) = (Bound::Excluded(0.0), Bound::Excluded(1.0));

/// Whether there is no way down: at a point of rest, or in a batch in which no sample counts, which says nothing about the
/// curvature either.
fn is_level<R: Real>(gradient: &[R]) -> bool {
    gradient.iter().all(|slope| *slope == R::zero())
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

/// Counts below this fit exactly in an `f32`.
const COUNT_BASE: u64 = 1 << 20;

/// A count as two numbers of a state, so that even an `f32` state holds it exactly.
fn count_parts<R: Real>(count: u64) -> [R; 2] {
    [count % COUNT_BASE, count / COUNT_BASE].map(|part| R::of(part as f64))
}

/// The count that [`count_parts`] split.
fn count_of<R: Real>(parts: [R; 2]) -> u64 {
    let [low, high] = parts.map(|part| part.to_f64() as u64);
    high * COUNT_BASE + low
}
