//! The exponential function and its kin, free of branches, so that the compiler can compute several at once.
//!
//! `e^x = 2^n e^r` with `n = round(x / ln 2)` and `r = x − n ln 2` in two pieces (Cody & Waite, 1980); `e^r − 1` is its
//! Taylor polynomial to rounding. `tanh x` is a quotient of two polynomials with the least relative error, fitted for this file;
//! the logarithm is the series of `artanh` to rounding. Errors stay below 2 units in the last place, those of `tanh x` below 3.5.
//! A NaN passes on. The chains of operations that wait for one another are kept short: a network that learns from one sample
//! after another waits for little else.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

mod normal;
mod sine;

pub use normal::normal;
pub use sine::are_near;
pub use sine::cos;
pub use sine::far_cos;
pub use sine::far_sin;
pub use sine::sin;

use super::arch::Arch;
use super::arch::mul_add;
use super::real::Real;

/// What the functions need to know about a number type.
pub trait Constants: normal::Constants + sine::Constants {
    /// `1.5 · 2^p` with `p` the bits of the fraction: adding and subtracting it rounds to a whole number.
    const ROUNDER: Self;
    /// `log₂ e`.
    const LOG2_E: Self;
    /// `ln 2` in two pieces, negated; where products are not rounded before the sum, the first has all its bits, else so few that
    /// a multiple by an exponent is exact.
    fn minus_ln_2<A: Arch>() -> (Self, Self);
    /// Below its negative `e^x` counts as 0, above it overflows.
    const LARGEST_EXPONENT: Self;

    /// `2^n` from `n + ROUNDER`.
    fn power_of_two(rounded: Self) -> Self;

    /// The sum `1/2! + r/3! + r²/4! + …`, to rounding for `|r| ≤ ln 2 / 2`; `r2` is `r²`.
    fn exponential_tail<A: Arch>(r: Self, r2: Self) -> Self;

    /// `e` and `2^(−e)` with `u 2^(−e)` between `√½` and `√2`, for a finite `u` from 1 on.
    fn exponent_of(u: Self) -> (Self, Self);

    /// The sum `2/3 + 2/5 z + 2/7 z² + …`, to rounding for `0 ≤ z ≤ 0.0295`.
    fn logarithm_tail<A: Arch>(z: Self) -> Self;

    /// From here on `tanh x` is 1 to rounding.
    const TANH_IS_ONE: Self;

    /// Numerator and denominator of `tanh x` for `0 ≤ x ≤ TANH_IS_ONE`.
    fn tanh_quotient<A: Arch>(x: Self) -> (Self, Self);
}

impl Constants for f64 {
    const ROUNDER: Self = 6_755_399_441_055_744.0;
    const LOG2_E: Self = std::f64::consts::LOG2_E;
    const LARGEST_EXPONENT: Self = 708.0;
    const TANH_IS_ONE: Self = 19.5;

    #[inline(always)]
    fn minus_ln_2<A: Arch>() -> (Self, Self) {
        if A::FUSED {
            (-std::f64::consts::LN_2, -2.319_046_813_846_3e-17)
        } else {
            (-6.931_471_803_691_238e-1, -1.908_214_929_270_587_7e-10)
        }
    }

    #[inline(always)]
    fn power_of_two(rounded: Self) -> Self {
        Self::from_bits(rounded.to_bits().wrapping_add(1023) << 52)
    }

    #[inline(always)]
    fn exponential_tail<A: Arch>(r: Self, r2: Self) -> Self {
        const TERMS: [f64; 12] = [
            1.0 / 2.0,
            1.0 / 6.0,
            1.0 / 24.0,
            1.0 / 120.0,
            1.0 / 720.0,
            1.0 / 5_040.0,
            1.0 / 40_320.0,
            1.0 / 362_880.0,
            1.0 / 3_628_800.0,
            1.0 / 39_916_800.0,
            1.0 / 479_001_600.0,
            1.0 / 6_227_020_800.0,
        ];
        let r4 = r2 * r2;
        let low = four::<A, Self>([TERMS[0], TERMS[1], TERMS[2], TERMS[3]], r, r2);
        let middle = four::<A, Self>([TERMS[4], TERMS[5], TERMS[6], TERMS[7]], r, r2);
        let high = four::<A, Self>([TERMS[8], TERMS[9], TERMS[10], TERMS[11]], r, r2);
        mul_add::<A, Self>(mul_add::<A, Self>(high, r4, middle), r4, low)
    }

