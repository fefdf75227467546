//! The whole state of a run, from which it goes on to the same bits.

/// A moment of a run. Numbers are held as bits of `f64`, which hold every `f32` exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The parameters.
    pub theta: Vec<f64>,
    /// The optimiser's state.
    pub optimizer: Vec<f64>,
    /// Finished epochs.
    pub epoch: u64,
    /// Updates done in all.
    pub update: u64,
    /// The order of the samples in the present epoch.
    pub order: Vec<usize>,
    /// The position of the order generator.
    pub order_position: u128,
    /// The best parameters so far, their epoch and loss.
    pub best: Option<(Vec<f64>, u64, f64)>,
    /// The curves.
    pub history: super::history::History,
}
