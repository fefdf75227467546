//! How the training loss of an epoch is taken, and its mean while learning.

use serde::Deserialize;
use serde::Serialize;

/// What the training loss of an epoch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingCurve {
    /// That of the weights with which the epoch ends, by a pass over all training samples, which takes about a third as long
    /// as the epoch itself.
    #[default]
    AfterEpoch,
    /// The mean over the epoch's updates, each before it moves the weights: what most libraries report. It costs nothing, and
    /// lags behind while the loss falls. The metrics of the training part are not measured then.
    WhileLearning,
}

/// The mean loss of an epoch's batches.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MeanLoss {
    sum: f64,
    samples: usize,
    /// That of the last whole epoch.
    last: Option<f64>,
}

impl MeanLoss {
    /// Adds the mean loss of a batch.
    pub fn add(&mut self, samples: usize, loss: f64) {
        self.sum += samples as f64 * loss;
        self.samples += samples;
    }

    /// Ends an epoch.
    pub fn end_epoch(&mut self) {
        self.last = Some(self.sum / self.samples.max(1) as f64);
        (self.sum, self.samples) = (0.0, 0);
    }

    /// The mean of the last whole epoch, if there was one.
    pub fn last(&self) -> Option<f64> {
        self.last
    }
}
