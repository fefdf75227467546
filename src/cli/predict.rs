//! `deltascope predict`: a trained model answers for a table.

use std::io::Write;
use std::ops::ControlFlow;

use super::arguments::PredictArguments;
use super::failure::Failure;
use crate::data::CsvOptions;
use crate::experiment::record;
use crate::files;

/// Writes the table's columns and the model's predictions.
pub(super) fn predict(arguments: &PredictArguments, output: &mut dyn Write) -> Result<(), Failure> {
    let PredictArguments { model, data, out } = arguments;
    let model = files::read_model(model).map_err(|error| Failure::unreadable(&error))?;
    let Some((first, more)) = data.split_first() else {
        return Err(Failure::Usage(
            "no table is given; add --data FILE".to_owned(),
        ));
    };
    let mut whole = |_| ControlFlow::Continue(());
    let table = files::read_tables(first, more, CsvOptions::default(), &mut whole)
        .map_err(|error| Failure::unreadable(&error))?;
    let outputs = model
        .outputs(&table)
        .map_err(|message| Failure::Failed(format!("{message} ({})", first.display())))?;
    match out {
        None => Ok(record::write_predicted_table(
            &model, &table, &outputs, output,
        )?),
        Some(path) => {
            let mut bytes = Vec::new();
            record::write_predicted_table(&model, &table, &outputs, &mut bytes)?;
            files::atomic_write(path, &bytes).map_err(|error| Failure::Failed(error.to_string()))
        }
    }
}
