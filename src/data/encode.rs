//! From columns to the numbers a network sees, and back: fitted on the training part, stored with a model.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::Serialize;

use super::derive::Derived;
use super::kind::ColumnKind;
use super::kind::DateTime;
use super::notation::Notation;
use super::scaler::Scaler;
use super::sequence_spec::SequenceSpec;
use super::sequence_spec::WindowSpec;
use super::table::Table;

/// How the columns of a table become features and target values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// The input columns in order.
    pub inputs: Vec<ColumnCode>,
    /// The target columns in order, with their rows of the target matrix.
    pub targets: Vec<TargetGroup>,
    /// The derived inputs in order; their features follow those of the columns. With windows they are computed in each row
    /// of the window.
    #[serde(default)]
    pub derived: Vec<DerivedCode>,
    /// How rows form sequences, where the inputs are windows over the past.
    #[serde(default)]
    pub sequence: Option<SequenceSpec>,
    /// Columns without a fill value: a window with such a cell missing has no answer.
    #[serde(default)]
    pub whole: Vec<String>,
    /// For each used column of dates and times how its texts become numbers.
    #[serde(default)]
    pub dates: BTreeMap<String, DateTime>,
    /// For each used column of texts that are taken as numbers how they are written.
    #[serde(default)]
    pub notations: BTreeMap<String, Notation>,
}

/// How a derived input becomes a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedCode {
    /// What is computed.
    pub formula: Derived,
    /// Its scaling.
    pub scaler: Scaler,
}

/// How one input column becomes features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ColumnCode {
    /// A number, scaled: one feature.
    Number {
        /// The column's name.
        name: String,
        /// Its scaling.
        scaler: Scaler,
        /// What stands in for a missing value, in original units.
        fill: f64,
        /// Whether a second feature says where the value is missing.
        #[serde(default)]
        mark_missing: bool,
    },
    /// A class, one-hot: one feature for each class.
    OneHot {
        /// The column's name.
        name: String,
        /// The classes in order.
        classes: Vec<String>,
        /// The class that stands in for a missing value.
        fill: u32,
        /// Whether a last feature says where the value is missing.
        #[serde(default)]
        mark_missing: bool,
    },
    /// A class by its place in the order of the classes, scaled: one feature.
    Ordinal {
        /// The column's name.
        name: String,
        /// The classes in order.
        classes: Vec<String>,
        /// The scaling of the places 0, 1, 2, …
        scaler: Scaler,
        /// The class that stands in for a missing value and for a class that was not known in training.
        fill: u32,
        /// Whether a second feature says where the value is missing.
        #[serde(default)]
        mark_missing: bool,
    },
}

/// One target column and where it lies in the target matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetGroup {
    /// The column's name.
    pub name: String,
    /// Its rows of the target matrix.
    pub range: Range<usize>,
    /// What it is.
    pub kind: TargetKind,
}

/// What a target is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TargetKind {
    /// A number, scaled.
    Number(Scaler),
    /// One of these classes, one-hot.
    Classes(Vec<String>),
}

/// An answer in the terms of the table.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetValue {
    /// A number in original units.
    Number(f64),
    /// A class.
    Class {
        /// The class with the largest output; of equals the first.
        index: usize,
        /// For each class its share of the outputs, negative outputs counting as 0; they sum to 1. If no output is
        /// positive, the class has all of it.
        probabilities: Vec<f64>,
    },
}

