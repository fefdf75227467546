//! A state with nobody in front of it: commands go in, and the test sleeps until other threads have something new.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::task::Wake;
use std::time::Duration;
use std::time::Instant;

use deltascope::engine::RunState;
use deltascope::experiment::Experiment;
use deltascope::experiment::preset;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::Settings;
use deltascope::workbench::State;
use deltascope::workbench::apply::apply;
use deltascope::workbench::state::Check;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::ImportDialog;
use tempfile::TempDir;

/// Longer than anything takes, even on a busy machine; a test that fails waits this long.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.heard.notify_all();
    }
}

/// A state under test, and a folder of its own.
pub struct Desk {
    pub state: State,
    folder: TempDir,
    bell: Arc<Bell>,
}

impl Desk {
    /// A desk with the default experiment.
    pub fn new() -> Self {
        Self::with_settings(Settings::default())
    }

    pub fn with_settings(settings: Settings) -> Self {
        let bell = Arc::new(Bell::default());
        Self {
            state: State::new(Arc::clone(&bell).into(), settings).unwrap(),
            folder: TempDir::new().unwrap(),
            bell,
        }
    }

    /// A desk with this experiment.
    pub fn of(experiment: Experiment) -> Self {
        let bell = Arc::new(Bell::default());
        Self {
            state: State::for_experiment(Arc::clone(&bell).into(), experiment).unwrap(),
            folder: TempDir::new().unwrap(),
            bell,
        }
    }

    /// A desk with a preset of the program.
    pub fn of_builtin(name: &str) -> Self {
        Self::of(preset::parse(preset::builtin(name).unwrap()).unwrap())
    }

    pub fn apply(&mut self, command: AppCommand) {
        apply(&mut self.state, command);
    }

    pub fn menu(&mut self, command: MenuCommand) {
        self.apply(AppCommand::Menu(command));
    }

    pub fn edit(&mut self, edit: DocumentEdit) {
        self.apply(AppCommand::Edit(edit));
    }

    /// Polls whenever it is woken until the condition holds. Without a wake it does not look again.
    pub fn wait_until(&mut self, what: &str, condition: impl Fn(&State) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        self.state.poll();
        while !condition(&self.state) {
            let mut rung = self.bell.rung.lock().unwrap();
            while !*rung {
                let left = deadline.saturating_duration_since(Instant::now());
                assert!(
                    !left.is_zero(),
                    "never came: {what}; notices: {:?}, dialog: {:?}",
                    self.state.notices,
                    self.state.dialog
                );
                rung = self.bell.heard.wait_timeout(rung, left).unwrap().0;
            }
            *rung = false;
            drop(rung);
            self.state.poll();
        }
    }

    /// Waits for files to be read and written and tables to be prepared.
    pub fn settle(&mut self) {
        self.wait_until("the end of all jobs", |state| !state.is_busy());
    }

    pub fn wait_for_run(&mut self, wanted: RunState) {
        self.wait_until(&format!("{wanted:?}"), |state| {
            state.session.state == wanted && state.session.snapshot.state == wanted
        });
    }

    /// Runs to the end.
    pub fn run_to_end(&mut self) {
        self.menu(MenuCommand::RunPause);
        self.wait_for_run(RunState::Finished);
    }

    /// The weights of the run as the views see them.
    pub fn weights(&mut self) -> Vec<f64> {
        self.wait_until("the weights", |state| {
            state.session.snapshot.parameters.is_some()
        });
        self.state.session.snapshot.parameters.clone().unwrap()
    }

    pub fn experiment(&self) -> &Experiment {
        &self.state.document.experiment
    }

    pub fn is_ready(&self) -> bool {
        matches!(self.state.check, Check::Ready(_))
    }

    /// A path in the desk's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Opens a table and waits for the import dialog.
    pub fn open_table(&mut self, path: &Path) -> &ImportDialog {
        self.apply(AppCommand::OpenFile(path.to_owned()));
        self.settle();
        self.import_dialog()
    }

    pub fn import_dialog(&self) -> &ImportDialog {
        match &self.state.dialog {
            Some(Dialog::Import(dialog)) => dialog,
            other => panic!(
                "no import dialog but {other:?}; notices: {:?}",
                self.state.notices
            ),
        }
    }

    /// The text of the newest notice.
    pub fn notice(&self) -> &str {
        self.state.notices.last().map_or("", |notice| &notice.text)
    }
}
