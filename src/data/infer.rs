//! Guessing a text's delimiter, header and decimal mark from its beginning.

use ::csv::ByteRecord;
use ::csv::ReaderBuilder;
use ::csv::Terminator;

use super::cell;
use super::spec::CsvOptions;
use super::text::Squeeze;

/// The delimiters that are tried, in order of preference.
const DELIMITERS: [u8; 5] = [b'\t', b',', b';', b'|', b' '];
/// How many records of the beginning are looked at.
const RECORDS: usize = 200;
/// At most this many lines above the table are passed over.
const MAX_SKIPPED: usize = 20;

/// How a text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    pub(super) header: bool,
    pub(super) decimal_comma: bool,
    /// The number of columns.
    pub(super) width: usize,
    /// The number of records above the table.
    pub(super) skipped: usize,
}

/// A reader's settings for a delimiter; the text has `\n` line ends only.
pub(super) fn parser(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'));
    builder
}

/// The layout of a text by its beginning, `complete` if that is the whole text; options that are set are kept. `None` if
/// there is not one record.
pub(super) fn layout(beginning: &[u8], complete: bool, options: CsvOptions) -> Option<Layout> {
    let delimiter = match options.delimiter {
        Some(delimiter) => delimiter as u8,
        None => delimiter(beginning, complete),
    };
    let records = records(beginning, complete, delimiter);
    let blank = |record: &ByteRecord| record.iter().all(|cell| is_blank(Some(cell)));
    if complete && records.iter().all(blank) {
        return None;
    }
    let usual = usual_width(&records)?;
    let skipped = lines_above(&records, usual);
    let table = &records[skipped..];
    let first = table.first()?;
    let decimal_comma = options
        .decimal_comma
        .unwrap_or_else(|| has_decimal_comma(table));
    let header = options
        .header
        .unwrap_or_else(|| has_header(table, decimal_comma));
    Some(Layout {
        delimiter,
        header,
        decimal_comma,
        width: width(first, &table[usize::from(header)..], header),
        skipped,
    })
}

/// The first records, without one that is cut off at the end of the beginning.
fn records(beginning: &[u8], complete: bool, delimiter: u8) -> Vec<ByteRecord> {
    let squeezed;
    let text = if delimiter == b' ' {
        squeezed = Squeeze::new().squeezed(beginning);
        &squeezed
    } else {
        beginning
    };
    let mut reader = parser(delimiter).from_reader(text);
    let mut records: Vec<ByteRecord> = reader
        .byte_records()
        .take(RECORDS + 1)
        .map_while(Result::ok)
        .filter(|record| record.len() > 1 || !is_blank(record.get(0)))
        .collect();
    if records.len() > RECORDS || (!complete && records.len() > 1) {
        records.pop();
    }
    records
}

pub(super) fn is_blank(cell: Option<&[u8]>) -> bool {
    cell.is_some_and(|cell| cell.trim_ascii().is_empty())
}

