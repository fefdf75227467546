//! Gaussian noise from its own streams: on weights, and on the inputs of training samples.

use std::f64::consts::TAU;

use nalgebra::DMatrixView;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::streams::Stream;
use crate::nn::Real;

/// Adds normal numbers to values, by pairs (Box & Muller, 1958); an odd last one uses up a pair too. The functions are those
/// of one library, so that every platform draws the same.
pub(super) fn add_noise<R: Real>(values: &mut [R], deviation: f64, generator: &mut impl Rng) {
    let mut unit = || (generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64);
    for pair in values.chunks_mut(2) {
        let radius = deviation * libm::sqrt(-2.0 * libm::log(1.0 - unit()));
        let (sin, cos) = libm::sincos(TAU * unit());
        for (value, direction) in pair.iter_mut().zip([cos, sin]) {
            *value += R::of(radius * direction);
        }
    }
}

/// Noise on the inputs of one update at a time. However often the update looks at its samples, it sees the same noise.
#[derive(Clone, Debug)]
pub(super) struct InputNoise<R> {
    deviation: f64,
    generator: ChaCha8Rng,
    /// The generator's position when the update began.
    began: u128,
    /// Inputs with their noise.
    inputs: Vec<R>,
}

impl<R: Real> InputNoise<R> {
    /// Noise with this standard deviation; `None` for 0.
    pub(super) fn new(deviation: f64, seed: u64) -> Option<Self> {
        (deviation != 0.0).then(|| Self {
            deviation,
            generator: Stream::InputNoise.generator(seed),
            began: 0,
            inputs: Vec::new(),
        })
    }

    /// Begins an update.
    pub(super) fn begin(&mut self) {
        self.began = self.generator.get_word_pos();
    }

    /// Goes back to where the update began: before each look at its samples, and when it is called off.
    pub(super) fn rewind(&mut self) {
        self.generator.set_word_pos(self.began);
    }

    /// The next inputs of the update with noise.
    pub(super) fn add(&mut self, inputs: DMatrixView<'_, R>) -> DMatrixView<'_, R> {
        let (rows, columns) = inputs.shape();
        self.inputs.clear();
        self.inputs.extend(inputs.iter().copied());
        add_noise(&mut self.inputs, self.deviation, &mut self.generator);
        DMatrixView::from_slice(&self.inputs, rows, columns)
    }

    /// The position in the stream.
    pub(super) fn position(&self) -> u128 {
        self.generator.get_word_pos()
    }

    /// Goes on from another position of the stream.
    pub(super) fn set_position(&mut self, position: u128) {
        self.generator.set_word_pos(position);
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    // The sample mean of 20000 normal numbers has the standard error 0.0071, the variance √(2/20000) = 0.01: 5 of each.
    #[test]
    fn noise_has_the_mean_and_deviation_it_should() {
        let mut noise = InputNoise::<f64>::new(2.0, 7).unwrap();
        let ones = DMatrix::repeat(2, 10_000, 1.0);
        let values = noise.add(ones.as_view());
        let mean = values.iter().sum::<f64>() / 20_000.0;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 1.0).abs() < 2.0 * 0.036, "mean {mean}");
        assert!((variance / 4.0 - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn an_update_sees_the_same_noise_again_and_the_next_one_another() {
        let mut noise = InputNoise::<f32>::new(0.1, 7).unwrap();
        let zeros = DMatrix::zeros(1, 5);
        noise.begin();
        let first = noise.add(zeros.as_view()).into_owned();
        noise.rewind();
        assert_eq!(noise.add(zeros.as_view()), first);
        noise.begin();
        assert_ne!(noise.add(zeros.as_view()), first);
    }
}
