//! One column while it is being read: its kind is known only at the end, yet every cell is kept in at most eight bytes.

use super::cell;
use super::cell::Rules;
use super::intern::Interner;
use super::table::Values;

/// While a column has at most this many distinct texts, each is kept to the letter. A fuzzer's texts are short.
const DISTINCT_TEXTS: usize = if cfg!(fuzzing) { 4 } else { 256 };

/// The bits of a quiet `NaN`; the low bits say which text stands there (0 = missing, else code + 1).
const ODD: u64 = 0x7FF8_0000_0000_0000;

/// Collects the cells of a column.
///
/// The rule for its kind: a column holds numbers if at most one in ten of the cells that are not missing (or a single
/// one of a short column, with at least two numbers beside it) is something else; these are then malformed cells.
/// Else it holds classes. A column that started as numbers, with more than 256 different ones, and turns out to hold
/// classes, shows those numbers in their shortest form.
pub(super) struct ColumnBuilder {
    cells: Cells,
    texts: Interner,
    /// For each code its number, or `NaN`; only while cells are codes.
    numbers: Vec<f64>,
    numeric: usize,
    other: usize,
    missing: usize,
}

enum Cells {
    /// Codes of the texts, or [`Values::MISSING`].
    Codes(Vec<u32>),
    /// Numbers, and [`ODD`] values.
    Numbers(Vec<f64>),
}

/// The cells of a column of many numbers.
pub(super) struct PlainNumbers<'a> {
    values: &'a mut Vec<f64>,
    count: &'a mut usize,
}

impl PlainNumbers<'_> {
    /// Takes the next cell, a finite number.
    pub(super) fn push(self, number: f64) {
        self.values.push(number);
        *self.count += 1;
    }

    /// Takes the next cells, finite numbers.
    pub(super) fn extend(self, numbers: &[f64]) {
        self.values.extend_from_slice(numbers);
        *self.count += numbers.len();
    }
}

impl ColumnBuilder {
    pub(super) fn new() -> Self {
        Self {
            cells: Cells::Codes(Vec::new()),
            texts: Interner::default(),
            numbers: Vec::new(),
            numeric: 0,
            other: 0,
            missing: 0,
        }
    }

    /// Takes the next cell.
    pub(super) fn push(&mut self, text: &str, rules: &Rules) {
        let text = cell::trim(text);
        let missing = rules.marks.is_missing(text);
        match &mut self.cells {
            Cells::Codes(codes) => {
                if missing {
                    self.missing += 1;
                    codes.push(Values::MISSING);
                    return;
                }
                let code = self.texts.code(text);
                if code as usize == self.numbers.len() {
                    let number = rules.numbers.parse(text);
                    self.numbers.push(number.unwrap_or(f64::NAN));
                }
                codes.push(code);
                if self.numbers[code as usize].is_nan() {
                    self.other += 1;
                } else {
                    self.numeric += 1;
                }
                if self.texts.len() > DISTINCT_TEXTS && self.is_numeric() {
                    self.keep_numbers();
                }
            }
            Cells::Numbers(values) => {
                if missing {
                    self.missing += 1;
                    values.push(f64::from_bits(ODD));
                } else if let Some(number) = rules.numbers.parse(text) {
                    self.numeric += 1;
                    values.push(number);
                } else {
                    self.other += 1;
                    values.push(odd(self.texts.code(text)));
                }
            }
        }
    }