impl ColumnCode {
    /// The column's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Number { name, .. } | Self::OneHot { name, .. } | Self::Ordinal { name, .. } => {
                name
            }
        }
    }

    /// The number of features it becomes.
    pub fn width(&self) -> usize {
        let values = match self {
            Self::Number { .. } | Self::Ordinal { .. } => 1,
            Self::OneHot { classes, .. } => classes.len(),
        };
        values + usize::from(self.marks_missing())
    }

    /// Whether its last feature says where the value is missing.
    pub fn marks_missing(&self) -> bool {
        match self {
            Self::Number { mark_missing, .. }
            | Self::OneHot { mark_missing, .. }
            | Self::Ordinal { mark_missing, .. } => *mark_missing,
        }
    }

    /// The classes in order, if it has classes.
    pub fn classes(&self) -> Option<&[String]> {
        match self {
            Self::Number { .. } => None,
            Self::OneHot { classes, .. } | Self::Ordinal { classes, .. } => Some(classes),
        }
    }

    /// Appends a name for each feature; `shown` is the column's name as it is shown.
    fn push_names(&self, shown: &str, names: &mut Vec<String>) {
        match self {
            Self::Number { .. } | Self::Ordinal { .. } => names.push(shown.to_owned()),
            Self::OneHot { classes, .. } => {
                names.extend(classes.iter().map(|class| format!("{shown}={class}")));
            }
        }
        if self.marks_missing() {
            names.push(format!("{shown} missing"));
        }
    }
}

impl TargetGroup {
    /// What outputs mean for this target; `outputs` are those of its range.
    pub fn decode(&self, outputs: &[f64]) -> TargetValue {
        match &self.kind {
            TargetKind::Number(scaler) => {
                TargetValue::Number(scaler.invert(outputs.first().copied().unwrap_or(f64::NAN)))
            }
            TargetKind::Classes(_) => {
                let mut index = 0;
                for (other, output) in outputs.iter().enumerate() {
                    if *output > outputs[index] || outputs[index].is_nan() {
                        index = other;
                    }
                }
                TargetValue::Class {
                    index,
                    probabilities: probabilities(outputs, index),
                }
            }
        }
    }
}

fn probabilities(outputs: &[f64], largest: usize) -> Vec<f64> {
    if outputs.iter().any(|output| output.is_nan()) {
        return vec![f64::NAN; outputs.len()];
    }
    let sum: f64 = outputs.iter().map(|output| output.max(0.0)).sum();
    let share = |(index, output): (usize, &f64)| {
        if sum > 0.0 && sum.is_finite() {
            output.max(0.0) / sum
        } else {
            f64::from(u8::from(index == largest))
        }
    };
    outputs.iter().enumerate().map(share).collect()
}

impl Preparation {
    /// The windows over the past, if the inputs are such.
    pub fn windows(&self) -> Option<&WindowSpec> {
        self.sequence.as_ref()?.windows.as_ref()
    }

    /// How many values of the past of what is computed from columns are features, if its past is what is seen of it: it
    /// is known ahead if all of them are.
    pub(super) fn lags_of(&self, columns: &[&str]) -> Option<usize> {
        let windows = self.windows()?;
        (!windows.all_known(columns)).then_some(windows.lags)
    }

    /// Remembers how the texts of a column become numbers, if they do.
    pub(super) fn keep_kind(&mut self, name: &str, kind: &ColumnKind) {
        match kind {
            ColumnKind::DateTime(date) => {
                self.dates.insert(name.to_owned(), *date);
            }
            ColumnKind::Number(notation) => {
                self.notations.insert(name.to_owned(), *notation);
            }
            ColumnKind::AsRead
            | ColumnKind::Classes
            | ColumnKind::Ordered(_)
            | ColumnKind::YesNo
            | ColumnKind::Id => {}
        }
    }

    /// How a column of numbers is taken.
    pub(super) fn number_kind(&self, name: &str) -> ColumnKind {
        let date = self.dates.get(name).copied().map(ColumnKind::DateTime);
        let notation = || self.notations.get(name).copied().map(ColumnKind::Number);
        date.or_else(notation).unwrap_or_default()
    }

    /// The number of features.
    pub fn features(&self) -> usize {
        let width = |code: &ColumnCode| code.width() * self.lags_of(&[code.name()]).unwrap_or(1);
        let derived = |code: &DerivedCode| self.lags_of(&code.formula.columns()).unwrap_or(1);
        let inputs: usize = self.inputs.iter().map(width).sum();
        inputs + self.derived.iter().map(derived).sum::<usize>()
    }

    /// The number of target values.
    pub fn outputs(&self) -> usize {
        self.targets.last().map_or(0, |group| group.range.end)
    }

