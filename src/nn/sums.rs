//! Sums over whole parameter vectors, several values at a time; threads share long ones.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::arch::Arch;
use super::arch::Work;
use super::arch::mul_add;
use super::matmul::loops::total;
use super::real::Real;
use super::spread::Divisible;
use super::spread::spread_and_join;

/// Sums that are kept side by side.
const LANES: usize = 16;

/// Whether no value is infinite or not a number.
pub(crate) fn all_finite<R: Real>(values: &[R]) -> bool {
    spread_and_join(Finite(values), |first, second| first && second)
}

/// `‖a‖`, summed in `f64`.
pub(crate) fn norm<R: Real>(a: &[R]) -> f64 {
    spread_and_join(Squares(a), |first, second| first + second).sqrt()
}

/// `‖a − b‖`, summed in `f64`.
pub(crate) fn distance<R: Real>(a: &[R], b: &[R]) -> f64 {
    spread_and_join(SquaredDifferences(a, b), |first, second| first + second).sqrt()
}

/// What [`all_finite`] asks.
struct Finite<'a, R>(&'a [R]);

impl<R: Real> Work for Finite<'_, R> {
    type Output = bool;

    #[inline(always)]
    fn run<A: Arch>(self) -> bool {
        let (groups, rest) = self.0.as_chunks::<LANES>();
        let mut sums = [R::zero(); LANES];
        for group in groups {
            for i in 0..LANES {
                // Zero for a finite value, else not a number, which stays in the sum.
                sums[i] = mul_add::<A, R>(group[i], R::zero(), sums[i]);
            }
        }
        let mut sum = R::zero();
        for value in rest {
            sum = mul_add::<A, R>(*value, R::zero(), sum);
        }
        (sum + total(sums)).is_finite()
    }
}

impl<R: Real> Divisible for Finite<'_, R> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let (first, second) = self.0.split_at(middle);
        (Self(first), Self(second))
    }
}

/// `Σ a²`.
struct Squares<'a, R>(&'a [R]);

impl<R: Real> Work for Squares<'_, R> {
    type Output = f64;

    #[inline(always)]
    fn run<A: Arch>(self) -> f64 {
        let (groups, rest) = self.0.as_chunks::<LANES>();
        let mut sums = [0.0; LANES];
        for group in groups {
            for i in 0..LANES {
                let value = group[i].to_f64();
                sums[i] = mul_add::<A, f64>(value, value, sums[i]);
            }
        }
        let mut sum: f64 = sums.iter().sum();
        for value in rest {
            sum += value.to_f64() * value.to_f64();
        }
        sum
    }
}

impl<R: Real> Divisible for Squares<'_, R> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let (first, second) = self.0.split_at(middle);
        (Self(first), Self(second))
    }
}

/// `Σ (a − b)²`.
struct SquaredDifferences<'a, R>(&'a [R], &'a [R]);

impl<R: Real> Work for SquaredDifferences<'_, R> {
    type Output = f64;

    #[inline(always)]
    fn run<A: Arch>(self) -> f64 {
        let ((a, a_rest), (b, b_rest)) = (self.0.as_chunks::<LANES>(), self.1.as_chunks::<LANES>());
        let mut sums = [0.0; LANES];
        for (a, b) in a.iter().zip(b) {
            for i in 0..LANES {
                let value = a[i].to_f64() - b[i].to_f64();
                sums[i] = mul_add::<A, f64>(value, value, sums[i]);
            }
        }
        let mut sum: f64 = sums.iter().sum();
        for (a, b) in a_rest.iter().zip(b_rest) {
            let value = a.to_f64() - b.to_f64();
            sum += value * value;
        }
        sum
    }
}

impl<R: Real> Divisible for SquaredDifferences<'_, R> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let (a, later_a) = self.0.split_at(middle);
        let (b, later_b) = self.1.split_at(middle);
        (Self(a, b), Self(later_a, later_b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_take_every_place_into_account() {
        // The last one is summed in parts.
        for length in [1_usize, 15, 16, 17, 40, 70_001] {
            for place in (0..length).step_by(length.div_ceil(40)).chain([length - 1]) {
                let mut a = vec![1.0_f32; length];
                let b = a.clone();
                assert!(all_finite(&a));
                a[place] = 3.0;
                // √(length − 1 + 3²) and |3 − 1|.
                let expected = (length as f64 + 8.0).sqrt();
                approx::assert_relative_eq!(norm(&a), expected, max_relative = 1e-15);
                approx::assert_relative_eq!(distance(&a, &b), 2.0);
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    a[place] = bad;
                    assert!(!all_finite(&a), "{bad} at {place} of {length}");
                }
            }
        }
    }
}
