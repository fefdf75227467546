//! The layers below the window, without the libraries that the window needs, for the fuzz targets.

#[path = "../../src/data/mod.rs"]
pub mod data;
#[path = "../../src/experiment/mod.rs"]
pub mod experiment;
#[path = "../../src/nn/mod.rs"]
pub mod nn;
#[path = "../../src/train/mod.rs"]
pub mod train;

use std::io::Cursor;
use std::io::Write as _;
use std::ops::ControlFlow;

use data::CsvOptions;
use data::csv;
use data::read;
use zip::CompressionMethod;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Reads a table and a preview of it.
pub fn read_table(bytes: &[u8], options: &CsvOptions) {
    read_whole(bytes, options);
    read_beginning(bytes, options);
}

/// Reads a table; whatever comes of it, all columns have the same length and every message says something.
pub fn read_whole(bytes: &[u8], options: &CsvOptions) {
    let mut last = |_| ControlFlow::Continue(());
    match read::table("table", bytes, options.clone(), &mut last) {
        Ok(table) => {
            let rows = table.rows();
            assert!(table.columns.iter().all(|column| column.values.len() == rows));
            assert!(table.problems.len() <= table.problem_count);
            table.stats();
        }
        Err(error) => assert!(!error.message.is_empty() && !error.cancelled),
    }
}

/// Reads a delimited text on the fast way and on the usual one, with the same result to the last bit.
pub fn read_both_ways(bytes: &[u8], options: &CsvOptions) {
    let mut last = |_| ControlFlow::Continue(());
    let fast = csv::read("table", bytes, options.clone(), &mut last);
    let usual = csv::read_usual_way("table", bytes, options.clone());
    // Not a number is not equal to itself, so the texts are compared; a number's text is its own alone.
    assert_eq!(format!("{fast:?}"), format!("{usual:?}"));
}

/// Reads the first rows of a table.
pub fn read_beginning(bytes: &[u8], options: &CsvOptions) {
    if let Ok(preview) = read::preview("table", bytes, options.clone(), 5) {
        assert!(preview.table.rows() <= 5);
    }
}

/// Packs files without compression, so that the fuzzer sees through.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        writer.start_file(*name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
