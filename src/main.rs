//! Arguments and logger; the work is in the library.

use std::process::ExitCode;

use deltascope::cli;
use deltascope::cli::Invocation;

fn main() -> ExitCode {
    deltascope::app::logger::install();
    match Invocation::read(std::env::args_os()) {
        Ok(Invocation {
            command: Some(command),
            ..
        }) => cli::run::run(&command),
        Ok(Invocation { files, .. }) => deltascope::app::run(files),
        Err(failure) => failure.report(),
    }
}
