//! Reading plain lines fast gives what the usual way gives, bit for bit. A quotation mark in the first row sends the whole
//! text the usual way.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use deltascope::data::CsvOptions;
use deltascope::data::Table;
use deltascope::data::Thousands;
use deltascope::data::Values;
use deltascope::data::csv;
use deltascope::data::read::ReadError;

fn read(text: &[u8], options: &CsvOptions) -> Result<Table, ReadError> {
    csv::read("t.csv", text, options.clone(), &mut |_| {
        ControlFlow::Continue(())
    })
}

// SplitMix64 (Steele, Lea & Flood, 2014).
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

    /// A number in one of the ways in which people and programs write them.
    fn number(&mut self) -> String {
        let sign = ["", "", "-", "+"][self.below(4)];
        let digits = |dice: &mut Self, most: usize| -> String {
            let count = dice.below(most + 1);
            (0..count)
                .map(|_| char::from(b'0' + dice.below(10) as u8))
                .collect()
        };
        match self.below(10) {
            0 => format!("{sign}{}", self.next()),
            1 => format!("{sign}{}", self.next() >> 11),
            2 => format!(
                "{sign}{}e{}",
                digits(self, 5) + "1",
                300 - self.below(600).cast_signed()
            ),
            3 => format!("{sign}{}.{}", digits(self, 30), digits(self, 30)),
            4 => f64::from_bits(self.next()).to_string(),
            5 => format!("{sign}{}", 9_007_199_254_740_990 + self.below(5) as u64),
            _ => format!("{sign}{}.{}", digits(self, 6), digits(self, 8)),
        }
    }

    fn cell(&mut self) -> String {
        match self.below(60) {
            0 => String::new(),
            1 => "NA".to_owned(),
            2 => format!(" {} ", self.number()),
            3 => "größer".to_owned(),
            _ => self.number(),
        }
    }
}

fn same_bits(a: &Table, b: &Table) -> bool {
    let columns = a.columns.iter().zip(&b.columns);
    let same = |(a, b): (&Values, &Values)| match (a, b) {
        (Values::Numeric(a), Values::Numeric(b)) => {
            let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            bits(a) == bits(b)
        }
        (a, b) => a == b,
    };
    let mut values = columns.map(|(a, b)| (&a.values, &b.values));
    a.columns.len() == b.columns.len() && values.all(same) && a.problems == b.problems
}

fn assert_alike(fast: &Result<Table, ReadError>, slow: &Result<Table, ReadError>, case: &str) {
    match (fast, slow) {
        (Ok(fast), Ok(slow)) => assert!(same_bits(fast, slow), "{case}"),
        (fast, slow) => assert_eq!(fast.as_ref().err(), slow.as_ref().err(), "{case}"),
    }
}

/// The text with its first cell in quotation marks.
fn quoted(text: &str) -> String {
    let end = text.find([';', '\n']).unwrap();
    format!("\"{}\"{}", &text[..end], &text[end..])
}

#[test]
fn any_table_is_read_alike_on_both_ways() {
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let width = 1 + dice.below(4);
        let mut text = String::new();
        for _ in 0..(2 + dice.below(2000)) {
            let cells: Vec<String> = (0..width).map(|_| dice.cell()).collect();
            text += &cells.join(";");
            match dice.below(40) {
                0 if width > 1 => text += "\n\n",
                1 if width > 1 => text += "\n  \n",
                2 => text += "\r\n",
                3 => text += "; \n",
                _ => text += "\n",
            }
        }
        if text.starts_with(['\n', '\r', ' ']) {
            text.insert(0, '1');
        }
        for header in [true, false] {
            let options = CsvOptions {
                delimiter: Some(';'),
                header: Some(header),
                decimal_comma: Some(dice.below(2) == 1),
                ..CsvOptions::default()
            };
            let text = match options.decimal_comma {
                Some(true) => text.replace('.', ","),
                Some(false) | None => text.clone(),
            };
            // With a header, only the names are quoted: the rows below still go the fast way.
            let slow = if header {
                let (names, rows) = text.split_once('\n').unwrap();
                format!("{names}\n{}", quoted(rows))
            } else {
                quoted(&text)
            };
            let fast = read(text.as_bytes(), &options);
            let slow = read(slow.as_bytes(), &options);
            assert_alike(&fast, &slow, &format!("seed {seed}"));
        }
    }
}

