//! Tables of data and what a network needs of them: columns, roles, encoding, scaling, splitting.
//!
//! A [`Table`] holds what was read, unchanged. A [`DataSpec`] says what to do with it; [`Dataset::prepare`] turns both
//! into matrices whose columns are samples.

mod arff;
mod arff_line;
mod bind;
mod builtin;
mod cell;
mod column;
pub mod csv;
pub mod dataset;
mod decode;
pub mod encode;
mod fit;
mod gzip;
mod idx;
mod infer;
mod intern;
mod names;
mod npy;
mod npy_element;
mod npz;
mod problems;
mod random;
pub mod read;
mod reading;
mod roles;
pub mod scaler;
mod source;
pub mod spec;
mod split;
pub mod stats;
pub mod synthetic;
pub mod table;
mod text;

pub use bind::BoundInputs;
pub use bind::BoundTargets;
pub use dataset::Dataset;
pub use dataset::DatasetProblem;
pub use dataset::Part;
pub use encode::Preparation;
pub use encode::TargetGroup;
pub use encode::TargetKind;
pub use encode::TargetValue;
pub use idx::labels_name;
pub use spec::BuiltinTable;
pub use spec::ColumnKind;
pub use spec::ColumnSpec;
pub use spec::CsvOptions;
pub use spec::DataSource;
pub use spec::DataSpec;
pub use spec::Encoding;
pub use spec::MissingPolicy;
pub use spec::Role;
pub use spec::Scaling;
pub use spec::SplitSpec;
pub use stats::ColumnStats;
pub use stats::StatsKind;
pub use synthetic::Generator;
pub use synthetic::Parameter;
pub use table::CellProblem;
pub use table::Column;
pub use table::Table;
pub use table::Values;
