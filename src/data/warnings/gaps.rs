//! Gaps in the column that orders the rows.

use super::super::sequences::Sequences;
use super::super::spec::DataSpec;
use super::super::table::Table;
use super::super::taken::Taken;
use super::super::windows::order_kind;
use super::warning::Remedy;
use super::warning::Warning;
use super::warning::WarningKind;
use super::warning::short;

/// Fewer steps than these have no usual length.
const MIN_STEPS: usize = 8;

/// A step this near to the usual one, as a part of it, is a usual one: months have 28 to 31 days.
const NEAR: f64 = 0.25;

/// More than this part of the steps must be usual ones. Days without weekends stay below it.
const USUAL: f64 = 0.85;

/// A step of so many usual ones is a gap.
const GAP: f64 = 1.5;

/// A warning if the rows mostly follow one another at one distance, but not all do.
pub(super) fn gaps(table: &Table, spec: &DataSpec, warnings: &mut Vec<Warning>) {
    let Some(sequence) = &spec.sequence else {
        return;
    };
    let columns = spec.resolved_columns(table);
    let kind = order_kind(&columns, spec);
    let column = sequence.order.as_ref().and_then(|name| table.column(name));
    // What makes no sequence is told by the check.
    let (Some(column), Ok(sequences)) = (
        column,
        Sequences::new(table, sequence, &kind, &spec.excluded),
    ) else {
        return;
    };
    let Taken::Numbers(values) = Taken::new(column, &kind) else {
        return;
    };
    let pairs = || sequences.rows.iter().flat_map(|rows| rows.windows(2));
    let length = |pair: &[usize]| values[pair[1]] - values[pair[0]];
    let mut steps: Vec<f64> = pairs().map(length).collect();
    let count = steps.len();
    if count < MIN_STEPS {
        return;
    }
    let (_, usual, _) = steps.select_nth_unstable_by(count / 2, f64::total_cmp);
    let usual = *usual;
    let near = |step: &&f64| (**step - usual).abs() <= NEAR * usual;
    if steps.iter().filter(near).count() as f64 <= USUAL * count as f64 {
        return;
    }
    let is_gap = |pair: &&[usize]| length(pair) >= GAP * usual;
    let gaps = pairs().filter(is_gap).count();
    let Some(first) = pairs().find(is_gap) else {
        return;
    };
    let name = &column.name;
    let place = |row: usize| format!("{} in {}", column.values.text(row), table.place(row));
    let (subject, verb) = if gaps == 1 {
        ("1 step".to_owned(), "is")
    } else {
        (format!("{gaps} steps"), "are")
    };
    let harm = if sequence.windows.is_some() {
        "windows reach over such gaps as if nothing were missing"
    } else {
        "the sequence goes on over such gaps as if nothing were missing"
    };
    let text = format!(
        "`{name}` mostly goes up by {}, but {subject} of {count} {verb} longer, the first from {} to {}; {harm}",
        short(usual),
        place(first[0]),
        place(first[1])
    );
    warnings.push(
        Warning::of_column(WarningKind::Gaps, name, text).remedy(Remedy::BreakAtGaps(GAP * usual)),
    );
}
