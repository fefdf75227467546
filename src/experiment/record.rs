//! What a finished run leaves behind, as text: its history, its predictions, its figures of merit. Every number reads
//! back to the same `f64`.

use std::io;
use std::io::Write;

use nalgebra::DMatrix;

use super::check::Plan;
use super::predict::Model;
use crate::data::Part;
use crate::data::Table;
use crate::data::Values;
use crate::train::History;
use crate::train::MetricValue;
use crate::train::Outcome;
use crate::train::history::Curve;

/// The shortest text that reads back to the same number: `5`, `0.1`, `1e-7`, `NaN`.
///
/// ```
/// use deltascope::experiment::record::number;
///
/// assert_eq!([5.0, 0.1, 1e-7, f64::NAN].map(number), ["5", "0.1", "1e-7", "NaN"]);
/// ```
pub fn number(value: f64) -> String {
    let mut text = format!("{value:?}");
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    text
}

/// The word for a part in files and on the command line.
pub fn part_word(part: Part) -> &'static str {
    match part {
        Part::Train => "train",
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

/// The line that ends a run: `finished: reason=… epoch=… train_loss=… validation_loss=…`.
pub fn finished_line(outcome: &Outcome) -> String {
    let Outcome {
        reason,
        position,
        train_loss,
        validation_loss,
        ..
    } = outcome;
    let validation_loss = validation_loss.map_or_else(|| "none".to_owned(), number);
    format!(
        "finished: reason={} epoch={} train_loss={} validation_loss={validation_loss}",
        reason.word(),
        position.epoch,
        number(*train_loss)
    )
}

/// The lines `metric <part> <name>=<x>` of one part: its loss, then its metrics. Where there are several targets, the
/// name tells which: `rmse[price]`.
pub fn metric_lines(part: Part, loss: f64, metrics: &[MetricValue]) -> Vec<String> {
    let part = part_word(part);
    let mut lines = vec![format!("metric {part} loss={}", number(loss))];
    lines.extend(metrics.iter().map(|value| {
        let MetricValue {
            metric,
            target,
            value,
        } = value;
        let of_target = if target.is_empty() {
            String::new()
        } else {
            format!("[{target}]")
        };
        format!(
            "metric {part} {}{of_target}={}",
            metric.word(),
            number(*value)
        )
    }));
    lines
}

/// Writes the history as a table: `epoch`, `train_loss`, `validation_loss` (empty without a validation part), then the
/// other curves. Row 0 is before training: what an update gives is not a number there. The learning rate is written where
/// it changes.
///
/// # Errors
/// When `to` cannot be written to.
pub fn write_history(history: &History, to: &mut dyn Write) -> io::Result<()> {
    let place = |curve| history.curves.iter().position(|other| *other == curve);
    let first = [Part::Train, Part::Validation].map(Curve::Loss);
    let mut columns: Vec<(String, Option<usize>)> = vec![("epoch".to_owned(), None)];
    columns.extend(first.map(|curve| (curve.name(), place(curve))));
    let others = history.curves.iter().enumerate();
    columns.extend(
        others
            .filter(|(index, curve)| !first.contains(curve) && is_telling(history, *index))
            .map(|(index, curve)| (curve.name(), Some(index))),
    );
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    for (row, epoch) in history.table.epochs().iter().enumerate() {
        writer.write_field(number(*epoch))?;
        for (_, series) in columns.iter().skip(1) {
            let value = series.and_then(|index| history.table.series(index).get(row));
            writer.write_field(value.copied().map(number).unwrap_or_default())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// Whether a column says something: a learning rate that never changes stands in the experiment.
fn is_telling(history: &History, index: usize) -> bool {
    let values = history.table.series(index);
    history.curves[index] != Curve::LearningRate || values.windows(2).any(|pair| pair[0] != pair[1])
}

/// Writes every row of the table with its number (from 1), its part (`left_out` for a row with missing cells), targets
/// and predictions in original units.
///
/// # Errors
/// When `to` cannot be written to, or the table is not that of the plan.
pub fn write_predictions(
    plan: &Plan,
    model: &Model,
    table: &Table,
    to: &mut dyn Write,
) -> io::Result<()> {
    let outputs = model.outputs(table).map_err(io::Error::other)?;
    let dataset = plan.dataset();
    let mut parts = vec!["left_out"; table.rows()];
    for part in [Part::Train, Part::Validation, Part::Test] {
        for row in &dataset.rows[dataset.part(part)] {
            parts[*row] = part_word(part);
        }
    }
    let targets: Vec<&Values> = model
        .preparation
        .targets
        .iter()
        .filter_map(|target| Some(&table.column(&target.name)?.values))
        .collect();
    let mut writer = csv::Writer::from_writer(to);
    let names = model.preparation.targets.iter().map(|target| &*target.name);
    writer.write_record(
        ["row", "part"]
            .into_iter()
            .chain(names)
            .chain(model.columns().iter().map(String::as_str)),
    )?;
    for (row, part) in parts.into_iter().enumerate() {
        writer.write_field((row + 1).to_string())?;
        writer.write_field(part)?;
        for values in &targets {
            writer.write_field(cell(values, row))?;
        }
        let outputs = outputs.column(row);
        writer.write_record(model.cells(outputs.as_slice()))?;
    }
    writer.flush()
}

/// Writes the columns of a table, then the predictions for each row; `outputs` are those of [`Model::outputs`].
///
/// # Errors
/// When `to` cannot be written to.
pub fn write_predicted_table(
    model: &Model,
    table: &Table,
    outputs: &DMatrix<f64>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let names = table.columns.iter().map(|column| &*column.name);
    writer.write_record(names.chain(model.columns().iter().map(String::as_str)))?;
    for row in 0..table.rows() {
        for column in &table.columns {
            writer.write_field(cell(&column.values, row))?;
        }
        writer.write_record(model.cells(outputs.column(row).as_slice()))?;
    }
    writer.flush()
}

/// A cell of a table; empty where it is missing.
fn cell(values: &Values, row: usize) -> String {
    match values {
        Values::Numeric(numbers) if !numbers[row].is_nan() => number(numbers[row]),
        Values::Numeric(_) | Values::Category { .. } => values.text(row),
    }
}
