//! What is likely to spoil training though it can run: each warning names the column, the evidence and a remedy.
//!
//! [`find_warnings`] is a pure function of table and spec; its time grows with the cells, never with pairs of columns.

mod column;
mod duplicates;
mod find;
mod gaps;
mod leakage;
mod warning;

pub use find::find_warnings;
pub use warning::Remedy;
pub use warning::Warning;
pub use warning::WarningKind;
