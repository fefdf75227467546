//! The window with the rows of the table, and the warnings: what is clicked and typed happens.

use std::fmt::Write as _;

use crate::table_window::Window;
use crate::table_window::click;
use crate::table_window::iris;
use crate::table_window::press;
use crate::table_window::press_with;
use crate::table_window::settle;
use crate::table_window::window;
use crate::table_window::wish;
use deltascope::data::BuiltinTable;
use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::MissingPolicy;
use deltascope::data::Part;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::experiment::Experiment;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::Find;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::RowFilter;
use deltascope::workbench::TableCommand;
use deltascope::workbench::state::Check;
use egui::Key;
use egui::Modifiers;
use egui::accesskit::Role as Widget;
use egui::accesskit::Toggled;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

/// Iris with the table's window open.
fn iris_window() -> Window {
    let mut harness = window(iris());
    click(&mut harness, "Show table…");
    harness
}

#[test]
fn on_a_smaller_screen_the_window_is_smaller() {
    let mut harness = iris_window();
    harness.set_size(egui::vec2(900.0, 500.0));
    settle(&mut harness);
    let button = harness.get_by_label("Exclude").rect();
    let top = harness.get_by_label("Table: Iris").rect().top();
    assert!(top >= 8.0 && button.bottom() < 492.0, "{top} {button}");
    assert!(button.bottom() - top < 0.86 * 500.0, "{top} {button}");
}

/// The numbers of the rows that are seen, from the top.
fn rows(harness: &Window) -> Vec<usize> {
    let mut rows: Vec<(i64, usize)> = harness
        .get_all_by_role(Widget::Row)
        .map(|node| {
            let label = node.accesskit_node().label().unwrap();
            let number = label.strip_prefix("Row ").unwrap().parse().unwrap();
            (node.rect().top() as i64, number)
        })
        .collect();
    rows.sort_unstable();
    rows.into_iter().map(|(_, number)| number).collect()
}

fn selected(harness: &Window) -> Vec<usize> {
    harness
        .get_all_by_role(Widget::Row)
        .filter(|node| node.accesskit_node().toggled() == Some(Toggled::True))
        .filter_map(|node| {
            node.accesskit_node()
                .label()?
                .strip_prefix("Row ")?
                .parse()
                .ok()
        })
        .collect()
}

fn excluded(harness: &Window) -> &[usize] {
    &harness.state().state.document.experiment.data.excluded
}

#[test]
fn a_click_on_a_head_sorts_up_then_down_then_not() {
    let mut harness = iris_window();
    assert_eq!(rows(&harness)[..3], [1, 2, 3]);
    click(&mut harness, "Sort by sepal_length");
    // Row 14 has the smallest sepal length, 4.3; 9, 39 and 43 have 4.4 (Fisher's table).
    assert_eq!(rows(&harness)[..4], [14, 9, 39, 43]);
    let head = harness.get_by_label("Sort by sepal_length");
    assert_eq!(head.value().as_deref(), Some("ascending"));
    click(&mut harness, "Sort by sepal_length");
    // The largest is 7.9 of row 132; 118, 119, 123 and 136 have 7.7.
    assert_eq!(rows(&harness)[..5], [132, 118, 119, 123, 136]);
    click(&mut harness, "Sort by sepal_length");
    assert_eq!(rows(&harness)[..3], [1, 2, 3]);
}

#[test]
fn rows_are_found_by_a_comparison_and_walked_through() {
    let mut harness = iris_window();
    let field = harness.get_by_role_and_label(Widget::TextInput, "Find");
    field.focus();
    field.type_text("> 7.6");
    settle(&mut harness);
    harness.get_by_label("5 rows");
    click(&mut harness, "Next match");
    harness.get_by_label("1 of 5 rows");
    assert_eq!(selected(&harness), [118]);
    click(&mut harness, "Next match");
    click(&mut harness, "Previous match");
    click(&mut harness, "Previous match");
    harness.get_by_label("5 of 5 rows");
    assert_eq!(selected(&harness), [136]);
}

