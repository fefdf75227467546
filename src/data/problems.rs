//! Missing and malformed cells of a table that is being read, in reading order and bounded memory.

use super::lines::Lines;
use super::table::CellProblem;
use super::table::Expected;
use super::table::Table;

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
    pub(super) fn put_into(mut self, table: &mut Table, lines: Lines) {
        self.keep_first();
        table.problem_count = self.count;
        table.malformed_count = self.malformed;
        table.problems = self
            .first
            .into_iter()
            .map(|(row, column, text, expected)| CellProblem {
                row,
                line: lines.line(row).unwrap_or(0),
                file: String::new(),
                column,
                column_name: table.columns[column].name.clone(),
                text,
                expected,
            })
            .collect();
        table.lines = lines;
    }

    fn keep_first(&mut self) {
        self.first.sort_by_key(|(row, column, ..)| (*row, *column));
        self.first.truncate(Table::MAX_PROBLEMS);
    }
}
