//! Reading a table from the bytes of a file, whatever its format; the format is told by the first bytes.

use std::cell::Cell;
use std::io;
use std::io::Read;
use std::ops::ControlFlow;
use std::rc::Rc;

use thiserror::Error;

use super::arff;
use super::csv;
use super::gzip::Bounded;
use super::gzip::Counted;
use super::gzip::Unpacked;
use super::idx;
use super::npy;
use super::options::CsvOptions;
use super::options::Evidence;
use super::options::OptionScope;
use super::table::Table;
use super::text::NotOfEncoding;
use super::text::State;
use super::zipped;

/// How much of the beginning is looked at to tell the format.
const HEAD_BYTES: u64 = 64 * 1024;

/// Why a file could not be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ReadError {
    /// The line, from 1, if one is to blame.
    pub line: Option<u64>,
    /// What is wrong, where, and what to do.
    pub message: String,
    /// Whether the reader was told to stop.
    pub cancelled: bool,
    /// Which other options may help.
    pub scope: OptionScope,
}

/// What was found out about a table from its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The options with every guess filled in; the encoding stays open while all that was read is ASCII.
    pub options: CsvOptions,
    /// Why they were found to be so.
    pub evidence: Evidence,
    /// The first rows, as a table.
    pub table: Table,
    /// The names of a workbook's sheets; empty for other files.
    pub sheets: Vec<String>,
}

impl Preview {
    /// Which options have a meaning for what was read; those of a workbook are another choice.
    pub fn scope(&self) -> OptionScope {
        if self.options.header.is_some() {
            OptionScope::Text
        } else if self.table.format.starts_with("ARFF") {
            OptionScope::Encoding
        } else {
            OptionScope::Nothing
        }
    }
}

impl ReadError {
    pub(super) fn new(line: Option<u64>, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
            cancelled: false,
            scope: OptionScope::Nothing,
        }
    }

    pub(super) fn cancelled() -> Self {
        Self {
            cancelled: true,
            ..Self::new(None, "reading was cancelled")
        }
    }

    /// What an error of reading a text in a state means.
    pub(super) fn of_text(error: &io::Error, state: State) -> Self {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        match inner {
            _ if state == State::Cancelled => Self::cancelled(),
            Some(error @ NotOfEncoding { line, .. }) => Self::new(Some(*line), error.to_string()),
            None => Self::of_io(error),
        }
    }

    pub(super) fn of_io(error: &io::Error) -> Self {
        Self::new(None, format!("the file cannot be read: {error}"))
    }
}

/// Reads a whole table. `progress` is called with the bytes of the file read so far, at least every 256 KiB; `Break`
/// cancels. Delimited text is read as by [`csv::read`], ARFF by its declarations; of `NumPy` arrays the first axis has the rows; gzip is unpacked on the way.
///
/// # Errors
/// When the bytes are not a table; the message says what is wrong, where, and what to do.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use deltascope::data::{CsvOptions, read};
///
/// let bytes = b"a,b\n1,2\n";
/// let table = read::table("t.csv", &bytes[..], CsvOptions::default(), &mut |_| {
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(table.rows(), 1);
/// # Ok::<(), read::ReadError>(())
/// ```
pub fn table(
    name: &str,
    mut input: impl Read,
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, ReadError> {
    rows(name, &mut input, options, usize::MAX, progress).map(|preview| preview.table)
}

/// Reads the first `limit` rows of a table, for a preview.
///
/// # Errors
/// As [`table`].
pub fn preview(
    name: &str,
    mut input: impl Read,
    options: CsvOptions,
    limit: usize,
) -> Result<Preview, ReadError> {
    let mut progress = |_| ControlFlow::Continue(());
    rows(name, &mut input, options, limit, &mut progress)
}

/// What the first bytes tell.
enum Format {
    Gzip,
    Zip,
    Npy,
    Idx,
    Arff,
    OldWorkbook,
    Text,
}

impl Format {
    fn of(head: &[u8]) -> Self {
        if head.starts_with(b"\x1F\x8B") {
            Self::Gzip
        } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if head.starts_with(npy::MAGIC) {
            Self::Npy
        } else if idx::is_idx(head) {
            Self::Idx
        } else if head.starts_with(b"\xD0\xCF\x11\xE0") {
            Self::OldWorkbook
        } else if arff::is_arff(head) {
            Self::Arff
        } else {
            Self::Text
        }
    }
}

fn rows(
    name: &str,
    input: &mut dyn Read,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let bytes = Rc::new(Cell::new(0));
    let mut counted = Counted::new(input, Rc::clone(&bytes));
    let head = head(&mut counted)?;
    let format = Format::of(&head);
    let mut whole = io::Cursor::new(head).chain(counted);
    match format {
        Format::Gzip => {
            let mut unpacked = Bounded::new(Unpacked::new(whole), Rc::clone(&bytes));
            // Progress is measured in bytes of the file, not in unpacked ones.
            let mut progress = |_| progress(bytes.get());
            let name = name.strip_suffix(".gz").unwrap_or(name);
            let mut preview = plain_rows(name, &mut unpacked, options, limit, &mut progress)?;
            preview.table.format.push_str(", gzip");
            Ok(preview)
        }
        Format::Zip => zipped::rows(name, &mut whole, options, limit, progress),
        Format::Npy | Format::Idx | Format::Arff | Format::OldWorkbook | Format::Text => {
            plain_rows(name, &mut whole, options, limit, progress)
        }
    }
}

/// Reads what is not packed.
pub(super) fn plain_rows(
    name: &str,
    input: &mut dyn Read,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let head = head(input)?;
    let format = Format::of(&head);
    let mut whole = io::Cursor::new(head).chain(input);
    let within = |scope: OptionScope| move |error: ReadError| ReadError { scope, ..error };
    match format {
        Format::Gzip | Format::Zip => {
            let message = "the file is packed twice; unpack it once and open the result";
            Err(ReadError::new(None, message))
        }
        Format::OldWorkbook => {
            let message = "the workbook is of the old format (XLS) or encrypted; save it as XLSX without a password";
            Err(ReadError::new(None, message))
        }
        Format::Npy => {
            npy::table(name, &mut whole, limit, progress).map(|table| made(options, table))
        }
        Format::Idx => {
            idx::table(name, &mut whole, limit, progress).map(|table| made(options, table))
        }
        Format::Arff => {
            arff::rows(name, whole, options, limit, progress).map_err(within(OptionScope::Encoding))
        }
        Format::Text => {
            csv::rows(name, whole, options, limit, progress).map_err(within(OptionScope::Text))
        }
    }
}

/// A table of a format that declares what it holds.
fn made(options: CsvOptions, table: Table) -> Preview {
    Preview {
        options,
        evidence: Evidence::default(),
        table,
        sheets: Vec::new(),
    }
}

/// The first bytes.
fn head(input: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut head = Vec::new();
    match input.take(HEAD_BYTES).read_to_end(&mut head) {
        Ok(_) => Ok(head),
        Err(error) => Err(ReadError::of_io(&error)),
    }
}
