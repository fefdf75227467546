//! Tables that need no file.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

use super::csv;
use super::options::CsvOptions;
use super::spec::DataSource;
use super::table::Column;
use super::table::Table;

impl DataSource {
    /// The most bytes of a text that is kept in a document.
    pub const MAX_TEXT: usize = 1 << 20;

    /// What a table is called whose text is kept in the document.
    pub const TEXT_NAME: &str = "Pasted table";

    /// The files it is read from, in order; none for other sources.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &PathBuf> {
        let mut files = Vec::new();
        if let Self::File { path, more, .. } = self {
            files.push(path);
            files.extend(more);
        }
        files.into_iter()
    }

    /// What a file and `more` others are called together: `a.csv`, `a.csv and 2 more`.
    pub fn name_of_files(path: &Path, more: usize) -> String {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        match more {
            0 => name.into_owned(),
            more => format!("{name} and {more} more"),
        }
    }

    /// As [`DataSource::paths`], to be changed.
    pub fn paths_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let mut files = Vec::new();
        if let Self::File { path, more, .. } = self {
            files.push(path);
            files.extend(more);
        }
        files.into_iter()
    }

    /// The table of a source that needs no file; `None` for a file.
    ///
    /// # Errors
    /// When a generator's size is out of its range, a text is too long or no table, nothing is painted, or an inline
    /// table is not one: no columns or rows, a name twice, a row with too many or too few numbers, or a number that is
    /// not finite. Inside the `Some`.
    ///
    /// ```
    /// use deltascope::data::DataSource;
    ///
    /// let source = DataSource::Inline {
    ///     columns: vec!["x".to_owned(), "y".to_owned()],
    ///     rows: vec![vec![0.1, 0.2], vec![0.3]],
    /// };
    /// let error = source.made_table().unwrap().unwrap_err();
    /// assert_eq!(error, "row 2 has 1 number where 2 are expected, one for each column");
    /// ```
    pub fn made_table(&self) -> Option<Result<Table, String>> {
        match self {
            Self::File { .. } => None,
            Self::Text { text, options } => Some(text_table(text, options)),
            Self::Builtin(table) => Some(Ok(table.table())),
            Self::Generated(generator) => Some(generator.table()),
            Self::Painted(painting) => Some(painting.table()),
            Self::Inline { columns, rows } => Some(inline_table(columns, rows)),
        }
    }
}

fn text_table(text: &str, options: &CsvOptions) -> Result<Table, String> {
    if text.len() > DataSource::MAX_TEXT {
        return Err("the text is longer than 1 MiB; save it as a file and open that".to_owned());
    }
    let mut whole = |_| ControlFlow::Continue(());
    let name = DataSource::TEXT_NAME;
    csv::read(name, text.as_bytes(), options.clone(), &mut whole).map_err(|error| error.message)
}

fn inline_table(names: &[String], rows: &[Vec<f64>]) -> Result<Table, String> {
    if names.is_empty() {
        return Err("the table has no columns; name at least one input and one target".to_owned());
    }
    if rows.is_empty() {
        return Err("the table has no rows; write at least one".to_owned());
    }
    let mut seen = HashSet::new();
    if let Some(name) = names.iter().find(|name| !seen.insert(*name)) {
        return Err(format!("two columns are named `{name}`; rename one"));
    }
    for (index, row) in rows.iter().enumerate() {
        let number = index + 1;
        if row.len() != names.len() {
            let numbers = if row.len() == 1 { "number" } else { "numbers" };
            return Err(format!(
                "row {number} has {} {numbers} where {} are expected, one for each column",
                row.len(),
                names.len()
            ));
        }
        if let Some(column) = row.iter().position(|value| !value.is_finite()) {
            let name = &names[column];
            return Err(format!(
                "row {number}, column `{name}`: {} is not a finite number",
                row[column]
            ));
        }
    }
    let columns = names
        .iter()
        .enumerate()
        .map(|(index, name)| Column::numbers(&**name, rows.iter().map(|row| row[index]).collect()))
        .collect();
    Ok(Table::new("Inline table", columns))
}
