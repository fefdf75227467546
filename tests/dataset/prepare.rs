//! Parts, scaling, classes and missing cells.

use approx::assert_relative_eq;
use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::DateOrder;
use deltascope::data::DateTime;
use deltascope::data::Generator;
use deltascope::data::MissingPolicy;
use deltascope::data::Origin;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::TargetValue;
use deltascope::data::TimeUnit;
use deltascope::data::Values;

use super::all_train;
use super::classes;
use super::iris_spec;

#[test]
fn scaling_is_fitted_on_the_training_part_only() {
    let table = BuiltinTable::Iris.table();
    let mut spec = iris_spec();
    spec.input_scaling = Scaling::Standardise;
    let dataset = Dataset::prepare(&table, &spec, 1).unwrap();
    let inputs = dataset.inputs.to_matrix();
    let train = inputs.columns_range(dataset.part(Part::Train));
    for feature in train.row_iter() {
        let mean = feature.mean();
        let variance = feature.map(|value| (value - mean).powi(2)).mean();
        assert!(mean.abs() < 1e-12, "mean {mean}");
        assert_relative_eq!(variance, 1.0, max_relative = 1e-12);
    }
    let all = inputs.row(0).mean();
    assert!(all.abs() > 1e-4, "the other parts took part: mean {all}");

    spec.input_scaling = Scaling::MinMax {
        low: -1.0,
        high: 1.0,
    };
    let mut table = table;
    let test_row = dataset.rows[dataset.part(Part::Test).start];
    if let Values::Numeric(values) = &mut table.columns[0].values {
        values[test_row] = 100.0;
    }
    let dataset = Dataset::prepare(&table, &spec, 1).unwrap();
    let inputs = dataset.inputs.to_matrix();
    let train = inputs.columns_range(dataset.part(Part::Train));
    assert_eq!((train.row(0).min(), train.row(0).max()), (-1.0, 1.0));
    assert!(
        inputs.row(0).max() > 10.0,
        "an outlier of the test part keeps its distance"
    );
}

#[test]
fn scaled_targets_come_back_to_original_units() {
    let table = Generator::Plane {
        points: 200,
        noise: 0.1,
        seed: 4,
    }
    .table()
    .unwrap();
    for scaling in [
        Scaling::None,
        Scaling::Standardise,
        Scaling::MinMax {
            low: 0.1,
            high: 0.9,
        },
    ] {
        let mut spec = iris_spec();
        spec.source = DataSource::Generated(Generator::Xor);
        spec.target_scaling = scaling;
        let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
        let Values::Numeric(z) = &table.columns[2].values else {
            panic!("z is not numeric");
        };
        for (sample, row) in dataset.rows.iter().enumerate() {
            let outputs = dataset.targets.column(sample);
            let values = dataset.preparation.decode_targets(outputs.as_slice());
            let [TargetValue::Number(value)] = values[..] else {
                panic!("{values:?}");
            };
            assert_relative_eq!(value, z[*row], epsilon = 1e-12);
        }
    }
}

#[test]
fn classes_keep_their_shares_in_every_part() {
    let table = BuiltinTable::Iris.table();
    for seed in 0..10 {
        let dataset = Dataset::prepare(&table, &iris_spec(), seed).unwrap();
        // 150 · 0.7 = 105; 22.5 and 22.5, where the earlier part takes the row; classes of 35, 7.5, 7.5.
        assert_eq!(
            (dataset.train, dataset.validation, dataset.test),
            (105, 23, 22)
        );
        for (part, range) in [
            (Part::Train, 35..=35),
            (Part::Validation, 7..=8),
            (Part::Test, 7..=8),
        ] {
            let targets = dataset.targets.columns_range(dataset.part(part));
            for class in targets.row_iter() {
                assert!(
                    range.contains(&(class.sum() as i32)),
                    "{part:?}: {}",
                    class.sum()
                );
            }
        }
    }
}

