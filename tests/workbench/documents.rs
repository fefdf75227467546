//! Opening and saving: nothing unsaved is lost without a question, nothing malformed changes anything.

use std::fs;

use deltascope::experiment::preset;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::Settings;
use deltascope::workbench::Severity;
use deltascope::workbench::command::UnsavedAnswer;
use deltascope::workbench::settings::Theme;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::PathPurpose;

use crate::desk::Desk;

fn make_dirty(desk: &mut Desk) {
    desk.edit(DocumentEdit::AddLayer { at: 2 });
    assert!(desk.state.document.is_dirty());
}

fn asks(desk: &Desk) -> bool {
    matches!(desk.state.dialog, Some(Dialog::UnsavedChanges { .. }))
}

#[test]
fn a_saved_experiment_reads_back_as_it_was() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    let saved = desk.experiment().clone();
    let path = desk.path("net.ron");
    desk.apply(AppCommand::SaveTo(path.clone()));
    desk.settle();
    assert!(!desk.state.document.is_dirty());
    assert_eq!(desk.state.document.path.as_ref(), Some(&path));
    assert_eq!(desk.state.settings.recent, std::slice::from_ref(&path));

    desk.menu(MenuCommand::New);
    assert_ne!(*desk.experiment(), saved);
    desk.apply(AppCommand::OpenFile(path));
    desk.settle();
    assert_eq!(*desk.experiment(), saved);
    assert!(!desk.state.document.is_dirty());
    assert!(desk.is_ready());
    assert!(
        !MenuCommand::Undo.enabled(&desk.state),
        "another document, another history"
    );
}

#[test]
fn save_without_a_file_asks_for_one() {
    let mut desk = Desk::new();
    desk.menu(MenuCommand::Save);
    assert_eq!(
        desk.state.file_request.take(),
        Some(PathPurpose::SavePreset)
    );
    desk.apply(AppCommand::SaveTo(desk.path("net")));
    desk.settle();
    assert!(desk.path("net.ron").is_file(), "the extension is added");
    make_dirty(&mut desk);
    desk.menu(MenuCommand::Save);
    assert_eq!(desk.state.file_request, None, "now it has one");
    desk.settle();
    assert!(!desk.state.document.is_dirty());
}

#[test]
fn every_way_out_asks_when_something_would_be_lost() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    let edited = desk.experiment().clone();
    for command in [
        AppCommand::Menu(MenuCommand::New),
        AppCommand::Menu(MenuCommand::Quit),
        AppCommand::OpenBuiltin("xor".to_owned()),
        AppCommand::OpenFile("anything.ron".into()),
    ] {
        desk.apply(command);
        assert!(asks(&desk));
        desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Cancel));
        assert!(desk.state.dialog.is_none());
        desk.settle();
        assert_eq!(*desk.experiment(), edited);
        assert!(!desk.state.quit);
    }
}

#[test]
fn discarded_changes_are_lost_only_when_the_other_document_has_opened() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    let edited = desk.experiment().clone();
    desk.apply(AppCommand::OpenFile(desk.path("missing.ron")));
    desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Discard));
    desk.settle();
    assert_eq!(*desk.experiment(), edited, "there was nothing to open");
    assert!(desk.state.document.is_dirty());
    assert!(desk.notice().contains("missing.ron"), "{}", desk.notice());
    desk.apply(AppCommand::OpenBuiltin("xor".to_owned()));
    desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Discard));
    assert!(!desk.state.document.is_dirty());
    assert_ne!(*desk.experiment(), edited);
}

#[test]
fn save_and_go_on_goes_on_after_the_save() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    let edited = desk.experiment().clone();
    desk.menu(MenuCommand::Quit);
    desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Save));
    assert_eq!(
        desk.state.file_request.take(),
        Some(PathPurpose::SavePreset)
    );
    assert!(!desk.state.quit, "not before it is saved");
    let path = desk.path("kept.ron");
    desk.apply(AppCommand::SaveTo(path.clone()));
    desk.settle();
    assert!(desk.state.quit);
    assert_eq!(
        preset::parse(&fs::read_to_string(path).unwrap()).unwrap(),
        edited
    );
}

#[test]
fn a_save_that_fails_keeps_everything_and_goes_nowhere() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    desk.menu(MenuCommand::New);
    desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Save));
    let edited = desk.experiment().clone();
    desk.apply(AppCommand::SaveTo(desk.path("no such folder/net.ron")));
    desk.settle();
    assert_eq!(*desk.experiment(), edited);
    assert!(desk.state.document.is_dirty());
    let notice = desk.state.notices.last().unwrap();
    assert_eq!(notice.severity, Severity::Error);
    assert!(notice.text.contains("no such folder"), "{}", notice.text);
    // The question was for the save that failed; the next save is only a save.
    desk.apply(AppCommand::SaveTo(desk.path("net.ron")));
    desk.settle();
    assert_eq!(*desk.experiment(), edited);
}

