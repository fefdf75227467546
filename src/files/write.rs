//! Writing: at once or not at all.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write as _;
use std::path::Path;

use super::error::FileError;

/// Writes a file so that at every moment either the previous or the new content is on disk: the bytes go to a new file
/// beside it, are flushed, and take its name. A link is followed; a pipe or device is written to as it is.
///
/// # Errors
/// When the folder does not exist or cannot be written to, the file is write-protected, or the disk is full; the previous
/// file is then unchanged.
pub fn atomic_write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace(path, bytes).map_err(|error| FileError::of_io("cannot save", &error, path))
}

/// Makes a folder and those above it, where they do not exist.
///
/// # Errors
/// When the system does not let it.
pub fn create_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path)
        .map_err(|error| FileError::of_io("cannot make the folder", &error, path))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let previous = match fs::metadata(path) {
        Ok(previous) => Some(previous),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = match &previous {
        Some(previous) if previous.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Some(previous) if previous.permissions().readonly() => {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Some(previous) if !previous.is_file() => {
            return fs::OpenOptions::new()
                .write(true)
                .open(path)?
                .write_all(bytes);
        }
        Some(_) => fs::canonicalize(path)?,
        None => path.to_owned(),
    };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".deltascope-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What any new file gets; the user's mask takes off what is not wanted.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    if let Some(previous) = previous {
        file.as_file().set_permissions(previous.permissions())?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
