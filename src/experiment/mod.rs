//! The document: everything that determines a run, its check, and its file forms.
//!
//! An [`Experiment`] may hold any values. [`Experiment::check`] turns it and a table into a [`Plan`], or names every
//! problem by its [`Field`]; only a plan can be run. Nothing here touches the disk: [`preset`], [`record`] and
//! [`model_file`] read and write texts and bytes.

pub mod check;
mod check_network;
mod check_objective;
mod check_training;
pub mod document;
mod migrate;
pub mod model_file;
pub mod predict;
pub mod preset;
mod propose;
pub mod record;

pub use check::Field;
pub use check::Plan;
pub use check::Problem;
pub use document::Experiment;
pub use model_file::ModelError;
pub use predict::Model;
pub use preset::PresetError;
