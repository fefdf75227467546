//! Column by column: scalings, codes of classes, fill values, marks of missing cells, derived inputs.

use deltascope::data::ClassCode;
use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Derived;
use deltascope::data::Fill;
use deltascope::data::MissingPolicy;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SplitBy;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::TargetValue;
use deltascope::data::Values;

use super::all_train;
use super::classes;
use super::problems;

const SCALINGS: [Scaling; 6] = [
    Scaling::None,
    Scaling::MinMax {
        low: -1.0,
        high: 2.0,
    },
    Scaling::Standardise,
    Scaling::Robust,
    Scaling::Log,
    Scaling::SignedLog,
];

fn numbers(name: &str, values: &[f64]) -> Column {
    Column::numbers(name, values.to_vec())
}

/// Six rows of which the first four train, in table order.
fn first_four(table: &Table) -> DataSpec {
    let mut spec = all_train(table);
    spec.split = SplitSpec {
        train: 4.0 / 6.0,
        validation: 1.0 / 6.0,
        test: 1.0 / 6.0,
        stratify: false,
        by: SplitBy::InOrder,
    };
    spec
}

#[test]
fn nothing_that_is_fitted_knows_the_other_rows() {
    let nan = f64::NAN;
    let table = |x: [f64; 2], colour: [&str; 2], y: [f64; 2]| {
        let cells = ["red", "blue", "", "blue", colour[0], colour[1]];
        // The order of the classes is the table's own; every class stands in the first rows.
        Table::new(
            "t",
            vec![
                numbers("x", &[3.0, 1.0, nan, 7.0, x[0], x[1]]),
                classes("colour", &cells),
                numbers("y", &[1.0, 4.0, 2.0, 8.0, y[0], y[1]]),
            ],
        )
    };
    let one = table([5.0, 6.0], ["red", "red"], [3.0, 3.0]);
    let other = table([500.0, nan], ["blue", ""], [9.0, 1e6]);
    for scaling in SCALINGS {
        for fill in [Fill::Mean, Fill::Median, Fill::Mode] {
            for code in [ClassCode::OneHot, ClassCode::Ordinal] {
                let mut spec = first_four(&one);
                spec.missing = MissingPolicy::Impute;
                (spec.input_scaling, spec.target_scaling) = (scaling, scaling);
                spec.columns[0].fill = Some(fill.clone());
                spec.columns[0].mark_missing = true;
                spec.columns[1].code = code;
                spec.derived = vec![
                    Derived::Square("x".to_owned()),
                    Derived::Sine("x".to_owned()),
                ];
                let fitted = |table| Dataset::prepare(table, &spec, 0).unwrap().preparation;
                assert_eq!(
                    fitted(&one),
                    fitted(&other),
                    "{scaling:?} {fill:?} {code:?}"
                );
            }
        }
    }
}

#[test]
fn every_scaling_is_inverted_for_targets() {
    let y = [0.5, 3.0, 2.0, 8.0, 120.0, 0.01];
    let table = Table::new("t", vec![numbers("x", &y), numbers("y", &y)]);
    for scaling in SCALINGS {
        let mut spec = first_four(&table);
        spec.target_scaling = scaling;
        let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
        for (sample, row) in dataset.rows.iter().enumerate() {
            let scaled = dataset.targets[(0, sample)];
            let [TargetValue::Number(value)] = dataset.preparation.decode_targets(&[scaled])[..]
            else {
                panic!("one number expected");
            };
            assert!(
                (value - y[*row]).abs() < 1e-12 * y[*row].max(1.0),
                "{scaling:?}: {value}"
            );
        }
    }
}

