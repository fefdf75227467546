//! The speed of training through the `Run` trait, which is what the window and the command line run: history, stops and
//! metrics included.
//!
//! `cargo bench --bench training -- [W1 W3 …] [--rounds N] [--seconds S] [--precision f32] [--threads 1,2] [--export FOLDER]` prints a line for each round,
//! `round W3 f32 1T 1991.2 epochs/s loss=0.123`, then the median with the slowest and the fastest. The loss is that of the
//! training samples after the workload's `compared_epochs` from the exported weights. A round is a new run with a short
//! warm-up. With `--best` a round counts its fastest stretch of about 1 ms: what the program could do on a busy machine.
//! W5, in which nearly all is arithmetic, is also set beside the processor's peak, measured just before; W1 beside the same updates
//! without a run around them.
//! `--export FOLDER` writes data, weights and settings for other programs instead.
#![expect(clippy::unwrap_used, reason = "a failed measurement may panic")]

#[path = "training/bare.rs"]
mod bare;
#[path = "training/data.rs"]
mod data;
#[path = "training/export.rs"]
mod export;
#[path = "training/peak.rs"]
mod peak;
#[path = "training/workloads.rs"]
mod workloads;

use std::fmt::Debug;
use std::io::Write;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::engine::threads;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::StepOutcome;
use deltascope::train::Update;
use export::word;
use workloads::Unit;
use workloads::WORKLOADS;
use workloads::Workload;

/// What the command line asks for.
struct Wishes {
    arguments: Vec<String>,
}

impl Wishes {
    /// The argument after an option.
    fn value(&self, option: &str) -> Option<&str> {
        let place = self.arguments.iter().position(|known| known == option)?;
        Some(self.arguments[place + 1].as_str())
    }

    /// The number after an option.
    fn number<T: FromStr<Err: Debug>>(&self, option: &str, default: T) -> T {
        self.value(option)
            .map_or(default, |text| text.parse().unwrap())
    }

    fn has(&self, option: &str) -> bool {
        self.arguments.iter().any(|known| known == option)
    }

    /// The named workloads, or all.
    fn workloads(&self) -> impl Iterator<Item = &'static Workload> {
        let wanted = |name: &str| {
            let named = |argument: &&String| WORKLOADS.iter().any(|known| known.name == **argument);
            let mut names = self.arguments.iter().filter(named).peekable();
            names.peek().is_none() || names.any(|argument| argument == name)
        };
        WORKLOADS
            .iter()
            .filter(move |workload| wanted(workload.name))
    }
}

fn main() -> std::io::Result<()> {
    let wishes = Wishes {
        arguments: std::env::args().skip(1).collect(),
    };
    if let Some(folder) = wishes.value("--export") {
        return export::export(Path::new(folder), wishes.workloads());
    }
    let threads = wishes.value("--threads").unwrap_or("1,2").split(',');
    let threads: Vec<usize> = threads.map(|text| text.parse().unwrap()).collect();
    let precision = wishes.value("--precision");
    let mut out = std::io::stdout();
    for workload in wishes.workloads() {
        let data = Arc::new((workload.data)());
        for &kind in workload.precisions {
            if precision.is_some_and(|wanted| wanted != word(kind)) {
                continue;
            }
            for &count in &threads {
                let title = format!("{} {} {count}T", workload.name, word(kind));
                let (rounds, peak) = threads::with(count, || {
                    let peak = (workload.unit == Unit::Updates).then(|| peak::gflops(count));
                    (rounds(&wishes, workload, &data, kind), peak)
                });
                let median = print(&mut out, &title, workload.unit.name(), rounds)?;
                if workload.update == Update::Online {
                    let bare = bare_rate(&wishes, workload, &data, kind);
                    let share = 100.0 * (1.0 - median / bare);
                    writeln!(
                        out,
                        "bare {title} {bare:.1} samples/s, around them {share:.0} %"
                    )?;
                }
                if let Some(peak) = peak {
                    let reached = 2e-9 * workload.multiply_adds() as f64 * median;
                    let share = 100.0 * reached / peak;
                    writeln!(
                        out,
                        "arithmetic {title} {reached:.1} GFLOP/s of {peak:.1} ({share:.0} %)"
                    )?;
                }
            }
        }
        if let Some(bytes) = peak_bytes() {
            let (name, mebibytes) = (workload.name, bytes / 1_048_576.0);
            writeln!(out, "peak {name} {mebibytes:.0} MiB")?;
        }
    }
    Ok(())
}

