//! A sheet of a workbook as comma-separated text, so that it is understood by the same rules; its lines are the rows of the
//! sheet.

use super::read::ReadError;

/// A sheet may become this much text without question …
const FREE_BYTES: usize = 64 << 20;
/// … and beyond that this many times its cells' own.
const MAX_RATIO: usize = 16;

/// Collects rows of cells.
#[derive(Default)]
pub(super) struct SheetText {
    cells: Vec<u8>,
    rows: Vec<Row>,
}

/// A row of cells.
#[derive(Clone, Copy)]
struct Row {
    /// Where its cells end in the text.
    end: usize,
    /// Its first filled column.
    first: usize,
    /// How many cells it has up to the last filled one.
    width: usize,
}

impl SheetText {
    /// The number of rows that are not blank.
    pub(super) fn filled(&self) -> usize {
        self.rows.iter().filter(|row| row.width > 0).count()
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of bytes of its cells.
    pub(super) fn bytes(&self) -> usize {
        self.cells.len()
    }

    /// Takes row `index`; rows between the last one and this are blank.
    pub(super) fn push(&mut self, index: usize, cells: &[String]) {
        let blank = Row {
            end: self.cells.len(),
            first: usize::MAX,
            width: 0,
        };
        self.rows.resize(index.max(self.rows.len()), blank);
        let filled = |cell: &String| !cell.trim().is_empty();
        let Some(first) = cells.iter().position(filled) else {
            self.rows.push(blank);
            return;
        };
        let width = cells.iter().rposition(filled).map_or(0, |last| last + 1);
        for (column, cell) in cells[first..width].iter().enumerate() {
            if column > 0 {
                self.cells.push(b',');
            }
            self.push_cell(cell);
        }
        self.rows.push(Row {
            end: self.cells.len(),
            first,
            width,
        });
    }

    fn push_cell(&mut self, cell: &str) {
        let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r' | b'#' | 0);
        if !cell.bytes().any(special) {
            self.cells.extend_from_slice(cell.as_bytes());
            return;
        }
        self.cells.push(b'"');
        for byte in cell.bytes() {
            match byte {
                // A line of the text is a row of the sheet.
                b'\n' | b'\r' | 0 => self.cells.push(b' '),
                b'"' => self.cells.extend_from_slice(b"\"\""),
                other => self.cells.push(other),
            }
        }
        self.cells.push(b'"');
    }

    /// The text, from the first filled column on, every row with the same number of cells; rows above the table with a
    /// single filled cell, such as titles, have only that.
    ///
    /// # Errors
    /// When a few cells lie so far apart that the text would be huge.
    pub(super) fn into_text(self) -> Result<Vec<u8>, ReadError> {
        let first = self.rows.iter().map(|row| row.first).min().unwrap_or(0);
        let width = self.rows.iter().map(|row| row.width).max().unwrap_or(0);
        let columns = width.saturating_sub(first);
        let size = self.cells.len() + self.filled() * columns + self.rows.len();
        if size > FREE_BYTES && size / MAX_RATIO > self.cells.len() {
            let message = format!(
                "the sheet has {} rows and {columns} columns, but few of the cells are filled; remove what lies beside the table",
                self.rows.len()
            );
            return Err(ReadError::new(None, message));
        }
        let mut text = Vec::with_capacity(size);
        let mut start = 0;
        let mut above = columns > 1;
        for row in &self.rows {
            let cells = &self.cells[start..row.end];
            let single = row.width == row.first.saturating_add(1);
            above &= single || row.width == 0;
            if row.width > 0 && above {
                text.extend_from_slice(cells);
            } else if row.width > 0 {
                text.resize(text.len() + row.first - first, b',');
                text.extend_from_slice(cells);
                text.resize(text.len() + width - row.width, b',');
            }
            text.push(b'\n');
            start = row.end;
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rows: &[(usize, &[&str])]) -> Result<String, ReadError> {
        let mut sheet = SheetText::default();
        for (index, cells) in rows {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            sheet.push(*index, &cells);
        }
        Ok(String::from_utf8(sheet.into_text()?).unwrap())
    }

    #[test]
    fn rows_keep_their_lines_and_get_one_width() {
        let rows: [(usize, &[&str]); 4] = [
            (1, &["", "a", "b,c"]),
            (2, &["", "1"]),
            (4, &["", "", "say \"x\"\ny", "2", ""]),
            (5, &["", ""]),
        ];
        assert_eq!(
            text(&rows).unwrap(),
            "\na,\"b,c\",\n1,,\n\n,\"say \"\"x\"\" y\",2\n\n"
        );
    }

    #[test]
    fn titles_above_the_table_stand_alone() {
        let rows: [(usize, &[&str]); 3] = [(0, &["", "Title"]), (2, &["a", "b"]), (3, &["", "2"])];
        assert_eq!(text(&rows).unwrap(), "Title\n\na,b\n,2\n");
    }

    #[test]
    fn cells_far_apart_are_refused() {
        let mut sheet = SheetText::default();
        let mut far = vec![String::new(); 16_384];
        far[16_383] = "x".to_owned();
        let near = ["x".to_owned(), "y".to_owned()];
        for row in 0..20_000 {
            sheet.push(row, if row == 0 { &far } else { &near });
        }
        let error = sheet.into_text().unwrap_err();
        assert_eq!(
            error.message,
            "the sheet has 20000 rows and 16384 columns, but few of the cells are filled; remove what lies beside the table"
        );
    }
}
