//! Finding rows of a table by what stands in their cells.

use super::table::Table;
use super::table::Values;

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Needle {
    /// A part of a class, in small letters; empty where only numbers can match.
    text: String,
    number: Option<(Comparison, f64)>,
    /// Numbers within this of the wanted one are the same; 0 unless many digits were given.
    tolerance: f64,
    missing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Needle {
    /// Reads what was typed: a number, a comparison such as `> 5` or `<=0.1`, the word `missing`, or a part of a class.
    /// `None` for nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let signs = [
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("=", Comparison::Equal),
        ];
        let sign = signs
            .into_iter()
            .find_map(|(sign, comparison)| Some((text.strip_prefix(sign)?.trim(), comparison)));
        let (digits, comparison) = sign.unwrap_or((text, Comparison::Equal));
        let number = digits.parse().ok().filter(|number: &f64| !number.is_nan());
        let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
        let tolerance = if number.is_some() && (4..16).contains(&decimals) {
            // Views cut numbers to six digits after the point; what was read there shall be found.
            0.500_001 * 10_f64.powf(-(decimals as f64))
        } else {
            0.0
        };
        Some(Self {
            text: if sign.is_some() && number.is_some() {
                String::new()
            } else {
                text.to_lowercase()
            },
            number: number.map(|number| (comparison, number)),
            tolerance,
            missing: text.eq_ignore_ascii_case("missing"),
        })
    }

    fn matches_number(&self, value: f64) -> bool {
        let Some((comparison, number)) = self.number else {
            return false;
        };
        match comparison {
            Comparison::Equal => value == number || (value - number).abs() <= self.tolerance,
            Comparison::Less => value < number,
            Comparison::LessOrEqual => value <= number,
            Comparison::Greater => value > number,
            Comparison::GreaterOrEqual => value >= number,
        }
    }

    fn matches_class(&self, class: &str) -> bool {
        if self.text.is_empty() {
            // A comparison; classes that are numbers can still be compared.
            return class.parse().is_ok_and(|value| self.matches_number(value));
        }
        class.to_lowercase().contains(&self.text)
    }
}

/// A needle made ready for a table: each class was compared once.
#[derive(Debug)]
pub struct Search<'a> {
    needle: &'a Needle,
    columns: Vec<(usize, Cells<'a>)>,
}

#[derive(Debug)]
enum Cells<'a> {
    Numbers(&'a [f64]),
    Classes { codes: &'a [u32], found: Vec<bool> },
}

impl<'a> Search<'a> {
    /// Looks for `needle` in one column, or in any.
    pub fn new(table: &'a Table, needle: &'a Needle, column: Option<usize>) -> Self {
        let chosen = |index: &usize| column.is_none_or(|column| column == *index);
        let columns = (0..table.columns.len())
            .filter(chosen)
            .filter_map(|index| match &table.columns[index].values {
                Values::Numeric(values) => (needle.number.is_some() || needle.missing)
                    .then_some((index, Cells::Numbers(values))),
                Values::Category { codes, classes } => {
                    let found: Vec<bool> = classes
                        .iter()
                        .map(|class| needle.matches_class(class))
                        .collect();
                    let any = needle.missing || found.contains(&true);
                    any.then_some((index, Cells::Classes { codes, found }))
                }
            })
            .collect();
        Self { needle, columns }
    }

    /// Whether a row has it.
    pub fn has_row(&self, row: usize) -> bool {
        self.columns.iter().any(|(_, cells)| self.is_in(cells, row))
    }

    /// Whether the cell of a row and column has it.
    pub fn has_cell(&self, row: usize, column: usize) -> bool {
        let place = self
            .columns
            .binary_search_by_key(&column, |(index, _)| *index);
        place.is_ok_and(|place| self.is_in(&self.columns[place].1, row))
    }

    fn is_in(&self, cells: &Cells<'_>, row: usize) -> bool {
        match cells {
            Cells::Numbers(values) => {
                let value = values[row];
                (self.needle.missing && value.is_nan()) || self.needle.matches_number(value)
            }
            Cells::Classes { codes, found } => match found.get(codes[row] as usize) {
                Some(found) => *found,
                None => self.needle.missing,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Column;
    use super::*;

    fn rows(text: &str, column: Option<usize>) -> Vec<usize> {
        let class = Values::Category {
            codes: vec![0, 1, Values::MISSING, 2],
            classes: ["Red wine", "white", "7"].map(str::to_owned).into(),
        };
        let table = Table::new(
            "t",
            vec![
                Column::numbers("x", vec![1.0, 7.0, f64::NAN, 1.0 / 3.0]),
                Column::new("c", class),
            ],
        );
        let needle = Needle::parse(text).unwrap();
        let search = Search::new(&table, &needle, column);
        let found = |row: &usize| search.has_row(*row);
        (0..4).filter(found).collect()
    }

    #[test]
    fn a_text_is_found_inside_a_class_whatever_its_case() {
        assert_eq!(rows("WINE", None), [0]);
        assert_eq!(rows("e", None), [0, 1]);
        assert_eq!(rows("wine", Some(0)), [] as [usize; 0], "numbers only");
    }

    #[test]
    fn a_number_is_found_in_numbers_and_in_classes() {
        assert_eq!(rows("7", None), [1, 3]);
        assert_eq!(rows("7", Some(0)), [1]);
    }

    #[test]
    fn comparisons_are_of_numbers() {
        assert_eq!(rows("> 1", None), [1, 3]);
        assert_eq!(rows(">=1", Some(0)), [0, 1]);
        assert_eq!(rows("< 1", None), [3]);
        assert_eq!(rows("<=1", None), [0, 3]);
    }

    #[test]
    fn a_number_read_off_the_screen_is_found() {
        assert_eq!(rows("0.333333", None), [3]);
        assert_eq!(rows("0.333", None), [] as [usize; 0]);
    }

    #[test]
    fn missing_cells_are_found_by_that_word() {
        assert_eq!(rows("missing", None), [2]);
    }

    #[test]
    fn nothing_is_no_needle() {
        assert_eq!(Needle::parse("  "), None);
    }

    #[test]
    fn the_cell_is_told_apart_from_its_row() {
        let table = Table::new(
            "t",
            vec![
                Column::numbers("x", vec![1.0]),
                Column::numbers("y", vec![2.0]),
            ],
        );
        let needle = Needle::parse("2").unwrap();
        let search = Search::new(&table, &needle, None);
        assert!(search.has_cell(0, 1) && !search.has_cell(0, 0));
    }
}