/// The median speed of the updates of a workload without a run around them.
fn bare_rate(
    wishes: &Wishes,
    workload: &Workload,
    data: &Arc<Dataset>,
    precision: Precision,
) -> f64 {
    let start = workload.start(data, precision).parameters();
    let seconds = wishes.number("--seconds", 1.0);
    let mut rates: Vec<f64> = (0..wishes.number("--rounds", 5))
        .map(|_| match precision {
            Precision::F32 => bare::rate::<f32>(workload, data, &start, seconds),
            Precision::F64 => bare::rate::<f64>(workload, data, &start, seconds),
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// The loss by which the programs are compared, and the speed of each round.
fn rounds(
    wishes: &Wishes,
    workload: &Workload,
    data: &Arc<Dataset>,
    precision: Precision,
) -> (f64, Vec<f64>) {
    let (rounds, seconds) = (
        wishes.number("--rounds", 5),
        wishes.number("--seconds", 1.0),
    );
    let loss = compared_loss(workload, data, precision);
    let round = |_: usize| {
        if wishes.has("--best") {
            measure_best(workload, data, precision, seconds)
        } else {
            measure(workload, data, precision, seconds)
        }
    };
    (loss, (0..rounds).map(round).collect())
}

fn print(
    out: &mut impl Write,
    title: &str,
    unit: &str,
    (loss, mut rates): (f64, Vec<f64>),
) -> std::io::Result<f64> {
    for rate in &rates {
        writeln!(out, "round {title} {rate:.1} {unit} loss={loss:.9e}")?;
    }
    rates.sort_by(f64::total_cmp);
    let (median, slowest) = (rates[rates.len() / 2], rates[0]);
    let fastest = rates[rates.len() - 1];
    writeln!(
        out,
        "median {title} {median:.1} {unit} loss={loss:.9e} slowest={slowest:.1} fastest={fastest:.1}"
    )?;
    Ok(median)
}

/// The most memory that the program has held, as Linux counts it.
fn peak_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(1024.0 * kibibytes)
}

/// The training loss by which the programs are compared.
fn compared_loss(workload: &Workload, data: &Arc<Dataset>, precision: Precision) -> f64 {
    let mut run = workload.start(data, precision);
    while run.position().epoch < workload.compared_epochs {
        if matches!(run.step(&|| false), StepOutcome::Finished(_)) {
            break;
        }
    }
    run.evaluate(Part::Train).unwrap().0
}

/// One round that counts its fastest stretch.
fn measure_best(
    workload: &Workload,
    data: &Arc<Dataset>,
    precision: Precision,
    seconds: f64,
) -> f64 {
    let start = Instant::now();
    let mut best: f64 = 0.0;
    let mut run = workload.start(data, precision);
    let mut steps = 1;
    while start.elapsed().as_secs_f64() < seconds {
        let rate = if workload.unit == Unit::Steps {
            measure_from_start(workload, data, 1e-3)
        } else {
            let (before, start) = (run.position().update, Instant::now());
            step(&mut *run, steps);
            let passed = start.elapsed().as_secs_f64();
            steps = if passed < 7e-4 { 2 * steps } else { steps };
            rate(workload, data, &*run, before, passed)
        };
        best = best.max(rate);
    }
    best
}

/// What was done since an update, in a second.
fn rate(workload: &Workload, data: &Dataset, run: &dyn Run, before: u64, seconds: f64) -> f64 {
    let updates = (run.position().update - before) as f64;
    let epochs = updates / run.position().updates_per_epoch as f64;
    match workload.unit {
        Unit::Samples => epochs * data.train as f64 / seconds,
        Unit::Epochs => epochs / seconds,
        Unit::Updates | Unit::Steps => updates / seconds,
    }
}

/// One round.
fn measure(workload: &Workload, data: &Arc<Dataset>, precision: Precision, seconds: f64) -> f64 {
    if workload.unit == Unit::Steps {
        return measure_from_start(workload, data, seconds);
    }
    let mut run = workload.start(data, precision);
    advance(&mut *run, 0.1 * seconds);
    let before = run.position().update;
    let seconds = advance(&mut *run, seconds);
    rate(workload, data, &*run, before, seconds)
}

/// Levenberg–Marquardt comes to its end soon: the same steps again and again; making the runs is not counted.
fn measure_from_start(workload: &Workload, data: &Arc<Dataset>, seconds: f64) -> f64 {
    let (mut total, mut steps) = (0.0, 0);
    while total < seconds {
        let mut run = workload.start(data, Precision::F64);
        let start = Instant::now();
        for _ in 0..workload.compared_epochs {
            run.step(&|| false);
        }
        total += start.elapsed().as_secs_f64();
        steps += run.position().update;
    }
    steps as f64 / total
}

/// So many updates, as the window's training thread does them.
fn step(run: &mut dyn Run, updates: u64) {
    let end = run.position().update + updates;
    while run.position().update < end {
        run.steps((end - run.position().update) as usize, &|| false);
    }
}

/// Steps for about this long, looking at the clock now and then; says how long it was.
fn advance(run: &mut dyn Run, seconds: f64) -> f64 {
    let start = Instant::now();
    let mut steps_per_look = 1;
    loop {
        let before = Instant::now();
        step(run, steps_per_look);
        let passed = start.elapsed().as_secs_f64();
        if passed >= seconds {
            return passed;
        }
        if before.elapsed().as_secs_f64() < 2e-3 {
            steps_per_look *= 2;
        }
    }
}
