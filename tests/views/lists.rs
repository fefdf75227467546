//! Lists that are longer than their room, and names that are.

use std::sync::Arc;

use crate::bench::Bench;
use deltascope::data::CellProblem;
use deltascope::data::Table;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::dataset_panel_ui;
use deltascope::widgets::legend::Key;
use deltascope::widgets::legend::legend_column_ui;
use deltascope::workbench::state::TableSlot;
use egui_kittest::kittest::Queryable as _;

#[test]
fn keys_without_room_for_their_names_are_cut_in_the_middle() {
    let names =
        ["0", "1"].map(|unit| format!("a_hidden_layer_with_a_long_name[{unit}] ← input[{unit}]"));
    let tall = egui::vec2(160.0, 200.0);
    let harness = Bench::new(None).harness(tall, move |ui, _, _| {
        let key = |name| Key {
            name,
            text: name,
            color: egui::Color32::BLUE,
            shown: true,
        };
        legend_column_ui(ui, &names.each_ref().map(|name| key(name)), true);
    });
    let texts: Vec<String> = harness
        .output()
        .shapes
        .iter()
        .filter_map(|shape| {
            if let egui::Shape::Text(text) = &shape.shape {
                Some(text.galley.rows[0].text())
            } else {
                None
            }
        })
        .filter(|text| text.starts_with("a_hid"))
        .collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(
        texts[0].ends_with("[0]") && texts[1].ends_with("[1]"),
        "{texts:?}"
    );
}

#[test]
fn many_malformed_cells_are_listed_page_by_page_and_the_wheel_scrolls_the_panel() {
    let mut bench = Bench::new(None);
    let mut table = Table::clone(bench.state.table().unwrap());
    table.problem_count = 20;
    let problem = |row: usize| CellProblem {
        file: String::new(),
        row,
        line: row as u64 + 2,
        column: 1,
        column_name: "x2".to_owned(),
        text: "abc".to_owned(),
        expected: Default::default(),
    };
    table.problems = (0..20).map(problem).collect();
    bench.state.table = TableSlot::Ready(Arc::new(table));
    let mut local = DatasetLocal::default();
    let mut harness = bench.harness(egui::vec2(320.0, 900.0), move |ui, state, out| {
        dataset_panel_ui(ui, &ViewCtx { state }, &mut local, out);
    });
    harness.run();
    let cell = |line: u64| format!("line {line}, column `x2`: `abc` is not a number");
    harness.get_by_label("1–6 of 20 cells");
    assert!(harness.query_by_label(&cell(8)).is_none());
    let before = harness.get_by_label(&cell(4)).rect();
    harness.hover_at(before.center());
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -40.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(20);
    let after = harness.get_by_label(&cell(4)).rect();
    assert!(after.top() < before.top() - 20.0, "{before} {after}");
    let place = harness.get_by_label("Later cells").rect();
    let earlier = harness.get_by_label("Earlier cells").rect();
    assert_eq!(earlier.top(), place.top(), "on one line in a narrow panel");
    harness.get_by_label("Earlier cells").click();
    harness.run_steps(3);
    harness.get_by_label("19–20 of 20 cells");
    harness.get_by_label(&cell(21));
    assert_eq!(harness.get_by_label("Later cells").rect(), place);
    assert_eq!(harness.state_mut().take().len(), 0);
}
