//! Splits of rows that form sequences: by time within each sequence, or whole sequences.

use super::random::Random;
use super::random::SPLIT_STREAM;
use super::sequences::Sequences;
use super::split::Parts;
use super::split_by;
use super::split_spec::HeldOut;
use super::split_spec::SplitBy;
use super::split_spec::SplitSpec;
use super::table::Table;

/// Shares `rows` out so that none is trained on what comes after it: in order, each sequence is cut in its own order;
/// by chance and in folds, whole sequences go to one part. The rows of each part are in the order of the sequences.
pub(super) fn share_out(
    table: &Table,
    rows: &[usize],
    sequences: &Sequences,
    spec: &SplitSpec,
    seed: u64,
) -> Result<Parts, String> {
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); sequences.rows.len()];
    for row in rows {
        if let Some((sequence, _)) = sequences.place(*row) {
            own[sequence].push(*row);
        }
    }
    own.retain(|rows| !rows.is_empty());
    for rows in &mut own {
        rows.sort_by_key(|row| sequences.place(*row));
    }
    let mut parts = match &spec.by {
        SplitBy::InOrder => {
            let mut parts = Parts {
                train: Vec::new(),
                validation: Vec::new(),
                test: Vec::new(),
            };
            for rows in &own {
                let cut = split_by::in_order(rows, spec);
                parts.train.extend(cut.train);
                parts.validation.extend(cut.validation);
                parts.test.extend(cut.test);
            }
            parts
        }
        SplitBy::Random if own.len() < 2 && spec.train < 1.0 => {
            return Err(
                "a random split of one sequence would train on what comes after the test; split in order, or name the column that tells sequences apart".to_owned(),
            );
        }
        SplitBy::Random => split_by::whole_groups(own, spec, seed),
        SplitBy::Folds {
            folds,
            fold,
            held_out,
        } => {
            split_by::check_folds(*folds, *fold, own.len(), "sequences")?;
            Random::new(seed, SPLIT_STREAM).shuffle(&mut own);
            let held = split_by::stretch(own.len(), *folds, *fold);
            let after = own.split_off(held.end);
            let held = own.split_off(held.start).concat();
            let rest = [after, own].concat();
            match held_out {
                HeldOut::Validation => Parts {
                    train: rest.concat(),
                    validation: held,
                    test: Vec::new(),
                },
                HeldOut::Test => {
                    let share = split_by::validation_share(spec);
                    let count = (share * rest.len() as f64).round() as usize;
                    let (validation, train) =
                        rest.split_at(count.min(rest.len().saturating_sub(1)));
                    Parts {
                        train: train.concat(),
                        validation: validation.concat(),
                        test: held,
                    }
                }
            }
        }
        SplitBy::Groups { .. } | SplitBy::Column { .. } => {
            split_by::share_out(table, rows, None, spec, seed)?
        }
    };
    for part in [&mut parts.train, &mut parts.validation, &mut parts.test] {
        part.sort_by_key(|row| sequences.place(*row));
    }
    Ok(parts)
}
