//! The whole main job by accessible names, with the real engine and real files: what a person does with the mouse and
//! the keyboard, from opening the program to reloading a saved experiment.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use deltascope::app::Dialogs;
use deltascope::app::Shell;
use deltascope::data::Role;
use deltascope::engine::RunState;
use deltascope::experiment::preset;
use deltascope::workbench::State;
use deltascope::workbench::state::Dialog;
use egui::Key;
use egui::Modifiers;
use egui_kittest::Harness;
use egui_kittest::Node;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;

/// Longer than anything takes, even on a busy machine; a test that fails waits this long.
const PATIENCE: Duration = Duration::from_mins(2);

/// The program without a window.
struct Program {
    harness: Harness<'static, Shell>,
    folder: TempDir,
}

impl Program {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let settings = folder.path().join("settings.ron");
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 800.0))
            .with_step_dt(1.0 / 60.0)
            .build_eframe(|creation| {
                let ctx = &creation.egui_ctx;
                let shell = Shell::new(ctx, Dialogs::in_app(), Some(settings)).unwrap();
                // Popups are there at once: the test need not wait for them to fade in.
                ctx.all_styles_mut(|style| style.animation_time = 0.0);
                shell
            });
        let mut program = Self { harness, folder };
        program.frames();
        program
    }

    fn state(&self) -> &State {
        &self.harness.state().state
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Some frames, as the window draws them when something happens.
    fn frames(&mut self) {
        self.harness.run_steps(3);
    }

    /// Clicks the topmost widget of this name, after scrolling to it as a person would.
    fn click(&mut self, name: &str) {
        self.topmost(name).scroll_to_me();
        self.frames();
        self.topmost(name).click();
        self.frames();
    }

    /// Clicks the button of the toolbar, not the menu above it of the same name.
    fn click_run(&mut self) {
        let nodes: Vec<Node<'_>> = self.harness.get_all_by_label("Run").collect();
        nodes.last().unwrap().click();
        self.frames();
    }

    fn set_speed(&mut self, speed: &str) {
        self.click("Speed");
        self.harness.get_by_label(speed).click();
        self.frames();
    }

    fn topmost<'a>(&'a self, name: &'a str) -> Node<'a> {
        let nodes = self.harness.get_all_by_label(name);
        let top = |node: &Node<'_>| node.rect().top();
        nodes.min_by(|a, b| top(a).total_cmp(&top(b))).unwrap()
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.frames();
    }

    /// Draws frames until the condition holds.
    fn wait_until(&mut self, what: &str, condition: impl Fn(&State) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition(self.state()) {
            assert!(
                Instant::now() < deadline,
                "never came: {what}; notices: {:?}, dialog: {:?}",
                self.state().notices,
                self.state().dialog
            );
            self.frames();
        }
    }

    /// Waits for files to be read or written.
    fn settle(&mut self) {
        self.wait_until("the end of all jobs", |state| !state.is_busy());
        self.frames();
    }

    fn wait_for_run(&mut self, wanted: RunState) {
        self.wait_until(&format!("{wanted:?}"), |state| {
            state.session.state == wanted && state.session.snapshot.state == wanted
        });
    }

    /// Types a path into the program's own path dialog and accepts it.
    fn type_path(&mut self, path: &Path) {
        assert!(
            matches!(self.state().dialog, Some(Dialog::Path { .. })),
            "{:?}",
            self.state().dialog
        );
        // What is suggested is replaced.
        self.key(Modifiers::COMMAND, Key::A);
        self.harness
            .event(egui::Event::Text(path.display().to_string()));
        self.frames();
        self.key(Modifiers::NONE, Key::Enter);
        self.settle();
    }
}

/// Rows of two numbers and a class that depends on them.
fn boxes() -> String {
    let mut text = "id,width,height,kind\n".to_owned();
    for row in 0..120 {
        let (width, height) = (row * 7 % 11, row * 5 % 13);
        let kind = ["flat", "tall"][usize::from(height > width)];
        writeln!(text, "{row},{width}.5,{height}.25,{kind}").unwrap();
    }
    text
}

#[test]
fn from_a_preset_to_a_saved_network_on_a_table_of_ones_own() {
    let mut program = Program::start();
    open_iris(&mut program);
    run_pause_reset_and_step(&mut program);
    edit_while_the_run_is_going(&mut program);
    import_a_table(&mut program);
    train_save_and_reload(&mut program);
}

fn open_iris(program: &mut Program) {
    program.click("Presets");
    program.click("Open preset Iris");
    program.wait_until("iris", |state| {
        state.table().is_some_and(|table| table.rows() == 150)
    });
    program.wait_for_run(RunState::Paused);
}

