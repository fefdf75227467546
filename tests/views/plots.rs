//! The plots by their accessible names: what they show and what they wish for.

use crate::bench::Bench;
use crate::finished_run::after_a_run;
use crate::finished_run::is_enabled;
use deltascope::train::History;
use deltascope::train::Outcome;
use deltascope::train::Position;
use deltascope::train::StopReason;
use deltascope::views::ViewCtx;
use deltascope::views::error_plot::ErrorPlotLocal;
use deltascope::views::error_plot::error_plot_ui;
use deltascope::views::metric_plot::MetricPlotLocal;
use deltascope::views::metric_plot::metric_plot_ui;
use deltascope::views::optimizer_plot::OptimizerPlotLocal;
use deltascope::views::optimizer_plot::optimizer_plot_ui;
use deltascope::views::prediction_plot::PredictionPlotLocal;
use deltascope::views::prediction_plot::prediction_plot_ui;
use deltascope::views::weight_plot::WeightPlotLocal;
use deltascope::views::weight_plot::weight_plot_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

const SIZE: egui::Vec2 = egui::vec2(900.0, 420.0);

fn error_plot(bench: Bench) -> Harness<'static, Bench> {
    let mut local = ErrorPlotLocal::default();
    bench.harness(SIZE, move |ui, state, commands| {
        error_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    })
}

/// Where epoch `e` of 0 to 100 lies; the view ends 1 % behind the last epoch.
fn at_epoch(plot: egui::Rect, epoch: f32) -> egui::Pos2 {
    egui::pos2(plot.left() + epoch / 101.0 * plot.width(), plot.center().y)
}

#[test]
fn the_error_plot_names_its_curves_and_says_their_last_values() {
    let mut harness = error_plot(after_a_run());
    harness.run();
    harness.get_by_label("training loss");
    harness.get_by_label("validation loss");
    // 1/101 and 2/101
    harness.get_by_label(
        "Error over epochs, epoch 100, training loss 0.009901, validation loss 0.0198, best 60",
    );
}

#[test]
fn half_of_the_last_epochs_number_has_room_beside_a_plot() {
    let mut local = ErrorPlotLocal::default();
    let mut harness = after_a_run().harness(SIZE, move |ui, state, commands| {
        ui.columns(2, |columns| {
            error_plot_ui(&mut columns[1], &ViewCtx { state }, &mut local, commands);
        });
    });
    harness.run();
    let plot = harness.get_by_label_contains("Error over epochs").rect();
    let edge = harness.get_by_label("Fit").rect().right();
    assert!(edge - plot.right() >= 12.0, "{edge} {plot}");
}

#[test]
fn hovering_reads_out_the_nearest_epoch_exactly() {
    let mut harness = error_plot(after_a_run());
    harness.run();
    let plot = harness.get_by_label_contains("Error over epochs").rect();
    harness.hover_at(at_epoch(plot, 50.2));
    harness.run();
    harness.get_by_label("Epoch 50");
    // 1/51 and 2/51
    harness.get_by_label("0.01960784");
    harness.get_by_label("0.03921569");
    harness.get_by_label("From epoch 50: learning rate η 0.01 → 0.125");
}

#[test]
fn a_hidden_curve_has_no_read_out() {
    let mut harness = error_plot(after_a_run());
    harness.run();
    harness.get_by_label("validation loss").click();
    harness.run();
    let plot = harness.get_by_label_contains("Error over epochs").rect();
    harness.hover_at(at_epoch(plot, 50.0));
    harness.run();
    harness.get_by_label("0.01960784");
    assert!(harness.query_by_label("0.03921569").is_none());
}

#[test]
fn the_wheel_zooms_and_fit_follows_again() {
    let mut harness = error_plot(after_a_run());
    harness.run();
    assert!(!is_enabled(&harness, "Fit"), "the plot follows at first");
    let plot = harness.get_by_label_contains("Error over epochs").rect();
    harness.hover_at(plot.center());
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, 100.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(20);
    assert!(is_enabled(&harness, "Fit"), "the wheel has zoomed");
    harness.get_by_label("Fit").click();
    harness.run_steps(5);
    assert!(!is_enabled(&harness, "Fit"));
}

#[test]
fn the_axis_is_chosen_by_a_wish() {
    let mut harness = error_plot(after_a_run());
    harness.run();
    harness.get_by_label("Linear").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::SetLogError(false)]),
        "got {commands:?}"
    );
}

