//! The data panel's settings of single columns, derived inputs, sequences and splits: what is clicked becomes the wish.

use deltascope::data::BuiltinTable;
use deltascope::data::ClassCode;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Derived;
use deltascope::data::Fill;
use deltascope::data::Generator;
use deltascope::data::Part;
use deltascope::data::Scaling;
use deltascope::data::SequenceSpec;
use deltascope::data::SplitBy;
use deltascope::data::WindowSpec;
use deltascope::experiment::Experiment;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::dataset_panel_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

/// The data panel over a source, with the edits that were wished for carried out.
fn panel(source: DataSource) -> Harness<'static, Bench> {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(source);
    let bench = Bench::new(Some(experiment));
    let mut local = DatasetLocal::default();
    let mut harness = bench.harness(egui::vec2(320.0, 1800.0), move |ui, state, out| {
        dataset_panel_ui(ui, &ViewCtx { state }, &mut local, out);
    });
    harness.run();
    harness
}

fn iris() -> Harness<'static, Bench> {
    panel(DataSource::Builtin(BuiltinTable::Iris))
}

/// The edits wished for since the last time.
fn edits(harness: &mut Harness<'_, Bench>) -> Vec<DocumentEdit> {
    harness.run();
    let commands = harness.state_mut().take();
    let edit = |command| {
        if let AppCommand::Edit(edit) = command {
            Some(edit)
        } else {
            None
        }
    };
    commands.into_iter().filter_map(edit).collect()
}

fn open(harness: &mut Harness<'_, Bench>, section: &str) {
    harness.get_by_label(&format!("Section {section}")).click();
    harness.run();
}

/// Chooses an alternative of a combo box.
fn choose(harness: &mut Harness<'_, Bench>, label: &str, option: &str) -> Vec<DocumentEdit> {
    harness
        .get_by_role_and_label(egui::accesskit::Role::ComboBox, label)
        .click();
    harness.run();
    harness
        .get_by_role_and_label(egui::accesskit::Role::Button, option)
        .click();
    edits(harness)
}

#[test]
fn a_tick_adds_a_derived_input_and_another_takes_it_away() {
    let mut harness = iris();
    open(&mut harness, "Derived inputs");
    harness.get_by_label("sepal_length·petal_width").click();
    let product = Derived::Product("sepal_length".to_owned(), "petal_width".to_owned());
    assert_eq!(
        edits(&mut harness),
        [DocumentEdit::Derived(vec![product.clone()])]
    );
    harness.state_mut().state.document.experiment.data.derived = vec![product];
    harness.run();
    harness.get_by_label("sepal_length·petal_width").click();
    assert_eq!(edits(&mut harness), [DocumentEdit::Derived(Vec::new())]);
}

#[test]
fn one_column_gets_its_own_scaling_and_fill_value() {
    let mut harness = iris();
    open(&mut harness, "Single columns");
    let column = || "sepal_length".to_owned();
    let scaling = choose(&mut harness, "Own scaling", "Robust");
    assert_eq!(
        scaling,
        [DocumentEdit::ColumnScaling {
            column: column(),
            scaling: Some(Scaling::Robust),
        }]
    );
    let fill = choose(&mut harness, "Missing cells", "Median");
    assert_eq!(
        fill,
        [DocumentEdit::Fill {
            column: column(),
            fill: Some(Fill::Median),
        }]
    );
    harness.get_by_label("Input for “was missing”").click();
    assert_eq!(
        edits(&mut harness),
        [DocumentEdit::MarkMissing {
            column: column(),
            mark: true,
        }]
    );
}

#[test]
fn classes_of_an_input_become_one_number() {
    let mut harness = iris();
    let data = &mut harness.state_mut().state.document.experiment.data;
    data.columns = DataSpec::default_roles(&BuiltinTable::Iris.table());
    for spec in &mut data.columns {
        spec.role = if spec.name == "species" {
            deltascope::data::Role::Input
        } else {
            deltascope::data::Role::Ignored
        };
    }
    open(&mut harness, "Single columns");
    assert_eq!(
        choose(&mut harness, "Classes", "One number"),
        [DocumentEdit::ClassCode {
            column: "species".to_owned(),
            code: ClassCode::Ordinal,
        }]
    );
}

