//! Reusable painted parts; they know nothing of the application.

pub mod choice;
pub mod field;
pub mod real_input;
pub mod tokens;
