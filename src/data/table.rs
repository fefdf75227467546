//! A table as it was read: columns of numbers or classes, with the cells that could not be understood.

use std::fmt;

use super::found::FoundColumns;
use super::lines::Lines;
use super::names::unique_names;

/// A table of data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What it is called: the file's name or the generator's.
    pub name: String,
    /// The columns, all of the same length.
    pub columns: Vec<Column>,
    /// Missing and malformed cells in reading order, at most [`Table::MAX_PROBLEMS`].
    pub problems: Vec<CellProblem>,
    /// How many cells are missing or malformed in all.
    pub problem_count: usize,
    /// How many of them are malformed: they hold something that does not fit.
    pub malformed_count: usize,
    /// How it was read, such as "comma-separated, with header"; empty for made tables.
    pub format: String,
    /// The files that its rows come from, in their order, where there are several.
    pub files: Vec<TableFile>,
    /// For each row its line in its file.
    pub lines: Lines,
    /// How the columns are best used, once somebody has asked.
    pub found: FoundColumns,
}

/// A file that a part of the rows comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// The file's name.
    pub name: String,
    /// The number of its rows.
    pub rows: usize,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Unique within the table.
    pub name: String,
    /// Its cells.
    pub values: Values,
}

/// The cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; `NaN` = missing.
    Numeric(Vec<f64>),
    /// Classes by index; [`Values::MISSING`] = missing.
    Category {
        /// For each row the index of its class.
        codes: Vec<u32>,
        /// The names, in order of first appearance.
        classes: Vec<String>,
    },
}

/// A cell that is empty or does not fit its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// The row in the table, from 0.
    pub row: usize,
    /// The line in the file, from 1; 0 if the file has no lines.
    pub line: u64,
    /// The file's name where the table comes from several; else empty.
    pub file: String,
    /// The column's index.
    pub column: usize,
    /// The column's name.
    pub column_name: String,
    /// What stands there; empty = missing.
    pub text: String,
    /// What was expected there.
    pub expected: Expected,
}

/// What a cell was expected to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A number.
    #[default]
    Number,
    /// A date or time.
    Date,
}

impl fmt::Display for CellProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            row,
            line,
            file,
            column_name,
            text,
            expected,
            ..
        } = self;
        if !file.is_empty() {
            write!(f, "{file}, ")?;
        }
        match line {
            0 => write!(f, "row {}", row + 1)?,
            line => write!(f, "line {line}")?,
        }
        write!(f, ", column `{column_name}`: ")?;
        if text.is_empty() {
            f.write_str("no value")
        } else {
            let expected = match expected {
                Expected::Number => "a number",
                Expected::Date => "a date",
            };
            write!(f, "`{text}` is not {expected}")
        }
    }
}

impl Values {
    /// The code of a missing class.
    pub const MISSING: u32 = u32::MAX;

    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Numeric(values) => values.len(),
            Self::Category { codes, .. } => codes.len(),
        }
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the cell of a row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Numeric(values) => values[row].is_nan(),
            Self::Category { codes, .. } => codes[row] == Self::MISSING,
        }
    }

    /// The cell of a row as text; empty where it is missing.
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Numeric(values) if values[row].is_nan() => String::new(),
            Self::Numeric(values) => values[row].to_string(),
            Self::Category { codes, classes } => classes
                .get(codes[row] as usize)
                .cloned()
                .unwrap_or_default(),
        }
    }
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, values: Values) -> Self {
        Self {
            name: name.into(),
            values,
        }
    }

    /// A column of numbers; `NaN` = missing.
    pub fn numbers(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self::new(name, Values::Numeric(values))
    }
}

impl Table {
    /// A table without problems; the columns have different names and the same length.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            name: name.into(),
            columns,
            ..Self::default()
        }
    }

    /// How many [`CellProblem`]s are kept in full.
    pub const MAX_PROBLEMS: usize = 1000;

    /// Sets the columns of another table beside its own, such as labels beside images. A name that is taken gets a
    /// suffix.
    ///
    /// # Errors
    /// When the tables have different numbers of rows.
    ///
    /// ```
    /// use deltascope::data::{Column, Table};
    ///
    /// let x = Table::new("x", vec![Column::numbers("x", vec![1.0, 2.0])]);
    /// let y = Table::new("y", vec![Column::numbers("x", vec![3.0, 4.0])]);
    /// let both = x.beside(y)?;
    /// assert_eq!(both.columns[1].name, "x (2)");
    /// # Ok::<(), String>(())
    /// ```
    pub fn beside(mut self, other: Self) -> Result<Self, String> {
        let (rows, others) = (self.rows(), other.rows());
        if rows != others {
            return Err(format!(
                "`{}` has {rows} rows and `{}` has {others}; they must be equal to stand side by side",
                self.name, other.name
            ));
        }
        let first = self.columns.len();
        self.columns.extend(other.columns);
        let names = self.columns.iter().map(|column| column.name.clone());
        let names = unique_names(names.collect::<Vec<_>>());
        for (column, name) in self.columns.iter_mut().zip(names) {
            column.name = name;
        }
        self.problem_count += other.problem_count;
        self.malformed_count += other.malformed_count;
        for mut problem in other.problems {
            problem.column += first;
            self.problems.push(problem);
        }
        for problem in &mut self.problems {
            problem
                .column_name
                .clone_from(&self.columns[problem.column].name);
        }
        self.problems
            .sort_by_key(|problem| (problem.row, problem.column));
        self.problems.truncate(Self::MAX_PROBLEMS);
        Ok(self)
    }

    /// Where a row is, for a message: its line in the file where that is known, else its number from 1; the file first
    /// where there are several.
    pub fn place(&self, row: usize) -> String {
        let (file, own) = match self.file_of(row) {
            Some((file, own)) => (format!("{file}, "), own),
            None => (String::new(), row),
        };
        match self.lines.line(row) {
            Some(line) => format!("{file}line {line}"),
            None => format!("{file}row {}", own + 1),
        }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
