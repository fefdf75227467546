//! The real program on the command line.

#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

#[path = "cli/program.rs"]
mod program;
#[path = "cli/refusals.rs"]
mod refusals;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/work.rs"]
mod work;
