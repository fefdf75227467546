//! What a document says about the split into training, validation and test.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use super::dataset::Part;

/// How rows are shared out to training, validation and test; the shares sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitSpec {
    /// The share of the training part.
    pub train: f64,
    /// The share of the validation part.
    pub validation: f64,
    /// The share of the test part.
    pub test: f64,
    /// Whether each class keeps its share in every part; needs a categorical target. Of random splits and folds.
    pub stratify: bool,
    /// What decides about a row.
    #[serde(default)]
    pub by: SplitBy,
}

impl Default for SplitSpec {
    fn default() -> Self {
        Self {
            train: 0.7,
            validation: 0.15,
            test: 0.15,
            stratify: true,
            by: SplitBy::Random,
        }
    }
}

/// What decides which part a row goes to. Column names may be those of ignored columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum SplitBy {
    /// Chance, by the split seed.
    #[default]
    Random,
    /// The order of the rows: the first share trains, the next validates, the last tests.
    InOrder,
    /// Rows with the same value of a column go to the same part, by the split seed; the shares are met as nearly as
    /// whole groups allow.
    Groups {
        /// The column.
        column: String,
    },
    /// A column names the part; the shares play no role.
    Column {
        /// The column.
        column: String,
        /// The part of each value. Values that are not listed are understood by their name, such as `train`, `valid`
        /// or `test`.
        #[serde(default)]
        parts: BTreeMap<String, Part>,
    },
    /// One of `folds` equal parts of the rows, cut by the split seed, is held out.
    Folds {
        /// The number of folds, at least 2.
        folds: usize,
        /// The fold that is held out, from 1.
        fold: usize,
        /// What the fold is used for.
        #[serde(default)]
        held_out: HeldOut,
    },
}

/// What the fold that is held out is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HeldOut {
    /// It is the test part; of the other rows the validation part takes its share of training and validation.
    #[default]
    Test,
    /// It is the validation part; all other rows train.
    Validation,
}

impl SplitBy {
    /// The column that it reads.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Groups { column } | Self::Column { column, .. } => Some(column),
            Self::Random | Self::InOrder | Self::Folds { .. } => None,
        }
    }
}

impl Part {
    /// The part that a word means, in upper or lower case: `train`, `training`, `validation`, `valid`, `val`, `dev`,
    /// `test`, `testing`, `holdout`.
    ///
    /// ```
    /// use deltascope::data::Part;
    ///
    /// assert_eq!(Part::of_word("Valid"), Some(Part::Validation));
    /// assert_eq!(Part::of_word("2019"), None);
    /// ```
    pub fn of_word(word: &str) -> Option<Self> {
        match &*word.trim().to_lowercase() {
            "train" | "training" => Some(Self::Train),
            "validation" | "valid" | "val" | "dev" => Some(Self::Validation),
            "test" | "testing" | "holdout" => Some(Self::Test),
            _ => None,
        }
    }
}
