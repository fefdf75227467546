//! Dialogs and notices: every button gives its wish, and nothing is lost by a slip.

use std::path::PathBuf;
use std::sync::Arc;

use deltascope::data::CsvOptions;
use deltascope::data::DataSpec;
use deltascope::data::Role;
use deltascope::data::read;
use deltascope::views::ViewCtx;
use deltascope::views::dialogs::dialogs_ui;
use deltascope::views::notices::notices_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::Notice;
use deltascope::workbench::command::UnsavedAnswer;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::ImportColumn;
use deltascope::workbench::state::ImportDialog;
use deltascope::workbench::state::Leave;
use deltascope::workbench::state::PathPurpose;
use deltascope::workbench::state::Whole;
use egui::Key;
use egui::accesskit::Role as Widget;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

fn show(dialog: Dialog) -> Harness<'static, Bench> {
    let mut bench = Bench::new(None);
    bench.state.dialog = Some(dialog);
    let mut harness = bench.harness(egui::vec2(1000.0, 700.0), |ui, state, out| {
        dialogs_ui(ui, &ViewCtx { state }, out);
    });
    harness.run();
    harness
}

/// The wishes that a click on the widget of this label leads to.
fn click(harness: &mut Harness<'_, Bench>, label: &str) -> Vec<AppCommand> {
    harness.get_by_label(label).click();
    harness.run();
    harness.state_mut().take()
}

fn press(harness: &mut Harness<'_, Bench>, key: Key) -> Vec<AppCommand> {
    harness.key_press(key);
    harness.run();
    harness.state_mut().take()
}

fn unsaved() -> Dialog {
    Dialog::UnsavedChanges { then: Leave::New }
}

#[test]
fn unsaved_changes_can_be_saved_discarded_or_kept() {
    for (label, answer) in [
        ("Save", UnsavedAnswer::Save),
        ("Don't save", UnsavedAnswer::Discard),
        ("Cancel", UnsavedAnswer::Cancel),
    ] {
        let commands = click(&mut show(unsaved()), label);
        let [AppCommand::AnswerUnsaved(given)] = commands[..] else {
            panic!("{label}: got {commands:?}");
        };
        assert_eq!(given, answer);
    }
}

#[test]
fn escape_keeps_unsaved_changes() {
    let commands = press(&mut show(unsaved()), Key::Escape);
    assert!(
        matches!(
            commands[..],
            [AppCommand::AnswerUnsaved(UnsavedAnswer::Cancel)]
        ),
        "got {commands:?}"
    );
}

fn import(text: &str, options: CsvOptions) -> Dialog {
    import_bytes(text.as_bytes(), options)
}

fn import_bytes(bytes: &[u8], options: CsvOptions) -> Dialog {
    let preview = read::preview("flowers.csv", bytes, options.clone(), 20);
    let columns = preview.as_ref().map_or(Vec::new(), |preview| {
        ImportColumn::propose(DataSpec::proposals(&preview.table), &[])
    });
    let whole = match &preview {
        Ok(preview) => Whole::Ready(Arc::new(preview.table.clone())),
        Err(_) => Whole::Unread,
    };
    Dialog::Import(Box::new(ImportDialog {
        number: 1,
        path: PathBuf::from("/data/flowers.csv"),
        more: Vec::new(),
        options,
        sheets: preview
            .as_ref()
            .map_or(Vec::new(), |preview| preview.sheets.clone()),
        scope: match &preview {
            Ok(preview) => preview.scope(),
            Err(error) => error.scope,
        },
        preview: preview.map_err(|error| error.message),
        columns,
        whole,
    }))
}

const FLOWERS: &str = "length,width,species\n1.5,2.0,a\n1.25,2.5,b\n1.0,,a\n0.5,3.0,b\n";

#[test]
fn a_role_in_the_import_dialog_is_set_by_a_click() {
    let mut harness = show(import(FLOWERS, CsvOptions::default()));
    let commands = click(&mut harness, "Import role of width");
    assert!(
        matches!(
            commands[..],
            [AppCommand::ImportRole {
                column: 1,
                role: Role::Target
            }]
        ),
        "got {commands:?}"
    );
}