    #[inline(always)]
    fn exponent_of(u: Self) -> (Self, Self) {
        const SHIFT: u64 = 1.0_f64.to_bits() - std::f64::consts::FRAC_1_SQRT_2.to_bits();
        let biased = u.to_bits().wrapping_add(SHIFT) >> 52;
        // A small whole number in the last bits of `2^52` is added to it.
        let exponent = Self::from_bits(biased | 0x4330_0000_0000_0000) - 4_503_599_627_371_519.0;
        (
            exponent,
            Self::from_bits(2046_u64.wrapping_sub(biased) << 52),
        )
    }

    #[inline(always)]
    fn logarithm_tail<A: Arch>(z: Self) -> Self {
        const TERMS: [f64; 10] = [
            2.0 / 3.0,
            2.0 / 5.0,
            2.0 / 7.0,
            2.0 / 9.0,
            2.0 / 11.0,
            2.0 / 13.0,
            2.0 / 15.0,
            2.0 / 17.0,
            2.0 / 19.0,
            2.0 / 21.0,
        ];
        let (z2, mut sum) = (z * z, pair::<A, Self>(&TERMS, 8, z));
        for i in [6, 4, 2, 0] {
            sum = mul_add::<A, Self>(sum, z2, pair::<A, Self>(&TERMS, i, z));
        }
        sum
    }

    // Relative error 6.9e-17 on the interval.
    #[inline(always)]
    fn tanh_quotient<A: Arch>(x: Self) -> (Self, Self) {
        const ABOVE: [f64; 10] = [
            1.0,
            0.151_806_515_179_964_2,
            5.974_885_586_268_498e-3,
            9.360_941_037_399_078e-5,
            6.831_312_990_590_07e-7,
            2.440_933_230_115_69e-9,
            4.171_837_283_761_581e-12,
            3.064_345_787_911_674e-15,
            7.415_461_337_569_782e-19,
            2.502_074_170_388_140_3e-23,
        ];
        const BELOW: [f64; 10] = [
            1.0,
            0.485_139_848_513_296_66,
            3.435_483_509_070_254e-2,
            8.281_619_404_209_396e-4,
            8.754_451_210_621_592e-6,
            4.463_890_131_818_371e-8,
            1.111_361_700_440_925_2e-10,
            1.270_683_900_622_022_3e-13,
            5.632_897_921_973_013e-17,
            6.224_793_952_190_014e-21,
        ];
        let x2 = x * x;
        let x4 = x2 * x2;
        let x8 = x4 * x4;
        let low = mul_add::<A, Self>(x * x2, ABOVE[1], x);
        let low = mul_add::<A, Self>(x * x4, pair::<A, Self>(&ABOVE, 2, x2), low);
        let above = mul_add::<A, Self>(x * x8, six::<A, Self>(&ABOVE, 4, [x2, x4, x8]), low);
        let low = four::<A, Self>([BELOW[0], BELOW[1], BELOW[2], BELOW[3]], x2, x4);
        let below = mul_add::<A, Self>(x8, six::<A, Self>(&BELOW, 4, [x2, x4, x8]), low);
        (above, below)
    }
}

impl Constants for f32 {
    const ROUNDER: Self = 12_582_912.0;
    const LOG2_E: Self = std::f32::consts::LOG2_E;
    const LARGEST_EXPONENT: Self = 87.0;
    const TANH_IS_ONE: Self = 9.02;

    #[inline(always)]
    fn minus_ln_2<A: Arch>() -> (Self, Self) {
        if A::FUSED {
            (-std::f32::consts::LN_2, 1.904_654_3e-9)
        } else {
            (-0.693_359_4, 2.121_944_4e-4)
        }
    }

    #[inline(always)]
    fn power_of_two(rounded: Self) -> Self {
        Self::from_bits(rounded.to_bits().wrapping_add(127) << 23)
    }

