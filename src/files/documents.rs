//! Presets, models and histories on disk.

use std::path::Path;

use super::error::FileError;
use super::open::read_limited;
use super::write::atomic_write;
use crate::experiment::Experiment;
use crate::experiment::Model;
use crate::experiment::preset;
use crate::experiment::record;
use crate::train::History;

/// The largest preset that is read.
const MAX_PRESET_BYTES: u64 = 64 << 20;
/// The largest model that is read.
const MAX_MODEL_BYTES: u64 = 8 << 30;

/// Reads a preset and makes its data path absolute or relative to the working folder.
///
/// # Errors
/// When the file cannot be read, is too large, or is not a preset.
pub fn read_preset(path: &Path) -> Result<Experiment, FileError> {
    let bytes = read_limited(path, MAX_PRESET_BYTES, "a preset")?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        FileError::new(
            format!("byte {at} is not UTF-8 text, so this is not a preset; choose a .ron file"),
            path,
        )
    })?;
    let mut experiment =
        preset::parse(&text).map_err(|error| FileError::new(error.message, path))?;
    if let Some(folder) = path.parent() {
        preset::absolute_from(&mut experiment, folder);
    }
    Ok(experiment)
}

/// Writes a preset, its data path relative to its folder where that is near.
///
/// # Errors
/// As [`atomic_write`], and when the data path is not Unicode text.
pub fn write_preset(path: &Path, experiment: &Experiment) -> Result<(), FileError> {
    let mut experiment = experiment.clone();
    // Without a folder to compare with, the data path stays as it is.
    let absolute = std::path::absolute(path).ok();
    if let Some(folder) = absolute.as_deref().and_then(Path::parent) {
        make_absolute(&mut experiment);
        preset::relative_to(&mut experiment, folder);
    }
    let text = preset::write(&experiment).map_err(|error| FileError::new(error.message, path))?;
    atomic_write(path, text.as_bytes())
}

/// Writes the history of a run as [`record::write_history`] does.
///
/// # Errors
/// As [`atomic_write`].
pub fn write_history(path: &Path, history: &History) -> Result<(), FileError> {
    let mut text = Vec::new();
    record::write_history(history, &mut text)
        .map_err(|error| FileError::of_io("cannot save", &error, path))?;
    atomic_write(path, &text)
}

/// Reads a model.
///
/// # Errors
/// When the file cannot be read, is too large, or is not a model.
pub fn read_model(path: &Path) -> Result<Model, FileError> {
    let bytes = read_limited(path, MAX_MODEL_BYTES, "a model")?;
    Model::from_bytes(&bytes).map_err(|error| FileError::new(error.to_string(), path))
}

fn make_absolute(experiment: &mut Experiment) {
    for path in experiment.data.source.paths_mut() {
        if let Ok(absolute) = std::path::absolute(&*path) {
            *path = absolute;
        }
    }
}
