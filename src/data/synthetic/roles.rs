//! What the columns of made tables are for.

use super::super::sequence_spec::SequenceSpec;
use super::super::sequence_spec::WindowSpec;
use super::Generator;

impl Generator {
    /// How many of the last columns are targets.
    pub fn targets(&self) -> usize {
        match self {
            Self::Encoder { units } => *units,
            Self::Xor
            | Self::Parity { .. }
            | Self::TwoSpirals { .. }
            | Self::Circle { .. }
            | Self::Gaussians { .. }
            | Self::Moons { .. }
            | Self::Sine { .. }
            | Self::Plane { .. }
            | Self::Symmetry { .. }
            | Self::TAndC { .. }
            | Self::MackeyGlass { .. }
            | Self::DelayedRecall { .. }
            | Self::AddingProblem { .. } => 1,
        }
    }

    /// How many of the first columns say where a row stands (its sequence and step) and are not inputs.
    pub fn indices(&self) -> usize {
        match self {
            Self::MackeyGlass { .. } => 1,
            Self::DelayedRecall { .. } | Self::AddingProblem { .. } => 2,
            Self::Xor
            | Self::Parity { .. }
            | Self::Encoder { .. }
            | Self::TwoSpirals { .. }
            | Self::Circle { .. }
            | Self::Gaussians { .. }
            | Self::Moons { .. }
            | Self::Sine { .. }
            | Self::Plane { .. }
            | Self::Symmetry { .. }
            | Self::TAndC { .. } => 0,
        }
    }

    /// How its rows form sequences, if they do.
    pub fn sequence(&self) -> Option<SequenceSpec> {
        match self {
            Self::MackeyGlass { .. } => Some(SequenceSpec {
                order: Some("t".to_owned()),
                group: None,
                longest_step: None,
                windows: Some(WindowSpec {
                    lags: 18,
                    horizon: 6,
                    past_targets: true,
                    known: Vec::new(),
                }),
            }),
            Self::DelayedRecall { .. } | Self::AddingProblem { .. } => Some(SequenceSpec {
                order: Some("step".to_owned()),
                group: Some("sequence".to_owned()),
                longest_step: None,
                windows: None,
            }),
            Self::Xor
            | Self::Parity { .. }
            | Self::Encoder { .. }
            | Self::TwoSpirals { .. }
            | Self::Circle { .. }
            | Self::Gaussians { .. }
            | Self::Moons { .. }
            | Self::Sine { .. }
            | Self::Plane { .. }
            | Self::Symmetry { .. }
            | Self::TAndC { .. } => None,
        }
    }
}
