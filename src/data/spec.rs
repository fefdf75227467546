//! What a document says about its data: where it comes from and how it is prepared.

use serde::Deserialize;
use serde::Serialize;

use super::derive::Derived;
use super::kind::ColumnKind;
use super::options::CsvOptions;
use super::painting::Painting;
use super::sequence_spec::SequenceSpec;
use super::sequence_spec::WindowSpec;
use super::split_spec::SplitBy;
use super::split_spec::SplitSpec;
use super::synthetic::Generator;
use super::treatment::ClassCode;
use super::treatment::Fill;
use super::treatment::Scaling;

/// The data part of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSpec {
    /// Where the table comes from.
    pub source: DataSource,
    /// The role of each column; columns of the table that are not listed are not used. Empty = not chosen yet, see
    /// [`DataSpec::resolved_columns`].
    #[serde(default)]
    pub columns: Vec<ColumnSpec>,
    /// What happens to rows with missing or malformed cells.
    #[serde(default)]
    pub missing: MissingPolicy,
    /// Scaling of numeric inputs.
    #[serde(default)]
    pub input_scaling: Scaling,
    /// Scaling of numeric targets.
    #[serde(default)]
    pub target_scaling: Scaling,
    /// How rows are shared out.
    #[serde(default)]
    pub split: SplitSpec,
    /// Rows of the table (from 0, ascending) that the user has taken out; no part has them.
    #[serde(default)]
    pub excluded: Vec<usize>,
    /// Inputs computed from numeric input columns.
    #[serde(default)]
    pub derived: Vec<Derived>,
    /// How rows form sequences; `None` = they do not.
    #[serde(default)]
    pub sequence: Option<SequenceSpec>,
}

impl DataSpec {
    /// The windows over the past, if there are any.
    pub fn windows(&self) -> Option<&WindowSpec> {
        self.sequence.as_ref()?.windows.as_ref()
    }

    /// A spec with default columns, no scaling, rows with missing cells left out, and the default split. A made table
    /// keeps its sequences, and windows over the past are split in order.
    pub fn new(source: DataSource) -> Self {
        let sequence = match &source {
            DataSource::Generated(generator) => generator.sequence(),
            DataSource::File { .. }
            | DataSource::Text { .. }
            | DataSource::Builtin(_)
            | DataSource::Painted(_)
            | DataSource::Inline { .. } => None,
        };
        let mut spec = Self {
            source,
            columns: Vec::new(),
            missing: MissingPolicy::default(),
            input_scaling: Scaling::default(),
            target_scaling: Scaling::default(),
            split: SplitSpec::default(),
            excluded: Vec::new(),
            derived: Vec::new(),
            sequence,
        };
        if spec.windows().is_some() {
            spec.split.by = SplitBy::InOrder;
        }
        spec
    }
}

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum DataSource {
    /// A delimited text file.
    File {
        /// The file; relative paths are relative to the preset that holds them.
        path: std::path::PathBuf,
        /// Further files with the same columns, whose rows follow.
        #[serde(default)]
        more: Vec<std::path::PathBuf>,
        /// How it is read.
        #[serde(default)]
        options: CsvOptions,
    },
    /// Delimited text written in the document itself, such as a pasted range of a spreadsheet.
    Text {
        /// The text, at most [`DataSource::MAX_TEXT`] bytes.
        text: String,
        /// How it is read.
        #[serde(default)]
        options: CsvOptions,
    },
    /// A table built into the program.
    Builtin(BuiltinTable),
    /// A table made by a formula.
    Generated(Generator),
    /// Points painted by the user.
    Painted(Painting),
    /// A small table of numbers written in the document itself, for worked examples.
    Inline {
        /// The column names.
        columns: Vec<String>,
        /// The rows.
        rows: Vec<Vec<f64>>,
    },
}

/// A table built into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BuiltinTable {
    /// Fisher's iris data: 150 flowers, 4 measures, 3 species.
    Iris,
    /// Handwritten digits of 8 × 8 pixels (Alpaydin & Kaynak, 1998): 1797 images, pixels from 0 to 16.
    Digits,
}

/// The role of one column and how it is treated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The column's name in the table.
    pub name: String,
    /// What it is used for.
    pub role: Role,
    /// How its values are taken.
    #[serde(default)]
    pub kind: ColumnKind,
    /// The scaling of its numbers in place of that of all inputs or all targets.
    #[serde(default)]
    pub scaling: Option<Scaling>,
    /// How its classes become numbers, if it is an input; targets are one-hot.
    #[serde(default)]
    pub code: ClassCode,
    /// What stands in for its missing cells, if it is an input; `None` = as the missing policy of the data says.
    #[serde(default)]
    pub fill: Option<Fill>,
    /// Whether an input gets a second feature, 1 where the cell was missing and 0 elsewhere.
    #[serde(default)]
    pub mark_missing: bool,
}

impl ColumnSpec {
    /// A column whose values are taken as they were read.
    pub fn new(name: impl Into<String>, role: Role) -> Self {
        Self {
            name: name.into(),
            role,
            kind: ColumnKind::AsRead,
            scaling: None,
            code: ClassCode::OneHot,
            fill: None,
            mark_missing: false,
        }
    }
}

/// What a column is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Fed to the network.
    #[default]
    Input,
    /// What the network shall answer.
    Target,
    /// How much each row counts in the loss: a number, 0 or more; of one column at most.
    Weight,
    /// Not used.
    Ignored,
}

/// What happens to rows with missing or malformed cells in a used column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MissingPolicy {
    /// The row is left out.
    #[default]
    DropRow,
    /// The cell takes the mean (numbers) or the most frequent class of the training part; rows without a target are left out.
    Impute,
}
