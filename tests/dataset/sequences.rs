//! Rows that follow one another: order, groups, windows over the past, splits by time.

use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SequenceSpec;
use deltascope::data::SplitBy;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::WindowSpec;

use super::classes;
use super::iris_spec;
use super::problems;

/// Two groups of six rows with mixed rows: `t` orders them, `x = 100 · group + t`, `y = −x`.
fn two_groups() -> Table {
    let order = [3, 1, 6, 2, 5, 4];
    let mut columns = [const { Vec::new() }; 3];
    let mut names = Vec::new();
    for (row, t) in order.iter().flat_map(|t| [t, t]).enumerate() {
        let group = row % 2;
        let x = 100.0 * group as f64 + f64::from(*t);
        names.push(["a", "b"][group]);
        for (column, value) in columns.iter_mut().zip([f64::from(*t), x, -x]) {
            column.push(value);
        }
    }
    let [t, x, y] = columns;
    Table::new(
        "t",
        vec![
            Column::numbers("t", t),
            classes("group", &names),
            Column::numbers("x", x),
            Column::numbers("y", y),
        ],
    )
}

fn spec(windows: Option<WindowSpec>) -> DataSpec {
    let mut spec = iris_spec();
    spec.columns = [
        ("t", Role::Ignored),
        ("group", Role::Ignored),
        ("x", Role::Input),
        ("y", Role::Target),
    ]
    .map(|(name, role)| ColumnSpec::new(name, role))
    .into();
    spec.split = SplitSpec {
        train: 0.5,
        validation: 0.25,
        test: 0.25,
        stratify: false,
        by: SplitBy::InOrder,
    };
    spec.sequence = Some(SequenceSpec {
        order: Some("t".to_owned()),
        group: Some("group".to_owned()),
        longest_step: None,
        windows,
    });
    spec
}

fn window(lags: usize, horizon: usize) -> WindowSpec {
    WindowSpec {
        lags,
        horizon,
        past_targets: false,
        known: Vec::new(),
    }
}

#[test]
fn a_window_holds_the_past_of_its_own_group_and_no_more() {
    let table = two_groups();
    for (lags, horizon) in [(1, 1), (2, 1), (2, 3), (3, 2), (5, 1)] {
        let spec = spec(Some(window(lags, horizon)));
        let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
        // Of six rows the first lags + horizon − 1 have too little before them.
        let reach = lags + horizon - 1;
        assert_eq!(dataset.rows.len(), 2 * (6 - reach));
        assert_eq!((dataset.dropped, dataset.without_past), (0, 2 * reach));
        for sample in 0..dataset.rows.len() {
            let target = -dataset.targets[(0, sample)];
            // y stands for its own row, and x of the window counts down from `horizon` before it.
            let row = dataset.rows[sample];
            assert_eq!(table.columns[3].values.text(row), (-target).to_string());
            for lag in 1..=lags {
                let expected = target - (horizon + lag - 1) as f64;
                assert_eq!(
                    dataset.inputs.to_matrix()[(lag - 1, sample)],
                    expected,
                    "{lags} {horizon}"
                );
                assert_eq!(expected > 100.0, target > 100.0, "of the same group");
            }
        }
        assert_eq!(dataset.preparation.feature_names()[0], "x[t−1]");
    }
}

#[test]
fn columns_known_ahead_stand_at_t_and_targets_may_have_a_past() {
    let table = two_groups();
    let mut windows = window(2, 2);
    windows.past_targets = true;
    windows.known = vec!["x".to_owned()];
    let dataset = Dataset::prepare(&table, &spec(Some(windows)), 0).unwrap();
    assert_eq!(
        dataset.preparation.feature_names(),
        ["x[t]", "y[t−1]", "y[t−2]"]
    );
    for sample in 0..dataset.rows.len() {
        let y = dataset.targets[(0, sample)];
        // The target stands at t + 1.
        let expected = [-y - 1.0, y + 2.0, y + 3.0];
        assert!(
            dataset
                .inputs
                .to_matrix()
                .column(sample)
                .iter()
                .eq(&expected)
        );
    }
}

