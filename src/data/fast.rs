//! The fast way through a delimited text: whole lines without quotation marks are cut up in place, and short decimal numbers
//! are taken digit by digit. Whatever else is met goes the usual way, with the same result to the last bit.

use std::cell::OnceCell;
use std::io::Read;
use std::io::Seek as _;
use std::io::SeekFrom;

use ::csv::ByteRecord;
use ::csv::Position;
use rayon::ThreadPool;
use rayon::ThreadPoolBuilder;

use super::column::ColumnBuilder;
use super::infer::Layout;
use super::lines::Lines;
use super::options::Thousands;
use super::read::ReadError;
use super::reading::Reading;
use super::reading::ragged;
use super::text::SMALLER;

/// Up to here every whole number is one of `f64`.
const EXACT_MANTISSA: u64 = 1 << 53;
/// More digits could overflow.
const MAX_DIGITS: usize = 19;

/// The powers of ten that `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Bytes of a block below which it is not worth a second thread.
const WORTHWHILE: usize = (1 << 16) / SMALLER;

/// How lines are cut up, and where they go.
struct Cutter<'a> {
    layout: &'a Layout,
    columns: &'a mut [ColumnBuilder],
    /// The decimal mark; `None` where every number has to go the usual way.
    decimal: Option<u8>,
    /// Rows so far, of at most `limit`.
    rows: &'a mut usize,
    limit: usize,
    /// The lines of the rows.
    lines: &'a mut Lines,
    /// The next line.
    line: u64,
}

/// What a line holds.
enum Line {
    Row,
    Blank,
    /// So many cells, which are not as many as there are columns.
    Ragged(usize),
}

impl<R: Read> Reading<'_, R> {
    /// Reads rows up to `limit` in all, or up to the first piece of text that has to go the usual way.
    pub(super) fn fast_rows(&mut self, limit: usize) -> Result<(), ReadError> {
        let mut position = self.reader.position().clone();
        if position.byte() == 0 {
            // Else the parser would take the first row for column names before it goes anywhere.
            self.reader.set_byte_headers(ByteRecord::new());
        }
        let start = SeekFrom::Start(position.byte());
        // The parser has read ahead; where there is no way back, it goes on.
        if self.reader.seek_raw(start, position.clone()).is_err() {
            return Ok(());
        }
        let mut cutter = Cutter {
            decimal: decimal(&self.layout),
            layout: &self.layout,
            columns: &mut self.columns,
            rows: &mut self.rows,
            limit,
            lines: &mut self.lines,
            line: position.line(),
        };
        let (helper, mut ahead) = (Helper::new(), Ahead::default());
        let quote = self.layout.quote.byte();
        while *cutter.rows < limit {
            let text = self.reader.get_mut();
            let block = match text.lines() {
                Ok(block) => block,
                Err(error) => return Err(ReadError::of_text(&error, text.state)),
            };
            if quote.is_some_and(|quote| block.contains(&quote)) {
                break;
            }
            let Ok(block) = std::str::from_utf8(block) else {
                break;
            };
            let end = cutter.halves(block, &helper, &mut ahead)?;
            if end == 0 {
                break;
            }
            text.take(end);
        }
        let line = cutter.line;
        self.hand_over(line, &mut position)
    }

    /// Lets the parser go on where the fast way ends.
    fn hand_over(&mut self, line: u64, position: &mut Position) -> Result<(), ReadError> {
        let place = self.reader.get_mut().stream_position();
        let place = place.map_err(|error| ReadError::of_io(&error))?;
        position.set_line(line).set_byte(place);
        let start = SeekFrom::Start(place);
        let result = self.reader.seek_raw(start, position.clone());
        result.map_err(|error| ReadError::new(None, error.to_string()))
    }
}

