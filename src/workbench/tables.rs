//! The table of the document: made at once, or read on another thread with progress and cancel.

use std::any::Any;
use std::fs;
use std::io;
use std::ptr;
use std::sync::Arc;

use super::dialog::Dialog;
use super::dialog::Whole;
use super::import::Import;
use super::import::Imported;
use super::jobs::Job;
use super::jobs::Progress;
use super::notice::Notice;
use super::reading::Reading;
use super::state::State;
use super::state::TableSlot;
use crate::data::DataSource;
use crate::data::Table;
use crate::files;
use crate::files::FileError;

/// A table and where it came from.
type Sourced = (DataSource, Arc<Table>);

/// The tables at hand: the present one, and the one before it, so that undo need not read it again.
#[derive(Debug, Default)]
pub struct Tables {
    present: Option<Sourced>,
    earlier: Option<Sourced>,
    /// Tables and data sets that nobody names any more.
    discarded: Vec<Arc<dyn Any + Send + Sync>>,
    /// What could not be read or made; not tried again until it is chosen anew.
    failed: Option<DataSource>,
}

impl Tables {
    /// The table of a source, if it is at hand.
    pub fn of(&self, source: &DataSource) -> Option<Arc<Table>> {
        let both = [&self.present, &self.earlier];
        let mut known = both.into_iter().flatten();
        let (_, table) = known.find(|(known, _)| known == source)?;
        Some(Arc::clone(table))
    }

    /// Keeps a table as the present one.
    fn keep(&mut self, source: DataSource, table: Arc<Table>) {
        self.failed = None;
        let Some(last) = self.present.replace((source, table)) else {
            return;
        };
        let present = self.present.as_ref();
        let discarded = if present.is_some_and(|(source, _)| *source == last.0) {
            Some(last)
        } else {
            self.earlier.replace(last)
        };
        // What is kept once more stays.
        let stays = |table: &Arc<Table>| present.is_some_and(|(_, kept)| Arc::ptr_eq(kept, table));
        let discarded = discarded.map(|(_, table)| table);
        if let Some(table) = discarded.filter(|table| !stays(table)) {
            self.discard(table);
        }
    }

    /// Keeps something large until nobody else holds it, so that another thread frees it.
    pub(super) fn discard(&mut self, thing: Arc<dyn Any + Send + Sync>) {
        // Twice here it would wait for itself.
        let known = |other: &Arc<dyn Any + Send + Sync>| {
            ptr::addr_eq(Arc::as_ptr(other), Arc::as_ptr(&thing))
        };
        if !self.discarded.iter().any(known) {
            self.discarded.push(thing);
        }
    }

    /// The discarded things that nobody else holds.
    fn take_discarded(&mut self) -> Vec<Arc<dyn Any + Send + Sync>> {
        let held = |thing: &mut Arc<dyn Any + Send + Sync>| Arc::strong_count(thing) == 1;
        self.discarded.extract_if(.., held).collect()
    }

    /// Lets a failed source be tried again.
    pub fn retry(&mut self) {
        self.failed = None;
    }
}

/// A table read on another thread, and what it is for.
#[derive(Debug)]
pub enum TableRead {
    /// For the document, which names it already.
    Document {
        /// Where it came from.
        source: DataSource,
        /// The table.
        table: Result<Arc<Table>, FileError>,
    },
    /// To be imported.
    Import(Box<Imported>),
}

impl State {
    /// Sees to it that the table is the one that the document names; what takes long comes later.
    pub(super) fn sync_table(&mut self) {
        let source = self.document.experiment.data.source.clone();
        if let Some(table) = self.tables.of(&source) {
            self.show_table(source, table);
            return;
        }
        if self.tables.failed.as_ref() == Some(&source) {
            return;
        }
        match source.made_table() {
            Some(Ok(table)) => self.show_table(source, Arc::new(table)),
            Some(Err(message)) => self.table_failed(source, message),
            None => self.read_for_document(&source),
        }
    }

    fn show_table(&mut self, source: DataSource, table: Arc<Table>) {
        self.tables.keep(source, Arc::clone(&table));
        // An import under way goes on showing its progress.
        if !self.is_importing() {
            self.jobs.table = None;
            self.loading = None;
            self.table = TableSlot::Ready(table);
        }
    }

    /// Closes the dialog; a table that was read for it is freed on another thread.
    pub(super) fn drop_dialog(&mut self) {
        if let Some(Dialog::Import(dialog)) = self.dialog.take()
            && let Whole::Ready(table) = dialog.whole
        {
            self.tables.discard(table);
        }
    }

    /// Frees what was discarded on another thread: a table with millions of texts, or the matrices of a million rows, take
    /// longer than a frame.
    pub(super) fn free_tables(&mut self) {
        let tables = self.tables.take_discarded();
        if !tables.is_empty() {
            // Without a thread they are freed here, with the work that was not started.
            Job::start("free tables", &self.waker, move |_| drop(tables)).ok();
        }
    }

    fn table_failed(&mut self, source: DataSource, message: String) {
        self.tables.failed = Some(source);
        self.jobs.table = None;
        self.loading = None;
        self.table = TableSlot::Failed { message };
    }

