//! Figures of merit beside the loss, in original units.

use std::ops::Range;

use nalgebra::DMatrixView;

use crate::data::Dataset;
use crate::data::Part;
use crate::data::TargetGroup;
use crate::data::TargetKind;
use crate::data::scaler::Curve;
use crate::data::scaler::Scaler;
use crate::nn::Activation;
use crate::nn::Loss;
use crate::nn::Real;

/// A figure of merit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// The share of samples whose class is right (for a 0/1 target: on the right side of ½).
    Accuracy,
    /// Root of the mean squared error, in original units.
    Rmse,
    /// Coefficient of determination `1 − SSE/SST`; for a constant target 1 if all is right, else 0.
    R2,
    /// Mean absolute error, in original units.
    Mae,
}

/// One value of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricValue {
    /// The metric.
    pub metric: Metric,
    /// The target column it belongs to; empty = the only one.
    pub target: String,
    /// Its value.
    pub value: f64,
}

impl Metric {
    /// All metrics, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Accuracy, Self::Rmse, Self::R2, Self::Mae];

    /// The word for it on the command line and in files, such as `accuracy`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Rmse => "rmse",
            Self::R2 => "r2",
            Self::Mae => "mae",
        }
    }
}

/// The sums that the metrics of one part are made of, filled in one pass over its outputs.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    targets: Vec<Target>,
    samples: usize,
}

/// One target column with its sums.
#[derive(Clone, Debug)]
struct Target {
    name: String,
    sums: Sums,
}

#[derive(Clone, Debug)]
enum Sums {
    /// The class with the largest output counts.
    Class { rows: Range<usize>, correct: usize },
    /// A single 0/1 output: the side of ½ counts.
    Side { row: usize, correct: usize },
    /// A number: squared and absolute errors. Where scaling is linear they are scaled, and the scaler's factor leads
    /// from original to scaled units; else they are in original units. `sst` holds for each part the sum of squared
    /// distances from the mean, in the same units.
    Number {
        row: usize,
        scaler: Scaler,
        sst: [f64; 3],
        squared: f64,
        absolute: f64,
    },
}

impl Scores {
    /// Chooses what applies to the targets of a data set, given the output layer's activation and the loss.
    pub(super) fn new(dataset: &Dataset, output: Activation, loss: Loss) -> Self {
        let groups = &dataset.preparation.targets;
        let probability = output == Activation::Logistic
            || loss.output_activation() == Some(Activation::Logistic);
        let binary = probability
            && dataset.targets.nrows() == 1
            && dataset.targets.iter().all(|&t| t == 0.0 || t == 1.0);
        let targets = groups.iter().map(|group| Target {
            name: if groups.len() > 1 {
                group.name.clone()
            } else {
                String::new()
            },
            sums: Sums::new(dataset, group, binary),
        });
        Self {
            targets: targets.collect(),
            samples: 0,
        }
    }

    /// The metrics that apply, each once.
    pub(super) fn metrics(&self) -> impl Iterator<Item = Metric> + '_ {
        Metric::ALL
            .into_iter()
            .filter(|&metric| self.targets.iter().any(|target| target.sums.has(metric)))
    }

    /// Starts a new pass.
    pub(super) fn clear(&mut self) {
        self.samples = 0;
        for target in &mut self.targets {
            match &mut target.sums {
                Sums::Class { correct, .. } | Sums::Side { correct, .. } => *correct = 0,
                Sums::Number {
                    squared, absolute, ..
                } => (*squared, *absolute) = (0.0, 0.0),
            }
        }
    }

    /// Takes in the outputs `Y [k × n]` for some samples with their targets `T [k × n]`, column by column.
    pub(super) fn add<R: Real>(&mut self, y: DMatrixView<'_, R>, t: &[R]) {
        self.samples += y.ncols();
        for target in &mut self.targets {
            for sample in 0..y.ncols() {
                let t = |row: usize| t[sample * y.nrows() + row].to_f64();
                let y = |row: usize| y[(row, sample)].to_f64();
                match &mut target.sums {
                    Sums::Class { rows, correct } => {
                        *correct += usize::from(largest(rows, y) == largest(rows, t));
                    }
                    Sums::Side { row, correct } => {
                        *correct += usize::from((y(*row) >= 0.5) == (t(*row) >= 0.5));
                    }
                    Sums::Number {
                        row,
                        scaler,
                        squared,
                        absolute,
                        ..
                    } => {
                        let error = comparable(scaler, y(*row)) - comparable(scaler, t(*row));
                        *squared += error * error;
                        *absolute += error.abs();
                    }
                }
            }
        }
    }

    /// Every metric of every target, from the pass over the samples of `part`.
    pub(super) fn values(&self, part: Part) -> Vec<MetricValue> {
        let mut values = Vec::new();
        for target in &self.targets {
            for metric in Metric::ALL {
                if let Some(value) = target.sums.value(metric, part, self.samples) {
                    values.push(MetricValue {
                        metric,
                        target: target.name.clone(),
                        value,
                    });
                }
            }
        }
        values
    }

    /// A metric's mean over the targets that have it.
    pub(super) fn mean(&self, metric: Metric, part: Part) -> f64 {
        let values = self
            .targets
            .iter()
            .filter_map(|target| target.sums.value(metric, part, self.samples));
        let (sum, count) =
            values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        sum / count
    }
}

