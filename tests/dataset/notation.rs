//! Texts taken as numbers: in training, in warnings, by a model.

use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::Dataset;
use deltascope::data::MissingPolicy;
use deltascope::data::Notation;
use deltascope::data::Preparation;
use deltascope::data::Remedy;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::Table;
use deltascope::data::WarningKind;

use super::classes;
use super::warnings::found;
use super::warnings::of_kind;
use super::warnings::spec;

fn comma() -> ColumnKind {
    ColumnKind::Number(Notation {
        decimal_comma: true,
        ..Notation::default()
    })
}

fn table() -> Table {
    let price = classes("price", &["1,5", "call", "2,5", "3,5", "call", "n. a."]);
    Table::new(
        "t",
        vec![
            price,
            Column::numbers("y", vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        ],
    )
}

#[test]
fn texts_that_are_no_numbers_count_as_missing() {
    let table = table();
    let mut spec = spec(&table);
    spec.input_scaling = Scaling::None;
    spec.columns[0].role = Role::Input;
    spec.columns[0].kind = comma();
    spec.missing = MissingPolicy::DropRow;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    assert_eq!((&*dataset.rows, dataset.dropped), (&[0, 2, 3][..], 3));
    assert_eq!(dataset.inputs.to_matrix().as_slice(), [1.5, 2.5, 3.5]);
    spec.missing = MissingPolicy::Impute;
    let dataset = Dataset::prepare(&table, &spec, 0).unwrap();
    // The mean of 1.5, 2.5 and 3.5.
    assert_eq!(
        dataset.inputs.to_matrix().as_slice(),
        [1.5, 2.5, 2.5, 3.5, 2.5, 2.5]
    );
    // A model reads such texts by itself, and numbers too.
    let text = ron::to_string(&dataset.preparation).unwrap();
    let preparation: Preparation = ron::from_str(&text).unwrap();
    let encode = |table: &Table, row: usize| {
        let mut features = [0.0];
        preparation
            .encode_inputs(table, row, &mut features)
            .unwrap();
        features[0]
    };
    let new = Table::new("new", vec![classes("price", &["10,25", "call"])]);
    assert_eq!([encode(&new, 0), encode(&new, 1)], [10.25, 2.5]);
    let numbers = Table::new("new", vec![Column::numbers("price", vec![7.5])]);
    assert_eq!(encode(&numbers, 0), 7.5);
}

#[test]
fn what_is_lost_is_warned_of_with_the_first_place() {
    let change = |kind: ColumnKind| {
        let warnings = found(table().columns, |spec| {
            spec.columns[0].role = Role::Input;
            spec.columns[0].kind = kind;
        });
        let unreadable = of_kind(&warnings, WarningKind::Unreadable);
        unreadable.into_iter().cloned().collect::<Vec<_>>()
    };
    let [warning] = &change(comma())[..] else {
        panic!("not one warning");
    };
    assert_eq!(
        warning.text,
        "`price`: 3 of 6 cells are not read as numbers and count as missing, first `call` in row 2"
    );
    assert_eq!(warning.remedies, [Remedy::ShowLeftOut]);
    assert_eq!(change(ColumnKind::Classes), []);
}
