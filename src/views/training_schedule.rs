//! The part of the training panel about the learning-rate schedule: which one, its settings, and the rate that comes of it.

use egui::RichText;
use egui::Ui;

use super::ViewCtx;
use super::setting::setting_ui;
use super::training_panel::choice_hint;
use super::training_panel::problems_ui;
use crate::engine::RunState;
use crate::experiment::Field;
use crate::nn::Schedule;
use crate::train::history::Curve;
use crate::widgets::choice::wide_choice_ui;
use crate::widgets::formula::formula_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::scale::short_number;
use crate::widgets::scale::whole_number;
use crate::widgets::spark_plot::SparkPlot;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// How many points of the rate are computed at most.
const POINTS: u64 = 240;

/// Draws the schedule's section.
pub(super) fn schedule_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let training = &ctx.state.document.experiment.training;
    let schedule = training.schedule;
    // One that is chosen in a run counts from there.
    let session = &ctx.state.session;
    let done = if session.can_go_on() {
        session.snapshot.position.epoch
    } else {
        0
    };
    let left = training.stop.max_epochs.saturating_sub(done);
    let length = if left > 0 {
        left
    } else {
        training.stop.max_epochs
    };
    let length = length.min(1_000_000_000) as usize;
    let options = Schedule::ALL.map(|other| {
        let present = other.name() == schedule.name();
        let option = if present {
            schedule
        } else {
            let former = ctx.state.document.former.schedule(other);
            former.unwrap_or_else(|| fitted(other, length))
        };
        let hint = choice_hint(option.purpose(), option.formula(), option.source());
        (option, option.name(), hint)
    });
    if let Some(chosen) = wide_choice_ui(ui, "Schedule", schedule, options) {
        commands.push(AppCommand::Edit(DocumentEdit::Schedule(chosen)));
    }
    let why = if training.optimizer.learning_rate().is_none() {
        Some("has no learning rate.")
    } else if training.optimizer.adapts_rate() {
        Some("changes its learning rate by itself.")
    } else {
        None
    };
    if let Some(why) = why.filter(|_| schedule == Schedule::Constant) {
        let text = format!("{} {why}", training.optimizer.name());
        ui.add(egui::Label::new(RichText::new(text).weak()).wrap());
        return;
    }
    formula_ui(ui, schedule.formula())
        .on_hover_text(
            "η = the learning rate that is set, e = finished epochs, u = finished updates, both since the schedule was chosen; w and N = updates in W and T epochs; x = how much of the way up or down is done",
        );
    for (index, parameter) in schedule.parameters().iter().enumerate() {
        if let Some(value) = setting_ui(ui, parameter, schedule.source()) {
            let changed = schedule.with_parameter(index, value);
            commands.push(AppCommand::Edit(DocumentEdit::Schedule(changed)));
        }
        if let Some(problem) = parameter.problem() {
            problem_mark_ui(ui, &problem);
        }
    }
    if schedule.check().is_ok() {
        rate_ui(ui, ctx);
    }
    problems_ui(ui, ctx, &[Field::Schedule]);
}

/// A schedule of the run's length, where it has one.
fn fitted(schedule: Schedule, length: usize) -> Schedule {
    match schedule {
        Schedule::Cosine { floor, .. } => Schedule::Cosine {
            epochs: length,
            warm_up: length / 20,
            floor,
        },
        Schedule::OneCycle {
            rise,
            start_divisor,
            end_divisor,
            ..
        } => Schedule::OneCycle {
            epochs: length,
            rise,
            start_divisor,
            end_divisor,
        },
        Schedule::Constant
        | Schedule::Step { .. }
        | Schedule::Exponential { .. }
        | Schedule::Plateau { .. } => schedule,
    }
}

