//! Reading delimited text: delimiter, header, quoting and column kinds are found by looking.

use std::io::Read;
use std::ops::ControlFlow;

use thiserror::Error;

use super::spec::CsvOptions;
use super::table::Table;

/// Why a text could not be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CsvError {
    /// The line, from 1, if one is to blame.
    pub line: Option<u64>,
    /// What is wrong, where, and what to do.
    pub message: String,
    /// Whether the reader was told to stop.
    pub cancelled: bool,
}

/// What [`preview`] found out about a text from its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The options with every guess filled in.
    pub options: CsvOptions,
    /// The first rows, as a table.
    pub table: Table,
}

/// Reads a whole text. `progress` is called with the bytes read so far, at least every 256 KiB; `Break` cancels.
///
/// # Errors
/// An empty text, no data rows, text that is not UTF-8, a row with too many or too few cells, or a read error.
pub fn read(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, CsvError> {
    let _ = (name, input, options, progress);
    todo!()
}

/// Reads the first `rows` rows of a text, for a preview.
///
/// # Errors
/// As [`read`].
pub fn preview(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    rows: usize,
) -> Result<Preview, CsvError> {
    let _ = (name, input, options, rows);
    todo!()
}