#[test]
fn giving_up_the_file_dialog_gives_up_what_waited_for_it() {
    let mut desk = Desk::new();
    make_dirty(&mut desk);
    desk.menu(MenuCommand::Quit);
    desk.apply(AppCommand::AnswerUnsaved(UnsavedAnswer::Save));
    desk.apply(AppCommand::CloseDialog);
    desk.apply(AppCommand::SaveTo(desk.path("net.ron")));
    desk.settle();
    assert!(!desk.state.quit);
}

#[test]
fn malformed_presets_change_nothing_and_say_where() {
    let mut desk = Desk::new();
    let before = desk.experiment().clone();
    let good = preset::write(&before).unwrap();
    let cases = [
        ("empty.ron", String::new(), "empty.ron"),
        (
            "future.ron",
            good.replacen("version: 1", "version: 99", 1),
            "version 99",
        ),
        ("field.ron", good.replacen("title:", "tittle:", 1), "tittle"),
        ("cut.ron", good[..good.len() / 2].to_owned(), "line"),
        ("table.ron", "a,b\n1,2\n".to_owned(), "line 1"),
    ];
    for (name, text, says) in cases {
        let path = desk.write(name, &text);
        desk.apply(AppCommand::OpenFile(path));
        desk.settle();
        assert_eq!(*desk.experiment(), before, "{name}");
        assert!(desk.notice().contains(says), "{name}: {}", desk.notice());
        assert!(desk.notice().contains(name), "{name}: {}", desk.notice());
    }
    assert!(desk.state.settings.recent.is_empty());
}

#[test]
fn every_preset_of_the_program_opens_and_can_run() {
    let mut desk = Desk::new();
    for (name, _) in preset::BUILTIN {
        desk.apply(AppCommand::OpenBuiltin((*name).to_owned()));
        desk.settle();
        assert!(desk.is_ready(), "{name}: {:?}", desk.state.check);
        let running = desk.state.document.running.as_ref();
        assert_eq!(running, Some(desk.experiment()), "{name}");
    }
}

#[test]
fn a_typed_path_is_saved_to_after_a_question_if_it_would_replace_a_file() {
    let mut desk = Desk::new();
    let taken = desk.write("taken.ron", "something of value");
    let typed = |desk: &mut Desk, path: String| {
        desk.apply(AppCommand::ShowDialog(Box::new(Dialog::Path {
            purpose: PathPurpose::SavePreset,
            text: String::new(),
        })));
        desk.apply(AppCommand::PathText(path));
        desk.apply(AppCommand::AcceptPath);
        desk.settle();
    };
    // Without its extension, which is added before the file is looked for.
    typed(&mut desk, taken.with_extension("").display().to_string());
    assert!(matches!(&desk.state.dialog, Some(Dialog::Overwrite { path, .. }) if *path == taken));
    assert_eq!(fs::read_to_string(&taken).unwrap(), "something of value");
    desk.apply(AppCommand::SaveTo(taken.clone()));
    desk.settle();
    assert!(desk.state.dialog.is_none());
    assert!(preset::parse(&fs::read_to_string(&taken).unwrap()).is_ok());
    typed(&mut desk, taken.display().to_string());
    assert!(desk.state.dialog.is_none(), "its own file is no question");
}

#[test]
fn settings_are_kept_whenever_they_change() {
    let mut desk = Desk::new();
    let file = desk.path("settings/settings.ron");
    desk.state.keep_settings_in(file.clone());
    desk.apply(AppCommand::SetTheme(Theme::Dark));
    desk.apply(AppCommand::SaveTo(desk.path("net.ron")));
    desk.settle();
    desk.wait_until("the last settings", |state| !state.is_busy());
    let (settings, notice) = Settings::load(&file);
    assert_eq!(notice, None);
    assert_eq!(settings, desk.state.settings);
    assert_eq!(settings.theme, Theme::Dark);
    assert_eq!(settings.recent, [desk.path("net.ron")]);
}

#[test]
fn a_recent_file_that_is_gone_leaves_the_list() {
    let gone = std::path::PathBuf::from("/nowhere/gone.ron");
    let mut desk = Desk::with_settings(Settings {
        recent: vec![gone.clone()],
        ..Settings::default()
    });
    desk.apply(AppCommand::OpenFile(gone));
    desk.settle();
    assert!(desk.state.settings.recent.is_empty());
}
