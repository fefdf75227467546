//! Tables of several files: from the import dialog into the document and back from a preset.

use std::fmt::Write as _;
use std::sync::Arc;

use deltascope::data::DataSource;
use deltascope::files;
use deltascope::workbench::AppCommand;
use deltascope::workbench::state::Whole;

use crate::desk::Desk;

/// Rows of a number and its double.
fn doubles(rows: std::ops::Range<usize>) -> String {
    let mut text = "x,y\n".to_owned();
    for row in rows {
        writeln!(text, "{row}.5,{}", 2 * row + 1).unwrap();
    }
    text
}

#[test]
fn files_with_the_same_columns_become_one_table() {
    let mut desk = Desk::new();
    let one = desk.write("one.csv", &doubles(0..30));
    let two = desk.write("two.csv", &doubles(30..75));
    desk.apply(AppCommand::OpenTables(vec![one.clone(), two.clone()]));
    desk.settle();
    let dialog = desk.import_dialog();
    assert_eq!((&dialog.path, &dialog.more), (&one, &vec![two.clone()]));
    let table = dialog.table().unwrap();
    assert_eq!(table.rows(), 75);
    assert_eq!(
        table.files_sentence().unwrap(),
        "2 files, one below the other: one.csv 30 rows, two.csv 45 rows"
    );
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    let DataSource::File { path, more, .. } = &desk.experiment().data.source else {
        panic!("not a file");
    };
    assert_eq!((path, more), (&one, &vec![two.clone()]));
    let settings = &desk.state.settings;
    assert_eq!(settings.recent, std::slice::from_ref(&one));
    let again = AppCommand::open_recent(settings, &one);
    assert!(matches!(again, AppCommand::OpenTables(files) if files == [one.clone(), two.clone()]));
    let experiment = desk.experiment().clone();
    let preset = desk.path("t.ron");
    files::write_preset(&preset, &experiment).unwrap();
    desk.apply(AppCommand::OpenPreset(preset));
    desk.settle();
    desk.apply(AppCommand::AnswerUnsaved(
        deltascope::workbench::command::UnsavedAnswer::Discard,
    ));
    desk.settle();
    assert_eq!(desk.state.table().unwrap().rows(), 75);
    assert!(desk.is_ready(), "{:?}", desk.state.check);
}

#[test]
fn files_that_differ_are_told_and_not_imported() {
    let mut desk = Desk::new();
    let one = desk.write("one.csv", &doubles(0..30));
    let other = desk.write("other.csv", "x,z\n1,2\n3,4\n");
    let before = desk.experiment().clone();
    desk.apply(AppCommand::OpenTables(vec![one.clone(), other]));
    desk.settle();
    let Whole::Failed(message) = &desk.import_dialog().whole else {
        panic!("{:?}", desk.import_dialog().whole);
    };
    let expected = "`other.csv` has no column `y`, which `one.csv` has";
    assert!(message.starts_with(expected), "{message}");
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert_eq!(*desk.experiment(), before);
    // A single file that is opened next stands alone.
    let dialog = desk.open_table(&one);
    assert!(dialog.more.is_empty());
    assert_eq!(dialog.table().unwrap().rows(), 30);
}

#[test]
fn a_table_that_undo_no_longer_needs_is_freed() {
    let mut desk = Desk::new();
    let mut import = |rows: usize| {
        let path = desk.write(&format!("{rows}.csv"), &doubles(0..rows));
        desk.open_table(&path);
        desk.apply(AppCommand::ImportAccept);
        desk.settle();
        Arc::downgrade(desk.state.table().unwrap())
    };
    let [first, second, third] = [30, 40, 50].map(&mut import);
    desk.wait_until("the first is freed", |_| first.strong_count() == 0);
    assert!(second.strong_count() > 0 && third.strong_count() > 0);
}
