//! Which instructions the inner loops are compiled for, chosen when the program runs.
//!
//! The loops are plain Rust. Each is compiled once for every [`Arch`], inside a function whose target features let the
//! compiler use wide vectors and fused multiply-adds; [`dispatch`] calls the one that this machine can run. On one machine
//! the choice is always the same, so results are too; between families of machines the last bits may differ. Where the compiler
//! cannot be trusted to find the vectors, loops name them: [`Vector`].
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use vector::Vector;
#[cfg(all(test, target_arch = "x86_64"))]
pub(super) use x86::avx2_if_there;
#[cfg(target_arch = "x86_64")]
pub use x86::dispatch;
#[cfg(target_arch = "x86_64")]
pub use x86::dispatch_narrow;
#[cfg(target_arch = "x86_64")]
pub use x86::prefetch;

use super::real::Real;
use vector::Lanes;

/// What the compiler may assume in a copy of the loops.
pub trait Arch: Copy {
    /// Whether a multiply-add is rounded once.
    const FUSED: bool;
    /// How many vector registers there are.
    const REGISTERS: usize;
    /// A register of single-precision numbers.
    type F32: Vector<f32>;
    /// A register of double-precision numbers.
    type F64: Vector<f64>;
}

/// Work that is compiled for each architecture. Everything it calls in its inner loops must be `#[inline(always)]`, else
/// it is compiled for the portable one.
///
/// ```
/// use deltascope::nn::arch::{Arch, Work, dispatch, mul_add};
///
/// /// `Σ a b`.
/// struct Dot<'a>(&'a [f64], &'a [f64]);
///
/// impl Work for Dot<'_> {
///     type Output = f64;
///
///     #[inline(always)]
///     fn run<A: Arch>(self) -> f64 {
///         let mut sum = 0.0;
///         for (a, b) in self.0.iter().zip(self.1) {
///             sum = mul_add::<A, f64>(*a, *b, sum);
///         }
///         sum
///     }
/// }
///
/// assert_eq!(dispatch(Dot(&[1.0, 2.0], &[3.0, 4.0])), 11.0);
/// ```
pub trait Work {
    /// What it gives back.
    type Output;

    /// Does the work.
    fn run<A: Arch>(self) -> Self::Output;
}

/// Any machine.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl Arch for Portable {
    const FUSED: bool = cfg!(any(target_arch = "aarch64", target_feature = "fma"));
    const REGISTERS: usize = 16;
    type F32 = Lanes<f32, 4>;
    type F64 = Lanes<f64, 2>;
}

/// `factor · other + addend`, rounded once where the architecture can.
#[inline(always)]
pub fn mul_add<A: Arch, R: Real>(factor: R, other: R, addend: R) -> R {
    if A::FUSED {
        factor.fused(other, addend)
    } else {
        factor * other + addend
    }
}

/// Asks for the line of the cache with the value at `index`, if there is one, before it is needed.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub fn prefetch<R>(_values: &[R], _index: usize) {}

/// Does the work with the best instructions of this machine.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub fn dispatch<W: Work>(work: W) -> W::Output {
    work.run::<Portable>()
}

/// The same where vectors have one length only.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub fn dispatch_narrow<W: Work>(work: W) -> W::Output {
    dispatch(work)
}
