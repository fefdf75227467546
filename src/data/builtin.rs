//! Tables built into the program.

use super::spec::BuiltinTable;
use super::table::Table;

impl BuiltinTable {
    /// The table.
    pub fn table(self) -> Table {
        todo!()
    }
}
