//! Opening files, and reading small ones whole.

use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;

use super::error::FileError;

pub(super) fn open(path: &Path, what: &str) -> Result<File, FileError> {
    let doing = format!("cannot read {what}");
    let file = File::open(path).map_err(|error| FileError::of_io(&doing, &error, path))?;
    // Opening a folder succeeds, reading from it does not.
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let error = io::ErrorKind::IsADirectory.into();
        return Err(FileError::of_io(&doing, &error, path));
    }
    Ok(file)
}

pub(super) fn read_limited(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let doing = format!("cannot read {what}");
    open(path, what)?
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| FileError::of_io(&doing, &error, path))?;
    if bytes.len() as u64 > limit {
        let mebibytes = limit >> 20;
        let message = format!("the file is larger than {mebibytes} MiB, so it is not {what}");
        return Err(FileError::new(message, path));
    }
    Ok(bytes)
}
