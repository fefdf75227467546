//! The headless commands: the same experiment without a window, to the same bits.
//!
//! | command | does |
//! |---|---|
//! | `train` | runs a preset to its end and records it |
//! | `predict` | answers for a table by a trained model |
//! | `gradcheck` | compares backpropagation with finite differences |
//! | `presets` | lists and shows the presets built into the program |
//!
//! Exit codes: 0 done, 1 the run or check failed, 2 bad usage or unreadable input. Results go to standard output,
//! progress and errors to standard error.

pub mod arguments;
pub mod failure;
mod gradcheck;
mod input;
mod predict;
mod presets;
mod progress;
pub mod run;
mod train;

pub use arguments::Invocation;
pub use failure::Failure;
