//! A task, its runs from many seeds, and the row of the table that compares them with what is expected.

use std::io::Write;
use std::sync::Arc;

use deltascope::data::Dataset;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::StopSpec;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

/// When a run counts as solved.
pub enum Goal {
    /// Every `|y − t|` is below this.
    LargestError(f64),
    /// The training loss is below this.
    Loss(f64),
}

/// Something to be learnt from several seeds.
pub struct Task {
    pub network: Network,
    pub loss: Loss,
    /// The data and `θ` of a seed.
    pub draw: fn(u64) -> (Dataset, Vec<f64>),
    pub goal: Goal,
    pub limit: u64,
    pub seeds: u64,
}

/// What a reference program found.
#[derive(Clone, Copy)]
pub struct Expected {
    pub solved: usize,
    /// NaN where none is known.
    pub median: f64,
    /// `(0, 0)` where none is known.
    pub range: (u64, u64),
}

/// The optimiser of this name with its defaults, some settings changed.
pub fn named(name: &str, settings: &[(&str, f64)]) -> OptimizerSpec {
    let mut all = OptimizerSpec::ALL.into_iter();
    let mut spec = all.find(|spec| spec.name() == name).unwrap();
    for (setting, value) in settings {
        let parameters = spec.parameters();
        let mut names = parameters.iter().map(|parameter| parameter.name);
        let place = names.position(|name| name == *setting);
        spec = spec.with_parameter(place.unwrap(), *value);
    }
    spec
}

/// What training there is for `epochs` epochs.
pub fn training(loss: Loss, optimizer: OptimizerSpec, epochs: u64) -> TrainingSpec {
    TrainingSpec {
        loss,
        optimizer,
        schedule: Schedule::Constant,
        update: Update::FullBatch,
        shuffle: false,
        regularization: Default::default(),
        class_weights: Default::default(),
        training_curve: Default::default(),
        precision: Precision::F64,
        stop: StopSpec::after_epochs(epochs),
    }
}

/// A run that starts from `theta`.
pub fn start(
    network: &Network,
    dataset: Dataset,
    training: &TrainingSpec,
    theta: Vec<f64>,
) -> Box<dyn Run> {
    let data = Arc::new(dataset);
    let mut run = deltascope::train::start(
        network.clone(),
        &Start::Drawn,
        data,
        training,
        Seeds::default(),
    );
    let mut checkpoint = run.checkpoint();
    checkpoint.theta = theta;
    run.restore(&checkpoint);
    run
}

/// The epochs until the goal is reached; `None` if it is not, or nothing changes any more.
fn epochs(task: &Task, optimizer: OptimizerSpec, seed: u64) -> Option<u64> {
    let (dataset, theta) = (task.draw)(seed);
    let (inputs, targets) = (dataset.inputs.to_matrix(), dataset.targets.clone());
    let training = training(task.loss, optimizer, task.limit + 1);
    let mut run = start(&task.network, dataset, &training, theta);
    let mut before = f64::MAX;
    for epoch in 1..=task.limit {
        let outcome = run.step(&|| false);
        if is_reached(task, &mut *run, &inputs, &targets) {
            return Some(epoch);
        }
        if matches!(outcome, StepOutcome::Finished(_)) {
            return None;
        }
        // The searches end, as in the reference, where the loss is level; first-order steps may rest and go on.
        let loss = run.batch_loss().unwrap_or(f64::NAN);
        let searches = optimizer.name().starts_with("Conjugate") || optimizer.name() == "L-BFGS";
        if searches && before - loss <= 2.2e-9 * before {
            return None;
        }
        before = loss;
    }
    None
}

fn is_reached(
    task: &Task,
    run: &mut dyn Run,
    inputs: &DMatrix<f64>,
    targets: &DMatrix<f64>,
) -> bool {
    match task.goal {
        Goal::LargestError(limit) => (run.predict(inputs) - targets).amax() < limit,
        Goal::Loss(limit) => {
            let measured = run.evaluate(deltascope::data::Part::Train);
            measured.is_some_and(|(loss, _)| loss < limit)
        }
    }
}

fn median(sorted: &[u64]) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        length => f64::midpoint(sorted[(length - 1) / 2] as f64, sorted[length / 2] as f64),
    }
}

/// Runs the task and writes a row about it.
pub fn write_row(
    out: &mut impl Write,
    optimizer: OptimizerSpec,
    task_name: &str,
    task: &Task,
    expected: Option<Expected>,
) {
    let mut found: Vec<u64> = (0..task.seeds)
        .filter_map(|seed| epochs(task, optimizer, seed))
        .collect();
    found.sort_unstable();
    let middle = median(&found);
    let ours = match found.as_slice() {
        [] => "–".to_owned(),
        [low, .., high] => format!("{middle} [{low}, {high}]"),
        [one] => one.to_string(),
    };
    let (of, verdict) = expected.map_or_else(
        || ("– | –".to_owned(), "no reference"),
        |expected| {
            let range = match expected.range {
                (0, 0) => String::new(),
                (low, high) => format!(" [{low}, {high}]"),
            };
            let epochs = if expected.median.is_nan() {
                "–".to_owned()
            } else {
                format!("{}{range}", expected.median)
            };
            let slack = if task.seeds == 20 { 3 } else { 1 };
            let as_many = found.len().abs_diff(expected.solved) <= slack;
            let ratio = middle / expected.median;
            let as_fast = expected.median.is_nan() || (0.5..=2.0).contains(&ratio);
            let verdict = if as_many && as_fast {
                "as expected"
            } else if found.len() >= expected.solved && ratio < 1.0 {
                "better"
            } else {
                "**differs**"
            };
            (
                format!("{}/{} | {epochs}", expected.solved, task.seeds),
                verdict,
            )
        },
    );
    let settings = describe(optimizer);
    let name = optimizer.name();
    let task_name = if task_name.is_empty() {
        String::new()
    } else {
        format!("{task_name}: ")
    };
    writeln!(
        out,
        "| {task_name}{name}{settings} | {}/{} | {ours} | {of} | {verdict} |",
        found.len(),
        task.seeds
    )
    .unwrap();
}

/// The settings that are not at their defaults.
fn describe(optimizer: OptimizerSpec) -> String {
    let parameters = optimizer.parameters();
    let changed = parameters
        .iter()
        .filter(|parameter| parameter.value != parameter.default);
    let texts: Vec<String> = changed
        .map(|parameter| format!("{} {}", parameter.name.to_lowercase(), parameter.value))
        .collect();
    if texts.is_empty() {
        String::new()
    } else {
        format!(" ({})", texts.join(", "))
    }
}
