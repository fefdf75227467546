//! From columns to the numbers a network sees, and back: fitted on the training part, stored with a model.

use std::ops::Range;

use serde::Deserialize;
use serde::Serialize;

use super::scaler::Scaler;
use super::table::Table;

/// How the columns of a table become features and target values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// The input columns in order.
    pub inputs: Vec<ColumnCode>,
    /// The target columns in order, with their rows of the target matrix.
    pub targets: Vec<TargetGroup>,
}

/// How one input column becomes features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ColumnCode {
    /// A number, scaled: one feature.
    Number {
        /// The column's name.
        name: String,
        /// Its scaling.
        scaler: Scaler,
        /// What stands in for a missing value, in original units.
        fill: f64,
    },
    /// A class, one-hot: one feature for each class.
    OneHot {
        /// The column's name.
        name: String,
        /// The classes in order.
        classes: Vec<String>,
        /// The class that stands in for a missing value.
        fill: u32,
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

impl Preparation {
    /// The number of features.
    pub fn features(&self) -> usize {
        todo!()
    }

    /// The number of target values.
    pub fn outputs(&self) -> usize {
        todo!()
    }

    /// A name for each feature, such as `petal_width` or `colour=red`.
    pub fn feature_names(&self) -> Vec<String> {
        todo!()
    }

    /// A name for each target value, such as `price` or `species=setosa`.
    pub fn output_names(&self) -> Vec<String> {
        todo!()
    }

    /// Encodes one row of a table to `features`; missing cells take their fill value, unknown classes are all 0.
    ///
    /// # Errors
    /// When a column is not in the table or is of the other kind; the message names it.
    pub fn encode_inputs(
        &self,
        table: &Table,
        row: usize,
        features: &mut [f64],
    ) -> Result<(), String> {
        let _ = (table, row, features);
        todo!()
    }
}
