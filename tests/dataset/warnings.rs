//! Each warning: a table that triggers it, and one that just does not.

use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::MissingPolicy;
use deltascope::data::Remedy;
use deltascope::data::Scaling;
use deltascope::data::Table;
use deltascope::data::Warning;
use deltascope::data::WarningKind;
use deltascope::data::find_warnings;

use super::all_train;
use super::classes;

/// A spec over a table from a file; the last column is the target.
fn spec(table: &Table) -> DataSpec {
    let mut spec = all_train(table);
    spec.source = DataSource::File {
        path: "t.csv".into(),
        options: Default::default(),
    };
    spec
}

fn found(columns: Vec<Column>, change: impl FnOnce(&mut DataSpec)) -> Vec<Warning> {
    let table = Table::new("t", columns);
    let mut spec = spec(&table);
    change(&mut spec);
    find_warnings(&table, &table.profiles(), &spec)
}

fn of_kind(warnings: &[Warning], kind: WarningKind) -> Vec<&Warning> {
    let same = |warning: &&Warning| warning.kind == kind;
    warnings.iter().filter(same).collect()
}

/// Numbers in [−1, 1) without a pattern (Weyl's sequence of an irrational step).
fn spread(count: usize, step: f64) -> Vec<f64> {
    let value = |index| (index as f64 * step).fract() * 2.0 - 1.0;
    (0..count).map(value).collect()
}

fn noise(count: usize) -> Column {
    Column::numbers("noise", spread(count, 0.414_213_562))
}

fn target(count: usize) -> Column {
    Column::numbers("y", spread(count, 0.732_050_808))
}

fn ignore(name: &str) -> Vec<Remedy> {
    vec![Remedy::Ignore(name.to_owned())]
}

#[test]
fn a_column_with_one_value_is_constant_and_with_two_it_is_not() {
    let mut values = vec![0.5; 40];
    let column = |values: &[f64]| Column::numbers("x", values.to_vec());
    let warnings = found(vec![column(&values), noise(40), target(40)], |_| {});
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Constant);
    assert_eq!(
        warnings[0].text,
        "`x` is 0.5 in every row, so nothing can be learnt from it"
    );
    assert_eq!(warnings[0].remedies, ignore("x"));
    values[7] = 0.25;
    let warnings = found(vec![column(&values), noise(40), target(40)], |_| {});
    assert_eq!(warnings, []);
}

#[test]
fn an_input_that_equals_an_earlier_one_is_a_duplicate_and_one_cell_makes_the_difference() {
    let mut values = spread(40, 0.618);
    values[3] = f64::NAN;
    let column = |name: &str, values: &[f64]| Column::numbers(name, values.to_vec());
    let find = |second: &[f64]| {
        let columns = vec![column("a", &values), column("b", second), target(40)];
        found(columns, |spec| spec.missing = MissingPolicy::Impute)
    };
    let warnings = find(&values);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Duplicate);
    assert_eq!(
        warnings[0].text,
        "`b` equals `a` in all 40 rows, so it adds nothing"
    );
    assert_eq!(warnings[0].remedies, ignore("b"));
    let mut other = values.clone();
    other[39] += 1e-9;
    assert_eq!(find(&other), []);
}

#[test]
fn an_input_of_classes_is_nearly_unique_above_half_the_rows() {
    let names: Vec<String> = (0..40).map(|row| format!("id{row}")).collect();
    let column = |distinct: usize| {
        let cells: Vec<&str> = (0..40).map(|row| &*names[row % distinct]).collect();
        classes("id", &cells)
    };
    let warnings = found(vec![column(21), noise(40), target(40)], |_| {});
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::NearlyUnique);
    assert!(
        warnings[0]
            .text
            .starts_with("`id` has 21 different values in 40 rows"),
        "{}",
        warnings[0].text
    );
    assert_eq!(warnings[0].remedies, ignore("id"));
    let warnings = found(vec![column(20), noise(40), target(40)], |_| {});
    assert_eq!(warnings, []);
}

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

#[test]
fn a_class_is_rare_below_a_fifth_of_an_equal_share() {
    let find = |rare: usize, stratify| {
        let cells: Vec<&str> = (0..100)
            .map(|row| if row < rare { "yes" } else { "no" })
            .collect();
        found(vec![noise(100), classes("sick", &cells)], |spec| {
            spec.split.stratify = stratify;
        })
    };
    let warnings = find(9, false);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Imbalance);
    assert!(
        warnings[0]
            .text
            .starts_with("`sick` is `yes` in only 9 % of the rows (9 of 100) and `no` in 91 %"),
        "{}",
        warnings[0].text
    );
    assert!(warnings[0].remedies.contains(&Remedy::Stratify));
    assert!(!find(9, true)[0].remedies.contains(&Remedy::Stratify));
    assert_eq!(find(10, false), []);
}

