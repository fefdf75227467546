//! The import dialog: guesses are told and changed, types and orders are chosen.

use std::path::PathBuf;
use std::sync::Arc;

use deltascope::data::ColumnKind;
use deltascope::data::CsvOptions;
use deltascope::data::DataSpec;
use deltascope::data::DateOrder;
use deltascope::data::csv;
use deltascope::views::ViewCtx;
use deltascope::views::dialogs::dialogs_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::ImportColumn;
use deltascope::workbench::state::ImportDialog;
use deltascope::workbench::state::Whole;
use egui::accesskit::Role as Widget;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

const FLOWERS: &str = "length,width,species\n1.5,2.0,a\n1.25,2.5,b\n1.0,,a\n0.5,3.0,b\n";

fn show(text: &str) -> Harness<'static, Bench> {
    let options = CsvOptions::default();
    let preview = match csv::preview("flowers.csv", text.as_bytes(), options.clone(), 20) {
        Ok(preview) => preview,
        Err(error) => panic!("{error}"),
    };
    let dialog = ImportDialog {
        number: 1,
        path: PathBuf::from("/data/flowers.csv"),
        more: Vec::new(),
        options,
        sheets: Vec::new(),
        scope: preview.scope(),
        columns: ImportColumn::propose(DataSpec::proposals(&preview.table), &[]),
        whole: Whole::Ready(Arc::new(preview.table.clone())),
        preview: Ok(preview),
    };
    let mut bench = Bench::new(None);
    bench.state.dialog = Some(Dialog::Import(Box::new(dialog)));
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

#[test]
fn any_character_can_be_typed_as_the_delimiter() {
    let mut harness = show("a~b\n1~2\n3~4\n");
    harness
        .get_by_role_and_label(Widget::ComboBox, "Delimiter")
        .click();
    harness.run();
    let field = harness.get_by_role_and_label(Widget::TextInput, "Other");
    field.focus();
    harness.run();
    harness
        .get_by_role_and_label(Widget::TextInput, "Other")
        .type_text("~");
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(&commands[..], [AppCommand::ImportOptions(options)] if options.delimiter == Some('~')),
        "got {commands:?}"
    );
}

#[test]
fn the_encoding_of_an_ascii_file_is_told_as_the_other_guesses_are() {
    let value = |harness: &Harness<'_, Bench>| {
        let combo = harness.get_by_role_and_label(Widget::ComboBox, "Encoding");
        combo.value()
    };
    let mut harness = show(FLOWERS);
    assert_eq!(value(&harness).as_deref(), Some("UTF-8 (found)"));
    // The rest of the file may be in another one than its beginning.
    let Some(Dialog::Import(dialog)) = &mut harness.state_mut().state.dialog else {
        panic!("the dialog is open");
    };
    let Whole::Ready(table) = &mut dialog.whole else {
        panic!("the table is read");
    };
    Arc::make_mut(table).format.push_str(", Windows-1252");
    harness.run();
    assert_eq!(value(&harness).as_deref(), Some("Windows-1252 (found)"));
}

#[test]
fn columns_of_long_texts_are_wider() {
    let harness =
        show("a,note,y\n1,the belt looked worn and was replaced,1.5\n2,quiet,2.5\n3,quiet,1.0\n");
    let left = |name: &str| {
        harness
            .get_by_label(&format!("Import role of {name}"))
            .rect()
            .left()
    };
    let (number, text) = (left("note") - left("a"), left("y") - left("note"));
    assert!(text > number + 80.0, "{text} and {number} points");
}

#[test]
fn the_dialog_has_its_size_at_once() {
    let rows: Vec<String> = (0..40).map(|row| format!("{row},{row}.5,a")).collect();
    let mut harness = show(&format!("length,width,species\n{}\n", rows.join("\n")));
    let place = harness.get_by_label("Import").rect();
    for step in 0..20 {
        harness.hover_at(egui::pos2(300.0 + step as f32, 300.0));
        harness.run_steps(1);
        let now = harness.get_by_label("Import").rect();
        assert_eq!(now, place, "in step {step}");
    }
}

#[test]
fn marks_of_missing_values_and_comments_are_typed() {
    let mut harness = show(FLOWERS);
    let field = harness.get_by_role_and_label(Widget::TextInput, "Comments begin with");
    field.focus();
    harness.run();
    harness
        .get_by_role_and_label(Widget::TextInput, "Comments begin with")
        .type_text("!");
    harness.run();
    let commands = harness.state_mut().take();
    let comment = Some("!".to_owned());
    assert!(
        matches!(&commands[..], [AppCommand::ImportOptions(options)] if options.comment == comment),
        "got {commands:?}"
    );
    harness.key_press(egui::Key::Enter);
    harness.run();
    let commands = harness.state_mut().take();
    let accepts = |command: &AppCommand| matches!(command, AppCommand::ImportAccept);
    assert!(!commands.iter().any(accepts), "Enter ends the text alone");
    harness.key_press(egui::Key::Enter);
    harness.run();
    let commands = harness.state_mut().take();
    assert!(commands.iter().any(accepts), "and then imports");
    harness.get_by_role_and_label(Widget::TextInput, "Missing values");
    harness.get_by_role_and_label(Widget::SpinButton, "Lines passed over");
}

const LEVELS: &str = "level,when,y\nlow,3/2/2024,1.5\nhigh,1/3/2024,2.5\nmedium,2/1/2024,3.5\n";

#[test]
fn classes_are_moved_in_their_order() {
    let mut harness = show(LEVELS);
    let chip = harness.get_by_label("Import type of level");
    assert_eq!(chip.value().as_deref(), Some("a<b Ordered"));
    click(&mut harness, "Import type of level");
    let commands = click(&mut harness, "Move high up");
    let [AppCommand::ImportKind { column: 0, kind }] = &commands[..] else {
        panic!("got {commands:?}");
    };
    let expected = ["low", "high", "medium"].map(str::to_owned).to_vec();
    assert_eq!(*kind, ColumnKind::Ordered(expected));
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_told_and_changed() {
    let mut harness = show(LEVELS);
    harness.get_by_label_contains("`when`: No day is above 12");
    click(&mut harness, "Import type of when");
    let commands = click(&mut harness, "Day first: 31.03.2024");
    let [AppCommand::ImportKind { column: 1, kind }] = &commands[..] else {
        panic!("got {commands:?}");
    };
    assert!(
        matches!(kind, ColumnKind::DateTime(date) if date.order == DateOrder::DayFirst),
        "got {kind:?}"
    );
}

#[test]
fn the_size_and_the_faults_of_the_whole_are_counted() {
    let harness = show(FLOWERS);
    harness.get_by_label_contains("4 rows × 3 columns · 1 missing cell · 0 malformed");
}
