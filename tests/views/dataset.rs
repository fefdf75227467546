//! The data panel: what is clicked becomes the right wish, and every problem stands at its place.

use std::sync::Arc;

use deltascope::data::BuiltinTable;
use deltascope::data::CellProblem;
use deltascope::data::Column;
use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Generator;
use deltascope::data::MissingPolicy;
use deltascope::data::Role;
use deltascope::data::Scaling;
use deltascope::data::SplitSpec;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::experiment::Experiment;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::dataset_panel_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::reading::Reading;
use deltascope::workbench::state::Check;
use deltascope::workbench::state::TableSlot;
use egui::accesskit::Role as Widget;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

/// An experiment over the four patterns of exclusive or, with the columns x1, x2 and y.
fn four_patterns() -> Experiment {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::Inline {
        columns: ["x1", "x2", "y"].map(str::to_owned).into(),
        rows: [
            [0.0, 0.0, 0.0],
            [0.0, 1.0, 1.0],
            [1.0, 0.0, 1.0],
            [1.0, 1.0, 0.0],
        ]
        .map(Vec::from)
        .into(),
    });
    experiment
}

/// The data panel over the four patterns.
fn panel(prepare: impl FnOnce(&mut Bench)) -> Harness<'static, Bench> {
    let mut bench = Bench::new(Some(four_patterns()));
    prepare(&mut bench);
    let mut local = DatasetLocal::default();
    let mut harness = bench.harness(egui::vec2(320.0, 1100.0), move |ui, state, out| {
        let ctx = ViewCtx { state };
        dataset_panel_ui(ui, &ctx, &mut local, out);
    });
    harness.run();
    harness
}

fn with_iris(bench: &mut Bench) {
    let data = &mut bench.state.document.experiment.data;
    data.source = DataSource::Builtin(BuiltinTable::Iris);
    data.columns.clear();
    bench.state.table = TableSlot::Ready(Arc::new(BuiltinTable::Iris.table()));
}

fn with_iris_checked(bench: &mut Bench) {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::Builtin(BuiltinTable::Iris));
    *bench = Bench::new(Some(experiment));
}

