//! What can be changed in the training settings while a run goes, and how it reads.

use serde::Deserialize;
use serde::Serialize;

use super::regularization::RegularizationSpec;
use super::spec::TrainingSpec;
use super::spec::Update;
use super::stop::StopSpec;
use super::weighting::ClassWeights;
use crate::data::grouped::grouped;
use crate::nn::Hyperparameter;
use crate::nn::OptimizerSpec;
use crate::nn::Schedule;

/// A new value of one part of the training settings. The loss, shuffling and the number type stay as long as a run
/// lasts.
///
/// To add a part: a variant here, its arms in [`Change::apply`] and `present`, in `texts`, and in the trainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Change {
    /// The optimiser or its settings. Another optimiser starts afresh, the same one goes on with its state.
    Optimizer(OptimizerSpec),
    /// Regularisation. An optimiser that compares losses from step to step starts afresh, and so does noise that was off.
    Regularization(RegularizationSpec),
    /// How much the classes count; an optimiser as with regularisation.
    ClassWeights(ClassWeights),
    /// The learning-rate schedule.
    Schedule(Schedule),
    /// The batch size; holds from the next epoch on.
    Update(Update),
    /// The stops.
    Stop(StopSpec),
}

/// A change that a document holds: a run makes it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedChange {
    /// After how many updates.
    pub update: u64,
    /// The part as it was when the change was made: settings that are the same in both stay as the run has them by then. Without
    /// it, the whole part changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Change>,
    /// The part as it was from then on.
    pub change: Change,
}

impl PlannedChange {
    /// What it makes of its part of these settings.
    pub fn outcome(&self, training: &TrainingSpec) -> Change {
        let Self { change, before, .. } = self;
        match before {
            Some(before) if *before != change.present(training) => {
                let [mut from, mut to] = [training.clone(), training.clone()];
                before.apply(&mut from);
                change.apply(&mut to);
                change.present(&training.with_edits(&from, &to))
            }
            Some(_) | None => change.clone(),
        }
    }
}

/// A change made while the run was going, recorded at its step.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveChange {
    /// The update from which it holds.
    pub update: u64,
    /// The epoch in which it was made, as a fraction.
    pub epoch: f64,
    /// What was before.
    pub before: Change,
    /// What is from now on.
    pub after: Change,
}

impl Change {
    /// Puts the new value into the settings.
    pub fn apply(&self, training: &mut TrainingSpec) {
        match self {
            Self::Optimizer(optimizer) => training.optimizer = *optimizer,
            Self::Regularization(regularization) => training.regularization = *regularization,
            Self::ClassWeights(weights) => training.class_weights.clone_from(weights),
            Self::Schedule(schedule) => training.schedule = *schedule,
            Self::Update(update) => training.update = *update,
            Self::Stop(stop) => training.stop = *stop,
        }
    }

    /// The value of the same part in these settings.
    pub fn present(&self, training: &TrainingSpec) -> Self {
        match self {
            Self::Optimizer(_) => Self::Optimizer(training.optimizer),
            Self::Regularization(_) => Self::Regularization(training.regularization),
            Self::ClassWeights(_) => Self::ClassWeights(training.class_weights.clone()),
            Self::Schedule(_) => Self::Schedule(training.schedule),
            Self::Update(_) => Self::Update(training.update),
            Self::Stop(_) => Self::Stop(training.stop),
        }
    }
}

impl TrainingSpec {
    /// What has to change on the way to `wanted`, as far as a run can change it.
    ///
    /// ```
    /// use deltascope::experiment::Experiment;
    /// use deltascope::train::{Change, Update};
    ///
    /// let training = Experiment::new_default().training;
    /// let mut wanted = training.clone();
    /// wanted.update = Update::Online;
    /// wanted.shuffle = !wanted.shuffle;
    /// assert_eq!(training.changes_to(&wanted), [Change::Update(Update::Online)]);
    /// ```
    pub fn changes_to(&self, wanted: &Self) -> Vec<Change> {
        let parts = [
            Change::Optimizer(wanted.optimizer),
            Change::Regularization(wanted.regularization),
            Change::ClassWeights(wanted.class_weights.clone()),
            Change::Schedule(wanted.schedule),
            Change::Update(wanted.update),
            Change::Stop(wanted.stop),
        ];
        let changed = parts.into_iter().filter(|part| part.present(self) != *part);
        changed.collect()
    }

    /// These settings as a run that has begun takes them from `wanted`.
    pub fn changed_towards(&self, wanted: &Self) -> Self {
        let mut changed = self.clone();
        for change in self.changes_to(wanted) {
            change.apply(&mut changed);
        }
        changed
    }
}

impl LiveChange {
    /// The same change for a plan.
    pub fn planned(&self) -> PlannedChange {
        PlannedChange {
            update: self.update,
            before: Some(self.before.clone()),
            change: self.after.clone(),
        }
    }

