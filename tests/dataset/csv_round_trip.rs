//! Tables of random kinds, quoting and line ends read back as they were written, and random bytes never panic.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use deltascope::data::Column;
use deltascope::data::CsvOptions;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::data::csv;
use deltascope::data::read::ReadError;

/// `SplitMix64` (Steele, Lea & Flood, 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Any finite number: every exponent is as likely as another.
    fn number(&mut self) -> f64 {
        loop {
            let number = match self.below(3) {
                0 => (self.below(2000) as f64 - 1000.0) / 8.0,
                1 => self.below(100) as f64,
                _ => f64::from_bits(self.next()),
            };
            if number.is_finite() {
                return number;
            }
        }
    }

    /// A text that is no number, no missing mark, and has no space at its ends.
    fn text(&mut self, parts: &[&str]) -> String {
        let count = self.below(4);
        let middle: String = (0..count).map(|_| *self.pick(parts)).collect();
        format!("t{middle}{}", self.below(5))
    }

    fn table(&mut self, parts: &[&str]) -> Table {
        let rows = 3 + self.below(40);
        let columns = 1 + self.below(6);
        let columns = (0..columns)
            .map(|index| {
                let name = format!("{} {index}", self.text(&["x", "é", " ", "_"]));
                // At least one column of numbers, so that the header stands out.
                if index == 0 || self.below(2) == 0 {
                    let values = (0..rows).map(|_| self.number()).collect();
                    Column::numbers(name, values)
                } else {
                    let mut classes: Vec<String> = Vec::new();
                    let codes = (0..rows)
                        .map(|_| {
                            let text = self.text(parts);
                            let code = classes.iter().position(|class| *class == text);
                            code.unwrap_or_else(|| {
                                classes.push(text);
                                classes.len() - 1
                            }) as u32
                        })
                        .collect();
                    Column::new(name, Values::Category { codes, classes })
                }
            })
            .collect();
        Table::new("t", columns)
    }

    fn written(&mut self, table: &Table, delimiter: char, decimal_comma: bool) -> String {
        let line_end = *self.pick(&["\n", "\r\n", "\r"]);
        let mut text = (*self.pick(&["", "\u{feff}"])).to_owned();
        let names = table.columns.iter().map(|column| column.name.clone());
        let mut lines = vec![names.collect::<Vec<_>>()];
        for row in 0..table.rows() {
            let cell = |column: &Column| match &column.values {
                Values::Numeric(values) => {
                    let number = format!("{:?}", values[row]);
                    if decimal_comma {
                        number.replace('.', ",")
                    } else {
                        number
                    }
                }
                Values::Category { .. } => column.values.text(row),
            };
            lines.push(table.columns.iter().map(cell).collect());
        }
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let cells: Vec<String> = line
                .into_iter()
                .map(|cell| {
                    let special = [delimiter, '"', '\n', '\r'];
                    if cell.contains(special) || self.below(4) == 0 {
                        format!("\"{}\"", cell.replace('"', "\"\""))
                    } else {
                        cell
                    }
                })
                .collect();
            text += &cells.join(&delimiter.to_string());
            if index + 1 < count || self.below(2) == 0 {
                text += line_end;
            }
        }
        text
    }
}

fn read(text: &[u8], options: CsvOptions) -> Result<Table, ReadError> {
    csv::read("t", text, options, &mut |_| ControlFlow::Continue(()))
}

#[test]
fn any_text_comes_back_under_known_options() {
    let parts = [
        ",", ";", "\t", "|", "\"", "\n", " ", "ü", "日本", "'", "\\", "#", "1", "NA",
    ];
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let table = dice.table(&parts);
        let delimiter = *dice.pick(&[',', ';', '\t', '|']);
        let decimal_comma = dice.below(2) == 0;
        let text = dice.written(&table, delimiter, decimal_comma);
        let options = CsvOptions {
            delimiter: Some(delimiter),
            header: Some(true),
            decimal_comma: Some(decimal_comma),
            ..CsvOptions::default()
        };
        let found = read(text.as_bytes(), options).unwrap();
        assert!(
            found.columns == table.columns,
            "seed {seed}:\n{text}\n{found:?}"
        );
        assert_eq!(found.problem_count, 0);
    }
}

