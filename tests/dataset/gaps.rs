//! The warning of gaps in the column that orders the rows.

use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::Remedy;
use deltascope::data::SequenceSpec;
use deltascope::data::Warning;
use deltascope::data::WarningKind;
use deltascope::data::WindowSpec;

use super::classes;
use super::warnings::found;
use super::warnings::of_kind;
use super::warnings::spread;

/// The warnings of rows with these values of `t` as their order.
fn of_order(t: &[f64], sequence: SequenceSpec) -> Vec<Warning> {
    let columns = vec![
        Column::numbers("t", t.to_vec()),
        Column::numbers("x", spread(t.len(), 0.618)),
        Column::numbers("y", spread(t.len(), 0.732)),
    ];
    let warnings = found(columns, |spec| spec.sequence = Some(sequence));
    let gaps = of_kind(&warnings, WarningKind::Gaps);
    gaps.into_iter().cloned().collect()
}

fn by_t() -> SequenceSpec {
    SequenceSpec {
        order: Some("t".to_owned()),
        ..SequenceSpec::default()
    }
}

#[test]
fn gaps_are_counted_and_the_first_is_named() {
    // 0.5, 1, …, 10 without 4, 7 and 7.5: in 20 − 3 = 17 rows there are 16 steps, two of them longer.
    let mut t: Vec<f64> = (1..=20).map(|step| f64::from(step) / 2.0).collect();
    t.retain(|t| ![4.0, 7.0, 7.5].contains(t));
    // The rows stand in the file from the last to the first.
    t.reverse();
    let [warning] = &of_order(&t, by_t())[..] else {
        panic!("not one warning");
    };
    assert_eq!(warning.column.as_deref(), Some("t"));
    assert_eq!(
        warning.text,
        "`t` mostly goes up by 0.5, but 2 steps of 16 are longer, the first from 3.5 in row 11 to 4.5 in row 10; the sequence goes on over such gaps as if nothing were missing"
    );
    assert_eq!(warning.remedies, [Remedy::BreakAtGaps(0.75)]);
    let mut windows = by_t();
    windows.windows = Some(WindowSpec {
        lags: 2,
        horizon: 1,
        past_targets: true,
        known: Vec::new(),
    });
    let warning = &of_order(&t, windows)[0];
    assert!(
        warning
            .text
            .ends_with("windows reach over such gaps as if nothing were missing")
    );
    let mended = SequenceSpec {
        longest_step: Some(0.75),
        ..by_t()
    };
    assert_eq!(of_order(&t, mended), []);
}

#[test]
fn even_and_irregular_steps_are_no_gaps() {
    let even: Vec<f64> = (0..30).map(f64::from).collect();
    assert_eq!(of_order(&even, by_t()), []);
    // Working days: four steps of one day, then one of three.
    let days: Vec<f64> = (0..60)
        .map(|day| f64::from(day / 5 * 7 + day % 5))
        .collect();
    assert_eq!(of_order(&days, by_t()), []);
    // Months by their days.
    let mut month = 0.0;
    let months = [
        31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0,
    ];
    let months: Vec<f64> = months
        .into_iter()
        .map(|days| {
            month += days;
            month
        })
        .collect();
    assert_eq!(of_order(&months, by_t()), []);
    let irregular: Vec<f64> = (0..30).map(|row| f64::from(row * row)).collect();
    assert_eq!(of_order(&irregular, by_t()), []);
    let short = [1.0, 2.0, 3.0, 5.0, 6.0];
    assert_eq!(of_order(&short, by_t()), []);
    // Without an order column each row follows the one above it.
    let hole: Vec<f64> = even.into_iter().filter(|t| *t != 9.0).collect();
    assert_eq!(of_order(&hole, SequenceSpec::default()), []);
    assert_eq!(of_order(&hole, by_t()).len(), 1);
}

#[test]
fn dates_have_gaps_within_their_own_sequence_only() {
    let day = |day: usize| format!("{day:02}.03.2024");
    // Machine a runs from the 1st to the 12th without the 5th, machine b from the 20th to the 31st.
    let days = (1..=12).filter(|day| *day != 5).chain(20..=31);
    let names: Vec<String> = days.clone().map(day).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let machines: Vec<&str> = days.map(|day| if day < 20 { "a" } else { "b" }).collect();
    let columns = vec![
        classes("day", &names),
        classes("machine", &machines),
        Column::numbers("x", spread(23, 0.618)),
        Column::numbers("y", spread(23, 0.732)),
    ];
    let warnings = found(columns, |spec| {
        spec.columns[0].kind = ron::from_str::<ColumnKind>(
            "DateTime((order: DayFirst, origin: \"2024-01-01\", unit: Hours))",
        )
        .unwrap();
        spec.sequence = Some(SequenceSpec {
            order: Some("day".to_owned()),
            group: Some("machine".to_owned()),
            ..SequenceSpec::default()
        });
    });
    let warnings = of_kind(&warnings, WarningKind::Gaps);
    let [warning] = &warnings[..] else {
        panic!("not one warning: {warnings:?}");
    };
    // Ten steps of the first machine and eleven of the second, in hours.
    assert!(
        warning.text.starts_with(
            "`day` mostly goes up by 24, but 1 step of 21 is longer, the first from 04.03.2024 in row 4 to 06.03.2024 in row 5;"
        ),
        "{}",
        warning.text
    );
}
