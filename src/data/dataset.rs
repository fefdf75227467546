//! A prepared data set: matrices whose columns are samples, the three parts, and the way back to original units.

use std::ops::Range;

use nalgebra::DMatrix;
use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use super::classes::KnownClasses;
use super::encode::Preparation;
use super::fit;
use super::fit::Used;
use super::inputs::Inputs;
use super::inputs::Precision;
use super::sequences::Sequences;
use super::spec::DataSpec;
use super::spec::MissingPolicy;
use super::spec::Role;
use super::split::Parts;
use super::split_by;
use super::split_sequences;
use super::split_spec::SplitBy;
use super::split_spec::SplitSpec;
use super::table::Table;
use super::taken::Taken;
use super::used;
use super::weights;
use super::windows;

/// The matrices of a data set hold at most this many numbers together (8 GiB).
const MAX_NUMBERS: usize = 1 << 30;

/// What numbers are too large for, and what to do.
const TO_BE_SCALED: &str = "to be scaled; ignore it";

/// A part of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Features `[in × samples]`, in the number type of the run.
    pub inputs: Inputs,
    /// Target values `[out × samples]`, scaled.
    pub targets: DMatrix<f64>,
    /// How much each sample counts in the loss, 0 or more; empty where no column says so, and all count the same.
    pub weights: Vec<f64>,
    /// For each sample its row in the table.
    pub rows: Vec<usize>,
    /// The number of training samples.
    pub train: usize,
    /// The number of validation samples.
    pub validation: usize,
    /// The number of test samples.
    pub test: usize,
    /// Rows of the table that were left out for missing or malformed cells; excluded ones do not count.
    pub dropped: usize,
    /// Rows at the beginnings of sequences that were left out because too little lies before them for a window.
    pub without_past: usize,
    /// The samples that follow one another, if the rows form sequences: ranges within one part and one sequence, without a
    /// gap, in order.
    pub sequences: Vec<Range<usize>>,
    /// How columns became numbers.
    pub preparation: Preparation,
    /// What is known of its [`classes`](Self::classes), to be forgotten if something else is changed.
    pub known_classes: KnownClasses,
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

impl DatasetProblem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            column: None,
            split: false,
            message: message.into(),
        }
    }

    pub(super) fn of_column(name: &str, message: String) -> Self {
        Self {
            column: Some(name.to_owned()),
            ..Self::new(message)
        }
    }

    pub(super) fn of_split(message: impl Into<String>) -> Self {
        Self {
            split: true,
            ..Self::new(message)
        }
    }
}

impl Dataset {
    /// Prepares a table as a spec says, splitting by `seed`, for runs in 64 bits.
    ///
    /// Rows with missing cells are left out first; the others are shared out, classes of the first target that has classes keeping
    /// their shares if the spec says so; excluded rows leave their parts, so that excluding one moves no other; then scalers and
    /// fill values are fitted on the training part.
    ///
    /// # Errors
    /// All problems found: no input or no target, a column that is not in the table, shares that do not sum to 1, an
    /// excluded row that is not in the table, a training part without rows, a column without any value.
    ///
    /// # Example
    /// ```
    /// use deltascope::data::{BuiltinTable, DataSource, DataSpec, Dataset, Part};
    ///
    /// let source = DataSource::Builtin(BuiltinTable::Iris);
    /// let dataset = Dataset::prepare(&BuiltinTable::Iris.table(), &DataSpec::new(source), 0).unwrap();
    /// assert_eq!(dataset.inputs.shape(), (4, 150));
    /// assert_eq!(dataset.targets.shape(), (3, 150));
    /// assert_eq!(dataset.part(Part::Train), 0..105);
    /// ```
    pub fn prepare(table: &Table, spec: &DataSpec, seed: u64) -> Result<Self, Vec<DatasetProblem>> {
        Self::prepare_in(Precision::F64, table, spec, seed)
    }

