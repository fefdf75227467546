//! Reading delimited text: delimiter, header, quoting and column kinds are found by looking.

use std::io::Read;
use std::ops::ControlFlow;

use thiserror::Error;

use super::reading::Reading;
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
    /// The options with every guess filled in; the encoding stays open while all that was read is ASCII.
    pub options: CsvOptions,
    /// The first rows, as a table.
    pub table: Table,
}

/// Reads a whole text. `progress` is called with the bytes read so far, at least every 256 KiB; `Break` cancels.
///
/// Encoding, delimiter, header and decimal mark are guessed from the beginning where `options` leaves them open. A column holds
/// numbers if at most one in ten of its cells (not counting missing ones), in the whole text, is something else. Line
/// ends inside quoted cells become `\n`; white space at the ends of a cell is taken off; blank lines are passed over.
///
/// # Errors
/// An empty text, no data rows, bytes that are not of the encoding, a row with too many or too few cells, or a read error.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use deltascope::data::{CsvOptions, Values, csv};
///
/// let text = "length;species\n1,5;setosa\n?;virginica\n";
/// let table = csv::read("flowers.csv", text.as_bytes(), CsvOptions::default(), &mut |_| {
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(table.rows(), 2);
/// assert!(matches!(&table.columns[0].values, Values::Numeric(lengths) if lengths[0] == 1.5));
/// assert_eq!(table.problems[0].to_string(), "line 3, column `length`: no value");
/// # Ok::<(), csv::CsvError>(())
/// ```
pub fn read(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, CsvError> {
    let mut reading = Reading::begin(input, options, progress)?;
    reading.rows(usize::MAX)?;
    reading.finish(name)
}

/// Reads the first `rows` rows of a text, for a preview.
///
/// # Errors
/// As [`read`].
///
/// # Example
/// ```
/// use deltascope::data::{CsvOptions, csv};
///
/// let preview = csv::preview("t.csv", "a\tb\n1\t2\n3\t4\n".as_bytes(), CsvOptions::default(), 1)?;
/// assert_eq!(preview.options.delimiter, Some('\t'));
/// assert_eq!(preview.table.rows(), 1);
/// # Ok::<(), csv::CsvError>(())
/// ```
pub fn preview(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    rows: usize,
) -> Result<Preview, CsvError> {
    let mut progress = |_| ControlFlow::Continue(());
    let mut reading = Reading::begin(input, options, &mut progress)?;
    reading.rows(rows)?;
    let layout = reading.layout;
    Ok(Preview {
        options: CsvOptions {
            delimiter: Some(layout.delimiter as char),
            header: Some(layout.header),
            decimal_comma: Some(layout.decimal_comma),
            encoding: reading.encoding(),
        },
        table: reading.finish(name)?,
    })
}

impl CsvError {
    pub(super) fn new(line: Option<u64>, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
            cancelled: false,
        }
    }
}
