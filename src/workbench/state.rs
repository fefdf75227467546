//! Everything the window shows.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::Waker;

pub use super::dialog::Dialog;
pub use super::dialog::ImportColumn;
pub use super::dialog::ImportDialog;
pub use super::dialog::Leave;
pub use super::dialog::PathPurpose;
pub use super::dialog::Whole;
use super::document::Document;
use super::insight::Insight;
use super::jobs::Job;
use super::jobs::Jobs;
use super::jobs::take_done;
use super::kind_look::KindLooks;
use super::notice::Notice;
use super::notice::Severity;
use super::prepared::Prepared;
use super::reading::Reading;
use super::session::Session;
use super::settings::Settings;
use super::table_view::TableView;
use super::tables::Loading;
use super::tables::Tables;
pub use super::view::LeftTab;
pub use super::view::LowerPlot;
pub use super::view::ViewState;
use crate::data::Table;
use crate::engine::RunState;
use crate::experiment::Experiment;
use crate::experiment::Plan;
use crate::experiment::Problem;

/// How many notices are kept.
const MAX_NOTICES: usize = 20;

/// The state of the application.
#[derive(Debug)]
pub struct State {
    /// The open experiment.
    pub document: Document,
    /// Its table.
    pub table: TableSlot,
    /// The check of the document against the table, redone when either changes.
    pub check: Check,
    /// What is known of the table's columns, and warnings.
    pub insight: Insight,
    /// The window with the rows of the table.
    pub table_view: TableView,
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
    /// A path that the window shall ask for with a file dialog; it takes the request and answers with a command.
    pub file_request: Option<PathPurpose>,
    /// Whether the clipboard is asked for.
    pub paste_request: bool,
    /// What becomes of the texts in the import dialog.
    pub(super) import_looks: KindLooks,
    /// The text in the import dialog, if it was pasted.
    pub(super) pasted: Option<Arc<str>>,
    /// How many import dialogs there were.
    pub(super) imports: u64,
    /// The files whose rows follow those of the file in the import dialog.
    pub(super) appended: Vec<PathBuf>,
    /// Whether the window shall close now; set when nothing would be lost.
    pub quit: bool,
    /// Called by other threads when they have something to show.
    pub(super) waker: Waker,
    /// The tables at hand.
    pub(super) tables: Tables,
    /// What is being read.
    pub(super) loading: Option<Loading>,
    /// The prepared data of the last check.
    pub(super) prepared: Option<Prepared>,
    /// What was asked about unsaved changes for, and waits for the save.
    pub(super) after_save: Option<Leave>,
    /// Where the settings are kept.
    settings_file: Option<PathBuf>,
    /// The settings as they were last saved.
    saved_settings: Settings,
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
        /// How far.
        reading: Reading,
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
    /// A big table is being prepared on another thread.
    Working,
    /// It can be run.
    Ready(Box<Plan>),
    /// It cannot.
    Problems(Vec<Problem>),
}