    /// A name for each feature, such as `petal_width`, `colour=red`, `age missing`, `x1·x2` or
    /// `x[t−1]`.
    pub fn feature_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.features());
        for code in &self.inputs {
            for shown in self.names_in_window(code.name(), &[code.name()]) {
                code.push_names(&shown, &mut names);
            }
        }
        for DerivedCode { formula, .. } in &self.derived {
            names.extend(self.names_in_window(&formula.name(), &formula.columns()));
        }
        names
    }

    /// `x[t−1]`, `x[t−2]`, … for what is computed from columns, or `x[t]`, or only `x` without windows.
    fn names_in_window(&self, name: &str, columns: &[&str]) -> Vec<String> {
        match (self.lags_of(columns), self.windows()) {
            (Some(lags), _) => (1..=lags).map(|lag| format!("{name}[t−{lag}]")).collect(),
            (None, Some(_)) => vec![format!("{name}[t]")],
            (None, None) => vec![name.to_owned()],
        }
    }

    /// A name for each target value, such as `price` or `species=setosa`.
    pub fn output_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.outputs());
        for TargetGroup { name, kind, .. } in &self.targets {
            match kind {
                TargetKind::Number(_) => names.push(name.clone()),
                TargetKind::Classes(classes) => {
                    names.extend(classes.iter().map(|class| format!("{name}={class}")));
                }
            }
        }
        names
    }

    /// Encodes one row of a table to `features`; missing cells take their fill value, unknown classes are all 0. For
    /// many rows, [`Preparation::bind`] once is faster.
    ///
    /// # Errors
    /// When a column is not in the table or is of the other kind; the message names it.
    pub fn encode_inputs(
        &self,
        table: &Table,
        row: usize,
        features: &mut [f64],
    ) -> Result<(), String> {
        self.bind(table)?.encode(row, features);
        Ok(())
    }

    /// What a network's outputs mean: for each target a number in original units or a class.
    ///
    /// ```
    /// use deltascope::data::{BuiltinTable, DataSource, DataSpec, Dataset, TargetValue};
    ///
    /// let table = BuiltinTable::Iris.table();
    /// let dataset = Dataset::prepare(&table, &DataSpec::new(DataSource::Builtin(BuiltinTable::Iris)), 0).unwrap();
    /// let values = dataset.preparation.decode_targets(&[0.1, 0.7, 0.2]);
    /// assert!(matches!(values[0], TargetValue::Class { index: 1, .. }));
    /// ```
    pub fn decode_targets(&self, outputs: &[f64]) -> Vec<TargetValue> {
        self.targets
            .iter()
            .map(|group| group.decode(outputs.get(group.range.clone()).unwrap_or_default()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(outputs: &[f64]) -> TargetValue {
        let group = TargetGroup {
            name: "c".to_owned(),
            range: 0..outputs.len(),
            kind: TargetKind::Classes(vec![String::new(); outputs.len()]),
        };
        group.decode(outputs)
    }

    #[test]
    fn the_largest_output_is_the_class() {
        let class = |index, probabilities: &[f64]| TargetValue::Class {
            index,
            probabilities: probabilities.to_vec(),
        };
        assert_eq!(classes(&[0.25, 0.75]), class(1, &[0.25, 0.75]));
        assert_eq!(classes(&[1.0, 1.0, 2.0]), class(2, &[0.25, 0.25, 0.5]));
        assert_eq!(classes(&[-1.0, 3.0]), class(1, &[0.0, 1.0]));
        assert_eq!(classes(&[-2.0, -1.0]), class(1, &[0.0, 1.0]));
        assert_eq!(classes(&[0.5, 0.5]), class(0, &[0.5, 0.5]));
    }

    #[test]
    fn a_diverged_output_gives_no_probabilities() {
        let TargetValue::Class { probabilities, .. } = classes(&[f64::NAN, 1.0]) else {
            panic!("not a class");
        };
        assert!(probabilities.iter().all(|p| p.is_nan()));
    }
}
