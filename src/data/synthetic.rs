//! Tables made by a formula.

use serde::Deserialize;
use serde::Serialize;

use super::table::Table;

/// A generator of tables. The same values give the same table on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Generator {
    /// The four patterns of exclusive or.
    Xor,
    /// All `2^bits` patterns, target 1 where the number of ones is odd.
    Parity {
        /// The number of inputs.
        bits: usize,
    },
    /// The `n` unit vectors as inputs and as targets (`n − log₂ n − n` encoder).
    Encoder {
        /// The number of units `n`.
        units: usize,
    },
    /// Two intertwined spirals of 97 points each in the published geometry (Lang & Witbrock, 1988), plus noise.
    TwoSpirals {
        /// The number of points of each spiral.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed of the noise.
        seed: u64,
    },
    /// A disc inside a ring.
    Circle {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// Two Gaussian clouds.
    Gaussians {
        /// The number of points.
        points: usize,
        /// The standard deviation of each cloud.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// Two interleaved half circles.
    Moons {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// `y = sin(πx)` for `x` in `[−1, 1]`, plus noise.
    Sine {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// `z = (x + y) / 2` on `[−1, 1]²`, plus noise.
    Plane {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
}

impl Generator {
    /// Makes the table.
    ///
    /// # Errors
    /// When a size is out of its range; the message says which range.
    pub fn table(&self) -> Result<Table, String> {
        todo!()
    }
}
