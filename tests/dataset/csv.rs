//! Reading delimited text: options, size, progress, previews. `corpus.rs` has the nasty files.

use std::fmt::Write as _;
use std::io::Read;
use std::ops::ControlFlow;

use deltascope::data::CsvOptions;
use deltascope::data::Encoding;
use deltascope::data::Quote;
use deltascope::data::Table;
use deltascope::data::Thousands;
use deltascope::data::USUAL_MARKS;
use deltascope::data::Values;
use deltascope::data::csv;
use deltascope::data::read::ReadError;

fn read(input: impl Read, options: CsvOptions) -> Result<Table, ReadError> {
    csv::read("table", input, options, &mut |_| ControlFlow::Continue(()))
}

fn read_text(text: &str) -> Table {
    read(text.as_bytes(), CsvOptions::default()).unwrap()
}

#[test]
fn set_options_are_kept() {
    let options = CsvOptions {
        delimiter: Some(';'),
        header: Some(false),
        decimal_comma: Some(true),
        ..CsvOptions::default()
    };
    let table = read("1,5;2\n2,5;4\n".as_bytes(), options).unwrap();
    assert_eq!(table.columns[0].values, Values::Numeric(vec![1.5, 2.5]));
    assert_eq!(table.columns[0].name, "column 1");
    let options = CsvOptions {
        header: Some(true),
        ..CsvOptions::default()
    };
    let table = read("1,2\n3,4\n".as_bytes(), options).unwrap();
    assert_eq!(table.columns[0].name, "1");
    assert_eq!(table.rows(), 1);
    let options = CsvOptions {
        delimiter: Some('/'),
        ..CsvOptions::default()
    };
    let table = read("a/b\n1/2\n".as_bytes(), options).unwrap();
    assert_eq!(table.format, "`/`-separated, with header");
}

#[test]
fn a_character_that_cannot_separate_is_refused() {
    for delimiter in ['"', '\n', 'é'] {
        let options = CsvOptions {
            delimiter: Some(delimiter),
            ..CsvOptions::default()
        };
        let error = read("a,b\n1,2\n".as_bytes(), options).unwrap_err();
        assert!(error.message.contains("cannot separate cells"), "{error}");
    }
}

#[test]
fn ten_thousand_columns_are_read() {
    let line = |start: usize| {
        let cells: Vec<String> = (start..start + 10_000).map(|i| i.to_string()).collect();
        cells.join(",") + "\n"
    };
    let names: Vec<String> = (0..10_000).map(|i| format!("x{i}")).collect();
    let text = names.join(",") + "\n" + &line(0) + &line(1) + &line(2);
    let table = read_text(&text);
    assert_eq!((table.columns.len(), table.rows()), (10_000, 3));
    assert_eq!(table.columns[9_999].name, "x9999");
    assert_eq!(
        table.columns[9_999].values,
        Values::Numeric(vec![9_999.0, 10_000.0, 10_001.0])
    );
}

#[test]
fn text_far_below_the_beginning_is_found() {
    let mut text = "x,y\n".to_owned();
    for row in 0..100_000 {
        if row == 99_998 {
            text += "abc,1\n";
        } else {
            writeln!(text, "{row},{row}.5").unwrap();
        }
    }
    let table = read_text(&text);
    assert!(matches!(table.columns[0].values, Values::Numeric(_)));
    let problems: Vec<String> = table.problems.iter().map(ToString::to_string).collect();
    assert_eq!(problems, ["line 100000, column `x`: `abc` is not a number"]);
}

#[test]
fn a_column_that_turns_into_text_becomes_classes() {
    let mut text = "x,y\n".to_owned();
    for row in 0..50_000 {
        let cell = if row < 30_000 {
            row.to_string()
        } else {
            format!("id{row}")
        };
        writeln!(text, "{cell},1").unwrap();
    }
    let table = read_text(&text);
    assert_eq!(table.columns[0].values.text(29_999), "29999");
    assert_eq!(table.columns[0].values.text(49_999), "id49999");
    assert_eq!(table.problem_count, 0);
}

#[test]
fn only_the_first_problems_are_kept_but_all_are_counted() {
    let mut text = "x,y,z\n".to_owned();
    for row in 0..5_000 {
        writeln!(text, "{row},,NA").unwrap();
    }
    let table = read_text(&text);
    assert_eq!(table.problem_count, 10_000);
    assert_eq!(table.problems.len(), Table::MAX_PROBLEMS);
    let places: Vec<(usize, usize, u64)> = table
        .problems
        .iter()
        .map(|p| (p.row, p.column, p.line))
        .collect();
    assert_eq!(places[..3], [(0, 1, 2), (0, 2, 2), (1, 1, 3)]);
    assert_eq!(places[999], (499, 2, 501));
}

