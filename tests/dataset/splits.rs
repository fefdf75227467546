//! Who goes where: by order, by groups, by a column that names the parts, by folds.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use deltascope::data::Column;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::HeldOut;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::SplitBy;
use deltascope::data::SplitSpec;
use deltascope::data::Table;

use super::all_train;
use super::classes;
use super::iris_spec;
use super::problems;

const PARTS: [Part; 3] = [Part::Train, Part::Validation, Part::Test];

/// Rows `x = 0, 1, 2, …` with a column `mark` that is not used by the network.
fn marked(marks: &[&str]) -> Table {
    let x: Vec<f64> = (0..marks.len()).map(|row| row as f64).collect();
    Table::new(
        "t",
        vec![
            Column::numbers("x", x.clone()),
            classes("mark", marks),
            Column::numbers("y", x),
        ],
    )
}

fn spec_of(table: &Table, shares: [f64; 3], by: SplitBy) -> DataSpec {
    let mut spec = all_train(table);
    spec.columns[1] = ColumnSpec::new("mark", Role::Ignored);
    let [train, validation, test] = shares;
    spec.split = SplitSpec {
        train,
        validation,
        test,
        stratify: false,
        by,
    };
    spec
}

fn rows(dataset: &Dataset, part: Part) -> Vec<usize> {
    dataset.rows[dataset.part(part)].to_vec()
}

#[test]
fn in_order_the_first_rows_train_and_the_last_test() {
    let table = marked(&["a"; 10]);
    let spec = spec_of(&table, [0.6, 0.2, 0.2], SplitBy::InOrder);
    for seed in [0, 1] {
        let dataset = Dataset::prepare(&table, &spec, seed).unwrap();
        let parts = PARTS.map(|part| rows(&dataset, part));
        assert_eq!(parts, [vec![0, 1, 2, 3, 4, 5], vec![6, 7], vec![8, 9]]);
    }
}

#[test]
fn whole_groups_go_to_one_part() {
    let marks: Vec<String> = (0..60).map(|row| format!("g{}", row % 12)).collect();
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    let table = marked(&marks);
    let by = SplitBy::Groups {
        column: "mark".to_owned(),
    };
    let spec = spec_of(&table, [0.5, 0.25, 0.25], by);
    let mut seen = BTreeSet::new();
    for seed in 0..10 {
        let dataset = Dataset::prepare(&table, &spec, seed).unwrap();
        let mut groups = BTreeSet::new();
        for part in PARTS {
            let own: BTreeSet<&str> = rows(&dataset, part).iter().map(|row| marks[*row]).collect();
            for group in own {
                assert!(groups.insert(group), "{group} is in two parts");
            }
        }
        // Twelve groups of five rows: 6, 3 and 3 meet the shares exactly.
        assert_eq!(
            (dataset.train, dataset.validation, dataset.test),
            (30, 15, 15)
        );
        seen.insert(rows(&dataset, Part::Test));
    }
    assert!(seen.len() > 5, "the seed chooses the groups");
}

#[test]
fn each_part_gets_a_group_if_there_are_three() {
    let table = marked(&["a", "a", "b", "b", "c", "c"]);
    let by = SplitBy::Groups {
        column: "mark".to_owned(),
    };
    let spec = spec_of(&table, [0.7, 0.15, 0.15], by);
    let dataset = Dataset::prepare(&table, &spec, 4).unwrap();
    assert_eq!((dataset.train, dataset.validation, dataset.test), (2, 2, 2));
}

#[test]
fn a_column_names_the_parts_in_usual_words_or_by_a_mapping() {
    let table = marked(&["train", "TEST", "valid", "2020", "Training"]);
    let by = |parts: BTreeMap<String, Part>| SplitBy::Column {
        column: "mark".to_owned(),
        parts,
    };
    // The shares play no role.
    let spec = spec_of(&table, [1.0, 0.0, 0.0], by(BTreeMap::new()));
    let problem = &problems(&table, &spec)[0];
    assert!(problem.split);
    assert_eq!(
        problem.message,
        "column `mark` holds `2020`, which names no part; choose the part it stands for"
    );
    let mapping = BTreeMap::from([("2020".to_owned(), Part::Test)]);
    let spec = spec_of(&table, [1.0, 0.0, 0.0], by(mapping));
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    let parts = PARTS.map(|part| rows(&dataset, part));
    assert_eq!(parts, [vec![0, 4], vec![2], vec![1, 3]]);
}

#[test]
fn folds_partition_the_rows_and_keep_the_classes() {
    let table = deltascope::data::BuiltinTable::Iris.table();
    for (held_out, part) in [
        (HeldOut::Test, Part::Test),
        (HeldOut::Validation, Part::Validation),
    ] {
        let mut all = Vec::new();
        for fold in 1..=7 {
            let mut spec = iris_spec();
            spec.split.by = SplitBy::Folds {
                folds: 7,
                fold,
                held_out,
            };
            let dataset = Dataset::prepare(&table, &spec, 5).unwrap();
            let held = rows(&dataset, part);
            // 150 / 7 = 21.4 rows, 7.1 of each class, each within one row or so.
            assert!((21..=22).contains(&held.len()));
            for class in 0..3 {
                let count = held.iter().filter(|row| **row / 50 == class).count();
                assert!((6..=8).contains(&count), "{count} of class {class}");
            }
            let mut every = dataset.rows.clone();
            every.sort_unstable();
            assert!(every.into_iter().eq(0..150), "each row is in one part");
            match held_out {
                // 0.15/(0.15 + 0.7) of the other 128 or 129 rows.
                HeldOut::Test => assert_eq!(dataset.validation, 23),
                HeldOut::Validation => assert_eq!(dataset.test, 0),
            }
            all.extend(held);
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..150), "each row is held out once");
    }
}

#[test]
fn what_cannot_be_split_so_is_refused_in_a_sentence() {
    let table = marked(&["a", "b", "", "a"]);
    let groups = |column: &str| SplitBy::Groups {
        column: column.to_owned(),
    };
    let folds = |folds, fold| SplitBy::Folds {
        folds,
        fold,
        held_out: HeldOut::Test,
    };
    let column = SplitBy::Column {
        column: "mark".to_owned(),
        parts: BTreeMap::from([("a".to_owned(), Part::Test), ("b".to_owned(), Part::Test)]),
    };
    for (by, words) in [
        (
            groups("gone"),
            "the split reads column `gone`, which the table does not have",
        ),
        (groups("mark"), "row 3: column `mark` has no value"),
        (column, "row 3: column `mark` has no value"),
        (
            folds(1, 1),
            "1 folds cannot be made of 4 rows; choose from 2 to 4",
        ),
        (folds(5, 1), "5 folds cannot be made of 4 rows"),
        (folds(3, 4), "there is no fold 4 of 3; choose from 1 to 3"),
    ] {
        let problem = &problems(&table, &spec_of(&table, [0.5, 0.25, 0.25], by))[0];
        assert!(problem.split, "{problem}");
        assert!(problem.message.starts_with(words), "{problem}");
    }
}
