//! How a command ends when it does not end well.

use std::io;
use std::io::Write as _;
use std::process::ExitCode;

use crate::experiment::Problem;
use crate::files::FileError;

/// Why a command did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The run or check failed: exit code 1.
    Failed(String),
    /// Bad usage or unreadable input: exit code 2.
    Usage(String),
    /// Help or the version was asked for; this is its text.
    Help(String),
    /// Whoever read the output has gone away; there is nobody to tell.
    Unread,
}

impl Failure {
    /// Says it where it belongs and gives the exit code.
    pub fn report(&self) -> ExitCode {
        // There is nowhere left to report a failure to write this.
        match self {
            Self::Failed(message) => {
                writeln!(io::stderr(), "deltascope: {message}").ok();
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                writeln!(io::stderr(), "deltascope: {message}").ok();
                ExitCode::from(2)
            }
            Self::Help(text) => {
                write!(io::stdout(), "{text}").ok();
                ExitCode::SUCCESS
            }
            Self::Unread => ExitCode::SUCCESS,
        }
    }

    /// A failed check: all its problems in one sentence, `of` what was checked.
    pub(super) fn of_problems(of: &str, problems: &[Problem]) -> Self {
        let messages: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Self::Failed(format!("{of}: {}", messages.join("; ")))
    }

    /// Input that could not be read.
    pub(super) fn unreadable(error: &FileError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<io::Error> for Failure {
    /// A failure to write to standard output.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Unread
        } else {
            Self::Failed(format!("cannot write to standard output: {error}"))
        }
    }
}
