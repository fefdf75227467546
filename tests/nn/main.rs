//! Networks, losses, gradients and optimisers, without data and runs.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod functions;
mod golden_functions;
mod golden_networks;
mod golden_neuron;
mod golden_training;
mod gradients;
mod nets;
mod network;
mod optimizers;
mod optimizers_bayesian;
mod optimizers_encoder;
mod optimizers_fisher;
mod optimizers_iris;
mod optimizers_second_order;
mod splitmix;
