//! Which instructions the inner loops are compiled for, chosen when the program runs.
//!
//! The loops are plain Rust. Each is compiled once for every [`Arch`], inside a function whose target features let the
//! compiler use wide vectors and fused multiply-adds; [`dispatch`] calls the one that this machine can run. On one machine
//! the choice is always the same, so results are too; between families of machines the last bits may differ.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::real::Real;

/// What the compiler may assume in a copy of the loops.
pub trait Arch: Copy {
    /// Whether a multiply-add is rounded once.
    const FUSED: bool;
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

/// Does the work with the best instructions of this machine.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
pub fn dispatch<W: Work>(work: W) -> W::Output {
    work.run::<Portable>()
}

#[cfg(target_arch = "x86_64")]
pub use x86::dispatch;

#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "a function with target features may be called only after asking the processor for them"
)]
mod x86 {
    use super::Arch;
    use super::Portable;
    use super::Work;

    /// 256-bit vectors with fused multiply-add: Intel since 2013, AMD since 2015.
    #[derive(Clone, Copy, Debug)]
    struct Avx2;

    impl Arch for Avx2 {
        const FUSED: bool = true;
    }

    /// 512-bit vectors and twice the registers: Intel's servers since 2017, AMD since 2022.
    #[derive(Clone, Copy, Debug)]
    struct Avx512;

    impl Arch for Avx512 {
        const FUSED: bool = true;
    }

    #[target_feature(enable = "avx2,fma,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
    fn avx512<W: Work>(work: W) -> W::Output {
        work.run::<Avx512>()
    }

    #[target_feature(enable = "avx2,fma,bmi1,bmi2")]
    fn avx2<W: Work>(work: W) -> W::Output {
        work.run::<Avx2>()
    }

    /// Does the work with the best instructions of this machine.
    #[inline]
    pub fn dispatch<W: Work>(work: W) -> W::Output {
        // The answers are kept by the standard library: each is a look at a bit.
        let has_avx2 = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2");
        let has_avx512 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        if has_avx2 && has_avx512 {
            // SAFETY: the processor has every feature the function was compiled for.
            unsafe { avx512(work) }
        } else if has_avx2 {
            // SAFETY: as above.
            unsafe { avx2(work) }
        } else {
            work.run::<Portable>()
        }
    }
}