#[test]
fn rows_are_found_by_a_part_of_a_class_and_by_number() {
    let mut harness = iris_window();
    let field = harness.get_by_role_and_label(Widget::TextInput, "Find");
    field.focus();
    field.type_text("VIRG");
    settle(&mut harness);
    harness.get_by_label("50 rows");
    wish(
        &mut harness,
        AppCommand::Table(TableCommand::Find(Default::default())),
    );
    for _ in 0..4 {
        harness.key_press(Key::Backspace);
    }
    settle(&mut harness);
    harness
        .get_by_role_and_label(Widget::TextInput, "Find")
        .type_text("#140");
    settle(&mut harness);
    assert_eq!(selected(&harness), [140]);
    assert_eq!(harness.state().state.selected_row(), Some(139));
}

#[test]
fn the_column_that_has_what_was_found_is_scrolled_to() {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::Builtin(BuiltinTable::Digits));
    let mut harness = window(experiment);
    click(&mut harness, "Show table…");
    assert!(harness.query_by_label("Sort by digit").is_none());
    let (text, column) = ("7".to_owned(), Some(64));
    let find = TableCommand::Find(Find { text, column });
    wish(&mut harness, AppCommand::Table(find));
    click(&mut harness, "Next match");
    harness.get_by_label("Sort by digit");
}

#[test]
fn the_keyboard_goes_on_from_the_head_that_was_clicked() {
    let mut harness = iris_window();
    click(&mut harness, "Sort by petal_length");
    press(&mut harness, Key::Home);
    // The shortest petal of the table: 1.0 cm, row 23.
    assert_eq!(selected(&harness), [23]);
}

#[test]
fn the_keyboard_walks_through_the_rows_and_the_views_follow() {
    let mut harness = iris_window();
    click(&mut harness, "Row 3");
    assert_eq!(harness.state().state.selected_row(), Some(2));
    press(&mut harness, Key::ArrowDown);
    assert_eq!(harness.state().state.selected_row(), Some(3));
    press(&mut harness, Key::End);
    assert_eq!(harness.state().state.selected_row(), Some(149));
    assert_eq!(selected(&harness), [150]);
    press(&mut harness, Key::PageUp);
    let row = harness.state().state.selected_row().unwrap();
    assert!((100..148).contains(&row), "a page up from 149 is {row}");
    press(&mut harness, Key::Home);
    assert_eq!(harness.state().state.selected_row(), Some(0));
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&harness), [1, 2]);
}

#[test]
fn the_row_that_another_view_chose_is_shown() {
    let mut harness = iris_window();
    let Check::Ready(plan) = &harness.state().state.check else {
        panic!("iris can be trained on");
    };
    let sample = plan
        .dataset()
        .rows
        .iter()
        .position(|&row| row == 120)
        .unwrap();
    wish(&mut harness, AppCommand::SelectSample(sample));
    assert_eq!(selected(&harness), [121]);
}

#[test]
fn rows_are_excluded_by_key_and_box_and_undone() {
    let mut harness = iris_window();
    click(&mut harness, "Row 2");
    press_with(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut harness, Key::Delete);
    assert_eq!(excluded(&harness), [1, 2]);
    click(&mut harness, "Use row 5");
    assert_eq!(excluded(&harness), [1, 2, 4]);
    let value = harness.get_by_label("Row 5").value().unwrap();
    assert!(value.starts_with("Excluded, sepal_length 5,"), "{value}");
    let Check::Ready(plan) = &harness.state().state.check else {
        panic!("the rest can be trained on");
    };
    assert_eq!(plan.dataset().rows.len(), 147);
    wish(&mut harness, AppCommand::Menu(MenuCommand::Undo));
    assert_eq!(excluded(&harness), [1, 2]);
    click(&mut harness, "Excluded");
    assert_eq!(rows(&harness), [2, 3]);
    click(&mut harness, "Include all");
    assert!(excluded(&harness).is_empty());
}

