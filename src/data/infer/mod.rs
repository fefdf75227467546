//! Guessing how a text is laid out from its beginning, each guess with its evidence.

mod comments;
mod delimiter;
mod header;
mod lines;
mod marks;
mod numbers;
mod quotes;
#[cfg(test)]
mod tests;

use ::csv::ByteRecord;
use ::csv::ReaderBuilder;
use ::csv::Terminator;

use super::cell::Marks;
use super::cell::Rules;
use super::options::CsvOptions;
use super::options::Evidence;
use super::options::Quote;
use super::pass_over::PassOver;
use super::text::Squeeze;
use super::text::line_ends;

/// How many records of the beginning are looked at.
const RECORDS: usize = 1000;

/// How a text is laid out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) quote: Quote,
    pub(super) header: bool,
    pub(super) rules: Rules,
    /// The number of columns.
    pub(super) width: usize,
    /// The number of lines above the table.
    pub(super) skip: usize,
    /// What comments begin with; empty = there are none.
    pub(super) comment: String,
    pub(super) evidence: Evidence,
}

impl Layout {
    /// What blanks the lines that are no part of the table.
    pub(super) fn pass_over(&self) -> Option<PassOver> {
        PassOver::new(
            self.skip,
            &self.comment,
            Some(self.delimiter),
            self.quote.byte(),
        )
    }

    /// The options that say the same.
    pub(super) fn options(&self, before: &CsvOptions) -> CsvOptions {
        CsvOptions {
            delimiter: Some(char::from(self.delimiter)),
            header: Some(self.header),
            decimal_comma: Some(self.rules.numbers.decimal_comma),
            thousands: Some(self.rules.numbers.thousands),
            quote: Some(self.quote),
            comment: Some(self.comment.clone()),
            missing: Some(self.rules.marks.list()),
            skip: Some(self.skip),
            ..*before
        }
    }
}

/// A record and the line it begins on.
struct Line {
    cells: ByteRecord,
    number: u64,
}

/// A reader's settings for a delimiter; the text has `\n` line ends only.
pub(super) fn parser(delimiter: u8, quote: Quote) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'));
    match quote.byte() {
        Some(byte) => builder.quote(byte),
        None => builder.quoting(false),
    };
    builder
}

/// The layout of a text by its beginning, `complete` if that is the whole text; options that are set are kept. `None` if
/// there is not one record.
pub(super) fn layout(beginning: &[u8], complete: bool, options: &CsvOptions) -> Option<Layout> {
    let mut evidence = Evidence::default();
    let skip = options.skip.unwrap_or(0);
    let comment = match &options.comment {
        Some(comment) => comment.clone(),
        None => comments::guess(beginning, complete, options, &mut evidence),
    };
    let text = blanked(beginning, skip, &comment, options);
    let quote = options
        .quote
        .unwrap_or_else(|| quotes::guess(&text, &mut evidence));
    let delimiter = match options.delimiter {
        Some(delimiter) => delimiter as u8,
        None => delimiter::guess(&text, complete, quote, &mut evidence),
    };
    let records = records(&text, complete, delimiter, quote);
    let blank = |line: &Line| line.cells.iter().all(|cell| is_blank(Some(cell)));
    if complete && records.iter().all(blank) {
        return None;
    }
    let usual = usual_width(&records)?;
    let above = match options.skip {
        Some(_) => 0,
        None => lines::above(&records, usual, &mut evidence),
    };
    let table = &records[above..];
    let first = &table.first()?.cells;
    let marks = Marks::new(options);
    marks::look(table, &marks, &mut evidence);
    let numbers = numbers::guess(table, delimiter, options, &marks, &mut evidence);
    let rules = Rules { numbers, marks };
    let header = options
        .header
        .unwrap_or_else(|| header::guess(table, &rules, &mut evidence));
    Some(Layout {
        delimiter,
        quote,
        header,
        width: width(first, &table[usize::from(header)..], header),
        skip: match above {
            0 => skip,
            _ => table.first()?.number as usize - 1,
        },
        rules,
        comment,
        evidence,
    })
}

/// The text with lines at the top and comments made blank.
fn blanked(beginning: &[u8], skip: usize, comment: &str, options: &CsvOptions) -> Vec<u8> {
    let delimiter = options.delimiter.map(|delimiter| delimiter as u8);
    let quote = options.quote.unwrap_or_default().byte();
    match PassOver::new(skip, comment, delimiter, quote) {
        Some(mut over) => {
            let mut text = over.passed(beginning);
            text.extend(over.rest());
            text
        }
        None => beginning.to_vec(),
    }
}

/// The first records, without one that is cut off at the end of the beginning.
fn records(beginning: &[u8], complete: bool, delimiter: u8, quote: Quote) -> Vec<Line> {
    let squeezed;
    let text = if delimiter == b' ' {
        squeezed = Squeeze::new(quote.byte()).squeezed(beginning);
        &squeezed
    } else {
        beginning
    };
    let mut reader = parser(delimiter, quote).from_reader(text);
    let mut records = Vec::new();
    let mut cells = ByteRecord::new();
    while records.len() <= RECORDS && reader.read_byte_record(&mut cells).unwrap_or(false) {
        let inside = line_ends(cells.as_slice()) as u64;
        let number = reader.position().line().saturating_sub(inside + 1).max(1);
        if cells.len() > 1 || !is_blank(cells.get(0)) {
            let cells = cells.clone();
            records.push(Line { cells, number });
        }
    }
    if records.len() > RECORDS || (!complete && records.len() > 1) {
        records.pop();
    }
    records
}

pub(super) fn is_blank(cell: Option<&[u8]>) -> bool {
    cell.is_some_and(|cell| cell.trim_ascii().is_empty())
}

/// The most frequent number of cells; of equals the one that comes first.
fn usual_width(records: &[Line]) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for Line { cells, .. } in records {
        match counts.iter_mut().find(|(width, _)| *width == cells.len()) {
            Some((_, count)) => *count += 1,
            None => counts.push((cells.len(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map(|(width, _)| *width)
}

/// The number of columns: one less than there are cells if every line ends with a delimiter.
fn width(first: &ByteRecord, rows: &[Line], header: bool) -> usize {
    let last_is_blank = |record: &ByteRecord| is_blank(record.iter().next_back());
    let cells = first.len();
    if cells < 2 {
        return cells;
    }
    let open = |row: &Line| row.cells.len() == cells && !last_is_blank(&row.cells);
    let trailing = last_is_blank(first) && !rows.iter().any(open);
    if trailing && (header || rows.iter().all(|row| row.cells.len() == cells)) {
        cells - 1
    } else {
        cells
    }
}

/// A cell as text, without white space at its ends.
fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}

/// `3 of 4`, or `all 4`.
fn share(count: usize, of: usize) -> String {
    if count == of {
        format!("all {of}")
    } else {
        format!("{count} of {of}")
    }
}
