//! Runs: what the trainer makes of an experiment, update by update.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod curve;
mod descending;
mod determinism;
mod gradient_objective;
mod halves;
mod halves_steps;
mod history;
mod live_objective;
mod metrics;
mod one_weight;
mod online;
mod online_gradient;
mod perceptron;
mod quantities;
mod regularization;
mod runs;
mod schedules;
mod shared_inputs;
mod stops;
mod threads;
mod trainer;
mod tried_points;
mod weighted_matrices;
mod weighting;
