//! Tables of data and what a network needs of them: columns, roles, encoding, scaling, splitting.
//!
//! A [`Table`] holds what was read, unchanged. A [`DataSpec`] says what to do with it; [`Dataset::prepare`] turns both
//! into matrices whose columns are samples.

pub mod builtin;
pub mod csv;
pub mod dataset;
pub mod encode;
pub mod infer;
pub mod scaler;
pub mod spec;
pub mod split;
pub mod synthetic;
pub mod table;

pub use dataset::Dataset;
pub use dataset::DatasetProblem;
pub use dataset::Part;
pub use encode::Preparation;
pub use encode::TargetGroup;
pub use encode::TargetKind;
pub use spec::BuiltinTable;
pub use spec::ColumnSpec;
pub use spec::CsvOptions;
pub use spec::DataSource;
pub use spec::DataSpec;
pub use spec::MissingPolicy;
pub use spec::Role;
pub use spec::Scaling;
pub use spec::SplitSpec;
pub use synthetic::Generator;
pub use table::CellProblem;
pub use table::Column;
pub use table::Table;
pub use table::Values;
