//! Rows that the user has taken out.

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Scaling;
use deltascope::data::Table;

use super::all_train;
use super::iris_spec;
use super::problems;

#[test]
fn an_excluded_row_is_in_no_part() {
    let table = BuiltinTable::Iris.table();
    let mut spec = iris_spec();
    spec.excluded = vec![0, 77, 149];
    let dataset = Dataset::prepare(&table, &spec, 3).unwrap();
    assert_eq!(dataset.rows.len(), 147);
    assert_eq!(
        dataset.dropped, 0,
        "excluded rows are not counted as dropped"
    );
    let mut rows = dataset.rows;
    rows.sort_unstable();
    let expected: Vec<usize> = (0..150).filter(|row| ![0, 77, 149].contains(row)).collect();
    assert_eq!(rows, expected);
}

#[test]
fn scaling_is_fitted_without_excluded_rows() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![0.0, 1000.0, 2.0]),
            Column::numbers("y", vec![1.0, 2.0, 3.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.input_scaling = Scaling::MinMax {
        low: 0.0,
        high: 1.0,
    };
    spec.excluded = vec![1];
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    // With the outlier in row 1 out, 2 is the largest.
    assert_eq!(dataset.inputs.as_slice(), [0.0, 1.0]);
}

#[test]
fn rows_that_are_excluded_are_not_counted_as_incomplete() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![0.0, f64::NAN, f64::NAN, 1.0]),
            Column::numbers("y", vec![1.0, 2.0, 3.0, 4.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.excluded = vec![1];
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!((dataset.dropped, dataset.rows), (1, vec![0, 3]));
}

#[test]
fn a_row_that_the_table_does_not_have_cannot_be_excluded() {
    let mut spec = iris_spec();
    spec.excluded = vec![3, 150];
    let problems = problems(&BuiltinTable::Iris.table(), &spec);
    assert_eq!(
        problems[0].message,
        "row 151 is excluded, but the table has only 150; the table has changed, so include all rows and choose anew"
    );
}

#[test]
fn a_table_with_every_row_excluded_says_so() {
    let mut spec = iris_spec();
    spec.excluded = (0..150).collect();
    let problems = problems(&BuiltinTable::Iris.table(), &spec);
    assert_eq!(
        problems[0].message,
        "every row is excluded; include some again"
    );
}

#[test]
fn a_preset_without_the_field_excludes_nothing_and_the_field_reads_back() {
    let mut spec: DataSpec = ron::from_str("(source: Builtin(Iris))").unwrap();
    assert!(spec.excluded.is_empty());
    spec.excluded = vec![2, 5];
    let text = ron::to_string(&spec).unwrap();
    assert_eq!(ron::from_str::<DataSpec>(&text).unwrap(), spec);
}