#[test]
fn the_last_of_many_columns_is_one_click_away() {
    let line = |cell: &str| vec![cell; 125].join(",");
    let names: Vec<String> = (0..125).map(|index| format!("c{index}")).collect();
    let text = format!("{}\n{}\n{}\n", names.join(","), line("1"), line("2"));
    let mut harness = show(import(&text, CsvOptions::default()));
    harness.get_by_label("1–60 of 125 columns");
    assert!(harness.query_by_label("Import role of c124").is_none());
    click(&mut harness, "Earlier columns");
    let commands = click(&mut harness, "Import role of c124");
    assert!(
        matches!(
            commands[..],
            [AppCommand::ImportRole {
                column: 124,
                role: Role::Weight
            }]
        ),
        "got {commands:?}"
    );
}

#[test]
fn what_was_guessed_is_named_and_can_be_changed() {
    let mut harness = show(import(FLOWERS, CsvOptions::default()));
    let combo = harness.get_by_role_and_label(Widget::ComboBox, "Delimiter");
    assert_eq!(combo.value().as_deref(), Some("Comma (found)"));
    combo.click();
    harness.run();
    let commands = click(&mut harness, "Semicolon");
    let [AppCommand::ImportOptions(options)] = &commands[..] else {
        panic!("got {commands:?}");
    };
    let expected = CsvOptions {
        delimiter: Some(';'),
        ..CsvOptions::default()
    };
    assert_eq!(*options, expected);

    harness
        .get_by_role_and_label(Widget::ComboBox, "Decimal mark")
        .click();
    harness.run();
    let commands = click(&mut harness, "Comma");
    let [AppCommand::ImportOptions(options)] = &commands[..] else {
        panic!("got {commands:?}");
    };
    assert_eq!(options.decimal_comma, Some(true));
}

#[test]
fn cells_without_a_value_are_listed_before_the_import() {
    let harness = show(import(FLOWERS, CsvOptions::default()));
    harness.get_by_label("line 4, column `width`: no value");
}

#[test]
fn importing_needs_an_input_and_a_target() {
    let mut harness = show(import(FLOWERS, CsvOptions::default()));
    let commands = click(&mut harness, "Import");
    assert!(
        matches!(commands[..], [AppCommand::ImportAccept]),
        "got {commands:?}"
    );
    let Some(Dialog::Import(dialog)) = &mut harness.state_mut().state.dialog else {
        panic!("the dialog is open");
    };
    for column in &mut dialog.columns {
        column.proposal.spec.role = Role::Input;
    }
    harness.run();
    let button = harness.get_by_label("Import");
    assert!(button.accesskit_node().is_disabled());
    harness.get_by_label("At least one input and one target are needed");
}

#[test]
fn an_unreadable_file_says_why_and_cannot_be_imported() {
    let mut harness = show(import("", CsvOptions::default()));
    let button = harness.get_by_label("Import");
    assert!(button.accesskit_node().is_disabled());
    let Err(message) = read::preview("flowers.csv", "".as_bytes(), CsvOptions::default(), 20)
    else {
        panic!("an empty text is not a table");
    };
    harness.get_by_label(&message.message);
    let commands = click(&mut harness, "Cancel");
    assert!(
        matches!(commands[..], [AppCommand::CloseDialog]),
        "got {commands:?}"
    );
}

#[test]
fn a_click_beside_the_import_dialog_keeps_it_open() {
    let mut harness = show(import(FLOWERS, CsvOptions::default()));
    for pressed in [true, false] {
        let pos = egui::pos2(5.0, 5.0);
        harness.event(egui::Event::PointerMoved(pos));
        harness.event(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    harness.run();
    assert!(harness.state_mut().take().is_empty());
}

#[test]
fn a_typed_path_is_taken_by_enter() {
    let mut harness = show(Dialog::Path {
        purpose: PathPurpose::OpenTable,
        text: "/data/iris".to_owned(),
    });
    let field = harness.get_by_role(Widget::TextInput);
    assert!(field.is_focused(), "the field has the keyboard at once");
    field.type_text(".csv");
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(&commands[..], [AppCommand::PathText(text)] if text.contains(".csv")),
        "got {commands:?}"
    );
    let commands = press(&mut harness, Key::Enter);
    assert!(
        matches!(commands[..], [AppCommand::AcceptPath]),
        "got {commands:?}"
    );
}

#[test]
fn a_file_is_replaced_only_after_a_question() {
    let path = PathBuf::from("/data/xor.ron");
    let dialog = || Dialog::Overwrite {
        purpose: PathPurpose::SavePreset,
        path: path.clone(),
    };
    let commands = click(&mut show(dialog()), "Replace");
    assert!(
        matches!(&commands[..], [AppCommand::SaveTo(to)] if *to == path),
        "got {commands:?}"
    );
    let commands = click(&mut show(dialog()), "Cancel");
    assert!(
        matches!(commands[..], [AppCommand::CloseDialog]),
        "got {commands:?}"
    );
}

#[test]
fn every_command_with_keys_is_in_the_list_of_shortcuts() {
    let mut harness = show(Dialog::Shortcuts);
    for command in MenuCommand::ALL {
        let row = command.row();
        let listed = harness.query_by_label(row.text).is_some();
        assert_eq!(listed, !row.shortcuts.is_empty(), "{command:?}");
    }
    let commands = click(&mut harness, "Close");
    assert!(
        matches!(commands[..], [AppCommand::CloseDialog]),
        "got {commands:?}"
    );
}

#[test]
fn about_names_version_and_licence() {
    let harness = show(Dialog::About);
    harness.get_by_label(&format!("Version {}", env!("CARGO_PKG_VERSION")));
    harness.get_by_label_contains("MIT or Apache-2.0");
    harness.get_by_label_contains("CC\u{a0}BY\u{a0}4.0");
}

fn notices(notices: Vec<Notice>) -> Harness<'static, Bench> {
    let mut bench = Bench::new(None);
    bench.state.notices = notices;
    let mut harness = bench.harness(egui::vec2(1000.0, 700.0), |ui, state, out| {
        notices_ui(ui, &ViewCtx { state }, 24.0, out);
    });
    harness.run_steps(3);
    harness
}

