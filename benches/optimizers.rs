//! How many epochs every optimiser needs for a few classic tasks: `cargo bench --bench optimizers`.
//!
//! Our medians over the seeds stand beside those of a plain numpy program with the same draws, settings and criteria; the
//! verdict says whether as many seeds are solved (one in ten fewer or more is within chance, three in twenty) in about as many
//! epochs (half to twice the median). Everything goes through the training that the workbench runs, in `f64`.
#![expect(clippy::unwrap_used, reason = "a failed measurement may panic")]

#[path = "optimizers/comparison.rs"]
mod comparison;
#[path = "../tests/nn/splitmix.rs"]
#[expect(dead_code, reason = "shared with the tests")]
mod splitmix;
#[path = "optimizers/tasks.rs"]
mod tasks;

use std::io::stdout;

use comparison::Expected;
use comparison::Task;
use comparison::named;
use comparison::write_row;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;

const HEAD: &str = "\n| optimiser | ours: solved | epochs | expected: solved | epochs | verdict |\n|---|---|---|---|---|---|";

fn main() {
    let mut out = stdout().lock();
    encoder(&mut out);
    levenberg_marquardt(&mut out);
    iris(&mut out);
    digits(&mut out);
}

/// The optimisers of the encoder table with their settings there; the rates are for the sum over eight samples.
#[rustfmt::skip]
fn encoder_rows() -> Vec<(OptimizerSpec, Option<Expected>, Option<Expected>)> {
    let descent = |rate, momentum, nesterov| named("Gradient descent",
        &[("Learning rate", 8.0 * rate), ("Momentum", momentum), ("Nesterov", nesterov)]);
    let rate = |name, rate| named(name, &[("Learning rate", rate)]);
    let first = |name, rate| named(name, &[("First learning rate", rate)]);
    let some = |solved, median, low, high| Some(Expected { solved, median, range: (low, high) });
    let only = |solved, median| some(solved, median, 0, 0);
    vec![
        (descent(1.0, 0.0, 0.0), some(10, 372.0, 239, 1006), some(10, 114.0, 54, 204)),
        (descent(0.1, 0.9, 0.0), some(10, 1112.0, 605, 1668), some(10, 130.0, 72, 751)),
        (rate("Inertia", 8.0), some(10, 1112.0, 605, 1668), some(10, 130.0, 72, 751)),
        (descent(0.1, 0.9, 1.0), some(10, 706.0, 345, 1271), some(10, 88.0, 64, 122)),
        (rate("AdaGrad", 1.0), None, None),
        (named("RMSProp", &[("Learning rate", 0.05), ("Decay", 0.9)]), some(10, 110.0, 91, 149), some(10, 130.0, 102, 159)),
        (rate("Adam", 0.1), some(10, 211.0, 153, 423), some(10, 252.0, 168, 364)),
        (rate("AdamW", 0.1), some(10, 226.0, 158, 398), some(10, 266.0, 172, 388)),
        (rate("NAdam", 0.1), None, None),
        (first("Bold driver", 0.8), None, None),
        (first("Delta-bar-delta", 1.0), None, None),
        (named("iRprop−", &[]), some(9, 34.0, 27, 41), some(10, 32.0, 25, 43)),
        (named("iRprop+", &[]), None, None),
        (named("Quickprop", &[("Learning rate", 8.0 * 0.55), ("Weight decay", 1e-4 / 8.0)]),
            some(10, 42.0, 29, 83), some(10, 32.0, 24, 39)),
        (named("Conjugate gradient (Polak–Ribière+)", &[]), some(10, 46.0, 15, 129), some(10, 22.0, 12, 59)),
        (named("Conjugate gradient (Fletcher–Reeves)", &[]), None, None),
        (named("Scaled conjugate gradient", &[]), None, None),
        (named("L-BFGS", &[]), only(4, 36.0), only(4, 16.0)),
        (named("Levenberg–Marquardt", &[]), some(19, 12.0, 6, 37), None),
        (named("Natural gradient", &[]), None, None),
        (named("K-FAC", &[("Steps per inverse", 1.0)]), None, None),
    ]
}

fn encoder(out: &mut impl std::io::Write) {
    for loss in [Loss::HalfSquaredError, Loss::BinaryCrossEntropy] {
        let loss_name = loss.name().to_lowercase();
        writeln!(
            out,
            "\n## 8-3-8 encoder, logistic, {loss_name}, weights ±1: every error below 0.4 within 5000 epochs\n{HEAD}"
        )
        .unwrap();
        for (optimizer, squared, entropy) in encoder_rows() {
            if optimizer.check_task(loss, None).is_err() {
                continue;
            }
            // The reference of Levenberg–Marquardt has twenty seeds.
            let seeds = if optimizer.needs_squared_error() {
                20
            } else {
                10
            };
            let task = Task {
                limit: 5000,
                seeds,
                ..tasks::encoder(loss)
            };
            let expected = if loss == Loss::HalfSquaredError {
                squared
            } else {
                entropy
            };
            write_row(out, optimizer, "", &task, expected);
        }
    }
}

