//! Looking over an ODS workbook before it is read: repetition counts let a few bytes stand for billions of cells, and the
//! parser takes all of them into memory.

use super::read::ReadError;
use super::workbook;
use super::workbook::CELLS_AT_ONCE;
use super::workbook::Look;
use super::workbook::Task;
use super::xml::Tag;
use super::xml::Tags;
use super::zipped;
use super::zipped::Archive;
use super::zipped::MAX_COLUMNS;
use super::zipped::MAX_ROWS;

/// What the parser needs for a cell besides its text.
const CELL_BYTES: u64 = 56;
/// The cells may take this much memory …
const FREE_BYTES: u64 = 512 << 20;
/// … or this many times the bytes they are written with.
const MAX_RATIO: u64 = 8;
/// The deepest nesting of elements.
const MAX_DEPTH: usize = 64;

/// What is known of the sheets so far.
#[derive(Default)]
struct Sheets {
    looks: Vec<Look>,
    /// The bytes that the parser will need.
    memory: u64,
    sheet: Sheet,
    row: Row,
    cell: Cell,
}

/// The present sheet.
#[derive(Default)]
struct Sheet {
    rows: u64,
    blank_rows: u64,
    width: u64,
}

/// The present row.
#[derive(Default)]
struct Row {
    repeats: u64,
    hidden: bool,
    width: u64,
    blank: u64,
    memory: u64,
}

/// The present cell.
#[derive(Default)]
struct Cell {
    repeats: u64,
    bytes: u64,
    filled: bool,
}

/// Looks over the parts that the parser reads.
///
/// # Errors
/// When they are too large, are not properly nested (the parser would wait for an end that does not come) or encrypted.
pub(super) fn look_over(
    archive: &mut Archive,
    task: &mut Task<'_>,
) -> Result<Vec<Look>, ReadError> {
    let mut sheets = Sheets::default();
    let mut bytes = 0;
    for index in 0..archive.len() {
        let Some((name, mut part)) = zipped::part(archive, index, (task.size, bytes))? else {
            continue;
        };
        let wrong =
            |reason: &dyn std::fmt::Display| workbook::damaged(&format!("{name}: {reason}"));
        let content = name == "content.xml";
        let mut tags = Tags::new(&mut part);
        let mut open: Vec<Vec<u8>> = Vec::new();
        let mut count = 0;
        while let Some(tag) = tags.next().map_err(|error| wrong(&error))? {
            count += 1;
            if count % CELLS_AT_ONCE == 0 {
                task.report(0, 1)?;
            }
            if tag.name() == b"manifest:encryption-data" {
                let message = "the workbook is encrypted; save it without a password";
                return Err(ReadError::new(None, message));
            }
            if tag.is_end() {
                if open.pop().as_deref() != Some(tag.name()) {
                    return Err(wrong(&"its elements are not properly nested"));
                }
            } else if !tag.is_empty() {
                open.push(tag.name().to_vec());
                if open.len() > MAX_DEPTH {
                    return Err(wrong(&"its elements are nested too deep"));
                }
            }
            if content {
                sheets.take(&tag);
            }
        }
        if !open.is_empty() {
            return Err(wrong(&"it is cut off"));
        }
        drop(tags);
        if content {
            sheets.check(part.bytes() - bytes)?;
        }
        bytes = part.bytes();
    }
    Ok(sheets.looks)
}

