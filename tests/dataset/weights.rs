//! A column that says how much each row counts.

use deltascope::data::Column;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::MissingPolicy;
use deltascope::data::Role;
use deltascope::data::Table;
use deltascope::data::Values;

use super::all_train;
use super::classes;
use super::problems;

/// Four rows with these weights; the second row lacks its input.
fn weighted(weights: Column) -> (Table, DataSpec) {
    let numbers =
        |name: &str, values: [f64; 4]| Column::new(name, Values::Numeric(values.to_vec()));
    let table = Table::new(
        "t",
        vec![
            numbers("x", [1.0, f64::NAN, 3.0, 4.0]),
            weights,
            numbers("t", [0.5, 1.5, 2.5, 3.5]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[1].role = Role::Weight;
    spec.split.stratify = false;
    (table, spec)
}

fn numbers(values: &[f64]) -> Column {
    Column::new("w", Values::Numeric(values.to_vec()))
}

#[test]
fn weights_follow_their_rows_and_are_no_input() {
    let (table, mut spec) = weighted(numbers(&[0.0, 2.0, f64::NAN, 0.5]));
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        (&*dataset.rows, &*dataset.weights),
        (&[0, 3][..], &[0.0, 0.5][..])
    );
    assert_eq!(dataset.inputs.shape(), (1, 2));
    spec.missing = MissingPolicy::Impute;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        dataset.rows,
        [0, 1, 3],
        "a row without a weight is left out"
    );
    assert_eq!(dataset.weights, [0.0, 2.0, 0.5]);
    spec.columns[1].role = Role::Ignored;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert!(dataset.weights.is_empty());
}

#[test]
fn weights_that_cannot_be_are_refused() {
    let refused = |column: Column, words: &str| {
        let (table, spec) = weighted(column);
        let found = problems(&table, &spec);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].column.as_deref(), Some("w"));
        assert!(found[0].message.contains(words), "{found:?}");
    };
    refused(numbers(&[1.0, 1.0, -0.5, 1.0]), "row 3 has -0.5");
    refused(numbers(&[1.0, 1.0, f64::INFINITY, 1.0]), "row 3 has inf");
    refused(
        numbers(&[0.0, 1.0, 0.0, 0.0]),
        "every training row the weight 0",
    );
    refused(classes("w", &["a", "b", "a", "b"]), "holds classes");
    let (table, mut spec) = weighted(numbers(&[1.0; 4]));
    spec.columns[0].role = Role::Weight;
    let found = problems(&table, &spec);
    assert!(
        found
            .iter()
            .any(|problem| problem.message.contains("no column is an input")),
        "{found:?}"
    );
}
