//! Reading and preparing a table, beside pandas and polars: `cargo bench --bench data [ROWS [FILE]]`.
//!
//! Then the time to look at columns and to find warnings, for many rows and for many columns. Without a file, a table of ROWS (1,000,000) rows of 10 numbers is written to a temporary directory first. The peers read
//! the same file in rounds between ours; a peer that Python does not find is left out.
#![expect(clippy::unwrap_used, reason = "a failed measurement may panic")]

#[path = "data/peers.rs"]
mod peers;
#[path = "data/warnings.rs"]
mod warnings;

use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::io::stdout;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use deltascope::data::CsvOptions;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Table;
use deltascope::data::csv;

const COLUMNS: usize = 10;
const MIB: f64 = 1024.0 * 1024.0;
/// How often each reads the file.
const ROUNDS: usize = 7;

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
    let mut out = stdout().lock();
    let before = peak_bytes();
    let (table, _) = read(&path);
    let numbers = (table.rows() * table.columns.len() * 8) as f64;
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
    preparation(&mut out, &table, &path);
    drop(table);
    warnings::measure(&mut out);
    compare(&mut out, &path);
    cancel(&mut out, &path);
}

fn read(path: &Path) -> (Table, f64) {
    let start = Instant::now();
    let table = csv::read(
        "table.csv",
        File::open(path).unwrap(),
        CsvOptions::default(),
        &mut |_| ControlFlow::Continue(()),
    );
    (table.unwrap(), start.elapsed().as_secs_f64())
}

fn preparation(out: &mut impl Write, table: &Table, path: &Path) {
    let start = Instant::now();
    let stats = table.stats();
    let secs = start.elapsed().as_secs_f64();
    writeln!(out, "statistics of {} columns: {secs:.3} s", stats.len()).unwrap();
    let source = DataSource::File {
        path: path.to_owned(),
        more: Vec::new(),
        options: CsvOptions::default(),
    };
    let start = Instant::now();
    let dataset = Dataset::prepare(table, &DataSpec::new(source), 0).unwrap();
    let secs = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "preparation of {} samples: {secs:.3} s",
        dataset.rows.len()
    )
    .unwrap();
}

/// Rounds of us and each peer in turn, so that all meet the same load of the machine.
fn compare(out: &mut impl Write, path: &Path) {
    let mut peers = Vec::new();
    for name in ["pandas", "polars"] {
        match peers::Peer::start(name, path) {
            Ok(peer) => peers.push(peer),
            Err(reason) => writeln!(out, "{name} is left out: {reason}").unwrap(),
        }
    }
    let mut ours = Vec::new();
    let mut shape = (0, 0);
    let mut theirs = vec![Vec::new(); peers.len()];
    // The first round warms up.
    for round in 0..=ROUNDS {
        let (table, secs) = read(path);
        shape = (table.rows(), table.columns.len());
        drop(table);
        let seconds: Vec<f64> = peers.iter_mut().map(|peer| peer.read(shape)).collect();
        if round > 0 {
            ours.push(secs);
            for (all, secs) in theirs.iter_mut().zip(seconds) {
                all.push(secs);
            }
        }
    }
    let (best, median) = best_and_median(&mut ours);
    let bytes = std::fs::metadata(path).unwrap().len() as f64;
    writeln!(
        out,
        "read {} × {} cells, {:.0} MiB: median {median:.3} s, best {best:.3} s, {:.0} MiB/s, two threads",
        shape.0,
        shape.1,
        bytes / MIB,
        bytes / MIB / median
    )
    .unwrap();
    for (peer, mut seconds) in peers.into_iter().zip(theirs) {
        let (its_best, its_median) = best_and_median(&mut seconds);
        writeln!(
            out,
            "{}: median {its_median:.3} s, best {its_best:.3} s; ours takes {:.2} × its median, {:.2} × its best",
            peer.name,
            median / its_median,
            best / its_best
        )
        .unwrap();
    }
}

fn best_and_median(seconds: &mut [f64]) -> (f64, f64) {
    seconds.sort_by(f64::total_cmp);
    (seconds[0], seconds[seconds.len() / 2])
}

/// The time between the wish to stop, at several moments of reading, and the end.
fn cancel(out: &mut impl Write, path: &Path) {
    let mut longest = Duration::ZERO;
    for moment in 1..=20 {
        let wish = Instant::now() + Duration::from_millis(10 * moment);
        let result = csv::read(
            "table.csv",
            File::open(path).unwrap(),
            CsvOptions::default(),
            &mut |_| {
                if Instant::now() < wish {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            },
        );
        if result.is_err() {
            longest = longest.max(wish.elapsed());
        }
    }
    writeln!(
        out,
        "cancel: at most {:.1} ms from the wish to the end",
        longest.as_secs_f64() * 1e3
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
