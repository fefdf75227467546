//! The rows of a table as sequences, and the windows over their past.

use std::collections::HashMap;

use super::kind::ColumnKind;
use super::profile::canonical_bits;
use super::sequence_spec::SequenceSpec;
use super::sequence_spec::WindowSpec;
use super::table::Table;
use super::table::Values;
use super::taken::Taken;

/// The sequences of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sequences {
    /// The rows of each, in order.
    pub(super) rows: Vec<Vec<usize>>,
    /// For each row of the table its sequence and its place in it.
    places: Vec<Option<(usize, usize)>>,
}

/// The rows that one window reads.
pub(super) struct Window<'a> {
    /// The rows at t−lags, …, t−1.
    pub(super) past: &'a [usize],
    /// The row at t.
    pub(super) now: usize,
}

impl Sequences {
    /// The sequences of a table; `kind` says how the order column is taken. Rows that are `excluded` keep their place if
    /// they have one.
    ///
    /// # Errors
    /// When a column is not there, the order is not of numbers or dates, or a row has no place or the place of another;
    /// a sentence that names the row.
    pub(super) fn new(
        table: &Table,
        spec: &SequenceSpec,
        kind: &ColumnKind,
        excluded: &[usize],
    ) -> Result<Self, String> {
        let column = |name: &str| {
            table.column(name).ok_or_else(|| {
                format!(
                    "sequences need column `{name}`, which the table does not have; choose another"
                )
            })
        };
        check_longest_step(spec)?;
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let group = spec.group.as_deref().map(column).transpose()?;
        let order = match spec.order.as_deref() {
            None => None,
            Some(name) => match Taken::new(column(name)?, kind) {
                Taken::Numbers(values) => Some((name, values)),
                Taken::Classes { .. } => {
                    return Err(format!(
                        "column `{name}` holds text and orders nothing; choose a column of numbers, or take it as dates"
                    ));
                }
            },
        };
        let mut ids: HashMap<u64, usize> = HashMap::new();
        let ends = file_ends(table);
        for row in 0..table.rows() {
            let nameless = group.filter(|group| group.values.is_missing(row));
            let nowhere = order.as_ref().filter(|(_, values)| values[row].is_nan());
            let lacking = nameless
                .map(|group| group.name.as_str())
                .or_else(|| nowhere.map(|(name, _)| *name));
            if let Some(name) = lacking {
                if excluded.binary_search(&row).is_ok() {
                    continue;
                }
                let place = table.place(row);
                return Err(format!(
                    "{place}: column `{name}` has no value, so the row has no place in a sequence; fill it in or exclude the row"
                ));
            }
            let key = match group.map(|group| &group.values) {
                Some(Values::Numeric(values)) => canonical_bits(values[row]),
                Some(Values::Category { codes, .. }) => u64::from(codes[row]),
                // In the order of the table no row follows one of another file.
                None if spec.order.is_none() => ends.partition_point(|end| *end <= row) as u64,
                None => 0,
            };
            let id = *ids.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[id].push(row);
        }
        if let Some((name, values)) = &order {
            for rows in &mut groups {
                rows.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
                refuse_ties(name, rows, values)?;
            }
        }
        if let (Some(longest), Some((_, values))) = (spec.longest_step, &order) {
            let goes_on = |a: &usize, b: &usize| values[*b] - values[*a] <= longest;
            groups = (groups.iter())
                .flat_map(|rows| rows.chunk_by(goes_on))
                .map(<[usize]>::to_vec)
                .collect();
        }
        let mut places = vec![None; table.rows()];
        for (sequence, rows) in groups.iter().enumerate() {
            for (place, row) in rows.iter().enumerate() {
                places[*row] = Some((sequence, place));
            }
        }
        Ok(Self {
            rows: groups,
            places,
        })
    }

    /// The sequence of a row and its place in it.
    pub(super) fn place(&self, row: usize) -> Option<(usize, usize)> {
        self.places.get(row).copied().flatten()
    }

    /// The window whose target lies in a row, if there are rows enough before it.
    pub(super) fn window(&self, spec: &WindowSpec, row: usize) -> Option<Window<'_>> {
        let (sequence, place) = self.place(row)?;
        let now = place.checked_sub(spec.horizon.max(1) - 1)?;
        let rows = &self.rows[sequence];
        Some(Window {
            past: &rows[now.checked_sub(spec.lags)?..now],
            now: rows[now],
        })
    }

    /// The length of the longest.
    pub(super) fn longest(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

fn check_longest_step(spec: &SequenceSpec) -> Result<(), String> {
    let Some(longest) = spec.longest_step else {
        return Ok(());
    };
    match &spec.order {
        None => Err("a longest step needs a column that orders the rows; choose one".to_owned()),
        Some(name) if !(longest.is_finite() && longest > 0.0) => Err(format!(
            "the longest step of `{name}` is {longest}; choose a number larger than 0"
        )),
        Some(_) => Ok(()),
    }
}

/// For each of several files the row after its last.
fn file_ends(table: &Table) -> Vec<usize> {
    let mut end = 0;
    let files = table.files.iter();
    files
        .map(|file| {
            end += file.rows;
            end
        })
        .collect()
}

/// Refuses two rows of one sequence in the same place.
fn refuse_ties(name: &str, rows: &[usize], values: &[f64]) -> Result<(), String> {
    let tie = rows
        .windows(2)
        .find(|pair| values[pair[0]] == values[pair[1]]);
    let Some(tie) = tie else {
        return Ok(());
    };
    let [a, b] = [tie[0].min(tie[1]) + 1, tie[0].max(tie[1]) + 1];
    Err(format!(
        "rows {a} and {b} have the same place `{name}` in one sequence; choose another order or the column that tells the sequences apart"
    ))
}
