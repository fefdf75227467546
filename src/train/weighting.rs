//! How much each sample counts: the weight of its row times the weight of its class.

use serde::Deserialize;
use serde::Serialize;

use crate::data::Dataset;

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
        let classes = dataset.classes().map_err(|why| {
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
        let mut counting = classes.names.iter().zip(&classes.counting);
        if counting.all(|(name, counts)| !counts || by_hand(weights, name) == 0.0) {
            return Err("every training sample has the weight 0; give a class more".to_owned());
        }
        Ok(())
    }
}

/// The weight of a class among those that are given.
fn by_hand(weights: &[(String, f64)], name: &str) -> f64 {
    let given = weights.iter().find(|(other, _)| other == name);
    given.map_or(1.0, |(_, weight)| *weight)
}

/// How much each sample of a data set counts; empty where all count alike. A batch's loss is `Σ w E / Σ w` over its samples, as
/// in PyTorch's weighted mean.
pub(super) fn sample_weights(dataset: &Dataset, class_weights: &ClassWeights) -> Vec<f64> {
    let classes = match class_weights {
        ClassWeights::Equal => None,
        ClassWeights::Balanced | ClassWeights::ByHand(_) => dataset.classes().ok(),
    };
    let Some(classes) = classes else {
        return dataset.weights.clone();
    };
    let of_class: Vec<f64> = match class_weights {
        ClassWeights::Equal => vec![1.0; classes.names.len()],
        ClassWeights::Balanced => {
            let counts = &classes.counts;
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
            let weight = |name: &String| by_hand(weights, name);
            classes.names.iter().map(weight).collect()
        }
    };
    let of_rows = dataset
        .weights
        .iter()
        .copied()
        .chain(std::iter::repeat(1.0));
    let samples = dataset.class_indices().zip(of_rows);
    samples
        .map(|(class, weight)| of_class[class] * weight)
        .collect()
}