#[test]
fn a_split_by_a_column_asks_what_its_values_mean() {
    let mut harness = iris();
    let [DocumentEdit::Split(split)] = &choose(&mut harness, "Split by", "By a column")[..] else {
        panic!("one split expected");
    };
    assert!(matches!(split.by, SplitBy::Column { .. }));
    let mut split = split.clone();
    split.by = SplitBy::Column {
        column: "species".to_owned(),
        parts: Default::default(),
    };
    harness.state_mut().state.document.experiment.data.split = split;
    harness.run();
    let chosen = choose(&mut harness, "“setosa” is", "Test");
    let [DocumentEdit::Split(split)] = &chosen[..] else {
        panic!("one split expected, got {chosen:?}");
    };
    let SplitBy::Column { parts, .. } = &split.by else {
        panic!("a split by a column expected");
    };
    assert_eq!(parts.get("setosa"), Some(&Part::Test));
}

#[test]
fn folds_are_counted_from_one() {
    let mut harness = iris();
    let chosen = choose(&mut harness, "Split by", "Fold");
    let [DocumentEdit::Split(split)] = &chosen[..] else {
        panic!("one split expected, got {chosen:?}");
    };
    assert!(matches!(
        split.by,
        SplitBy::Folds {
            folds: 5,
            fold: 1,
            ..
        }
    ));
    harness.state_mut().state.document.experiment.data.split = split.clone();
    harness.run();
    harness.get_by_label("Held-out fold");
    harness.get_by_label("Keep class shares");
    // The fold is as large as it is; its part has no share to move.
    let slider = egui::accesskit::Role::Slider;
    harness.get_by_role_and_label(slider, "Validation");
    assert!(harness.query_by_role_and_label(slider, "Test").is_none());
}

#[test]
fn windows_are_made_of_a_chosen_order() {
    let mut harness = iris();
    open(&mut harness, "Sequences");
    let chosen = choose(&mut harness, "Order", "Order of the table");
    let sequence = SequenceSpec::default();
    assert_eq!(chosen, [DocumentEdit::Sequence(Some(sequence.clone()))]);
    harness.state_mut().state.document.experiment.data.sequence = Some(sequence.clone());
    harness.run();
    harness.get_by_label("Windows over the past").click();
    let windows = Some(WindowSpec {
        lags: 4,
        horizon: 1,
        past_targets: true,
        known: Vec::new(),
    });
    let with_windows = SequenceSpec {
        windows,
        ..sequence
    };
    assert_eq!(
        edits(&mut harness),
        [DocumentEdit::Sequence(Some(with_windows.clone()))]
    );
    harness.state_mut().state.document.experiment.data.sequence = Some(with_windows);
    harness.run();
    harness.get_by_label("petal_width is known ahead").click();
    let edits = edits(&mut harness);
    let [DocumentEdit::Sequence(Some(sequence))] = &edits[..] else {
        panic!("one sequence expected, got {edits:?}");
    };
    assert_eq!(sequence.windows.as_ref().unwrap().known, ["petal_width"]);
}

#[test]
fn a_generator_shows_a_picture_and_moves_by_sliders() {
    for generator in Generator::ALL {
        let mut harness = panel(DataSource::Generated(generator));
        harness.get_by_label(&format!("Picture of {}", generator.name()));
        for parameter in generator.parameters() {
            let label = match parameter.name {
                "Seed" => "Data seed",
                name => name,
            };
            let slider = harness.get_by_role_and_label(egui::accesskit::Role::Slider, label);
            assert_eq!(
                slider.accesskit_node().numeric_value(),
                Some(parameter.value)
            );
        }
        assert!(edits(&mut harness).is_empty(), "looking changes nothing");
    }
}