#[test]
fn in_order_nothing_trains_on_what_comes_after_the_test() {
    let table = two_groups();
    for windows in [None, Some(window(2, 1))] {
        let dataset = Dataset::prepare(&table, &spec(windows.clone()), 0).unwrap();
        for offset in [0.0, 100.0] {
            let times = |part| -> Vec<f64> {
                dataset
                    .part(part)
                    .map(|sample| -dataset.targets[(0, sample)] - offset)
                    .filter(|time| (0.0..50.0).contains(time))
                    .collect()
            };
            let all = [
                times(Part::Train),
                times(Part::Validation),
                times(Part::Test),
            ]
            .concat();
            assert!(all.is_sorted(), "{all:?}");
            assert_eq!(all.len(), if windows.is_some() { 4 } else { 6 });
        }
    }
}

#[test]
fn samples_that_follow_one_another_are_told() {
    let table = two_groups();
    let dataset = Dataset::prepare(&table, &spec(None), 0).unwrap();
    // Three rows of each group train, the other parts take 1.5: two and one (largest remainders).
    assert_eq!(dataset.sequences, [0..3, 3..6, 6..8, 8..10, 10..11, 11..12]);
    let mut without = spec(None);
    // The row with t = 2 of the first group is the seventh.
    without.excluded = vec![6];
    let dataset = Dataset::prepare(&table, &without, 0).unwrap();
    // The second row of the first group's training part; no other takes its place.
    assert_eq!(dataset.sequences[..2], [0..1, 1..2], "a gap ends a run");
}

#[test]
fn a_missing_cell_or_an_excluded_row_takes_out_the_windows_that_hold_it() {
    let mut x: Vec<f64> = (0..12).map(f64::from).collect();
    x[2] = f64::NAN;
    let table = Table::new(
        "t",
        vec![
            Column::numbers("t", (0..12).map(f64::from).collect()),
            classes("group", &["a"; 12]),
            Column::numbers("x", x),
            Column::numbers("y", (0..12).map(f64::from).collect()),
        ],
    );
    let mut spec = spec(Some(window(2, 1)));
    let rows = |spec: &DataSpec| {
        let dataset = Dataset::prepare(&table, spec, 0).unwrap();
        let mut rows = dataset.rows.clone();
        rows.sort_unstable();
        (rows, dataset.dropped, dataset.without_past)
    };
    assert_eq!(rows(&spec), (vec![2, 5, 6, 7, 8, 9, 10, 11], 2, 2));
    spec.excluded = vec![9];
    assert_eq!(rows(&spec), (vec![2, 5, 6, 7, 8], 4, 2));
}

#[test]
fn the_fitted_numbers_are_those_of_the_training_samples() {
    let table = two_groups();
    let changed = {
        let mut table = table.clone();
        let dataset = Dataset::prepare(&table, &spec(Some(window(2, 1))), 0).unwrap();
        for part in [Part::Validation, Part::Test] {
            for row in &dataset.rows[dataset.part(part)] {
                for column in [2, 3] {
                    if let deltascope::data::Values::Numeric(values) =
                        &mut table.columns[column].values
                    {
                        values[*row] = 1e6;
                    }
                }
            }
        }
        table
    };
    let mut spec = spec(Some(window(2, 1)));
    spec.input_scaling = Scaling::Standardise;
    spec.target_scaling = Scaling::Robust;
    let fitted = |table| Dataset::prepare(table, &spec, 0).unwrap().preparation;
    assert_eq!(fitted(&table), fitted(&changed));
}

