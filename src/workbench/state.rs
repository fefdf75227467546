//! Everything the window shows.

use std::path::PathBuf;
use std::sync::Arc;

use super::document::Document;
use super::files::Jobs;
use super::notice::Notice;
use super::session::Session;
use super::settings::Settings;
use crate::data::CsvOptions;
use crate::data::Table;
use crate::data::csv::Preview;
use crate::experiment::Plan;
use crate::experiment::Problem;

/// The state of the application.
#[derive(Debug)]
pub struct State {
    /// The open experiment.
    pub document: Document,
    /// Its table.
    pub table: TableSlot,
    /// The check of the document against the table, redone when either changes.
    pub check: Check,
    /// The run.
    pub session: Session,
    /// Messages to the user, newest last.
    pub notices: Vec<Notice>,
    /// What is kept between starts.
    pub settings: Settings,
    /// Which views are shown and what is selected in them.
    pub view: ViewState,
    /// The question or window in front of everything else.
    pub dialog: Option<Dialog>,
    /// Work on other threads.
    pub jobs: Jobs,
    /// Whether the window shall close now; set when nothing would be lost.
    pub quit: bool,
}

/// The table of the open experiment.
#[derive(Clone, Debug, Default)]
pub enum TableSlot {
    /// None yet.
    #[default]
    Empty,
    /// Being read.
    Loading {
        /// What is read.
        name: String,
        /// Bytes read so far.
        read_bytes: u64,
        /// The file's size, if known.
        total_bytes: Option<u64>,
    },
    /// Ready.
    Ready(Arc<Table>),
    /// It could not be read.
    Failed {
        /// What is wrong, where, and what to do.
        message: String,
    },
}

/// The result of checking the document.
#[derive(Clone, Debug, Default)]
pub enum Check {
    /// There is no table to check against.
    #[default]
    NoTable,
    /// It can be run.
    Ready(Box<Plan>),
    /// It cannot.
    Problems(Vec<Problem>),
}

/// The panels at the sides and the tabs in the middle.
#[derive(Clone, Debug)]
pub struct ViewState {
    /// The tab of the left panel.
    pub left_tab: LeftTab,
    /// The selected layer, by its index in `input, hidden…, output`.
    pub selected_layer: Option<usize>,
    /// The row chosen for the prediction plot and the network's unit values, as a sample (column of the data set).
    pub selected_sample: usize,
    /// The traced weights, as indices of `θ`, in the order they were chosen.
    pub traced_weights: Vec<usize>,
    /// Whether the error plot's y axis is logarithmic.
    pub log_error: bool,
    /// Whether the plot of weights is shown in the lower half (else predictions).
    pub lower_plot: LowerPlot,
}

impl Default for ViewState {
    fn default() -> Self {
        Self {
            left_tab: LeftTab::default(),
            selected_layer: None,
            selected_sample: 0,
            traced_weights: Vec::new(),
            log_error: true,
            lower_plot: LowerPlot::default(),
        }
    }
}

/// The tabs of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftTab {
    /// The data set.
    #[default]
    Data,
    /// The chosen layer and the training settings.
    Training,
    /// The list of presets.
    Presets,
}

/// The plots of the lower half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LowerPlot {
    /// Traced weights.
    #[default]
    Weights,
    /// Predicted output against target for the chosen row.
    Prediction,
    /// Accuracy or other metrics.
    Metrics,
}

/// A question or window in front of everything else.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// There are unsaved changes: save, discard or cancel, before this goes on.
    UnsavedChanges {
        /// What the user wanted to do.
        then: Box<super::command::AppCommand>,
    },
    /// A table is about to be imported.
    Import(Box<ImportDialog>),
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
    /// What was understood, or why not.
    pub preview: Result<Preview, String>,
    /// The roles by column, as many as the preview has columns.
    pub roles: Vec<crate::data::Role>,
}