impl State {
    /// A state with the default experiment. `waker` is called whenever another thread has something to show.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn new(waker: Waker, settings: Settings) -> io::Result<Self> {
        let mut state = Self::for_experiment(waker, Experiment::new_default())?;
        state.saved_settings = settings.clone();
        state.settings = settings;
        Ok(state)
    }

    /// A state with this experiment and, where its table is made by the program, the table.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn for_experiment(waker: Waker, experiment: Experiment) -> io::Result<Self> {
        let mut state = Self {
            document: Document::new(experiment, None),
            table: TableSlot::Empty,
            check: Check::NoTable,
            insight: Insight::default(),
            table_view: TableView::default(),
            session: Session::new(waker.clone())?,
            notices: Vec::new(),
            settings: Settings::default(),
            view: ViewState::default(),
            dialog: None,
            jobs: Jobs::default(),
            file_request: None,
            paste_request: false,
            import_looks: KindLooks::default(),
            pasted: None,
            imports: 0,
            appended: Vec::new(),
            quit: false,
            waker,
            tables: Tables::default(),
            loading: None,
            prepared: None,
            after_save: None,
            settings_file: None,
            saved_settings: Settings::default(),
        };
        state.sync_table();
        state.recheck();
        Ok(state)
    }

    /// Keeps the settings in this file from now on: they are saved whenever they change.
    pub fn keep_settings_in(&mut self, path: PathBuf) {
        self.settings_file = Some(path);
    }

    /// Takes in what other threads have done; called once a frame.
    pub fn poll(&mut self) {
        for notice in self.session.poll() {
            self.notify(notice);
        }
        if self.session.state == RunState::Empty {
            self.document.running = None;
        }
        self.show_reading();
        self.show_survey();
        if let Some(result) = take_done(&mut self.jobs.table) {
            self.table_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.prepare) {
            self.preparation_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.preset) {
            self.preset_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.save) {
            self.save_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.export) {
            self.export_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.profile) {
            self.profiles_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.warnings) {
            self.warnings_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.listing) {
            self.listing_done(result);
        }
        if self.insight.looks.is_busy()
            && let Some(table) = self.table().cloned()
        {
            self.look_at_texts(&table);
        }
        self.look_at_import();
        self.free_tables();
        self.poll_find();
        self.follow_table_view();
        // Another question is answered first.
        if matches!(self.dialog, None | Some(Dialog::Import(_)))
            && let Some(result) = take_done(&mut self.jobs.preview)
        {
            self.preview_done(result);
        }
        if let Some(result) = take_done(&mut self.jobs.survey) {
            self.survey_done(result);
        }
        self.save_settings();
    }

    /// Whether other threads are at work on files or tables; the training thread does not count.
    pub fn is_busy(&self) -> bool {
        self.jobs.any() || self.insight.looks.is_busy() || self.import_looks.is_busy()
    }

    /// Looks at the clock once a frame: undo gets its points, notices their time. Returns after how many seconds another
    /// look is wanted though nothing may happen until then.
    pub fn tick(&mut self, now_secs: f64) -> Option<f64> {
        let document = &mut self.document;
        document.history.feed(now_secs, &document.experiment);
        let settles = document.history.in_flux().then_some(1.0);
        self.notices.retain_mut(|notice| {
            let since = *notice.since_secs.get_or_insert(now_secs);
            notice.severity != Severity::Info || now_secs - since < Notice::INFO_SECS
        });
        let leave = self
            .notices
            .iter()
            .filter(|notice| notice.severity == Severity::Info)
            .filter_map(|notice| Some(notice.since_secs? + Notice::INFO_SECS - now_secs));
        leave.chain(settles).reduce(f64::min)
    }

    /// Shows a notice. One that is shown already is not shown twice.
    pub fn notify(&mut self, notice: Notice) {
        self.notices.retain(|shown| shown.text != notice.text);
        self.notices.push(notice);
        let surplus = self.notices.len().saturating_sub(MAX_NOTICES);
        self.notices.drain(..surplus);
    }

    /// What becomes of the texts in the import dialog.
    pub fn import_looks(&self) -> &KindLooks {
        &self.import_looks
    }

    /// The table, if it is there.
    pub fn table(&self) -> Option<&Arc<Table>> {
        match &self.table {
            TableSlot::Ready(table) => Some(table),
            TableSlot::Empty | TableSlot::Loading { .. } | TableSlot::Failed { .. } => None,
        }
    }

    /// Changes the document by one act, which is one step of undo.
    pub(super) fn change_document(&mut self, change: impl FnOnce(&mut Experiment)) {
        let document = &mut self.document;
        document.history.mark(&document.experiment);
        change(&mut document.experiment);
        document.history.mark(&document.experiment);
        self.document_changed();
    }

    /// Draws the consequences of a change of the document.
    pub(super) fn document_changed(&mut self) {
        self.sync_table();
        self.recheck();
    }

    /// Saves the settings if they have changed, one save at a time.
    fn save_settings(&mut self) {
        if let Some(result) = take_done(&mut self.jobs.settings) {
            let failure = match result {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(panic) => Some(panic),
            };
            if let Some(failure) = failure {
                self.notify(Notice::warning(format!(
                    "The settings are not kept: {failure}"
                )));
            }
        }
        let Some(path) = self.settings_file.clone() else {
            return;
        };
        if self.settings == self.saved_settings || self.jobs.settings.is_some() {
            return;
        }
        self.saved_settings = self.settings.clone();
        let settings = self.settings.clone();
        let work = move || settings.save(&path);
        match Job::start_to_finish("save settings", &self.waker, work) {
            Ok(job) => self.jobs.settings = Some(job),
            Err(error) => self.notify(Notice::no_thread(&error)),
        }
    }
}
