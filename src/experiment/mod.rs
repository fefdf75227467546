//! The document: everything that determines a run, its check, and its file forms.

pub mod check;
pub mod document;
pub mod migrate;
pub mod model_file;
pub mod preset;
pub mod record;

pub use check::Field;
pub use check::Plan;
pub use check::Problem;
pub use document::Experiment;
