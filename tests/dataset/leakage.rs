//! Inputs that give the target away, and those that just do not.

use deltascope::data::Column;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Table;
use deltascope::data::WarningKind;
use deltascope::data::find_warnings;

use super::classes;
use super::warnings::found;
use super::warnings::ignore;
use super::warnings::noise;
use super::warnings::of_kind;
use super::warnings::spec;
use super::warnings::spread;

#[test]
fn a_number_that_follows_the_target_leaks_it_down_to_a_correlation_of_0_999() {
    let y = spread(400, 0.732_050_808);
    let disturbed = |size: f64| -> Vec<f64> {
        let noise = spread(400, 0.236_067_977);
        y.iter()
            .zip(noise)
            .map(|(y, e)| 3.0 * y + size * e)
            .collect()
    };
    let find = |size| {
        let columns = vec![
            Column::numbers("price_eur", disturbed(size)),
            noise(400),
            Column::numbers("price", y.clone()),
        ];
        found(columns, |_| {})
    };
    // Noise and target are uniform with the same variance, so r ≈ 3/√(9 + s²): 0.99995 for s = 0.03, 0.9978 for 0.2.
    let warnings = find(0.03);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Leakage);
    assert_eq!(warnings[0].column.as_deref(), Some("price_eur"));
    assert!(
        warnings[0].text.contains("correlation 0.9999"),
        "{}",
        warnings[0].text
    );
    assert_eq!(warnings[0].remedies, ignore("price_eur"));
    assert_eq!(find(0.2), []);
}

#[test]
fn one_input_alone_is_the_task_and_no_leak() {
    let x = spread(100, 0.618);
    let y = x.iter().map(|x| 2.0 * x).collect();
    let columns = vec![Column::numbers("x", x), Column::numbers("y", y)];
    assert_eq!(found(columns, |_| {}), []);
}

#[test]
fn a_number_leaks_classes_that_thresholds_tell_apart() {
    let x = spread(600, 0.618_033_989);
    let class = |x: f64| match x {
        ..-0.4 => "low",
        ..0.3 => "middle",
        _ => "high",
    };
    let find = |wrong: usize| {
        let mut labels: Vec<&str> = x.iter().map(|x| class(*x)).collect();
        for label in labels.iter_mut().step_by(40).take(wrong) {
            *label = if *label == "low" { "high" } else { "low" };
        }
        let columns = vec![
            Column::numbers("score", x.clone()),
            noise(600),
            classes("label", &labels),
        ];
        found(columns, |_| {})
    };
    let warnings = find(0);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Leakage);
    assert!(
        warnings[0].text.contains("right in 100 % of 600 rows"),
        "{}",
        warnings[0].text
    );
    // Two of 600 wrong are 99.7 %.
    assert_eq!(find(2), []);
}

#[test]
fn a_class_leaks_the_class_it_names() {
    let codes = ["A1", "A2", "B1", "B2"];
    let find = |wrong: usize| {
        let cells: Vec<&str> = (0..200).map(|row| codes[row * 7 % 4]).collect();
        let mut labels: Vec<&str> = cells.iter().map(|cell| &cell[..1]).collect();
        for label in labels.iter_mut().take(wrong) {
            *label = if *label == "A" { "B" } else { "A" };
        }
        found(
            vec![
                classes("code", &cells),
                noise(200),
                classes("label", &labels),
            ],
            |_| {},
        )
    };
    let warnings = find(0);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Leakage);
    assert!(
        warnings[0]
            .text
            .contains("its classes are right in 100 % of 200 rows"),
        "{}",
        warnings[0].text
    );
    assert_eq!(find(1), []);
}

#[test]
fn a_class_leaks_a_number_that_depends_on_nothing_else() {
    let find = |spoilt: f64| {
        let cells: Vec<&str> = (0..90).map(|row| ["S", "M", "L"][row % 3]).collect();
        let mut prices: Vec<f64> = (0..90).map(|row| [1.0, 2.0, 4.0][row % 3]).collect();
        prices[0] += spoilt;
        let columns = vec![
            classes("size", &cells),
            noise(90),
            Column::numbers("price", prices),
        ];
        found(columns, |_| {})
    };
    let warnings = find(0.0);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].text.contains("correlation ratio 1."),
        "{}",
        warnings[0].text
    );
    assert_eq!(find(2.0), []);
}

#[test]
fn made_tables_do_not_leak() {
    let y = spread(100, 0.732);
    let table = Table::new(
        "t",
        vec![
            Column::numbers("x", y.clone()),
            noise(100),
            Column::numbers("y", y),
        ],
    );
    let mut spec = spec(&table);
    let kinds = |spec: &DataSpec| {
        of_kind(
            &find_warnings(&table, &table.profiles(), spec),
            WarningKind::Leakage,
        )
        .len()
    };
    assert_eq!(kinds(&spec), 1);
    spec.source = DataSource::Inline {
        columns: Vec::new(),
        rows: Vec::new(),
    };
    assert_eq!(kinds(&spec), 0);
}
