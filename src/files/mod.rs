//! Files on disk: presets, tables and models are read with a limit to their size, and whatever is written replaces the
//! previous file at once or not at all.

mod documents;
mod error;
mod open;
mod tables;
mod write;

pub use documents::read_model;
pub use documents::read_preset;
pub use documents::write_history;
pub use documents::write_preset;
pub use error::FileError;
pub use tables::TABLE_EXTENSIONS;
pub use tables::load_table;
pub use tables::preview_table;
pub use tables::preview_text;
pub use tables::read_table;
pub use tables::read_tables;
pub use write::atomic_write;
pub use write::create_folder;
