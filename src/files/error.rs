//! Why a file could not be read or written.

use std::fmt;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::data::OptionScope;
use crate::data::read;

/// Why a file could not be read or written: what, and what to do, then the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// What went wrong and what to do.
    pub message: String,
    /// The file; `None` for a table that is not in a file.
    pub path: Option<PathBuf>,
    /// Whether the reader was told to stop.
    pub cancelled: bool,
    /// Which other options may help.
    pub scope: OptionScope,
}

impl FileError {
    pub(super) fn new(message: impl Into<String>, path: &Path) -> Self {
        Self {
            message: message.into(),
            path: Some(path.to_owned()),
            cancelled: false,
            scope: OptionScope::Nothing,
        }
    }

    pub(super) fn of_io(doing: &str, error: &io::Error, path: &Path) -> Self {
        Self::new(format!("{doing}: {}", reason(error)), path)
    }
}

impl std::error::Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{} ({})", self.message, path.display()),
            None => f.write_str(&self.message),
        }
    }
}

pub(super) fn of_read(error: read::ReadError, path: &Path) -> FileError {
    FileError {
        message: error.message,
        path: Some(path.to_owned()),
        cancelled: error.cancelled,
        scope: error.scope,
    }
}

/// What an error of the system means, and what to do.
fn reason(error: &io::Error) -> String {
    let kind = error.kind();
    match REASONS.iter().find(|(candidate, _)| *candidate == kind) {
        Some((_, words)) => (*words).to_owned(),
        None => error.to_string(),
    }
}

/// The errors of the system that a user can do something about.
const REASONS: [(io::ErrorKind, &str); 7] = [
    (
        io::ErrorKind::NotFound,
        "there is no such file or folder; check the path",
    ),
    (
        io::ErrorKind::PermissionDenied,
        "you have no permission; choose another place",
    ),
    (
        io::ErrorKind::StorageFull,
        "the disk is full; free some space",
    ),
    (
        io::ErrorKind::QuotaExceeded,
        "your share of the disk is used up; free some space",
    ),
    (
        io::ErrorKind::ReadOnlyFilesystem,
        "the disk is read-only; choose another place",
    ),
    (
        io::ErrorKind::IsADirectory,
        "this is a folder; choose a file",
    ),
    (
        io::ErrorKind::NotADirectory,
        "a part of the path is not a folder; check the path",
    ),
];
