//! How much each sample counts: the weight of its row times the weight of its class.

use serde::Deserialize;
use serde::Serialize;

use crate::data::Dataset;
use crate::data::Part;
use crate::data::TargetGroup;
use crate::data::TargetKind;

/// How much the classes of the target count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum ClassWeights {
    /// All alike.
    #[default]
    Equal,
    /// `n / (k n_c)` for a class with `n_c` of the `n` training samples, where `k` is the number of classes that occur there:
    /// every class counts the same in all (King & Zeng, 2001).
    Balanced,
    /// These, by the names of the classes; a class that is not named counts 1.
    ByHand(Vec<(String, f64)>),
}

impl ClassWeights {
    /// The name on screen.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Equal => "Equal",
            Self::Balanced => "Balanced",
            Self::ByHand(_) => "By hand",
        }
    }

    /// What keeps these weights from being used with a data set.
    ///
    /// # Errors
    /// A sentence that says what and what to do.
    pub fn check(&self, dataset: &Dataset) -> Result<(), String> {
        if *self == Self::Equal {
            return Ok(());
        }
        let classes = Classes::of(dataset).map_err(|why| {
            format!(
                "classes are weighted, but {why}; choose one target with classes, or equal weights"
            )
        })?;
        let Self::ByHand(weights) = self else {
            return Ok(());
        };
        for (place, (name, weight)) in weights.iter().enumerate() {
            if !weight.is_finite() || *weight < 0.0 {
                return Err(format!(
                    "class {name} has the weight {weight}; a weight must be 0 or more"
                ));
            }
            if weights[..place].iter().any(|(other, _)| other == name) {
                return Err(format!("class {name} has two weights; remove one"));
            }
            if !classes.names.contains(name) {
                let known = classes.names.join(", ");
                return Err(format!(
                    "there is a weight for a class {name}, but the classes are {known}; remove it"
                ));
            }
        }
        let train = dataset.part(Part::Train);
        if sample_weights(dataset, self)[train]
            .iter()
            .all(|weight| *weight == 0.0)
        {
            return Err("every training sample has the weight 0; give a class more".to_owned());
        }
        Ok(())
    }
}

/// The classes of the one target that has some, and the class of each sample.
pub struct Classes {
    /// Their names.
    pub names: Vec<String>,
    /// For each sample the index of its class.
    pub of_samples: Vec<usize>,
}

impl Classes {
    /// Whether a data set has such classes: one target with classes, or a single one whose values are all 0 or 1. The latter
    /// is looked up in every sample.
    ///
    /// # Errors
    /// What is in the way, to be put into a sentence.
    pub fn are_in(dataset: &Dataset) -> Result<(), &'static str> {
        let targets = &dataset.preparation.targets;
        let with_classes = |group: &&TargetGroup| matches!(group.kind, TargetKind::Classes(_));
        let is_class = |value: &f64| matches!(*value, 0.0 | 1.0);
        match targets.iter().filter(with_classes).count() {
            0 if dataset.targets.nrows() == 1 && dataset.targets.iter().all(is_class) => Ok(()),
            0 => Err("no target has classes"),
            1 => Ok(()),
            _ => Err("more than one target has classes"),
        }
    }

    /// Those of a data set.
    ///
    /// # Errors
    /// As [`are_in`](Self::are_in).
    pub fn of(dataset: &Dataset) -> Result<Self, &'static str> {
        Self::are_in(dataset)?;
        let targets = &dataset.targets;
        let mut groups = dataset.preparation.targets.iter();
        let with_classes = groups.find_map(|group| match &group.kind {
            TargetKind::Classes(names) => Some((names.clone(), group.range.clone())),
            TargetKind::Number(_) => None,
        });
        let (names, of_samples) = if let Some((names, range)) = with_classes {
            let of_samples = targets.column_iter().map(|sample| {
                let shares = sample.rows(range.start, range.len());
                shares.argmax().0
            });
            (names, of_samples.collect())
        } else {
            let of_samples = targets.iter().map(|value| usize::from(*value == 1.0));
            let names = ["0", "1"].map(str::to_owned);
            (names.to_vec(), of_samples.collect())
        };
        Ok(Self { names, of_samples })
    }

    /// How many training samples each class has.
    fn counts(&self, train: usize) -> Vec<usize> {
        let mut counts = vec![0; self.names.len()];
        for class in &self.of_samples[..train] {
            counts[*class] += 1;
        }
        counts
    }
}

/// How much each sample of a data set counts; empty where all count alike. A batch's loss is `Σ w E / Σ w` over its samples, as
/// in PyTorch's weighted mean.
pub(super) fn sample_weights(dataset: &Dataset, class_weights: &ClassWeights) -> Vec<f64> {
    let classes = match class_weights {
        ClassWeights::Equal => None,
        ClassWeights::Balanced | ClassWeights::ByHand(_) => Classes::of(dataset).ok(),
    };
    let Some(classes) = classes else {
        return dataset.weights.clone();
    };
    let of_class: Vec<f64> = match class_weights {
        ClassWeights::Equal => vec![1.0; classes.names.len()],
        ClassWeights::Balanced => {
            let counts = classes.counts(dataset.train);
            let present = counts.iter().filter(|count| **count > 0).count();
            let mean = dataset.train as f64 / present as f64;
            // A class without training samples counts 1 in the other parts.
            let weight = |count: &usize| {
                if *count == 0 {
                    1.0
                } else {
                    mean / *count as f64
                }
            };
            counts.iter().map(weight).collect()
        }
        ClassWeights::ByHand(weights) => {
            let weight = |name: &String| {
                let given = weights.iter().find(|(other, _)| other == name);
                given.map_or(1.0, |(_, weight)| *weight)
            };
            classes.names.iter().map(weight).collect()
        }
    };
    let of_rows = dataset
        .weights
        .iter()
        .copied()
        .chain(std::iter::repeat(1.0));
    let samples = classes.of_samples.iter().zip(of_rows);
    samples
        .map(|(class, weight)| of_class[*class] * weight)
        .collect()
}
