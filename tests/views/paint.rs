//! The window in which points are painted.

use deltascope::data::DataSource;
use deltascope::data::PaintedTarget;
use deltascope::data::Painting;
use deltascope::experiment::Experiment;
use deltascope::views::ViewCtx;
use deltascope::views::dataset::DatasetLocal;
use deltascope::views::dataset::dataset_panel_ui;
use deltascope::views::dataset::paint_window_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::apply::apply;
use deltascope::workbench::state::Check;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

type Window = Harness<'static, Bench>;

/// The data panel and the paint window, opened from the panel.
fn window() -> Window {
    let mut local = DatasetLocal::default();
    let bench = Bench::new(Some(Experiment::new_default()));
    let mut harness = bench.harness(vec2(1200.0, 900.0), move |ui, state, out| {
        let ctx = ViewCtx { state };
        egui::Panel::left("data")
            .exact_size(320.0)
            .show(ui, |ui| dataset_panel_ui(ui, &ctx, &mut local, out));
        paint_window_ui(ui, &ctx, &mut local.paint, out);
    });
    settle(&mut harness);
    harness.get_by_label_contains("Built-in data").click();
    settle(&mut harness);
    click(&mut harness, "Paint points…");
    harness
}

/// Applies wishes until there are none.
fn settle(harness: &mut Window) {
    loop {
        harness.run_steps(3);
        let commands = harness.state_mut().take();
        if commands.is_empty() {
            return;
        }
        for command in commands {
            apply(&mut harness.state_mut().state, command);
        }
        harness.state_mut().state.poll();
    }
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click();
    settle(harness);
}

/// A stroke from one place to another, as shares of the painting area.
fn stroke(harness: &mut Window, from: (f32, f32), to: (f32, f32)) {
    let area = harness.get_by_label("Painting area").rect();
    let at = |(x, y): (f32, f32)| area.min + vec2(area.width() * x, area.height() * y);
    harness.hover_at(at(from));
    harness.run_steps(1);
    harness.drag_at(at(from));
    harness.run_steps(1);
    harness.hover_at(at(to));
    harness.run_steps(1);
    harness.drop_at(at(to));
    settle(harness);
}

fn painting(harness: &Window) -> Painting {
    let source = &harness.state().state.document.experiment.data.source;
    if let DataSource::Painted(painting) = source {
        painting.clone()
    } else {
        panic!("nothing painted but {source:?}")
    }
}

fn undo(harness: &mut Window) {
    apply(
        &mut harness.state_mut().state,
        AppCommand::Menu(MenuCommand::Undo),
    );
    settle(harness);
}

#[test]
fn two_strokes_of_two_classes_make_a_data_set_that_can_be_trained_on() {
    let mut harness = window();
    stroke(&mut harness, (0.2, 0.2), (0.4, 0.2));
    let first = painting(&harness);
    assert!(first.points.len() >= 8, "{} points", first.points.len());
    // The upper left: x < 0, y > 0.
    assert!(
        first
            .points
            .iter()
            .all(|(x, y, class)| *x < 0.0 && *y > 0.0 && *class == 0.0)
    );
    click(&mut harness, "Class B");
    stroke(&mut harness, (0.6, 0.8), (0.8, 0.8));
    let second = painting(&harness);
    assert_eq!(second.points[..first.points.len()], first.points);
    assert!(
        second.points[first.points.len()..]
            .iter()
            .all(|point| point.2 == 1.0)
    );
    let state = &harness.state().state;
    let Check::Ready(plan) = &state.check else {
        panic!("not ready: {:?}", state.check);
    };
    assert_eq!(plan.dataset().rows.len(), second.points.len());
    undo(&mut harness);
    assert_eq!(painting(&harness), first, "a stroke is one step");
}

#[test]
fn the_same_strokes_leave_the_same_points() {
    let run = || {
        let mut harness = window();
        stroke(&mut harness, (0.3, 0.3), (0.7, 0.6));
        painting(&harness)
    };
    assert_eq!(run(), run());
}

#[test]
fn the_eraser_and_clear_take_points_away_and_undo_brings_them_back() {
    let mut harness = window();
    stroke(&mut harness, (0.25, 0.5), (0.75, 0.5));
    let before = painting(&harness);
    click(&mut harness, "Eraser");
    stroke(&mut harness, (0.25, 0.5), (0.3, 0.5));
    let after = painting(&harness);
    assert!(!after.points.is_empty() && after.points.len() < before.points.len());
    click(&mut harness, "Clear");
    assert!(painting(&harness).points.is_empty());
    undo(&mut harness);
    undo(&mut harness);
    assert_eq!(painting(&harness), before);
}

#[test]
fn values_are_painted_too() {
    let mut harness = window();
    stroke(&mut harness, (0.2, 0.2), (0.4, 0.2));
    click(&mut harness, "Values");
    assert_eq!(painting(&harness).target, PaintedTarget::Values);
    stroke(&mut harness, (0.6, 0.6), (0.8, 0.8));
    let state = &harness.state().state;
    let target = &state.table().unwrap().columns[2];
    assert_eq!(target.name, "value");
    assert!(matches!(state.check, Check::Ready(_)), "{:?}", state.check);
    let area = harness.get_by_label("Painting area");
    let expected = format!("{} points", painting(&harness).points.len());
    assert_eq!(area.accesskit_node().value(), Some(expected));
}
