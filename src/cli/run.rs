//! Carries out a command.

use std::io;
use std::process::ExitCode;

use super::arguments::Command;
use super::failure::Failure;
use super::gradcheck;
use super::predict;
use super::presets;
use super::train;

/// Carries out a command; its results go to standard output.
pub fn run(command: &Command) -> ExitCode {
    let mut output = io::stdout().lock();
    let result = match command {
        Command::Train(arguments) => train::train(arguments, &mut output),
        Command::Predict(arguments) => predict::predict(arguments, &mut output),
        Command::Gradcheck(arguments) => gradcheck::gradcheck(arguments, &mut output),
        Command::Presets { action } => presets::presets(action.as_ref(), &mut output),
    };
    result.map_or_else(|failure: Failure| failure.report(), |()| ExitCode::SUCCESS)
}
