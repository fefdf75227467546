//! The columns of a table as a preparation takes them, and the targets: columns are looked up once, then row after row
//! is encoded.

use std::borrow::Cow;
use std::collections::HashMap;

use super::encode::Preparation;
use super::encode::TargetGroup;
use super::encode::TargetKind;
use super::kind::ColumnKind;
use super::table::Column;
use super::table::Table;
use super::taken::Taken;

/// The targets of a preparation, bound to a table.
pub struct BoundTargets<'a> {
    columns: Vec<(&'a TargetGroup, Cells<'a>)>,
}

/// The cells of a column, with its classes as a preparation knows them.
pub(super) enum Cells<'a> {
    Numbers(Cow<'a, [f64]>),
    Classes {
        codes: Cow<'a, [u32]>,
        /// For each class of the table its place in the preparation, if it has one.
        places: Vec<Option<usize>>,
    },
}

impl Preparation {
    /// Binds the targets to a table, to compare answers with known ones.
    ///
    /// # Errors
    /// When a column is not in the table or is of the other kind; the message names it.
    pub fn bind_targets<'a>(&'a self, table: &'a Table) -> Result<BoundTargets<'a>, String> {
        let index = column_index(table);
        let columns = self
            .targets
            .iter()
            .map(|group| {
                let classes = match &group.kind {
                    TargetKind::Number(_) => None,
                    TargetKind::Classes(classes) => Some(&**classes),
                };
                let kind = self.number_kind(&group.name);
                Ok((group, cells(&index, &group.name, classes, &kind)?))
            })
            .collect::<Result<_, String>>()?;
        Ok(BoundTargets { columns })
    }
}

pub(super) fn column_index(table: &Table) -> HashMap<&str, &Column> {
    table
        .columns
        .iter()
        .map(|column| (&*column.name, column))
        .collect()
}

pub(super) fn cells<'a>(
    index: &HashMap<&str, &'a Column>,
    name: &str,
    classes: Option<&[String]>,
    kind: &ColumnKind,
) -> Result<Cells<'a>, String> {
    let column = *index.get(name).ok_or_else(|| {
        format!("the table has no column `{name}`; rename the column that holds it")
    })?;
    let kind = match classes {
        Some(_) => &ColumnKind::Classes,
        None => kind,
    };
    match (Taken::new(column, kind), classes) {
        (Taken::Numbers(values), None) => Ok(Cells::Numbers(values)),
        (
            Taken::Classes {
                codes,
                classes: own,
            },
            Some(classes),
        ) => {
            let places: HashMap<&str, usize> = classes
                .iter()
                .enumerate()
                .map(|(place, class)| (&**class, place))
                .collect();
            Ok(Cells::Classes {
                places: own
                    .iter()
                    .map(|class| places.get(&**class).copied())
                    .collect(),
                codes,
            })
        }
        (Taken::Classes { classes, .. }, None) => {
            let example = classes.first().map_or("", |class| &**class);
            Err(format!(
                "column `{name}` holds text such as `{example}` where numbers are expected; correct the file"
            ))
        }
        (Taken::Numbers(_), Some(_)) => Err(format!(
            "column `{name}` holds numbers where classes are expected; correct the file"
        )),
    }
}

impl BoundTargets<'_> {
    /// Encodes a row of the table to `targets`, the scaled target values. `false` if a target is missing or of a class
    /// that was not known in training; its values are then all 0.
    pub fn encode(&self, row: usize, targets: &mut [f64]) -> bool {
        let mut complete = true;
        for (group, cells) in &self.columns {
            let own = &mut targets[group.range.clone()];
            match (&group.kind, cells) {
                (TargetKind::Number(scaler), Cells::Numbers(values)) => {
                    let missing = values[row].is_nan();
                    complete &= !missing;
                    own[0] = if missing {
                        0.0
                    } else {
                        scaler.apply(values[row])
                    };
                }
                (TargetKind::Classes(_), Cells::Classes { codes, places }) => {
                    let place = places.get(codes[row] as usize).copied().flatten();
                    complete &= place.is_some();
                    one_hot(own, place);
                }
                // `cells` pairs kinds, so there is nothing to do here.
                (TargetKind::Number(_), Cells::Classes { .. })
                | (TargetKind::Classes(_), Cells::Numbers(_)) => {}
            }
        }
        complete
    }
}

pub(super) fn one_hot(values: &mut [f64], place: Option<usize>) {
    values.fill(0.0);
    if let Some(value) = place.and_then(|place| values.get_mut(place)) {
        *value = 1.0;
    }
}
