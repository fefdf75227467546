//! Documents: what is checked, written, read and proposed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod check;
mod check_objective;
mod files;
mod model_file;
mod network_edit;
mod preset_format;
mod presets;
mod proposals;
mod settings;
