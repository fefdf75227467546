//! Questions and windows in front of everything else.

use std::path::PathBuf;

use crate::data::CsvOptions;
use crate::data::Role;
use crate::data::read::Preview;

/// A question or window in front of everything else.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// There are unsaved changes: save, discard or cancel, before this goes on.
    UnsavedChanges {
        /// What the user wanted to do.
        then: Leave,
    },
    /// A table is about to be imported.
    Import(Box<ImportDialog>),
    /// The file exists: replace it?
    Overwrite {
        /// The file; [`AppCommand::SaveTo`](super::command::AppCommand::SaveTo) with it is the yes.
        path: PathBuf,
    },
    /// A path to type, where file dialogs are not to be had or not wanted.
    Path {
        /// What it is for.
        purpose: PathPurpose,
        /// What was typed so far.
        text: String,
    },
    /// About the program.
    About,
    /// The keyboard shortcuts.
    Shortcuts,
}

/// What puts another document in place of this one, or ends the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leave {
    /// A new experiment.
    New,
    /// The preset in this file.
    Preset(PathBuf),
    /// The preset of this name, built into the program.
    Builtin(String),
    /// Closing the window.
    Quit,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A table to open.
    OpenTable,
    /// A preset to open.
    OpenPreset,
    /// Where to save the preset.
    SavePreset,
}

/// A table about to be imported.
#[derive(Clone, Debug)]
pub struct ImportDialog {
    /// The file.
    pub path: PathBuf,
    /// The options that the user has set; `None` = guess.
    pub options: CsvOptions,
    /// The names of a workbook's sheets, from the last preview that succeeded; empty for other files.
    pub sheets: Vec<String>,
    /// What was understood, or why not.
    pub preview: Result<Preview, String>,
    /// The roles by column, as many as the preview has columns.
    pub roles: Vec<Role>,
}