#[test]
fn the_seed_alone_decides_the_split() {
    let table = BuiltinTable::Iris.table();
    let first = Dataset::prepare(&table, &iris_spec(), 5).unwrap();
    assert_eq!(first, Dataset::prepare(&table, &iris_spec(), 5).unwrap());
    let other = Dataset::prepare(&table, &iris_spec(), 6).unwrap();
    assert_ne!(first.rows, other.rows);
    let mut scaled = iris_spec();
    scaled.input_scaling = Scaling::Standardise;
    scaled.columns = DataSpec::default_roles(&table);
    scaled.columns[0].role = Role::Ignored;
    assert_eq!(
        first.rows,
        Dataset::prepare(&table, &scaled, 5).unwrap().rows
    );
    let mut sorted = first.rows.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..150).collect::<Vec<_>>());
    for part in [Part::Train, Part::Validation, Part::Test] {
        assert!(
            first.rows[first.part(part)].is_sorted(),
            "{part:?} is in table order"
        );
    }
    let mut loose = iris_spec();
    loose.split.stratify = false;
    assert_ne!(
        first.rows,
        Dataset::prepare(&table, &loose, 5).unwrap().rows
    );
}

#[test]
fn the_first_rows_of_a_split_are_pinned() {
    // Recorded once: a change here would give every stored experiment other parts.
    let dataset = Dataset::prepare(&BuiltinTable::Iris.table(), &iris_spec(), 0).unwrap();
    let validation = &dataset.rows[dataset.part(Part::Validation)];
    assert_eq!(validation[..6], [11, 13, 15, 16, 24, 39]);
}

#[test]
fn inputs_and_targets_of_both_kinds_become_features() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("size", vec![1.0, 2.0, 3.0]),
            classes("colour", &["red", "blue", "red"]),
            Column::numbers("price", vec![10.0, 20.0, 30.0]),
            classes("kind", &["a", "b", "c"]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[2].role = Role::Target;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    let preparation = &dataset.preparation;
    assert_eq!(
        preparation.feature_names(),
        ["size", "colour=red", "colour=blue"]
    );
    assert_eq!(
        preparation.output_names(),
        ["price", "kind=a", "kind=b", "kind=c"]
    );
    assert_eq!((preparation.features(), preparation.outputs()), (3, 4));
    assert_eq!(
        dataset.inputs.to_matrix().as_slice(),
        [1.0, 1.0, 0.0, 2.0, 0.0, 1.0, 3.0, 1.0, 0.0]
    );
    assert_eq!(dataset.targets.column(1).as_slice(), [20.0, 0.0, 1.0, 0.0]);
    let values = preparation.decode_targets(&[25.0, 0.2, 0.2, 0.6]);
    assert_eq!(values[0], TargetValue::Number(25.0));
    assert!(matches!(&values[1], TargetValue::Class { index: 2, .. }));
}

#[test]
fn numbers_can_be_taken_as_classes() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![0.1, 0.2, 0.3, 0.4]),
            Column::numbers("y", vec![2.0, 0.0, -0.0, 10.0]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[1].kind = ColumnKind::Classes;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!(dataset.preparation.output_names(), ["y=0", "y=2", "y=10"]);
    assert_eq!(dataset.targets.column(2).as_slice(), [1.0, 0.0, 0.0]);
}

#[test]
fn rows_with_missing_cells_are_left_out() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![1.0, f64::NAN, 3.0, 4.0]),
            classes("c", &["a", "b", "", "a"]),
            Column::numbers("unused", vec![f64::NAN; 4]),
            Column::numbers("y", vec![1.0, 2.0, 3.0, f64::NAN]),
        ],
    );
    let mut spec = all_train(&table);
    spec.columns[2].role = Role::Ignored;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!((dataset.rows.as_slice(), dataset.dropped), (&[0][..], 3));
}