    /// [`Dataset::prepare`] for runs in a number type: features are computed in 64 bits, then rounded to it.
    ///
    /// # Errors
    /// Those of [`Dataset::prepare`].
    pub fn prepare_in(
        precision: Precision,
        table: &Table,
        spec: &DataSpec,
        seed: u64,
    ) -> Result<Self, Vec<DatasetProblem>> {
        let columns = spec.resolved_columns(table);
        let used = used::used_columns(table, &columns, spec)?;
        let candidates = included_rows(table.rows(), &spec.excluded)?;
        let sequences = windows::sequences(table, &columns, spec)?;
        let whole = |candidates: &[usize]| match &sequences {
            Some(sequences) => windows::whole_rows(sequences, candidates, &used, spec),
            None => Ok((complete_rows(candidates, &used, spec.missing)?, 0)),
        };
        let (rows, without_past) = whole(&candidates)?;
        weights::check(&used, &rows)?;
        let dropped = candidates.len() - rows.len() - without_past;
        let parts = if spec.excluded.is_empty() {
            share_out(table, &rows, &used, sequences.as_ref(), &spec.split, seed)?
        } else {
            // Drawn as if none were excluded, so that no other row changes its part.
            let every: Vec<usize> = (0..table.rows()).collect();
            let mut drawn = whole(&every)?.0;
            let kept = |row: usize| rows.binary_search(&row).is_ok();
            drawn.retain(|row| kept(*row) || has_part(table, *row, &spec.split.by));
            share_out(table, &drawn, &used, sequences.as_ref(), &spec.split, seed)?.only(kept)
        };
        if parts.train.is_empty() {
            return Err(vec![nothing_to_train(rows.len(), &spec.split.by)]);
        }
        let mut preparation = fit::fit(table, &used, &candidates, &parts.train, spec)?;
        if spec.windows().is_some() {
            let order = spec.sequence.as_ref().and_then(|known| known.order.clone());
            if let Some(name) = order {
                preparation.keep_kind(&name, &windows::order_kind(&columns, spec));
            }
        }
        let (train, validation, test) =
            (parts.train.len(), parts.validation.len(), parts.test.len());
        let rows = [parts.train, parts.validation, parts.test].concat();
        let (inputs, targets) = matrices(precision, table, &preparation, &rows, &spec.excluded)?;
        let weights = weights::of_samples(&used, &rows, train)?;
        Ok(Self {
            inputs,
            targets,
            weights,
            train,
            validation,
            test,
            dropped,
            without_past,
            sequences: sequences.map_or_else(Vec::new, |known| {
                windows::runs(&known, &rows, [train, validation])
            }),
            preparation,
            known_classes: KnownClasses::default(),
            rows,
        })
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

/// The rows that the user has not taken out.
fn included_rows(rows: usize, excluded: &[usize]) -> Result<Vec<usize>, Vec<DatasetProblem>> {
    if rows == 0 {
        return Err(vec![DatasetProblem::new(
            "the table has no rows; choose another",
        )]);
    }
    let mut included = vec![true; rows];
    for &row in excluded {
        let Some(place) = included.get_mut(row) else {
            return Err(vec![DatasetProblem::new(format!(
                "row {} is excluded, but the table has only {rows}; the table has changed, so include all rows and choose anew",
                row + 1
            ))]);
        };
        *place = false;
    }
    let rows: Vec<usize> = (0..rows).filter(|&row| included[row]).collect();
    if rows.is_empty() {
        let message = "every row is excluded; include some again";
        return Err(vec![DatasetProblem::new(message)]);
    }
    Ok(rows)
}

/// The rows that can be used.
fn complete_rows(
    rows: &[usize],
    used: &[Used<'_>],
    missing: MissingPolicy,
) -> Result<Vec<usize>, Vec<DatasetProblem>> {
    let needed: Vec<&Used<'_>> = used.iter().filter(|column| column.drops(missing)).collect();
    let complete: Vec<usize> = (rows.iter().copied())
        .filter(|row| !needed.iter().any(|column| column.cells.is_missing(*row)))
        .collect();
    if !complete.is_empty() {
        return Ok(complete);
    }
    let worst = needed
        .iter()
        .map(|column| {
            let count = (rows.iter())
                .filter(|row| column.cells.is_missing(**row))
                .count();
            (count, column.name)
        })
        .max_by_key(|(count, _)| *count);
    Err(vec![match worst {
        Some((count, name)) => DatasetProblem::of_column(
            name,
            format!(
                "no row has a value in every used column; column `{name}` lacks {count} of {}: ignore it or impute missing cells",
                rows.len()
            ),
        ),
        None => DatasetProblem::new("the table has no rows; choose another"),
    }])
}

fn share_out(
    table: &Table,
    rows: &[usize],
    used: &[Used<'_>],
    sequences: Option<&Sequences>,
    spec: &SplitSpec,
    seed: u64,
) -> Result<Parts, Vec<DatasetProblem>> {
    let codes = used
        .iter()
        .filter(|column| spec.stratify && column.spec.role == Role::Target)
        .find_map(|column| match &column.cells {
            Taken::Numbers(_) => None,
            Taken::Classes { codes, .. } => Some(codes),
        });
    let class_of = codes.map(|codes| |row: usize| codes[row]);
    let class_of = class_of.as_ref().map(|f| f as &dyn Fn(usize) -> u32);
    let one = |message: String| vec![DatasetProblem::of_split(message)];
    let parts = match sequences {
        Some(sequences) => split_sequences::share_out(table, rows, sequences, spec, seed),
        None => split_by::share_out(table, rows, class_of, spec, seed),
    };
    parts.map_err(one)
}

/// Whether a row that is excluded takes part in the draw. A column that names the parts decides about each row alone, and a row
/// without a group is in none.
fn has_part(table: &Table, row: usize, by: &SplitBy) -> bool {
    match by {
        SplitBy::Random | SplitBy::InOrder | SplitBy::Folds { .. } => true,
        SplitBy::Groups { column } => table
            .column(column)
            .is_some_and(|column| !column.values.is_missing(row)),
        SplitBy::Column { .. } => false,
    }
}

fn nothing_to_train(count: usize, by: &SplitBy) -> DatasetProblem {
    DatasetProblem::of_split(match by {
        SplitBy::Random | SplitBy::InOrder | SplitBy::Groups { .. } | SplitBy::Folds { .. } => {
            format!("no row of {count} is left for training; raise its share")
        }
        SplitBy::Column { column, .. } => format!(
            "no row of {count} is left for training; choose the values of column `{column}` that train"
        ),
    })
}

fn matrices(
    precision: Precision,
    table: &Table,
    preparation: &Preparation,
    rows: &[usize],
    excluded: &[usize],
) -> Result<(Inputs, DMatrix<f64>), Vec<DatasetProblem>> {
    let (features, outputs) = (preparation.features(), preparation.outputs());
    let numbers = (features + outputs).saturating_mul(rows.len());
    if numbers > MAX_NUMBERS {
        return Err(vec![DatasetProblem::new(format!(
            "{features} features and {outputs} target values for {} rows do not fit into memory; ignore columns with many classes",
            rows.len()
        ))]);
    }
    let one = |message| vec![DatasetProblem::new(message)];
    let bound = preparation.bind_without(table, excluded).map_err(one)?;
    let bound_targets = preparation.bind_targets(table).map_err(one)?;
    let inputs = Inputs::encoded(precision, features, rows.len(), |sample, features| {
        bound.encode(rows[sample], features);
    });
    let mut targets = DMatrix::zeros(outputs, rows.len());
    for (row, mut column) in rows.iter().zip(targets.column_iter_mut()) {
        bound_targets.encode(*row, column.as_mut_slice());
    }
    let too_large = |name: &String, what: &str| {
        let message = format!("column `{name}` holds numbers too large {what}");
        Err(vec![DatasetProblem::of_column(name, message)])
    };
    if let Some(feature) = inputs.infinite_feature() {
        let what = match precision {
            Precision::F32 => "for 32 bits; ignore it, scale it otherwise or compute in 64 bits",
            Precision::F64 => TO_BE_SCALED,
        };
        return too_large(&preparation.feature_names()[feature], what);
    }
    let bad = targets.iter().position(|value| !value.is_finite());
    match bad {
        Some(place) => too_large(&preparation.output_names()[place % outputs], TO_BE_SCALED),
        None => Ok((inputs, targets)),
    }
}
