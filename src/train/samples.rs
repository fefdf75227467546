//! The data of a run in its number type, and the order in which an epoch takes them.

use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

use nalgebra::DMatrix;
use rand::Rng;

use super::spec::TrainingSpec;
use super::weighting::sample_weights;
use crate::data::Dataset;
use crate::data::Inputs;
use crate::nn::Activation;
use crate::nn::Real;
use crate::nn::halves::Batches;
use crate::nn::online::Stream;
use crate::nn::spread::both;
use crate::nn::spread::is_divided;

/// Features and targets of all samples, one sample after another, the training part first.
#[derive(Clone, Debug)]
pub struct Samples<R> {
    /// Those of the data set themselves, where they are of this type.
    inputs: Arc<DMatrix<R>>,
    targets: Vec<R>,
    /// The targets as they are, where those that are aimed at are smoothed.
    plain_targets: Option<Vec<R>>,
    /// How much each sample counts; empty where all count alike.
    weights: Vec<R>,
    outputs: usize,
}

/// Some samples to be taken together.
#[derive(Clone, Debug)]
pub enum Batch<'a> {
    /// Neighbours.
    Range(Range<usize>),
    /// These samples in this order.
    Picked(&'a [usize]),
}

/// Room for the samples of a picked batch.
#[derive(Clone, Debug, Default)]
pub struct Gathered<R> {
    inputs: Vec<R>,
    targets: Vec<R>,
}

impl Batch<'_> {
    /// The number of samples.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::Picked(samples) => samples.len(),
        }
    }

    /// The sample in this place.
    pub fn sample(&self, place: usize) -> usize {
        match self {
            Self::Range(range) => range.start + place,
            Self::Picked(samples) => samples[place],
        }
    }
}

impl<R: Real> Samples<R> {
    /// A data set with the targets and weights that a training aims at.
    pub fn new(dataset: &Dataset, training: &TrainingSpec) -> Self {
        let copy = |values: &[f64]| values.iter().map(|&value| R::of(value)).collect();
        let smoothing = training.regularization.label_smoothing;
        let outputs = dataset.targets.nrows();
        let plain: Vec<R> = copy(dataset.targets.as_slice());
        let weights = sample_weights(dataset, &training.class_weights);
        let (targets, plain_targets) = if smoothing == 0.0 {
            (plain, None)
        } else {
            // Each logistic output decides between two classes, a softmax layer between all.
            let softmax = training.loss.output_activation() == Some(Activation::Softmax);
            let classes = if softmax { outputs } else { 2 };
            let floor = smoothing / classes as f64;
            let smooth = |target: &f64| R::of((1.0 - smoothing) * target + floor);
            (dataset.targets.iter().map(smooth).collect(), Some(plain))
        };
        Self {
            inputs: in_type(&dataset.inputs),
            targets,
            plain_targets,
            weights: weights.into_iter().map(R::of).collect(),
            outputs,
        }
    }

    /// Whether some samples count more than others.
    pub fn is_weighted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// How much a sample counts; 1 where all count alike.
    pub fn weight(&self, sample: usize) -> R {
        self.weights.get(sample).copied().unwrap_or(R::one())
    }

    /// The targets of neighbouring samples as the data have them, without smoothing.
    pub fn plain_targets(&self, range: Range<usize>) -> &[R] {
        let targets = self.plain_targets.as_ref().unwrap_or(&self.targets);
        &targets[range.start * self.outputs..range.end * self.outputs]
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.inputs.ncols()
    }

    /// The number of features of a sample.
    fn features(&self) -> usize {
        self.inputs.nrows()
    }

    /// The number of target values of a sample.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Inputs `[in × n]` and targets `[out × n]` of neighbouring samples, column by column.
    pub fn range(&self, range: Range<usize>) -> (&[R], &[R]) {
        let Range { start, end } = range;
        (
            &self.inputs.as_slice()[start * self.features()..end * self.features()],
            &self.targets[start * self.outputs..end * self.outputs],
        )
    }

