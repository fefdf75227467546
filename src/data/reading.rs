//! A delimited text while it is being read.

use std::io;
use std::io::Read;
use std::ops::ControlFlow;

use ::csv::ByteRecord;
use ::csv::Reader;

use super::column::ColumnBuilder;
use super::infer;
use super::infer::Layout;
use super::lines::Lines;
use super::names;
use super::options::CsvOptions;
use super::options::Encoding;
use super::options::Quote;
use super::options::Thousands;
use super::problems::Problems;
use super::read::ReadError;
use super::table::Column;
use super::table::Expected;
use super::table::Table;
use super::text::SMALLER;
use super::text::State;
use super::text::Text;
use super::text::line_ends;

/// A text that is being read.
pub(super) struct Reading<'a, R> {
    pub(super) reader: Reader<Text<'a, R>>,
    record: ByteRecord,
    /// As they were set.
    pub(super) options: CsvOptions,
    pub(super) layout: Layout,
    names: Vec<String>,
    pub(super) columns: Vec<ColumnBuilder>,
    pub(super) lines: Lines,
    pub(super) rows: usize,
}

impl<'a, R: Read> Reading<'a, R> {
    /// Looks at the beginning and takes the names.
    pub(super) fn begin(
        input: R,
        options: CsvOptions,
        progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Self, ReadError> {
        if let Some(delimiter) = options.delimiter
            && (!delimiter.is_ascii()
                || matches!(delimiter, '"' | '\n' | '\r' | '\0')
                || options.quote.and_then(Quote::byte).map(char::from) == Some(delimiter))
        {
            let message =
                format!("`{delimiter}` cannot separate cells; choose a comma, semicolon or tab");
            return Err(ReadError::new(None, message));
        }
        let mut text = Text::new(input, options.encoding, progress);
        let layout = match text.beginning() {
            Ok((beginning, complete)) => {
                check_encoding(beginning)?;
                infer::layout(beginning, complete, &options).ok_or_else(|| {
                    ReadError::new(None, "the file is empty; choose a file with a table")
                })?
            }
            Err(error) => return Err(ReadError::of_text(&error, text.state)),
        };
        text.pass_over(layout.pass_over());
        if layout.delimiter == b' ' {
            text.squeeze_spaces(layout.quote.byte());
        }
        let mut reading = Self {
            reader: infer::parser(layout.delimiter, layout.quote)
                .buffer_capacity((1 << 16) / SMALLER)
                .from_reader(text),
            record: ByteRecord::new(),
            names: Vec::new(),
            columns: (0..layout.width).map(|_| ColumnBuilder::new()).collect(),
            options,
            layout,
            lines: Lines::default(),
            rows: 0,
        };
        reading.head()?;
        Ok(reading)
    }

    /// The encoding; `None` as long as all that was read is ASCII.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.reader.get_ref().encoding()
    }

    /// Takes the names.
    fn head(&mut self) -> Result<(), ReadError> {
        let width = self.layout.width;
        if !self.layout.header {
            self.names = (1..=width).map(|index| format!("column {index}")).collect();
            return Ok(());
        }
        let line = loop {
            match self.next()? {
                Some(_)
                    if self.record.len() == 1
                        && infer::is_blank(self.record.get(0))
                        && width > 1 => {}
                Some(line) => break line,
                None => return Ok(()),
            }
        };
        let text = utf8(&self.record, line)?;
        let names = (0..width).map(|index| cell(&self.record, text, index).to_owned());
        self.names = names::unique_names(names);
        Ok(())
    }

    /// Reads the next record and gives the line it starts on.
    fn next(&mut self) -> Result<Option<u64>, ReadError> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                let cells = self.record.as_slice();
                let inside = if cells.contains(&b'\n') {
                    line_ends(cells) as u64
                } else {
                    0
                };
                // The record's own position would be that of a blank line before it.
                let end = self.reader.position().line();
                // The text ends with a line end, so a record that meets the end of the text is inside quotation marks.
                if self.reader.get_ref().state == State::Drained {
                    let line = end.saturating_sub(inside).max(1);
                    let message = format!(
                        "line {line}: a quotation mark is never closed, so the rest of the file is one cell; close it or remove it"
                    );
                    return Err(ReadError::new(Some(line), message));
                }
                Ok(Some(end.saturating_sub(inside + 1).max(1)))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let text = error.to_string();
                let error = if let ::csv::ErrorKind::Io(error) = error.into_kind() {
                    error
                } else {
                    io::Error::other(text)
                };
                Err(ReadError::of_text(&error, self.reader.get_ref().state))
            }
        }
    }

    /// Reads up to `limit` rows in all.
    pub(super) fn rows(&mut self, limit: usize) -> Result<(), ReadError> {
        self.fast_rows(limit)?;
        self.usual_rows(limit)
    }

    /// As [`Reading::rows`], with the parser alone.
    pub(super) fn usual_rows(&mut self, limit: usize) -> Result<(), ReadError> {
        let width = self.layout.width;
        while self.rows < limit {
            let Some(line) = self.next()? else {
                break;
            };
            let cells = self.record.len();
            if cells != width {
                if cells == 1 && infer::is_blank(self.record.get(0)) {
                    continue;
                }
                let trailing = cells == width + 1 && infer::is_blank(self.record.get(width));
                if !trailing {
                    let has_line_end = self.record.as_slice().contains(&b'\n');
                    return Err(ragged(&self.layout, line, (cells, has_line_end)));
                }
            }
            let text = utf8(&self.record, line)?;
            for (index, column) in self.columns.iter_mut().enumerate() {
                column.push(cell(&self.record, text, index), &self.layout.rules);
            }
            self.lines.push(self.rows, line);
            self.rows += 1;
        }
        Ok(())
    }

    /// The table that was read.
    pub(super) fn finish(self, name: &str) -> Result<Table, ReadError> {
        if self.rows == 0 {
            let message = if self.layout.header {
                "there are no rows below the header; choose a file with data"
            } else {
                "there are no rows; choose a file with data"
            };
            return Err(ReadError::new(None, message));
        }
        let format = format_text(&self.layout, self.encoding());
        let mut problems = Problems::default();
        let columns: Vec<Column> = self
            .columns
            .into_iter()
            .zip(self.names)
            .enumerate()
            .map(|(index, (builder, name))| Column {
                name,
                values: builder.finish(|row, text| problems.push(row, index, text)),
            })
            .collect();
        for (index, column) in columns.iter().enumerate() {
            for (row, text) in column.impossible_dates() {
                problems.push_unlike(row, index, text, Expected::Date);
            }
        }
        let mut table = Table {
            name: name.to_owned(),
            columns,
            format,
            ..Table::default()
        };
        problems.put_into(&mut table, self.lines);
        Ok(table)
    }
}

