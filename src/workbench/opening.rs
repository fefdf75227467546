//! Opening, saving and closing documents, so that nothing unsaved is lost without a question.

use std::path::Path;
use std::path::PathBuf;

use super::command::UnsavedAnswer;
use super::dialog::Dialog;
use super::dialog::Leave;
use super::dialog::PathPurpose;
use super::document::Document;
use super::jobs::Job;
use super::notice::Notice;
use super::state::State;
use super::state::TableSlot;
use super::view::ViewState;
use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::experiment::Experiment;
use crate::experiment::preset;
use crate::files;
use crate::files::FileError;

/// The file name extension of presets.
const PRESET_EXTENSION: &str = "ron";

/// A preset that was read.
#[derive(Debug)]
pub struct PresetRead {
    path: PathBuf,
    result: Result<Experiment, FileError>,
}

/// A preset that was written.
#[derive(Debug)]
pub struct PresetWritten {
    path: PathBuf,
    experiment: Experiment,
    result: Result<(), FileError>,
}

impl State {
    /// Opens a file by its kind.
    pub(super) fn open_file(&mut self, path: PathBuf) {
        if has_preset_extension(&path) {
            self.unless_unsaved(Leave::Preset(path));
        } else {
            self.open_table(path);
        }
    }

    /// Looks at a table for the import dialog. The document changes only when the dialog is accepted, and that can be
    /// undone, so there is no question.
    pub(super) fn open_table(&mut self, path: PathBuf) {
        self.open_tables(vec![path]);
    }

    /// As [`State::open_table`], for files whose rows follow one another.
    pub(super) fn open_tables(&mut self, mut paths: Vec<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        self.drop_dialog();
        self.pasted = None;
        let path = paths.remove(0);
        self.appended = paths;
        self.preview_table(path, CsvOptions::default());
    }

    /// Looks at a table that was pasted, in the import dialog.
    pub(super) fn paste_table(&mut self, text: &str) {
        if text.len() > DataSource::MAX_TEXT {
            let notice =
                "The clipboard holds more than 1 MiB of text; save it as a file and open that";
            self.notify(Notice::error(notice));
        } else if text.trim().lines().count() < 2 {
            let notice =
                "The clipboard holds no table; copy a range of cells with at least two rows";
            self.notify(Notice::info(notice));
        } else {
            self.drop_dialog();
            self.pasted = Some(text.into());
            self.appended.clear();
            let name = PathBuf::from(DataSource::TEXT_NAME);
            self.preview_table(name, CsvOptions::default());
        }
    }

    /// Does something that puts another document in place of this one, after asking if that would lose changes.
    pub(super) fn unless_unsaved(&mut self, then: Leave) {
        if self.document.is_dirty() {
            self.dialog = Some(Dialog::UnsavedChanges { then });
        } else {
            self.dialog = None;
            self.leave_document(then);
        }
    }

    /// Goes on with what was asked about.
    pub(super) fn answer_unsaved(&mut self, answer: UnsavedAnswer) {
        let Some(Dialog::UnsavedChanges { then }) = self.dialog.take() else {
            return;
        };
        match answer {
            UnsavedAnswer::Save => {
                self.after_save = Some(then);
                self.save();
            }
            UnsavedAnswer::Discard => self.leave_document(then),
            UnsavedAnswer::Cancel => {}
        }
    }

    /// The part that comes after the question.
    fn leave_document(&mut self, leave: Leave) {
        match leave {
            Leave::New => self.open(Experiment::new_default(), None),
            Leave::Preset(path) => self.read_preset(path),
            Leave::Builtin(name) => self.open_builtin(&name),
            Leave::Quit => self.quit = true,
        }
    }

    fn open_builtin(&mut self, name: &str) {
        let Some(text) = preset::builtin(name) else {
            self.notify(Notice::error(format!(
                "There is no preset `{name}` in this program; choose one from the list"
            )));
            return;
        };
        match preset::parse(text) {
            Ok(experiment) => self.open(experiment, None),
            Err(error) => self.notify(Notice::error(format!("{error} (preset {name})"))),
        }
    }

