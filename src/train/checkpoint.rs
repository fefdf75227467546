//! The whole state of a run, from which it goes on to the same bits.

use super::history::History;
use super::run::Outcome;
use super::run::Position;
use super::spec::TrainingSpec;
use super::stop::Progress;
use super::training_curve::MeanLoss;
use crate::nn::Plateau;

/// A moment of a run. Numbers are held as `f64`, which holds every `f32` exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The settings, with the changes so far.
    pub training: TrainingSpec,
    /// The parameters.
    pub theta: Vec<f64>,
    /// The optimiser's state.
    pub optimizer: Vec<f64>,
    /// Where the run stands.
    pub position: Position,
    /// The samples in an update of the present epoch.
    pub batch_size: usize,
    /// The loss of the last update's batch.
    pub batch_loss: Option<f64>,
    /// The mean loss of the epoch's batches.
    pub mean_loss: MeanLoss,
    /// The order of the samples in the present epoch; empty when they are not shuffled.
    pub order: Vec<usize>,
    /// The position of the order's generator.
    pub order_position: u128,
    /// The positions of the generators of the noise on inputs and on weights; 0 without noise.
    pub noise_positions: [u128; 2],
    /// The parameters of the best epoch so far, kept when the run may stop early.
    pub best: Option<Vec<f64>>,
    /// What reducing the learning rate on a plateau has come to.
    pub plateau: Plateau,
    /// The last epoch that was progress, where a stop watches it.
    pub progress: Option<Progress>,
    /// The curves.
    pub history: History,
    /// How the run ended, if it has.
    pub outcome: Option<Outcome>,
}
