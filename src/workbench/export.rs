//! Writing what a run has recorded into a file, as the command line does.

use std::path::Path;
use std::path::PathBuf;

use super::dialog::Dialog;
use super::dialog::PathPurpose;
use super::jobs::Job;
use super::notice::Notice;
use super::opening::file_stem;
use super::state::State;
use crate::files;
use crate::files::FileError;

/// The file name extension of a history.
const EXTENSION: &str = "csv";

/// A history that was written.
#[derive(Debug)]
pub struct HistoryWritten {
    path: PathBuf,
    result: Result<(), FileError>,
}

impl State {
    /// Writes the history of the run as it is now to this file, on another thread.
    pub(super) fn export_history(&mut self, path: PathBuf) {
        self.dialog = None;
        let path = with_extension(path);
        let history = self.session.history.clone();
        let work = move || HistoryWritten {
            result: files::write_history(&path, &history),
            path,
        };
        // An earlier one is waited for, so that the later one comes later.
        self.jobs.export = None;
        match Job::start_to_finish("export history", &self.waker, work) {
            Ok(job) => self.jobs.export = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Writes to a file chosen in the system's dialog, which has asked about replacing it under this name.
    pub(super) fn export_history_as(&mut self, path: PathBuf) {
        if path.extension().is_some() {
            self.export_history(path);
        } else {
            self.export_unless_other(path);
        }
    }

    /// Writes, after asking whether to replace a file.
    pub(super) fn export_unless_other(&mut self, path: PathBuf) {
        let path = with_extension(path);
        if path.exists() && !path.is_dir() {
            self.dialog = Some(Dialog::Overwrite {
                purpose: PathPurpose::ExportHistory,
                path,
            });
        } else {
            self.export_history(path);
        }
    }

    /// Says where the history is now, or why not.
    pub(super) fn export_done(&mut self, result: Result<HistoryWritten, String>) {
        match result {
            Ok(HistoryWritten {
                path,
                result: Ok(()),
            }) => self.notify(Notice::info(format!("Exported {}", path.display()))),
            Ok(HistoryWritten {
                result: Err(error), ..
            }) => self.notify(Notice::error(error.to_string())),
            Err(panic) => self.notify(Notice::error(format!(
                "Exporting the history failed: {panic}. Try another place"
            ))),
        }
    }

    /// A file to begin with when one is asked for: named after the experiment, beside it or in the folder used last.
    pub(super) fn history_suggestion(&self) -> PathBuf {
        let own = self.document.path.as_deref();
        let stem = own.and_then(Path::file_stem).map_or_else(
            || file_stem(&self.document.experiment.title),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let beside = own.or(self.settings.recent.first().map(PathBuf::as_path));
        let folder = beside.and_then(Path::parent).unwrap_or(Path::new(""));
        folder.join(format!("{stem}-history.{EXTENSION}"))
    }
}

/// Adds `.csv` to a name without extension; that of a folder is left for the writer to refuse.
fn with_extension(path: PathBuf) -> PathBuf {
    if path.extension().is_some() || path.is_dir() {
        path
    } else {
        path.with_extension(EXTENSION)
    }
}
