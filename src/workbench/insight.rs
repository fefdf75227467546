//! What is known of the document's table beside its cells: the profile of each column, and warnings. Both are found on
//! another thread unless the table is small.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;

use super::dialog::Dialog;
use super::dialog::Whole;
use super::jobs::Job;
use super::kind_look::KindLooks;
use super::notice::Notice;
use super::state::State;
use crate::data::ColumnKind;
use crate::data::ColumnProfile;
use crate::data::DataSpec;
use crate::data::Table;
use crate::data::Warning;
use crate::data::find_warnings;

/// A table with more cells than this is looked at on another thread.
const CELLS_AT_ONCE: usize = 20_000;

/// How many hidden warnings are remembered.
const MAX_HIDDEN: usize = 500;

/// What is known of the document's table.
#[derive(Debug, Default)]
pub struct Insight {
    table: Option<Arc<Table>>,
    profiles: Option<Arc<Vec<ColumnProfile>>>,
    /// What becomes of texts.
    pub(super) looks: KindLooks,
    /// The spec that the warnings belong to.
    spec: Option<DataSpec>,
    warnings: Vec<Warning>,
    /// Those that the user has not hidden, by index.
    shown: Vec<usize>,
}

/// The profiles of a table.
#[derive(Debug)]
pub struct Profiled {
    table: Arc<Table>,
    profiles: Vec<ColumnProfile>,
}

/// The warnings of a table and a spec.
#[derive(Debug)]
pub struct Warned {
    table: Arc<Table>,
    spec: DataSpec,
    warnings: Vec<Warning>,
}

impl Insight {
    /// The profile of a column, once it is there.
    pub fn profile(&self, column: usize) -> Option<&ColumnProfile> {
        self.profiles.as_ref()?.get(column)
    }

    /// The profile of a column as its kind takes it: texts that are taken as numbers have the figures of numbers, and
    /// dates those of what is counted, once they were looked at.
    pub fn profile_as(&self, column: usize, kind: &ColumnKind) -> Option<&ColumnProfile> {
        match kind {
            ColumnKind::Number(_) => match self.looks.of(column, kind) {
                Some(look) => Some(&look.profile),
                None => self.profile(column),
            },
            ColumnKind::DateTime(_) => Some(&self.looks.of(column, kind)?.profile),
            ColumnKind::AsRead
            | ColumnKind::Classes
            | ColumnKind::Ordered(_)
            | ColumnKind::YesNo
            | ColumnKind::Id => self.profile(column),
        }
    }

    /// What becomes of texts that are taken as numbers or dates.
    pub fn looks(&self) -> &KindLooks {
        &self.looks
    }

    /// The warnings that are not hidden, each with the index that hides it.
    pub fn warnings(&self) -> impl ExactSizeIterator<Item = (usize, &Warning)> {
        self.shown
            .iter()
            .map(|&index| (index, &self.warnings[index]))
    }

    /// How many warnings are hidden.
    pub fn hidden(&self) -> usize {
        self.warnings.len() - self.shown.len()
    }

    fn is_of(&self, table: &Arc<Table>) -> bool {
        self.table
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, table))
    }
}

/// What a warning is remembered by when it is hidden.
fn key(table: &Table, warning: &Warning) -> String {
    let column = warning.column.as_deref().unwrap_or_default();
    format!("{}: {:?} {column}", table.name, warning.kind)
}

impl State {
    /// Sees to it that profiles and warnings are those of the document; what takes long comes later.
    pub(super) fn look_at_data(&mut self) {
        let data = &self.document.experiment.data;
        let Some(table) = self.tables.of(&data.source) else {
            self.insight = Insight::default();
            self.jobs.profile = None;
            return;
        };
        if !self.insight.is_of(&table) {
            self.insight = Insight {
                table: Some(Arc::clone(&table)),
                ..Insight::default()
            };
            self.jobs.profile = None;
            self.profile(&table);
        }
        self.look_at_texts(&table);
        let data = &self.document.experiment.data;
        if let Some(profiles) = &self.insight.profiles
            && self.insight.spec.as_ref() != Some(data)
            // The next look follows when it ends.
            && self.jobs.warnings.is_none()
        {
            let (profiles, spec) = (Arc::clone(profiles), data.clone());
            self.warn(table, profiles, spec);
        }
    }

