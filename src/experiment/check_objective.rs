//! The check of what is made small beside the loss itself: penalties, limits, noise, and how much samples and classes count.

use super::check::Field;
use super::check::Problem;
use super::document::Experiment;
use crate::data::Dataset;
use crate::nn::Hyperparameter;
use crate::train::RegularizationSpec;

/// Adds the problems of regularisation and of weights; what depends on the data is left out where there is no data set.
pub(super) fn check(
    experiment: &Experiment,
    dataset: Option<&Dataset>,
    problems: &mut Vec<Problem>,
) {
    let training = &experiment.training;
    let settings = training.regularization.parameters();
    let mut add = |field: Field, message: String| problems.push(Problem::new(field, message));
    for message in settings.iter().filter_map(Hyperparameter::problem) {
        add(Field::Regularization, message);
    }
    for message in optimizer_problems(experiment) {
        add(Field::Regularization, message);
    }
    if let Some(message) = smoothing_problem(experiment, dataset) {
        add(Field::Regularization, message);
    }
    let Some(dataset) = dataset else {
        return;
    };
    if let Err(message) = training.class_weights.check(dataset) {
        add(Field::ClassWeights, message);
    }
}

/// What an optimiser cannot do together with what is done around its steps.
fn optimizer_problems(experiment: &Experiment) -> Vec<String> {
    let optimizer = experiment.training.optimizer;
    let name = optimizer.name();
    let RegularizationSpec {
        l1,
        l2,
        weight_decay,
        max_norm,
        clip_value,
        clip_norm,
        label_smoothing: _,
        input_noise,
        weight_noise,
    } = experiment.training.regularization;
    let mut found = Vec::new();
    if l1 != 0.0 && optimizer.needs_squared_error() {
        found.push(format!(
            "{name} needs squares, which an L1 penalty is not; use an L2 penalty or another optimiser"
        ));
    }
    if (l1 != 0.0 || l2 != 0.0) && optimizer.finds_penalty() {
        found.push(
            "Bayesian regularisation finds its own penalty; set the L1 and the L2 penalty to 0, or switch it off"
                .to_owned(),
        );
    }
    let settings = optimizer.parameters();
    let decays = |row: &Hyperparameter| row.name == "Weight decay" && row.value != 0.0;
    if weight_decay != 0.0 && settings.iter().any(decays) {
        found.push(format!(
            "{name} already has a weight decay of its own; set one of the two to 0"
        ));
    } else if weight_decay != 0.0 && optimizer.learning_rate().is_none() {
        found.push(format!(
            "weight decay takes the share η·λ off the weights, but {name} has no learning rate η; use an L2 penalty"
        ));
    }
    if optimizer.compares_losses() {
        let around = [
            (weight_decay, "weight decay"),
            (max_norm, "the greatest norm"),
            (clip_value, "clipping values"),
            (clip_norm, "clipping the norm"),
            (input_noise, "input noise"),
            (weight_noise, "weight noise"),
        ];
        let used = around.iter().filter(|(value, _)| *value != 0.0);
        found.extend(used.map(|(_, what)| {
            format!(
                "{name} compares losses from step to step, which {what} would mislead; switch it off or choose another optimiser"
            )
        }));
    }
    found
}

/// What keeps targets from being smoothed.
fn smoothing_problem(experiment: &Experiment, dataset: Option<&Dataset>) -> Option<String> {
    let training = &experiment.training;
    if training.regularization.label_smoothing == 0.0 {
        return None;
    }
    if training.loss.output_activation().is_none() {
        return Some(format!(
            "label smoothing is for classes, but the loss is {}; choose a cross-entropy or a focal loss, or switch it off",
            training.loss.name()
        ));
    }
    let between = |value: &&f64| **value != 0.0 && **value != 1.0;
    let value = dataset?.targets.iter().find(between)?;
    Some(format!(
        "label smoothing needs targets of 0 and 1, but there is {value}; switch it off"
    ))
}