    /// Inputs and targets of the samples `range` of a batch; picked ones are copied together first.
    pub fn batch<'a>(
        &'a self,
        batch: &Batch<'_>,
        range: Range<usize>,
        gathered: &'a mut Gathered<R>,
    ) -> (&'a [R], &'a [R]) {
        match *batch {
            Batch::Range(Range { start, .. }) => self.range(start + range.start..start + range.end),
            Batch::Picked(&[sample]) => self.range(sample..sample + 1),
            Batch::Picked(samples) => {
                let Gathered { inputs, targets } = gathered;
                let samples = &samples[range];
                inputs.resize(samples.len() * self.features(), R::zero());
                targets.resize(samples.len() * self.outputs, R::zero());
                self.gather(samples, inputs, targets);
                (inputs, targets)
            }
        }
    }

    /// Copies samples together.
    fn gather(&self, samples: &[usize], inputs: &mut [R], targets: &mut [R]) {
        if is_divided(inputs.len()) && samples.len() > 1 {
            let middle = samples.len() / 2;
            let (samples, later) = samples.split_at(middle);
            let (inputs, later_inputs) = inputs.split_at_mut(middle * self.features());
            let (targets, later_targets) = targets.split_at_mut(middle * self.outputs);
            both(
                || self.gather(samples, inputs, targets),
                || self.gather(later, later_inputs, later_targets),
            );
            return;
        }
        let inputs = inputs.chunks_exact_mut(self.features().max(1));
        let targets = targets.chunks_exact_mut(self.outputs.max(1));
        for ((&sample, to), aim) in samples.iter().zip(inputs).zip(targets) {
            let (input, target) = self.range(sample..sample + 1);
            to.copy_from_slice(input);
            aim.copy_from_slice(target);
        }
    }

    /// The first `count` samples in batches of `size`, in the order of `order` if there is one, from place `first` on.
    pub fn batches<'a>(
        &'a self,
        order: &'a [usize],
        count: usize,
        (first, size): (usize, usize),
    ) -> Batches<'a, R> {
        Batches {
            inputs: self.inputs.as_slice(),
            targets: &self.targets,
            order,
            count,
            first,
            size,
        }
    }

    /// The first `count` samples one by one, over and over, in the order of `order` if there is one, from place `first` on.
    pub fn stream<'a>(&'a self, order: &'a [usize], count: usize, first: usize) -> Stream<'a, R> {
        Stream {
            inputs: self.inputs.as_slice(),
            targets: &self.targets,
            order,
            count,
            first,
        }
    }

    /// Room for up to `count` picked samples.
    pub fn gathered(&self, count: usize) -> Gathered<R> {
        Gathered {
            inputs: Vec::with_capacity(self.features() * count),
            targets: Vec::with_capacity(self.outputs * count),
        }
    }
}

/// The features of a data set: its own where they are of this type, else a copy.
fn in_type<R: Real>(inputs: &Inputs) -> Arc<DMatrix<R>> {
    let same = |inputs: &dyn Any| inputs.downcast_ref::<Arc<DMatrix<R>>>().cloned();
    match inputs {
        Inputs::F32(inputs) => {
            same(inputs).unwrap_or_else(|| Arc::new(inputs.map(|value| R::of(f64::from(value)))))
        }
        Inputs::F64(inputs) => same(inputs).unwrap_or_else(|| Arc::new(inputs.map(R::of))),
    }
}

/// Brings samples into a random order, each order as likely as any other (Fisher & Yates; Durstenfeld, 1964).
pub fn shuffle(order: &mut [usize], generator: &mut impl Rng) {
    for last in (1..order.len()).rev() {
        // The high half of a 128-bit product: uniform to within 2⁻⁶⁴ · n, and the same on every platform.
        let draw = u128::from(generator.next_u64()) * (last as u128 + 1);
        order.swap(last, (draw >> 64) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::streams::Stream;

    #[test]
    fn features_are_copied_only_to_another_number_type() {
        let (single, double) = (vec![0.1_f32, 2.5], vec![0.1_f64, 2.5]);
        let single = Arc::new(DMatrix::from_vec(1, 2, single));
        let double = Arc::new(DMatrix::from_vec(1, 2, double));
        let inputs = [Inputs::F32(single.clone()), Inputs::F64(double.clone())];
        assert!(Arc::ptr_eq(&in_type(&inputs[0]), &single));
        assert!(Arc::ptr_eq(&in_type(&inputs[1]), &double));
        assert_eq!(in_type::<f32>(&inputs[1]), single);
        let widened = in_type::<f64>(&inputs[0]);
        assert_eq!(widened.as_slice(), [f64::from(0.1_f32), 2.5]);
    }

    #[test]
    fn shuffling_gives_each_order_about_equally_often() {
        let mut generator = Stream::Order.generator(1);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut order = [0, 1, 2];
            shuffle(&mut order, &mut generator);
            *counts.entry(order).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6, "all 3! orders occur");
        // Binomial with p = 1/6, n = 6000: standard deviation 29, so 5 of them on either side of 1000.
        assert!(
            counts.values().all(|count| (855..=1145).contains(count)),
            "{counts:?}"
        );
    }
}
