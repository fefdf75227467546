//! The classes of a data set's target, as weights of classes need them.

use std::sync::OnceLock;

use super::dataset::Dataset;
use super::encode::TargetGroup;
use super::encode::TargetKind;

/// The classes of the one target that has some; or those of a single target whose values are all 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// Their names.
    pub names: Vec<String>,
    /// How many training samples each has.
    pub counts: Vec<usize>,
    /// Whether some training sample of each has a row that counts.
    pub counting: Vec<bool>,
}

/// What was found when a data set was first asked for its classes.
#[derive(Clone, Debug, Default)]
pub struct KnownClasses(OnceLock<Result<Classes, &'static str>>);

impl PartialEq for KnownClasses {
    /// They follow from the rest of the data set.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Dataset {
    /// Its classes. The samples are looked at once, when first asked for.
    ///
    /// # Errors
    /// Why there are none, to be put into a sentence.
    pub fn classes(&self) -> Result<&Classes, &'static str> {
        let known = self.known_classes.0.get_or_init(|| self.find_classes());
        known.as_ref().map_err(|why| *why)
    }

    /// For each sample the index of its class, where there are [`classes`](Self::classes).
    pub fn class_indices(&self) -> impl Iterator<Item = usize> {
        let group = self.groups_with_classes().next();
        let range = group.map(|(group, _)| group.range.clone());
        self.targets.column_iter().map(move |sample| match &range {
            Some(range) => sample.rows(range.start, range.len()).argmax().0,
            None => usize::from(sample[0] == 1.0),
        })
    }

    fn groups_with_classes(&self) -> impl Iterator<Item = (&TargetGroup, &Vec<String>)> {
        let targets = self.preparation.targets.iter();
        targets.filter_map(|group| match &group.kind {
            TargetKind::Classes(names) => Some((group, names)),
            TargetKind::Number(_) => None,
        })
    }

    fn find_classes(&self) -> Result<Classes, &'static str> {
        let is_class = |value: &f64| matches!(*value, 0.0 | 1.0);
        let mut groups = self.groups_with_classes();
        let names = match (groups.next(), groups.next()) {
            (None, _) if self.targets.nrows() == 1 && self.targets.iter().all(is_class) => {
                ["0", "1"].map(str::to_owned).to_vec()
            }
            (None, _) => return Err("no target has classes"),
            (Some((_, names)), None) => names.clone(),
            (Some(_), Some(_)) => return Err("more than one target has classes"),
        };
        let mut counts = vec![0; names.len()];
        let mut counting = vec![false; names.len()];
        for (sample, class) in self.class_indices().take(self.train).enumerate() {
            counts[class] += 1;
            counting[class] |= self.weights.get(sample).is_none_or(|weight| *weight != 0.0);
        }
        Ok(Classes {
            names,
            counts,
            counting,
        })
    }
}