    #[inline(always)]
    fn exponential_tail<A: Arch>(r: Self, r2: Self) -> Self {
        const TERMS: [f32; 6] = [
            1.0 / 2.0,
            1.0 / 6.0,
            1.0 / 24.0,
            1.0 / 120.0,
            1.0 / 720.0,
            1.0 / 5_040.0,
        ];
        let low = four::<A, Self>([TERMS[0], TERMS[1], TERMS[2], TERMS[3]], r, r2);
        let high = mul_add::<A, Self>(TERMS[5], r, TERMS[4]);
        mul_add::<A, Self>(high, r2 * r2, low)
    }

    #[inline(always)]
    fn exponent_of(u: Self) -> (Self, Self) {
        const SHIFT: u32 = 1.0_f32.to_bits() - std::f32::consts::FRAC_1_SQRT_2.to_bits();
        let biased = u.to_bits().wrapping_add(SHIFT) >> 23;
        let exponent = Self::from_bits(biased | 0x4B00_0000) - 8_388_735.0;
        (
            exponent,
            Self::from_bits(254_u32.wrapping_sub(biased) << 23),
        )
    }

    #[inline(always)]
    fn logarithm_tail<A: Arch>(z: Self) -> Self {
        const TERMS: [f32; 4] = [2.0 / 3.0, 2.0 / 5.0, 2.0 / 7.0, 2.0 / 9.0];
        four::<A, Self>(TERMS, z, z * z)
    }

    // Relative error 9.6e-10 on the interval.
    #[inline(always)]
    fn tanh_quotient<A: Arch>(x: Self) -> (Self, Self) {
        const ABOVE: [f32; 5] = [
            1.0,
            0.137_853_66,
            4.008_511e-3,
            3.158_911_1e-5,
            5.076_237e-8,
        ];
        const BELOW: [f32; 6] = [
            1.0,
            0.471_187,
            2.773_752e-2,
            4.207_411_7e-4,
            1.617_489e-6,
            7.374_462e-10,
        ];
        let x2 = x * x;
        let x4 = x2 * x2;
        let low = mul_add::<A, Self>(x * x2, ABOVE[1], x);
        let high = mul_add::<A, Self>(x4, ABOVE[4], pair::<A, Self>(&ABOVE, 2, x2));
        let above = mul_add::<A, Self>(x * x4, high, low);
        let high = four::<A, Self>([BELOW[2], BELOW[3], BELOW[4], BELOW[5]], x2, x4);
        let below = mul_add::<A, Self>(x4, high, pair::<A, Self>(&BELOW, 0, x2));
        (above, below)
    }
}

/// `c_i + c_(i+1) r`.
#[inline(always)]
fn pair<A: Arch, R: Real>(c: &[R], i: usize, r: R) -> R {
    mul_add::<A, R>(c[i + 1], r, c[i])
}

/// `c_i + … + c_(i+5) r⁵`, given `r`, `r²` and `r⁴`.
#[inline(always)]
fn six<A: Arch, R: Real>(c: &[R], i: usize, [r, r2, r4]: [R; 3]) -> R {
    let low = four::<A, R>([c[i], c[i + 1], c[i + 2], c[i + 3]], r, r2);
    mul_add::<A, R>(pair::<A, R>(c, i + 4, r), r4, low)
}

/// `a + b r + c r² + d r³` by pairs (Estrin, 1960): a shorter chain of dependent operations than Horner's.
#[inline(always)]
fn four<A: Arch, R: Real>([a, b, c, d]: [R; 4], r: R, r2: R) -> R {
    mul_add::<A, R>(mul_add::<A, R>(d, r, c), r2, mul_add::<A, R>(b, r, a))
}

/// `x`, but no more than `limit`; a NaN passes, as a comparison with it is false.
#[inline(always)]
fn at_most<R: Real>(x: R, limit: R) -> R {
    if x > limit { limit } else { x }
}

/// `x`, but no less than `limit`; a NaN passes.
#[inline(always)]
fn at_least<R: Real>(x: R, limit: R) -> R {
    if x < limit { limit } else { x }
}

