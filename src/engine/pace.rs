//! How fast a run goes.

/// The speed of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// As fast as the machine allows.
    #[default]
    FlatOut,
    /// This many updates a second.
    UpdatesPerSec(f64),
    /// This many epochs a second.
    EpochsPerSec(f64),
}
