//! The settings of the selected layer: what a typed text or a choice wishes for.

use crate::editor_bench::bench;
use crate::editor_bench::click;
use crate::editor_bench::experiment;
use crate::editor_bench::harness;
use crate::editor_bench::selected;
use crate::editor_bench::type_into;
use crate::editor_bench::wishes;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::widgets::formula::kept_together;
use deltascope::workbench::state::Check;
use egui::Key;
use egui::Role;
use egui_kittest::kittest::Queryable as _;

#[test]
fn units_are_typed_in_the_settings() {
    let mut harness = harness(selected(bench(), 1));
    type_into(&mut harness, "Units", "12");
    assert!(wishes(&mut harness).is_empty(), "nothing before Enter");
    harness.key_press(Key::Enter);
    assert_eq!(
        wishes(&mut harness),
        ["Edit(Units { layer: 1, units: 12 })"]
    );
}

#[test]
fn a_number_of_units_out_of_range_changes_nothing() {
    for text in ["0", "5000", "many", ""] {
        let mut harness = harness(selected(bench(), 1));
        type_into(&mut harness, "Units", text);
        harness.key_press(Key::Enter);
        assert!(wishes(&mut harness).is_empty(), "{text:?}");
    }
}

#[test]
fn a_name_is_changed_unless_it_is_taken() {
    let mut harness = harness(selected(bench(), 1));
    type_into(&mut harness, "Name", "output");
    harness.key_press(Key::Enter);
    assert!(wishes(&mut harness).is_empty());
    type_into(&mut harness, "Name", "encoder");
    harness.key_press(Key::Enter);
    let expected = r#"Edit(LayerName { layer: 1, name: "encoder" })"#;
    assert_eq!(wishes(&mut harness), [expected]);
}

#[test]
fn activation_bias_and_initialiser_are_chosen_in_the_settings() {
    let mut harness = harness(selected(bench(), 1));
    for (field, option, expected) in [
        (
            "Activation",
            "ReLU",
            "Edit(Activation { layer: 1, activation: Relu })",
        ),
        (
            "Initialiser",
            "He",
            "Edit(Initialiser { layer: 1, initialiser: He })",
        ),
    ] {
        harness.get_by_role_and_label(Role::ComboBox, field).click();
        harness.run();
        assert_eq!(click(&mut harness, option), [expected]);
    }
    let box_of_bias = harness.get_by_role_and_label(Role::CheckBox, "Bias");
    box_of_bias.click();
    assert_eq!(
        wishes(&mut harness),
        ["Edit(Bias { layer: 1, bias: false })"]
    );
}

#[test]
fn the_chooser_of_activations_says_when_to_use_one_and_where_it_comes_from() {
    let mut harness = harness(selected(bench(), 1));
    harness
        .get_by_role_and_label(Role::ComboBox, "Activation")
        .hover();
    harness.run_steps(60);
    let tanh = Activation::Tanh;
    let (purpose, source) = (tanh.purpose(), tanh.source());
    let formula = kept_together(tanh.formula());
    harness.get_by_label(&format!("{purpose}\n{formula}\n{source}"));
}

#[test]
fn the_name_of_the_layer_and_the_cross_share_a_line() {
    let harness = harness(selected(bench(), 1));
    let cross = harness.get_by_label("Deselect layer").rect();
    let names = harness.get_all_by_role_and_label(Role::Label, "hidden1");
    let mut names = names.map(|name| name.rect());
    let beside = names.any(|name| {
        name.right() < cross.left() && (name.center().y - cross.center().y).abs() < 1.0
    });
    assert!(beside, "{cross}");
}

#[test]
fn a_shortcut_is_added_and_only_a_spare_connection_removed() {
    let mut harness = harness(selected(bench(), 0));
    click(&mut harness, "Add connection from input");
    assert_eq!(
        click(&mut harness, "output"),
        ["Edit(Connect { from: 0, to: 2 })"]
    );
    let only = "input to hidden1 cannot be removed: it is a layer's only one";
    assert!(click(&mut harness, only).is_empty());
    let connection = ConnectionSpec {
        from: "input".to_owned(),
        to: "output".to_owned(),
        delay: 0,
    };
    experiment(harness.state_mut())
        .network
        .connections
        .push(connection);
    harness.run();
    assert_eq!(
        click(&mut harness, "Remove connection from input to output"),
        ["Edit(Disconnect { from: 0, to: 2 })"]
    );
}

#[test]
fn problems_stand_at_the_layer_they_belong_to() {
    let mut bench = selected(bench(), 1);
    bench.state.check = Check::Problems(vec![Problem {
        field: Field::Layer(1),
        message: "Softmax needs the output layer.".to_owned(),
    }]);
    let harness = harness(bench);
    assert!(harness.query_by_label_contains("Softmax needs").is_some());
}
