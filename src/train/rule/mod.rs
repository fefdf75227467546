//! Training rules: how the error reaches every weight. One file each.

mod backpropagation;
mod division;
pub mod halves;

pub(super) use backpropagation::Backpropagation;
pub(super) use backpropagation::Workspace;
pub(super) use backpropagation::chunks;
pub use halves::Halves;
