//! The workbench without a window: what every command does to the state.
#![expect(clippy::unwrap_used, reason = "test helpers")]

mod changes;
mod desk;
mod documents;
mod edits;
mod running;
mod several;
mod tables;
