//! Splits that are not left to chance alone: by groups, by a column that names the parts, by folds.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::dataset::Part;
use super::random::Random;
use super::random::SPLIT_STREAM;
use super::split;
use super::split::Parts;
use super::split_spec::HeldOut;
use super::split_spec::SplitBy;
use super::split_spec::SplitSpec;
use super::table::Table;
use super::table::Values;

/// A column that names parts has at most this many different values.
const MAX_PART_VALUES: usize = 50;

/// Shares `rows` (in their order) out as the spec says; `class_of` gives the class of a row if classes keep their shares.
pub(super) fn share_out(
    table: &Table,
    rows: &[usize],
    class_of: Option<&dyn Fn(usize) -> u32>,
    spec: &SplitSpec,
    seed: u64,
) -> Result<Parts, String> {
    match &spec.by {
        SplitBy::Random => Ok(split::split(rows, class_of, spec, seed)),
        SplitBy::InOrder => Ok(in_order(rows, spec)),
        SplitBy::Groups { column } => {
            let groups = groups(values(table, column)?, rows, table, column)?;
            Ok(whole_groups(groups, spec, seed))
        }
        SplitBy::Column { column, parts } => by_column(table, rows, column, parts),
        SplitBy::Folds {
            folds,
            fold,
            held_out,
        } => {
            check_folds(*folds, *fold, rows.len(), "rows")?;
            let line = split::line(rows, class_of, seed);
            Ok(hold_out(&line, *folds, *fold, *held_out, spec))
        }
    }
}

/// The first rows train, the next validate, the last test.
pub(super) fn in_order(rows: &[usize], spec: &SplitSpec) -> Parts {
    let [train, validation, _] = split::sizes(rows.len(), spec);
    Parts {
        train: rows[..train].to_vec(),
        validation: rows[train..train + validation].to_vec(),
        test: rows[train + validation..].to_vec(),
    }
}

/// Whole groups go to one part each: in random order, each to the part that lacks the largest part of its share.
pub(super) fn whole_groups(mut groups: Vec<Vec<usize>>, spec: &SplitSpec, seed: u64) -> Parts {
    Random::new(seed, SPLIT_STREAM).shuffle(&mut groups);
    let rows: usize = groups.iter().map(Vec::len).sum();
    let wanted = [spec.train, spec.validation, spec.test].map(|share| share * rows as f64);
    let mut parts = [const { Vec::new() }; 3];
    for group in groups {
        let lack = |part: usize| {
            let have: &Vec<usize> = &parts[part];
            if wanted[part] > 0.0 {
                1.0 - have.len() as f64 / wanted[part]
            } else {
                f64::NEG_INFINITY
            }
        };
        let most = (1..3).fold(
            0,
            |most, part| {
                if lack(part) > lack(most) { part } else { most }
            },
        );
        parts[most].extend(group);
    }
    let [train, validation, test] = parts.map(sorted);
    Parts {
        train,
        validation,
        test,
    }
}

/// The rows of each value of a column, in order of first appearance.
fn groups(
    values: &Values,
    rows: &[usize],
    table: &Table,
    column: &str,
) -> Result<Vec<Vec<usize>>, String> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        if values.is_missing(*row) {
            let place = table.place(*row);
            return Err(format!(
                "{place}: column `{column}` has no value, so the row belongs to no group; fill it in or split in another way"
            ));
        }
        let place = *places.entry(values.text(*row)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(*row);
    }
    Ok(groups)
}

fn by_column(
    table: &Table,
    rows: &[usize],
    column: &str,
    mapping: &BTreeMap<String, Part>,
) -> Result<Parts, String> {
    let values = values(table, column)?;
    let mut parts = [const { Vec::new() }; 3];
    let mut known: HashMap<String, Part> = HashMap::new();
    for row in rows {
        if values.is_missing(*row) {
            let place = table.place(*row);
            return Err(format!(
                "{place}: column `{column}` has no value, so the row belongs to no part; fill it in or split in another way"
            ));
        }
        let text = values.text(*row);
        let part = if let Some(part) = known.get(&text) {
            *part
        } else {
            let Some(part) = mapping.get(&text).copied().or_else(|| Part::of_word(&text)) else {
                return Err(format!(
                    "column `{column}` holds `{text}`, which names no part; choose the part it stands for"
                ));
            };
            if known.len() == MAX_PART_VALUES {
                return Err(format!(
                    "column `{column}` has more than {MAX_PART_VALUES} different values; choose a column that names parts"
                ));
            }
            known.insert(text, part);
            part
        };
        parts[part as usize].push(*row);
    }
    let [train, validation, test] = parts;
    Ok(Parts {
        train,
        validation,
        test,
    })
}

/// Whether there is such a fold; `words` says of what there are `count`.
pub(super) fn check_folds(
    folds: usize,
    fold: usize,
    count: usize,
    words: &str,
) -> Result<(), String> {
    if folds < 2 || folds > count.max(2) {
        Err(format!(
            "{folds} folds cannot be made of {count} {words}; choose from 2 to {}",
            count.max(2)
        ))
    } else if fold == 0 || fold > folds {
        Err(format!(
            "there is no fold {fold} of {folds}; choose from 1 to {folds}"
        ))
    } else {
        Ok(())
    }
}

/// The stretch of a line that is fold `fold` (from 1) of `folds`; sizes differ by one at most.
pub(super) fn stretch(length: usize, folds: usize, fold: usize) -> std::ops::Range<usize> {
    length * (fold - 1) / folds..length * fold / folds
}

/// One fold of the line is held out. What follows it in the line (around its end) validates, so that every stretch of
/// an evenly spread line stays evenly spread.
fn hold_out(
    line: &[usize],
    folds: usize,
    fold: usize,
    held_out: HeldOut,
    spec: &SplitSpec,
) -> Parts {
    let held = stretch(line.len(), folds, fold);
    let rest = [&line[held.end..], &line[..held.start]].concat();
    let held = sorted(line[held].to_vec());
    match held_out {
        HeldOut::Validation => Parts {
            train: sorted(rest),
            validation: held,
            test: Vec::new(),
        },
        HeldOut::Test => {
            let count = (validation_share(spec) * rest.len() as f64).round() as usize;
            let (validation, train) = rest.split_at(count.min(rest.len().saturating_sub(1)));
            Parts {
                train: sorted(train.to_vec()),
                validation: sorted(validation.to_vec()),
                test: held,
            }
        }
    }
}

/// The share of validation in training and validation together.
pub(super) fn validation_share(spec: &SplitSpec) -> f64 {
    let both = spec.train + spec.validation;
    if both > 0.0 {
        spec.validation / both
    } else {
        0.0
    }
}

fn values<'a>(table: &'a Table, column: &str) -> Result<&'a Values, String> {
    match table.column(column) {
        Some(column) => Ok(&column.values),
        None => Err(format!(
            "the split reads column `{column}`, which the table does not have; choose another"
        )),
    }
}

fn sorted(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows
}