    /// Where plain numbers may be put directly, once the column has shown to hold many; each counts as a number.
    pub(super) fn plain_numbers(&mut self) -> Option<PlainNumbers<'_>> {
        match &mut self.cells {
            Cells::Numbers(values) => Some(PlainNumbers {
                values,
                count: &mut self.numeric,
            }),
            Cells::Codes(_) => None,
        }
    }

    /// The values, and the rows and texts of missing (empty) and malformed cells handed to `problem`.
    pub(super) fn finish(mut self, mut problem: impl FnMut(usize, &str)) -> Values {
        if self.is_numeric() {
            self.keep_numbers();
        }
        let numeric = self.is_numeric();
        match self.cells {
            Cells::Numbers(mut values) if numeric => {
                for (row, value) in values.iter_mut().enumerate() {
                    if value.is_nan() {
                        problem(row, text_of(*value, &self.texts));
                        *value = f64::NAN;
                    }
                }
                values.shrink_to_fit();
                Values::Numeric(values)
            }
            Cells::Numbers(values) => {
                let mut classes = Interner::default();
                let codes = values
                    .into_iter()
                    .enumerate()
                    .map(|(row, value)| {
                        if value.to_bits() == ODD {
                            problem(row, "");
                            Values::MISSING
                        } else if value.is_nan() {
                            classes.code(text_of(value, &self.texts))
                        } else {
                            classes.code(&value.to_string())
                        }
                    })
                    .collect();
                Values::Category {
                    codes,
                    classes: classes.into_texts(),
                }
            }
            Cells::Codes(mut codes) => {
                if self.missing > 0 {
                    for (row, code) in codes.iter().enumerate() {
                        if *code == Values::MISSING {
                            problem(row, "");
                        }
                    }
                }
                codes.shrink_to_fit();
                Values::Category {
                    codes,
                    classes: self.texts.into_texts(),
                }
            }
        }
    }

    fn is_numeric(&self) -> bool {
        self.other <= (self.numeric + self.other) / 10 || (self.other == 1 && self.numeric >= 2)
    }

    /// From codes to numbers; the texts that remain are those that are no numbers.
    fn keep_numbers(&mut self) {
        let Cells::Codes(codes) = &self.cells else {
            return;
        };
        let mut texts = Interner::default();
        let images: Vec<f64> = self
            .numbers
            .iter()
            .enumerate()
            .map(|(code, number)| {
                if number.is_nan() {
                    odd(texts.code(self.texts.get(code as u32)))
                } else {
                    *number
                }
            })
            .collect();
        let values = codes
            .iter()
            .map(|code| match images.get(*code as usize) {
                Some(value) => *value,
                None => f64::from_bits(ODD),
            })
            .collect();
        self.cells = Cells::Numbers(values);
        self.texts = texts;
        self.numbers = Vec::new();
    }
}

fn odd(code: u32) -> f64 {
    f64::from_bits(ODD | (u64::from(code) + 1))
}

fn text_of(odd: f64, texts: &Interner) -> &str {
    match (odd.to_bits() & 0xFFFF_FFFF_FFFF) as u32 {
        0 => "",
        code => texts.get(code - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(cells: impl IntoIterator<Item = String>) -> (Values, Vec<(usize, String)>) {
        let mut builder = ColumnBuilder::new();
        for cell in cells {
            builder.push(&cell, &Rules::default());
        }
        let mut problems = Vec::new();
        let values = builder.finish(|row, text| problems.push((row, text.to_owned())));
        (values, problems)
    }

    #[test]
    fn one_text_far_down_is_malformed() {
        let (values, problems) = built((0..100_000).map(|i| match i {
            99_999 => "abc".to_owned(),
            5 => "NA".to_owned(),
            _ => format!("{i}.5"),
        }));
        assert_eq!(problems, [(5, String::new()), (99_999, "abc".to_owned())]);
        let Values::Numeric(values) = values else {
            panic!("not numeric");
        };
        assert_eq!(values[99_998], 99_998.5);
        assert!(values[99_999].is_nan() && values[5].is_nan());
    }

    #[test]
    fn many_texts_far_down_make_classes() {
        let (values, problems) = built((0..10_000).map(|i| match i {
            3 => "?".to_owned(),
            0..5_000 => i.to_string(),
            _ => format!("id{}", i % 3),
        }));
        let Values::Category { codes, classes } = values else {
            panic!("numeric");
        };
        assert_eq!(problems, [(3, String::new())]);
        assert_eq!(codes[3], Values::MISSING);
        assert_eq!(classes.len(), 4_999 + 3);
        assert_eq!(classes[codes[4_999] as usize], "4999");
        assert_eq!(classes[codes[9_999] as usize], "id0");
    }

    #[test]
    fn classes_that_look_like_numbers_keep_their_text() {
        let (values, _) = built(["007", "1.0", "x", "y"].map(str::to_owned));
        let Values::Category { classes, .. } = values else {
            panic!("numeric");
        };
        assert_eq!(classes, ["007", "1.0", "x", "y"]);
    }

    #[test]
    fn one_of_three_may_be_malformed_but_not_one_of_two() {
        let (values, problems) = built(["1", "2", "abc"].map(str::to_owned));
        assert!(matches!(values, Values::Numeric(_)));
        assert_eq!(problems, [(2, "abc".to_owned())]);
        let (values, _) = built(["1", "abc"].map(str::to_owned));
        assert!(matches!(values, Values::Category { .. }));
    }
}
