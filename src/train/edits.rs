//! Settings with some of them edited: what else they hold stays.

use super::regularization::RegularizationSpec;
use super::spec::TrainingSpec;
use super::stop::StopSpec;
use super::weighting::ClassWeights;
use crate::nn::Hyperparameter;
use crate::nn::OptimizerSpec;
use crate::nn::Schedule;

impl TrainingSpec {
    /// These settings with what was edited between `before` and `after`, setting by setting: what a run has changed by itself
    /// stays. Settings of an optimiser or a schedule that is not the one here are left out.
    pub fn with_edits(&self, before: &Self, after: &Self) -> Self {
        Self {
            loss: edited(self.loss, before.loss, after.loss),
            optimizer: edited_kind(
                [self.optimizer, before.optimizer, after.optimizer],
                OptimizerSpec::name,
                OptimizerSpec::parameters,
                OptimizerSpec::with_parameter,
            ),
            regularization: edited_settings(
                [
                    self.regularization,
                    before.regularization,
                    after.regularization,
                ],
                RegularizationSpec::parameters,
                RegularizationSpec::with_parameter,
            ),
            class_weights: edited_class_weights(
                &self.class_weights,
                &before.class_weights,
                &after.class_weights,
            ),
            schedule: edited_kind(
                [self.schedule, before.schedule, after.schedule],
                Schedule::name,
                Schedule::parameters,
                Schedule::with_parameter,
            ),
            update: edited(self.update, before.update, after.update),
            shuffle: edited(self.shuffle, before.shuffle, after.shuffle),
            training_curve: edited(
                self.training_curve,
                before.training_curve,
                after.training_curve,
            ),
            precision: edited(self.precision, before.precision, after.precision),
            stop: edited_stop(self.stop, before.stop, after.stop),
        }
    }
}

fn edited<T: Copy + PartialEq>(present: T, before: T, after: T) -> T {
    if before == after { present } else { after }
}

/// The settings with those that differ between `before` and `after` set anew.
fn edited_settings<T: Copy>(
    [present, before, after]: [T; 3],
    parameters: fn(T) -> Vec<Hyperparameter>,
    with: fn(T, usize, f64) -> T,
) -> T {
    let (before, after) = (parameters(before), parameters(after));
    let pairs = before.iter().zip(&after).enumerate();
    let differing = pairs.filter(|(_, (before, after))| before.value != after.value);
    differing.fold(present, |spec, (index, (_, after))| {
        with(spec, index, after.value)
    })
}

/// The same of what has kinds, told apart by name: another kind replaces the whole.
fn edited_kind<T: Copy>(
    [present, before, after]: [T; 3],
    name: fn(T) -> &'static str,
    parameters: fn(T) -> Vec<Hyperparameter>,
    with: fn(T, usize, f64) -> T,
) -> T {
    if name(before) != name(after) {
        after
    } else if name(present) != name(after) {
        present
    } else {
        edited_settings([present, before, after], parameters, with)
    }
}

/// Class weights by hand are edited class by class.
fn edited_class_weights(
    present: &ClassWeights,
    before: &ClassWeights,
    after: &ClassWeights,
) -> ClassWeights {
    let (ClassWeights::ByHand(present), ClassWeights::ByHand(before), ClassWeights::ByHand(after)) =
        (present, before, after)
    else {
        return edited(present, before, after).clone();
    };
    let mut weights = present.clone();
    weights.retain(|(name, _)| {
        let named = |list: &[(String, f64)]| list.iter().any(|(other, _)| other == name);
        !named(before) || named(after)
    });
    for entry in after.iter().filter(|entry| !before.contains(entry)) {
        match weights.iter_mut().find(|(name, _)| *name == entry.0) {
            Some(known) => known.1 = entry.1,
            None => weights.push(entry.clone()),
        }
    }
    ClassWeights::ByHand(weights)
}

fn edited_stop(present: StopSpec, before: StopSpec, after: StopSpec) -> StopSpec {
    StopSpec {
        max_epochs: edited(present.max_epochs, before.max_epochs, after.max_epochs),
        max_updates: edited(present.max_updates, before.max_updates, after.max_updates),
        target_error: edited(
            present.target_error,
            before.target_error,
            after.target_error,
        ),
        gradient_norm: edited(
            present.gradient_norm,
            before.gradient_norm,
            after.gradient_norm,
        ),
        no_progress: edited(present.no_progress, before.no_progress, after.no_progress),
        patience: edited(present.patience, before.patience, after.patience),
        time_limit_secs: edited(
            present.time_limit_secs,
            before.time_limit_secs,
            after.time_limit_secs,
        ),
    }
}
