//! What cannot be prepared, and what is left out on purpose.

use deltascope::data::BuiltinTable;
use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Dataset;
use deltascope::data::Generator;
use deltascope::data::MissingPolicy;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::Values;

use super::all_train;
use super::classes;
use super::iris_spec;
use super::problems;

#[test]
fn every_problem_is_told_at_once() {
    let table = BuiltinTable::Iris.table();
    let mut spec = iris_spec();
    spec.columns = vec![
        ColumnSpec::new("sepal_length", Role::Ignored),
        ColumnSpec::new("lost", Role::Target),
        ColumnSpec::new("species", Role::Target),
        ColumnSpec::new("species", Role::Target),
    ];
    spec.input_scaling = Scaling::MinMax {
        low: 1.0,
        high: 1.0,
    };
    spec.split.train = 0.9;
    let messages: Vec<String> = problems(&table, &spec)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        messages,
        [
            "the table has no column `lost`; choose its columns anew",
            "column `species` has two roles; give it one",
            "no column is an input; choose one",
            "inputs are to be scaled to 1 to 1; the second must be larger",
            "the shares of training, validation and test sum to 120 %; make it 100 %",
        ]
    );
}

#[test]
fn problems_with_values_name_the_column_or_the_split() {
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", vec![1.0, 2.0]),
            Column::numbers("empty", vec![f64::NAN; 2]),
            Column::numbers("y", vec![1.0, 2.0]),
        ],
    );
    let mut spec = all_train(&table);
    let dropped = problems(&table, &spec);
    assert_eq!(dropped[0].column.as_deref(), Some("empty"));
    assert!(
        dropped[0].message.contains("lacks 2 of 2"),
        "{}",
        dropped[0]
    );
    spec.missing = MissingPolicy::Impute;
    let imputed = problems(&table, &spec);
    assert_eq!(
        imputed[0].message,
        "column `empty` has no value in the training part; ignore it"
    );
    spec.columns[1].role = Role::Ignored;
    spec.split = SplitSpec {
        train: 0.0,
        validation: 0.5,
        test: 0.5,
        stratify: false,
        ..SplitSpec::default()
    };
    let split = problems(&table, &spec);
    assert!(
        split[0].split && split[0].message.contains("no row of 2"),
        "{}",
        split[0]
    );
    spec.split.train = f64::NAN;
    assert!(problems(&table, &spec)[0].split);
}

#[test]
fn identifiers_do_not_fill_the_memory() {
    let names: Vec<String> = (0..2_000).map(|i| format!("id{i}")).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let y = (0..2_000).map(f64::from).collect();
    let table = Table::new("t", vec![classes("name", &names), Column::numbers("y", y)]);
    let found = problems(&table, &all_train(&table));
    assert_eq!(
        found[0].message,
        "column `name` has 2000 different classes, more than 1000; ignore it"
    );
}

#[test]
fn default_roles_pass_over_useless_columns() {
    let rows = 30;
    let ids: Vec<String> = (0..rows).map(|i| format!("A-{i}")).collect();
    let ids: Vec<&str> = ids.iter().map(|id| &**id).collect();
    let numbers = |f: &dyn Fn(i32) -> f64| (0..rows).map(f).collect::<Vec<f64>>();
    let table = Table::new(
        "t",
        vec![
            Column::numbers("id", numbers(&f64::from)),
            classes("code", &ids),
            Column::numbers("x", numbers(&|i| f64::from(i) * 0.5)),
            classes("colour", &["red", "blue", "red"].repeat(10)),
            Column::numbers("class", numbers(&|i| f64::from(i % 3))),
            Column::numbers("constant", vec![1.0; 30]),
            classes("comment", &ids),
        ],
    );
    let columns = DataSpec::default_roles(&table);
    let roles: Vec<Role> = columns.iter().map(|column| column.role).collect();
    use Role::{Ignored, Input, Target};
    assert_eq!(
        roles,
        [Ignored, Ignored, Input, Input, Target, Ignored, Ignored]
    );
    assert_eq!(columns[4].kind, ColumnKind::Classes);
}

#[test]
fn every_generator_becomes_a_data_set() {
    for generator in Generator::ALL {
        let spec = DataSpec::new(DataSource::Generated(generator));
        let table = spec.source.made_table().unwrap().unwrap();
        let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
        assert_eq!(
            dataset.preparation.targets.len(),
            generator.targets(),
            "{generator:?}"
        );
    }
}

#[test]
fn inline_tables_are_checked() {
    let made = |columns: &[&str], rows: &[&[f64]]| {
        DataSource::Inline {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows.iter().map(|row| row.to_vec()).collect(),
        }
        .made_table()
        .unwrap()
    };
    let table = made(&["x", "y"], &[&[1.0, 2.0], &[3.0, 4.0]]).unwrap();
    assert_eq!(table.columns[1].values, Values::Numeric(vec![2.0, 4.0]));
    for (result, message) in [
        (
            made(&[], &[]),
            "the table has no columns; name at least one input and one target",
        ),
        (
            made(&["x"], &[]),
            "the table has no rows; write at least one",
        ),
        (
            made(&["x", "x"], &[&[1.0, 2.0]]),
            "two columns are named `x`; rename one",
        ),
        (
            made(&["x", "y"], &[&[1.0, f64::NAN]]),
            "row 1, column `y`: NaN is not a finite number",
        ),
    ] {
        assert_eq!(result.unwrap_err(), message);
    }
    assert!(
        DataSource::File {
            path: "t.csv".into(),
            more: Vec::new(),
            options: Default::default()
        }
        .made_table()
        .is_none()
    );
}
