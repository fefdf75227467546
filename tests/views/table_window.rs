//! The data panel with the table's window, and what a person does there.

use deltascope::data::BuiltinTable;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::experiment::Experiment;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::dataset_panel_ui;
use deltascope::views::dataset::table_window_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::apply::apply;
use egui::Key;
use egui::Modifiers;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

pub type Window = Harness<'static, Bench>;

/// The data panel at the left and the table's window over the rest.
pub fn window(experiment: Experiment) -> Window {
    let mut local = DatasetLocal::default();
    let bench = Bench::new(Some(experiment));
    let mut harness = bench.harness(egui::vec2(1400.0, 900.0), move |ui, state, out| {
        let ctx = ViewCtx { state };
        egui::Panel::left("data")
            .exact_size(320.0)
            .show(ui, |ui| dataset_panel_ui(ui, &ctx, &mut local, out));
        let DatasetLocal {
            roles,
            table_window,
            ..
        } = &mut local;
        table_window_ui(ui, &ctx, roles, table_window, out);
    });
    settle(&mut harness);
    harness
}

/// Applies wishes until there are none.
pub fn settle(harness: &mut Window) {
    loop {
        harness.run_steps(3);
        let commands = harness.state_mut().take();
        if commands.is_empty() {
            return;
        }
        let state = &mut harness.state_mut().state;
        for command in commands {
            apply(state, command);
        }
        state.poll();
    }
}

pub fn wish(harness: &mut Window, command: AppCommand) {
    apply(&mut harness.state_mut().state, command);
    harness.state_mut().state.poll();
    settle(harness);
}

pub fn press(harness: &mut Window, key: Key) {
    press_with(harness, Modifiers::NONE, key);
}

pub fn press_with(harness: &mut Window, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    settle(harness);
}

pub fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

pub fn iris() -> Experiment {
    let mut experiment = Experiment::new_default();
    experiment.data = DataSpec::new(DataSource::Builtin(BuiltinTable::Iris));
    experiment
}
