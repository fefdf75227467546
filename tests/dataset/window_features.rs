//! Derived inputs in windows over the past, and sequences that end at gaps.

use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Derived;
use deltascope::data::MissingPolicy;
use deltascope::data::Role;
use deltascope::data::SequenceSpec;
use deltascope::data::SplitBy;
use deltascope::data::Table;
use deltascope::data::WindowSpec;

use super::iris_spec;

/// Rows in the order of `t`, with two inputs and a target; all are trained on.
fn spec(windows: WindowSpec, derived: &[Derived]) -> DataSpec {
    let mut spec = iris_spec();
    let column = |(name, role)| ColumnSpec::new(name, role);
    spec.columns = [
        ("t", Role::Ignored),
        ("x", Role::Input),
        ("day", Role::Input),
        ("y", Role::Target),
    ]
    .map(column)
    .into();
    (spec.split.train, spec.split.validation, spec.split.test) = (1.0, 0.0, 0.0);
    spec.split.by = SplitBy::InOrder;
    spec.split.stratify = false;
    spec.derived = derived.to_vec();
    spec.sequence = Some(SequenceSpec {
        order: Some("t".to_owned()),
        windows: Some(windows),
        ..SequenceSpec::default()
    });
    spec
}

fn windows(known: &[&str], past_targets: bool) -> WindowSpec {
    WindowSpec {
        lags: 2,
        horizon: 1,
        past_targets,
        known: known.iter().map(|&name| name.to_owned()).collect(),
    }
}

fn table(t: &[f64], x: &[f64], day: &[f64], y: &[f64]) -> Table {
    let column = |(name, values): (&str, &[f64])| Column::numbers(name, values.to_vec());
    let columns = [("t", t), ("x", x), ("day", day), ("y", y)].map(column);
    Table::new("t", columns.into())
}

fn named(name: &str) -> String {
    name.to_owned()
}

#[test]
fn derived_inputs_are_computed_in_each_row_of_the_window() {
    let table = table(
        &[1.0, 2.0, 3.0, 4.0],
        &[2.0, 3.0, 5.0, 7.0],
        &[1.0, 10.0, 100.0, 1000.0],
        &[4.0, 6.0, 8.0, 9.0],
    );
    let derived = [
        Derived::Square(named("x")),
        Derived::Square(named("day")),
        Derived::Product(named("x"), named("day")),
        Derived::Product(named("x"), named("y")),
    ];
    let spec = spec(windows(&["day"], true), &derived);
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        dataset.preparation.feature_names(),
        [
            "x[t−1]",
            "x[t−2]",
            "day[t]",
            "y[t−1]",
            "y[t−2]",
            "x²[t−1]",
            "x²[t−2]",
            "day²[t]",
            "x·day[t−1]",
            "x·day[t−2]",
            "x·y[t−1]",
            "x·y[t−2]",
        ]
    );
    assert_eq!(dataset.preparation.features(), 12);
    // By hand. The target of row 3 sees the rows 2 and 1, and its own day.
    let third = [
        5.0, 3.0, 1000.0, 8.0, 6.0, 25.0, 9.0, 1e6, 500.0, 30.0, 40.0, 18.0,
    ];
    assert_eq!(dataset.rows, [2, 3]);
    assert_eq!(dataset.inputs.to_matrix().column(1).as_slice(), third);
    let bound = dataset.preparation.bind(&table).unwrap();
    let mut features = [0.0; 12];
    assert!(bound.encode(3, &mut features));
    assert_eq!(features, third);
    assert!(!bound.encode(1, &mut features), "too little lies before it");
}

#[test]
fn a_gap_in_the_past_of_a_known_column_matters_where_it_is_multiplied() {
    let t = [1.0, 2.0, 3.0, 4.0, 5.0];
    let day = [1.0, f64::NAN, 3.0, 4.0, 5.0];
    let table = table(&t, &t, &day, &t);
    let rows = |derived: &[Derived], missing| {
        let mut spec = spec(windows(&["day"], false), derived);
        spec.missing = missing;
        Dataset::prepare(&table, &spec, 0).unwrap().rows
    };
    let product = [Derived::Product(named("x"), named("day"))];
    let square = [Derived::Square(named("day"))];
    // Rows 2, 3 and 4 have a past; the window of rows 2 and 3 reads the day of row 1.
    assert_eq!(rows(&square, MissingPolicy::DropRow), [2, 3, 4]);
    assert_eq!(rows(&product, MissingPolicy::DropRow), [4]);
    assert_eq!(rows(&product, MissingPolicy::Impute), [2, 3, 4]);
    let mut spec = spec(windows(&["day"], false), &product);
    spec.missing = MissingPolicy::DropRow;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    let bound = dataset.preparation.bind(&table).unwrap();
    let mut features = [0.0; 5];
    let answered: Vec<bool> = (0..5).map(|row| bound.encode(row, &mut features)).collect();
    assert_eq!(answered, [false, false, false, false, true]);
}

#[test]
fn no_window_reaches_over_a_step_that_is_too_long() {
    let t = [1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0];
    let table = table(&t, &t, &t, &t);
    let mut spec = spec(windows(&[], false), &[]);
    let rows = |spec: &DataSpec| Dataset::prepare(&table, spec, 0).unwrap().rows;
    assert_eq!(rows(&spec), [2, 3, 4, 5, 6]);
    let sequence = spec.sequence.as_mut().unwrap();
    sequence.longest_step = Some(1.5);
    // Rows 0 to 2 are one sequence, rows 3 to 6 another; of each the first two have too little before them.
    assert_eq!(rows(&spec), [2, 5, 6]);
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(dataset.sequences, [0..1, 1..3]);
    let bound = dataset.preparation.bind(&table).unwrap();
    let mut features = [0.0; 4];
    assert!(!bound.encode(3, &mut features), "a model breaks there too");
}

#[test]
fn no_window_reaches_from_one_file_into_the_next() {
    let x = [1.0, 2.0, 3.0, 4.0];
    let part = |name: &str| Table {
        name: name.to_owned(),
        ..table(&x, &x, &x, &x)
    };
    let both = part("a.csv").append(part("b.csv")).unwrap();
    let mut spec = spec(windows(&[], false), &[]);
    spec.sequence.as_mut().unwrap().order = None;
    let dataset = Dataset::prepare(&both, &spec, 0).unwrap();
    // Of each file the first two rows have too little before them.
    assert_eq!(dataset.rows, [2, 3, 6, 7]);
    assert_eq!(dataset.sequences, [0..2, 2..4]);
    let whole = table(
        &[x, x].concat(),
        &[x, x].concat(),
        &[x, x].concat(),
        &[x, x].concat(),
    );
    let dataset = Dataset::prepare(&whole, &spec, 0).unwrap();
    assert_eq!(dataset.rows, [2, 3, 4, 5, 6, 7]);
}
