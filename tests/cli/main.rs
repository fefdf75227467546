//! The real program on the command line.

#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod program;
mod refusals;
mod tables;
mod work;
