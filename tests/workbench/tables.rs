//! Tables: the way from a file through the import dialog into the document, and what a bad file does not do.

use std::fmt::Write as _;
use std::path::PathBuf;

use deltascope::data::ColumnKind;
use deltascope::data::CsvOptions;
use deltascope::data::DataSource;
use deltascope::data::Role;
use deltascope::engine::RunState;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::Severity;
use deltascope::workbench::state::Check;
use deltascope::workbench::state::TableSlot;

use crate::desk::Desk;

/// Rows of two numbers and a class that depends on them.
fn classes(rows: usize) -> String {
    let mut text = "width,height,kind\n".to_owned();
    for row in 0..rows {
        let (width, height) = (row % 7, row % 5);
        let kind = ["flat", "tall"][usize::from(height > width)];
        writeln!(text, "{width}.5,{height}.25,{kind}").unwrap();
    }
    text
}

fn import(desk: &mut Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.write(name, text);
    desk.open_table(&path);
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    path
}

#[test]
fn a_table_goes_from_the_file_into_a_run_and_back_by_undo() {
    let mut desk = Desk::new();
    let before = desk.experiment().clone();
    let path = desk.write("boxes.csv", &classes(60));
    let dialog = desk.open_table(&path);
    assert_eq!(dialog.roles(), [Role::Input, Role::Input, Role::Target]);
    assert_eq!(
        dialog.preview.as_ref().unwrap().options.delimiter,
        Some(',')
    );
    assert_eq!(*desk.experiment(), before, "nothing has changed yet");

    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert!(desk.state.dialog.is_none());
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert!(
        matches!(&desk.experiment().data.source, DataSource::File { path: file, .. } if *file == path)
    );
    assert_eq!(desk.experiment().title, "boxes");
    assert_eq!(
        desk.experiment().network.output.activation,
        Activation::Softmax
    );
    assert_eq!(desk.state.settings.recent, [path]);
    desk.run_to_end();

    desk.menu(MenuCommand::Undo);
    assert_eq!(*desk.experiment(), before);
    assert!(desk.is_ready(), "its table is still at hand");
    assert!(!desk.state.session.begun, "the run went with its table");
    desk.menu(MenuCommand::Redo);
    assert!(desk.is_ready(), "and the other one too");
}

#[test]
fn roles_are_chosen_in_the_dialog() {
    let mut desk = Desk::new();
    let path = desk.write("boxes.csv", &classes(60));
    desk.open_table(&path);
    for (column, role) in [(0, Role::Ignored), (1, Role::Target), (2, Role::Input)] {
        desk.apply(AppCommand::ImportRole { column, role });
    }
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    let roles: Vec<Role> = desk
        .experiment()
        .data
        .columns
        .iter()
        .map(|column| column.role)
        .collect();
    assert_eq!(roles, [Role::Ignored, Role::Target, Role::Input]);
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert_eq!(
        desk.experiment().training.loss,
        Loss::MeanSquaredError,
        "a number is the target"
    );
}

#[test]
fn an_edited_network_is_kept_where_it_fits() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::AddLayer { at: 2 });
    let hidden = desk.experiment().network.hidden.clone();
    import(
        &mut desk,
        "numbers.csv",
        "a,b,y\n1,2,3.5\n2,3,5.5\n3,5,8.25\n4,7,11.0\n",
    );
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert_eq!(desk.experiment().network.hidden, hidden);
    assert_eq!(
        desk.experiment().network.output.activation,
        Activation::Identity
    );
}

#[test]
fn other_options_give_another_preview_and_keep_roles_of_the_same_columns() {
    let mut desk = Desk::new();
    let path = desk.write("t.csv", "a;b;c\n1,5;2;3\n2,5;3;4\n3,5;1;2\n");
    desk.open_table(&path);
    desk.apply(AppCommand::ImportRole {
        column: 0,
        role: Role::Ignored,
    });
    let point = CsvOptions {
        decimal_comma: Some(false),
        ..CsvOptions::default()
    };
    desk.apply(AppCommand::ImportOptions(point.clone()));
    desk.settle();
    assert_eq!(desk.import_dialog().options, point);
    assert_eq!(
        desk.import_dialog().roles()[0],
        Role::Ignored,
        "the same columns"
    );
    desk.apply(AppCommand::ImportOptions(CsvOptions {
        delimiter: Some('|'),
        ..CsvOptions::default()
    }));
    desk.settle();
    let columns = desk
        .import_dialog()
        .preview
        .as_ref()
        .map_or(0, |preview| preview.table.columns.len());
    assert!(columns <= 1, "no bar is in the text");
}