/// `2^n` and `e^r − 1` with `e^x = 2^n e^r`, for an `x` within the range of exponents.
#[inline(always)]
fn exponential_parts<A: Arch, R: Real>(x: R) -> (R, R) {
    let rounded = mul_add::<A, R>(x, R::LOG2_E, R::ROUNDER);
    let n = rounded - R::ROUNDER;
    let (high, low) = R::minus_ln_2::<A>();
    let power = R::power_of_two(rounded);
    let r = mul_add::<A, R>(n, high, x);
    // The low piece: where `r` has all bits but the last few of `ln 2`, `e^low ≈ 1 + low` goes into the power, off the chain.
    let (r, power) = if A::FUSED {
        (r, mul_add::<A, R>(power, n * low, power))
    } else {
        (mul_add::<A, R>(n, low, r), power)
    };
    let r2 = r * r;
    let tail = R::exponential_tail::<A>(r, r2);
    (power, mul_add::<A, R>(tail, r2, r))
}

/// `x` within the range of exponents; a NaN passes.
#[inline(always)]
fn exponent<R: Real>(x: R) -> R {
    at_most(at_least(x, -R::LARGEST_EXPONENT), R::LARGEST_EXPONENT)
}

/// `e^x`; 0 where that is below the normal numbers, at the top held at the end of the range.
#[inline(always)]
pub fn exp<A: Arch, R: Real>(x: R) -> R {
    let (power, rest) = exponential_parts::<A, R>(exponent(x));
    let power = if x < -R::LARGEST_EXPONENT {
        R::zero()
    } else {
        power
    };
    mul_add::<A, R>(power, rest, power)
}

/// `e^x − 1`, exact to rounding near 0 too.
#[inline(always)]
pub fn exp_m1<A: Arch, R: Real>(x: R) -> R {
    let (power, rest) = exponential_parts::<A, R>(exponent(x));
    mul_add::<A, R>(power, rest, power - R::one())
}

/// `1 / (1 + e^(−x))`, from `e^(−|x|)`, so that small values keep their digits.
#[inline(always)]
pub fn logistic<A: Arch, R: Real>(x: R) -> R {
    let (power, rest) = exponential_parts::<A, R>(at_least(-x.abs(), -R::LARGEST_EXPONENT));
    let e = mul_add::<A, R>(power, rest, power);
    // Compared anew: of one comparison for both, the compiler would make the limit wait.
    let small = if x < -R::LARGEST_EXPONENT {
        R::zero()
    } else {
        e
    };
    let numerator = if x < R::zero() { small } else { R::one() };
    numerator / (R::one() + e)
}

/// `ln (1 + x)` for a finite `x` from 0 on, exact to rounding near 0 too.
///
/// With `1 + x = 2^e (1 + f)` it is `e ln 2 + ln (1 + f)`, and `ln (1 + f) = 2 artanh (f / (2 + f))` in the order of operations
/// that keeps `f` itself out of the roundings (Tang, 1990); what is lost in `1 + x` is added as its share of the sum.
#[inline(always)]
pub fn ln_1p<A: Arch, R: Real>(x: R) -> R {
    let (one, two) = (R::one(), R::of(2.0));
    let u = x + one;
    let part = u - one;
    let lost = ((x - part) + (one - (u - part))) / u;
    let (exponent, scale) = R::exponent_of(u);
    let f = mul_add::<A, R>(u, scale, -one);
    let half_square = R::of(0.5) * f * f;
    let s = f / (two + f);
    let z = s * s;
    let tail = s * mul_add::<A, R>(z, R::logarithm_tail::<A>(z), half_square);
    let (high, low) = R::minus_ln_2::<A>();
    let low = mul_add::<A, R>(-low, exponent, lost);
    mul_add::<A, R>(-high, exponent, f - (half_square - (tail + low)))
}

/// `tanh x`, never beyond ±1.
#[inline(always)]
pub fn tanh<A: Arch, R: Real>(x: R) -> R {
    let (numerator, denominator) = R::tanh_quotient::<A>(at_most(x.abs(), R::TANH_IS_ONE));
    at_most(numerator / denominator, R::one()).copysign(x)
}

#[cfg(test)]
mod tests;