impl Cutter<'_> {
    /// Takes the lines of a block and gives the end of the last. Of a large one with numbers alone, another thread reads the second
    /// half.
    fn halves(
        &mut self,
        block: &str,
        helper: &Helper,
        ahead: &mut Ahead,
    ) -> Result<usize, ReadError> {
        let half = &block.as_bytes()[..block.len() / 2];
        let middle = half.iter().rposition(|byte| *byte == b'\n');
        // A cell has a mark at least: there are no more rows, and so there is room for all.
        let rows = block.len() / self.columns.len().max(1);
        let worthwhile =
            block.len() >= WORTHWHILE && self.limit - *self.rows >= rows && self.is_plain();
        let (true, Some(middle), Some(decimal)) = (worthwhile, middle, self.decimal) else {
            return self.block(block);
        };
        let Some(thread) = helper.get_or_init(reading_thread) else {
            return self.block(block);
        };
        let (first, second) = block.split_at(middle + 1);
        let (width, delimiter) = (self.columns.len(), self.layout.delimiter);
        let mut whole = false;
        let taken = thread.in_place_scope(|scope| {
            scope.spawn(|_| {
                whole = ahead.read(second.as_bytes(), width, (delimiter, decimal));
            });
            self.block(first)
        });
        let taken = taken?;
        if whole && self.is_plain() {
            self.put(ahead);
            Ok(block.len())
        } else {
            Ok(taken + self.block(second)?)
        }
    }

    /// Whether every column may take plain numbers.
    fn is_plain(&mut self) -> bool {
        let mut columns = self.columns.iter_mut();
        columns.all(|column| column.plain_numbers().is_some())
    }

    /// Puts rows that were read ahead below the others, in columns that may take them.
    fn put(&mut self, ahead: &Ahead) {
        for (column, numbers) in self.columns.iter_mut().zip(&ahead.columns) {
            if let Some(values) = column.plain_numbers() {
                values.extend(numbers);
            }
        }
        for _ in 0..ahead.rows {
            self.lines.push(*self.rows, self.line);
            *self.rows += 1;
            self.line += 1;
        }
    }

    /// Takes the lines of a block and gives the end of the last.
    fn block(&mut self, block: &str) -> Result<usize, ReadError> {
        let mut at = 0;
        while at < block.len() && *self.rows < self.limit {
            let (kind, end) = self.line(block, at);
            match kind {
                Line::Row => {
                    self.lines.push(*self.rows, self.line);
                    *self.rows += 1;
                }
                Line::Blank => {}
                Line::Ragged(cells) => {
                    return Err(ragged(self.layout, self.line, (cells, false)));
                }
            }
            self.line += 1;
            at = end;
        }
        Ok(at)
    }

    /// Takes the line that starts at `at` and gives the start of the next.
    fn line(&mut self, text: &str, at: usize) -> (Line, usize) {
        let bytes = text.as_bytes();
        if bytes[at] == b'\n' {
            return (Line::Blank, at + 1);
        }
        let width = self.columns.len();
        if bytes[at] <= b' ' && width != 1 {
            let (cells, end) = self.rest(bytes, at);
            if cells == 1 && bytes[at..end].trim_ascii().is_empty() {
                return (Line::Blank, end + 1);
            }
        }
        let mut cursor = at;
        for index in 0..width {
            let end = self.cell(text, cursor, index);
            cursor = end + 1;
            if bytes[end] == b'\n' {
                let kind = match index + 1 {
                    cells if cells == width => Line::Row,
                    cells => Line::Ragged(cells),
                };
                return (kind, cursor);
            }
        }
        // Every line may end with a delimiter.
        let (more, end) = self.rest(bytes, cursor);
        let blank = more == 1 && bytes[cursor..end].trim_ascii().is_empty();
        let kind = if blank {
            Line::Row
        } else {
            Line::Ragged(width + more)
        };
        (kind, end + 1)
    }

    /// The number of cells from `at` to the end of the line, and that end.
    fn rest(&self, bytes: &[u8], at: usize) -> (usize, usize) {
        let length = bytes[at..].iter().position(|byte| *byte == b'\n');
        let end = length.map_or(bytes.len(), |length| at + length);
        let is_delimiter = |byte: &&u8| **byte == self.layout.delimiter;
        (1 + bytes[at..end].iter().filter(is_delimiter).count(), end)
    }

    /// Takes the cell that starts at `at` and gives its end: a delimiter or line end.
    fn cell(&mut self, text: &str, at: usize, index: usize) -> usize {
        let bytes = text.as_bytes();
        let delimiter = self.layout.delimiter;
        if let Some(decimal) = self.decimal
            && let Some(values) = self.columns[index].plain_numbers()
            && let Some((number, end)) = number(bytes, at, decimal)
            && (bytes[end] == delimiter || bytes[end] == b'\n')
        {
            values.push(number);
            return end;
        }
        let length = bytes[at..]
            .iter()
            .position(|byte| *byte == delimiter || *byte == b'\n');
        let end = length.map_or(bytes.len() - 1, |length| at + length);
        self.columns[index].push(&text[at..end], &self.layout.rules);
        end
    }
}

