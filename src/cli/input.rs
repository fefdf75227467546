//! What the commands start from: a preset by path or name, and its table.

use std::io;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

use super::failure::Failure;
use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::Table;
use crate::experiment::Experiment;
use crate::experiment::Plan;
use crate::experiment::preset;
use crate::files;

/// The preset built into the program under this name, else the one in this file.
pub(super) fn load_preset(name: &str) -> Result<Experiment, Failure> {
    if let Some(text) = preset::builtin(name) {
        return preset::parse(text)
            .map_err(|error| Failure::Failed(format!("{} (preset {name})", error.message)));
    }
    let path = Path::new(name);
    if !path.exists() {
        let names: Vec<&str> = preset::BUILTIN.iter().map(|(name, _)| *name).collect();
        return Err(Failure::Usage(format!(
            "there is no preset `{name}`: it is no file and none of {}",
            names.join(", ")
        )));
    }
    files::read_preset(path).map_err(|error| Failure::unreadable(&error))
}

/// Puts other files in place of the preset's data, if there are any.
pub(super) fn replace_data(experiment: &mut Experiment, paths: &[PathBuf]) {
    if let [path, more @ ..] = paths {
        experiment.data.source = DataSource::File {
            path: path.clone(),
            more: more.to_vec(),
            options: CsvOptions::default(),
        };
    }
}

/// The table that an experiment names.
pub(super) fn load_table(source: &DataSource) -> Result<Table, Failure> {
    files::load_table(source, &mut |_| ControlFlow::Continue(()))
        .map_err(|error| Failure::unreadable(&error))
}

/// The experiment with its table, ready to run; `name` is what a failure is said of.
pub(super) fn check(name: &str, experiment: &Experiment, table: &Table) -> Result<Plan, Failure> {
    experiment
        .check(table)
        .map_err(|problems| Failure::of_problems(name, &problems))
}

/// Says something by the way, on standard error.
pub(super) fn note(message: &str) {
    // A note that nobody can read is no reason to stop.
    writeln!(io::stderr(), "deltascope: {message}").ok();
}
