//! The system's file dialogs. They block, so each has a thread of its own; where the system has none, the program's own
//! path dialog takes their place.

use std::path::Path;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::TryRecvError;
use std::sync::mpsc::sync_channel;
use std::task::Waker;
use std::thread;

use rfd::FileDialog;

use super::logger;
use crate::files::TABLE_EXTENSIONS;
use crate::workbench::AppCommand;
use crate::workbench::Notice;
use crate::workbench::State;
use crate::workbench::state::Dialog;
use crate::workbench::state::PathPurpose;

/// The file dialogs of the window.
#[derive(Debug)]
pub struct Dialogs {
    native: bool,
    open: Option<(PathPurpose, Receiver<Answer>)>,
}

/// How a file dialog ended.
#[derive(Debug)]
enum Answer {
    /// One file; of tables perhaps several.
    Chosen(Vec<PathBuf>),
    Cancelled,
    /// The system has no file dialogs.
    NoBackend,
}

impl Dialogs {
    /// The system's dialogs.
    pub fn native() -> Self {
        Self {
            native: true,
            open: None,
        }
    }

    /// The program's own path dialog only.
    pub fn in_app() -> Self {
        Self {
            native: false,
            open: None,
        }
    }

    /// Asks for a path; the answer comes by [`Dialogs::poll`]. A dialog that is open already stays the only one.
    pub fn ask(
        &mut self,
        purpose: PathPurpose,
        state: &State,
        frame: &eframe::Frame,
        waker: Waker,
    ) -> Option<AppCommand> {
        if self.open.is_some() {
            return None;
        }
        let suggestion = state.path_suggestion(purpose);
        if !self.native {
            return Some(path_dialog(purpose, &suggestion));
        }
        let mut dialog = dialog_for(purpose, &suggestion);
        if let Some(window) = frame.winit_window() {
            dialog = dialog.set_parent(window);
        }
        let (sender, answer) = sync_channel(1);
        let spawned = thread::Builder::new()
            .name("file dialog".to_owned())
            .spawn(move || {
                // The window may be gone by the time of the answer.
                sender.send(show(purpose, dialog)).ok();
                waker.wake();
            });
        match spawned {
            Ok(_) => {
                self.open = Some((purpose, answer));
                None
            }
            Err(_) => Some(path_dialog(purpose, &suggestion)),
        }
    }

    /// The commands that follow from an answer, once it is there.
    pub fn poll(&mut self, state: &State) -> Vec<AppCommand> {
        let Some((purpose, answer)) = &self.open else {
            return Vec::new();
        };
        let (purpose, answer) = match answer.try_recv() {
            Ok(answer) => (*purpose, answer),
            Err(TryRecvError::Empty) => return Vec::new(),
            Err(TryRecvError::Disconnected) => (*purpose, Answer::NoBackend),
        };
        self.open = None;
        match (answer, purpose) {
            (Answer::Chosen(paths), PathPurpose::OpenTable) => vec![AppCommand::OpenTables(paths)],
            (Answer::Chosen(paths), PathPurpose::OpenPreset) => {
                paths.into_iter().map(AppCommand::OpenPreset).collect()
            }
            (Answer::Chosen(paths), PathPurpose::SavePreset) => {
                paths.into_iter().map(AppCommand::SaveAs).collect()
            }
            (Answer::Chosen(paths), PathPurpose::ExportHistory) => {
                let paths = paths.into_iter();
                paths.map(AppCommand::ExportHistoryAs).collect()
            }
            (Answer::Cancelled, _) => vec![AppCommand::CloseDialog],
            (Answer::NoBackend, _) => {
                self.native = false;
                let text = "This system shows no file dialogs, so type the path here, or drop a file on the window. \
                            The package zenity adds them";
                vec![
                    AppCommand::Notify(Notice::info(text)),
                    path_dialog(purpose, &state.path_suggestion(purpose)),
                ]
            }
        }
    }
}

/// The program's own path dialog.
fn path_dialog(purpose: PathPurpose, suggestion: &Path) -> AppCommand {
    AppCommand::ShowDialog(Box::new(Dialog::Path {
        purpose,
        text: suggestion.to_string_lossy().into_owned(),
    }))
}

fn dialog_for(purpose: PathPurpose, suggestion: &Path) -> FileDialog {
    let name = suggestion.file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let dialog = match purpose {
        PathPurpose::OpenTable => FileDialog::new()
            .set_title("Open table; several files of one kind become one table")
            .add_filter("Tables", &TABLE_EXTENSIONS)
            .add_filter("All files", &["*"]),
        PathPurpose::OpenPreset => FileDialog::new()
            .set_title("Open experiment")
            .add_filter("Presets", &["ron"])
            .add_filter("All files", &["*"]),
        PathPurpose::SavePreset => FileDialog::new()
            .set_title("Save experiment")
            .add_filter("Presets", &["ron"])
            .set_file_name(name),
        PathPurpose::ExportHistory => FileDialog::new()
            .set_title("Export history")
            .add_filter("Tables", &["csv"])
            .set_file_name(name),
    };
    match suggestion.parent() {
        Some(folder) if folder.is_dir() => dialog.set_directory(folder),
        Some(_) | None => dialog,
    }
}

fn show(purpose: PathPurpose, dialog: FileDialog) -> Answer {
    logger::take_dialog_failure();
    let paths = match purpose {
        PathPurpose::OpenTable => dialog.pick_files(),
        PathPurpose::OpenPreset => dialog.pick_file().map(|path| vec![path]),
        PathPurpose::SavePreset | PathPurpose::ExportHistory => {
            dialog.save_file().map(|path| vec![path])
        }
    };
    match paths {
        Some(paths) => Answer::Chosen(paths),
        None if logger::take_dialog_failure() => Answer::NoBackend,
        None => Answer::Cancelled,
    }
}
