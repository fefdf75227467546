//! Reading delimited text: delimiter, header, quoting and column kinds are found by looking.

use std::io::Read;
use std::ops::ControlFlow;

use super::options::CsvOptions;
use super::options::Encoding;
use super::read::Preview;
use super::read::ReadError;
use super::reading::Reading;
use super::table::Table;

/// Reads a whole text. `progress` is called with the bytes read so far, at least every 256 KiB; `Break` cancels.
///
/// Encoding, delimiter, quotation mark, header, comments, lines above the table and the marks in numbers are guessed from the beginning where `options` leaves them open. A column holds
/// numbers if at most one in ten of its cells (not counting missing ones), in the whole text, is something else. Line
/// ends inside quoted cells become `\n`; white space at the ends of a cell is taken off; blank lines are passed over.
///
/// # Errors
/// An empty text, no data rows, bytes that are not of the encoding, a row with too many or too few cells, or a read error.
///
/// # Example
/// ```
/// use std::ops::ControlFlow;
/// use deltascope::data::{CsvOptions, Values, csv, read};
///
/// let text = "length;species\n1,5;setosa\n?;virginica\n";
/// let table = csv::read("flowers.csv", text.as_bytes(), CsvOptions::default(), &mut |_| {
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(table.rows(), 2);
/// assert!(matches!(&table.columns[0].values, Values::Numeric(lengths) if lengths[0] == 1.5));
/// assert_eq!(table.problems[0].to_string(), "line 3, column `length`: no value");
/// # Ok::<(), read::ReadError>(())
/// ```
pub fn read(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, ReadError> {
    rows(name, input, options, usize::MAX, progress).map(|preview| preview.table)
}

/// Reads the first `limit` rows of a text, for a preview.
///
/// # Errors
/// As [`read`].
///
/// # Example
/// ```
/// use deltascope::data::{CsvOptions, csv, read};
///
/// let preview = csv::preview("t.csv", "a\tb\n1\t2\n3\t4\n".as_bytes(), CsvOptions::default(), 1)?;
/// assert_eq!(preview.options.delimiter, Some('\t'));
/// assert_eq!(preview.table.rows(), 1);
/// # Ok::<(), read::ReadError>(())
/// ```
pub fn preview(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    limit: usize,
) -> Result<Preview, ReadError> {
    rows(name, input, options, limit, &mut |_| {
        ControlFlow::Continue(())
    })
}

/// As [`read`], with the parser alone, to compare with the fast way.
///
/// # Errors
/// As [`read`].
#[cfg(fuzzing)]
pub fn read_usual_way(name: &str, input: &[u8], options: CsvOptions) -> Result<Table, ReadError> {
    let mut progress = |_| ControlFlow::Continue(());
    let mut reading = Reading::begin(input, options, &mut progress)?;
    reading.usual_rows(usize::MAX)?;
    reading.finish(name)
}

pub(super) fn rows(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let mut reading = Reading::begin(input, options, progress)?;
    reading.rows(limit)?;
    let encoding = reading.encoding();
    let mut evidence = reading.layout.evidence.clone();
    encoding_evidence(encoding).clone_into(&mut evidence.encoding);
    Ok(Preview {
        options: CsvOptions {
            encoding,
            ..reading.layout.options(&reading.options)
        },
        evidence,
        sheets: Vec::new(),
        table: reading.finish(name)?,
    })
}

fn encoding_evidence(encoding: Option<Encoding>) -> &'static str {
    match encoding {
        None => "Only ASCII so far, which is the same in UTF-8 and Windows-1252",
        Some(Encoding::Utf8) => "A byte order mark, or characters of UTF-8",
        Some(Encoding::Utf16Le | Encoding::Utf16Be) => "A byte order mark, or every other byte 0",
        Some(Encoding::Windows1252) => "Bytes that are not UTF-8",
    }
}
