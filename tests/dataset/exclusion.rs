//! Rows that the user has taken out.

use std::collections::BTreeSet;

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::HeldOut;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SequenceSpec;
use deltascope::data::SplitBy;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::data::WindowSpec;
use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::all_train;
use super::classes;
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
    assert_eq!(dataset.inputs.to_matrix().as_slice(), [0.0, 1.0]);
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

/// Sixty rows `x`, some without a value, with classes, groups of six and a column that names parts.
fn mixed() -> Table {
    let row_values = |value: fn(usize) -> f64| (0..60).map(value).collect();
    let words = |word: fn(usize) -> &'static str| (0..60).map(word).collect::<Vec<_>>();
    Table::new(
        "t",
        vec![
            Column::numbers(
                "x",
                row_values(|row| if row % 13 == 5 { f64::NAN } else { row as f64 }),
            ),
            classes("y", &words(|row| ["a", "b", "b"][row % 3])),
            Column::numbers("time", row_values(|row| (row * 7 % 60) as f64)),
            classes(
                "group",
                &words(|row| ["p", "q", "r", "s", "t", "u"][row / 10]),
            ),
            classes(
                "part",
                &words(|row| ["train", "train", "valid", "test"][row % 4]),
            ),
        ],
    )
}

fn ways() -> Vec<SplitBy> {
    let folds = |held_out| SplitBy::Folds {
        folds: 4,
        fold: 2,
        held_out,
    };
    vec![
        SplitBy::Random,
        SplitBy::InOrder,
        SplitBy::Groups {
            column: "group".to_owned(),
        },
        SplitBy::Column {
            column: "part".to_owned(),
            parts: Default::default(),
        },
        folds(HeldOut::Test),
        folds(HeldOut::Validation),
    ]
}

fn sequences() -> Vec<Option<SequenceSpec>> {
    let sequence = |windows| SequenceSpec {
        order: Some("time".to_owned()),
        group: Some("group".to_owned()),
        longest_step: None,
        windows,
    };
    let windows = WindowSpec {
        lags: 1,
        horizon: 1,
        past_targets: false,
        known: Vec::new(),
    };
    vec![None, Some(sequence(None)), Some(sequence(Some(windows)))]
}

/// The rows with the part of each.
fn places(dataset: &Dataset) -> Vec<(usize, Part)> {
    let parts = [Part::Train, Part::Validation, Part::Test].into_iter();
    let mut places: Vec<(usize, Part)> = parts
        .flat_map(|part| {
            dataset
                .part(part)
                .map(move |sample| (dataset.rows[sample], part))
        })
        .collect();
    places.sort_unstable_by_key(|(row, _)| *row);
    places
}

/// Some of 60 rows, in ascending order.
fn some_rows(random: &mut ChaCha8Rng) -> Vec<usize> {
    let count = random.next_u64() % 9 + 1;
    let rows = (0..count).map(|_| (random.next_u64() % 60) as usize);
    rows.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn excluding_rows_moves_no_other_row_to_another_part() {
    let table = mixed();
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for seed in 0..40 {
        for (by, sequence) in ways().into_iter().flat_map(|by| {
            let sequences = sequences().into_iter();
            sequences.map(move |sequence| (by.clone(), sequence))
        }) {
            let mut spec = iris_spec();
            spec.columns = vec![
                ColumnSpec::new("x", Role::Input),
                ColumnSpec::new("y", Role::Target),
            ];
            spec.split.stratify = seed % 2 == 0;
            spec.split.by = by;
            spec.sequence = sequence;
            let before = places(&Dataset::prepare(&table, &spec, seed).unwrap());
            spec.excluded = some_rows(&mut random);
            let after = places(&Dataset::prepare(&table, &spec, seed).unwrap());
            let mut kept = before;
            kept.retain(|(row, _)| spec.excluded.binary_search(row).is_err());
            let windows = spec
                .sequence
                .as_ref()
                .and_then(|known| known.windows.as_ref());
            if windows.is_some() {
                // A window over an excluded row goes with it.
                kept.retain(|place| after.contains(place));
            }
            assert_eq!(after, kept, "{:?} without {:?}", spec.split, spec.excluded);
        }
    }
}

#[test]
fn an_excluded_row_needs_neither_group_nor_part() {
    let mut table = mixed();
    for column in ["group", "part"] {
        let column = table.columns.iter_mut().find(|known| known.name == column);
        if let Values::Category { codes, .. } = &mut column.unwrap().values {
            codes[7] = Values::MISSING;
        }
    }
    for by in ways() {
        let mut spec = all_train(&table);
        spec.columns = vec![
            ColumnSpec::new("x", Role::Input),
            ColumnSpec::new("y", Role::Target),
        ];
        spec.split = iris_spec().split;
        spec.split.by = by;
        spec.excluded = vec![7];
        let dataset = Dataset::prepare(&table, &spec, 1).unwrap();
        assert!(!dataset.rows.contains(&7));
    }
}
