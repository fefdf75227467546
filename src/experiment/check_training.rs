//! The check of the training part: optimiser, loss, batch size and stops.

use super::check::Field;
use super::check::Problem;
use super::check_objective;
use super::document::Experiment;
use crate::data::Dataset;
use crate::nn::Hyperparameter;
use crate::nn::Loss;
use crate::nn::Network;
use crate::train::NoProgress;
use crate::train::PlannedChange;
use crate::train::StopSpec;
use crate::train::Update;

/// Adds the problems of the training part; what depends on the data is left out where there is no data set.
pub(super) fn check(
    experiment: &Experiment,
    dataset: Option<&Dataset>,
    network: Option<&Network>,
    problems: &mut Vec<Problem>,
) {
    let training = &experiment.training;
    if let Err(found) = training.optimizer.check() {
        let parameters = training.optimizer.parameters();
        problems.extend(found.into_iter().map(|problem| {
            let symbol = problem
                .parameter
                .and_then(|index| parameters.get(index))
                .map_or("", |parameter| parameter.symbol);
            let field = if symbol == "η" {
                Field::LearningRate
            } else {
                Field::Optimizer
            };
            Problem::new(field, problem.message)
        }));
    }
    if let Err(message) = training.optimizer.check_task(training.loss, network) {
        problems.push(Problem::new(Field::Optimizer, message));
    }
    if let Err(message) = training.loss.check(experiment.network.output.activation) {
        problems.push(Problem::new(Field::Loss, message));
    } else if let Some(message) = dataset.and_then(|data| target_problem(training.loss, data)) {
        problems.push(Problem::new(Field::Loss, message));
    }
    let settings = training.loss.parameters();
    let wrong = settings.iter().filter_map(Hyperparameter::problem);
    problems.extend(wrong.map(|message| Problem::new(Field::Loss, message)));
    check_steps(experiment, problems);
    let schedule = training.schedule;
    let scheduled = training.optimizer.check_schedule(schedule);
    if let Err(message) = schedule.check().and(scheduled) {
        problems.push(Problem::new(Field::Schedule, message));
    }
    if let Some(message) = update_problem(experiment, dataset) {
        problems.push(Problem::new(Field::Update, message));
    }
    check_stops(&training.stop, dataset, problems);
}

/// A step has no slope to learn by: not in a hidden layer, and not for an optimiser that trusts the gradient to be that of
/// the loss.
fn check_steps(experiment: &Experiment, problems: &mut Vec<Problem>) {
    let Experiment {
        network, training, ..
    } = experiment;
    for (index, layer) in network.hidden.iter().enumerate() {
        if !layer.activation.has_gradient() {
            problems.push(Problem::new(
                Field::Layer(index + 1),
                format!(
                    "layer {} has the activation Step, whose slope is 0: the weights before it cannot learn; choose another, \
                     and Step in the output layer only",
                    layer.name
                ),
            ));
        }
    }
    let optimizer = training.optimizer;
    if !network.output.activation.has_gradient() && optimizer.needs_full_batch() {
        problems.push(Problem::new(
            Field::Optimizer,
            format!(
                "{} needs the gradient of the loss, which Step outputs do not have; choose gradient descent, or another output activation",
                optimizer.name()
            ),
        ));
    }
}

/// Adds the problems that the settings have after the planned changes of each update.
pub(super) fn check_changes(
    experiment: &Experiment,
    dataset: Option<&Dataset>,
    network: Option<&Network>,
    problems: &mut Vec<Problem>,
) {
    let mut changed = experiment.clone();
    let mut last = 0;
    for (index, planned) in experiment.changes.iter().enumerate() {
        let PlannedChange { update, .. } = planned;
        if *update < last {
            let message = format!(
                "the change at update {update} stands after one at update {last}; put them in order"
            );
            problems.push(Problem::new(Field::Changes, message));
        }
        last = *update;
        let change = planned.outcome(&changed.training);
        change.apply(&mut changed.training);
        let next = experiment.changes.get(index + 1);
        if next.is_some_and(|next| next.update == *update) {
            continue;
        }
        let mut found = Vec::new();
        check(&changed, dataset, network, &mut found);
        check_objective::check(&changed, dataset, &mut found);
        if let Some(problem) = found.first() {
            let message = format!("after the change at update {update}: {}", problem.message);
            problems.push(Problem::new(Field::Changes, message));
            return;
        }
    }
}

