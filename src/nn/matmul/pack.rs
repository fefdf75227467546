//! Laying out factors in the order in which tiles read them: panels of some columns, for each `k` one after another.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays of known length are what the compiler unrolls"
)]

use std::ops::Range;

use crate::nn::arch::Arch;
use crate::nn::arch::Vector as _;
use crate::nn::real::Real;

/// Values of `k` from which it pays to turn round part of a vector instead of single numbers.
const PART: usize = 4;

/// A factor of a product: `size` values for each of `steps` values of `k`, perhaps of more that lie there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Factor<'a, R> {
    /// All values, from the first on.
    pub(super) values: &'a [R],
    /// How they lie.
    pub(super) lie: Lie,
    /// How many there are for each `k`.
    pub(super) size: usize,
    /// The number of values of `k`.
    pub(super) steps: usize,
    /// From one `k` to the next, where the values of one lie one after another.
    pub(super) stride: usize,
}

/// How a factor lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lie {
    /// The values of one `k` lie one after another.
    Abreast,
    /// The values of all `k` lie one after another.
    Lengthwise,
}

impl<R> Factor<'_, R> {
    /// Only these of the values for each `k`.
    pub(super) fn part(self, range: Range<usize>) -> Self {
        let first = match self.lie {
            Lie::Abreast => range.start,
            Lie::Lengthwise => range.start * self.steps,
        };
        Self {
            values: &self.values[first..],
            size: range.len(),
            ..self
        }
    }
}

/// Writes `depth` values of `k` from `first` on of `count` of the factor's values from `top` on, `width` for each `k`: those that
/// are missing are zeros. `G` divides `width`; it is a vector's length, or `width` itself.
#[inline(always)]
pub(super) fn panel<A: Arch, R: Real, const G: usize>(
    factor: Factor<'_, R>,
    (top, count): (usize, usize),
    (first, depth): (usize, usize),
    width: usize,
    out: &mut [R],
) {
    let out = &mut out[..depth * width];
    match factor.lie {
        Lie::Abreast => {
            for (k, out) in out.chunks_exact_mut(width).enumerate() {
                let from = &factor.values[(first + k) * factor.stride + top..][..count];
                copy::<R, G>(from, out);
            }
        }
        Lie::Lengthwise => {
            let (steps, whole) = (factor.steps, count / G * G);
            for group in (0..whole).step_by(G) {
                let from = &factor.values[(top + group) * steps + first..];
                turn::<A, R, G>(from, steps, depth, &mut out[group..], width);
            }
            for j in whole..width {
                let from = &factor.values[(top + j.min(count - 1)) * steps + first..][..depth];
                for k in 0..depth {
                    out[k * width + j] = if j < count { from[k] } else { R::zero() };
                }
            }
        }
    }
}

/// Copies values, `G` at a time, and zeros where there are none.
#[inline(always)]
pub(super) fn copy<R: Real, const G: usize>(from: &[R], out: &mut [R]) {
    let (from, rest) = from.as_chunks::<G>();
    let (out, ends) = out.split_at_mut(from.len() * G);
    for (from, out) in from.iter().zip(out.as_chunks_mut::<G>().0) {
        *out = *from;
    }
    for j in 0..ends.len() {
        ends[j] = if j < rest.len() { rest[j] } else { R::zero() };
    }
}

/// `G` runs of `depth` values, which lie `stride` apart, side by side: the values of `k` at `out[k · width ..][..G]`.
#[inline(always)]
fn turn<A: Arch, R: Real, const G: usize>(
    from: &[R],
    stride: usize,
    depth: usize,
    out: &mut [R],
    width: usize,
) {
    let length = R::Vector::<A>::LEN;
    let mut k = 0;
    // Part of a vector takes as long as a whole one.
    while k + length <= depth || (G == length && k + PART <= depth) {
        let count = length.min(depth - k);
        let mut vectors = [R::Vector::<A>::splat(R::zero()); G];
        for j in 0..G {
            let from = &from[j * stride + k..];
            vectors[j] = if count == length {
                R::Vector::<A>::load(from)
            } else {
                R::Vector::<A>::load_part(from, count)
            };
        }
        // A perfect shuffle of all values, in as many rounds as it takes to double 1 to G.
        let mut round = 1;
        while round < G {
            let before = vectors;
            for j in 0..G / 2 {
                let (low, high) = before[j].interleave(before[j + G / 2]);
                (vectors[2 * j], vectors[2 * j + 1]) = (low, high);
            }
            round *= 2;
        }
        for j in 0..G {
            let (step, column) = (j * length / G, j * length % G);
            if step < count {
                vectors[j].store(&mut out[(k + step) * width + column..]);
            }
        }
        k += count;
    }
    for j in 0..G {
        for k in k..depth {
            out[k * width + j] = from[j * stride + k];
        }
    }
}
