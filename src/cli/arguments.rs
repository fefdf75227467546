//! What the command line may say.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::error::ErrorKind;

use super::failure::Failure;

/// Watch error backpropagation at work: draw a network, load a table, train.
///
/// Without a command the window opens, with the given files.
#[derive(Clone, Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Invocation {
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Presets (.ron) or tables (.csv, .xlsx, .ods, .arff, .npy, …) to open in the window.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// A headless command.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Train a preset to its end and print how well it did.
    Train(TrainArguments),
    /// Predict a table's targets by a trained model; the result goes to standard output.
    Predict(PredictArguments),
    /// Compare the gradient of backpropagation with finite differences; fails above 1e-6.
    Gradcheck(GradcheckArguments),
    /// List the presets built into the program, or show one.
    Presets {
        /// What to do with them.
        #[command(subcommand)]
        action: Option<PresetsAction>,
    },
}

/// What to train, and how.
#[derive(Clone, Debug, Args)]
pub struct TrainArguments {
    /// A preset file, or the name of a preset built into the program.
    pub preset: String,
    /// Train on this table instead of the preset's; it needs the same columns. Given again: its rows follow.
    #[arg(long, value_name = "FILE")]
    pub data: Vec<PathBuf>,
    /// Stop after this many epochs at most.
    #[arg(long, value_name = "N")]
    pub epochs: Option<u64>,
    /// Use this seed for the split, the starting weights, the order of samples and the noise.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Write experiment.ron, history.csv, model.safetensors and predictions.csv to this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Show no progress and no notes.
    #[arg(long)]
    pub quiet: bool,
}

/// What to predict.
#[derive(Clone, Debug, Args)]
pub struct PredictArguments {
    /// A model.safetensors written by `train`.
    pub model: PathBuf,
    /// The table with the model's input columns. Given again: its rows follow.
    #[arg(long, value_name = "FILE", required = true)]
    pub data: Vec<PathBuf>,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What to check.
#[derive(Clone, Debug, Args)]
pub struct GradcheckArguments {
    /// A preset file, or the name of a preset built into the program.
    pub preset: String,
    /// Use this table instead of the preset's; it needs the same columns. Given again: its rows follow.
    #[arg(long, value_name = "FILE")]
    pub data: Vec<PathBuf>,
}

/// What to do with the presets built into the program.
#[derive(Clone, Debug, Subcommand)]
pub enum PresetsAction {
    /// List their names and titles.
    List,
    /// Print one as it would stand in a file.
    Show {
        /// Its name.
        name: String,
    },
}

impl Invocation {
    /// Reads the arguments, the program's name first.
    ///
    /// # Errors
    /// [`Failure::Help`] where help or the version was asked for, else [`Failure::Usage`].
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let invocation = Self::try_parse_from(arguments).map_err(|error| {
            let text = error.render().to_string();
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) {
                Failure::Help(text)
            } else {
                Failure::Usage(one_sentence(&text))
            }
        })?;
        let missing = invocation.files.iter().find(|file| !file.exists());
        match missing {
            None => Ok(invocation),
            Some(file) => Err(Failure::Usage(format!(
                "`{}` is neither a command nor a file; see `deltascope --help`",
                file.display()
            ))),
        }
    }
}

/// clap's message without its usage lines and tips.
fn one_sentence(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let head: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let head = head.join(" ");
    let head = head.strip_prefix("error: ").unwrap_or(&head);
    format!("{head}; see `deltascope --help`")
}
