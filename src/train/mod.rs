//! Training: a [`Run`] is a function of a [`Plan`](crate::experiment::Plan)'s parts, without clock and without thread.

pub mod checkpoint;
pub mod history;
pub mod metric;
pub mod rule;
pub mod run;
pub mod series;
pub mod spec;
pub mod stop;
pub mod trainer;

pub use checkpoint::Checkpoint;
pub use history::History;
pub use history::HistoryTail;
pub use metric::Metric;
pub use metric::MetricValue;
pub use run::LiveChange;
pub use run::Outcome;
pub use run::Position;
pub use run::Run;
pub use run::SamplePass;
pub use run::StepOutcome;
pub use run::TraceRequest;
pub use series::SeriesTable;
pub use spec::Precision;
pub use spec::TrainingSpec;
pub use spec::Update;
pub use stop::StopReason;
pub use stop::StopSpec;
pub use trainer::start;
