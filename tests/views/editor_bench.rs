//! A bench with the network editor: a small network, and what a click or a typed text wishes for.

use std::sync::Arc;

pub use crate::bench::Bench;
use deltascope::data::Column;
use deltascope::data::Table;
use deltascope::experiment::Experiment;
use deltascope::nn::Activation;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OutputSpec;
use deltascope::views::ViewCtx;
use deltascope::views::network_editor::NetworkEditorLocal;
use deltascope::views::network_editor::network_editor_ui;
use deltascope::workbench::state::Check;
use deltascope::workbench::state::TableSlot;
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

/// Exclusive or with four hidden units; the check is left out.
pub fn bench() -> Bench {
    let mut bench = Bench::new(None);
    let column = |name: &str| Column::numbers(name, vec![0.0, 1.0, 1.0, 0.0]);
    let columns = vec![column("x1"), column("x2"), column("y")];
    bench.state.table = TableSlot::Ready(Arc::new(Table::new("xor", columns)));
    bench.state.check = Check::NoTable;
    let experiment = &mut bench.state.document.experiment;
    experiment.data.columns.clear();
    let initialiser = Initialiser::XavierUniform;
    let hidden = LayerSpec {
        name: "hidden1".to_owned(),
        units: 4,
        activation: Activation::Tanh,
        bias: true,
        initialiser,
    };
    let output = OutputSpec {
        activation: Activation::Logistic,
        bias: true,
        initialiser,
    };
    experiment.network = NetworkSpec::chain(vec![hidden], output);
    bench
}

/// The same with a run of the document's network.
pub fn running() -> Bench {
    let mut bench = bench();
    let network = Network::build(&experiment(&mut bench).network, 2, 1).unwrap();
    let parameters = (0..network.layout().len()).map(|i| i as f64 * 0.1 - 0.7);
    bench.state.session.snapshot.parameters = Some(parameters.collect());
    bench.state.session.snapshot.run = bench.state.session.run;
    bench.state.session.network = Some(network);
    bench.state.document.running = Some(experiment(&mut bench).clone());
    bench
}

/// Its experiment.
pub fn experiment(bench: &mut Bench) -> &mut Experiment {
    &mut bench.state.document.experiment
}

/// The same with a selected layer.
pub fn selected(mut bench: Bench, layer: usize) -> Bench {
    bench.state.view.selected_layer = Some(layer);
    bench
}

/// Draws the editor.
pub fn harness<'a>(bench: Bench) -> Harness<'a, Bench> {
    let mut local = NetworkEditorLocal::default();
    let size = egui::vec2(1000.0, 700.0);
    let mut harness = bench.harness(size, move |ui, state, out| {
        network_editor_ui(ui, &ViewCtx { state }, &mut local, out);
    });
    harness.run();
    harness
}

/// The wishes since the last time, as texts.
pub fn wishes(harness: &mut Harness<'_, Bench>) -> Vec<String> {
    harness.run();
    let commands = harness.state_mut().take();
    commands
        .iter()
        .map(|command| format!("{command:?}"))
        .collect()
}

/// Clicks with the pointer, and moves it away again.
pub fn click(harness: &mut Harness<'_, Bench>, label: &str) -> Vec<String> {
    harness.get_by_label(label).click();
    let wishes = wishes(harness);
    // Away, so that no card or tooltip stays.
    harness.remove_cursor();
    harness.run();
    wishes
}

/// Types into the field of this label, in place of what is there.
pub fn type_into(harness: &mut Harness<'_, Bench>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.get_by_label(label).type_text(text);
    harness.run();
}