#[test]
fn a_new_table_is_answered_where_its_windows_are_whole() {
    let dataset = Dataset::prepare(&two_groups(), &spec(Some(window(2, 1))), 0).unwrap();
    // The last row has no value yet, nor a target: it is the one to be forecast. The table is not in order.
    let new = Table::new(
        "new",
        vec![
            Column::numbers("t", vec![4.0, 1.0, 2.0, 3.0, 5.0]),
            classes("group", &["z"; 5]),
            Column::numbers("x", vec![f64::NAN, 10.0, 20.0, 30.0, f64::NAN]),
        ],
    );
    let bound = dataset.preparation.bind(&new).unwrap();
    let mut features = [0.0; 2];
    let mut answered = |row| bound.encode(row, &mut features).then_some(features);
    assert_eq!(answered(0), Some([30.0, 20.0]));
    assert_eq!(answered(3), Some([20.0, 10.0]));
    assert_eq!(answered(2), None, "too little lies before it");
    assert_eq!(answered(4), None, "the row before it has no value");
}

#[test]
fn whole_sequences_go_to_one_part_by_chance() {
    let table = two_groups();
    let mut spec = spec(None);
    (spec.split.train, spec.split.validation, spec.split.test) = (0.5, 0.0, 0.5);
    for by in [
        SplitBy::Random,
        SplitBy::Folds {
            folds: 2,
            fold: 1,
            held_out: Default::default(),
        },
    ] {
        spec.split.by = by;
        let dataset = Dataset::prepare(&table, &spec, 1).unwrap();
        assert_eq!(dataset.sequences, [0..6, 6..12]);
        assert_eq!((dataset.train, dataset.test), (6, 6));
    }
}

#[test]
fn what_makes_no_sequence_is_refused_in_a_sentence() {
    let table = two_groups();
    let first = |spec: &DataSpec| problems(&table, spec)[0].message.clone();
    let mut alone = spec(None);
    alone.sequence.as_mut().unwrap().group = None;
    assert!(first(&alone).starts_with("rows 3 and 4 have the same place `t` in one sequence"));
    let mut text = spec(None);
    text.sequence.as_mut().unwrap().order = Some("group".to_owned());
    assert!(first(&text).starts_with("column `group` holds text and orders nothing"));
    let mut gone = spec(None);
    gone.sequence.as_mut().unwrap().group = Some("gone".to_owned());
    assert!(first(&gone).contains("column `gone`, which the table does not have"));
    let long = spec(Some(window(6, 1)));
    assert!(
        first(&long).starts_with("a window needs 7 rows of one sequence, and the longest has 6")
    );
    assert!(first(&spec(Some(window(0, 1)))).starts_with("a window of 0 steps back"));
    assert!(first(&spec(Some(window(1, 0)))).starts_with("a target 0 steps ahead"));
    let mut known = window(1, 1);
    known.known = vec!["t".to_owned()];
    assert!(first(&spec(Some(known))).contains("`t` is to be known ahead but is not an input"));
    let mut step = spec(None);
    step.sequence.as_mut().unwrap().longest_step = Some(0.0);
    assert!(first(&step).starts_with("the longest step of `t` is 0"));
    step.sequence.as_mut().unwrap().order = None;
    assert!(first(&step).starts_with("a longest step needs a column"));
    // One sequence, split by chance.
    let mut random = spec(Some(window(1, 1)));
    random.sequence = Some(SequenceSpec {
        order: None,
        group: None,
        longest_step: None,
        windows: Some(window(1, 1)),
    });
    random.split.by = SplitBy::Random;
    let problem = &problems(&table, &random)[0];
    assert!(
        problem.split
            && problem
                .message
                .starts_with("a random split of one sequence")
    );
}

#[test]
fn a_row_without_a_place_is_named_unless_it_is_excluded() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("t", vec![1.0, f64::NAN, 3.0]),
            classes("group", &["a"; 3]),
            Column::numbers("x", vec![1.0, 2.0, 3.0]),
            Column::numbers("y", vec![1.0, 2.0, 3.0]),
        ],
    );
    let mut spec = spec(None);
    let problem = &problems(&table, &spec)[0].message;
    assert!(
        problem.starts_with("row 2: column `t` has no value"),
        "{problem}"
    );
    spec.excluded = vec![1];
    assert_eq!(Dataset::prepare(&table, &spec, 0).unwrap().rows, [0, 2]);
}