/// The edits wished for since the last time.
fn edits(harness: &mut Harness<'_, Bench>) -> Vec<DocumentEdit> {
    harness.run();
    let commands = harness.state_mut().take();
    commands
        .into_iter()
        .filter_map(|command| {
            if let AppCommand::Edit(edit) = command {
                Some(edit)
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn a_role_is_chosen_in_the_menu_of_its_chip() {
    let mut harness = panel(|_| {});
    let choices = [
        ("x1", "Input", "Ignored", Role::Ignored),
        ("y", "Target", "Weight", Role::Weight),
    ];
    for (column, now, word, role) in choices {
        let name = format!("Role of {column}");
        let chip = harness.get_by_label(&name);
        assert_eq!(chip.value().as_deref(), Some(now));
        chip.click();
        harness.run();
        harness.get_by_label(word).click();
        let column = column.to_owned();
        assert_eq!(edits(&mut harness), [DocumentEdit::Role { column, role }]);
    }
}

#[test]
fn numbers_become_classes_in_the_menu_of_their_type() {
    let mut harness = panel(|_| {});
    harness.get_by_label("Type of y").click();
    harness.run();
    harness.get_by_label("abc Category").click();
    let expected = DocumentEdit::ColumnKind {
        column: "y".to_owned(),
        kind: ColumnKind::Classes,
    };
    assert_eq!(edits(&mut harness), [expected]);
}

#[test]
fn a_column_of_texts_is_taken_as_numbers_and_says_what_is_lost() {
    let values = |texts: &[&str]| Values::Category {
        codes: (0..texts.len() as u32).collect(),
        classes: texts.iter().map(|&text| text.to_owned()).collect(),
    };
    let table = Table::new(
        "t",
        vec![
            Column::new("price", values(&["1,5", "call", "2,25", "n. a."])),
            Column::numbers("y", vec![1.0, 2.0, 3.0, 4.0]),
        ],
    );
    let mut harness = panel(|bench| {
        bench.state.table = TableSlot::Ready(Arc::new(table));
        let mut columns = vec![
            ColumnSpec::new("price", Role::Input),
            ColumnSpec::new("y", Role::Target),
        ];
        columns[0].kind = ColumnKind::Classes;
        bench.state.document.experiment.data.columns = columns;
    });
    harness.get_by_label("Type of price").click();
    harness.run();
    harness.get_by_label("123 Number").click();
    let changed = edits(&mut harness);
    let [DocumentEdit::ColumnKind { column, kind }] = &changed[..] else {
        panic!("one kind expected, got {changed:?}");
    };
    let ColumnKind::Number(notation) = kind else {
        panic!("not a number: {kind:?}");
    };
    assert_eq!(
        (&**column, notation.example()),
        ("price", "1234,5".to_owned())
    );
    harness.state_mut().state.document.experiment.data.columns[0].kind = kind.clone();
    harness.run();
    harness.get_by_label(
        "2 of 4 cells are not read as numbers and count as missing, first `call` in row 2",
    );
    harness.get_by_label("1234.5").click();
    let expected = DocumentEdit::ColumnKind {
        column: "price".to_owned(),
        kind: ColumnKind::Number(deltascope::data::Notation::default()),
    };
    assert_eq!(edits(&mut harness), [expected]);
}

#[test]
fn columns_say_what_they_hold() {
    let harness = panel(with_iris_checked);
    harness.get_by_label("Role of petal_width");
    // Fisher's table: sepal lengths from 4.3 to 7.9 with mean 5.843, three species.
    harness.get_by_label("4.3 · 5.843 · 7.9");
    harness.get_by_label("3 classes");
    harness.get_by_label("150 rows × 5 columns");
}

#[test]
fn moving_a_share_keeps_the_sum() {
    let split = SplitSpec {
        train: 0.7,
        validation: 0.2,
        test: 0.1,
        stratify: false,
        ..SplitSpec::default()
    };
    let mut harness = panel(|bench| bench.state.document.experiment.data.split = split);
    for (name, percent) in [("Train", 40.0), ("Validation", 80.0), ("Test", 0.0)] {
        harness
            .get_by_role_and_label(Widget::Slider, name)
            .set_value_accesskit(percent);
        let edits = edits(&mut harness);
        let [DocumentEdit::Split(moved)] = &edits[..] else {
            panic!("one split expected, got {edits:?}");
        };
        let shares = [moved.train, moved.validation, moved.test];
        let sum: f64 = shares.iter().sum();
        assert!(
            (sum - 1.0).abs() < 1e-12,
            "{name} at {percent} %: {shares:?}"
        );
        assert!(
            shares.contains(&(percent / 100.0)),
            "{name} at {percent} %: {shares:?}"
        );
    }
}

#[test]
fn keeping_class_shares_needs_a_class_target() {
    let harness = panel(|_| {});
    let label = "Keep class shares";
    assert!(harness.get_by_label(label).accesskit_node().is_disabled());
    let mut harness = panel(with_iris);
    harness.get_by_label(label).click();
    let edits = edits(&mut harness);
    assert!(
        matches!(
            edits[..],
            [DocumentEdit::Split(SplitSpec {
                stratify: false,
                ..
            })]
        ),
        "got {edits:?}"
    );
}

#[test]
fn problems_stand_at_their_fields() {
    let problem = |field, message: &str| Problem {
        field,
        message: message.to_owned(),
    };
    let harness = panel(|bench| {
        let columns = [
            ("x1", Role::Input),
            ("x2", Role::Input),
            ("y", Role::Target),
            ("gone", Role::Input),
        ];
        bench.state.document.experiment.data.columns = columns
            .map(|(name, role)| ColumnSpec::new(name, role))
            .into();
        bench.state.check = Check::Problems(vec![
            problem(Field::Data, "no rows are left"),
            problem(Field::Column("x2".to_owned()), "x2 is constant"),
            problem(
                Field::Column("gone".to_owned()),
                "`gone` is not in the table",
            ),
            problem(Field::Split, "the training part is empty"),
            problem(Field::Loss, "not shown here"),
        ]);
    });
    let below = |upper: &str, lower: &str| {
        let (upper, lower) = (harness.get_by_label(upper), harness.get_by_label(lower));
        assert!(lower.rect().top() > upper.rect().top());
    };
    below("Section Source", "no rows are left");
    below("no rows are left", "Section Columns");
    below("Role of x2", "x2 is constant");
    below("x2 is constant", "Role of y");
    below("Role of y", "`gone` is not in the table");
    below("Section Split", "the training part is empty");
    assert!(harness.query_by_label("not shown here").is_none());
}

#[test]
fn malformed_cells_are_listed_with_the_choice_what_to_do() {
    let mut harness = panel(|bench| {
        let mut table = Table::clone(bench.state.table().unwrap());
        table.problem_count = 1;
        table.problems = vec![CellProblem {
            file: String::new(),
            row: 3,
            line: 5,
            column: 1,
            column_name: "x2".to_owned(),
            text: "abc".to_owned(),
            expected: Default::default(),
        }];
        bench.state.table = TableSlot::Ready(Arc::new(table));
    });
    harness.get_by_label("1 cell missing or malformed");
    harness.get_by_label("line 5, column `x2`: `abc` is not a number");
    harness.get_by_label("Fill in").click();
    assert_eq!(
        edits(&mut harness),
        [DocumentEdit::Missing(MissingPolicy::Impute)]
    );
}

#[test]
fn scaling_is_chosen_for_inputs_and_targets_apart() {
    let mut harness = panel(|_| {});
    harness
        .get_by_role_and_label(Widget::ComboBox, "Targets")
        .click();
    harness.run();
    harness.get_by_label("Standardise").click();
    assert_eq!(
        edits(&mut harness),
        [DocumentEdit::TargetScaling(Scaling::Standardise)]
    );
}

#[test]
fn a_generator_is_chosen_and_its_noise_moved() {
    let mut harness = panel(|_| {});
    harness.get_by_label_contains("Built-in data").click();
    harness.run();
    harness.get_by_label("Moons").click();
    let chosen = edits(&mut harness);
    let [DocumentEdit::Source(source @ DataSource::Generated(Generator::Moons { .. }))] =
        &chosen[..]
    else {
        panic!("moons expected, got {chosen:?}");
    };
    harness.state_mut().state.document.experiment.data.source = source.clone();
    harness.run();
    harness
        .get_by_role_and_label(Widget::Slider, "Noise")
        .set_value_accesskit(0.25);
    let moved = edits(&mut harness);
    assert!(
        matches!(
            moved[..],
            [DocumentEdit::Source(DataSource::Generated(
                Generator::Moons { noise: 0.25, .. }
            ))]
        ),
        "got {moved:?}"
    );
}

#[test]
fn reading_a_table_shows_how_far_it_is_and_can_be_stopped() {
    let mut harness = panel(|bench| {
        bench.state.table = TableSlot::Loading {
            name: "big.csv".to_owned(),
            reading: Reading {
                read_bytes: 30_000_000,
                total_bytes: Some(120_000_000),
                left_secs: Some(6),
            },
        };
    });
    harness.get_by_label("Reading big.csv");
    harness.get_by_label("30.0 of 120.0 MB, 6 s left");
    harness.get_by_label("Cancel").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::CancelLoading]),
        "got {commands:?}"
    );
}

#[test]
fn a_table_is_opened_from_the_panel() {
    let mut harness = panel(|bench| {
        bench.state.table = TableSlot::Failed {
            message: "line 3 has 2 cells where 5 are expected".to_owned(),
        };
    });
    harness.get_by_label("line 3 has 2 cells where 5 are expected");
    harness.get_by_label("Open table…").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::Menu(MenuCommand::OpenTable)]),
        "got {commands:?}"
    );
}
