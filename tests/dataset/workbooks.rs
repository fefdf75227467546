//! Workbooks: the choice of a sheet, previews, cancelling, and small files that would become huge.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use deltascope::data::CsvOptions;
use deltascope::data::Table;
use deltascope::data::read;
use deltascope::data::read::ReadError;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn workbook(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/workbook");
    fs::read(folder.join(name)).unwrap()
}

fn sheet(number: u32) -> CsvOptions {
    CsvOptions {
        sheet: Some(number),
        ..CsvOptions::default()
    }
}

fn table(bytes: &[u8], options: CsvOptions) -> Result<Table, ReadError> {
    read::table("t.xlsx", bytes, options, &mut |_| ControlFlow::Continue(()))
}

/// The same workbook with one part made anew.
fn with_part(bytes: Vec<u8>, part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let entry = from.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        if name == part {
            let text = std::io::read_to_string(entry).unwrap();
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(change(text).as_bytes()).unwrap();
        } else {
            to.raw_copy_file(entry).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_sheet_is_chosen_by_its_number() {
    let bytes = workbook("sheets.xlsx");
    let last = table(&bytes, sheet(5)).unwrap();
    assert_eq!(last.format, "XLSX, sheet `Second & last`, with header");
    assert_eq!(last.columns[0].name, "c");
    let hidden = table(&bytes, sheet(2)).unwrap();
    assert_eq!(hidden.columns[0].name, "h");
    let message = |number| table(&bytes, sheet(number)).unwrap_err().message;
    assert_eq!(
        message(6),
        "there is no sheet 6, the workbook has 5; choose another"
    );
    assert_eq!(
        message(0),
        "there is no sheet 0, the workbook has 5; choose another"
    );
    assert_eq!(message(4), "sheet `Chart` holds no cells; choose another");
    assert_eq!(
        message(1),
        "the workbook has no filled cell; choose a file with a table"
    );
    let ods = table(&workbook("ods_plain.ods"), sheet(3)).unwrap();
    assert_eq!(ods.format, "ODS, sheet `Second`, with header");
}

#[test]
fn a_preview_names_the_sheets_and_the_one_it_shows() {
    let bytes = workbook("sheets.xlsx");
    let preview = read::preview("t.xlsx", &*bytes, CsvOptions::default(), 2).unwrap();
    assert_eq!(
        preview.sheets,
        ["Blank", "Hidden", "First", "Chart", "Second & last"]
    );
    assert_eq!(preview.options.sheet, Some(3));
    assert_eq!(preview.options.header, Some(true));
    assert_eq!(preview.options.delimiter, None);
    assert_eq!(preview.table.rows(), 2);
    // What was found, chosen, gives the same again.
    let again = read::preview("t.xlsx", &*bytes, preview.options.clone(), 2).unwrap();
    assert_eq!(again.table, preview.table);
    assert_eq!(again.options, preview.options);
}

#[test]
fn reading_a_workbook_can_be_cancelled_at_any_report() {
    let mut rows = String::new();
    for row in 1..=9_000 {
        write!(
            rows,
            "<row r=\"{row}\"><c><v>{row}</v></c><c><v>1</v></c></row>"
        )
        .unwrap();
    }
    let bytes = with_part(workbook("plain.xlsx"), "xl/worksheets/sheet1.xml", |_| {
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    });
    let mut reports = Vec::new();
    let whole = read::table("t.xlsx", &*bytes, CsvOptions::default(), &mut |at| {
        reports.push(at);
        ControlFlow::Continue(())
    });
    assert_eq!(whole.unwrap().rows(), 9_000);
    assert!(reports.len() > 5, "{}", reports.len());
    assert!(reports.iter().all(|at| *at <= bytes.len() as u64));
    for stop in 0..reports.len() {
        let mut count = 0;
        let result = read::table("t.xlsx", &*bytes, CsvOptions::default(), &mut |_| {
            count += 1;
            if count > stop {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(result.unwrap_err().cancelled, "report {stop}");
    }
}

#[test]
fn bombs_are_defused_before_they_are_unpacked() {
    let spaces = " ".repeat(68 << 20);
    let part = "xl/worksheets/sheet1.xml";
    let padded = |text: String| text.replace("<sheetData>", &format!("<sheetData>{spaces}"));
    let bytes = with_part(workbook("plain.xlsx"), part, padded);
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    let error = table(&bytes, CsvOptions::default()).unwrap_err();
    assert!(
        error
            .message
            .contains("unpacks to more than 100 times its size"),
        "{error}"
    );
    let padded = |text: String| {
        let start = "<office:spreadsheet>";
        text.replace(start, &format!("{start}{spaces}"))
    };
    let bytes = with_part(workbook("ods_plain.ods"), "content.xml", padded);
    let error = table(&bytes, CsvOptions::default()).unwrap_err();
    assert!(
        error
            .message
            .contains("unpacks to more than 100 times its size"),
        "{error}"
    );
}

#[test]
fn a_workbook_of_honest_size_is_read_whole() {
    let mut rows = String::new();
    for row in 1..=20_000 {
        write!(
            rows,
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\"><v>0.5</v></c></row>"
        )
        .unwrap();
    }
    let bytes = with_part(workbook("plain.xlsx"), "xl/worksheets/sheet1.xml", |_| {
        format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
    });
    let table = table(&bytes, CsvOptions::default()).unwrap();
    assert_eq!(table.rows(), 20_000);
    assert_eq!(table.columns[0].values.text(19_999), "20000");
}
