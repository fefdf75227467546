//! The named random streams of a run: the same seed under two names gives two unrelated sequences.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use serde::Serialize;

/// Seeds of the named random streams; changing one never moves another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// Which rows go to which part.
    pub split: u64,
    /// The starting weights.
    pub initialisation: u64,
    /// The order of samples.
    pub order: u64,
    /// The noise on inputs and weights.
    pub noise: u64,
}

/// What a stream is for. The numbers are part of every result and never change; 1 and 2 belong to the split and to made
/// tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The starting weights.
    Initialisation = 3,
    /// The order of samples.
    Order = 4,
    /// The noise on inputs.
    InputNoise = 5,
    /// The noise on weights.
    WeightNoise = 6,
}

impl Stream {
    /// The generator of this stream for a seed, at its beginning.
    pub fn generator(self, seed: u64) -> ChaCha8Rng {
        // The seed is the beginning of the key itself: no derivation that a new version of a crate could change.
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(self as u64);
        generator
    }
}