#[test]
fn a_file_that_is_not_there_is_a_notice_and_no_dialog() {
    let mut desk = Desk::new();
    desk.apply(AppCommand::OpenFile(desk.path("missing.csv")));
    desk.settle();
    assert!(desk.state.dialog.is_none());
    assert_eq!(desk.state.notices.last().unwrap().severity, Severity::Error);
    assert!(desk.notice().contains("missing.csv"), "{}", desk.notice());
}

#[test]
fn a_file_that_is_no_table_says_so_in_the_dialog_and_cannot_be_accepted() {
    let mut desk = Desk::new();
    let before = desk.experiment().clone();
    for (name, text) in [
        ("empty.csv", ""),
        ("header.csv", "a,b\n"),
        ("ragged.csv", "a,b\n1,2\n1,2,3\n"),
    ] {
        let path = desk.write(name, text);
        let dialog = desk.open_table(&path);
        let message = dialog.preview.as_ref().unwrap_err();
        assert!(message.contains(name), "{message}");
        desk.apply(AppCommand::ImportAccept);
        desk.settle();
        desk.apply(AppCommand::CloseDialog);
        assert_eq!(*desk.experiment(), before, "{name}");
        assert!(desk.is_ready());
    }
}

#[test]
fn a_fault_deep_in_the_file_changes_nothing_and_names_the_line() {
    let mut desk = Desk::new();
    let before = desk.experiment().clone();
    let mut text = classes(3000);
    text.push_str("1,2\n");
    import(&mut desk, "long.csv", &text);
    assert!(desk.notice().contains("3002"), "{}", desk.notice());
    assert_eq!(*desk.experiment(), before);
    assert!(
        matches!(desk.state.table, TableSlot::Ready(_)),
        "the table of before is shown"
    );
    assert!(desk.is_ready());
}

#[test]
fn stopping_an_import_changes_nothing() {
    let mut desk = Desk::new();
    let before = desk.experiment().clone();
    let path = desk.write("boxes.csv", &classes(20_000));
    desk.open_table(&path);
    desk.apply(AppCommand::ImportAccept);
    assert!(matches!(desk.state.table, TableSlot::Loading { .. }));
    desk.apply(AppCommand::CancelLoading);
    desk.settle();
    assert_eq!(*desk.experiment(), before);
    assert!(matches!(desk.state.table, TableSlot::Ready(_)));
}

#[test]
fn a_big_table_is_prepared_on_another_thread() {
    let mut desk = Desk::new();
    import(&mut desk, "big.csv", &classes(40_000));
    assert!(desk.is_ready());
    // Another split is another preparation of all 120,000 cells.
    let mut seeds = desk.experiment().seeds;
    seeds.split += 1;
    desk.edit(DocumentEdit::Seeds(seeds));
    assert!(matches!(desk.state.check, Check::Working));
    assert!(!MenuCommand::Reset.enabled(&desk.state));
    desk.settle();
    assert!(desk.is_ready());
    assert_eq!(
        desk.state.document.running.as_ref(),
        Some(desk.experiment())
    );
    // The network needs no preparation.
    desk.edit(DocumentEdit::AddLayer { at: 2 });
    assert!(desk.is_ready());
}

#[test]
fn a_preset_finds_its_table_beside_it_and_says_when_it_is_gone() {
    let mut desk = Desk::new();
    import(&mut desk, "boxes.csv", &classes(60));
    let saved = desk.experiment().clone();
    let path = desk.path("net.ron");
    desk.apply(AppCommand::SaveTo(path.clone()));
    desk.settle();
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("path: \"boxes.csv\"")
    );

    desk.menu(MenuCommand::New);
    desk.apply(AppCommand::OpenFile(path.clone()));
    desk.settle();
    assert_eq!(*desk.experiment(), saved);
    assert!(desk.is_ready());
    desk.wait_for_run(RunState::Paused);

    let moved = desk.write("moved.ron", &preset_with_missing_table(&saved));
    desk.apply(AppCommand::OpenFile(moved));
    desk.settle();
    assert!(matches!(desk.state.table, TableSlot::Failed { .. }));
    assert!(matches!(desk.state.check, Check::NoTable));
    assert!(desk.notice().contains("gone.csv"), "{}", desk.notice());
    assert_eq!(desk.state.session.state, RunState::Empty);
    assert!(!MenuCommand::RunPause.enabled(&desk.state));
}

