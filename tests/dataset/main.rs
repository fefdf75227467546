//! From a table to matrices: parts, scaling, classes, missing cells, and the way back.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod corpus;
mod csv;
mod csv_fast;
mod csv_round_trip;
mod encoding;
mod exclusion;
mod formats;
mod gaps;
mod leakage;
mod notation;
mod precision;
mod prepare;
mod refusal;
mod sequences;
mod splits;
mod treatment;
mod warnings;
mod weights;
mod window_features;
mod workbooks;

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::DatasetProblem;
use deltascope::data::Role;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::Values;

fn iris_spec() -> DataSpec {
    DataSpec::new(DataSource::Builtin(BuiltinTable::Iris))
}

fn classes(name: &str, cells: &[&str]) -> Column {
    let mut classes: Vec<String> = Vec::new();
    let codes = cells
        .iter()
        .map(|cell| {
            if cell.is_empty() {
                return Values::MISSING;
            }
            let code = classes.iter().position(|class| class == cell);
            code.unwrap_or_else(|| {
                classes.push((*cell).to_owned());
                classes.len() - 1
            }) as u32
        })
        .collect();
    Column::new(name, Values::Category { codes, classes })
}

/// A spec that trains on every row; the last column is the target.
fn all_train(table: &Table) -> DataSpec {
    let mut spec = iris_spec();
    spec.columns = table
        .columns
        .iter()
        .map(|column| ColumnSpec::new(&*column.name, Role::Input))
        .collect();
    spec.columns.last_mut().unwrap().role = Role::Target;
    spec.split = SplitSpec {
        train: 1.0,
        validation: 0.0,
        test: 0.0,
        stratify: true,
        ..SplitSpec::default()
    };
    spec
}

fn problems(table: &Table, spec: &DataSpec) -> Vec<DatasetProblem> {
    Dataset::prepare(table, spec, 0).unwrap_err()
}
