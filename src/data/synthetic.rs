//! Tables made by a formula.

mod curves;
mod parameter;
mod patterns;
mod points;
mod roles;
mod sequences;

pub use parameter::Parameter;

use serde::Deserialize;
use serde::Serialize;

use super::table::Table;

/// A generator of tables. The same values give the same table on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Generator {
    /// The four patterns of exclusive or; target 0 or 1.
    Xor,
    /// All `2^bits` patterns, target 1 where the number of ones is odd. Row `i`, column `k` is bit `k` of `i`.
    Parity {
        /// The number of inputs.
        bits: usize,
    },
    /// The `n` unit vectors as inputs and as targets (`n − log₂ n − n` encoder).
    Encoder {
        /// The number of units `n`.
        units: usize,
    },
    /// Two intertwined spirals in the geometry of Lang & Witbrock (1988), which has 97 points each, scaled to radius 1,
    /// plus noise.
    TwoSpirals {
        /// The number of points of each spiral.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed of the noise.
        seed: u64,
    },
    /// A disc of radius ½ inside a ring from 0.7 to 1.
    Circle {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// Two Gaussian clouds around (0.4, 0.4) and (−0.4, −0.4).
    Gaussians {
        /// The number of points.
        points: usize,
        /// The standard deviation of each cloud.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// Two interleaved half circles of radius 1.
    Moons {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// `y = sin(πx)` for evenly spaced `x` in `[−1, 1]`, plus noise.
    Sine {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// `z = (x + y) / 2` for random points in `[−1, 1]²`, plus noise.
    Plane {
        /// The number of points.
        points: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed.
        seed: u64,
    },
    /// All `2^bits` patterns, target 1 where the pattern is its own mirror image.
    Symmetry {
        /// The number of inputs.
        bits: usize,
    },
    /// A T or a C of five squares, turned in four ways, in every place of a grid; target 1 for a T.
    TAndC {
        /// The number of rows and columns of the grid.
        size: usize,
    },
    /// The chaotic series of Mackey & Glass (1977) at times 0, 1, 2, …, plus noise.
    MackeyGlass {
        /// The number of times.
        points: usize,
        /// The delay τ.
        tau: usize,
        /// The standard deviation of the noise.
        noise: f64,
        /// The seed of the noise.
        seed: u64,
    },
    /// Random bits of −1 and 1, target the bit of some steps before, 0 where there is none yet.
    DelayedRecall {
        /// The number of sequences.
        sequences: usize,
        /// The number of steps of each.
        length: usize,
        /// How many steps before.
        lag: usize,
        /// The seed.
        seed: u64,
    },
    /// Random values of which two in each sequence are marked, target the sum of the marked ones so far.
    AddingProblem {
        /// The number of sequences.
        sequences: usize,
        /// The number of steps of each.
        length: usize,
        /// The seed.
        seed: u64,
    },
}

impl Generator {
    /// Every generator with its default values.
    pub const ALL: [Self; 14] = [
        Self::Xor,
        Self::Parity { bits: 4 },
        Self::Encoder { units: 8 },
        Self::TwoSpirals {
            points: 97,
            noise: 0.0,
            seed: 0,
        },
        Self::Circle {
            points: 300,
            noise: 0.0,
            seed: 0,
        },
        Self::Gaussians {
            points: 300,
            noise: 0.2,
            seed: 0,
        },
        Self::Moons {
            points: 300,
            noise: 0.1,
            seed: 0,
        },
        Self::Sine {
            points: 100,
            noise: 0.05,
            seed: 0,
        },
        Self::Plane {
            points: 300,
            noise: 0.05,
            seed: 0,
        },
        Self::Symmetry { bits: 6 },
        Self::TAndC { size: 5 },
        Self::MackeyGlass {
            points: 1200,
            tau: 17,
            noise: 0.0,
            seed: 0,
        },
        Self::DelayedRecall {
            sequences: 50,
            length: 20,
            lag: 4,
            seed: 0,
        },
        Self::AddingProblem {
            sequences: 200,
            length: 20,
            seed: 0,
        },
    ];

    /// Its name on screen.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Xor => "XOR",
            Self::Parity { .. } => "Parity",
            Self::Encoder { .. } => "Encoder",
            Self::TwoSpirals { .. } => "Two spirals",
            Self::Circle { .. } => "Circle",
            Self::Gaussians { .. } => "Gaussians",
            Self::Moons { .. } => "Moons",
            Self::Sine { .. } => "Sine",
            Self::Plane { .. } => "Plane",
            Self::Symmetry { .. } => "Symmetry",
            Self::TAndC { .. } => "T and C",
            Self::MackeyGlass { .. } => "Mackey–Glass",
            Self::DelayedRecall { .. } => "Delayed recall",
            Self::AddingProblem { .. } => "Adding problem",
        }
    }

    /// Makes the table.
    ///
    /// # Errors
    /// When a size is out of its range; the message says which range.
    ///
    /// ```
    /// use deltascope::data::Generator;
    ///
    /// let table = Generator::Parity { bits: 3 }.table()?;
    /// assert_eq!((table.rows(), table.columns.len()), (8, 4));
    /// assert!(Generator::Parity { bits: 99 }.table().is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn table(&self) -> Result<Table, String> {
        for parameter in self.parameters() {
            parameter.check()?;
        }
        let columns = match *self {
            Self::Xor => patterns::xor(),
            Self::Parity { bits } => patterns::parity(bits),
            Self::Encoder { units } => patterns::encoder(units),
            Self::TwoSpirals {
                points,
                noise,
                seed,
            } => points::two_spirals(points, noise, seed),
            Self::Circle {
                points,
                noise,
                seed,
            } => points::circle(points, noise, seed),
            Self::Gaussians {
                points,
                noise,
                seed,
            } => points::gaussians(points, noise, seed),
            Self::Moons {
                points,
                noise,
                seed,
            } => points::moons(points, noise, seed),
            Self::Sine {
                points,
                noise,
                seed,
            } => curves::sine(points, noise, seed),
            Self::Plane {
                points,
                noise,
                seed,
            } => curves::plane(points, noise, seed),
            Self::Symmetry { bits } => patterns::symmetry(bits),
            Self::TAndC { size } => patterns::t_and_c(size),
            Self::MackeyGlass {
                points,
                tau,
                noise,
                seed,
            } => sequences::mackey_glass(points, tau, noise, seed),
            Self::DelayedRecall {
                sequences,
                length,
                lag,
                seed,
            } => sequences::delayed_recall(sequences, length, lag, seed),
            Self::AddingProblem {
                sequences,
                length,
                seed,
            } => sequences::adding_problem(sequences, length, seed),
        };
        Ok(Table::new(self.name(), columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of each generator in `ALL`.
    fn place(generator: &Generator) -> usize {
        match generator {
            Generator::Xor => 0,
            Generator::Parity { .. } => 1,
            Generator::Encoder { .. } => 2,
            Generator::TwoSpirals { .. } => 3,
            Generator::Circle { .. } => 4,
            Generator::Gaussians { .. } => 5,
            Generator::Moons { .. } => 6,
            Generator::Sine { .. } => 7,
            Generator::Plane { .. } => 8,
            Generator::Symmetry { .. } => 9,
            Generator::TAndC { .. } => 10,
            Generator::MackeyGlass { .. } => 11,
            Generator::DelayedRecall { .. } => 12,
            Generator::AddingProblem { .. } => 13,
        }
    }

    #[test]
    fn all_is_complete_and_each_default_makes_a_table() {
        for (index, generator) in Generator::ALL.iter().enumerate() {
            assert_eq!(place(generator), index);
            let table = generator.table().unwrap();
            assert!(table.rows() >= 4, "{generator:?}");
            assert!(table.columns.len() > generator.targets(), "{generator:?}");
            assert_eq!(generator.table().unwrap(), table);
        }
    }

    #[test]
    fn names_in_documents_are_pinned() {
        let texts: Vec<String> = Generator::ALL
            .iter()
            .map(|g| ron::to_string(g).unwrap())
            .collect();
        assert_eq!(
            texts,
            [
                "Xor",
                "Parity(bits:4)",
                "Encoder(units:8)",
                "TwoSpirals(points:97,noise:0.0,seed:0)",
                "Circle(points:300,noise:0.0,seed:0)",
                "Gaussians(points:300,noise:0.2,seed:0)",
                "Moons(points:300,noise:0.1,seed:0)",
                "Sine(points:100,noise:0.05,seed:0)",
                "Plane(points:300,noise:0.05,seed:0)",
                "Symmetry(bits:6)",
                "TAndC(size:5)",
                "MackeyGlass(points:1200,tau:17,noise:0.0,seed:0)",
                "DelayedRecall(sequences:50,length:20,lag:4,seed:0)",
                "AddingProblem(sequences:200,length:20,seed:0)",
            ]
        );
    }
}
