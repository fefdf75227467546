//! How numbers are written in a column of texts that is taken as numbers.

use serde::Deserialize;
use serde::Serialize;

use super::cell;
use super::cell::NumberFormat;
use super::kind::ColumnKind;
use super::options::Thousands;
use super::table::Column;
use super::table::Table;
use super::table::Values;
use super::taken::Taken;

/// So many different texts are tried to find how numbers are written.
const TRIED: usize = 1000;

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notation {
    /// Whether they have a decimal comma.
    #[serde(default)]
    pub decimal_comma: bool,
    /// What stands between groups of three digits.
    #[serde(default)]
    pub thousands: Thousands,
}

impl Notation {
    /// All that are in use, the plainest first.
    pub const ALL: [Self; 7] = [
        Self::new(false, Thousands::Unused),
        Self::new(true, Thousands::Unused),
        Self::new(false, Thousands::Comma),
        Self::new(true, Thousands::Point),
        Self::new(false, Thousands::Space),
        Self::new(true, Thousands::Space),
        Self::new(false, Thousands::Apostrophe),
    ];

    const fn new(decimal_comma: bool, thousands: Thousands) -> Self {
        Self {
            decimal_comma,
            thousands,
        }
    }

    /// An example: `1234.5`, `1.234,5`.
    ///
    /// ```
    /// use deltascope::data::Notation;
    ///
    /// let examples: Vec<String> = Notation::ALL.iter().map(|notation| notation.example()).collect();
    /// assert_eq!(examples, ["1234.5", "1234,5", "1,234.5", "1.234,5", "1 234.5", "1 234,5", "1'234.5"]);
    /// ```
    pub fn example(self) -> String {
        let thousand = if self.thousands == Thousands::Unused {
            "1234"
        } else {
            self.thousands.name()
        };
        let decimal = if self.decimal_comma { ',' } else { '.' };
        format!("{thousand}{decimal}5")
    }

    /// The finite number that a text is.
    ///
    /// ```
    /// use deltascope::data::Notation;
    ///
    /// assert_eq!(Notation::default().number(" -1.5e3 "), Some(-1500.0));
    /// assert_eq!(Notation::default().number("1,5"), None);
    /// ```
    pub fn number(self, text: &str) -> Option<f64> {
        let Self {
            decimal_comma,
            thousands,
        } = self;
        let format = NumberFormat {
            decimal_comma,
            thousands,
        };
        format.parse(cell::trim(text))
    }

    /// The one by which the most texts of a column are numbers; of equals the plainest.
    pub fn guess(column: &Column) -> Self {
        let Values::Category { classes, .. } = &column.values else {
            return Self::default();
        };
        let step = (classes.len() / TRIED).max(1);
        let numbers = |notation: Self| {
            let tried = classes.iter().step_by(step);
            tried.filter(|text| notation.number(text).is_some()).count()
        };
        let mut best = (Self::default(), numbers(Self::default()));
        for notation in Self::ALL {
            let count = numbers(notation);
            if count > best.1 {
                best = (notation, count);
            }
        }
        best.0
    }
}

/// Cells that are there but are not what their column is taken as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// How many there are.
    pub count: usize,
    /// Of so many that are there.
    pub present: usize,
    /// The first one's row in the table, from 0.
    pub row: usize,
    /// What stands in it.
    pub text: String,
}

impl Column {
    /// The texts that are no numbers or dates where the kind takes them as such; they count as missing. `None` if there
    /// are none.
    pub fn unreadable_as(&self, kind: &ColumnKind) -> Option<Unreadable> {
        let Taken::Numbers(numbers) = Taken::new(self, kind) else {
            return None;
        };
        let mut found: Option<Unreadable> = None;
        let mut present = 0;
        for (row, number) in numbers.iter().enumerate() {
            if self.values.is_missing(row) {
                continue;
            }
            present += 1;
            if number.is_nan() {
                let first = found.get_or_insert_with(|| Unreadable {
                    count: 0,
                    present: 0,
                    row,
                    text: self.values.text(row),
                });
                first.count += 1;
            }
        }
        found.map(|found| Unreadable { present, ..found })
    }
}

impl Table {
    /// A sentence about the texts of a column that its kind cannot read: how many, and the first with its line.
    pub fn unreadable_sentence(&self, column: &Column, kind: &ColumnKind) -> Option<String> {
        let Unreadable {
            count,
            present,
            row,
            text,
        } = column.unreadable_as(kind)?;
        let what = if matches!(kind, ColumnKind::DateTime(_)) {
            "dates in this order"
        } else {
            "numbers"
        };
        let (are, counts) = if count == 1 {
            ("is", "counts")
        } else {
            ("are", "count")
        };
        Some(format!(
            "{count} of {present} cells {are} not read as {what} and {counts} as missing, first `{text}` in {}",
            self.place(row)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> Column {
        let classes: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
        let codes = (0..texts.len() as u32).chain([Values::MISSING]).collect();
        Column::new("c", Values::Category { codes, classes })
    }

    #[test]
    fn the_notation_with_the_most_numbers_is_found() {
        for (texts, example) in [
            (&["1.5", "x", "y", "2"][..], "1234.5"),
            (&["1,5", "x", "2,25", "3"], "1234,5"),
            (&["1.234,5", "n. a.", "2,25", "3"], "1.234,5"),
            (&["1 234,5", "0,5", "much"], "1 234,5"),
            (&["1'234", "much", "little"], "1'234.5"),
            (&["much", "little"], "1234.5"),
        ] {
            assert_eq!(
                Notation::guess(&column(texts)).example(),
                example,
                "{texts:?}"
            );
        }
    }

    #[test]
    fn texts_that_are_no_numbers_are_counted_and_the_first_is_named() {
        let column = column(&["1,5", "x", "2,25", "n. a."]);
        let kind = ColumnKind::Number(Notation::guess(&column));
        let Taken::Numbers(numbers) = Taken::new(&column, &kind) else {
            panic!("classes");
        };
        assert_eq!((numbers[0], numbers[2]), (1.5, 2.25));
        assert!(numbers[1].is_nan() && numbers[3].is_nan() && numbers[4].is_nan());
        let table = Table::new("t", vec![column]);
        assert_eq!(
            table.unreadable_sentence(&table.columns[0], &kind).unwrap(),
            "2 of 4 cells are not read as numbers and count as missing, first `x` in row 2"
        );
        let none = table.unreadable_sentence(&table.columns[0], &ColumnKind::Classes);
        assert_eq!(none, None);
    }
}
