//! Sine and cosine.
//!
//! With `n = round (2x / π)` and `r = x − n π/2`, in three pieces (Cody & Waite, 1980), they are the sine or cosine of `r`, by
//! polynomials with the least relative error, fitted for this file. Errors stay below 1.5 units in the last place, next to the zeros too,
//! and no value is beyond ±1.

use super::pair;
use super::six;
use crate::nn::arch::Arch;
use crate::nn::arch::mul_add;
use crate::nn::real::Real;

/// What sine and cosine need to know about a number type.
pub trait Constants: Copy {
    /// The largest `|x|` that the three pieces are enough for.
    fn reach<A: Arch>() -> Self;

    /// `π/2` in three pieces, negated; where products are not rounded before the sum, all have all their bits, else the first two so
    /// few that a multiple by a number of quarters is exact.
    fn minus_quarter<A: Arch>() -> [Self; 3];

    /// `S` and `C` of `sin r = r + r³ S` and `cos r = 1 − r²/2 + r⁴ C` for `|r| ≤ π/4`, given `r²`.
    fn tails<A: Arch>(r2: Self) -> (Self, Self);

    /// The sine after `n` quarters of a turn and an angle with this sine and cosine, from `n + ROUNDER`; its sign is turned if `sign`
    /// is negative.
    fn after_quarters(rounded: Self, angle: (Self, Self), sign: Self) -> Self;
}

impl Constants for f64 {
    #[inline(always)]
    fn reach<A: Arch>() -> Self {
        if A::FUSED {
            1_073_741_824.0
        } else {
            1_048_576.0
        }
    }

    #[inline(always)]
    fn minus_quarter<A: Arch>() -> [Self; 3] {
        if A::FUSED {
            [
                -std::f64::consts::FRAC_PI_2,
                -6.123_233_995_736_766e-17,
                1.497_384_904_859_169_8e-33,
            ]
        } else {
            [
                -1.570_796_326_734_125_6,
                -6.077_100_506_303_966e-11,
                -2.022_266_248_795_950_6e-21,
            ]
        }
    }

    // Relative errors of sine and cosine 3.7e-18 and 5.6e-20 up to 0.7855.
    #[inline(always)]
    fn tails<A: Arch>(r2: Self) -> (Self, Self) {
        const SINE: [f64; 6] = [
            -0.166_666_666_666_666_3,
            8.333_333_333_322_108e-3,
            -1.984_126_982_958_025e-4,
            2.755_731_361_783_481e-6,
            -2.505_074_716_204_79e-8,
            1.589_619_307_718_011e-10,
        ];
        const COSINE: [f64; 6] = [
            4.166_666_666_666_659e-2,
            -1.388_888_888_887_303_6e-3,
            2.480_158_728_883_84e-5,
            -2.755_731_417_534_975e-7,
            2.087_570_029_201_726e-9,
            -1.135_850_737_457_591e-11,
        ];
        let r4 = r2 * r2;
        let powers = [r2, r4, r4 * r4];
        let sine = six::<A, Self>(&SINE, 0, powers);
        (sine, six::<A, Self>(&COSINE, 0, powers))
    }

    #[inline(always)]
    fn after_quarters(rounded: Self, (sine, cosine): (Self, Self), sign: Self) -> Self {
        let quarters = rounded.to_bits();
        let taken = if quarters & 1 == 0 { sine } else { cosine };
        let turned = (quarters & 2) << 62;
        Self::from_bits(taken.to_bits() ^ turned ^ (sign.to_bits() & 1 << 63))
    }
}

impl Constants for f32 {
    #[inline(always)]
    fn reach<A: Arch>() -> Self {
        if A::FUSED { 32_768.0 } else { 512.0 }
    }

