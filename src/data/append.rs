//! Tables with the same columns, one below the other.

use std::collections::HashMap;

use super::table::Column;
use super::table::Table;
use super::table::TableFile;
use super::table::Values;

/// So many files are named in a sentence.
const NAMED: usize = 6;

impl Table {
    /// Sets the rows of another table below its own. Columns belong together by their names.
    ///
    /// # Errors
    /// When one has a column that the other lacks, or a column holds numbers in one and text in the other; the message
    /// names the column and both tables.
    ///
    /// ```
    /// use deltascope::data::{Column, Table};
    ///
    /// let one = Table::new("a.csv", vec![Column::numbers("x", vec![1.0])]);
    /// let two = Table::new("b.csv", vec![Column::numbers("x", vec![2.0, 3.0])]);
    /// let both = one.append(two)?;
    /// assert_eq!(both.rows(), 3);
    /// assert_eq!(both.files_sentence().unwrap(), "2 files, one below the other: a.csv 1 row, b.csv 2 rows");
    /// # Ok::<(), String>(())
    /// ```
    pub fn append(mut self, other: Self) -> Result<Self, String> {
        let first = self.files.first().map_or(&self.name, |file| &file.name);
        let (own, below) = (first.clone(), other.name.clone());
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, column) in other.columns.iter().enumerate() {
            places.insert(&column.name, place);
        }
        let lacks = |column: &&Column| !places.contains_key(&*column.name);
        let lacking: Vec<&Column> = self.columns.iter().filter(lacks).collect();
        if let Some(column) = lacking.first() {
            return Err(differing(
                &format!("`{below}` has no column `{}`", column.name),
                lacking.len() - 1,
                &format!("which `{own}` has"),
            ));
        }
        let index: HashMap<&str, usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| (&*column.name, place))
            .collect();
        let extra = |column: &&Column| !index.contains_key(&*column.name);
        let extra: Vec<&Column> = other.columns.iter().filter(extra).collect();
        if let Some(column) = extra.first() {
            return Err(differing(
                &format!("`{below}` has a column `{}`", column.name),
                extra.len() - 1,
                &format!("which `{own}` does not have"),
            ));
        }
        // For each column of the other its place among the own.
        let homes: Vec<usize> = (other.columns.iter())
            .filter_map(|column| index.get(&*column.name).copied())
            .collect();
        let (rows, others) = (self.rows(), other.rows());
        for (column, home) in other.columns.into_iter().zip(&homes) {
            let Column { name, values } = column;
            extend(&mut self.columns[*home].values, values)
                .map_err(|(numbers, text)| kinds_differ(&name, [&own, &below], numbers, &text))?;
        }
        if self.files.is_empty() {
            self.files.push(TableFile { name: own, rows });
            for problem in &mut self.problems {
                problem.file.clone_from(&self.name);
            }
        }
        self.files.push(TableFile {
            name: below.clone(),
            rows: others,
        });
        self.problem_count += other.problem_count;
        self.malformed_count += other.malformed_count;
        for mut problem in other.problems {
            problem.row += rows;
            problem.column = homes[problem.column];
            problem.file.clone_from(&below);
            self.problems.push(problem);
        }
        self.problems
            .sort_by_key(|problem| (problem.row, problem.column));
        self.problems.truncate(Self::MAX_PROBLEMS);
        self.lines.append(rows, other.lines);
        if self.format != other.format {
            "several formats".clone_into(&mut self.format);
        }
        Ok(self)
    }

    /// Which files its rows come from and how many from each, if there are several.
    pub fn files_sentence(&self) -> Option<String> {
        if self.files.is_empty() {
            return None;
        }
        let mut parts: Vec<String> = (self.files.iter().take(NAMED))
            .map(|TableFile { name, rows }| {
                let noun = if *rows == 1 { "row" } else { "rows" };
                format!("{name} {rows} {noun}")
            })
            .collect();
        if let Some(rest) = self.files.get(NAMED..)
            && !rest.is_empty()
        {
            let rows: usize = rest.iter().map(|file| file.rows).sum();
            parts.push(format!("{} more {rows} rows", rest.len()));
        }
        let count = self.files.len();
        let parts = parts.join(", ");
        Some(format!("{count} files, one below the other: {parts}"))
    }

    /// The file of a row, if there are several, and the row's place in it.
    pub(super) fn file_of(&self, row: usize) -> Option<(&str, usize)> {
        let mut row = row;
        for TableFile { name, rows } in &self.files {
            if row < *rows {
                return Some((name, row));
            }
            row -= rows;
        }
        None
    }
}

fn differing(what: &str, others: usize, whose: &str) -> String {
    let others = match others {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        others => format!(" and {others} others"),
    };
    format!("{what}{others}, {whose}; files to be read as one table need the same columns")
}

