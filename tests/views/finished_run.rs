//! A bench with a run that has got somewhere, in round numbers.

use std::sync::Arc;

use crate::bench::Bench;
use crate::exclusive_or::exclusive_or;
use deltascope::data::Part;
use deltascope::engine::RunState;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::History;
use deltascope::train::LiveChange;
use deltascope::train::Metric;
use deltascope::train::Position;
use deltascope::train::SeriesTable;
use deltascope::train::history::Curve;
use deltascope::workbench::state::Check;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

/// The exclusive-or experiment after 100 epochs, with round numbers: the training loss at epoch e is 1/(1 + e), the
/// validation loss twice that.
pub fn after_a_run() -> Bench {
    let mut bench = Bench::new(Some(exclusive_or()));
    let table = Arc::clone(bench.state.table().unwrap());
    let plan = bench.state.document.experiment.check(&table).unwrap();
    let session = &mut bench.state.session;
    session.network = Some(plan.network().clone());
    session.dataset = Some(Arc::clone(plan.dataset()));
    session.state = RunState::Paused;
    session.begun = true;
    session.snapshot.position = Position {
        epoch: 100,
        update: 100,
        updates_per_epoch: 1,
        ..Position::default()
    };
    session.history = history();
    let traced = &session.history.traced_weights;
    bench.state.view.traced_weights.clone_from(traced);
    bench.state.check = Check::Ready(Box::new(plan));
    bench
}

fn history() -> History {
    let mut history = History::new(vec![
        Curve::Loss(Part::Train),
        Curve::Loss(Part::Validation),
        Curve::Metric(Part::Train, Metric::Accuracy),
        Curve::Metric(Part::Train, Metric::Rmse),
        Curve::GradientNorm,
        Curve::Inner("Damping μ"),
    ]);
    history.traced_weights = vec![0, 2];
    history.traced_sample = Some((1, 1));
    history.traces = SeriesTable::new(3, 1000);
    for epoch in 0..=100 {
        let loss = 1.0 / (1.0 + epoch as f64);
        let row = [loss, 2.0 * loss, 0.75, loss, 3.0 * loss, 0.5];
        history.table.push(epoch, &row);
        history.traces.push(epoch, &[loss, -loss, 0.5]);
    }
    history.best = Some((60, 2.0 / 61.0));
    let descent = OptimizerSpec::ALL[0];
    history.changes = vec![LiveChange {
        update: 50,
        epoch: 50.0,
        before: Change::Optimizer(descent),
        after: Change::Optimizer(descent.with_rates(0.125, None)),
    }];
    history
}

/// Whether the widget of this name can be used.
pub fn is_enabled(harness: &Harness<'_, Bench>, label: &str) -> bool {
    !harness.get_by_label(label).accesskit_node().is_disabled()
}
