//! Presets: an experiment as RON text with its format version first, and the presets built into the program.

use std::path::Path;

use thiserror::Error;

use super::document::Experiment;

/// The format version that this program writes.
pub const VERSION: u32 = 1;

/// Why a text is not a preset.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct PresetError {
    /// Line and column, from 1, where known.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what to do, with the place.
    pub message: String,
}

/// Reads a preset; old versions are migrated.
///
/// # Errors
/// A text that is not a preset, an unknown version or field, with line and column.
pub fn parse(text: &str) -> Result<Experiment, PresetError> {
    let _ = text;
    todo!()
}

/// Writes an experiment as a preset.
pub fn write(experiment: &Experiment) -> String {
    let _ = experiment;
    todo!()
}

/// Makes the data path relative to the preset's folder where it lies below or beside it, for saving.
pub fn relative_to(experiment: &mut Experiment, folder: &Path) {
    let _ = (experiment, folder);
    todo!()
}

/// Makes a relative data path absolute from the preset's folder, after loading.
pub fn absolute_from(experiment: &mut Experiment, folder: &Path) {
    let _ = (experiment, folder);
    todo!()
}

/// The presets built into the program: name (as on the command line) and text, in the order they are shown.
pub const BUILTIN: &[(&str, &str)] = &[];
