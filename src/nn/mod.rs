//! Networks and their mathematics: a graph of layers, its parameters in one flat vector, the forward and backward
//! pass, losses, activations, initialisers and optimisers.
//!
//! Conventions: a sample is a column. `X [in × n]`, `W [out × in]`, `b [out]`, `Z = Σ W·A + b·1ᵀ [out × n]`,
//! `A = φ(Z)`, `Δ = ∂E/∂Z [out × n]`. A loss is a mean over the samples of a batch, so `Δ` already holds `1/n`.

pub mod activation;
pub mod arch;
mod build;
mod cholesky;
pub mod descent;
mod elementary;
mod elementwise;
pub mod fisher;
pub mod gauss_newton;
pub mod gradcheck;
pub mod halves;
pub mod hyperparameter;
pub mod init;
pub mod kronecker;
mod library;
pub mod loss;
mod matmul;
pub mod meeting;
pub mod network;
pub mod objective;
pub mod online;
pub mod optimizer;
pub mod parameters;
pub mod pass;
mod pointwise;
mod propagation;
pub mod real;
pub mod schedule;
pub mod spec;
pub mod spread;
mod sums;
pub mod trace;

pub use activation::Activation;
pub use fisher::FisherMatrix;
pub use gauss_newton::Jacobian;
pub use gradcheck::GradientCheck;
pub use gradcheck::gradient_check;
pub use hyperparameter::Hyperparameter;
pub use hyperparameter::HyperparameterKind;
pub use init::Initialiser;
pub use kronecker::KroneckerFactors;
pub use loss::Loss;
pub(crate) use matmul::add_scaled;
pub(crate) use matmul::is_shared;
pub use network::Connection;
pub use network::Layer;
pub use network::Network;
pub use network::NetworkProblem;
pub use objective::Interrupted;
pub use objective::Objective;
pub use online::Online;
pub use optimizer::Optimizer;
pub use optimizer::OptimizerSpec;
pub use parameters::ParameterId;
pub use parameters::ParameterLayout;
pub use real::Real;
pub use schedule::Plateau;
pub use schedule::Schedule;
pub use spec::ConnectionSpec;
pub use spec::LayerSpec;
pub use spec::LayerStart;
pub use spec::NetworkSpec;
pub use spec::OutputSpec;
pub use spec::Start;
pub(crate) use sums::all_finite;
pub(crate) use sums::distance;
pub(crate) use sums::norm;
pub use trace::Trace;