#[test]
fn progress_reaches_the_end_and_can_cancel() {
    let mut text = "x,y\n".to_owned();
    while text.len() < 2_000_000 {
        text += "1,2\n";
    }
    let mut seen = Vec::new();
    csv::read("t", text.as_bytes(), CsvOptions::default(), &mut |bytes| {
        seen.push(bytes);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen.last(), Some(&(text.len() as u64)));
    assert!(seen.windows(2).all(|pair| pair[1] - pair[0] <= 256 * 1024));
    for stop in [0, 1_000_000] {
        let error = csv::read("t", text.as_bytes(), CsvOptions::default(), &mut |bytes| {
            if bytes > stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap_err();
        assert!(error.cancelled);
        assert_eq!(error.message, "reading was cancelled");
    }
}

#[test]
fn a_read_error_is_told() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is on fire"))
        }
    }
    let error = read("a,b\n1,2\n".as_bytes().chain(Broken), CsvOptions::default()).unwrap_err();
    assert!(!error.cancelled);
    assert_eq!(
        error.message,
        "the file cannot be read: the disk is on fire"
    );
}

#[test]
fn a_preview_fills_in_the_guesses_and_stops() {
    let mut text = "a;b\n".to_owned();
    for _ in 0..1_000 {
        text += "1,5;x\n";
    }
    text += "ragged\n";
    let preview = csv::preview("t", text.as_bytes(), CsvOptions::default(), 20).unwrap();
    assert_eq!(preview.table.rows(), 20);
    assert_eq!(preview.table.name, "t");
    let guessed = CsvOptions {
        delimiter: Some(';'),
        header: Some(true),
        decimal_comma: Some(true),
        thousands: Some(Thousands::Unused),
        quote: Some(Quote::Double),
        comment: Some(String::new()),
        missing: Some(USUAL_MARKS.map(str::to_owned).to_vec()),
        skip: Some(0),
        ..CsvOptions::default()
    };
    assert_eq!(preview.options, guessed);
}

#[test]
fn an_encoding_is_found_far_below_the_beginning() {
    let mut text = b"name,x\n".to_vec();
    while text.len() < 400_000 {
        text.extend(b"Anna,1\n");
    }
    text.extend(b"Bj\xF6rn,2\n");
    let table = read(&*text, CsvOptions::default()).unwrap();
    assert_eq!(table.columns[0].values.text(table.rows() - 1), "Björn");
    assert_eq!(table.format, "comma-separated, with header, Windows-1252");
    // A preview that saw only ASCII leaves the encoding open, so that the whole file can still be read.
    let preview = csv::preview("t", &*text, CsvOptions::default(), 10).unwrap();
    assert_eq!(preview.options.encoding, None);
}

#[test]
fn a_chosen_encoding_is_kept() {
    let options = |encoding| CsvOptions {
        encoding: Some(encoding),
        ..CsvOptions::default()
    };
    let text = "name,x\nBjörn,1\n".as_bytes();
    let table = read(text, options(Encoding::Windows1252)).unwrap();
    assert_eq!(table.columns[0].values.text(0), "BjÃ¶rn");
    let error = read(&b"name,x\nBj\xF6rn,1\n"[..], options(Encoding::Utf8)).unwrap_err();
    assert_eq!(error.line, Some(2));
}

#[test]
fn what_was_found_reads_the_same_when_it_is_set() {
    let text = "# note, by hand\nA title\na;b\n1.234,5;'x;y'\n# more\n-;'z'\n2,5;'w'\n";
    let preview = csv::preview("t", text.as_bytes(), CsvOptions::default(), 10).unwrap();
    let expected = "semicolon-separated, with header, decimal comma, points between thousands, single quotation marks, \
        comments with `#`, first 2 lines passed over";
    assert_eq!(preview.table.format, expected);
    let again = csv::preview("t", text.as_bytes(), preview.options.clone(), 10).unwrap();
    // As text, since NaN is unequal to itself.
    assert_eq!(format!("{:?}", again.table), format!("{:?}", preview.table));
    assert_eq!(again.options, preview.options);
    let Values::Numeric(values) = &again.table.columns[0].values else {
        panic!("not numbers");
    };
    assert_eq!((values[0], values[2]), (1234.5, 2.5));
    assert_eq!(
        again.table.problems[0].to_string(),
        "line 6, column `a`: no value"
    );
    assert_eq!(again.table.columns[1].values.text(0), "x;y");
}

#[test]
fn own_marks_of_missing_values_are_taken() {
    let options = CsvOptions {
        missing: Some(vec!["-999".to_owned(), "n.d.".to_owned()]),
        ..CsvOptions::default()
    };
    let table = read("a,b\n1,x\n-999,NA\nn.d.,y\n2,x\n".as_bytes(), options).unwrap();
    let problems: Vec<usize> = table.problems.iter().map(|problem| problem.row).collect();
    assert_eq!(problems, [1, 2]);
    assert_eq!(table.columns[1].values.text(1), "NA");
}
