//! Training: a [`Run`] is a function of its network, data, settings and seeds, without clock and without thread.
//!
//! [`start`] makes a run, [`Run::step`] moves it by one update. At the end of an epoch the run records its [`History`],
//! follows the best epoch and checks its stops; [`Run::outcome`] then says how it ended.

pub mod change;
pub mod checkpoint;
mod edits;
mod epoch;
pub mod gradcheck;
mod halves;
pub mod history;
mod look;
pub mod metric;
mod noise;
mod online;
pub mod regularization;
mod regularizer;
mod rule;
pub mod run;
mod samples;
pub mod series;
pub mod spec;
mod steering;
pub mod stop;
mod streams;
mod trail;
pub mod trainer;
pub mod training_curve;
mod update;
mod watched;
pub mod weighting;

pub use crate::data::Precision;
pub use change::Change;
pub use change::LiveChange;
pub use change::PlannedChange;
pub use change::change_text;
pub use checkpoint::Checkpoint;
pub use gradcheck::objective_check;
pub use history::Cursor;
pub use history::Curve;
pub use history::History;
pub use history::HistoryTail;
pub use metric::Metric;
pub use metric::MetricValue;
pub use regularization::RegularizationSpec;
pub use rule::Halves;
pub use run::Outcome;
pub use run::Position;
pub use run::Run;
pub use run::SamplePass;
pub use run::StepOutcome;
pub use run::TraceRequest;
pub use series::SeriesTable;
pub use spec::TrainingSpec;
pub use spec::Update;
pub use stop::NoProgress;
pub use stop::Progress;
pub use stop::StopReason;
pub use stop::StopSpec;
pub use streams::Seeds;
pub use trainer::start;
pub use training_curve::TrainingCurve;
pub use weighting::ClassWeights;
