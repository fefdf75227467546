//! Reusable painted parts; they know nothing of the application.

pub mod tokens;