impl Sheets {
    fn take(&mut self, tag: &Tag<'_>) {
        let whole = tag.is_empty() && !tag.is_end();
        self.cell.bytes = self.cell.bytes.saturating_add(tag.text + tag.len());
        match (tag.name(), tag.is_end()) {
            (b"table:table", false) => {
                self.looks.push(Look::default());
                self.sheet = Sheet::default();
            }
            (b"table:table", true) => self.end_sheet(),
            (b"table:table-row", false) => {
                let shown = |value: &[u8]| value == b"visible";
                self.row = Row {
                    repeats: repeats(tag, b"table:number-rows-repeated", MAX_ROWS),
                    hidden: tag
                        .attribute(b"table:visibility")
                        .is_some_and(|v| !shown(v)),
                    ..Row::default()
                };
                if whole {
                    self.end_row();
                }
            }
            (b"table:table-row", true) => self.end_row(),
            (b"table:table-cell" | b"table:covered-table-cell", false) => {
                let value = |(key, _): (&[u8], &[u8])| {
                    key.starts_with(b"office:") || key == b"table:formula"
                };
                self.cell = Cell {
                    repeats: repeats(tag, b"table:number-columns-repeated", MAX_COLUMNS),
                    bytes: tag.len(),
                    filled: !whole || tag.attributes().any(value),
                };
                if whole {
                    self.end_cell();
                }
            }
            (b"table:table-cell" | b"table:covered-table-cell", true) => self.end_cell(),
            // Spaces are written as their number.
            (b"text:s", false) => {
                let spaces = repeats(tag, b"text:c", usize::MAX);
                self.cell.bytes = self.cell.bytes.saturating_add(spaces);
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Cell {
            repeats,
            bytes,
            filled,
        } = std::mem::take(&mut self.cell);
        let row = &mut self.row;
        if filled {
            row.width = row.width.saturating_add(row.blank).saturating_add(repeats);
            row.blank = 0;
            row.memory = row.memory.saturating_add(bytes.saturating_mul(repeats));
        } else {
            row.blank = row.blank.saturating_add(repeats);
        }
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        let sheet = &mut self.sheet;
        if row.width == 0 {
            sheet.blank_rows = sheet.blank_rows.saturating_add(row.repeats);
            return;
        }
        let rows = sheet.rows.saturating_add(sheet.blank_rows);
        sheet.rows = rows.saturating_add(row.repeats);
        sheet.blank_rows = 0;
        sheet.width = sheet.width.max(row.width);
        // A row is held as it is written and, all alike, as it is repeated.
        let cells = row.width.saturating_mul(CELL_BYTES);
        let copies = row.memory.saturating_mul(row.repeats.saturating_add(1));
        self.memory = self.memory.saturating_add(cells).saturating_add(copies);
        if let Some(look) = self.looks.last_mut() {
            look.rows = sheet.rows as usize;
            look.hidden += if row.hidden { row.repeats as usize } else { 0 };
        }
    }

    fn end_sheet(&mut self) {
        let sheet = std::mem::take(&mut self.sheet);
        let cells = sheet.rows.saturating_mul(sheet.width);
        self.memory = self.memory.saturating_add(cells.saturating_mul(CELL_BYTES));
    }

    fn check(&self, bytes: u64) -> Result<(), ReadError> {
        if self.memory > FREE_BYTES.max(bytes.saturating_mul(MAX_RATIO)) {
            let message = format!(
                "the workbook would take more than {} MiB of memory; save the table as CSV",
                FREE_BYTES >> 20
            );
            return Err(ReadError::new(None, message));
        }
        Ok(())
    }
}

/// How often something is repeated, at most `most` times; a number that is none counts as more than any.
fn repeats(tag: &Tag<'_>, attribute: &[u8], most: usize) -> u64 {
    tag.attribute(attribute).map_or(1, |count| {
        let count = std::str::from_utf8(count).ok();
        let count = count.and_then(|count| count.parse().ok());
        count.unwrap_or(u64::MAX).min(most as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: &str = "<table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell>";

    fn sheet(rows: &str) -> Result<Vec<Look>, ReadError> {
        let text = format!("<x><table:table table:name=\"a\">{rows}</table:table></x>");
        let mut sheets = Sheets::default();
        let mut tags = Tags::new(text.as_bytes());
        while let Some(tag) = tags.next().unwrap() {
            sheets.take(&tag);
        }
        sheets.check(text.len() as u64)?;
        Ok(sheets.looks)
    }

    #[test]
    fn blank_cells_behind_the_table_do_not_count() {
        let blank = "<table:table-cell table:number-columns-repeated=\"16382\"/>";
        let row = format!(
            "<table:table-row table:style-name=\"r\">{CELL}{CELL}{blank}</table:table-row>"
        );
        let end = format!(
            "<table:table-row table:number-rows-repeated=\"1048000\">{blank}</table:table-row>"
        );
        let looks = sheet(&(row.repeat(5000) + &end)).unwrap();
        assert_eq!(looks[0].rows, 5000);
    }

    #[test]
    fn hidden_rows_are_counted() {
        let row = |visibility: &str| {
            format!("<table:table-row table:visibility=\"{visibility}\">{CELL}</table:table-row>")
        };
        let rows = [row("visible"), row("collapse"), row("filter")].concat();
        assert_eq!(sheet(&rows).unwrap()[0].hidden, 2);
    }

    #[test]
    fn repeated_cells_and_rows_count() {
        let wide = "<table:table-cell table:number-columns-repeated=\"16382\"/>";
        let row = format!("<table:table-row>{wide}{CELL}</table:table-row>");
        assert!(sheet(&row.repeat(2000)).is_err());
        let tall = format!(
            "<table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>",
            CELL.repeat(17)
        );
        assert!(sheet(&tall).is_err());
        let between = format!(
            "<table:table-row>{wide}{CELL}</table:table-row><table:table-row table:number-rows-repeated=\"9999\"></table:table-row><table:table-row>{CELL}</table:table-row>"
        );
        assert!(sheet(&between).is_err());
        let spaces = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"999999999999\"/></text:p></table:table-cell></table:table-row>";
        assert!(sheet(spaces).is_err());
        let many = "<table:table-row><table:table-cell table:number-columns-repeated='16000' office:string-value='a long text that is repeated often'/></table:table-row>";
        assert!(sheet(&many.repeat(1000)).is_err());
    }
}