/// A line with so many cells, perhaps with a line end in them, is not as long as the table is wide.
pub(super) fn ragged(
    layout: &Layout,
    line: u64,
    (found, has_line_end): (usize, bool),
) -> ReadError {
    let width = layout.width;
    let cells = if found == 1 {
        "1 cell".to_owned()
    } else {
        format!("{found} cells")
    };
    let expected = if width == 1 {
        "1 is".to_owned()
    } else {
        format!("{width} are")
    };
    let delimiter = delimiter_name(layout.delimiter);
    let advice = if has_line_end {
        "look for a quotation mark in the wrong place".to_owned()
    } else if found > width {
        format!("remove the extra {delimiter}, or put text that contains one in quotation marks")
    } else {
        format!("add the missing cells, or choose another delimiter than the {delimiter}")
    };
    ReadError::new(
        Some(line),
        format!("line {line} has {cells} where {expected} expected; {advice}"),
    )
}

/// The text of a record.
fn utf8(record: &ByteRecord, line: u64) -> Result<&str, ReadError> {
    let bytes = record.as_slice();
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = line + line_ends(before) as u64;
        let message = format!(
            "line {line} is not UTF-8 text; choose another encoding, or save the file as UTF-8"
        );
        ReadError::new(Some(line), message)
    })
}

fn cell<'a>(record: &ByteRecord, text: &'a str, index: usize) -> &'a str {
    record
        .range(index)
        .and_then(|range| text.get(range))
        .unwrap_or_default()
}

fn check_encoding(beginning: &[u8]) -> Result<(), ReadError> {
    if let Some(at) = beginning.iter().position(|byte| *byte == 0) {
        let line = 1 + line_ends(&beginning[..at]) as u64;
        let message = format!(
            "line {line} holds a byte 0, so this is not a text file; export the table as CSV"
        );
        return Err(ReadError::new(Some(line), message));
    }
    Ok(())
}

fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b',' => "comma".to_owned(),
        b';' => "semicolon".to_owned(),
        b'\t' => "tab".to_owned(),
        b'|' => "bar".to_owned(),
        b' ' => "space".to_owned(),
        other => format!("`{}`", other as char),
    }
}

fn format_text(layout: &Layout, encoding: Option<Encoding>) -> String {
    let mut text = format!("{}-separated", delimiter_name(layout.delimiter));
    text.push_str(if layout.header {
        ", with header"
    } else {
        ", without header"
    });
    if layout.rules.numbers.decimal_comma {
        text.push_str(", decimal comma");
    }
    let thousands = match layout.rules.numbers.thousands {
        Thousands::Unused => None,
        Thousands::Comma => Some("commas"),
        Thousands::Point => Some("points"),
        Thousands::Space => Some("spaces"),
        Thousands::Apostrophe => Some("apostrophes"),
    };
    if let Some(marks) = thousands {
        text.extend([", ", marks, " between thousands"]);
    }
    match layout.quote {
        Quote::Double => {}
        Quote::Single => text.push_str(", single quotation marks"),
        Quote::Unused => text.push_str(", no quotation marks"),
    }
    if !layout.comment.is_empty() {
        text.extend([", comments with `", &layout.comment, "`"]);
    }
    match encoding {
        Some(encoding @ (Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Windows1252)) => {
            text.extend([", ", encoding.name()]);
        }
        Some(Encoding::Utf8) | None => {}
    }
    match layout.skip {
        0 => {}
        1 => text.push_str(", first line passed over"),
        lines => text.extend([", first ", &lines.to_string(), " lines passed over"]),
    }
    text
}
