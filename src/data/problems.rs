//! Missing and malformed cells of a table that is being read, in reading order and bounded memory.

use super::table::CellProblem;
use super::table::Expected;
use super::table::Table;

/// The line of each row; kept only where a row is not on the line after the one before.
#[derive(Default)]
pub(super) struct Lines {
    jumps: Vec<(usize, u64)>,
    next: u64,
    none: bool,
}

impl Lines {
    /// The file has no lines.
    pub(super) fn none() -> Self {
        Self {
            none: true,
            ..Self::default()
        }
    }

    /// Notes the line of the next row.
    pub(super) fn push(&mut self, row: usize, line: u64) {
        if line != self.next || self.jumps.is_empty() {
            self.jumps.push((row, line));
        }
        self.next = line + 1;
    }

    /// The line of a row; 0 if the file has no lines.
    pub(super) fn line(&self, row: usize) -> u64 {
        if self.none {
            return 0;
        }
        let after = self.jumps.partition_point(|(start, _)| *start <= row);
        match after.checked_sub(1).map(|index| self.jumps[index]) {
            Some((start, line)) => line + (row - start) as u64,
            None => row as u64 + 1,
        }
    }
}

/// Problems found column by column.
#[derive(Default)]
pub(super) struct Problems {
    count: usize,
    malformed: usize,
    first: Vec<(usize, usize, String, Expected)>,
}

impl Problems {
    /// Notes a cell.
    pub(super) fn push(&mut self, row: usize, column: usize, text: &str) {
        self.push_unlike(row, column, text, Expected::Number);
    }

    /// Notes a cell where something was expected.
    pub(super) fn push_unlike(
        &mut self,
        row: usize,
        column: usize,
        text: &str,
        expected: Expected,
    ) {
        self.count += 1;
        self.malformed += usize::from(!text.is_empty());
        self.first.push((row, column, text.to_owned(), expected));
        if self.first.len() >= 8 * Table::MAX_PROBLEMS {
            self.keep_first();
        }
    }

    /// Hands the first ones, in reading order, and the count to a table.
    pub(super) fn put_into(mut self, table: &mut Table, lines: &Lines) {
        self.keep_first();
        table.problem_count = self.count;
        table.malformed_count = self.malformed;
        table.problems = self
            .first
            .into_iter()
            .map(|(row, column, text, expected)| CellProblem {
                row,
                line: lines.line(row),
                column,
                column_name: table.columns[column].name.clone(),
                text,
                expected,
            })
            .collect();
    }

    fn keep_first(&mut self) {
        self.first.sort_by_key(|(row, column, ..)| (*row, *column));
        self.first.truncate(Table::MAX_PROBLEMS);
    }
}