/// What keeps a loss from being used with these targets.
fn target_problem(loss: Loss, dataset: &Dataset) -> Option<String> {
    /// Targets scaled back and forth may be off by rounding.
    const SLACK: f64 = 1e-9;
    let targets = &dataset.targets;
    let is_share = |value: &f64| (-SLACK..=1.0 + SLACK).contains(value);
    match loss {
        Loss::HalfSquaredError
        | Loss::MeanSquaredError
        | Loss::MeanAbsoluteError
        | Loss::Huber { .. } => None,
        Loss::BinaryCrossEntropy | Loss::BinaryFocal { .. } => {
            let outside = targets.iter().find(|value| !is_share(value))?;
            Some(format!(
                "{} needs targets from 0 to 1, but there is {outside}; scale the targets or choose a squared error",
                loss.name()
            ))
        }
        Loss::SoftmaxCrossEntropy | Loss::SoftmaxFocal { .. } => {
            let is_distribution = targets.column_iter().all(|sample| {
                sample.iter().all(is_share) && (sample.sum() - 1.0).abs() <= SLACK.sqrt()
            });
            (!is_distribution).then(|| {
                format!(
                    "{} needs one target with classes, whose outputs sum to 1; choose such a target or another loss",
                    loss.name()
                )
            })
        }
    }
}

fn update_problem(experiment: &Experiment, dataset: Option<&Dataset>) -> Option<String> {
    let training = &experiment.training;
    if training.optimizer.needs_full_batch() && training.update != Update::FullBatch {
        return Some(format!(
            "{} needs the gradient of all samples; choose full batch",
            training.optimizer.name()
        ));
    }
    match (training.update, dataset) {
        (Update::MiniBatch(0), _) => Some("a batch needs at least 1 sample".to_owned()),
        (Update::MiniBatch(size), Some(Dataset { train, .. })) if size > *train => Some(format!(
            "the batch of {size} is larger than the {train} training rows; use at most {train}, or full batch"
        )),
        (Update::MiniBatch(_) | Update::Online | Update::FullBatch, _) => None,
    }
}

fn check_stops(stop: &StopSpec, dataset: Option<&Dataset>, problems: &mut Vec<Problem>) {
    let StopSpec {
        max_epochs,
        max_updates,
        target_error,
        gradient_norm,
        no_progress,
        patience,
        time_limit_secs,
    } = *stop;
    let mut add = |message: &str| problems.push(Problem::new(Field::Stop, message));
    if max_epochs == 0 {
        add("the run would end before it starts; set at least 1 epoch");
    }
    if max_updates == Some(0) {
        add("the run would end before it starts; set at least 1 update");
    }
    if gradient_norm.is_some_and(|norm| !norm.is_finite() || norm < 0.0) {
        add("the gradient norm to stop at must be a number, 0 or more");
    }
    if let Some(NoProgress {
        improvement,
        epochs,
    }) = no_progress
    {
        if !(0.0..1.0).contains(&improvement) {
            add("the share of the loss that counts as progress must be 0 or more and less than 1");
        }
        if epochs == 0 {
            add("progress takes at least 1 epoch");
        }
    }
    if target_error.is_some_and(|error| !error.is_finite() || error < 0.0) {
        add("the target error must be a number, 0 or more");
    }
    if time_limit_secs.is_some_and(|limit| !limit.is_finite() || limit <= 0.0) {
        add("the time limit must be more than 0 seconds");
    }
    match patience {
        Some(0) => add("the patience of early stopping must be at least 1 epoch"),
        Some(_) if dataset.is_some_and(|dataset| dataset.validation == 0) => {
            add(
                "early stopping watches the validation part, but it is empty; give it a share of the rows or switch early stopping off",
            );
        }
        Some(_) | None => {}
    }
}