fn preset_with_missing_table(experiment: &deltascope::experiment::Experiment) -> String {
    let mut experiment = experiment.clone();
    experiment.data.source = DataSource::File {
        path: "gone.csv".into(),
        more: Vec::new(),
        options: CsvOptions::default(),
    };
    deltascope::experiment::preset::write(&experiment).unwrap()
}

#[test]
fn a_pasted_range_becomes_part_of_the_document() {
    let mut desk = Desk::new();
    let text = classes(60).replace(',', "\t");
    desk.apply(AppCommand::PasteTable(text.clone()));
    desk.settle();
    let dialog = desk.import_dialog();
    assert_eq!(dialog.path, PathBuf::from("Pasted table"));
    let preview = dialog.preview.as_ref().unwrap();
    assert_eq!(preview.options.delimiter, Some('\t'));
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert_eq!(desk.experiment().title, "Pasted table");
    assert!(desk.state.settings.recent.is_empty(), "it is no file");
    // Saved and opened again, the document has the same table.
    let path = desk.path("pasted.ron");
    desk.apply(AppCommand::SaveTo(path.clone()));
    desk.settle();
    let saved = desk.experiment().clone();
    assert!(matches!(&saved.data.source, DataSource::Text { text: kept, .. } if *kept == text));
    desk.apply(AppCommand::OpenPreset(path));
    desk.settle();
    assert_eq!(desk.experiment().data, saved.data);
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    desk.run_to_end();
}

#[test]
fn what_is_no_table_or_too_large_is_not_pasted() {
    let mut desk = Desk::new();
    desk.apply(AppCommand::PasteTable("a word".to_owned()));
    assert!(
        desk.notice().contains("holds no table"),
        "{}",
        desk.notice()
    );
    desk.apply(AppCommand::PasteTable("1\t2\n".repeat(300_000)));
    assert!(
        desk.notice().contains("more than 1 MiB of text"),
        "{}",
        desk.notice()
    );
    desk.settle();
    assert!(desk.state.dialog.is_none());
}

#[test]
fn a_file_sorted_by_class_keeps_its_class_as_target() {
    let mut desk = Desk::new();
    let mut text = "x,z,kind\n".to_owned();
    for row in 0..600 {
        let kind = if row < 300 { "a" } else { "b" };
        writeln!(text, "{}.5,{},{kind}", row % 7, row % 11).unwrap();
    }
    let path = desk.write("sorted.csv", &text);
    let dialog = desk.open_table(&path);
    // The first 200 rows are all of one class; the whole file is not.
    assert_eq!(dialog.roles(), [Role::Input, Role::Input, Role::Target]);
    assert_eq!(dialog.table().unwrap().rows(), 600);
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert_eq!(desk.experiment().data.columns[2].role, Role::Target);
}

#[test]
fn what_was_chosen_stays_when_the_whole_file_was_read() {
    let mut desk = Desk::new();
    let mut text = "x,day,kind\n".to_owned();
    for row in 0..600 {
        let day = row % 28 + 1;
        writeln!(text, "{}.5,2024-01-{day:02},{}", row % 7, row % 3).unwrap();
    }
    let path = desk.write("days.csv", &text);
    desk.open_table(&path);
    desk.apply(AppCommand::ImportRole {
        column: 0,
        role: Role::Target,
    });
    desk.apply(AppCommand::ImportKind {
        column: 1,
        kind: ColumnKind::Classes,
    });
    // Another reading of the same columns proposes anew.
    desk.apply(AppCommand::ImportOptions(CsvOptions {
        delimiter: Some(','),
        ..CsvOptions::default()
    }));
    desk.settle();
    let dialog = desk.import_dialog();
    assert_eq!(dialog.roles()[0], Role::Target);
    assert_eq!(dialog.columns[1].proposal.spec.kind, ColumnKind::Classes);
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert_eq!(desk.experiment().data.columns[1].kind, ColumnKind::Classes);
}
