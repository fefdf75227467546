//! Questions and windows in front of everything else.

use std::path::PathBuf;
use std::sync::Arc;

use super::command::AppCommand;
use super::reading::Reading;
use crate::data::ColumnProposal;
use crate::data::CsvOptions;
use crate::data::OptionScope;
use crate::data::Role;
use crate::data::Table;
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
        /// What would be written: an experiment or a history.
        purpose: PathPurpose,
        /// The file; [`PathPurpose::write_to`] with it is the yes.
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
    /// Where to write the history of the run.
    ExportHistory,
}

impl PathPurpose {
    /// The command that writes to a file, replacing what is there; `None` where files are opened.
    pub fn write_to(self, path: PathBuf) -> Option<AppCommand> {
        match self {
            Self::SavePreset => Some(AppCommand::SaveTo(path)),
            Self::ExportHistory => Some(AppCommand::ExportHistoryTo(path)),
            Self::OpenTable | Self::OpenPreset => None,
        }
    }
}

/// A table about to be imported.
#[derive(Clone, Debug)]
pub struct ImportDialog {
    /// Counts the dialogs: another one begins at the top of its table.
    pub number: u64,
    /// The file.
    pub path: PathBuf,
    /// The files whose rows follow.
    pub more: Vec<PathBuf>,
    /// The options that the user has set; `None` = guess.
    pub options: CsvOptions,
    /// The names of a workbook's sheets, from the last preview that succeeded; empty for other files.
    pub sheets: Vec<String>,
    /// Which options of texts have a meaning for the file.
    pub scope: OptionScope,
    /// What was understood, or why not.
    pub preview: Result<Preview, String>,
    /// The columns of the preview.
    pub columns: Vec<ImportColumn>,
    /// The whole table, as far as it was read.
    pub whole: Whole,
}

impl ImportDialog {
    /// The roles by column.
    pub fn roles(&self) -> Vec<Role> {
        let role = |column: &ImportColumn| column.proposal.spec.role;
        self.columns.iter().map(role).collect()
    }

    /// As much of the table as was read.
    pub fn table(&self) -> Option<&Table> {
        match (&self.whole, &self.preview) {
            (Whole::Ready(table), Ok(_)) => Some(table),
            (Whole::Unread | Whole::Reading(_) | Whole::Failed(_), Ok(preview)) => {
                Some(&preview.table)
            }
            (_, Err(_)) => None,
        }
    }
}

/// A column about to be imported.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportColumn {
    /// Its role and kind, and why.
    pub proposal: ColumnProposal,
    /// Whether the user chose the role.
    pub role_chosen: bool,
    /// Whether the user chose the kind.
    pub kind_chosen: bool,
}

/// The whole table behind a preview.
#[derive(Clone, Debug)]
pub enum Whole {
    /// Not to be read, as the beginning is no table.
    Unread,
    /// Being read.
    Reading(Reading),
    /// Read.
    Ready(Arc<Table>),
    /// It cannot be read.
    Failed(String),
}
