//! The exponential function and its kin, free of branches, so that the compiler can compute several at once.
//!
//! `e^x = 2^n e^r` with `n = round(x / ln 2)` and `r = x − n ln 2` in two pieces (Cody & Waite, 1980); `e^r − 1` is its
//! Taylor polynomial to rounding. Errors stay below 2 units in the last place. A NaN passes on.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::arch::Arch;
use super::arch::mul_add;
use super::real::Real;

/// What the functions need to know about a number type.
pub trait Constants: Copy {
    /// `1.5 · 2^p` with `p` the bits of the fraction: adding and subtracting it rounds to a whole number.
    const ROUNDER: Self;
    /// `log₂ e`.
    const LOG2_E: Self;
    /// `ln 2` with so few bits that a multiple by an exponent is exact, negated.
    const MINUS_LN_2_HIGH: Self;
    /// The rest of `ln 2`, negated.
    const MINUS_LN_2_LOW: Self;
    /// Below its negative `e^x` counts as 0, above it overflows.
    const LARGEST_EXPONENT: Self;

    /// `2^n` from `n + ROUNDER`.
    fn power_of_two(rounded: Self) -> Self;

    /// The sum `1/2! + r/3! + r²/4! + …`, to rounding for `|r| ≤ ln 2 / 2`.
    fn exponential_tail<A: Arch>(r: Self) -> Self;
}

impl Constants for f64 {
    const ROUNDER: Self = 6_755_399_441_055_744.0;
    const LOG2_E: Self = std::f64::consts::LOG2_E;
    const MINUS_LN_2_HIGH: Self = -6.931_471_803_691_238e-1;
    const MINUS_LN_2_LOW: Self = -1.908_214_929_270_587_7e-10;
    const LARGEST_EXPONENT: Self = 708.0;

    #[inline(always)]
    fn power_of_two(rounded: Self) -> Self {
        Self::from_bits(rounded.to_bits().wrapping_add(1023) << 52)
    }

    #[inline(always)]
    fn exponential_tail<A: Arch>(r: Self) -> Self {
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
        let r2 = r * r;
        let r4 = r2 * r2;
        let low = four::<A, Self>([TERMS[0], TERMS[1], TERMS[2], TERMS[3]], r, r2);
        let middle = four::<A, Self>([TERMS[4], TERMS[5], TERMS[6], TERMS[7]], r, r2);
        let high = four::<A, Self>([TERMS[8], TERMS[9], TERMS[10], TERMS[11]], r, r2);
        mul_add::<A, Self>(mul_add::<A, Self>(high, r4, middle), r4, low)
    }
}

impl Constants for f32 {
    const ROUNDER: Self = 12_582_912.0;
    const LOG2_E: Self = std::f32::consts::LOG2_E;
    const MINUS_LN_2_HIGH: Self = -0.693_359_4;
    const MINUS_LN_2_LOW: Self = 2.121_944_4e-4;
    const LARGEST_EXPONENT: Self = 87.0;

    #[inline(always)]
    fn power_of_two(rounded: Self) -> Self {
        Self::from_bits(rounded.to_bits().wrapping_add(127) << 23)
    }

    #[inline(always)]
    fn exponential_tail<A: Arch>(r: Self) -> Self {
        const TERMS: [f32; 6] = [
            1.0 / 2.0,
            1.0 / 6.0,
            1.0 / 24.0,
            1.0 / 120.0,
            1.0 / 720.0,
            1.0 / 5_040.0,
        ];
        let r2 = r * r;
        let low = four::<A, Self>([TERMS[0], TERMS[1], TERMS[2], TERMS[3]], r, r2);
        let high = mul_add::<A, Self>(TERMS[5], r, TERMS[4]);
        mul_add::<A, Self>(high, r2 * r2, low)
    }
}

/// `a + b r + c r² + d r³` by pairs (Estrin, 1960): a shorter chain of dependent operations than Horner's.
#[inline(always)]
fn four<A: Arch, R: Real>([a, b, c, d]: [R; 4], r: R, r2: R) -> R {
    mul_add::<A, R>(mul_add::<A, R>(d, r, c), r2, mul_add::<A, R>(b, r, a))
}

/// `2^n` and `e^r − 1` with `e^x = 2^n e^r`.
#[inline(always)]
fn exponential_parts<A: Arch, R: Real>(x: R) -> (R, R) {
    // Comparisons that are false for a NaN let it through.
    let x = if x < -R::LARGEST_EXPONENT {
        -R::LARGEST_EXPONENT
    } else {
        x
    };
    let x = if x > R::LARGEST_EXPONENT {
        R::LARGEST_EXPONENT
    } else {
        x
    };
    let rounded = mul_add::<A, R>(x, R::LOG2_E, R::ROUNDER);
    let n = rounded - R::ROUNDER;
    let r = mul_add::<A, R>(n, R::MINUS_LN_2_HIGH, x);
    let r = mul_add::<A, R>(n, R::MINUS_LN_2_LOW, r);
    let tail = R::exponential_tail::<A>(r);
    (R::power_of_two(rounded), mul_add::<A, R>(tail * r, r, r))
}