    /// Sees to it that what becomes of texts is known.
    pub(super) fn look_at_texts(&mut self, table: &Arc<Table>) {
        let places: HashMap<&str, usize> = (table.columns.iter().enumerate())
            .map(|(index, column)| (&*column.name, index))
            .collect();
        let columns = self.document.experiment.data.resolved_columns(table);
        let kinds = columns
            .iter()
            .filter_map(|column| Some((*places.get(&*column.name)?, &column.kind)));
        if let Err(error) = self.insight.looks.follow(table, kinds, &self.waker) {
            self.notify(Notice::no_thread(&error));
        }
    }

    /// The same for the table in the import dialog.
    pub(super) fn look_at_import(&mut self) {
        let Some(Dialog::Import(dialog)) = &self.dialog else {
            self.import_looks = KindLooks::default();
            return;
        };
        let Whole::Ready(table) = &dialog.whole else {
            return;
        };
        let kinds = dialog.columns.iter().enumerate();
        let kinds = kinds.map(|(index, column)| (index, &column.proposal.spec.kind));
        if let Err(error) = self.import_looks.follow(table, kinds, &self.waker) {
            self.notify(Notice::no_thread(&error));
        }
    }

    fn profile(&mut self, table: &Arc<Table>) {
        let table = Arc::clone(table);
        if is_small(&table) {
            self.insight.profiles = Some(Arc::new(table.profiles()));
            return;
        }
        let work = move |_: &_| Profiled {
            profiles: table.profiles(),
            table,
        };
        match Job::start("look at table", &self.waker, work) {
            Ok(job) => self.jobs.profile = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    fn warn(&mut self, table: Arc<Table>, profiles: Arc<Vec<ColumnProfile>>, spec: DataSpec) {
        let small = is_small(&table);
        let work = move || Warned {
            warnings: find_warnings(&table, &profiles, &spec),
            table,
            spec,
        };
        if small {
            self.keep_warnings(work());
            return;
        }
        match Job::start("look for warnings", &self.waker, move |_| work()) {
            Ok(job) => self.jobs.warnings = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Takes in profiles from another thread.
    pub(super) fn profiles_done(&mut self, result: Result<Profiled, String>) {
        match result {
            Ok(Profiled { table, profiles }) => {
                if self.insight.is_of(&table) {
                    self.insight.profiles = Some(Arc::new(profiles));
                }
                self.look_at_data();
            }
            Err(panic) => self.notify(Notice::error(format!(
                "The columns could not be summarised: {panic}. Training is not touched by this"
            ))),
        }
    }

    /// Takes in warnings from another thread.
    pub(super) fn warnings_done(&mut self, result: Result<Warned, String>) {
        match result {
            Ok(warned) => {
                self.keep_warnings(warned);
                self.look_at_data();
            }
            Err(panic) => self.notify(Notice::error(format!(
                "The data could not be checked for warnings: {panic}. Training is not touched by this"
            ))),
        }
    }

    fn keep_warnings(&mut self, warned: Warned) {
        let Warned {
            table,
            spec,
            warnings,
        } = warned;
        if self.insight.is_of(&table) {
            self.insight.spec = Some(spec);
            self.insight.warnings = warnings;
            self.sift_warnings();
        }
    }

    /// Finds out anew which warnings are shown.
    fn sift_warnings(&mut self) {
        let Insight {
            table,
            warnings,
            shown,
            ..
        } = &mut self.insight;
        let hidden: HashSet<&String> = self.settings.hidden_warnings.iter().collect();
        *shown = (0..warnings.len())
            .filter(|&index| {
                let warning = &warnings[index];
                hidden.is_empty()
                    || table
                        .as_ref()
                        .is_none_or(|table| !hidden.contains(&key(table, warning)))
            })
            .collect();
    }

    /// Hides a warning of this table, now and in later starts.
    pub(super) fn hide_warning(&mut self, index: usize) {
        if let (Some(table), Some(warning)) =
            (&self.insight.table, self.insight.warnings.get(index))
        {
            let hidden = &mut self.settings.hidden_warnings;
            hidden.push(key(table, warning));
            let surplus = hidden.len().saturating_sub(MAX_HIDDEN);
            hidden.drain(..surplus);
            self.sift_warnings();
        }
    }

    /// Shows the hidden warnings of this table again.
    pub(super) fn show_hidden_warnings(&mut self) {
        if let Some(table) = &self.insight.table {
            let keys: Vec<String> = self
                .insight
                .warnings
                .iter()
                .map(|warning| key(table, warning))
                .collect();
            let hidden = &mut self.settings.hidden_warnings;
            hidden.retain(|hidden| !keys.contains(hidden));
            self.sift_warnings();
        }
    }
}

fn is_small(table: &Table) -> bool {
    table.rows().saturating_mul(table.columns.len()) <= CELLS_AT_ONCE
}
