//! What becomes of cells that are taken as dates, and of texts that are taken as numbers: their figures, and what cannot be read. Looked at once for a
//! column and a kind, on another thread unless the table is small.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::task::Waker;

use super::jobs::Job;
use super::jobs::take_done;
use crate::data::Column;
use crate::data::ColumnKind;
use crate::data::ColumnProfile;
use crate::data::Table;
use crate::data::Taken;
use crate::data::Values;

/// A table with more cells than this is looked at on another thread.
const CELLS_AT_ONCE: usize = 20_000;

/// The looks at the columns of one table.
#[derive(Debug, Default)]
pub struct KindLooks {
    table: Option<Arc<Table>>,
    known: HashMap<usize, KindLook>,
    job: Option<Job<Vec<(usize, KindLook)>>>,
}

/// What becomes of a column.
#[derive(Debug)]
pub struct KindLook {
    kind: ColumnKind,
    /// The figures of its numbers.
    pub profile: ColumnProfile,
    /// A sentence about what cannot be read, if anything.
    pub sentence: Option<String>,
}

impl KindLook {
    /// Looks at the whole column.
    pub fn new(table: &Table, column: &Column, kind: &ColumnKind) -> Self {
        let numbers = match Taken::new(column, kind) {
            Taken::Numbers(numbers) => numbers.into_owned(),
            Taken::Classes { .. } => Vec::new(),
        };
        Self {
            kind: kind.clone(),
            profile: Column::numbers(&*column.name, numbers).profile(),
            sentence: table.unreadable_sentence(column, kind),
        }
    }
}

impl KindLooks {
    /// What is known of a column that is taken so.
    pub fn of(&self, column: usize, kind: &ColumnKind) -> Option<&KindLook> {
        self.known.get(&column).filter(|look| look.kind == *kind)
    }

    /// Whether another thread is looking.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Sees to it that what texts are taken as is known; `kinds` are those of columns by index.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn follow<'a>(
        &mut self,
        table: &Arc<Table>,
        kinds: impl Iterator<Item = (usize, &'a ColumnKind)>,
        waker: &Waker,
    ) -> io::Result<()> {
        let known = self.table.as_ref();
        if known.is_none_or(|known| !Arc::ptr_eq(known, table)) {
            *self = Self {
                table: Some(Arc::clone(table)),
                ..Self::default()
            };
        }
        if let Some(result) = take_done(&mut self.job) {
            // A look that broke off is not worth a word: only figures are missing.
            self.known.extend(result.unwrap_or_default());
        }
        if self.job.is_some() {
            return Ok(());
        }
        let wanted: Vec<(usize, ColumnKind)> = kinds
            .filter(|(index, kind)| {
                let changes = match kind {
                    ColumnKind::DateTime(_) => *index < table.columns.len(),
                    ColumnKind::Number(_) => has_texts(table, *index),
                    ColumnKind::AsRead
                    | ColumnKind::Classes
                    | ColumnKind::Ordered(_)
                    | ColumnKind::YesNo
                    | ColumnKind::Id => false,
                };
                changes && self.of(*index, kind).is_none()
            })
            .map(|(index, kind)| (index, kind.clone()))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let cells = table.rows().saturating_mul(wanted.len());
        let table = Arc::clone(table);
        let look = move || {
            let looks = wanted.into_iter();
            looks
                .map(|(index, kind)| {
                    let look = KindLook::new(&table, &table.columns[index], &kind);
                    (index, look)
                })
                .collect::<Vec<_>>()
        };
        if cells <= CELLS_AT_ONCE {
            self.known.extend(look());
        } else {
            self.job = Some(Job::start("look at texts", waker, move |_| look())?);
        }
        Ok(())
    }
}

fn has_texts(table: &Table, column: usize) -> bool {
    let values = table.columns.get(column).map(|column| &column.values);
    matches!(values, Some(Values::Category { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Notation;
    use crate::data::StatsKind;

    #[test]
    fn texts_that_are_taken_as_numbers_have_the_figures_of_numbers() {
        let column = Column::new(
            "x",
            Values::Category {
                codes: vec![0, 1, 2, 0],
                classes: ["1,5", "low", "2,5"].map(str::to_owned).into(),
            },
        );
        let table = Arc::new(Table::new("t", vec![column]));
        let kind = ColumnKind::Number(Notation {
            decimal_comma: true,
            ..Notation::default()
        });
        let mut looks = KindLooks::default();
        let kinds = [(0, &kind)].into_iter();
        looks.follow(&table, kinds, Waker::noop()).unwrap();
        let look = looks.of(0, &kind).unwrap();
        // 1.5, 2.5 and 1.5: the mean is 11/6, here but for rounding.
        let Some(StatsKind::Number { min, mean, max, .. }) = look.profile.stats.kind else {
            panic!("{look:?}");
        };
        assert_eq!((min, max), (1.5, 2.5));
        assert!((mean - 11.0 / 6.0).abs() < 1e-15);
        assert_eq!(look.profile.stats.missing, 1);
        assert!(look.sentence.as_ref().unwrap().contains("`low`"));
        assert!(looks.of(0, &ColumnKind::Classes).is_none());
    }
}