    /// Whether `next` goes on with the settings of the optimiser where this change left off, so that both can be made as one.
    pub fn is_continued_by(&self, next: &Self) -> bool {
        let names = [&self.before, &self.after, &next.after].map(|part| match part {
            Change::Optimizer(optimizer) => Some(optimizer.name()),
            Change::Regularization(_)
            | Change::ClassWeights(_)
            | Change::Schedule(_)
            | Change::Update(_)
            | Change::Stop(_) => None,
        });
        let one_optimizer = names[0].is_some() && names.iter().all(|name| *name == names[0]);
        one_optimizer && self.after == next.before
    }

    /// What was changed, such as `learning rate η 0.1 → 0.05`.
    pub fn text(&self) -> String {
        change_text(&self.before, &self.after)
    }
}

/// What differs between two values of one part.
pub fn change_text(before: &Change, after: &Change) -> String {
    let texts = match (before, after) {
        (Change::Optimizer(a), Change::Optimizer(b)) if a.name() == b.name() => {
            settings(&a.parameters(), &b.parameters())
        }
        (Change::Optimizer(a), Change::Optimizer(b)) => {
            vec![format!(
                "optimiser {} → {}, starting afresh",
                a.name(),
                b.name()
            )]
        }
        (Change::Regularization(a), Change::Regularization(b)) => {
            settings(&a.parameters(), &b.parameters())
        }
        (Change::ClassWeights(a), Change::ClassWeights(b)) => class_weights(a, b),
        (Change::Schedule(a), Change::Schedule(b)) if a.name() == b.name() => {
            let changes = settings(&a.parameters(), &b.parameters());
            vec![format!("schedule: {}", changes.join(", "))]
        }
        (Change::Schedule(a), Change::Schedule(b)) => {
            vec![format!("schedule {} → {}", a.name(), b.name())]
        }
        (Change::Update(a), Change::Update(b)) => {
            vec![format!("updates {} → {}", batch(*a), batch(*b))]
        }
        (Change::Stop(a), Change::Stop(b)) => stops(a, b),
        // Parts of different kinds are never paired.
        (
            Change::Optimizer(_)
            | Change::Regularization(_)
            | Change::ClassWeights(_)
            | Change::Schedule(_)
            | Change::Update(_)
            | Change::Stop(_),
            _,
        ) => Vec::new(),
    };
    texts.join(", ")
}

fn settings(before: &[Hyperparameter], after: &[Hyperparameter]) -> Vec<String> {
    let pairs = before.iter().zip(after).filter(|(a, b)| a.value != b.value);
    pairs
        .map(|(a, b)| {
            let name = format!("{} {}", a.name_within(), a.symbol);
            format!("{} {} → {}", name.trim(), a.value, b.value)
        })
        .collect()
}

fn class_weights(before: &ClassWeights, after: &ClassWeights) -> Vec<String> {
    if let (ClassWeights::ByHand(a), ClassWeights::ByHand(b)) = (before, after) {
        let weight = |list: &[(String, f64)], name: &String| {
            let found = list.iter().find(|(known, _)| known == name);
            found.map_or(1.0, |(_, weight)| *weight)
        };
        let gone = a
            .iter()
            .filter(|(name, _)| b.iter().all(|(other, _)| other != name));
        let names = b.iter().chain(gone).map(|(name, _)| name);
        let changed = names.filter(|name| weight(a, name) != weight(b, name));
        let texts = changed
            .map(|name| format!("weight of {name} {} → {}", weight(a, name), weight(b, name)));
        return texts.collect();
    }
    let [before, after] = [before, after].map(|weights| weights.name().to_lowercase());
    vec![format!("class weights {before} → {after}")]
}

fn batch(update: Update) -> String {
    match update {
        Update::Online => "online".to_owned(),
        Update::MiniBatch(size) => format!("batches of {}", grouped(size as u64)),
        Update::FullBatch => "full batch".to_owned(),
    }
}

fn stops(before: &StopSpec, after: &StopSpec) -> Vec<String> {
    let rows = |stop: &StopSpec| {
        let StopSpec {
            max_epochs,
            max_updates,
            target_error,
            gradient_norm,
            no_progress,
            patience,
            time_limit_secs,
        } = *stop;
        let progress =
            no_progress.map(|stop| format!("{} in {}", stop.improvement, grouped(stop.epochs)));
        [
            ("max. epochs", Some(grouped(max_epochs))),
            ("max. updates", max_updates.map(grouped)),
            ("target error", target_error.map(|error| error.to_string())),
            ("gradient norm", gradient_norm.map(|norm| norm.to_string())),
            ("least progress", progress),
            ("patience", patience.map(grouped)),
            (
                "time limit",
                time_limit_secs.map(|secs| format!("{secs} s")),
            ),
        ]
    };
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let (before, after) = (rows(before), rows(after));
    let pairs = before.iter().zip(&after).filter(|(a, b)| a.1 != b.1);
    pairs
        .map(|(a, b)| format!("{} {} → {}", a.0, word(&a.1), word(&b.1)))
        .collect()
}
