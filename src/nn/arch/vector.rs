//! A register full of numbers, for loops of which the compiler does not make vectors by itself.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::Portable;
use super::mul_add;
use crate::nn::real::Real;

/// Numbers that one instruction works on.
pub trait Vector<R>: Copy {
    /// How many there are: a power of two, at most 16.
    const LEN: usize;

    /// The numbers in memory.
    type Array: AsRef<[R]>;

    /// These values as many arrays; what is left over is left out.
    fn arrays(values: &[R]) -> &[Self::Array];

    /// This number everywhere.
    fn splat(value: R) -> Self;

    /// The first [`LEN`](Self::LEN) of the values.
    ///
    /// # Panics
    /// If there are fewer.
    fn load(values: &[R]) -> Self;

    /// The first `count` of the values, and zeros.
    ///
    /// # Panics
    /// If there are fewer, or `count` is above [`LEN`](Self::LEN).
    fn load_part(values: &[R], count: usize) -> Self;

    /// Writes all numbers to the beginning of the values.
    ///
    /// # Panics
    /// If there are fewer.
    fn store(self, values: &mut [R]);

    /// Writes the first `count` numbers to the beginning of the values.
    ///
    /// # Panics
    /// If there are fewer, or `count` is above [`LEN`](Self::LEN).
    fn store_part(self, values: &mut [R], count: usize);

    /// `self · factor + addend`, rounded as [`mul_add`] rounds.
    fn mul_add(self, factor: Self, addend: Self) -> Self;

    /// The numbers of both in turn, `a₀ b₀ a₁ b₁ …`, in two vectors.
    fn interleave(self, other: Self) -> (Self, Self);
}

/// A vector as an array, of which the compiler may make what it can.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<R, const N: usize>([R; N]);

impl<R: Real, const N: usize> Vector<R> for Lanes<R, N> {
    const LEN: usize = N;
    type Array = [R; N];

    #[inline(always)]
    fn arrays(values: &[R]) -> &[[R; N]] {
        values.as_chunks().0
    }

    #[inline(always)]
    fn splat(value: R) -> Self {
        Self([value; N])
    }

    #[inline(always)]
    fn load(values: &[R]) -> Self {
        Self(values[..N].as_chunks::<N>().0[0])
    }

    #[inline(always)]
    fn load_part(values: &[R], count: usize) -> Self {
        let mut lanes = [R::zero(); N];
        lanes[..count].copy_from_slice(&values[..count]);
        Self(lanes)
    }

    #[inline(always)]
    fn store(self, values: &mut [R]) {
        values[..N].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn store_part(self, values: &mut [R], count: usize) {
        values[..count].copy_from_slice(&self.0[..count]);
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, mut addend: Self) -> Self {
        for (i, addend) in addend.0.iter_mut().enumerate() {
            *addend = mul_add::<Portable, R>(self.0[i], factor.0[i], *addend);
        }
        addend
    }

    #[inline(always)]
    fn interleave(self, other: Self) -> (Self, Self) {
        let (mut low, mut high) = (self, other);
        for i in 0..N / 2 {
            (low.0[2 * i], low.0[2 * i + 1]) = (self.0[i], other.0[i]);
            (high.0[2 * i], high.0[2 * i + 1]) = (self.0[N / 2 + i], other.0[N / 2 + i]);
        }
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Arch;
    use super::super::Work;
    use super::super::dispatch;
    use super::*;

    /// What every kind of vector has to do, said with single numbers.
    fn check<R: Real, V: Vector<R>>() {
        let length = V::LEN;
        let values: Vec<R> = (0..=2 * length).map(|i| R::of(i as f64 + 1.0)).collect();
        let written = |vector: V| {
            let mut out = vec![R::zero(); length];
            vector.store(&mut out);
            out
        };
        assert_eq!(written(V::splat(R::of(3.0))), vec![R::of(3.0); length]);
        let (first, second) = (V::load(&values), V::load(&values[length..]));
        assert_eq!(written(first), values[..length]);
        for count in 0..=length {
            let part = written(V::load_part(&values[..count], count));
            assert_eq!(part[..count], values[..count]);
            assert_eq!(part[count..], vec![R::zero(); length - count]);
            let mut out = vec![R::of(9.0); length];
            second.store_part(&mut out[..count], count);
            assert_eq!(out[..count], values[length..][..count]);
            assert_eq!(out[count..], vec![R::of(9.0); length - count]);
        }
        let sums = written(first.mul_add(second, V::splat(R::of(0.5))));
        let expected = (0..length).map(|i| values[i] * values[length + i] + R::of(0.5));
        assert_eq!(sums, expected.collect::<Vec<_>>());
        let (low, high) = first.interleave(second);
        let both = [written(low), written(high)].concat();
        let expected = (0..length).flat_map(|i| [values[i], values[length + i]]);
        assert_eq!(both, expected.collect::<Vec<_>>());
    }

    /// The same with the vectors of an architecture.
    struct Check;

    impl Work for Check {
        type Output = ();

        #[inline(always)]
        fn run<A: Arch>(self) {
            check::<f32, A::F32>();
            check::<f64, A::F64>();
        }
    }

    // Small whole numbers: every operation is exact.
    #[test]
    fn vectors_do_what_single_numbers_do() {
        Check.run::<Portable>();
        dispatch(Check);
        #[cfg(target_arch = "x86_64")]
        super::super::avx2_if_there(Check);
    }
}