#[test]
fn values_without_a_place_on_a_logarithmic_axis_are_counted_once() {
    let mut bench = after_a_run();
    bench
        .state
        .session
        .history
        .table
        .push(101, &[0.0, 0.5, 1.0, 0.0, 1.0, 1.0]);
    bench
        .state
        .session
        .history
        .table
        .push(102, &[-1.0, 0.5, 1.0, 0.0, 1.0, 1.0]);
    let mut harness = error_plot(bench);
    harness.run();
    harness.get_by_label("2 values ≤ 0 not shown");
}

#[test]
fn before_the_first_run_the_plot_says_what_to_do() {
    let mut bench = after_a_run();
    bench.state.session.history = History::default();
    let mut harness = error_plot(bench);
    harness.run();
    harness.get_by_label("Press Run (Space), and the curves appear here.");
}

#[test]
fn before_the_first_run_metrics_and_optimiser_have_no_empty_axes() {
    let mut bench = after_a_run();
    let history = &mut bench.state.session.history;
    let mut start = History::new(history.curves.clone());
    start.table.push(0, &[1.0, 2.0, 0.75, 1.0, f64::NAN, 0.5]);
    *history = start;
    let (mut metrics, mut optimizer) = Default::default();
    let size = egui::vec2(900.0, 840.0);
    let mut harness = bench.harness(size, move |ui, state, commands| {
        let half = egui::vec2(ui.available_width(), 400.0);
        let view = ViewCtx { state };
        ui.allocate_ui(half, |ui| metric_plot_ui(ui, &view, &mut metrics, commands));
        optimizer_plot_ui(ui, &view, &mut optimizer, commands);
    });
    harness.run();
    let told = "Press Run (Space), and the curves appear here.";
    assert_eq!(harness.get_all_by_label(told).count(), 2);
}

#[test]
fn a_run_that_ended_within_its_first_epoch_is_not_ready_but_over() {
    let mut bench = after_a_run();
    bench.state.session.history = History::default();
    bench.state.session.outcome = Some(Outcome {
        reason: StopReason::Diverged,
        position: Position::default(),
        weights_epoch: 0,
        train_loss: f64::INFINITY,
        validation_loss: None,
        note: String::new(),
    });
    let mut harness = error_plot(bench);
    harness.run();
    harness.get_by_label("The run ended before its first epoch was done.");
}

#[test]
fn long_curves_with_infinite_losses_are_drawn() {
    let mut bench = after_a_run();
    for epoch in 101..40_000 {
        let loss = if epoch % 1000 == 0 {
            f64::INFINITY
        } else {
            1.0
        };
        bench
            .state
            .session
            .history
            .table
            .push(epoch, &[loss, f64::NAN, 1.0, 1.0, 1.0, 1.0]);
    }
    let mut harness = error_plot(bench);
    harness.run();
    harness.get_by_label_contains("Error over epochs, epoch 39,999");
}

fn weight_plot(bench: Bench) -> Harness<'static, Bench> {
    let mut local = WeightPlotLocal::default();
    bench.harness(SIZE, move |ui, state, commands| {
        weight_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    })
}

#[test]
fn traced_weights_are_named_and_removed_one_by_one() {
    let mut harness = weight_plot(after_a_run());
    harness.run();
    harness.get_by_label("hidden1[0] ← input[0]");
    harness.get_by_label("Remove hidden1[2] ← input[0]").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::ToggleTrace(2)]),
        "got {commands:?}"
    );
}

#[test]
fn clearing_removes_all_traces() {
    let mut harness = weight_plot(after_a_run());
    harness.run();
    harness.get_by_label("Clear").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::Menu(MenuCommand::ClearTraces)]),
        "got {commands:?}"
    );
}

#[test]
fn without_traces_the_plot_says_how_to_choose_them() {
    let mut bench = after_a_run();
    bench.state.view.traced_weights.clear();
    let mut harness = weight_plot(bench);
    harness.run();
    harness.get_by_label("Click a link in the diagram to trace its weight.");
}

fn prediction_plot(bench: Bench) -> Harness<'static, Bench> {
    let mut local = PredictionPlotLocal::default();
    bench.harness(SIZE, move |ui, state, commands| {
        prediction_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    })
}

#[test]
fn the_prediction_plot_shows_the_sample_and_steps_to_the_next() {
    let mut harness = prediction_plot(after_a_run());
    harness.run();
    harness.get_by_label("Row 1, training");
    harness.get_by_label("Prediction over epochs, epoch 100, y 0.5");
    assert!(!is_enabled(&harness, "Previous sample"));
    harness.get_by_label("Next sample").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::SelectSample(1)]),
        "got {commands:?}"
    );
}