#[test]
fn delete_takes_excluded_rows_in_again() {
    let mut harness = iris_window();
    click(&mut harness, "Row 4");
    click(&mut harness, "Exclude");
    assert_eq!(excluded(&harness), [3]);
    // The button has the keyboard now.
    click(&mut harness, "Row 4");
    press(&mut harness, Key::Delete);
    assert!(excluded(&harness).is_empty());
}

#[test]
fn the_rows_of_one_part_are_listed_on_demand() {
    let mut harness = iris_window();
    harness.get_by_label("150 rows");
    let Check::Ready(plan) = &harness.state().state.check else {
        panic!("iris can be trained on");
    };
    let part = plan.dataset().part(Part::Test);
    let (count, first) = (part.len(), plan.dataset().rows[part.start] + 1);
    let buttons = harness.get_all_by_role_and_label(Widget::Button, "Test");
    buttons.last().unwrap().click();
    settle(&mut harness);
    harness.get_by_label(&format!("{count} rows"));
    assert_eq!(rows(&harness)[0], first);
}

/// Two inputs of which one is constant and far from 0, with a cell missing, and a target.
fn problems(file: &std::path::Path) -> Experiment {
    let mut text = "far,same,y\n".to_owned();
    for row in 0..40 {
        let far = if row == 7 {
            String::new()
        } else {
            (row * 37 % 41).to_string()
        };
        writeln!(text, "{far},3,{}", row % 5).unwrap();
    }
    std::fs::write(file, text).unwrap();
    let mut experiment = iris();
    experiment.data = DataSpec::new(DataSource::File {
        path: file.to_owned(),
        more: Vec::new(),
        options: Default::default(),
    });
    experiment.data.columns = [
        ("far", Role::Input),
        ("same", Role::Input),
        ("y", Role::Target),
    ]
    .map(|(name, role)| ColumnSpec::new(name, role))
    .into();
    experiment.data.columns[2].kind = ColumnKind::Classes;
    experiment
}

fn problem_window() -> Window {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = window(problems(&folder.path().join("t.csv")));
    while harness.state().state.is_busy() || harness.state().state.table().is_none() {
        std::thread::yield_now();
        harness.state_mut().state.poll();
    }
    settle(&mut harness);
    harness
}

#[test]
fn each_remedy_is_one_click_and_one_step_of_undo() {
    let mut harness = problem_window();
    let before = harness.state().state.document.experiment.data.clone();
    for (button, check) in [
        (
            "Ignore column: same",
            (|data| data.columns[1].role == Role::Ignored) as fn(&DataSpec) -> bool,
        ),
        ("Fill in: far", |data| data.missing == MissingPolicy::Impute),
        ("Standardise inputs: far", |data| {
            data.input_scaling == Scaling::Standardise
        }),
    ] {
        click(&mut harness, button);
        assert!(
            check(&harness.state().state.document.experiment.data),
            "{button}"
        );
        assert!(
            harness.query_by_label(button).is_none(),
            "{button} has helped"
        );
        wish(&mut harness, AppCommand::Menu(MenuCommand::Undo));
        assert_eq!(harness.state().state.document.experiment.data, before);
        harness.get_by_label(button);
    }
    click(&mut harness, "Show rows: rows");
    assert_eq!(harness.state().state.table_view.filter, RowFilter::LeftOut);
    assert_eq!(rows(&harness), [8]);
}

#[test]
fn a_warning_is_hidden_and_brought_back() {
    let mut harness = problem_window();
    let count = harness.state().state.insight.warnings().len();
    click(&mut harness, "Hide warning: same");
    assert!(harness.query_by_label("Ignore column: same").is_none());
    assert_eq!(harness.state().state.insight.warnings().len(), count - 1);
    wish(
        &mut harness,
        AppCommand::Edit(DocumentEdit::Title("t".to_owned())),
    );
    assert!(
        harness.query_by_label("Ignore column: same").is_none(),
        "it stays hidden"
    );
    click(&mut harness, "Show 1 hidden warning");
    harness.get_by_label("Ignore column: same");
}
