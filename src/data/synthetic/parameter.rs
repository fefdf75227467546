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
        let mut copy = *self;
        let slots = copy.slots();
        slots.iter().map(Slot::parameter).collect()
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
        if let Some(slot) = self.slots().get_mut(index) {
            slot.set(value);
        }
        self
    }

    /// Every parameter in order: its name, its range, and the place where it is kept.
    fn slots(&mut self) -> Vec<Slot<'_>> {
        match self {
            Self::Xor => Vec::new(),
            Self::Parity { bits } | Self::Symmetry { bits } => {
                vec![Slot::count("Inputs", bits, 2.0, 16.0)]
            }
            Self::Encoder { units } => vec![Slot::count("Units", units, 2.0, 256.0)],
            Self::TwoSpirals {
                points,
                noise,
                seed,
            } => vec![
                Slot::count("Points per spiral", points, 4.0, 100_000.0),
                Slot::noise(noise),
                Slot::seed(seed),
            ],
            Self::Circle {
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
                Slot::count("Points", points, 4.0, 100_000.0),
                Slot::noise(noise),
                Slot::seed(seed),
            ],
            Self::TAndC { size } => vec![Slot::count("Grid", size, 3.0, 16.0)],
            Self::MackeyGlass {
                points,
                tau,
                noise,
                seed,
            } => vec![
                Slot::count("Points", points, 100.0, 20_000.0),
                Slot::count("Delay τ", tau, 2.0, 100.0),
                Slot::noise(noise),
                Slot::seed(seed),
            ],
            Self::DelayedRecall {
                sequences,
                length,
                lag,
                seed,
            } => vec![
                Slot::count("Sequences", sequences, 1.0, 10_000.0),
                Slot::count("Length", length, 2.0, 200.0),
                Slot::count("Lag", lag, 1.0, 100.0),
                Slot::seed(seed),
            ],
            Self::AddingProblem {
                sequences,
                length,
                seed,
            } => vec![
                Slot::count("Sequences", sequences, 1.0, 10_000.0),
                Slot::count("Length", length, 2.0, 200.0),
                Slot::seed(seed),
            ],
        }
    }
}

/// Where the value of a parameter is kept.
enum Place<'a> {
    Count(&'a mut usize),
    Seed(&'a mut u64),
    Real(&'a mut f64),
}

/// A parameter in its generator.
struct Slot<'a> {
    name: &'static str,
    place: Place<'a>,
    low: f64,
    high: f64,
}

impl<'a> Slot<'a> {
    fn count(name: &'static str, count: &'a mut usize, low: f64, high: f64) -> Self {
        Self {
            name,
            place: Place::Count(count),
            low,
            high,
        }
    }

    fn noise(noise: &'a mut f64) -> Self {
        Self {
            name: "Noise",
            place: Place::Real(noise),
            low: 0.0,
            high: 1.0,
        }
    }

    fn seed(seed: &'a mut u64) -> Self {
        Self {
            name: "Seed",
            place: Place::Seed(seed),
            low: 0.0,
            high: MAX_SEED,
        }
    }

    fn parameter(&self) -> Parameter {
        let (value, whole) = match &self.place {
            Place::Count(count) => (**count as f64, true),
            Place::Seed(seed) => (**seed as f64, true),
            Place::Real(value) => (**value, false),
        };
        Parameter {
            name: self.name,
            value,
            low: self.low,
            high: self.high,
            whole,
        }
    }

    /// Sets the value within its range; `NaN` changes nothing.
    fn set(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        let value = value.clamp(self.low, self.high);
        match &mut self.place {
            Place::Count(count) => **count = value.round() as usize,
            Place::Seed(seed) => **seed = value.round() as u64,
            Place::Real(real) => **real = value,
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