#[test]
fn metrics_are_shown_one_kind_at_a_time() {
    let mut local = MetricPlotLocal::default();
    let mut harness = after_a_run().harness(SIZE, move |ui, state, commands| {
        metric_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    harness.get_by_label("training accuracy");
    harness.get_by_label("RMSE").click();
    harness.run();
    harness.get_by_label("training RMSE");
    assert!(harness.query_by_label("training accuracy").is_none());
}

fn choose_quantity(harness: &mut Harness<'_, Bench>, name: &str) {
    harness
        .get_by_role_and_label(egui::Role::ComboBox, "Quantity")
        .click();
    harness.run();
    harness
        .get_by_role_and_label(egui::Role::Button, name)
        .click();
    harness.run();
    // The list lay over the chart, which tells the epoch below the pointer.
    harness.event(egui::Event::PointerGone);
    harness.run();
}

#[test]
fn the_optimiser_plot_shows_the_chosen_quantity() {
    let mut local = OptimizerPlotLocal::default();
    let mut harness = after_a_run().harness(SIZE, move |ui, state, commands| {
        optimizer_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    // 3/101
    harness.get_by_label("Optimiser over epochs, epoch 100, Gradient norm 0.0297");
    choose_quantity(&mut harness, "Damping μ");
    harness.get_by_label("Optimiser over epochs, epoch 100, Damping μ 0.5");
    harness.get_by_label("Linear").click();
    harness.run();
    harness.get_by_label("Optimiser over epochs, epoch 100, Damping μ 0.5");
}

#[test]
fn the_choice_of_the_quantity_is_in_line_with_that_of_the_axis() {
    let mut local = OptimizerPlotLocal::default();
    let mut harness = after_a_run().harness(SIZE, move |ui, state, commands| {
        optimizer_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    let quantity = harness.get_by_role_and_label(egui::Role::ComboBox, "Quantity");
    let (quantity, linear) = (quantity.rect(), harness.get_by_label("Linear").rect());
    let apart = (quantity.center().y - linear.center().y).abs();
    assert!(apart < 0.6, "{quantity} {linear}");
}

#[test]
fn a_norm_starts_on_a_logarithmic_axis_and_each_quantity_keeps_its_own() {
    let mut local = OptimizerPlotLocal::default();
    let mut bench = after_a_run();
    // A norm or damping of 0 has no place on a logarithmic axis.
    let table = &mut bench.state.session.history.table;
    table.push(101, &[0.5, 0.5, 1.0, 0.0, 0.0, 0.0]);
    let mut harness = bench.harness(SIZE, move |ui, state, commands| {
        optimizer_plot_ui(ui, &ViewCtx { state }, &mut local, commands);
    });
    harness.run();
    let hidden = "1 value ≤ 0 not shown";
    assert!(harness.query_by_label(hidden).is_some(), "logarithmic");
    harness.get_by_label("Linear").click();
    harness.run();
    assert!(harness.query_by_label(hidden).is_none(), "linear");
    choose_quantity(&mut harness, "Damping μ");
    assert!(harness.query_by_label(hidden).is_some(), "logarithmic too");
    choose_quantity(&mut harness, "Gradient norm");
    assert!(harness.query_by_label(hidden).is_none(), "as it was left");
}

#[test]
fn a_right_drag_zooms_to_a_box_in_all_plots() {
    let mut errors = ErrorPlotLocal::default();
    let mut weights = WeightPlotLocal::default();
    let size = egui::vec2(900.0, 840.0);
    let mut harness = after_a_run().harness(size, move |ui, state, commands| {
        let half = egui::vec2(ui.available_width(), 400.0);
        let view = ViewCtx { state };
        ui.allocate_ui(half, |ui| error_plot_ui(ui, &view, &mut errors, commands));
        weight_plot_ui(ui, &view, &mut weights, commands);
    });
    harness.run();
    let plot = harness.get_by_label_contains("Error over epochs").rect();
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Secondary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    let (from, to) = (
        at_epoch(plot, 20.0),
        at_epoch(plot, 40.0) + egui::vec2(0.0, 80.0),
    );
    harness.hover_at(from);
    harness.event(button(from, true));
    harness.step();
    harness.hover_at(to);
    harness.step();
    harness.event(button(to, false));
    harness.run();
    // The right end of the view is epoch 40 now, in both plots.
    for name in ["Error over epochs", "Weights over epochs"] {
        let plot = harness.get_by_label_contains(name).rect();
        harness.hover_at(plot.right_center() - egui::vec2(1.0, 0.0));
        harness.run();
        harness.get_by_label("Epoch 40");
    }
}