fn kinds_differ(name: &str, [own, below]: [&str; 2], own_is_numbers: bool, text: &str) -> String {
    let (numbers, texts) = if own_is_numbers {
        (own, below)
    } else {
        (below, own)
    };
    format!(
        "column `{name}` holds numbers in `{numbers}` and text such as `{text}` in `{texts}`; correct one of the files"
    )
}

/// Appends cells of the same kind; a column without any value is of every kind. Else whether `own` holds the numbers,
/// and an example of the text.
fn extend(own: &mut Values, below: Values) -> Result<(), (bool, String)> {
    match (&mut *own, below) {
        (Values::Numeric(own), Values::Numeric(mut below)) => own.append(&mut below),
        (
            Values::Category { codes, classes },
            Values::Category {
                codes: mut below,
                classes: others,
            },
        ) => {
            let mut known: HashMap<String, u32> = classes.iter().cloned().zip(0..).collect();
            let moved: Vec<u32> = others
                .into_iter()
                .map(|class| {
                    *known.entry(class).or_insert_with_key(|class| {
                        classes.push(class.clone());
                        classes.len() as u32 - 1
                    })
                })
                .collect();
            for code in &mut below {
                let new = moved.get(*code as usize).copied();
                *code = new.unwrap_or(Values::MISSING);
            }
            codes.append(&mut below);
        }
        (Values::Numeric(numbers), Values::Category { codes, classes }) => {
            if codes.iter().all(|code| *code == Values::MISSING) {
                numbers.resize(numbers.len() + codes.len(), f64::NAN);
            } else if numbers.iter().all(|number| number.is_nan()) {
                let mut all = vec![Values::MISSING; numbers.len()];
                all.extend(codes);
                *own = Values::Category {
                    codes: all,
                    classes,
                };
            } else {
                return Err((true, classes.first().cloned().unwrap_or_default()));
            }
        }
        (Values::Category { codes, classes }, Values::Numeric(mut numbers)) => {
            if numbers.iter().all(|number| number.is_nan()) {
                codes.resize(codes.len() + numbers.len(), Values::MISSING);
            } else if codes.iter().all(|code| *code == Values::MISSING) {
                let mut all = vec![f64::NAN; codes.len()];
                all.append(&mut numbers);
                *own = Values::Numeric(all);
            } else {
                return Err((false, classes.first().cloned().unwrap_or_default()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(name: &str, codes: &[u32], classes: &[&str]) -> Column {
        let values = Values::Category {
            codes: codes.to_vec(),
            classes: classes.iter().map(|&class| class.to_owned()).collect(),
        };
        Column::new(name, values)
    }

    #[test]
    fn columns_meet_by_name_and_classes_by_text() {
        let one = Table::new(
            "a",
            vec![
                Column::numbers("x", vec![1.0, 2.0]),
                category("c", &[0, 1], &["red", "blue"]),
            ],
        );
        let two = Table::new(
            "b",
            vec![
                category("c", &[0, Values::MISSING, 1], &["green", "red"]),
                Column::numbers("x", vec![3.0, 4.0, 5.0]),
            ],
        );
        let both = one.append(two).unwrap();
        let expected = [
            Column::numbers("x", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
            category(
                "c",
                &[0, 1, 2, Values::MISSING, 0],
                &["red", "blue", "green"],
            ),
        ];
        assert_eq!(both.columns, expected);
        assert_eq!(both.file_of(1), Some(("a", 1)));
        assert_eq!(both.file_of(4), Some(("b", 2)));
    }

    #[test]
    fn a_column_without_values_takes_the_kind_of_the_other() {
        let empty = || Column::numbers("c", vec![f64::NAN]);
        let text = || category("c", &[0], &["red"]);
        for (one, two, codes) in [
            (empty(), text(), [Values::MISSING, 0]),
            (text(), empty(), [0, Values::MISSING]),
        ] {
            let both = Table::new("a", vec![one]).append(Table::new("b", vec![two]));
            let expected = category("c", &codes, &["red"]);
            assert_eq!(both.unwrap().columns, [expected]);
        }
    }

    #[test]
    fn many_files_are_counted_and_the_first_named() {
        let part = |name: usize| {
            let name = format!("{name}.csv");
            Table::new(name, vec![Column::numbers("x", vec![0.0; 3])])
        };
        let whole = (1..9).fold(part(0), |whole, name| whole.append(part(name)).unwrap());
        let sentence = whole.files_sentence().unwrap();
        assert!(sentence.starts_with("9 files, one below the other: 0.csv 3 rows, 1.csv"));
        assert!(
            sentence.ends_with("5.csv 3 rows, 3 more 9 rows"),
            "{sentence}"
        );
    }
}
