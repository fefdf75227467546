//! `deltascope train`: a preset from its first weights to its end.

use std::io::Write;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use super::arguments::TrainArguments;
use super::failure::Failure;
use super::input;
use super::progress::Progress;
use crate::data::Part;
use crate::data::Table;
use crate::engine::threads::with_threads;
use crate::experiment::Experiment;
use crate::experiment::Model;
use crate::experiment::Plan;
use crate::experiment::record;
use crate::files;
use crate::train::Outcome;
use crate::train::Run;
use crate::train::StepOutcome;
use crate::train::StopReason;
use crate::train::trainer::Seeds;

/// Trains a preset, prints how well it did and writes the records that were asked for.
pub(super) fn train(arguments: &TrainArguments, output: &mut dyn Write) -> Result<(), Failure> {
    let TrainArguments {
        preset,
        data: _,
        epochs: _,
        seed: _,
        out,
        quiet,
    } = arguments;
    let experiment = load(arguments)?;
    let table = input::load_table(&experiment.data.source)?;
    let plan = input::check(preset, &experiment, &table)?;
    if !quiet {
        if let Some(files) = table.files_sentence() {
            input::note(&files);
        }
        note_left_out(&plan, &table);
    }
    if let Some(folder) = out {
        // Better to know before the run than after it.
        files::create_folder(folder).map_err(|error| Failure::Failed(error.to_string()))?;
    }
    let mut run = plan.start();
    let mut progress = Progress::new(experiment.training.stop.max_epochs, *quiet);
    let outcome = with_threads(|| finish(run.as_mut(), &experiment, &mut progress));
    progress.clear();
    let written = out.as_deref().map_or(Ok(()), |folder| {
        write_records(folder, &plan, &table, run.as_ref(), &outcome)
            .map_err(|error| Failure::Failed(error.to_string()))
    });
    print(run.as_mut(), &outcome, output)?;
    if !quiet && !outcome.note.is_empty() {
        input::note(&outcome.note);
    }
    written?;
    match outcome.reason {
        StopReason::Diverged => Err(Failure::Failed(format!(
            "{preset}: the run diverged in epoch {}; lower the learning rate or scale the data{}",
            outcome.position.epoch + 1,
            if out.is_some() {
                " (no model was written)"
            } else {
                ""
            },
        ))),
        StopReason::MaxEpochs
        | StopReason::MaxUpdates
        | StopReason::TargetError
        | StopReason::GradientNorm
        | StopReason::NoProgress
        | StopReason::EarlyStop
        | StopReason::Stuck
        | StopReason::TimeLimit
        | StopReason::User => Ok(()),
    }
}

/// The experiment with what the command line changes in it.
fn load(arguments: &TrainArguments) -> Result<Experiment, Failure> {
    let mut experiment = input::load_preset(&arguments.preset)?;
    input::replace_data(&mut experiment, &arguments.data);
    if let Some(epochs) = arguments.epochs {
        experiment.training.stop.max_epochs = epochs;
    }
    if let Some(seed) = arguments.seed {
        // Each stream derives its own numbers from the seed.
        experiment.seeds = Seeds {
            split: seed,
            initialisation: seed,
            order: seed,
            noise: seed,
        };
    }
    Ok(experiment)
}

/// Updates, at most, between two looks at the clock: of a network so small that it matters, less than a millisecond.
const STEPS_PER_LOOK: usize = 1024;

/// Steps until a stop is met. The time limit is watched here, because a run has no clock.
fn finish(run: &mut dyn Run, experiment: &Experiment, progress: &mut Progress) -> Outcome {
    let limit = experiment.training.stop.time_limit_secs;
    let limit = limit.and_then(|secs| Duration::try_from_secs_f64(secs).ok());
    let begin = Instant::now();
    loop {
        match run.steps(STEPS_PER_LOOK, &|| false) {
            StepOutcome::Finished(reason) => return run.finish(reason),
            StepOutcome::Updated | StepOutcome::Interrupted => {}
            StepOutcome::EpochDone => progress.update(run),
        }
        if limit.is_some_and(|limit| begin.elapsed() >= limit) {
            return run.finish(StopReason::TimeLimit);
        }
    }
}

fn print(run: &mut dyn Run, outcome: &Outcome, output: &mut dyn Write) -> Result<(), Failure> {
    writeln!(output, "{}", record::finished_line(outcome))?;
    for part in [Part::Train, Part::Validation, Part::Test] {
        if let Some((loss, metrics)) = run.evaluate(part) {
            for line in record::metric_lines(part, loss, &metrics) {
                writeln!(output, "{line}")?;
            }
        }
    }
    output.flush()?;
    Ok(())
}

/// Writes the four files; no model and no predictions of a run that diverged.
fn write_records(
    folder: &Path,
    plan: &Plan,
    table: &Table,
    run: &dyn Run,
    outcome: &Outcome,
) -> Result<(), Box<dyn std::error::Error>> {
    let experiment = plan.experiment().resolved(table);
    files::write_preset(&folder.join("experiment.ron"), &experiment)?;
    files::write_history(&folder.join("history.csv"), run.history())?;
    if outcome.reason == StopReason::Diverged {
        return Ok(());
    }
    let mut model = Model::new(plan, run.parameters());
    model.experiment = without_place(experiment);
    let mut predictions = Vec::new();
    record::write_predictions(plan, &model, table, &mut predictions)?;
    files::atomic_write(&folder.join("predictions.csv"), &predictions)?;
    files::atomic_write(&folder.join("model.safetensors"), &model.to_bytes()?)?;
    Ok(())
}

/// A model travels: it keeps the names of its data files, not the folders they lay in.
fn without_place(mut experiment: Experiment) -> Experiment {
    for path in experiment.data.source.paths_mut() {
        if let Some(name) = path.file_name() {
            *path = name.into();
        }
    }
    experiment
}

fn note_left_out(plan: &Plan, table: &Table) {
    let dropped = plan.dataset().dropped;
    if dropped > 0 {
        let first = table.problems.first().map(ToString::to_string);
        let rows = if dropped == 1 { "row was" } else { "rows were" };
        input::note(&format!(
            "{dropped} {rows} left out for missing or malformed cells ({}, …)",
            first.unwrap_or_default()
        ));
    }
}
