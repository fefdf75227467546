//! The history of a run goes from the window into a file, the same that the command line writes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use deltascope::app::Dialogs;
use deltascope::app::Shell;
use deltascope::engine::RunState;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::State;
use deltascope::workbench::apply::apply;
use deltascope::workbench::state::Dialog;
use egui::Key;
use egui::Modifiers;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use tempfile::TempDir;

/// Longer than anything takes, even on a busy machine; a test that fails waits this long.
const PATIENCE: Duration = Duration::from_mins(2);

const ITEM: &str = "Export history…";

/// The program without a window, with a preset opened.
fn open(preset: &str) -> Harness<'static, Shell> {
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|creation| {
            let ctx = &creation.egui_ctx;
            let shell = Shell::new(ctx, Dialogs::in_app(), None).unwrap();
            ctx.all_styles_mut(|style| style.animation_time = 0.0);
            shell
        });
    let open = AppCommand::OpenBuiltin(preset.to_owned());
    apply(&mut harness.state_mut().state, open);
    wait_until(&mut harness, "the run", |state| {
        state.session.state == RunState::Paused
    });
    harness
}

#[track_caller]
fn wait_until(harness: &mut Harness<'_, Shell>, what: &str, condition: impl Fn(&State) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition(&harness.state().state) {
        assert!(Instant::now() < deadline, "never came: {what}");
        harness.run_steps(1);
    }
    harness.run_steps(3);
}

fn train(harness: &mut Harness<'_, Shell>) {
    apply(
        &mut harness.state_mut().state,
        AppCommand::Menu(MenuCommand::RunPause),
    );
    wait_until(harness, "the end", |state| {
        state.session.state == RunState::Finished
    });
}

fn open_file_menu(harness: &mut Harness<'_, Shell>) {
    harness.get_by_label("File").click();
    harness.run_steps(4);
}

/// Chooses the command and types a path where one is asked for.
fn export(harness: &mut Harness<'_, Shell>, path: &Path) {
    open_file_menu(harness);
    harness.get_by_label(ITEM).click();
    harness.run_steps(4);
    let dialog = &harness.state().state.dialog;
    assert!(matches!(dialog, Some(Dialog::Path { .. })), "{dialog:?}");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(3);
    harness.event(egui::Event::Text(path.display().to_string()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    wait_until(harness, "the end of all jobs", |state| !state.is_busy());
}

fn last_notice<'a>(harness: &'a Harness<'_, Shell>) -> &'a str {
    let notices = &harness.state().state.notices;
    notices.last().map_or("", |notice| &notice.text)
}

#[test]
fn the_exported_history_is_that_of_the_command_line() {
    let folder = TempDir::new().unwrap();
    for preset in ["xor", "iris"] {
        let out = format!("of-{preset}");
        let output = Command::new(env!("CARGO_BIN_EXE_deltascope"))
            .args(["train", preset, "--quiet", "--out", &out])
            .current_dir(folder.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .unwrap();
        assert!(output.status.success(), "{preset}");
        let expected = fs::read_to_string(folder.path().join(&out).join("history.csv")).unwrap();

        let mut harness = open(preset);
        train(&mut harness);
        let written = folder.path().join(format!("{preset}.csv"));
        // The end of the name is added.
        export(&mut harness, &written.with_extension(""));
        assert_eq!(fs::read_to_string(&written).unwrap(), expected, "{preset}");
        assert!(last_notice(&harness).starts_with("Exported "));
    }
}

#[test]
fn a_file_that_is_there_is_replaced_only_after_a_question() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("mine.csv");
    fs::write(&path, "something of value").unwrap();
    let mut harness = open("xor");
    train(&mut harness);
    export(&mut harness, &path);
    assert_eq!(fs::read_to_string(&path).unwrap(), "something of value");
    harness.get_by_label("Replace").click();
    harness.run_steps(3);
    wait_until(&mut harness, "the end of all jobs", |state| {
        !state.is_busy()
    });
    assert!(fs::read_to_string(&path).unwrap().starts_with("epoch,"));
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_in_a_sentence() {
    let folder = TempDir::new().unwrap();
    let mut harness = open("xor");
    train(&mut harness);
    for (path, words) in [
        (
            folder.path().join("none/history.csv"),
            "no such file or folder",
        ),
        (folder.path().to_owned(), "this is a folder; choose a file"),
    ] {
        export(&mut harness, &path);
        let notice = last_notice(&harness);
        assert!(
            notice.contains(words) && notice.contains(&path.display().to_string()),
            "{notice}"
        );
    }
}

#[test]
fn without_a_run_the_command_is_greyed_and_says_why() {
    let mut harness = open("xor");
    open_file_menu(&mut harness);
    let item = harness.get_by_label(ITEM);
    assert!(item.accesskit_node().is_disabled());
    item.hover();
    harness.run_steps(60);
    harness.get_by_label_contains("there is no run yet; train first");
}
