//! How the time of training grows with units, depth, batch and rows, on one thread, and how it shrinks with threads.
//!
//! `cargo bench --bench growth [-- --seconds S]` prints a table `dimension,value,work,seconds`, the time being that of one epoch (the
//! fastest of some), and `work` the multiply-adds of an epoch; `benches/growth.py` draws it.
#![expect(clippy::unwrap_used, reason = "a failed measurement may panic")]

#[path = "training/data.rs"]
#[expect(dead_code, reason = "the data of the workloads stand there too")]
mod data;

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use deltascope::engine::threads;
use deltascope::nn::Activation;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::Schedule;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StopSpec;
use deltascope::train::TrainingCurve;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

/// One measurement; the others differ from it in one thing.
#[derive(Clone, Copy)]
struct Point {
    dimension: &'static str,
    units: usize,
    depth: usize,
    batch: usize,
    rows: usize,
    threads: usize,
}

const FEATURES: usize = 64;
const CLASSES: usize = 10;

const MIDDLE: Point = Point {
    dimension: "",
    units: 64,
    depth: 2,
    batch: 32,
    rows: 2048,
    threads: 1,
};

impl Point {
    /// The value of the dimension that varies.
    fn value(&self) -> usize {
        match self.dimension {
            "units" => self.units,
            "depth" => self.depth,
            "batch" => self.batch,
            "threads" => self.threads,
            _ => self.rows,
        }
    }

    /// Multiply-adds of an epoch: the forward product, and backwards one for the weights and, but for the first layer, one
    /// for the layer below.
    fn work(&self) -> usize {
        let hidden = self.units * self.units * (self.depth - 1);
        let (first, last) = (FEATURES * self.units, self.units * CLASSES);
        self.rows * (2 * first + 3 * hidden + 3 * last)
    }
}

fn points() -> Vec<Point> {
    let powers = |from: u32, to: u32| (from..=to).map(|power| 1_usize << power);
    let of = |dimension| Point {
        dimension,
        ..MIDDLE
    };
    let mut points: Vec<Point> = powers(1, 10)
        .map(|units| Point {
            units,
            ..of("units")
        })
        .collect();
    points.extend(powers(0, 6).map(|depth| Point {
        depth,
        ..of("depth")
    }));
    points.extend(powers(0, 11).map(|batch| Point {
        batch,
        ..of("batch")
    }));
    points.extend(powers(5, 17).map(|rows| Point { rows, ..of("rows") }));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    points.extend((1..=threads.min(8)).map(|threads| Point {
        units: 512,
        batch: 256,
        threads,
        ..of("threads")
    }));
    points
}

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let place = arguments
        .iter()
        .position(|argument| argument == "--seconds");
    let seconds = place.map_or(0.5, |place| arguments[place + 1].parse().unwrap());
    let mut out = std::io::stdout();
    writeln!(out, "dimension,value,work,seconds")?;
    for point in points() {
        let (value, work) = (point.value(), point.work());
        let time = threads::with(point.threads, || measure(&point, seconds));
        let dimension = point.dimension;
        writeln!(out, "{dimension},{value},{work},{time:.9}")?;
    }
    Ok(())
}

/// The time of one epoch: the fastest of as many as fit into the time, three at least.
fn measure(point: &Point, seconds: f64) -> f64 {
    let mut run = start(point);
    epoch(&mut *run);
    let begin = Instant::now();
    let (mut fastest, mut epochs) = (f64::INFINITY, 0);
    while epochs < 3 || begin.elapsed().as_secs_f64() < seconds {
        let before = Instant::now();
        epoch(&mut *run);
        fastest = fastest.min(before.elapsed().as_secs_f64());
        epochs += 1;
    }
    fastest
}

fn epoch(run: &mut dyn Run) {
    for _ in 0..run.position().updates_per_epoch {
        run.step(&|| false);
    }
}

fn start(point: &Point) -> Box<dyn Run> {
    let initialiser = Initialiser::He;
    let layer = |index| LayerSpec {
        name: format!("hidden{}", index + 1),
        units: point.units,
        activation: Activation::Relu,
        bias: true,
        initialiser,
    };
    let output = OutputSpec {
        activation: Activation::Softmax,
        bias: true,
        initialiser,
    };
    let spec = NetworkSpec::chain((0..point.depth).map(layer).collect(), output);
    let network = Network::build(&spec, FEATURES, CLASSES).unwrap();
    let training = TrainingSpec {
        loss: Loss::SoftmaxCrossEntropy,
        optimizer: OptimizerSpec::Sgd {
            learning_rate: 1e-4,
            momentum: 0.9,
            nesterov: false,
        },
        update: Update::MiniBatch(point.batch),
        shuffle: false,
        precision: Precision::F32,
        stop: StopSpec::after_epochs(u64::MAX),
        schedule: Schedule::Constant,
        regularization: Default::default(),
        class_weights: Default::default(),
        training_curve: TrainingCurve::WhileLearning,
    };
    let data = Arc::new(data::random(FEATURES, point.rows));
    deltascope::train::start(network, &Start::Drawn, data, &training, Seeds::default())
}
