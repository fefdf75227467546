//! The heads of the table's columns: reached by the keyboard, and the menu of role, sequences and type.

use crate::table_window::Window;
use crate::table_window::click;
use crate::table_window::iris;
use crate::table_window::press;
use crate::table_window::settle;
use crate::table_window::window;
use crate::table_window::wish;
use deltascope::data::BuiltinTable;
use deltascope::data::ColumnKind;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Role;
use deltascope::data::SequenceSpec;
use deltascope::experiment::Experiment;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::RowFilter;
use deltascope::workbench::Sort;
use deltascope::workbench::TableCommand;
use egui::Key;
use egui_kittest::kittest::Queryable as _;

fn undo(harness: &mut Window) {
    wish(harness, AppCommand::Menu(MenuCommand::Undo));
}

/// The window of a table, with the keyboard on the head of a column.
fn on_head(experiment: Experiment, column: &str) -> Window {
    let mut harness = window(experiment);
    wish(
        &mut harness,
        AppCommand::Table(TableCommand::Show(RowFilter::All)),
    );
    harness.get_by_label(&format!("Sort by {column}")).focus();
    settle(&mut harness);
    harness
}

fn has_focus(harness: &Window, label: &str) -> bool {
    harness.get_by_label(label).is_focused()
}

fn sort(harness: &Window) -> Option<(usize, bool)> {
    let sort = harness.state().state.table_view.sort;
    sort.map(|Sort { column, descending }| (column, descending))
}

fn data(harness: &Window) -> &DataSpec {
    &harness.state().state.document.experiment.data
}

/// The built-in table of digits: 64 columns and the class, of which only a few are seen.
fn digits() -> Experiment {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::Builtin(BuiltinTable::Digits));
    experiment
}

#[test]
fn enter_on_a_head_sorts_and_stays_there() {
    let mut harness = on_head(iris(), "petal_width");
    for expected in [Some((3, false)), Some((3, true)), None] {
        press(&mut harness, Key::Enter);
        assert_eq!(sort(&harness), expected);
        assert!(has_focus(&harness, "Sort by petal_width"));
    }
}

#[test]
fn arrows_go_from_head_to_head_and_down_into_the_rows() {
    let mut harness = on_head(iris(), "sepal_length");
    press(&mut harness, Key::ArrowRight);
    assert!(has_focus(&harness, "Sort by sepal_width"));
    press(&mut harness, Key::End);
    assert!(has_focus(&harness, "Sort by species"));
    press(&mut harness, Key::ArrowRight);
    assert!(has_focus(&harness, "Sort by species"), "the last stays");
    press(&mut harness, Key::ArrowLeft);
    assert!(has_focus(&harness, "Sort by petal_width"));
    press(&mut harness, Key::ArrowDown);
    assert!(has_focus(&harness, "Rows of the table, 150"));
}

#[test]
fn arrows_scroll_to_heads_that_are_not_seen() {
    let mut harness = on_head(digits(), "pixel_0_0");
    assert!(harness.query_by_label("Sort by digit").is_none());
    press(&mut harness, Key::End);
    assert!(has_focus(&harness, "Sort by digit"));
    assert!(harness.query_by_label("Sort by pixel_0_0").is_none());
    press(&mut harness, Key::Home);
    assert!(has_focus(&harness, "Sort by pixel_0_0"));
}

#[test]
fn tab_goes_from_the_rows_to_the_heads() {
    let mut harness = on_head(iris(), "sepal_length");
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Tab);
    assert!(has_focus(&harness, "Sort by sepal_length"));
    press(&mut harness, Key::Tab);
    assert!(has_focus(&harness, "Sort by sepal_width"));
}

#[test]
fn space_opens_the_menu_of_a_head_and_escape_leads_back() {
    let mut harness = on_head(iris(), "petal_width");
    press(&mut harness, Key::Space);
    assert!(has_focus(&harness, "Sort ascending"));
    assert_eq!(sort(&harness), None, "Space does not sort");
    // To the role that is named.
    for _ in 0..6 {
        if has_focus(&harness, "Ignored") {
            break;
        }
        press(&mut harness, Key::ArrowDown);
    }
    press(&mut harness, Key::Enter);
    let role = |harness: &Window| {
        let mut columns = data(harness).columns.iter();
        columns
            .find(|column| column.name == "petal_width")
            .map(|column| column.role)
    };
    assert_eq!(role(&harness), Some(Role::Ignored));
    assert!(has_focus(&harness, "Sort by petal_width"));
    undo(&mut harness);
    assert_ne!(role(&harness), Some(Role::Ignored));
    press(&mut harness, Key::Space);
    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Sort ascending").is_none());
    assert!(has_focus(&harness, "Sort by petal_width"));
}

#[test]
fn the_type_is_chosen_in_the_menu_of_a_head() {
    let mut harness = on_head(iris(), "petal_width");
    press(&mut harness, Key::Space);
    click(&mut harness, "Type: Number");
    click(&mut harness, "abc Category");
    let columns = &data(&harness).columns;
    let column = columns.iter().find(|column| column.name == "petal_width");
    assert_eq!(column.unwrap().kind, ColumnKind::Classes);
}

#[test]
fn order_and_group_are_chosen_in_the_menus_of_a_column_and_undone() {
    let mut harness = window(iris());
    let expected = |order: Option<&str>, group: Option<&str>| {
        Some(SequenceSpec {
            order: order.map(str::to_owned),
            group: group.map(str::to_owned),
            ..SequenceSpec::default()
        })
    };
    click(&mut harness, "Role of petal_length");
    click(&mut harness, "Orders the rows");
    assert_eq!(
        data(&harness).sequence,
        expected(Some("petal_length"), None)
    );
    wish(
        &mut harness,
        AppCommand::Table(TableCommand::Show(RowFilter::All)),
    );
    harness.get_by_label("Sort by species").focus();
    press(&mut harness, Key::Space);
    click(&mut harness, "Tells sequences apart");
    assert_eq!(
        data(&harness).sequence,
        expected(Some("petal_length"), Some("species"))
    );
    undo(&mut harness);
    assert_eq!(
        data(&harness).sequence,
        expected(Some("petal_length"), None)
    );
    // The window covers the list.
    wish(&mut harness, AppCommand::Table(TableCommand::Hide));
    click(&mut harness, "Role of petal_length");
    click(&mut harness, "Orders the rows");
    assert_eq!(
        data(&harness).sequence,
        None,
        "nothing of sequences is left"
    );
}

#[test]
fn the_window_is_named_after_its_table() {
    let mut harness = window(iris());
    wish(
        &mut harness,
        AppCommand::Table(TableCommand::Show(RowFilter::All)),
    );
    harness.get_by_label("Table: Iris");
}

#[test]
fn the_inputs_of_windows_over_the_past_are_counted() {
    let text = deltascope::experiment::preset::builtin("mackey-glass").unwrap();
    let experiment = deltascope::experiment::preset::parse(text).unwrap();
    let lags = experiment.data.windows().unwrap().lags;
    let harness = window(experiment);
    harness.get_by_label(&format!("{lags} inputs, 1 target"));
}
