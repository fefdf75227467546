//! Columns that hold the same.

use std::collections::HashMap;

use super::super::profile::canonical_bits;
use super::super::table::Values;
use super::column::Used;
use super::warning::Remedy;
use super::warning::Warning;
use super::warning::WarningKind;

/// A warning for each input that equals an earlier one. Only columns with the same fingerprint are compared.
pub(super) fn duplicates(used: &[Used<'_>], warnings: &mut Vec<Warning>) {
    let mut first: HashMap<u64, &Used<'_>> = HashMap::new();
    for column in used {
        if !column.is_input() || column.is_constant() {
            continue;
        }
        let earlier = *first.entry(column.profile.fingerprint).or_insert(column);
        if std::ptr::eq(earlier, column) || !equal(&earlier.column.values, &column.column.values) {
            continue;
        }
        let (name, other) = (column.name(), earlier.name());
        let rows = column.column.values.len();
        let text = format!("`{name}` equals `{other}` in all {rows} rows, so it adds nothing");
        warnings.push(
            Warning::of_column(WarningKind::Duplicate, name, text)
                .remedy(Remedy::Ignore(name.to_owned())),
        );
    }
}

fn equal(a: &Values, b: &Values) -> bool {
    match (a, b) {
        (Values::Numeric(a), Values::Numeric(b)) => {
            let bits = |values: &'_ [f64]| {
                values
                    .iter()
                    .map(|value| canonical_bits(*value))
                    .collect::<Vec<_>>()
            };
            a.len() == b.len() && bits(a) == bits(b)
        }
        (Values::Category { .. }, Values::Category { .. }) => a == b,
        (Values::Numeric(_), Values::Category { .. })
        | (Values::Category { .. }, Values::Numeric(_)) => false,
    }
}