fn run_pause_reset_and_step(program: &mut Program) {
    let start = program.state().session.snapshot.parameters.clone();
    // Slow enough that the run cannot end before the click on Pause, however fast the machine.
    program.set_speed("100 updates/s");
    program.click_run();
    program.wait_until("some epochs", |state| {
        state.session.snapshot.position.epoch > 0
    });
    program.click("Pause");
    program.wait_for_run(RunState::Paused);
    program.set_speed("Flat out");
    program.click("Reset");
    program.wait_for_run(RunState::Paused);
    assert_eq!(program.state().session.snapshot.parameters, start);
    program.click("Step");
    program.wait_until("a step", |state| {
        state.session.snapshot.position.update == 1
    });
    program.key(Modifiers::SHIFT, Key::Period);
    program.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
}

/// An edit of a run that was begun applies to a new run.
fn edit_while_the_run_is_going(program: &mut Program) {
    let units = |program: &Program| program.state().document.experiment.network.hidden[0].units;
    let before = units(program);
    program.click("Add unit to hidden1");
    assert_eq!(units(program), before + 1);
    assert!(program.state().document.edits_await_new_run());
    program.click("Start new run");
    program.wait_for_run(RunState::Paused);
    let network = program.state().session.network.as_ref().unwrap();
    assert_eq!(network.layers()[1].units, before + 1);
    program.key(Modifiers::COMMAND, Key::Z);
    assert_eq!(units(program), before);
}

fn import_a_table(program: &mut Program) {
    let table = program.path("boxes.csv");
    fs::write(&table, boxes()).unwrap();
    program.click("File");
    // The menu says the shortcut too.
    let item = program.harness.get_by_label_contains("Open table…");
    item.click();
    program.frames();
    program.type_path(&table);
    // The column counts the rows, so it is ignored to begin with.
    for expected in [Role::Input, Role::Target, Role::Weight, Role::Ignored] {
        program.click("Import role of id");
        match &program.state().dialog {
            Some(Dialog::Import(dialog)) => assert_eq!(dialog.roles()[0], expected),
            other => panic!("no import dialog but {other:?}"),
        }
    }
    program.click("Import");
    program.settle();
    program.wait_for_run(RunState::Paused);
    assert!(program.state().document.is_dirty());
}

fn train_save_and_reload(program: &mut Program) {
    program.key(Modifiers::NONE, Key::Space);
    program.wait_for_run(RunState::Finished);
    let trained = program.state().session.snapshot.parameters.clone();

    let saved = program.path("boxes.ron");
    program.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    program.type_path(&saved);
    assert!(!program.state().document.is_dirty());
    let experiment = program.state().document.experiment.clone();
    program.key(Modifiers::COMMAND, Key::N);
    assert_ne!(program.state().document.experiment, experiment);
    program.key(Modifiers::COMMAND, Key::O);
    program.type_path(&saved);
    assert_eq!(program.state().document.experiment, experiment);
    program.wait_for_run(RunState::Paused);
    program.key(Modifiers::NONE, Key::Space);
    program.wait_for_run(RunState::Finished);
    let again = &program.state().session.snapshot.parameters;
    assert_eq!(*again, trained, "it gives the same network again");
}

#[test]
fn closing_with_changes_asks_first() {
    let mut program = Program::start();
    program.click("Add unit to hidden1");
    program.key(Modifiers::COMMAND, Key::Q);
    assert!(!program.state().quit);
    program.click("Cancel");
    assert!(program.state().dialog.is_none());
    program.key(Modifiers::COMMAND, Key::Q);
    program.click("Save");
    let path = program.path("kept.ron");
    program.type_path(&path);
    assert!(program.state().quit);
    assert!(preset::parse(&fs::read_to_string(path).unwrap()).is_ok());
}

#[test]
fn keys_typed_into_a_field_are_text_and_no_commands() {
    let mut program = Program::start();
    program.click("Training");
    let run = program.state().session.run;
    program.harness.get_by_label("Batch size").focus();
    program.frames();
    program.key(Modifiers::NONE, Key::R);
    program.key(Modifiers::NONE, Key::Space);
    assert_eq!(
        program.state().session.run,
        run,
        "R would have loaded a new run"
    );
    assert_eq!(program.state().session.state, RunState::Paused);
}

#[test]
fn a_dropped_file_opens() {
    #[derive(Debug)]
    struct Dropped(PathBuf);
    impl egui::DroppedFile for Dropped {
        fn path(&self) -> &Path {
            &self.0
        }
        fn bytes(&self) -> Result<Vec<u8>, String> {
            fs::read(&self.0).map_err(|error| error.to_string())
        }
    }

    let mut program = Program::start();
    let path = program.path("dropped.csv");
    fs::write(&path, boxes()).unwrap();
    let dropped = std::sync::Arc::new(Dropped(path));
    program.harness.input_mut().dropped_files.push(dropped);
    program.frames();
    program.settle();
    assert!(
        matches!(program.state().dialog, Some(Dialog::Import(_))),
        "{:?}",
        program.state().notices
    );
}

#[test]
fn an_idle_window_asks_for_no_frames() {
    let mut program = Program::start();
    program.wait_for_run(RunState::Paused);
    // `run` draws until no frame is asked for, and panics if that does not come.
    program.harness.run();
    program.harness.run();
}