/// The rate over epochs, with a mark where the run stands.
fn rate_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    let training = &ctx.state.document.experiment.training;
    let session = &ctx.state.session;
    let Some(rate) = training.optimizer.learning_rate() else {
        return;
    };
    let schedule = training.schedule;
    if schedule == Schedule::Constant || training.optimizer.check_schedule(schedule).is_err() {
        return;
    }
    let position = session.snapshot.position;
    let per_epoch = position.updates_per_epoch.max(1);
    // A run that is over is not one of a schedule that was chosen since.
    let begun = session.state != RunState::Empty && session.begun;
    let awaited = ctx.state.document.edits_await_new_run();
    let stands = begun && (session.can_go_on() || !awaited);
    let start = if stands {
        session.history.schedule_start()
    } else {
        0
    };
    let epochs = position.epoch as f64 + position.update_in_epoch as f64 / per_epoch as f64;
    let mark = stands.then_some([epochs, session.snapshot.rates.0]);
    let (points, [start, end]) = if let Schedule::Plateau { .. } = schedule {
        let recorded = session.history.curve(Curve::LearningRate).unwrap_or(&[]);
        let table = session.history.table.epochs();
        let every = table.len() / POINTS as usize + 1;
        let points = table.iter().zip(recorded).step_by(every);
        let points: Vec<[f64; 2]> = points.map(|(&epoch, &rate)| [epoch, rate]).collect();
        (points, [0, position.epoch])
    } else {
        // A run that has gone on beyond them is in the chart too.
        let stood = mark.map_or(0, |[epochs, _]| epochs.ceil() as u64);
        let shown = shown_epochs(schedule, training.stop.max_epochs);
        let span = shown.max(stood.saturating_sub(start));
        let mut points = planned(schedule, rate, span, per_epoch);
        for point in &mut points {
            point[0] += start as f64;
        }
        (points, [start, start + span])
    };
    let end = match start {
        0 => format!("{} epochs", whole_number(end)),
        _ => format!("epochs {} to {}", whole_number(start), whole_number(end)),
    };
    if points.len() < 2 {
        ui.weak("Follows the loss: no curve before a run.");
        return;
    }
    SparkPlot {
        name: "Learning rate over epochs",
        points: &points,
        mark,
        x_end: &end,
    }
    .show(ui, 96.0);
    if stands {
        let now = short_number(session.snapshot.rates.0);
        ui.label(RichText::new(format!("Now: learning rate {now}")).weak());
    }
}

/// How many epochs the chart shows: those in which something happens.
fn shown_epochs(schedule: Schedule, most: u64) -> u64 {
    match schedule {
        Schedule::Cosine { epochs, .. } | Schedule::OneCycle { epochs, .. } => epochs as u64,
        Schedule::Step { every, factor } => {
            let steps = steps_to_a_thousandth(factor).clamp(1.0, 8.0);
            ((every as f64 * steps) as u64).clamp(1, most.max(1))
        }
        Schedule::Exponential { factor } => {
            let epochs = steps_to_a_thousandth(factor).clamp(1.0, 1e9);
            (epochs as u64).clamp(1, most.max(1))
        }
        Schedule::Constant | Schedule::Plateau { .. } => most.max(1),
    }
}

/// After how many steps down a rate is a thousandth of what it was; endless where it does not fall.
fn steps_to_a_thousandth(factor: f64) -> f64 {
    if factor < 1.0 {
        1e-3_f64.ln() / factor.ln()
    } else {
        f64::INFINITY
    }
}

/// The rate that the schedule will give, at evenly spaced updates.
fn planned(schedule: Schedule, rate: f64, epochs: u64, per_epoch: u64) -> Vec<[f64; 2]> {
    let updates = epochs.saturating_mul(per_epoch);
    let points = POINTS.min(updates);
    (0..=points)
        .map(|point| {
            let update = (updates as f64 * point as f64 / points.max(1) as f64) as u64;
            let factor = schedule.factor(update / per_epoch, update % per_epoch, per_epoch);
            [update as f64 / per_epoch as f64, rate * factor]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_shows_the_whole_of_a_schedule() {
        let cycle = fitted(Schedule::ALL[5], 200);
        assert_eq!(shown_epochs(cycle, 50), 200);
        let points = planned(cycle, 0.1, 200, 4);
        assert_eq!(points.len(), POINTS as usize + 1);
        assert_eq!(points[0][0], 0.0);
        assert!((points[0][1] - 0.1 / 25.0).abs() < 1e-15, "{points:?}");
        let top = points.iter().map(|point| point[1]).fold(0.0, f64::max);
        assert!((top - 0.1).abs() < 1e-4, "{top}");
    }

    #[test]
    fn a_factor_of_1_is_shown_over_the_whole_run() {
        let flat = Schedule::Exponential { factor: 1.0 };
        assert_eq!(shown_epochs(flat, 500), 500);
        let flat = Schedule::Step {
            every: 10,
            factor: 1.0,
        };
        assert!((1..=500).contains(&shown_epochs(flat, 500)));
    }
}
