//! The drawing of the network by its accessible names: what a click or a key wishes for.

use crate::editor_bench::bench;
use crate::editor_bench::click;
use crate::editor_bench::experiment;
use crate::editor_bench::harness;
use crate::editor_bench::running;
use crate::editor_bench::selected;
use crate::editor_bench::wishes;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Network;
use deltascope::nn::ParameterId;
use deltascope::workbench::state::TableSlot;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

#[test]
fn every_unit_link_and_button_has_a_name() {
    let harness = harness(running());
    for name in [
        "Layer input",
        "Layer hidden1",
        "Layer output",
        "input[1]",
        "hidden1[3]",
        "hidden1[3] bias",
        "hidden1[0] ← input[1]",
        "output[0] ← hidden1[3]",
        "Add unit to hidden1",
        "Remove unit from hidden1",
        "Trace layer hidden1",
        "Add layer between input and hidden1",
        "Add layer between hidden1 and output",
        "Fit the network",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    assert_eq!(
        harness.get_by_label("hidden1[0] ← input[0]").value(),
        Some("-0.7".to_owned())
    );
}

#[test]
fn plus_and_minus_change_the_number_of_units() {
    let mut harness = harness(bench());
    assert_eq!(
        click(&mut harness, "Add unit to hidden1"),
        ["Edit(Units { layer: 1, units: 5 })"]
    );
    assert_eq!(
        click(&mut harness, "Remove unit from hidden1"),
        ["Edit(Units { layer: 1, units: 3 })"]
    );
}

#[test]
fn holding_plus_repeats() {
    let mut harness = harness(bench());
    let place = harness.get_by_label("Add unit to hidden1").rect().center();
    harness.hover_at(place);
    harness.run();
    harness.drag_at(place);
    // Two seconds at 60 frames a second.
    harness.run_steps(120);
    harness.drop_at(place);
    let wishes = wishes(&mut harness);
    assert!(wishes.len() > 10, "{} wishes in two seconds", wishes.len());
}

#[test]
fn the_last_unit_cannot_be_removed() {
    let mut bench = bench();
    experiment(&mut bench).network.hidden[0].units = 1;
    let mut harness = harness(bench);
    assert!(click(&mut harness, "Remove unit from hidden1").is_empty());
}

#[test]
fn a_click_on_a_link_or_a_bias_toggles_its_trace() {
    let bench = running();
    let network = bench.state.session.network.clone().unwrap();
    let mut harness = harness(bench);
    let (connection, layer) = (0, 1);
    for (to, from) in [(0, 0), (2, 1), (3, 0)] {
        let index = network.layout().index(ParameterId::Weight {
            connection,
            to,
            from,
        });
        let name = format!("hidden1[{to}] ← input[{from}]");
        let expected = [format!("ToggleTrace({index})")];
        assert_eq!(click(&mut harness, &name), expected, "{name}");
        harness.get_by_label(&name).click_accesskit();
        assert_eq!(
            wishes(&mut harness),
            expected,
            "{name} by assistive technology"
        );
    }
    let index = network.layout().index(ParameterId::Bias { layer, unit: 2 });
    let expected = [format!("ToggleTrace({index})")];
    assert_eq!(click(&mut harness, "hidden1[2] bias"), expected);
}

#[test]
fn shortcut_links_can_be_clicked_too() {
    let mut bench = bench();
    experiment(&mut bench)
        .network
        .connections
        .push(ConnectionSpec {
            from: "input".to_owned(),
            to: "output".to_owned(),
            delay: 0,
        });
    let network = Network::build(&experiment(&mut bench).network, 2, 1).unwrap();
    let connection = network
        .connections()
        .iter()
        .position(|c| (c.from, c.to) == (0, 2))
        .unwrap();
    let index = network.layout().index(ParameterId::Weight {
        connection,
        to: 0,
        from: 1,
    });
    bench.state.session.network = Some(network);
    let mut harness = harness(bench);
    assert_eq!(
        click(&mut harness, "output[0] ← input[1]"),
        [format!("ToggleTrace({index})")]
    );
}

#[test]
fn a_whole_layer_is_traced_and_forgotten_by_one_button() {
    let bench = running();
    let all: Vec<usize> = (0..12).collect();
    let mut harness = harness(bench);
    // 4 units with 2 weights and a bias each, first in θ.
    let expected = [format!("SetTraces({all:?})")];
    assert_eq!(click(&mut harness, "Trace layer hidden1"), expected);
    harness.state_mut().state.view.traced_weights = all;
    assert_eq!(
        click(&mut harness, "Trace layer hidden1"),
        ["SetTraces([])"]
    );
}

#[test]
fn a_header_selects_its_layer_and_takes_the_selection_back() {
    let mut harness = harness(bench());
    assert_eq!(
        click(&mut harness, "Layer hidden1"),
        ["SelectLayer(Some(1))"]
    );
    harness.state_mut().state.view.selected_layer = Some(1);
    harness.run();
    assert_eq!(click(&mut harness, "Layer hidden1"), ["SelectLayer(None)"]);
}

#[test]
fn layers_are_added_moved_and_removed_by_buttons() {
    let mut bench = selected(bench(), 2);
    let mut second = experiment(&mut bench).network.hidden[0].clone();
    second.name = "hidden2".to_owned();
    experiment(&mut bench).network.hidden.push(second);
    let mut harness = harness(bench);
    assert_eq!(
        click(&mut harness, "Add layer between hidden2 and output"),
        ["Edit(AddLayer { at: 3 })", "SelectLayer(Some(3))"]
    );
    assert_eq!(
        click(&mut harness, "Move hidden2 left"),
        ["Edit(MoveLayer { from: 2, to: 1 })", "SelectLayer(Some(1))"]
    );
    assert!(click(&mut harness, "Move hidden2 right").is_empty());
    assert_eq!(
        click(&mut harness, "Remove layer hidden2"),
        ["Edit(RemoveLayer(2))", "SelectLayer(None)"]
    );
}

#[test]
fn keys_move_the_selection_and_edit_the_selected_layer() {
    let mut harness = harness(selected(bench(), 1));
    // After a click on the drawing keys are meant for it.
    assert_eq!(click(&mut harness, "hidden1[1]"), ["SelectLayer(Some(1))"]);
    let taken = harness.ctx.egui_wants_keyboard_input();
    assert!(!taken, "the window's own keys must go on working");
    for (key, expected) in [
        (Key::ArrowRight, "SelectLayer(Some(2))"),
        (Key::ArrowLeft, "SelectLayer(Some(0))"),
        (Key::Plus, "Edit(Units { layer: 1, units: 5 })"),
        (Key::Minus, "Edit(Units { layer: 1, units: 3 })"),
        (Key::Delete, "Edit(RemoveLayer(1))"),
        (Key::Backspace, "Edit(RemoveLayer(1))"),
    ] {
        harness.key_press(key);
        let first = wishes(&mut harness).into_iter().next();
        assert_eq!(first.as_deref(), Some(expected), "{key:?}");
    }
}

#[test]
fn an_edited_network_is_drawn_without_weights_and_says_so() {
    let mut bench = running();
    experiment(&mut bench).network.hidden[0].units = 3;
    let mut harness = harness(bench);
    let link = harness.get_by_label("hidden1[0] ← input[0]");
    assert_eq!(link.value(), None);
    assert!(harness.query_by_label("hidden1[3]").is_none());
    assert!(click(&mut harness, "hidden1[0] ← input[0]").is_empty());
    assert!(
        harness
            .query_by_label_contains("appear with the next run")
            .is_some()
    );
}

#[test]
fn a_new_initialiser_keeps_the_weights_of_the_run_in_view() {
    let mut bench = running();
    experiment(&mut bench).network.hidden[0].initialiser = deltascope::nn::Initialiser::He;
    let harness = harness(bench);
    let link = harness.get_by_label("hidden1[0] ← input[0]");
    assert_eq!(link.value(), Some("-0.7".to_owned()));
}

#[test]
fn zooming_in_shows_more_of_a_large_layer_and_fit_takes_it_back() {
    let mut bench = bench();
    experiment(&mut bench).network.hidden[0].units = 1000;
    let mut harness = harness(bench);
    let middle = harness.get_by_label("Network").rect().center();
    harness.hover_at(middle);
    harness.event(egui::Event::Zoom(4.0));
    harness.run();
    let shown = |harness: &Harness<'_, _>| harness.query_by_label("hidden1[40]").is_some();
    assert!(shown(&harness), "four times the height holds 40 units");
    click(&mut harness, "Fit the network");
    assert!(!shown(&harness));
}

#[test]
fn large_layers_are_abridged() {
    let mut bench = bench();
    experiment(&mut bench).network.hidden[0].units = 1000;
    let harness = harness(bench);
    assert!(harness.query_by_label("hidden1[0]").is_some());
    assert!(harness.query_by_label("hidden1[500]").is_none());
    assert!(harness.query_by_label("hidden1[999]").is_some());
}

#[test]
fn without_a_table_the_view_says_what_to_do() {
    let mut bench = bench();
    bench.state.table = TableSlot::Empty;
    let mut harness = harness(bench);
    assert_eq!(click(&mut harness, "Open table…"), ["Menu(OpenTable)"]);
    assert_eq!(
        click(&mut harness, "Look at the presets"),
        ["SetLeftTab(Presets)"]
    );
}
