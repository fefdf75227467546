//! The standard normal distribution, of which GELU is made: `Φ(z) = ½ (1 + erf (z / √2))` with its density
//! `φ(z) = e^(−z²/2) / √(2π)`.
//!
//! For negative `z` it is `Φ(z) = e^(−z²/2) Q(|z|)`, where `Q` is a quotient of two polynomials with the least relative error,
//! fitted for this file, so that the tail keeps its digits down to the smallest normal numbers; else `1 − Φ(−z)`. Errors stay
//! below 4 units in the last place.

use super::at_most;
use super::exp;
use super::four;
use super::pair;
use super::six;
use crate::nn::arch::Arch;
use crate::nn::arch::mul_add;
use crate::nn::real::Real;

/// What the distribution needs to know about a number type.
pub trait Constants: Copy {
    /// From here on `e^(−z²/2)` counts as 0.
    const FAR: Self;
    /// Adding and subtracting it leaves so few bits of a number up to `FAR` that their square is exact.
    const SPLITTER: Self;

    /// Numerator and denominator of `Q(t)` for `0 ≤ t ≤ FAR`.
    fn tail_quotient<A: Arch>(t: Self) -> (Self, Self);
}

impl Constants for f64 {
    const FAR: Self = 37.63;
    const SPLITTER: Self = 6_442_450_944.0;

    // Relative error 4.8e-17 up to 37.7.
    #[inline(always)]
    fn tail_quotient<A: Arch>(t: Self) -> (Self, Self) {
        const ABOVE: [f64; 10] = [
            0.5,
            0.774_032_632_851_386_6,
            0.592_828_198_007_943_7,
            0.288_463_150_072_611_7,
            9.730_934_486_655_285e-2,
            2.350_335_393_648_118_2e-2,
            4.064_041_814_676_167e-3,
            4.867_657_769_230_867e-4,
            3.692_283_089_356_607e-5,
            1.370_964_764_276_856_7e-6,
        ];
        const BELOW: [f64; 11] = [
            1.0,
            2.345_949_826_505_629,
            2.557_453_543_003_192_4,
            1.710_465_604_089_078_7,
            0.779_578_397_872_422_1,
            0.253_920_281_376_916_47,
            6.012_743_984_052_031e-2,
            1.027_959_392_178_232_8e-2,
            1.223_577_358_817_757_2e-3,
            9.255_181_189_485_961e-5,
            3.436_499_041_670_854_6e-6,
        ];
        let (t2, c, d) = (t * t, &ABOVE, &BELOW);
        let t4 = t2 * t2;
        let low = four::<A, Self>([c[0], c[1], c[2], c[3]], t, t2);
        let above = mul_add::<A, Self>(six::<A, Self>(c, 4, [t, t2, t4]), t4, low);
        let low = four::<A, Self>([d[0], d[1], d[2], d[3]], t, t2);
        let middle = four::<A, Self>([d[4], d[5], d[6], d[7]], t, t2);
        let high = mul_add::<A, Self>(d[10], t2, pair::<A, Self>(d, 8, t));
        let low = mul_add::<A, Self>(middle, t4, low);
        (above, mul_add::<A, Self>(high, t4 * t4, low))
    }
}

impl Constants for f32 {
    const FAR: Self = 13.2;
    const SPLITTER: Self = 49_152.0;

    // Relative error 5.0e-9 up to 13.25.
    #[inline(always)]
    fn tail_quotient<A: Arch>(t: Self) -> (Self, Self) {
        const ABOVE: [f32; 5] = [0.5, 0.435_591, 0.181_236_62, 3.996_064_5e-2, 4.016_720_7e-3];
        const BELOW: [f32; 6] = [
            1.0,
            1.669_066_9,
            1.194_191_9,
            0.464_195_25,
            0.100_173_9,
            1.006_828_1e-2,
        ];
        let (t2, c, d) = (t * t, &ABOVE, &BELOW);
        let t4 = t2 * t2;
        let low = four::<A, Self>([c[0], c[1], c[2], c[3]], t, t2);
        let above = mul_add::<A, Self>(c[4], t4, low);
        let low = four::<A, Self>([d[0], d[1], d[2], d[3]], t, t2);
        (above, mul_add::<A, Self>(pair::<A, Self>(d, 4, t), t4, low))
    }
}

/// What the rounding of `t · t` to `square` took away, for `0 ≤ t ≤ FAR`.
#[inline(always)]
fn lost_in_square<A: Arch, R: Real>(t: R, square: R) -> R {
    if A::FUSED {
        t.fused(t, -square)
    } else {
        // By halves of the bits (Dekker, 1971).
        let high = (t + R::SPLITTER) - R::SPLITTER;
        let low = t - high;
        let product = high * low;
        ((high * high - square) + (product + product)) + low * low
    }
}

/// `Φ(z)` and `e^(−z²/2)`; 0 where the latter is below the normal numbers.
#[inline(always)]
pub fn normal<A: Arch, R: Real>(z: R) -> (R, R) {
    let (t, half) = (at_most(z.abs(), R::FAR), R::of(0.5));
    let square = t * t;
    let lost = lost_in_square::<A, R>(t, square);
    let bell = exp::<A, R>(-(half * square));
    let bell = mul_add::<A, R>(bell, -(half * lost), bell);
    let (above, below) = R::tail_quotient::<A>(t);
    let tail = bell * (above / below);
    (if z < R::zero() { tail } else { R::one() - tail }, bell)
}
