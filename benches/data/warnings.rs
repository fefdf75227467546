//! The time to look at the columns of a table and to find warnings.

use std::io::Write;
use std::time::Instant;

use deltascope::data::Column;
use deltascope::data::CsvOptions;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::SequenceSpec;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::data::find_warnings;

/// How often each is measured; the median is told.
const ROUNDS: usize = 5;

/// Many rows and many columns, with a target of numbers and of classes.
pub(crate) fn measure(out: &mut impl Write) {
    for (rows, columns) in [(1_000_000, 10), (1000, 10_000)] {
        for classes in [false, true] {
            let table = table(rows, columns, classes);
            let mut spec = DataSpec::new(DataSource::File {
                path: "t.csv".into(),
                more: Vec::new(),
                options: CsvOptions::default(),
            });
            spec.columns = DataSpec::default_roles(&table);
            spec.sequence = Some(SequenceSpec {
                order: Some("time".to_owned()),
                ..SequenceSpec::default()
            });
            let (profiles, profile_secs) = timed(|| table.profiles());
            let (warnings, warning_secs) = timed(|| find_warnings(&table, &profiles, &spec));
            let target = if classes { "classes" } else { "numbers" };
            writeln!(
                out,
                "{rows} × {columns} with {target} as target: profiles {profile_secs:.3} s, warnings {warning_secs:.3} s ({} found)",
                warnings.len()
            )
            .unwrap();
        }
    }
}

fn timed<T>(work: impl Fn() -> T) -> (T, f64) {
    let mut seconds = Vec::new();
    let mut last = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        last = Some(work());
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    (last.unwrap(), seconds[ROUNDS / 2])
}

/// A time with gaps, numbers, every fifth column of classes, cells missing here and there, and a target.
fn table(rows: usize, columns: usize, classes: bool) -> Table {
    let mut state = 1_u64;
    let mut next = || {
        // Knuth's MMIX generator; the quality does not matter here.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut all = vec![Column::numbers(
        "time",
        (0..rows).map(|row| (row + row / 100) as f64).collect(),
    )];
    for column in 1..columns {
        let name = format!("x{column}");
        let last = column + 1 == columns;
        all.push(if column % 5 == 0 || (last && classes) {
            let names = ["red", "green", "blue", "yellow", "black"].map(str::to_owned);
            let codes = (0..rows).map(|_| (next() * 5.0) as u32).collect();
            let classes = names.to_vec();
            Column::new(name, Values::Category { codes, classes })
        } else {
            let cell = |_| {
                let number = next() * 100.0;
                if !last && number < 0.1 {
                    f64::NAN
                } else {
                    number
                }
            };
            Column::numbers(name, (0..rows).map(cell).collect())
        });
    }
    Table::new("t", all)
}