#[test]
fn missing_inputs_are_imputed_from_the_training_part() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![1.0, f64::NAN, 3.0, 8.0]),
            classes("c", &["a", "b", "", "b"]),
            Column::numbers("y", vec![1.0, 2.0, 3.0, f64::NAN]),
        ],
    );
    let mut spec = all_train(&table);
    spec.missing = MissingPolicy::Impute;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    // The last row has no target, so it is left out: the mean of 1 and 3 is 2; of a and b, once each, the first is a.
    assert_eq!(dataset.dropped, 1);
    let inputs = dataset.inputs.to_matrix();
    assert_eq!(inputs.column(1).as_slice(), [2.0, 0.0, 1.0]);
    assert_eq!(inputs.column(2).as_slice(), [3.0, 1.0, 0.0]);

    // With a split, the fill value is the mean of the training rows alone.
    let x: Vec<f64> = (0..40)
        .map(|i| if i == 0 { f64::NAN } else { f64::from(i) })
        .collect();
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", x.clone()),
            Column::numbers("y", vec![0.0; 40]),
        ],
    );
    spec.columns = vec![
        ColumnSpec::new("x", Role::Input),
        ColumnSpec::new("y", Role::Target),
    ];
    spec.split = SplitSpec::default();
    let dataset = Dataset::prepare(&table, &spec, 3).unwrap();
    let train: Vec<f64> = dataset.rows[dataset.part(Part::Train)]
        .iter()
        .map(|row| x[*row])
        .filter(|value| !value.is_nan())
        .collect();
    let mean = train.iter().sum::<f64>() / train.len() as f64;
    let sample = dataset.rows.iter().position(|row| *row == 0).unwrap();
    assert_relative_eq!(
        dataset.inputs.to_matrix()[(0, sample)],
        mean,
        max_relative = 1e-12
    );
}

#[test]
fn constant_columns_are_safe() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![7.0; 3]),
            Column::numbers("y", vec![5.0; 3]),
        ],
    );
    for scaling in [
        Scaling::Standardise,
        Scaling::MinMax {
            low: 0.0,
            high: 1.0,
        },
    ] {
        let mut spec = all_train(&table);
        spec.input_scaling = scaling;
        spec.target_scaling = scaling;
        let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
        assert_eq!(dataset.inputs.to_matrix().as_slice(), [0.0; 3]);
        let values = dataset.preparation.decode_targets(&[0.0]);
        assert_eq!(values, [TargetValue::Number(5.0)]);
    }
}

#[test]
fn dates_are_numbers_of_their_unit_and_stay_so_for_another_table() {
    let table = |dates: &[&str]| {
        let values = Values::Category {
            codes: (0..dates.len() as u32).collect(),
            classes: dates.iter().map(|date| (*date).to_owned()).collect(),
        };
        let answers = (0..dates.len()).map(|row| row as f64).collect();
        let columns = vec![Column::new("day", values), Column::numbers("y", answers)];
        Table::new("t", columns)
    };
    let mut spec = DataSpec::new(DataSource::Builtin(BuiltinTable::Iris));
    spec.columns = vec![
        ColumnSpec::new("day", Role::Input),
        ColumnSpec::new("y", Role::Target),
    ];
    spec.columns[0].kind = ColumnKind::DateTime(DateTime {
        order: DateOrder::DayFirst,
        origin: Origin::try_from("2000-01-01".to_owned()).unwrap(),
        unit: TimeUnit::Days,
    });
    spec.split = SplitSpec {
        train: 1.0,
        validation: 0.0,
        test: 0.0,
        stratify: false,
        ..SplitSpec::default()
    };
    // The 30th of February is in no calendar, so its row is left out.
    let learned = table(&["1.1.2000", "30.2.2000", "31.12.2000"]);
    let dataset = Dataset::prepare(&learned, &spec, 0).unwrap();
    assert_eq!(dataset.inputs.to_matrix().as_slice(), [0.0, 365.0]);
    assert_eq!(dataset.dropped, 1);
    let mut features = [0.0];
    let other = table(&["2.2.2001"]);
    // 366 days of the leap year 2000, 31 of January, 1 of February.
    dataset
        .preparation
        .encode_inputs(&other, 0, &mut features)
        .unwrap();
    assert_eq!(features, [398.0]);
}