/// The thread that reads second halves, once one was wanted; `None` inside if there is none to be had.
type Helper = OnceCell<Option<ThreadPool>>;

fn reading_thread() -> Option<ThreadPool> {
    let builder = ThreadPoolBuilder::new().num_threads(1);
    builder
        .thread_name(|_| "read ahead".to_owned())
        .build()
        .ok()
}

/// Rows of numbers that were read before those above them were.
#[derive(Default)]
struct Ahead {
    columns: Vec<Vec<f64>>,
    rows: usize,
}

impl Ahead {
    /// Reads whole lines, each with so many plain numbers; `false` if there is anything else.
    fn read(&mut self, lines: &[u8], width: usize, (delimiter, decimal): (u8, u8)) -> bool {
        self.columns.resize(width, Vec::new());
        for column in &mut self.columns {
            column.clear();
        }
        self.rows = 0;
        let mut at = 0;
        while at < lines.len() {
            for (index, column) in self.columns.iter_mut().enumerate() {
                let mark = if index + 1 < width { delimiter } else { b'\n' };
                match number(lines, at, decimal) {
                    Some((number, end)) if lines[end] == mark => {
                        column.push(number);
                        at = end + 1;
                    }
                    Some(_) | None => return false,
                }
            }
            self.rows += 1;
        }
        true
    }
}

/// The decimal mark if digits with it are what they look like: it is no other mark, too, and no number stands for a missing
/// value.
fn decimal(layout: &Layout) -> Option<u8> {
    let numbers = layout.rules.numbers;
    let decimal = if numbers.decimal_comma { b',' } else { b'.' };
    let between = match numbers.thousands {
        Thousands::Comma => Some(b','),
        Thousands::Point => Some(b'.'),
        Thousands::Unused | Thousands::Space | Thousands::Apostrophe => None,
    };
    let has_digit = |mark: &String| mark.bytes().any(|byte| byte.is_ascii_digit());
    let clear = decimal != layout.delimiter
        && between != Some(decimal)
        && !layout.rules.marks.list().iter().any(has_digit);
    clear.then_some(decimal)
}

/// The number at the start of a text and where it ends, if few digits and no exponent make it exact: both the digits as a
/// whole number and the power of ten are numbers of `f64`, so their quotient is rounded once. Source: Clinger, *How to
/// read floating point numbers accurately* (1990).
fn number(bytes: &[u8], at: usize, decimal: u8) -> Option<(f64, usize)> {
    let mut cursor = at;
    let negative = bytes[cursor] == b'-';
    if negative || bytes[cursor] == b'+' {
        cursor += 1;
    }
    let first = cursor;
    let mut mantissa = 0_u64;
    let mut digits = |cursor: &mut usize| {
        while let Some(digit) = bytes.get(*cursor).map(|byte| byte.wrapping_sub(b'0'))
            && digit <= 9
        {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            *cursor += 1;
        }
    };
    digits(&mut cursor);
    let mut count = cursor - first;
    let mut decimals = 0;
    if bytes.get(cursor) == Some(&decimal) {
        let point = cursor;
        cursor += 1;
        digits(&mut cursor);
        decimals = cursor - point - 1;
        count += decimals;
    }
    if count == 0 || count > MAX_DIGITS || mantissa > EXACT_MANTISSA || cursor >= bytes.len() {
        return None;
    }
    let number = mantissa as f64 / POWERS[decimals];
    Some((if negative { -number } else { number }, cursor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "+7",
            "12.5",
            ".5",
            "5.",
            "-0.001",
            "9007199254740992",
            "0.1234567890123456",
            "123456.7890",
            "0000000000000000001",
            "-.25",
        ] {
            let line = format!("{text}\n");
            let (found, end) = number(line.as_bytes(), 0, b'.').unwrap();
            let expected: f64 = text.parse().unwrap();
            assert_eq!(found.to_bits(), expected.to_bits(), "{text}");
            assert_eq!(end, text.len());
        }
        for text in [
            ".",
            "-",
            "+",
            "",
            "x",
            "9007199254740993",
            "12345678901234567890",
        ] {
            assert!(
                number(format!("{text}\n").as_bytes(), 0, b'.').is_none(),
                "{text}"
            );
        }
    }
}