#[test]
fn plain_words_and_numbers_come_back_by_guessing() {
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let table = dice.table(&["a", "b", " ", "-", "é"]);
        let delimiter = *dice.pick(&[',', ';', '\t', '|']);
        let text = dice.written(&table, delimiter, false);
        let marked = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
        let bytes: Vec<u8> = match dice.below(3) {
            0 => text.clone().into_bytes(),
            1 => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        let found = read(&bytes, CsvOptions::default()).unwrap();
        assert!(
            found.columns == table.columns,
            "seed {seed}:\n{text}\n{found:?}"
        );
    }
}

#[test]
fn damaged_text_never_panics() {
    let mut tables = 0;
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let table = dice.table(&[",", ";", "\"", "\n", " ", "é"]);
        let mut text = dice.written(&table, ',', false).into_bytes();
        for _ in 0..=dice.below(8) {
            let place = dice.below(text.len());
            match dice.below(3) {
                0 => text[place] = dice.next() as u8,
                1 => text[place] = *dice.pick(b"\",;\n\r\t \0\xFF"),
                _ => text.truncate(place.max(1)),
            }
        }
        match read(&text, CsvOptions::default()) {
            Ok(table) => {
                tables += 1;
                let rows = table.rows();
                assert!(
                    table
                        .columns
                        .iter()
                        .all(|column| column.values.len() == rows)
                );
            }
            Err(error) => assert!(!error.message.is_empty()),
        }
    }
    assert!((100..1_900).contains(&tables), "{tables} of 2000 were read");
}

/// A whole number of hundredths, with marks between thousands.
fn grouped(hundredths: i64, thousands: &str, decimal: char) -> String {
    let digits = (hundredths.abs() / 100).to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text += thousands;
        }
        text.push(digit);
    }
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{text}{decimal}{:02}", hundredths.abs() % 100)
}

#[test]
fn grouped_numbers_and_comments_come_back_by_guessing() {
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let (thousands, decimal) = *dice.pick(&[
            (",", '.'),
            (".", ','),
            (" ", '.'),
            (" ", ','),
            ("\u{a0}", ','),
            ("'", '.'),
            ("", '.'),
            ("", ','),
        ]);
        let comment = *dice.pick(&["", "#", "%", "//"]);
        let delimiter = *dice.pick(&[";", "\t", "|"]);
        let rows = 4 + dice.below(40);
        let mut numbers = vec![123_456_789_i64, -5];
        numbers.extend((2..rows).map(|_| dice.next().cast_signed() >> (20 + dice.below(40))));
        let mut text = format!("amount{delimiter}word\n");
        for number in &numbers {
            if !comment.is_empty() && (*number < 0 || dice.below(5) == 0) {
                text.extend([comment, " a remark, not a row\n"]);
            }
            let amount = grouped(*number, thousands, decimal);
            writeln!(text, "{amount}{delimiter}{}", dice.pick(&["red", "blue"])).unwrap();
        }
        // Comments are told from rows as the fewer lines.
        let remarks = text.matches("a remark").count();
        if remarks > rows {
            continue;
        }
        let found = match read(text.as_bytes(), CsvOptions::default()) {
            Ok(found) => found,
            Err(error) => panic!("seed {seed}: {error}\n{text}"),
        };
        let expected: Vec<f64> = numbers.iter().map(|n| *n as f64 / 100.0).collect();
        let exact: Vec<String> = expected.iter().map(|n| format!("{n:.2}")).collect();
        let Values::Numeric(values) = &found.columns[0].values else {
            panic!("seed {seed}: not numbers\n{text}");
        };
        let values: Vec<String> = values.iter().map(|n| format!("{n:.2}")).collect();
        assert_eq!(values, exact, "seed {seed}:\n{text}");
        assert_eq!(found.problem_count, 0, "seed {seed}:\n{text}");
    }
}