#[test]
fn mistakes_are_told_alike_on_both_ways() {
    for end in [
        "1;2;3\n",
        "1\n",
        "1;2;;\n",
        "1;2;x\n",
        ";\n",
        "1;2; \n",
        "\u{3000};1\n",
        "\"open;1\n",
    ] {
        let mut text = "1;2\n".repeat(500);
        text += end;
        text += "3;4\n";
        let options = CsvOptions {
            delimiter: Some(';'),
            header: Some(false),
            ..CsvOptions::default()
        };
        let fast = read(text.as_bytes(), &options);
        let slow = read(quoted(&text).as_bytes(), &options);
        assert_alike(&fast, &slow, end);
    }
    let mut bytes = "ü;2\n".repeat(50_000).into_bytes();
    bytes.extend(b"\xFF;2\n1;2\n");
    let error = read(&bytes, &CsvOptions::default()).unwrap_err();
    assert_eq!(error.line, Some(50_001), "{error}");
}

// Blocks of some hundred kilobytes are read in halves by two threads; no half may tell where it began.
#[test]
fn one_odd_line_among_many_numbers_is_read_alike_on_both_ways() {
    let rows: Vec<String> = (0..40_000)
        .map(|row| format!("{row};-{row}.25\n"))
        .collect();
    let options = CsvOptions {
        delimiter: Some(';'),
        header: Some(false),
        ..CsvOptions::default()
    };
    for odd in [
        "1;2\n", "1;2;3\n", "1\n", "x;2\n", "1;NA\n", ";2\n", "\n", "1;2; \n", "1e5;2\n",
    ] {
        for place in [9_999, 17_321, 24_000, 30_017, 40_000] {
            let text = [&rows[..place].concat(), odd, &rows[place..].concat()].concat();
            let fast = read(text.as_bytes(), &options);
            let slow = read(quoted(&text).as_bytes(), &options);
            assert_alike(&fast, &slow, &format!("{odd:?} at {place}"));
        }
    }
}

#[test]
fn a_quotation_mark_far_down_changes_nothing() {
    let mut text = "a,b\n".to_owned();
    for row in 0..100_000 {
        match row {
            70_000 => text += "70000,\"two\nlines\"\n",
            _ => writeln!(text, "{row},{}.5", row * 7).unwrap(),
        }
    }
    text += "1\n";
    let error = read(text.as_bytes(), &CsvOptions::default()).unwrap_err();
    // 100 000 rows, one of them in two lines, and the header.
    assert_eq!(error.line, Some(100_003), "{error}");
    text.truncate(text.len() - 2);
    let table = read(text.as_bytes(), &CsvOptions::default()).unwrap();
    assert_eq!(table.rows(), 100_000);
    assert_eq!(table.problems[0].line, 70_002);
    assert_eq!(table.problems[0].text, "two\nlines");
    assert_eq!(table.columns[0].values.text(99_999), "99999");
}

#[test]
fn a_line_of_many_megabytes_is_read() {
    let long = "x".repeat(3 << 19);
    let text = format!("{long};b\n1;2\n3;{long}\n4;5\n");
    let options = CsvOptions {
        delimiter: Some(';'),
        header: Some(true),
        ..CsvOptions::default()
    };
    let table = read(text.as_bytes(), &options).unwrap();
    assert_eq!(table.rows(), 3);
    let options = CsvOptions {
        header: Some(false),
        ..options
    };
    let table = read(text.as_bytes(), &options).unwrap();
    assert_eq!(table.rows(), 4);
}

#[test]
fn numbers_that_mean_something_else_are_not_taken_as_they_look() {
    let mut text = "a;b\n".to_owned();
    for row in 0..2000 {
        writeln!(text, "{row}.125;{}", if row % 7 == 0 { -999 } else { row }).unwrap();
    }
    let options = CsvOptions {
        delimiter: Some(';'),
        decimal_comma: Some(true),
        thousands: Some(Thousands::Point),
        missing: Some(vec!["-999".to_owned()]),
        ..CsvOptions::default()
    };
    let table = read(text.as_bytes(), &options).unwrap();
    assert_eq!(table.columns[0].values.text(999), "999125");
    assert!(table.columns[1].values.is_missing(1400));
    assert_eq!(table.columns[1].values.text(1401), "1401");
}