    fn read_preset(&mut self, path: PathBuf) {
        let work = move |_: &_| PresetRead {
            result: files::read_preset(&path),
            path,
        };
        match Job::start("read preset", &self.waker, work) {
            Ok(job) => self.jobs.preset = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Opens a preset that was read, or says why not and changes nothing.
    pub(super) fn preset_done(&mut self, result: Result<PresetRead, String>) {
        match result {
            Ok(PresetRead {
                path,
                result: Ok(experiment),
            }) => {
                self.settings.remember(&path);
                self.open(experiment, Some(path));
            }
            Ok(PresetRead {
                path,
                result: Err(error),
            }) => {
                self.settings.forget(&path);
                self.notify(Notice::error(error.to_string()));
            }
            Err(panic) => self.notify(Notice::error(format!(
                "Reading the preset failed: {panic}. Nothing was changed"
            ))),
        }
    }

    /// Puts another document in place of the present one.
    fn open(&mut self, experiment: Experiment, path: Option<PathBuf>) {
        self.document = Document::new(experiment, path);
        let ViewState {
            left_tab,
            log_error,
            lower_plot,
            ..
        } = self.view;
        self.view = ViewState {
            left_tab,
            log_error,
            lower_plot,
            ..ViewState::default()
        };
        self.session.forget_run();
        self.jobs.table = None;
        self.loading = None;
        self.table = TableSlot::Empty;
        self.tables.retry();
        self.sync_table();
        self.recheck();
    }

    /// Saves to the document's file, or asks for one.
    pub(super) fn save(&mut self) {
        match self.document.path.clone() {
            Some(path) => self.save_to(path),
            None => self.file_request = Some(PathPurpose::SavePreset),
        }
    }

    /// Saves to this file, on another thread.
    pub(super) fn save_to(&mut self, path: PathBuf) {
        self.dialog = None;
        let path = with_preset_extension(path);
        let experiment = self.document.experiment.clone();
        let work = move || PresetWritten {
            result: files::write_preset(&path, &experiment),
            path,
            experiment,
        };
        // An earlier save is waited for, so that the later one comes later.
        self.jobs.save = None;
        match Job::start_to_finish("save preset", &self.waker, work) {
            Ok(job) => self.jobs.save = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }

    /// Takes note of a save; then comes what waited for it.
    pub(super) fn save_done(&mut self, result: Result<PresetWritten, String>) {
        let then = self.after_save.take();
        match result {
            Ok(PresetWritten {
                path,
                experiment,
                result: Ok(()),
            }) => {
                self.settings.remember(&path);
                self.notify(Notice::info(format!("Saved {}", path.display())));
                self.document.saved = experiment;
                self.document.path = Some(path);
                if let Some(then) = then {
                    self.unless_unsaved(then);
                }
            }
            Ok(PresetWritten {
                result: Err(error), ..
            }) => self.notify(Notice::error(error.to_string())),
            Err(panic) => self.notify(Notice::error(format!(
                "Saving failed: {panic}. The previous file is unchanged; try another place"
            ))),
        }
    }

    /// Accepts what was typed in the path dialog.
    pub(super) fn accept_path(&mut self) {
        let Some(Dialog::Path { purpose, text }) = &self.dialog else {
            return;
        };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let (purpose, path) = (*purpose, PathBuf::from(text));
        match purpose {
            PathPurpose::OpenTable => self.open_table(path),
            PathPurpose::OpenPreset => self.unless_unsaved(Leave::Preset(path)),
            PathPurpose::SavePreset => self.save_unless_other(path),
            PathPurpose::ExportHistory => self.export_unless_other(path),
        }
    }

    /// Saves to a file chosen in the system's dialog.
    pub(super) fn save_as(&mut self, path: PathBuf) {
        if has_preset_extension(&path) {
            self.save_to(path);
        } else {
            self.save_unless_other(path);
        }
    }

    /// Saves, after asking whether to replace a file that is not the document's own.
    fn save_unless_other(&mut self, path: PathBuf) {
        let path = with_preset_extension(path);
        let own = self.document.path.as_ref() == Some(&path);
        if path.exists() && !own {
            self.dialog = Some(Dialog::Overwrite {
                purpose: PathPurpose::SavePreset,
                path,
            });
        } else {
            self.save_to(path);
        }
    }

    /// A path to begin with when one is asked for: the document's file or one named after it, in the folder used last.
    pub fn path_suggestion(&self, purpose: PathPurpose) -> PathBuf {
        let recent = self.settings.recent.first();
        let folder = || recent.and_then(|path| path.parent()).map(Path::to_owned);
        match (purpose, &self.document.path) {
            (PathPurpose::SavePreset, Some(path)) => path.clone(),
            (PathPurpose::SavePreset, None) => {
                let name = file_stem(&self.document.experiment.title);
                folder()
                    .unwrap_or_default()
                    .join(format!("{name}.{PRESET_EXTENSION}"))
            }
            (PathPurpose::ExportHistory, _) => self.history_suggestion(),
            // An empty last part leaves a separator at the end, ready to type on.
            (PathPurpose::OpenTable | PathPurpose::OpenPreset, _) => {
                folder().map(|folder| folder.join("")).unwrap_or_default()
            }
        }
    }
}

/// Whether a file is a preset by its name.
fn has_preset_extension(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(PRESET_EXTENSION))
}

/// Adds `.ron` to a name without it. `net.v2` becomes `net.v2.ron`: its end is no extension.
fn with_preset_extension(path: PathBuf) -> PathBuf {
    if has_preset_extension(&path) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(PRESET_EXTENSION);
    name.into()
}

/// A file name made of a title: letters, digits and dashes.
pub(super) fn file_stem(title: &str) -> String {
    let words: Vec<String> = title
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        "experiment".to_owned()
    } else {
        words.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_extension_gets_one() {
        let named = |name: &str| with_preset_extension(PathBuf::from(name));
        assert_eq!(named("/data/net"), Path::new("/data/net.ron"));
        assert_eq!(named("net.v2"), Path::new("net.v2.ron"));
        assert_eq!(named("net.RON"), Path::new("net.RON"));
    }

    #[test]
    fn a_title_becomes_a_file_name() {
        assert_eq!(
            file_stem("Encoder 8-3-8: no/odd \"signs\""),
            "encoder-8-3-8-no-odd-signs"
        );
        assert_eq!(file_stem("Übung 1"), "übung-1");
        assert_eq!(file_stem(" … "), "experiment");
    }
}
