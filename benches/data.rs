//! Seconds and peak memory of reading and preparing a table: `cargo bench --bench data [ROWS [FILE]]`.
//!
//! Without a file, a table of ROWS (1,000,000) rows of 10 numbers is written to a temporary directory first.
#![expect(clippy::unwrap_used, reason = "a failed measurement may panic")]

use std::fs::File;
use std::io::BufWriter;
use std::io::Write as _;
use std::io::stdout;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use deltascope::data::CsvOptions;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::csv;

const COLUMNS: usize = 10;
const MIB: f64 = 1024.0 * 1024.0;

fn main() {
    // Cargo passes `--bench`; the other arguments are ours.
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let rows = arguments
        .next()
        .map_or(1_000_000, |rows| rows.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = arguments.next().map_or_else(
        || {
            let path = folder.path().join("table.csv");
            write_table(&path, rows);
            path
        },
        PathBuf::from,
    );
    let bytes = std::fs::metadata(&path).unwrap().len() as f64;
    let before = peak_bytes();
    let start = Instant::now();
    let table = csv::read(
        "table.csv",
        File::open(&path).unwrap(),
        CsvOptions::default(),
        &mut |_| ControlFlow::Continue(()),
    )
    .unwrap();
    let read_secs = start.elapsed().as_secs_f64();
    let numbers = (table.rows() * table.columns.len() * 8) as f64;
    let mut out = stdout().lock();
    writeln!(
        out,
        "read {} × {} cells, {:.0} MiB: {read_secs:.3} s, {:.0} MiB/s",
        table.rows(),
        table.columns.len(),
        bytes / MIB,
        bytes / MIB / read_secs
    )
    .unwrap();
    match (before, peak_bytes()) {
        (Some(before), Some(after)) => writeln!(
            out,
            "peak memory of reading: {:.0} MiB, {:.2} × the numbers themselves",
            (after - before) / MIB,
            (after - before) / numbers
        ),
        _ => writeln!(out, "peak memory is not known on this system"),
    }
    .unwrap();

    let start = Instant::now();
    let stats = table.stats();
    let secs = start.elapsed().as_secs_f64();
    writeln!(out, "statistics of {} columns: {secs:.3} s", stats.len()).unwrap();

    let source = DataSource::File {
        path,
        options: CsvOptions::default(),
    };
    let start = Instant::now();
    let dataset = Dataset::prepare(&table, &DataSpec::new(source), 0).unwrap();
    let secs = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "preparation of {} samples: {secs:.3} s",
        dataset.rows.len()
    )
    .unwrap();
}

/// Numbers of about eight digits, as measuring instruments write them.
fn write_table(path: &Path, rows: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let names: Vec<String> = (1..=COLUMNS).map(|column| format!("x{column}")).collect();
    writeln!(file, "{}", names.join(",")).unwrap();
    let mut state = 1_u64;
    for _ in 0..rows {
        for column in 0..COLUMNS {
            // Knuth's MMIX generator; the quality does not matter here.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let number = (state >> 33) as f64 / 1e5 - 10_000.0;
            let end = if column + 1 == COLUMNS { '\n' } else { ',' };
            write!(file, "{number:.4}{end}").unwrap();
        }
    }
    file.flush().unwrap();
}

/// The largest resident memory so far.
fn peak_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0)
}
