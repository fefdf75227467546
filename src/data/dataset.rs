//! A prepared data set: matrices whose columns are samples, the three parts, and the way back to original units.

use nalgebra::DMatrix;
use thiserror::Error;

use super::encode::Preparation;
use super::spec::DataSpec;
use super::table::Table;

/// A part of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Fitted to.
    Train,
    /// Watched to stop early.
    Validation,
    /// Kept for the end.
    Test,
}

/// A prepared data set. Samples are columns, grouped: first training, then validation, then test, each in table order.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Features `[in × samples]`.
    pub inputs: DMatrix<f64>,
    /// Target values `[out × samples]`, scaled.
    pub targets: DMatrix<f64>,
    /// For each sample its row in the table.
    pub rows: Vec<usize>,
    /// The number of training samples.
    pub train: usize,
    /// The number of validation samples.
    pub validation: usize,
    /// The number of test samples.
    pub test: usize,
    /// Rows of the table that were left out for missing or malformed cells.
    pub dropped: usize,
    /// How columns became numbers.
    pub preparation: Preparation,
}

/// Why a data set cannot be prepared.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DatasetProblem {
    /// The column's name, if one is to blame.
    pub column: Option<String>,
    /// Whether the split is to blame.
    pub split: bool,
    /// What is wrong and what to do.
    pub message: String,
}

impl Dataset {
    /// Prepares a table as a spec says, splitting by `seed`.
    ///
    /// # Errors
    /// All problems found: no input or no target, a column that is not in the table, shares that do not sum to 1, a
    /// training part without rows, a column without any value.
    pub fn prepare(table: &Table, spec: &DataSpec, seed: u64) -> Result<Self, Vec<DatasetProblem>> {
        let _ = (table, spec, seed);
        todo!()
    }

    /// The samples (column indices) of a part.
    pub fn part(&self, part: Part) -> std::ops::Range<usize> {
        let (train, validation) = (self.train, self.train + self.validation);
        match part {
            Part::Train => 0..train,
            Part::Validation => train..validation,
            Part::Test => validation..validation + self.test,
        }
    }
}