fn levenberg_marquardt(out: &mut impl std::io::Write) {
    writeln!(
        out,
        "\n## Least squares, tanh and logistic, weights ±1, within 200 epochs (20000 for first-order methods)\n{HEAD}"
    )
    .unwrap();
    let optimizer = named("Levenberg–Marquardt", &[]);
    let rows = [
        (
            "XOR 2-2-1 tanh, linear: E < 1e-10",
            tasks::exclusive_or_linear(),
            (14, 9.0, 0, 0),
        ),
        (
            "XOR 2-2-1 logistic: errors < 0.2",
            tasks::exclusive_or_logistic(),
            (13, 8.0, 0, 0),
        ),
        (
            "parity 3-3-1 tanh: errors < 0.2",
            tasks::parity(3),
            (18, 5.5, 0, 0),
        ),
        (
            "parity 4-4-1 tanh: errors < 0.2",
            tasks::parity(4),
            (15, 22.0, 7, 76),
        ),
        ("sin πx 1-5-1: E < 1e-6", tasks::sine(), (20, 13.0, 7, 27)),
    ];
    for (name, task, (solved, median, low, high)) in rows {
        let expected = Expected {
            solved,
            median,
            range: (low, high),
        };
        write_row(out, optimizer, name, &task, Some(expected));
    }
    let slow = Task {
        limit: 20_000,
        seeds: 10,
        ..tasks::sine()
    };
    let sine = "sin πx 1-5-1: E < 1e-6";
    let adam = named("Adam", &[("Learning rate", 0.01)]);
    let expected = |solved, median| Expected {
        solved,
        median,
        range: (0, 0),
    };
    write_row(out, adam, sine, &slow, Some(expected(5, 11_240.0)));
    write_row(
        out,
        named("iRprop−", &[]),
        sine,
        &slow,
        Some(expected(1, f64::NAN)),
    );
}

fn iris(out: &mut impl std::io::Write) {
    writeln!(
        out,
        "\n## Iris 4-8-3 tanh, softmax, 100 training rows, full batch: cross-entropy < 0.05 within 2000 epochs\n{HEAD}"
    )
    .unwrap();
    let descent = |rate, momentum| {
        let settings = [("Learning rate", rate), ("Momentum", momentum)];
        named("Gradient descent", &settings)
    };
    let rows = [
        (named("Natural gradient", &[]), (6.5, 6, 9)),
        (
            named("K-FAC", &[("Steps per inverse", 1.0)]),
            (42.5, 31, 81),
        ),
        (named("Adam", &[("Learning rate", 0.05)]), (52.5, 31, 176)),
        (descent(0.1, 0.9), (94.0, 47, 562)),
        (descent(0.5, 0.0), (199.0, 107, 1303)),
    ];
    let task = tasks::iris();
    for (optimizer, (median, low, high)) in rows {
        let expected = Expected {
            solved: 10,
            median,
            range: (low, high),
        };
        write_row(out, optimizer, "", &task, Some(expected));
    }
}

fn digits(out: &mut impl std::io::Write) {
    writeln!(
        out,
        "\n## Digits 64-32-10 tanh, softmax, 1438 training rows, after 100 batches of 256 (own order of samples)\n\n\
         | optimiser | ours: cross-entropy | test accuracy | expected: cross-entropy | test accuracy | verdict |\n\
         |---|---|---|---|---|---|"
    )
    .unwrap();
    let momentum = [("Learning rate", 0.1), ("Momentum", 0.9)];
    let kfac = [("Steps per inverse", 1.0), ("Sampled targets", 1.0)];
    let rows = [
        (
            named("K-FAC", &kfac),
            1e-5,
            "0.0146 [0.0124, 0.0172]",
            (0.0146, 0.974),
        ),
        (
            named("Gradient descent", &momentum),
            0.0,
            "0.108 [0.104, 0.113]",
            (0.108, 0.969),
        ),
    ];
    for (optimizer, l2, text, (entropy, accuracy)) in rows {
        let mut found: Vec<(f64, f64)> = (0..10)
            .map(|seed| tasks::digits(seed, optimizer, l2))
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let median = f64::midpoint(found[4].0, found[5].0);
        let mut right: Vec<f64> = found.iter().map(|found| found.1).collect();
        right.sort_by(f64::total_cmp);
        let share = f64::midpoint(right[4], right[5]);
        let fits = (0.5..2.0).contains(&(median / entropy)) && share > accuracy - 0.01;
        writeln!(
            out,
            "| {} | {median:.4} [{:.4}, {:.4}] | {share:.3} | {text} | {accuracy} | {} |",
            optimizer.name(),
            found[0].0,
            found[9].0,
            if fits { "as expected" } else { "**differs**" },
        )
        .unwrap();
    }
}