#[test]
fn a_column_of_its_own_scaling_leaves_the_others_alone() {
    let table = Table::new(
        "t",
        vec![
            numbers("a", &[1.0, 2.0, 3.0]),
            numbers("b", &[1.0, 2.0, 3.0]),
            numbers("y", &[0.0, 0.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.split.stratify = false;
    spec.input_scaling = Scaling::MinMax {
        low: 0.0,
        high: 1.0,
    };
    spec.columns[1].scaling = Some(Scaling::None);
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        dataset.inputs.to_matrix().as_slice(),
        [0.0, 1.0, 0.5, 2.0, 1.0, 3.0]
    );
}

#[test]
fn a_logarithm_of_what_is_not_positive_is_refused_by_row_and_column() {
    let table = Table::new(
        "t",
        vec![
            numbers("price", &[1.0, 2.0, 0.0]),
            numbers("y", &[0.0, 0.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[0].scaling = Some(Scaling::Log);
    let problems = problems(&table, &spec);
    assert_eq!(problems[0].column.as_deref(), Some("price"));
    assert_eq!(
        problems[0].message,
        "row 3, column `price`: 0 is not positive, so it has no logarithm; choose the signed logarithm or another scaling"
    );
    spec.columns[0].scaling = Some(Scaling::SignedLog);
    assert!(Dataset::prepare(&table, &spec, 0).is_ok());
}

#[test]
fn ordinal_classes_are_their_places_and_unknown_ones_the_fill_value() {
    let table = Table::new(
        "t",
        vec![
            classes("size", &["small", "middle", "large", "middle"]),
            numbers("y", &[0.0, 1.0, 2.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[0].code = ClassCode::Ordinal;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(dataset.inputs.to_matrix().as_slice(), [0.0, 1.0, 2.0, 1.0]);
    assert_eq!(dataset.preparation.feature_names(), ["size"]);
    let new = Table::new("new", vec![classes("size", &["large", "huge", ""])]);
    let bound = dataset.preparation.bind(&new).unwrap();
    let encoded = [0, 1, 2].map(|row| {
        let mut feature = [f64::NAN];
        bound.encode(row, &mut feature);
        feature[0]
    });
    // The most frequent class, `middle`, is at place 1.
    assert_eq!(encoded, [2.0, 1.0, 1.0]);
}

#[test]
fn a_missing_cell_is_filled_and_marked() {
    let nan = f64::NAN;
    let table = Table::new(
        "t",
        vec![
            numbers("age", &[10.0, nan, 30.0, 80.0]),
            classes("sex", &["f", "m", "", "m"]),
            numbers("y", &[0.0, 0.0, 1.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[0].fill = Some(Fill::Median);
    spec.columns[0].mark_missing = true;
    spec.columns[1].fill = Some(Fill::Class("f".to_owned()));
    spec.columns[1].mark_missing = true;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        dataset.preparation.feature_names(),
        ["age", "age missing", "sex=f", "sex=m", "sex missing"]
    );
    assert_eq!((dataset.dropped, dataset.train), (0, 4));
    let sample = |row: usize| {
        let inputs = dataset.inputs.to_matrix();
        inputs.column(row).iter().copied().collect::<Vec<_>>()
    };
    assert_eq!(sample(1), [30.0, 1.0, 0.0, 1.0, 0.0]);
    assert_eq!(sample(2), [30.0, 0.0, 1.0, 0.0, 1.0]);
    // A fill value of one column keeps its rows while the rule for the others is to drop them.
    spec.columns[1].fill = None;
    spec.columns[1].mark_missing = false;
    assert_eq!(Dataset::prepare(&table, &spec, 0).unwrap().dropped, 1);
    spec.columns[1].mark_missing = true;
    assert!(
        problems(&table, &spec)[0]
            .message
            .contains("choose what fills its missing cells")
    );
}

#[test]
fn derived_inputs_are_computed_in_original_units_and_then_scaled() {
    let table = Table::new(
        "t",
        vec![
            numbers("x1", &[1.0, 2.0, 3.0]),
            numbers("x2", &[-1.0, 0.5, 4.0]),
            numbers("y", &[0.0, 1.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    let (x1, x2) = ("x1".to_owned(), "x2".to_owned());
    spec.derived = vec![
        Derived::Square(x1.clone()),
        Derived::Product(x1.clone(), x2.clone()),
        Derived::Sine(x2.clone()),
        Derived::Cosine(x2),
    ];
    let plain = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(
        plain.preparation.feature_names(),
        ["x1", "x2", "x1²", "x1·x2", "sin(x2)", "cos(x2)"]
    );
    // math.sin(4), math.cos(4) of Python.
    let expected = [
        3.0,
        4.0,
        9.0,
        12.0,
        -0.756_802_495_307_928_2,
        -0.653_643_620_863_611_9,
    ];
    for (value, expected) in plain.inputs.to_matrix().column(2).iter().zip(expected) {
        assert!((value - expected).abs() < 1e-15, "{value} for {expected}");
    }
    spec.input_scaling = Scaling::MinMax {
        low: 0.0,
        high: 1.0,
    };
    let scaled = Dataset::prepare(&table, &spec, 0).unwrap();
    // Squares 1, 4, 9 to [0, 1]: 3/8 in the middle. The square of the scaled x1 would be 1/4.
    assert_eq!(scaled.inputs.to_matrix()[(2, 1)], 0.375);
    // Logarithms suit neither sines nor the ordinals: they are standardised.
    spec.columns[0].scaling = Some(Scaling::Log);
    spec.input_scaling = Scaling::SignedLog;
    let logarithmic = Dataset::prepare(&table, &spec, 0).unwrap();
    let inputs = logarithmic.inputs.to_matrix();
    let row = inputs.row(4);
    assert!(row.sum().abs() < 1e-12 && (row.norm_squared() - 3.0).abs() < 1e-12);
}

#[test]
fn a_derived_input_without_its_column_names_it() {
    let table = Table::new(
        "t",
        vec![
            numbers("x", &[1.0, 2.0]),
            classes("c", &["a", "b"]),
            numbers("y", &[0.0, 1.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.derived = vec![
        Derived::Product("x".to_owned(), "c".to_owned()),
        Derived::Square("y".to_owned()),
        Derived::Sine("x".to_owned()),
        Derived::Sine("x".to_owned()),
    ];
    let problems = problems(&table, &spec);
    let blamed: Vec<_> = problems
        .iter()
        .map(|problem| problem.column.as_deref())
        .collect();
    assert_eq!(blamed, [Some("c"), Some("y"), Some("x")]);
    assert_eq!(
        problems[0].message,
        "`x·c` needs `c` as a numeric input; make it one or remove `x·c`"
    );
}

#[test]
fn the_training_rows_alone_decide_whatever_the_split() {
    // Every other way to split: the fitted numbers are those of the training rows by themselves.
    let values: Vec<f64> = (0..30).map(|i| f64::from(i * i % 31)).collect();
    let marks: Vec<f64> = (0..30).map(|i| f64::from(i % 6)).collect();
    let table = Table::new(
        "t",
        vec![
            numbers("x", &values),
            numbers("g", &marks),
            numbers("y", &values),
        ],
    );
    let g = "g".to_owned();
    for by in [
        SplitBy::Random,
        SplitBy::InOrder,
        SplitBy::Groups { column: g.clone() },
        SplitBy::Folds {
            folds: 5,
            fold: 2,
            held_out: Default::default(),
        },
    ] {
        let mut spec = all_train(&table);
        spec.columns[1] = ColumnSpec::new("g", Role::Ignored);
        spec.input_scaling = Scaling::Standardise;
        spec.split = SplitSpec {
            stratify: false,
            by,
            ..SplitSpec::default()
        };
        let dataset = Dataset::prepare(&table, &spec, 3).unwrap();
        let train = &dataset.rows[dataset.part(Part::Train)];
        let kept = table
            .columns
            .iter()
            .map(|column| match &column.values {
                Values::Numeric(values) => {
                    let kept = train.iter().map(|row| values[*row]).collect();
                    Column::numbers(&*column.name, kept)
                }
                Values::Category { .. } => panic!("numbers only"),
            })
            .collect();
        let mut alone = spec.clone();
        alone.split = all_train(&table).split;
        let alone = Dataset::prepare(&Table::new("kept", kept), &alone, 3).unwrap();
        assert_eq!(
            dataset.preparation, alone.preparation,
            "{:?}",
            spec.split.by
        );
    }
}