#[test]
fn notices_stack_and_each_is_dismissed_by_its_own_button() {
    let mut harness = notices(vec![
        Notice::warning("the file has no header"),
        Notice::error("the disk is full"),
    ]);
    let low = harness.get_by_label("the disk is full").rect().bottom();
    harness.get_by_label("Dismiss: the disk is full").click();
    harness.run_steps(2);
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::DismissNotice(1)]),
        "got {commands:?}"
    );
    harness.state_mut().state.notices.pop();
    harness.step();
    let left = harness.get_by_label("the file has no header").rect();
    assert_eq!(left.bottom(), low, "it takes the place at once");
}

#[test]
fn good_news_goes_by_itself_and_errors_stay() {
    let mut harness = notices(vec![Notice::error("broken"), Notice::info("saved")]);
    let shown = |harness: &mut Harness<'_, Bench>, secs: f64| {
        harness.state_mut().state.tick(secs);
        harness.run_steps(2);
        ["broken", "saved"].map(|text| harness.query_by_label(text).is_some())
    };
    assert_eq!(shown(&mut harness, 0.0), [true, true]);
    assert_eq!(shown(&mut harness, Notice::INFO_SECS - 0.1), [true, true]);
    assert_eq!(shown(&mut harness, Notice::INFO_SECS + 0.1), [true, false]);
}

#[test]
fn a_notice_is_copied_whole() {
    let mut harness = notices(vec![Notice::error("the disk is full")]);
    harness.get_by_label("Copy: the disk is full").click();
    let copied = |harness: &Harness<'_, Bench>| {
        let commands = &harness.output().platform_output.commands;
        commands.iter().any(|command| {
            matches!(command, egui::OutputCommand::CopyText(text) if text == "the disk is full")
        })
    };
    let found = (0..8).any(|_| {
        harness.step();
        copied(&harness)
    });
    assert!(found, "the text is on the clipboard");
}

#[test]
fn a_workbook_offers_its_sheets() {
    let bytes = include_bytes!("../data/workbook/sheets.xlsx");
    let mut harness = show(import_bytes(bytes, CsvOptions::default()));
    assert!(harness.query_by_label("Delimiter").is_none());
    let combo = harness.get_by_role_and_label(Widget::ComboBox, "Sheet");
    assert_eq!(combo.value().as_deref(), Some("First (found)"));
    combo.click();
    harness.run();
    let commands = click(&mut harness, "Second & last");
    assert!(
        matches!(&commands[..], [AppCommand::ImportOptions(options)] if options.sheet == Some(5)),
        "got {commands:?}"
    );
}

#[test]
fn a_broken_workbook_or_array_shows_no_options_of_texts() {
    for bytes in [
        &b"PK\x03\x04 cut off"[..],
        b"\x93NUMPY\x01\x00\x10\x00{broken",
    ] {
        let harness = show(import_bytes(bytes, CsvOptions::default()));
        for option in ["Delimiter", "Encoding", "Decimal mark"] {
            assert!(harness.query_by_label(option).is_none(), "{option}");
        }
    }
    let ragged = show(import("a,b\n1,2\n3\n", CsvOptions::default()));
    ragged.get_by_role_and_label(Widget::ComboBox, "Delimiter");
}