/// The most frequent number of cells; of equals the one that comes first.
fn usual_width(records: &[ByteRecord]) -> Option<usize> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for record in records {
        match counts.iter_mut().find(|(width, _)| *width == record.len()) {
            Some((_, count)) => *count += 1,
            None => counts.push((record.len(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .iter()
        .find(|(_, count)| *count == most)
        .map(|(width, _)| *width)
}

/// The delimiter under which the lines have the same number of cells and the cells look whole.
fn delimiter(beginning: &[u8], complete: bool) -> u8 {
    let mut best = (0.0, b',');
    for delimiter in DELIMITERS {
        let records = records(beginning, complete, delimiter);
        let Some(usual) = usual_width(&records).filter(|usual| *usual > 1) else {
            continue;
        };
        let regular = records.iter().filter(|record| record.len() == usual);
        let consistency = regular.clone().count() as f64 / records.len() as f64;
        let mut cells = 0_usize;
        let mut whole = 0_usize;
        let mut numbers = 0_usize;
        for cell in regular.flat_map(ByteRecord::iter) {
            let cell = String::from_utf8_lossy(cell);
            let cell = cell::trim(&cell);
            let number = is_number(cell) || cell::is_missing(cell);
            cells += 1;
            numbers += usize::from(number);
            whole += usize::from(number || !cell.contains(['\t', ',', ';', '|', '"']));
        }
        let share = |count: usize| count as f64 / cells.max(1) as f64;
        // Words are separated by spaces, too, so only numbers in equal lines speak for this delimiter.
        if delimiter == b' ' && (consistency < 1.0 || share(numbers) < 0.5) {
            continue;
        }
        let score = consistency * share(whole);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

fn is_number(cell: &str) -> bool {
    cell::parse_number(cell, false).is_some() || cell::parse_number(cell, true).is_some()
}

/// How many lines above the table (titles, counts) are passed over: those with another number of cells than all lines
/// below them, of which there must be three. A line of several words is not one: it is rather a header with a mistake.
fn lines_above(records: &[ByteRecord], usual: usize) -> usize {
    let regular = records
        .iter()
        .rev()
        .take_while(|record| record.len() == usual)
        .count();
    let above = records.len() - regular;
    let is_title = |record: &ByteRecord| {
        let filled = record.iter().filter(|cell| !is_blank(Some(cell))).count();
        filled <= 1
            || record
                .iter()
                .any(|cell| is_number(&String::from_utf8_lossy(cell)))
    };
    if regular >= 3 && above <= MAX_SKIPPED && records[..above].iter().all(is_title) {
        above
    } else {
        0
    }
}

/// Whether numbers have decimal commas: more cells are numbers only so than only with a point. `1,234` may have a
/// separator of thousands and says nothing.
fn has_decimal_comma(records: &[ByteRecord]) -> bool {
    let mut commas = 0_usize;
    let mut points = 0_usize;
    for cell in records.iter().flat_map(ByteRecord::iter) {
        let Ok(cell) = std::str::from_utf8(cell) else {
            continue;
        };
        let cell = cell::trim(cell);
        let comma = cell::parse_number(cell, true).is_some();
        let point = cell::parse_number(cell, false).is_some();
        commas += usize::from(comma && !point && !looks_like_thousands(cell));
        points += usize::from(point && !comma);
    }
    commas > points
}

fn looks_like_thousands(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-']);
    digits.split_once(',').is_some_and(|(left, right)| {
        right.len() == 3
            && (1..=3).contains(&left.len())
            && !left.starts_with('0')
            && right.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether the first record holds names: more columns have a word above numbers than a number above numbers; or, if
/// neither occurs, none of its words comes again below it.
fn has_header(records: &[ByteRecord], decimal_comma: bool) -> bool {
    let Some((first, rest)) = records.split_first() else {
        return false;
    };
    let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
    let is_number = |cell: &str| cell::parse_number(cell, decimal_comma).is_some();
    let mut words_above = 0_usize;
    let mut numbers_above = 0_usize;
    let mut again = 0_usize;
    let mut numbers_first = 0_usize;
    for (index, name) in first.iter().enumerate() {
        let name = text(name);
        if cell::is_missing(&name) {
            continue;
        }
        let below: Vec<String> = rest
            .iter()
            .filter_map(|record| record.get(index))
            .map(text)
            .filter(|cell| !cell::is_missing(cell))
            .collect();
        let numbers = below.iter().filter(|cell| is_number(cell)).count();
        let numeric = !below.is_empty() && numbers * 10 >= below.len() * 9;
        numbers_first += usize::from(is_number(&name));
        numbers_above += usize::from(numeric && is_number(&name));
        words_above += usize::from(numeric && !is_number(&name));
        again += usize::from(below.contains(&name));
    }
    if words_above + numbers_above > 0 {
        words_above > numbers_above
    } else {
        again == 0 && numbers_first == 0
    }
}

/// The number of columns: one less than there are cells if every line ends with a delimiter.
fn width(first: &ByteRecord, rows: &[ByteRecord], header: bool) -> usize {
    let last_is_blank = |record: &ByteRecord| is_blank(record.iter().next_back());
    let cells = first.len();
    if cells < 2 {
        return cells;
    }
    let open = |record: &ByteRecord| record.len() == cells && !last_is_blank(record);
    let trailing = last_is_blank(first) && !rows.iter().any(open);
    if trailing && (header || rows.iter().all(|row| row.len() == cells)) {
        cells - 1
    } else {
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &str) -> (char, bool, bool, usize, usize) {
        let layout = layout(text.as_bytes(), true, CsvOptions::default()).unwrap();
        (
            layout.delimiter as char,
            layout.header,
            layout.decimal_comma,
            layout.width,
            layout.skipped,
        )
    }

    #[test]
    fn layouts_are_guessed() {
        assert_eq!(guess("a,b\n1,2\n"), (',', true, false, 2, 0));
        assert_eq!(guess("1,2\n3,4\n"), (',', false, false, 2, 0));
        assert_eq!(guess("a;b\n1,5;2,5\n"), (';', true, true, 2, 0));
        assert_eq!(guess("1,5;2,5\n3,5;4,5\n"), (';', false, true, 2, 0));
        assert_eq!(guess("a\tb\nSmith, John\t5\n"), ('\t', true, false, 2, 0));
        assert_eq!(guess("a|b\n1|2\n"), ('|', true, false, 2, 0));
        assert_eq!(guess("1.0  2.0 3\n 4 5   6\n"), (' ', false, false, 3, 0));
        assert_eq!(guess("x\n1\n2\n"), (',', true, false, 1, 0));
        assert_eq!(
            guess("colour,answer\nred,yes\nblue,no\n"),
            (',', true, false, 2, 0)
        );
        assert_eq!(
            guess("red,yes\nblue,no\nred,no\n"),
            (',', false, false, 2, 0)
        );
        assert_eq!(guess("a,b,\n1,2,\n3,4,\n"), (',', true, false, 2, 0));
        assert_eq!(guess("1,2,\n3,4,\n"), (',', false, false, 2, 0));
        assert_eq!(guess("a,b,c\n1,2,\n3,4,5\n"), (',', true, false, 3, 0));
        assert_eq!(guess("3,2,x,y\n1,2\n3,4\n5,6\n"), (',', false, false, 2, 1));
        assert_eq!(
            guess("A title\n\na;b\n1;2\n3;4\n"),
            (';', true, false, 2, 1)
        );
        assert_eq!(
            guess("a,b\n1,2,3\n4,5,6\n7,8,9\n"),
            (',', true, false, 2, 0)
        );
        assert_eq!(
            guess("a,b\n\"1,234\",\"2,345\"\n"),
            (',', true, false, 2, 0)
        );
    }
}