#[test]
fn excluded_rows_do_not_count_for_the_balance_of_classes() {
    let cells: Vec<&str> = (0..100)
        .map(|row| if row < 9 { "yes" } else { "no" })
        .collect();
    let warnings = found(vec![noise(100), classes("sick", &cells)], |spec| {
        spec.excluded = (20..40).collect();
    });
    // 9 of 80 rows are above a tenth.
    assert_eq!(warnings, []);
}

#[test]
fn inputs_beyond_10_are_to_be_scaled() {
    let find = |reach: f64, scaling| {
        let mut values = spread(40, 0.618);
        values[5] = -reach;
        let columns = vec![Column::numbers("income", values), noise(40), target(40)];
        found(columns, |spec| spec.input_scaling = scaling)
    };
    let warnings = find(10.5, Scaling::None);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::InputRange);
    assert!(
        warnings[0]
            .text
            .starts_with("`income` reaches from -10.5 to 0."),
        "{}",
        warnings[0].text
    );
    assert_eq!(warnings[0].remedies, [Remedy::StandardiseInputs]);
    assert_eq!(find(10.0, Scaling::None), []);
    assert_eq!(find(10.5, Scaling::Standardise), []);
}

#[test]
fn targets_beyond_10_are_to_be_scaled_but_not_classes() {
    let values: Vec<f64> = spread(40, 0.618)
        .iter()
        .map(|x| (x * 20.0).round())
        .collect();
    let columns = || vec![noise(40), Column::numbers("y", values.clone())];
    let warnings = found(columns(), |_| {});
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::TargetRange);
    assert_eq!(warnings[0].remedies, [Remedy::StandardiseTargets]);
    let standardised = found(columns(), |spec| spec.target_scaling = Scaling::Standardise);
    assert_eq!(standardised, []);
    let as_classes = found(columns(), |spec| spec.columns[1].kind = ColumnKind::Classes);
    assert_eq!(of_kind(&as_classes, WarningKind::TargetRange).len(), 0);
}

#[test]
fn missing_cells_of_an_input_are_filled_in_or_their_rows_are_left_out() {
    let mut values = spread(50, 0.618);
    values[3] = f64::NAN;
    let columns = || {
        vec![
            Column::numbers("age", values.clone()),
            noise(50),
            target(50),
        ]
    };
    let warnings = found(columns(), |_| {});
    let texts: Vec<&str> = warnings.iter().map(|warning| &*warning.text).collect();
    assert_eq!(
        texts,
        [
            "`age` has no value in 1 of 50 rows (2 %); these rows are left out",
            "1 row of 50 (2 %) is left out for missing or malformed cells"
        ]
    );
    assert_eq!(warnings[0].remedies[0], Remedy::Impute);
    assert_eq!(warnings[1].remedies, [Remedy::ShowLeftOut, Remedy::Impute]);
    let imputed = found(columns(), |spec| spec.missing = MissingPolicy::Impute);
    assert_eq!(imputed, []);
}

#[test]
fn an_input_that_is_mostly_missing_is_better_ignored() {
    let find = |missing: usize| {
        let mut values = spread(50, 0.618);
        values[..missing].fill(f64::NAN);
        let columns = vec![Column::numbers("age", values), noise(50), target(50)];
        found(columns, |spec| spec.missing = MissingPolicy::Impute)
    };
    let warnings = find(26);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].kind, WarningKind::Missing);
    assert_eq!(warnings[0].remedies, ignore("age"));
    assert_eq!(find(25), []);
}

#[test]
fn ignored_columns_raise_no_warning() {
    let columns = vec![
        Column::numbers("constant", vec![99.0; 40]),
        Column::numbers("empty", vec![f64::NAN; 40]),
        noise(40),
        target(40),
    ];
    let warnings = found(columns, |spec| {
        spec.columns[0].role = deltascope::data::Role::Ignored;
        spec.columns[1].role = deltascope::data::Role::Ignored;
    });
    assert_eq!(warnings, []);
}

#[test]
fn many_equal_columns_are_each_compared_with_the_first_only() {
    let values = spread(30, 0.618);
    let mut columns: Vec<Column> = (0..2000)
        .map(|index| Column::numbers(format!("x{index}"), values.clone()))
        .collect();
    columns.push(target(30));
    let warnings = found(columns, |_| {});
    assert_eq!(of_kind(&warnings, WarningKind::Duplicate).len(), 1999);
    assert!(
        warnings
            .iter()
            .all(|warning| warning.text.contains("equals `x0`"))
    );
}
