//! Everything the window shows.

use std::io;
use std::sync::Arc;
use std::task::Waker;

pub use super::dialog::Dialog;
pub use super::dialog::ImportDialog;
pub use super::dialog::PathPurpose;
use super::document::Document;
use super::files::Jobs;
use super::notice::Notice;
use super::session::Session;
use super::settings::Settings;
pub use super::view::LeftTab;
pub use super::view::LowerPlot;
pub use super::view::ViewState;
use crate::data::Column;
use crate::data::DataSource;
use crate::data::DataSpec;
use crate::data::MissingPolicy;
use crate::data::Scaling;
use crate::data::SplitSpec;
use crate::data::Table;
use crate::data::Values;
use crate::experiment::Experiment;
use crate::experiment::Plan;
use crate::experiment::Problem;
use crate::nn::Activation;
use crate::nn::Initialiser;
use crate::nn::LayerSpec;
use crate::nn::Loss;
use crate::nn::NetworkSpec;
use crate::nn::OptimizerSpec;
use crate::nn::OutputSpec;
use crate::train::Precision;
use crate::train::StopSpec;
use crate::train::TrainingSpec;
use crate::train::Update;
use crate::train::trainer::Seeds;

/// The state of the application.
#[derive(Debug)]
pub struct State {
    /// The open experiment.
    pub document: Document,
    /// Its table.
    pub table: TableSlot,
    /// The check of the document against the table, redone when either changes.
    pub check: Check,
    /// The run.
    pub session: Session,
    /// Messages to the user, newest last.
    pub notices: Vec<Notice>,
    /// What is kept between starts.
    pub settings: Settings,
    /// Which views are shown and what is selected in them.
    pub view: ViewState,
    /// The question or window in front of everything else.
    pub dialog: Option<Dialog>,
    /// Work on other threads.
    pub jobs: Jobs,
    /// A path that the window shall ask for with a file dialog; it takes the request and answers with a command.
    pub file_request: Option<PathPurpose>,
    /// Whether the window shall close now; set when nothing would be lost.
    pub quit: bool,
}

/// The table of the open experiment.
#[derive(Clone, Debug, Default)]
pub enum TableSlot {
    /// None yet.
    #[default]
    Empty,
    /// Being read.
    Loading {
        /// What is read.
        name: String,
        /// Bytes read so far.
        read_bytes: u64,
        /// The file's size, if known.
        total_bytes: Option<u64>,
    },
    /// Ready.
    Ready(Arc<Table>),
    /// It could not be read.
    Failed {
        /// What is wrong, where, and what to do.
        message: String,
    },
}

/// The result of checking the document.
#[derive(Clone, Debug, Default)]
pub enum Check {
    /// There is no table to check against.
    #[default]
    NoTable,
    /// A big table is being prepared on another thread.
    Working,
    /// It can be run.
    Ready(Box<Plan>),
    /// It cannot.
    Problems(Vec<Problem>),
}

impl State {
    /// A state with the default experiment. `waker` is called whenever another thread has something to show.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn new(waker: Waker, settings: Settings) -> io::Result<Self> {
        let mut state = Self::for_experiment(waker, default_experiment())?;
        state.settings = settings;
        Ok(state)
    }

    /// A state with this experiment and, where its table is made by the program, the table.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn for_experiment(waker: Waker, experiment: Experiment) -> io::Result<Self> {
        Ok(Self {
            table: match &experiment.data.source {
                DataSource::Inline { columns, rows } => {
                    TableSlot::Ready(Arc::new(inline_table(columns, rows)))
                }
                DataSource::File { .. } | DataSource::Builtin(_) | DataSource::Generated(_) => {
                    TableSlot::Empty
                }
            },
            document: Document::new(experiment, None),
            check: Check::NoTable,
            session: Session::new(waker)?,
            notices: Vec::new(),
            settings: Settings::default(),
            view: ViewState::default(),
            dialog: None,
            jobs: Jobs::default(),
            file_request: None,
            quit: false,
        })
    }

    /// Shows a notice.
    pub fn notify(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// The table, if it is there.
    pub fn table(&self) -> Option<&Arc<Table>> {
        match &self.table {
            TableSlot::Ready(table) => Some(table),
            TableSlot::Empty | TableSlot::Loading { .. } | TableSlot::Failed { .. } => None,
        }
    }
}

fn inline_table(columns: &[String], rows: &[Vec<f64>]) -> Table {
    let columns = columns.iter().enumerate().map(|(index, name)| Column {
        name: name.clone(),
        values: Values::Numeric(
            rows.iter()
                .map(|row| row.get(index).copied().unwrap_or(f64::NAN))
                .collect(),
        ),
    });
    Table {
        name: "inline".to_owned(),
        columns: columns.collect(),
        ..Table::default()
    }
}

fn default_experiment() -> Experiment {
    Experiment {
        title: "Exclusive or".to_owned(),
        description: String::new(),
        data: DataSpec {
            source: DataSource::Inline {
                columns: vec!["x1".to_owned(), "x2".to_owned(), "y".to_owned()],
                rows: vec![
                    vec![0.0, 0.0, 0.0],
                    vec![0.0, 1.0, 1.0],
                    vec![1.0, 0.0, 1.0],
                    vec![1.0, 1.0, 0.0],
                ],
            },
            columns: Vec::new(),
            missing: MissingPolicy::DropRow,
            input_scaling: Scaling::None,
            target_scaling: Scaling::None,
            split: SplitSpec {
                train: 1.0,
                validation: 0.0,
                test: 0.0,
                stratify: false,
            },
        },
        network: NetworkSpec::chain(
            vec![LayerSpec {
                name: "hidden1".to_owned(),
                units: 4,
                activation: Activation::Tanh,
                bias: true,
                initialiser: Initialiser::XavierUniform,
            }],
            OutputSpec {
                activation: Activation::Logistic,
                bias: true,
                initialiser: Initialiser::XavierUniform,
            },
        ),
        training: TrainingSpec {
            loss: Loss::HalfSquaredError,
            optimizer: OptimizerSpec::Sgd {
                learning_rate: 0.5,
                momentum: 0.9,
                nesterov: false,
            },
            update: Update::FullBatch,
            shuffle: false,
            precision: Precision::F64,
            stop: StopSpec {
                max_epochs: 5000,
                target_error: Some(0.001),
                patience: None,
                time_limit_secs: None,
            },
        },
        seeds: Seeds::default(),
    }
}
