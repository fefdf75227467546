//! Looking at a table before it is taken in: first its beginning, then the whole, on other threads.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::dialog::Dialog;
use super::dialog::ImportColumn;
use super::dialog::ImportDialog;
use super::dialog::Whole;
use super::jobs::Job;
use super::jobs::Progress;
use super::notice::Notice;
use super::reading::Reading;
use super::state::State;
use super::tables;
use crate::data::ColumnKind;
use crate::data::ColumnProposal;
use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::DataSpec;
use crate::data::Role;
use crate::data::Table;
use crate::data::read::Preview;
use crate::files;
use crate::files::FileError;

/// How many rows the preview shows.
const PREVIEW_ROWS: usize = 200;
/// While options are typed, nothing is read until they rest for so long.
const REST: Duration = Duration::from_millis(150);

/// The beginning of a table.
#[derive(Debug)]
pub struct PreviewDone {
    path: PathBuf,
    options: CsvOptions,
    preview: Result<Preview, FileError>,
    /// What is proposed for the columns of the preview.
    proposals: Vec<ColumnProposal>,
    /// Whether there is a file, so that other options may help.
    is_file: bool,
}

/// A whole table, and what is proposed for its columns.
#[derive(Debug)]
pub struct Surveyed {
    path: PathBuf,
    result: Result<(Arc<Table>, Vec<ColumnProposal>), FileError>,
}

impl State {
    /// Reads the beginning of a table for the import dialog.
    pub(super) fn preview_table(&mut self, path: PathBuf, options: CsvOptions) {
        self.start_preview(path, options, Duration::ZERO);
    }

