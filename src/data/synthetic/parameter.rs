//! The parameters of generators as a list, so that one row of controls serves them all.

use super::Generator;

/// One parameter of a generator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name on screen.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// Whether it is a whole number.
    pub whole: bool,
}

impl Parameter {
    /// Whether the value is in its range.
    pub(super) fn check(&self) -> Result<(), String> {
        let Self {
            name,
            value,
            low,
            high,
            ..
        } = self;
        if (*low..=*high).contains(value) {
            Ok(())
        } else {
            Err(format!(
                "{name} is {value}; choose a value from {low} to {high}"
            ))
        }
    }

    fn noise(value: f64) -> Self {
        Self {
            name: "Noise",
            value,
            low: 0.0,
            high: 1.0,
            whole: false,
        }
    }

    fn seed(seed: u64) -> Self {
        Self::whole("Seed", seed as f64, 0.0, MAX_SEED)
    }

    fn whole(name: &'static str, value: f64, low: f64, high: f64) -> Self {
        Self {
            name,
            value,
            low,
            high,
            whole: true,
        }
    }
}

/// Whole numbers up to here are exact in `f64`.
const MAX_SEED: f64 = (1_u64 << 53) as f64;

impl Generator {
    /// Its parameters in order; none for XOR.
    ///
    /// ```
    /// use deltascope::data::Generator;
    ///
    /// let bits = Generator::Parity { bits: 4 }.parameters()[0];
    /// assert_eq!((bits.name, bits.value, bits.whole), ("Inputs", 4.0, true));
    /// ```
    pub fn parameters(&self) -> Vec<Parameter> {
        match *self {
            Self::Xor => Vec::new(),
            Self::Parity { bits } | Self::Symmetry { bits } => {
                vec![Parameter::whole("Inputs", bits as f64, 2.0, 16.0)]
            }
            Self::Encoder { units } => vec![Parameter::whole("Units", units as f64, 2.0, 256.0)],
            Self::TwoSpirals {
                points,
                noise,
                seed,
            }
            | Self::Circle {
                points,
                noise,
                seed,
            }
            | Self::Gaussians {
                points,
                noise,
                seed,
            }
            | Self::Moons {
                points,
                noise,
                seed,
            }
            | Self::Sine {
                points,
                noise,
                seed,
            }
            | Self::Plane {
                points,
                noise,
                seed,
            } => vec![
                Parameter::whole("Points", points as f64, 4.0, 100_000.0),
                Parameter::noise(noise),
                Parameter::seed(seed),
            ],
            Self::TAndC { size } => vec![Parameter::whole("Grid", size as f64, 3.0, 16.0)],
            Self::MackeyGlass {
                points,
                tau,
                noise,
                seed,
            } => vec![
                Parameter::whole("Points", points as f64, 100.0, 20_000.0),
                Parameter::whole("Delay τ", tau as f64, 2.0, 100.0),
                Parameter::noise(noise),
                Parameter::seed(seed),
            ],
            Self::DelayedRecall {
                sequences,
                length,
                lag,
                seed,
            } => vec![
                Parameter::whole("Sequences", sequences as f64, 1.0, 10_000.0),
                Parameter::whole("Length", length as f64, 2.0, 200.0),
                Parameter::whole("Lag", lag as f64, 1.0, 100.0),
                Parameter::seed(seed),
            ],
            Self::AddingProblem {
                sequences,
                length,
                seed,
            } => vec![
                Parameter::whole("Sequences", sequences as f64, 1.0, 10_000.0),
                Parameter::whole("Length", length as f64, 2.0, 200.0),
                Parameter::seed(seed),
            ],
        }
    }

    /// The generator with one parameter changed, held to its range and rounded if it is a whole number; `index` as in
    /// [`Generator::parameters`]. An index without a parameter or a `NaN` changes nothing.
    ///
    /// ```
    /// use deltascope::data::Generator;
    ///
    /// let generator = Generator::Parity { bits: 4 };
    /// assert_eq!(generator.with_parameter(0, 2.6), Generator::Parity { bits: 3 });
    /// assert_eq!(generator.with_parameter(0, 1e9), Generator::Parity { bits: 16 });
    /// ```
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        let Some(parameter) = self.parameters().get(index).copied() else {
            return self;
        };
        if value.is_nan() {
            return self;
        }
        let value = value.clamp(parameter.low, parameter.high);
        let whole = value.round();
        match &mut self {
            Self::Xor => {}
            Self::Parity { bits: count }
            | Self::Symmetry { bits: count }
            | Self::TAndC { size: count }
            | Self::Encoder { units: count } => {
                *count = whole as usize;
            }
            Self::TwoSpirals {
                points,
                noise,
                seed,
            }
            | Self::Circle {
                points,
                noise,
                seed,
            }
            | Self::Gaussians {
                points,
                noise,
                seed,
            }
            | Self::Moons {
                points,
                noise,
                seed,
            }
            | Self::Sine {
                points,
                noise,
                seed,
            }
            | Self::Plane {
                points,
                noise,
                seed,
            } => match index {
                0 => *points = whole as usize,
                1 => *noise = value,
                _ => *seed = whole as u64,
            },
            Self::MackeyGlass {
                points,
                tau,
                noise,
                seed,
            } => match index {
                0 => *points = whole as usize,
                1 => *tau = whole as usize,
                2 => *noise = value,
                _ => *seed = whole as u64,
            },
            Self::DelayedRecall { .. } | Self::AddingProblem { .. } => {
                self.set_of_sequences(index, whole);
            }
        }
        self
    }

    /// Sets a parameter of the generators of many sequences.
    fn set_of_sequences(&mut self, index: usize, whole: f64) {
        let count = whole as usize;
        match (self, index) {
            (Self::DelayedRecall { sequences, .. } | Self::AddingProblem { sequences, .. }, 0) => {
                *sequences = count;
            }
            (Self::DelayedRecall { length, .. } | Self::AddingProblem { length, .. }, 1) => {
                *length = count;
            }
            (Self::DelayedRecall { lag, .. }, 2) => *lag = count,
            (Self::DelayedRecall { seed, .. } | Self::AddingProblem { seed, .. }, _) => {
                *seed = whole as u64;
            }
            (_, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_can_be_set_to_its_ends() {
        for generator in Generator::ALL {
            for (index, parameter) in generator.parameters().into_iter().enumerate() {
                for end in [parameter.low, parameter.high] {
                    let changed = generator.with_parameter(index, end);
                    assert_eq!(changed.parameters()[index].value, end, "{generator:?}");
                }
                let smallest = generator.with_parameter(index, parameter.low);
                assert!(smallest.table().is_ok(), "{smallest:?}");
            }
        }
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let error = Generator::Sine {
            points: 0,
            noise: 0.0,
            seed: 0,
        }
        .table()
        .unwrap_err();
        assert_eq!(error, "Points is 0; choose a value from 4 to 100000");
        let noise = f64::NAN;
        assert!(
            Generator::Plane {
                points: 9,
                noise,
                seed: 0
            }
            .table()
            .is_err()
        );
    }
}
