//! Reading ARFF, the format of Weka: a header that declares the columns, then rows of values or sparse rows.
//!
//! Source: *Attribute-Relation File Format (stable version)*, Weka wiki.

use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read;
use std::ops::ControlFlow;

use super::arff_line::Line;
use super::arff_line::Word;
use super::cell;
use super::intern::Interner;
use super::lines::Lines;
use super::names;
use super::options::CsvOptions;
use super::options::Evidence;
use super::problems::Problems;
use super::read::Preview;
use super::read::ReadError;
use super::table::Column;
use super::table::Table;
use super::table::Values;
use super::text::Text;

/// Whether a text is ARFF: its first word, after comments, is `@relation`.
pub(super) fn is_arff(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"%"))
        .and_then(|line| line.get(..9))
        .is_some_and(|word| word.eq_ignore_ascii_case(b"@relation"))
}

/// Reads up to `limit` rows.
pub(super) fn rows(
    name: &str,
    input: impl Read,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let mut arff = Arff::new(Text::new(input, options.encoding, progress));
    arff.header()?;
    arff.rows(limit)?;
    let encoding = arff.text.get_ref().encoding();
    Ok(Preview {
        options: CsvOptions {
            encoding,
            ..options
        },
        evidence: Evidence::default(),
        table: arff.finish(name)?,
        sheets: Vec::new(),
    })
}

struct Arff<'a, R> {
    text: BufReader<Text<'a, R>>,
    bytes: Vec<u8>,
    line: u64,
    names: Vec<String>,
    columns: Vec<Builder>,
    lines: Lines,
    problems: Problems,
    rows: usize,
}

/// A column while it is being read.
enum Builder {
    Numbers(Vec<f64>),
    /// Declared classes.
    Nominal {
        codes: Vec<u32>,
        classes: Interner,
    },
    /// Texts and dates.
    Text {
        codes: Vec<u32>,
        classes: Interner,
    },
}

impl<'a, R: Read> Arff<'a, R> {
    fn new(text: Text<'a, R>) -> Self {
        Self {
            text: BufReader::with_capacity(1 << 16, text),
            bytes: Vec::new(),
            line: 0,
            names: Vec::new(),
            columns: Vec::new(),
            lines: Lines::default(),
            problems: Problems::default(),
            rows: 0,
        }
    }

