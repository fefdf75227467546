//! Seeded, portable random numbers: the same seed and stream give the same bits on every machine.
//!
//! `ChaCha8` with the seed as the first eight bytes of the key; each purpose has its own stream, so that drawing more
//! numbers for one never moves another. Logarithm, sine and cosine come from `libm`, not from the platform.

use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// Which rows go to which part.
pub(super) const SPLIT_STREAM: u64 = 1;
/// Points and noise of made tables.
pub(super) const TABLE_STREAM: u64 = 2;

/// A stream of random numbers.
pub(super) struct Random {
    generator: ChaCha8Rng,
    spare: Option<f64>,
}

impl Random {
    /// The stream of this number under a seed.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        Self {
            generator,
            spare: None,
        }
    }

    /// Uniform in `[0, 1)`, a multiple of 2⁻⁵³.
    pub(super) fn uniform(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in `[low, high)`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Standard normal (Box & Muller, 1958).
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        let (sine, cosine) = libm::sincos(std::f64::consts::TAU * self.uniform());
        self.spare = Some(radius * sine);
        radius * cosine
    }

    /// Uniform in `0..count` without bias (Lemire, 2019); `count` must not be 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = count as u64;
        let reject = count.wrapping_neg() % count;
        loop {
            let product = u128::from(self.generator.next_u64()) * u128::from(count);
            if product as u64 >= reject {
                return (product >> 64) as usize;
            }
        }
    }

    /// Puts items in random order (Fisher & Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_pinned() {
        // The first words of ChaCha8 with an all-zero key, nonce and counter (draft-strombergson-chacha-test-vectors,
        // TC1, 8 rounds: 3e 00 ef 2f 89 5f 40 d6 …) are the bytes of the first draw.
        let mut random = Random::new(0, 0);
        assert_eq!(
            random.generator.next_u64(),
            u64::from_le_bytes([0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6])
        );
    }

    #[test]
    fn streams_and_seeds_differ() {
        let first = |seed, stream| Random::new(seed, stream).uniform().to_bits();
        assert_ne!(first(0, 1), first(0, 2));
        assert_ne!(first(0, 1), first(1, 1));
        assert_eq!(first(7, 1), first(7, 1));
    }

    #[test]
    fn normals_have_mean_0_and_variance_1() {
        let mut random = Random::new(3, TABLE_STREAM);
        let draws: Vec<f64> = (0..100_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|z| z * z).sum::<f64>() / 1e5;
        // Five standard errors: 5/√10⁵ and 5·√2/√10⁵.
        assert!(mean.abs() < 0.016, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.023, "variance {variance}");
    }

    #[test]
    fn below_reaches_every_value_evenly() {
        let mut random = Random::new(1, 0);
        let mut counts = [0; 3];
        for _ in 0..30_000 {
            counts[random.below(3)] += 1;
        }
        // Five standard deviations: 5·√(30000·1/3·2/3) ≈ 408.
        assert!(
            counts.iter().all(|count| (count - 10_000_i32).abs() < 408),
            "{counts:?}"
        );
    }
}
