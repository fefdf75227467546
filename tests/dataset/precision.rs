//! Features lie in the number type of the run.

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Inputs;
use deltascope::data::Precision;
use deltascope::data::Scaling;
use deltascope::data::SequenceSpec;
use deltascope::data::Table;
use deltascope::data::WindowSpec;

use super::all_train;
use super::iris_spec;

/// Prepares the table in both number types and compares what they hold, bit by bit.
fn compare(table: &Table, spec: &DataSpec) {
    let double = Dataset::prepare(table, spec, 3).unwrap();
    let single = Dataset::prepare_in(Precision::F32, table, spec, 3).unwrap();
    let (Inputs::F64(exact), Inputs::F32(rounded)) = (&double.inputs, &single.inputs) else {
        panic!("not the number types that were asked for");
    };
    assert_eq!(exact.shape(), rounded.shape());
    for (exact, rounded) in exact.iter().zip(rounded.iter()) {
        assert_eq!((*exact as f32).to_bits(), rounded.to_bits(), "{exact}");
    }
    let halves = exact
        .iter()
        .filter(|value| f64::from(**value as f32) != **value);
    assert!(halves.count() > 10, "most numbers are rounded");
    assert_eq!(single.inputs.to_matrix(), rounded.map(f64::from));
    // All else is the same.
    let inputs = double.inputs.clone();
    assert_eq!(Dataset { inputs, ..single }, double);
}

#[test]
fn features_in_32_bits_are_those_in_64_rounded_once() {
    let mut spec = iris_spec();
    spec.input_scaling = Scaling::Standardise;
    compare(&BuiltinTable::Iris.table(), &spec);
}

#[test]
fn so_are_windows_over_the_past() {
    let wave = |factor: f64| (0..40).map(|t| (factor * f64::from(t)).sin()).collect();
    let columns = vec![
        Column::numbers("x", wave(0.7)),
        Column::numbers("y", wave(0.3)),
    ];
    let table = Table::new("waves", columns);
    let mut spec = all_train(&table);
    spec.sequence = Some(SequenceSpec {
        order: None,
        group: None,
        longest_step: None,
        windows: Some(WindowSpec {
            lags: 3,
            horizon: 2,
            past_targets: true,
            known: Vec::new(),
        }),
    });
    compare(&table, &spec);
}

#[test]
fn a_number_that_32_bits_cannot_hold_is_named() {
    let columns = vec![
        Column::numbers("small", vec![1.0, 2.0]),
        Column::numbers("large", vec![1.0, 1e39]),
        Column::numbers("y", vec![1.0, 2.0]),
    ];
    let table = Table::new("t", columns);
    let mut spec = all_train(&table);
    spec.input_scaling = Scaling::None;
    assert!(Dataset::prepare(&table, &spec, 0).is_ok());
    let problems = Dataset::prepare_in(Precision::F32, &table, &spec, 0).unwrap_err();
    assert_eq!(problems[0].column.as_deref(), Some("large"));
    assert_eq!(
        problems[0].message,
        "column `large` holds numbers too large for 32 bits; ignore it, scale it otherwise or compute in 64 bits"
    );
    spec.input_scaling = Scaling::Standardise;
    assert!(Dataset::prepare_in(Precision::F32, &table, &spec, 0).is_ok());
}
