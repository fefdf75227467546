//! Tables on disk.

use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

use super::error::FileError;
use super::error::of_read;
use super::open::open;
use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::OptionScope;
use crate::data::Table;
use crate::data::csv;
use crate::data::labels_name;
use crate::data::read;
use crate::data::read::Preview;

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

/// Names that end so are no texts, whatever such a file holds.
const BINARY_EXTENSIONS: [&str; 5] = ["xlsx", "xlsm", "ods", "npy", "npz"];

/// So many rows are looked at to find how several files are written.
const LOOK_ROWS: usize = 200;

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

/// Reads the tables of several files with the same columns as one: the rows of those in `more` follow, in their order.
/// What is found by looking at the first file holds for all.
///
/// # Errors
/// As [`read_table`], and when the columns of a file differ from those of the first.
pub fn read_tables(
    path: &Path,
    more: &[PathBuf],
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, FileError> {
    if more.is_empty() {
        return read_table(path, options, progress);
    }
    let options = preview_table(path, options, LOOK_ROWS)?.options;
    let mut before = 0;
    let mut whole: Option<Table> = None;
    for path in std::iter::once(path).chain(more.iter().map(PathBuf::as_path)) {
        let mut read = 0;
        let mut onwards = |bytes| {
            read = bytes;
            progress(before + bytes)
        };
        let table = read_table(path, options.clone(), &mut onwards)?;
        before += read;
        whole = Some(match whole {
            None => table,
            Some(whole) => whole
                .append(table)
                .map_err(|message| FileError::new(message, path))?,
        });
    }
    let mut whole = whole.unwrap_or_default();
    whole.name = DataSource::name_of_files(path, more.len());
    Ok(whole)
}

/// Reads the beginning of a table.
///
/// # Errors
/// When the file cannot be read or is not a table.
pub fn preview_table(path: &Path, options: CsvOptions, rows: usize) -> Result<Preview, FileError> {
    let file = open(path, "a table")?;
    let mut preview =
        read::preview(&name_of(path), file, options.clone(), rows).map_err(|error| {
            let mut error = of_read(error, path);
            if is_binary(path) {
                error.scope = OptionScope::Nothing;
            }
            error
        })?;
    if let Some(labels) = labels_of(path) {
        let labels = preview_table(&labels, options, rows)?.table;
        let both = preview.table.beside(labels);
        preview.table = both.map_err(|message| FileError::new(message, path))?;
    }
    Ok(preview)
}

fn is_binary(path: &Path) -> bool {
    path.extension().is_some_and(|end| {
        let mut binary = BINARY_EXTENSIONS.iter();
        binary.any(|other| end.eq_ignore_ascii_case(other))
    })
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
        scope: OptionScope::Text,
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
    if let DataSource::File {
        path,
        more,
        options,
    } = source
    {
        return read_tables(path, more, options.clone(), progress);
    }
    let made = source.made_table().unwrap_or_else(|| Ok(Table::default()));
    made.map_err(|message| FileError {
        message,
        path: None,
        cancelled: false,
        scope: OptionScope::Nothing,
    })
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
