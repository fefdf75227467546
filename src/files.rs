//! Files on disk: presets, tables and models are read with a limit to their size, and whatever is written replaces the
//! previous file at once or not at all.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::Table;
use crate::data::csv;
use crate::data::labels_name;
use crate::data::read;
use crate::data::read::Preview;
use crate::experiment::Experiment;
use crate::experiment::Model;
use crate::experiment::preset;

/// How the names of tables end; what a file holds is told by its content.
pub const TABLE_EXTENSIONS: [&str; 17] = [
    "csv",
    "tsv",
    "tab",
    "txt",
    "dat",
    "data",
    "arff",
    "xlsx",
    "xlsm",
    "ods",
    "npy",
    "npz",
    "idx",
    "idx1-ubyte",
    "idx3-ubyte",
    "gz",
    "zip",
];

/// The largest preset that is read.
const MAX_PRESET_BYTES: u64 = 64 << 20;
/// The largest model that is read.
const MAX_MODEL_BYTES: u64 = 8 << 30;

/// Why a file could not be read or written: what, and what to do, then the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// What went wrong and what to do.
    pub message: String,
    /// The file; `None` for a table that is not in a file.
    pub path: Option<PathBuf>,
    /// Whether the reader was told to stop.
    pub cancelled: bool,
}

impl FileError {
    fn new(message: impl Into<String>, path: &Path) -> Self {
        Self {
            message: message.into(),
            path: Some(path.to_owned()),
            cancelled: false,
        }
    }

    fn of_io(doing: &str, error: &io::Error, path: &Path) -> Self {
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

/// Reads a table. `progress` is called with the bytes read so far; `Break` cancels. Labels that lie beside images in the
/// IDX format become a column.
///
/// # Errors
/// When the file cannot be read or is not a table.
pub fn read_table(
    path: &Path,
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, FileError> {
    let file = open(path, "a table")?;
    let table = read::table(&name_of(path), file, options.clone(), progress)
        .map_err(|error| of_read(error, path))?;
    let Some(labels) = labels_of(path) else {
        return Ok(table);
    };
    let labels = read_table(&labels, options, progress)?;
    table
        .beside(labels)
        .map_err(|message| FileError::new(message, path))
}

/// Reads the beginning of a table.
///
/// # Errors
/// When the file cannot be read or is not a table.
pub fn preview_table(path: &Path, options: CsvOptions, rows: usize) -> Result<Preview, FileError> {
    let file = open(path, "a table")?;
    let mut preview = read::preview(&name_of(path), file, options.clone(), rows)
        .map_err(|error| of_read(error, path))?;
    if let Some(labels) = labels_of(path) {
        let labels = preview_table(&labels, options, rows)?.table;
        let both = preview.table.beside(labels);
        preview.table = both.map_err(|message| FileError::new(message, path))?;
    }
    Ok(preview)
}

/// Reads the beginning of a text that is a table.
///
/// # Errors
/// When it is none.
pub fn preview_text(text: &str, options: CsvOptions, rows: usize) -> Result<Preview, FileError> {
    let name = DataSource::TEXT_NAME;
    csv::preview(name, text.as_bytes(), options, rows).map_err(|error| FileError {
        message: error.message,
        path: None,
        cancelled: error.cancelled,
    })
}

/// The file with the labels of images in the IDX format, if it lies beside them.
fn labels_of(path: &Path) -> Option<PathBuf> {
    let labels = path.with_file_name(labels_name(&name_of(path))?);
    labels.is_file().then_some(labels)
}

/// The table of any source, from disk or made.
///
/// # Errors
/// As [`read_table`], and when a generator's or an inline table's values are out of range.
pub fn load_table(
    source: &DataSource,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, FileError> {
    if let DataSource::File { path, options } = source {
        return read_table(path, options.clone(), progress);
    }
    let made = source.made_table().unwrap_or_else(|| Ok(Table::default()));
    made.map_err(|message| FileError {
        message,
        path: None,
        cancelled: false,
    })
}

/// Reads a model.
///
/// # Errors
/// When the file cannot be read, is too large, or is not a model.
pub fn read_model(path: &Path) -> Result<Model, FileError> {
    let bytes = read_limited(path, MAX_MODEL_BYTES, "a model")?;
    Model::from_bytes(&bytes).map_err(|error| FileError::new(error.to_string(), path))
}

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

fn open(path: &Path, what: &str) -> Result<File, FileError> {
    let doing = format!("cannot read {what}");
    let file = File::open(path).map_err(|error| FileError::of_io(&doing, &error, path))?;
    // Opening a folder succeeds, reading from it does not.
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let error = io::ErrorKind::IsADirectory.into();
        return Err(FileError::of_io(&doing, &error, path));
    }
    Ok(file)
}

fn read_limited(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, FileError> {
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

fn make_absolute(experiment: &mut Experiment) {
    if let DataSource::File { path, .. } = &mut experiment.data.source
        && let Ok(absolute) = std::path::absolute(&*path)
    {
        *path = absolute;
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn of_read(error: read::ReadError, path: &Path) -> FileError {
    FileError {
        message: error.message,
        path: Some(path.to_owned()),
        cancelled: error.cancelled,
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
