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
pub(crate) fn spec(table: &Table) -> DataSpec {
    let mut spec = all_train(table);
    spec.source = DataSource::File {
        path: "t.csv".into(),
        more: Vec::new(),
        options: Default::default(),
    };
    spec
}

pub(crate) fn found(columns: Vec<Column>, change: impl FnOnce(&mut DataSpec)) -> Vec<Warning> {
    let table = Table::new("t", columns);
    let mut spec = spec(&table);
    change(&mut spec);
    find_warnings(&table, &table.profiles(), &spec)
}

pub(crate) fn of_kind(warnings: &[Warning], kind: WarningKind) -> Vec<&Warning> {
    let same = |warning: &&Warning| warning.kind == kind;
    warnings.iter().filter(same).collect()
}

/// Numbers in [−1, 1) without a pattern (Weyl's sequence of an irrational step).
pub(crate) fn spread(count: usize, step: f64) -> Vec<f64> {
    let value = |index| (index as f64 * step).fract() * 2.0 - 1.0;
    (0..count).map(value).collect()
}

pub(crate) fn noise(count: usize) -> Column {
    Column::numbers("noise", spread(count, 0.414_213_562))
}

fn target(count: usize) -> Column {
    Column::numbers("y", spread(count, 0.732_050_808))
}

pub(crate) fn ignore(name: &str) -> Vec<Remedy> {
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
    // A text is quoted, as everywhere.
    let text = classes("class", &["A"; 40]);
    let warnings = found(vec![text, noise(40), target(40)], |_| {});
    assert_eq!(
        warnings[0].text,
        "`class` is `A` in every row, so nothing can be learnt from it"
    );
    // Without its only target there would be nothing to learn at all.
    let constant = Column::numbers("y", vec![0.5; 40]);
    let warnings = found(vec![noise(40), constant], |_| {});
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].remedies, []);
    values[7] = 0.25;
    let warnings = found(vec![column(&values), noise(40), target(40)], |_| {});
    assert_eq!(warnings, []);
}

#[test]
fn of_a_single_row_no_column_is_called_constant_or_a_copy() {
    let column = |name: &str, value: f64| Column::numbers(name, vec![value]);
    let columns = vec![column("a", 0.1), column("b", 0.1), column("y", 1.0)];
    assert_eq!(found(columns, |_| {}), []);
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
    let both = [Remedy::BalanceClasses, Remedy::Stratify];
    assert_eq!(warnings[0].remedies, both);
    assert_eq!(find(9, true)[0].remedies, [Remedy::BalanceClasses]);
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
