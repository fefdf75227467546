//! Reusable painted parts; they know nothing of the application.

pub mod choice;
pub mod field;
pub mod function_plot;
pub mod icon_button;
pub mod real_input;
pub mod tokens;