    #[inline(always)]
    fn minus_quarter<A: Arch>() -> [Self; 3] {
        if A::FUSED {
            [-std::f32::consts::FRAC_PI_2, 4.371_139e-8, 1.715_124_5e-15]
        } else {
            [-1.570_800_8, 4.454_516e-6, -6.077_100_6e-11]
        }
    }

    // Relative errors of sine and cosine 3.9e-9 and 1.2e-10 up to 0.787.
    #[inline(always)]
    fn tails<A: Arch>(r2: Self) -> (Self, Self) {
        const SINE: [f32; 3] = [-0.166_666_54, 8.332_151e-3, -1.951_395_4e-4];
        const COSINE: [f32; 3] = [4.166_664_5e-2, -1.388_730_3e-3, 2.443_164e-5];
        let r4 = r2 * r2;
        let sine = mul_add::<A, Self>(SINE[2], r4, pair::<A, Self>(&SINE, 0, r2));
        let cosine = mul_add::<A, Self>(COSINE[2], r4, pair::<A, Self>(&COSINE, 0, r2));
        (sine, cosine)
    }

    #[inline(always)]
    fn after_quarters(rounded: Self, (sine, cosine): (Self, Self), sign: Self) -> Self {
        let quarters = rounded.to_bits();
        let taken = if quarters & 1 == 0 { sine } else { cosine };
        let turned = (quarters & 2) << 30;
        Self::from_bits(taken.to_bits() ^ turned ^ (sign.to_bits() & 1 << 31))
    }
}

/// The whole quarters of a turn in an `x` from 0 up to [`reach`](Constants::reach), with `ROUNDER` added; sine and cosine of what is
/// left.
#[inline(always)]
fn quarters<A: Arch, R: Real>(x: R) -> (R, (R, R)) {
    let rounded = mul_add::<A, R>(x, R::of(std::f64::consts::FRAC_2_PI), R::ROUNDER);
    let n = rounded - R::ROUNDER;
    let [high, middle, low] = R::minus_quarter::<A>();
    let r = mul_add::<A, R>(n, high, x);
    let r = mul_add::<A, R>(n, middle, r);
    let r = mul_add::<A, R>(n, low, r);
    let r2 = r * r;
    let (sine, cosine) = R::tails::<A>(r2);
    let sine = mul_add::<A, R>(r * r2, sine, r);
    let cosine = mul_add::<A, R>(r2, cosine, R::of(-0.5));
    (rounded, (sine, mul_add::<A, R>(r2, cosine, R::one())))
}

/// `sin x` for an `|x|` up to [`reach`](Constants::reach); a NaN passes.
#[inline(always)]
pub fn sin<A: Arch, R: Real>(x: R) -> R {
    let (rounded, angle) = quarters::<A, R>(x.abs());
    R::after_quarters(rounded, angle, x)
}

/// `cos x` for an `|x|` up to [`reach`](Constants::reach); a NaN passes.
#[inline(always)]
pub fn cos<A: Arch, R: Real>(x: R) -> R {
    let (rounded, angle) = quarters::<A, R>(x.abs());
    R::after_quarters(rounded + R::one(), angle, R::zero())
}

/// Whether all of the values are near enough for [`sin`] and [`cos`]; a NaN is.
#[inline(always)]
pub fn are_near<A: Arch, R: Real>(values: &[R]) -> bool {
    let mut far = 0;
    for x in values {
        far |= u8::from(x.abs() > R::reach::<A>());
    }
    far == 0
}

/// `sin x` for any `x`; far out it is the library's.
#[inline(always)]
pub fn far_sin<A: Arch, R: Real>(x: R) -> R {
    if x.abs() > R::reach::<A>() {
        x.sin()
    } else {
        sin::<A, R>(x)
    }
}

/// `cos x` for any `x`; far out it is the library's.
#[inline(always)]
pub fn far_cos<A: Arch, R: Real>(x: R) -> R {
    if x.abs() > R::reach::<A>() {
        x.cos()
    } else {
        cos::<A, R>(x)
    }
}
