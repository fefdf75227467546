//! The corpus of nasty files: each has its expected outcome beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use deltascope::data::CsvOptions;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::data::read;
use deltascope::data::read::ReadError;

fn read(input: impl Read) -> Result<Table, ReadError> {
    read::table("table", input, CsvOptions::default(), &mut |_| {
        ControlFlow::Continue(())
    })
}

/// An outcome as text: the format, `name = cells` for numbers, `name: classes = cells` for classes, the problems; or the
/// error.
fn outcome(result: &Result<Table, ReadError>) -> String {
    let mut text = String::new();
    let table = match result {
        Ok(table) => table,
        Err(error) => {
            return match error.line {
                Some(line) => format!("error, line {line}: {error}\n"),
                None => format!("error: {error}\n"),
            };
        }
    };
    writeln!(text, "{}", table.format).unwrap();
    for column in &table.columns {
        text += &column.name;
        if let Values::Category { classes, .. } = &column.values {
            text += ": ";
            text += &classes.join(", ");
        }
        let cell = |row| match column.values.text(row) {
            cell if cell.is_empty() => "_".to_owned(),
            cell => cell,
        };
        let cells: Vec<String> = (0..table.rows()).map(cell).collect();
        writeln!(text, " = {}", cells.join(" | ")).unwrap();
    }
    for problem in &table.problems {
        writeln!(text, "{problem}").unwrap();
    }
    assert_eq!(table.problems.len(), table.problem_count);
    text
}

/// Reads every file of a folder with this ending and returns their number.
fn check(folder: &str, ending: &str) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(folder);
    let mut count = 0;
    let mut wrong = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == ending))
    {
        let bytes = fs::read(path).unwrap();
        let expected = fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
        let found = outcome(&escaped(read(&*bytes)));
        if found != expected {
            let name = path.file_name().unwrap().display();
            write!(wrong, "\n{name}: expected\n{expected}found\n{found}").unwrap();
        }
        // One byte at a time gives the same as all at once.
        let slowly = read(OneByte(&bytes));
        assert_eq!(outcome(&escaped(slowly)), found, "{}", path.display());
        count += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    count
}

#[test]
fn delimited_texts_have_their_outcomes() {
    let count = check("csv", "csv");
    assert!(count >= 60, "only {count} files");
}

#[test]
fn arff_files_have_their_outcomes() {
    let count = check("arff", "arff");
    assert!(count >= 20, "only {count} files");
}

#[test]
fn damaged_files_never_panic() {
    // SplitMix64 (Steele, Lea & Flood, 2014).
    let mut state = 1_u64;
    let mut dice = |count: usize| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % count as u64) as usize
    };
    // More rounds take the place of a fuzzer where there is none: DELTASCOPE_MUTATIONS=10000.
    let rounds = std::env::var("DELTASCOPE_MUTATIONS");
    let rounds = rounds.map_or(20, |rounds| rounds.parse().unwrap());
    let (mut tables, mut errors) = (0, 0);
    for folder in ["csv", "arff", "numpy", "idx", "workbook"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/data")
            .join(folder);
        for path in fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            let whole = fs::read(&path).unwrap();
            for _ in 0..rounds {
                let mut bytes = whole.clone();
                for _ in 0..=dice(5) {
                    if bytes.is_empty() {
                        break;
                    }
                    let place = dice(bytes.len());
                    match dice(4) {
                        0 => bytes[place] = dice(256) as u8,
                        1 => bytes[place] = b"\",;'{}%?\n\r\t \0\xFF@"[dice(15)],
                        2 => drop(bytes.remove(place)),
                        _ => bytes.truncate(place),
                    }
                }
                match read(&*bytes) {
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
                    Err(error) => {
                        errors += 1;
                        assert!(!error.message.is_empty());
                    }
                }
            }
        }
    }
    assert!(
        tables > 100 && errors > 100,
        "{tables} tables, {errors} errors"
    );
}

#[test]
fn numpy_files_have_their_outcomes() {
    let count = check("numpy", "npy") + check("numpy", "npz");
    assert!(count >= 25, "only {count} files");
}

#[test]
fn idx_files_have_their_outcomes() {
    let count = check("idx", "idx");
    assert!(count >= 8, "only {count} files");
}

#[test]
fn workbooks_and_archives_have_their_outcomes() {
    let endings = ["xlsx", "ods", "xls", "xlsb", "docx", "odt", "zip"];
    let count: usize = endings.map(|ending| check("workbook", ending)).iter().sum();
    assert!(count >= 44, "only {count} files");
}

// Cells and classes may hold line ends, which the expectation writes as `\n`.
fn escaped(result: Result<Table, ReadError>) -> Result<Table, ReadError> {
    result.map(|mut table| {
        for column in &mut table.columns {
            if let Values::Category { classes, .. } = &mut column.values {
                for class in classes {
                    *class = class.replace('\n', "\\n");
                }
            }
        }
        table
    })
}

struct OneByte<'a>(&'a [u8]);

impl Read for OneByte<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = into.len().min(1);
        self.0.read(&mut into[..count])
    }
}
