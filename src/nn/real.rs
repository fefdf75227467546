//! The number type of a run: `f64` (the default) or `f32`.

use nalgebra::RealField;

/// A floating-point number that a network can be computed in.
pub trait Real: RealField + Copy + Default {
    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// This value as an `f64`; exact.
    fn to_f64(self) -> f64;

    /// The error function `erf(x) = 2/√π ∫₀ˣ e^(−t²) dt`.
    fn erf(self) -> Self;
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn to_f64(self) -> f64 {
        self
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as Self
    }

    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }
}
