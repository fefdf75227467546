//! Tables that a model meets later, encoded as its own was.

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::Dataset;
use deltascope::data::Preparation;
use deltascope::data::Scaling;
use deltascope::data::Table;

use super::all_train;
use super::classes;
use super::iris_spec;

#[test]
fn new_tables_are_encoded_as_the_training_table_was() {
    let table = BuiltinTable::Iris.table();
    let mut spec = iris_spec();
    spec.input_scaling = Scaling::Standardise;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    let mut features = [0.0; 4];
    for (sample, row) in dataset.rows.iter().enumerate() {
        dataset
            .preparation
            .encode_inputs(&table, *row, &mut features)
            .unwrap();
        assert_eq!(
            dataset.inputs.to_matrix().column(sample).as_slice(),
            features
        );
    }
    let mut renamed = table.clone();
    renamed.columns[2].name = "other".to_owned();
    let error = dataset
        .preparation
        .encode_inputs(&renamed, 0, &mut features)
        .unwrap_err();
    assert_eq!(
        error,
        "the table has no column `petal_length`; rename the column that holds it"
    );
    let mut text = table;
    text.columns[0] = classes("sepal_length", &["long"; 150]);
    let error = dataset
        .preparation
        .encode_inputs(&text, 0, &mut features)
        .unwrap_err();
    assert_eq!(
        error,
        "column `sepal_length` holds text such as `long` where numbers are expected; correct the file"
    );
}

#[test]
fn unknown_classes_are_all_0_and_can_be_named() {
    let table = Table::new(
        "t",
        vec![
            classes("c", &["a", "b"]),
            Column::numbers("y", vec![0.0, 1.0]),
        ],
    );
    let dataset = Dataset::prepare(&table, &all_train(&table), 0).unwrap();
    let new = Table::new("new", vec![classes("c", &["z", "b", ""])]);
    let bound = dataset.preparation.bind(&new).unwrap();
    let mut features = [9.0; 2];
    bound.encode(0, &mut features);
    assert_eq!(features, [0.0, 0.0]);
    assert_eq!(bound.unknown_classes(&new, 0), ["c=z"]);
    bound.encode(1, &mut features);
    assert_eq!(features, [0.0, 1.0]);
    bound.encode(2, &mut features);
    assert_eq!(features, [1.0, 0.0], "a missing class takes the fill value");
    assert!(bound.unknown_classes(&new, 2).is_empty());
}

#[test]
fn targets_of_new_tables_are_encoded_where_they_are_known() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![0.0, 1.0]),
            classes("c", &["a", "b"]),
        ],
    );
    let dataset = Dataset::prepare(&table, &all_train(&table), 0).unwrap();
    let new = Table::new("new", vec![classes("c", &["b", "z", ""])]);
    let bound = dataset.preparation.bind_targets(&new).unwrap();
    let mut targets = [9.0; 2];
    assert!(bound.encode(0, &mut targets));
    assert_eq!(targets, [0.0, 1.0]);
    assert!(!bound.encode(1, &mut targets));
    assert!(!bound.encode(2, &mut targets));
    assert_eq!(targets, [0.0, 0.0]);
}

#[test]
fn a_preparation_survives_ron_and_json() {
    let mut spec = iris_spec();
    spec.input_scaling = Scaling::Standardise;
    let dataset = Dataset::prepare(&BuiltinTable::Iris.table(), &spec, 0).unwrap();
    let text = ron::to_string(&dataset.preparation).unwrap();
    let read: Preparation = ron::from_str(&text).unwrap();
    assert_eq!(read, dataset.preparation);
    let text = serde_json::to_string(&dataset.preparation).unwrap();
    let read: Preparation = serde_json::from_str(&text).unwrap();
    assert_eq!(read, dataset.preparation);
}
