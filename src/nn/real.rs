//! The number type of a run: `f64` (the default) or `f32`.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use nalgebra::RealField;

use super::arch::Arch;
use super::arch::Vector;
use super::elementary::Constants;
use super::library::Library;

/// A floating-point number that a network can be computed in.
pub trait Real: RealField + Copy + Default + Constants + Library {
    /// A register of these numbers.
    type Vector<A: Arch>: Vector<Self>;

    /// The nearest value of this type.
    fn of(value: f64) -> Self;

    /// This value as an `f64`; exact.
    fn to_f64(self) -> f64;

    /// `self · factor + addend`, rounded once. Slow where the processor has no instruction for it.
    fn fused(self, factor: Self, addend: Self) -> Self;

    /// The error function `erf(x) = 2/√π ∫₀ˣ e^(−t²) dt`.
    fn erf(self) -> Self;
}

impl Real for f64 {
    type Vector<A: Arch> = A::F64;

    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        self
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self::mul_add(self, factor, addend)
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }
}

impl Real for f32 {
    type Vector<A: Arch> = A::F32;

    #[inline(always)]
    fn of(value: f64) -> Self {
        value as Self
    }

    #[inline(always)]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self::mul_add(self, factor, addend)
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }
}