    /// The next line that is not blank or a comment.
    fn next(&mut self) -> Result<Option<String>, ReadError> {
        loop {
            self.bytes.clear();
            let count = self.text.read_until(b'\n', &mut self.bytes);
            match count {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) => return Err(self.read_error(&error)),
            }
            self.line += 1;
            let Ok(text) = std::str::from_utf8(&self.bytes) else {
                return Err(self.error("this is not UTF-8 text; choose another encoding"));
            };
            if !Line::new(text).is_empty() {
                return Ok(Some(text.trim().to_owned()));
            }
        }
    }

    fn read_error(&self, error: &io::Error) -> ReadError {
        ReadError::of_text(error, self.text.get_ref().state)
    }

    fn error(&self, message: impl AsRef<str>) -> ReadError {
        let line = self.line;
        ReadError::new(Some(line), format!("line {line}: {}", message.as_ref()))
    }

    /// Reads the declarations up to `@data`.
    fn header(&mut self) -> Result<(), ReadError> {
        while let Some(text) = self.next()? {
            let (keyword, rest) = text.split_once([' ', '\t']).unwrap_or((&text, ""));
            match &*keyword.to_ascii_lowercase() {
                "@relation" => {}
                "@attribute" => self.attribute(rest)?,
                "@data" if self.columns.is_empty() => {
                    return Err(
                        self.error("no @attribute line comes before @data; declare the columns")
                    );
                }
                "@data" => {
                    let names = std::mem::take(&mut self.names);
                    self.names = names::unique_names(names);
                    return Ok(());
                }
                _ => {
                    return Err(self.error(format!(
                        "`{keyword}` is not @attribute or @data; correct the header"
                    )));
                }
            }
        }
        let message = "the header is not followed by an @data line; get the whole file";
        Err(ReadError::new(None, message))
    }

    fn attribute(&mut self, rest: &str) -> Result<(), ReadError> {
        let mut line = Line::new(rest);
        let name = line
            .word(&[' ', '\t', '{'])
            .map_err(|m| self.error(m))?
            .text;
        let builder = if line.take('{') {
            let mut classes = Interner::default();
            while !line.take('}') {
                if line.is_empty() {
                    return Err(self.error(format!(
                        "the classes of `{name}` have no closing }}; add it"
                    )));
                }
                let class = line.word(&[',', '}']).map_err(|m| self.error(m))?;
                classes.code(&class.text);
                line.take(',');
            }
            Builder::Nominal {
                codes: Vec::new(),
                classes,
            }
        } else {
            let kind = line
                .word(&[' ', '\t', '%'])
                .map_err(|m| self.error(m))?
                .text;
            match &*kind.to_ascii_lowercase() {
                "numeric" | "real" | "integer" => Builder::Numbers(Vec::new()),
                "string" | "date" => Builder::Text {
                    codes: Vec::new(),
                    classes: Interner::default(),
                },
                _ => {
                    return Err(self.error(format!(
                        "column `{name}` has the type `{kind}`, which cannot be read; use numeric, string, date or {{classes}}"
                    )));
                }
            }
        };
        self.names.push(name);
        self.columns.push(builder);
        Ok(())
    }

    fn rows(&mut self, limit: usize) -> Result<(), ReadError> {
        let mut row = Vec::new();
        while self.rows < limit
            && let Some(text) = self.next()?
        {
            let mut line = Line::new(&text);
            row.clear();
            if line.take('{') {
                self.sparse(&mut line, &mut row)?;
            } else {
                row.extend(
                    line.values()
                        .map_err(|m| self.error(m))?
                        .into_iter()
                        .map(Some),
                );
            }
            if row.len() != self.columns.len() {
                let values = match row.len() {
                    1 => "1 value".to_owned(),
                    found => format!("{found} values"),
                };
                let expected = self.columns.len();
                return Err(self.error(format!(
                    "{values} where {expected} are declared; correct the line or the header"
                )));
            }
            for (column, word) in row.iter().enumerate() {
                self.value(column, word.as_ref())?;
            }
            self.lines.push(self.rows, self.line);
            self.rows += 1;
        }
        Ok(())
    }

    /// A sparse row `{index value, …}`; `None` where no value is written.
    fn sparse(&self, line: &mut Line<'_>, row: &mut Vec<Option<Word>>) -> Result<(), ReadError> {
        row.resize(self.columns.len(), None);
        while !line.take('}') {
            let index = line
                .word(&[' ', '\t', '}', ','])
                .map_err(|m| self.error(m))?
                .text;
            let value = line.word(&[',', '}']).map_err(|m| self.error(m))?;
            let place = index
                .parse()
                .ok()
                .and_then(|index: usize| row.get_mut(index));
            let Some(place) = place else {
                let last = self.columns.len() - 1;
                return Err(self.error(format!(
                    "`{index}` is not the index of a column, 0 to {last}; correct the sparse row"
                )));
            };
            *place = Some(value);
            if !line.take(',') && line.is_empty() {
                return Err(self.error("the sparse row has no closing }; add it"));
            }
        }
        Ok(())
    }

    /// Takes a value; `None` is the default of a sparse row: 0, or the first class.
    fn value(&mut self, column: usize, word: Option<&Word>) -> Result<(), ReadError> {
        let text = word.map(|word| &*word.text);
        let missing = word.is_some_and(|word| !word.quoted && matches!(&*word.text, "" | "?"));
        if missing {
            self.problems.push(self.rows, column, "");
        }
        match &mut self.columns[column] {
            Builder::Numbers(values) => {
                let number = match text {
                    None => Some(0.0),
                    Some(text) => cell::parse_number(text, false),
                };
                if let (Some(text), None, false) = (text, number, missing) {
                    let text = if cell::is_missing(text) { "" } else { text };
                    self.problems.push(self.rows, column, text);
                }
                values.push(number.unwrap_or(f64::NAN));
            }
            Builder::Nominal { codes, .. } if missing => codes.push(Values::MISSING),
            Builder::Nominal { codes, classes } => {
                let known = classes.len();
                let code = text.map_or(0, |text| classes.code(text));
                if code as usize >= known {
                    let (name, text) = (&self.names[column], text.unwrap_or_default());
                    let message = format!(
                        "`{text}` is not among the classes of column `{name}`; correct the value or declare it"
                    );
                    return Err(self.error(message));
                }
                codes.push(code);
            }
            Builder::Text { codes, classes } => codes.push(match text {
                Some(text) if !missing => classes.code(text),
                Some(_) => Values::MISSING,
                None => {
                    self.problems.push(self.rows, column, "");
                    Values::MISSING
                }
            }),
        }
        Ok(())
    }

    fn finish(self, name: &str) -> Result<Table, ReadError> {
        if self.rows == 0 {
            let message = "there are no rows below @data; choose a file with data";
            return Err(ReadError::new(None, message));
        }
        let column = |(builder, name): (Builder, String)| {
            let values = match builder {
                Builder::Numbers(values) => Values::Numeric(values),
                Builder::Nominal { codes, classes } | Builder::Text { codes, classes } => {
                    Values::Category {
                        codes,
                        classes: classes.into_texts(),
                    }
                }
            };
            Column::new(name, values)
        };
        let mut table = Table {
            format: "ARFF".to_owned(),
            ..Table::new(
                name,
                self.columns
                    .into_iter()
                    .zip(self.names)
                    .map(column)
                    .collect(),
            )
        };
        self.problems.put_into(&mut table, self.lines);
        Ok(table)
    }
}