/// The first row in the range with the largest value.
fn largest(rows: &Range<usize>, value: impl Fn(usize) -> f64) -> usize {
    let mut best = rows.start;
    for row in rows.clone().skip(1) {
        if value(row) > value(best) {
            best = row;
        }
    }
    best
}

impl Sums {
    fn new(dataset: &Dataset, group: &TargetGroup, binary: bool) -> Self {
        let row = group.range.start;
        match &group.kind {
            TargetKind::Classes(_) => Self::Class {
                rows: group.range.clone(),
                correct: 0,
            },
            TargetKind::Number(_) if binary => Self::Side { row, correct: 0 },
            TargetKind::Number(scaler) => Self::Number {
                row,
                scaler: *scaler,
                sst: [Part::Train, Part::Validation, Part::Test]
                    .map(|part| sum_of_squares(dataset, row, scaler, part)),
                squared: 0.0,
                absolute: 0.0,
            },
        }
    }

    fn has(&self, metric: Metric) -> bool {
        let classes = matches!(self, Self::Class { .. } | Self::Side { .. });
        classes == (metric == Metric::Accuracy)
    }

    fn value(&self, metric: Metric, part: Part, samples: usize) -> Option<f64> {
        let n = samples as f64;
        match (self, metric) {
            (Self::Class { correct, .. } | Self::Side { correct, .. }, Metric::Accuracy) => {
                Some(*correct as f64 / n)
            }
            (
                Self::Number {
                    scaler, squared, ..
                },
                Metric::Rmse,
            ) => Some((squared / n).sqrt() / unit(scaler)),
            (
                Self::Number {
                    scaler, absolute, ..
                },
                Metric::Mae,
            ) => Some(absolute / n / unit(scaler)),
            (Self::Number { sst, squared, .. }, Metric::R2) => {
                let sst = sst[part as usize];
                Some(if sst > 0.0 {
                    1.0 - squared / sst
                } else {
                    f64::from(*squared == 0.0)
                })
            }
            (Self::Class { .. } | Self::Side { .. }, Metric::Rmse | Metric::R2 | Metric::Mae)
            | (Self::Number { .. }, Metric::Accuracy) => None,
        }
    }
}

/// A scaled value in the units that errors are summed in: scaled ones where scaling is linear, else original ones.
fn comparable(scaler: &Scaler, scaled: f64) -> f64 {
    match scaler.curve {
        Curve::Linear => scaled,
        Curve::Log | Curve::SignedLog => scaler.invert(scaled),
    }
}

/// What one original unit is in the units that errors are summed in.
fn unit(scaler: &Scaler) -> f64 {
    match scaler.curve {
        Curve::Linear => scaler.factor.abs(),
        Curve::Log | Curve::SignedLog => 1.0,
    }
}

/// The sum of squared distances of a part's targets from their mean.
fn sum_of_squares(dataset: &Dataset, row: usize, scaler: &Scaler, part: Part) -> f64 {
    let range = dataset.part(part);
    let values = dataset.targets.row(row);
    let values = values.columns(range.start, range.len());
    let values = values.map(|value| comparable(scaler, value));
    let mean = values.sum() / range.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum()
}