    fn start_preview(&mut self, path: PathBuf, options: CsvOptions, rest: Duration) {
        self.jobs.survey = None;
        let pasted = self.pasted.clone();
        let work = move |progress: &Progress| {
            progress.rest(rest);
            let preview = match &pasted {
                Some(text) => files::preview_text(text, options.clone(), PREVIEW_ROWS),
                None => files::preview_table(&path, options.clone(), PREVIEW_ROWS),
            };
            let proposals = preview.as_ref().map_or_else(
                |_| Vec::new(),
                |preview| DataSpec::proposals(&preview.table),
            );
            PreviewDone {
                preview,
                proposals,
                is_file: pasted.is_some() || path.is_file(),
                path,
                options,
            }
        };
        match Job::start("preview table", &self.waker, work) {
            Ok(job) => self.jobs.preview = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Shows the beginning of a table in the dialog, or says why it cannot be read; the rest is read next.
    pub(super) fn preview_done(&mut self, result: Result<PreviewDone, String>) {
        let done = match result {
            Ok(done) => done,
            Err(panic) => {
                self.notify(Notice::error(format!(
                    "Looking at the table failed: {panic}. Nothing was changed"
                )));
                return;
            }
        };
        let PreviewDone {
            path,
            options,
            preview,
            proposals,
            is_file,
        } = done;
        if let Err(error) = &preview
            && !is_file
        {
            self.settings.forget(&path);
            self.notify(Notice::error(error.to_string()));
            return;
        }
        let before = match self.dialog.take() {
            Some(Dialog::Import(dialog)) if dialog.path == path => Some(dialog),
            Some(_) | None => None,
        };
        if let Some(before) = &before
            && let Whole::Ready(table) = &before.whole
        {
            let table = Arc::clone(table);
            self.tables.discard(table);
        }
        let number = before.as_ref().map_or_else(
            || {
                self.imports += 1;
                self.imports
            },
            |before| before.number,
        );
        let known = before.as_ref().map_or(&[][..], |before| &before.columns);
        let columns = ImportColumn::propose(proposals, known);
        let sheets = match &preview {
            Ok(preview) => preview.sheets.clone(),
            // Another sheet may do.
            Err(_) => before.map(|before| before.sheets).unwrap_or_default(),
        };
        let whole = match &preview {
            // The preview has all there is.
            Ok(preview) if preview.table.rows() < PREVIEW_ROWS && self.appended.is_empty() => {
                Whole::Ready(Arc::new(preview.table.clone()))
            }
            Ok(preview) => self.survey(&path, preview.options.clone()),
            Err(_) => Whole::Unread,
        };
        self.dialog = Some(Dialog::Import(Box::new(ImportDialog {
            number,
            path,
            more: self.appended.clone(),
            options,
            sheets,
            scope: match &preview {
                Ok(preview) => preview.scope(),
                Err(error) => error.scope,
            },
            preview: preview.map_err(|error| error.to_string()),
            columns,
            whole,
        })));
    }

    /// The source of the table in the dialog.
    pub(super) fn import_source(&self, path: &Path, options: CsvOptions) -> DataSource {
        match &self.pasted {
            Some(text) => DataSource::Text {
                text: text.to_string(),
                options,
            },
            None => DataSource::File {
                path: path.to_owned(),
                more: self.appended.clone(),
                options,
            },
        }
    }

    /// Starts reading the whole table.
    fn survey(&mut self, path: &Path, options: CsvOptions) -> Whole {
        let path = path.to_owned();
        let source = self.import_source(&path, options);
        let total_bytes = tables::total_bytes(&source);
        let work = move |progress: &Progress| {
            let table = tables::read_source(&source, progress);
            let result = table.map(|table| {
                let proposals = DataSpec::proposals(&table);
                (table, proposals)
            });
            Surveyed { path, result }
        };
        match Job::start("read whole table", &self.waker, work) {
            Ok(job) => {
                self.jobs.survey = Some(job);
                Whole::Reading(Reading::of(total_bytes))
            }
            Err(error) => {
                self.notify(Notice::no_thread(&error));
                Whole::Unread
            }
        }
    }

    /// Takes the whole table into the dialog: what is proposed for its columns now comes from all rows.
    pub(super) fn survey_done(&mut self, result: Result<Surveyed, String>) {
        let Some(Dialog::Import(dialog)) = &mut self.dialog else {
            return;
        };
        match result {
            Ok(Surveyed { path, result }) if path == dialog.path => match result {
                Ok((table, proposals)) => {
                    dialog.columns = ImportColumn::propose(proposals, &dialog.columns);
                    dialog.whole = Whole::Ready(table);
                }
                Err(error) => dialog.whole = Whole::Failed(error.to_string()),
            },
            Ok(_) => {}
            Err(panic) => {
                dialog.whole = Whole::Failed(format!("Reading the table failed: {panic}"));
            }
        }
    }

    /// Shows how far the reading of the whole table is.
    pub(super) fn show_survey(&mut self) {
        if let Some(Dialog::Import(dialog)) = &mut self.dialog
            && let Whole::Reading(reading) = &mut dialog.whole
            && let Some(job) = &self.jobs.survey
        {
            reading.go_on(job.done(), job.elapsed());
        }
    }

    /// Whether the import dialog waits for a preview with other options.
    pub fn is_previewing(&self) -> bool {
        self.jobs.preview.is_some()
    }

    /// Looks at the table of the dialog again with other options.
    pub(super) fn set_import_options(&mut self, new: CsvOptions) {
        if let Some(Dialog::Import(dialog)) = &mut self.dialog {
            dialog.options = new.clone();
            let path = dialog.path.clone();
            self.start_preview(path, new, REST);
        }
    }

    /// Sets a column's role in the dialog.
    pub(super) fn set_import_role(&mut self, column: usize, new: Role) {
        if let Some(Dialog::Import(dialog)) = &mut self.dialog
            && let Some(column) = dialog.columns.get_mut(column)
        {
            column.proposal.spec.role = new;
            column.role_chosen = true;
        }
    }

    /// Sets how the values of a column are taken, in the dialog.
    pub(super) fn set_import_kind(&mut self, column: usize, new: ColumnKind) {
        if let Some(Dialog::Import(dialog)) = &mut self.dialog
            && let Some(column) = dialog.columns.get_mut(column)
        {
            let spec = &mut column.proposal.spec;
            if !column.role_chosen {
                // Names of rows are of no use; what was taken for names may be.
                if new == ColumnKind::Id {
                    spec.role = Role::Ignored;
                } else if spec.kind == ColumnKind::Id {
                    spec.role = Role::Input;
                }
            }
            spec.kind = new;
            column.kind_chosen = true;
        }
    }
}

impl ImportColumn {
    /// New proposals, but what the user chose for columns of the same names stays. Once a target was chosen, no other
    /// column becomes one by itself.
    pub fn propose(proposals: Vec<ColumnProposal>, before: &[Self]) -> Vec<Self> {
        let target = before
            .iter()
            .any(|column| column.role_chosen && column.proposal.spec.role == Role::Target);
        let propose = |mut proposal: ColumnProposal| {
            let name = &proposal.spec.name;
            let known = before
                .iter()
                .find(|known| known.proposal.spec.name == *name);
            let (role_chosen, kind_chosen) = known.map_or((false, false), |known| {
                (known.role_chosen, known.kind_chosen)
            });
            if let Some(known) = known {
                let old = &known.proposal.spec;
                let spec = &mut proposal.spec;
                if role_chosen || (target && spec.role == Role::Target) {
                    spec.role = old.role;
                }
                if kind_chosen {
                    spec.kind = old.kind.clone();
                    proposal.why.clone_from(&known.proposal.why);
                    proposal.ambiguous = false;
                }
            }
            Self {
                proposal,
                role_chosen,
                kind_chosen,
            }
        };
        proposals.into_iter().map(propose).collect()
    }
}