/// `e^x`; 0 where that is below the normal numbers, at the top held at the end of the range.
#[inline(always)]
pub fn exp<A: Arch, R: Real>(x: R) -> R {
    let (power, rest) = exponential_parts::<A, R>(x);
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
    let (power, rest) = exponential_parts::<A, R>(x);
    mul_add::<A, R>(power, rest, power - R::one())
}

/// `1 / (1 + e^(−x))`.
#[inline(always)]
pub fn logistic<A: Arch, R: Real>(x: R) -> R {
    let e = exp::<A, R>(-x.abs());
    let numerator = if x < R::zero() { e } else { R::one() };
    numerator / (R::one() + e)
}

/// `tanh x = (1 − e^(−2|x|)) / (1 + e^(−2|x|))` with the sign of `x`.
#[inline(always)]
pub fn tanh<A: Arch, R: Real>(x: R) -> R {
    let e = exp_m1::<A, R>(R::of(-2.0) * x.abs());
    (-e / (e + R::of(2.0))).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::arch::Portable;
    use crate::nn::arch::Work;
    use crate::nn::arch::dispatch;

    /// All four functions at some points.
    struct Everything<'a, R>(&'a [R]);

    impl<R: Real> Work for Everything<'_, R> {
        type Output = Vec<[R; 4]>;

        fn run<A: Arch>(self) -> Self::Output {
            let all = |&x: &R| {
                [
                    exp::<A, R>(x),
                    exp_m1::<A, R>(x),
                    logistic::<A, R>(x),
                    tanh::<A, R>(x),
                ]
            };
            self.0.iter().map(all).collect()
        }
    }

    fn points() -> Vec<f64> {
        let spread = (-40_000..=40_000).map(|i| f64::from(i) * 1.7e-3 + 1e-5);
        let small = (-300..=0).map(|exponent| 10.0_f64.powi(exponent));
        spread.chain(small).collect()
    }

    /// The largest error in units of the last place, against functions of twice the precision where there are any.
    fn worst(found: impl Iterator<Item = (f64, f64)>, unit: f64) -> f64 {
        found
            .map(|(ours, exact)| {
                ((ours - exact) / (unit * exact.abs().max(f64::MIN_POSITIVE))).abs()
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn f64_functions_agree_with_the_standard_library_to_a_few_units_in_the_last_place() {
        let points = points();
        for all in [
            Everything(&points).run::<Portable>(),
            dispatch(Everything(&points)),
        ] {
            let exact: [fn(f64) -> f64; 4] = [
                f64::exp,
                f64::exp_m1,
                |x| {
                    if x < 0.0 {
                        x.exp() / (1.0 + x.exp())
                    } else {
                        1.0 / (1.0 + (-x).exp())
                    }
                },
                f64::tanh,
            ];
            for (index, exact) in exact.into_iter().enumerate() {
                let pairs = points.iter().zip(&all);
                let error = worst(
                    pairs.map(|(&x, ours)| (ours[index], exact(x))),
                    f64::EPSILON,
                );
                assert!(error < 3.0, "function {index}: {error} units");
            }
        }
    }

    #[test]
    fn f32_functions_are_right_to_two_units_in_the_last_place() {
        let points: Vec<f32> = points().into_iter().map(|x| x as f32).collect();
        for all in [
            Everything(&points).run::<Portable>(),
            dispatch(Everything(&points)),
        ] {
            let exact: [fn(f64) -> f64; 4] = [
                f64::exp,
                f64::exp_m1,
                |x| 1.0 / (1.0 + (-x).exp()),
                f64::tanh,
            ];
            for (index, exact) in exact.into_iter().enumerate() {
                let pairs = points.iter().zip(&all);
                let pairs = pairs.map(|(&x, ours)| (f64::from(ours[index]), exact(f64::from(x))));
                let normal = pairs.filter(|(_, exact)| exact.abs() > f64::from(f32::MIN_POSITIVE));
                let error = worst(normal, f64::from(f32::EPSILON));
                assert!(error < 2.0, "function {index}: {error} units");
            }
        }
    }

    #[test]
    fn far_out_the_functions_reach_their_limits_and_a_nan_stays_one() {
        let all = dispatch(Everything(&[
            -1e300,
            1e300,
            f64::NAN,
            f64::NEG_INFINITY,
            0.0,
        ]));
        assert_eq!(all[0], [0.0, -1.0, 0.0, -1.0]);
        assert!(all[1][0] > 1e300 && all[1][2..] == [1.0, 1.0]);
        assert!(all[2].iter().all(|value| value.is_nan()));
        assert_eq!(all[3][3], -1.0);
        assert_eq!(all[4], [1.0, 0.0, 0.5, 0.0]);
    }
}