    fn is_importing(&self) -> bool {
        matches!(self.loading, Some(Loading::Import))
    }

    fn read_for_document(&mut self, source: &DataSource) {
        if matches!(&self.loading, Some(Loading::Document(loading)) if loading == source) {
            return;
        }
        let wanted = source.clone();
        let data = self.document.experiment.data.clone();
        let (total, loading) = (total_bytes(source), Loading::Document(source.clone()));
        self.start_reading(source, total, loading, move |progress| {
            TableRead::Document {
                table: read_source(&wanted, progress).inspect(|table| {
                    // What the columns are used for may have to be found by looking, which the table remembers.
                    data.resolved_columns(table);
                }),
                source: wanted,
            }
        });
    }

    /// Reads a table that the import dialog has accepted.
    pub(super) fn read_for_import(&mut self, import: Import) {
        let source = import.source.clone();
        let total = if import.is_read() {
            None
        } else {
            total_bytes(&source)
        };
        self.start_reading(&source, total, Loading::Import, move |progress| {
            TableRead::Import(Box::new(import.read(progress)))
        });
    }

    fn start_reading(
        &mut self,
        source: &DataSource,
        total_bytes: Option<u64>,
        loading: Loading,
        work: impl FnOnce(&Progress) -> TableRead + Send + 'static,
    ) {
        self.table = TableSlot::Loading {
            name: name_of(source),
            reading: Reading::of(total_bytes),
        };
        self.loading = Some(loading);
        match Job::start("read table", &self.waker, work) {
            Ok(job) => self.jobs.table = Some(job),
            Err(error) => self.reading_broke(&error),
        }
    }

    fn reading_broke(&mut self, error: &io::Error) {
        self.notify(Notice::no_thread(error));
        self.table_failed(
            self.document.experiment.data.source.clone(),
            "The table was not read; choose it again".to_owned(),
        );
    }

    /// Takes in a table read on another thread.
    pub(super) fn table_done(&mut self, result: Result<TableRead, String>) {
        let loading = self.loading.take();
        match result {
            Ok(TableRead::Document { source, table }) => match table {
                Ok(table) => {
                    self.show_table(source, table);
                    self.recheck();
                }
                Err(error) => {
                    self.notify(Notice::error(error.to_string()));
                    self.table_failed(source, error.to_string());
                }
            },
            Ok(TableRead::Import(imported)) => self.import_done(*imported),
            Err(panic) => {
                self.notify(Notice::error(format!(
                    "Reading the table failed: {panic}. Nothing was changed"
                )));
                match loading {
                    Some(Loading::Document(source)) => {
                        self.table_failed(source, "The table could not be read".to_owned());
                    }
                    Some(Loading::Import) | None => self.sync_table(),
                }
            }
        }
    }

    /// Takes a table into the document that was read for it.
    pub(super) fn keep_imported(&mut self, source: DataSource, table: Arc<Table>) {
        self.show_table(source, table);
    }

    /// Stops reading.
    pub(super) fn cancel_loading(&mut self) {
        self.jobs.table = None;
        match self.loading.take() {
            Some(Loading::Document(source)) => self.table_failed(
                source,
                "Reading was stopped. Open the table or the experiment again to read it".to_owned(),
            ),
            Some(Loading::Import) => {
                self.notify(Notice::info("Import stopped. Nothing was changed"));
                self.sync_table();
            }
            None => {}
        }
    }

    /// Shows how far the reading is.
    pub(super) fn show_reading(&mut self) {
        if let (TableSlot::Loading { reading, .. }, Some(job)) = (&mut self.table, &self.jobs.table)
        {
            reading.go_on(job.done(), job.elapsed());
        }
    }
}

/// What is being read.
#[derive(Debug, PartialEq)]
pub enum Loading {
    /// The document's table.
    Document(DataSource),
    /// A table to be imported.
    Import,
}

/// Reads the table of any source and reports to the job.
pub fn read_source(source: &DataSource, progress: &Progress) -> Result<Arc<Table>, FileError> {
    files::load_table(source, &mut |read| progress.report(read)).map(Arc::new)
}

/// The name of a table to be read.
fn name_of(source: &DataSource) -> String {
    let mut paths = source.paths();
    let more = paths.len().saturating_sub(1);
    let first = paths.next();
    first.map_or_else(
        || DataSource::TEXT_NAME.to_owned(),
        |path| DataSource::name_of_files(path, more),
    )
}

/// The size of the files of a table together, if they have one.
pub fn total_bytes(source: &DataSource) -> Option<u64> {
    let sizes = source
        .paths()
        .map(|path| Some(fs::metadata(path).ok()?.len()));
    sizes.sum::<Option<u64>>().filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_discarded_is_freed_once_nobody_else_holds_it() {
        let mut tables = Tables::default();
        let table = Arc::new(Table::new("t", Vec::new()));
        tables.discard(Arc::<Table>::clone(&table));
        tables.discard(Arc::<Table>::clone(&table));
        assert!(tables.take_discarded().is_empty());
        drop(table);
        assert_eq!(tables.take_discarded().len(), 1);
        assert!(tables.discarded.is_empty());
    }
}
