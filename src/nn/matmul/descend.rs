//! Gradient descent within the product that is its gradient. While the tiles of some columns are computed, the weights of the columns
//! before them move: the memory works while the processor multiplies, and the gradient never leaves the caches.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::LINE;
use super::Onto;
use super::blocks::Block;
use super::blocks::HEIGHT;
use super::blocks::LONGEST;
use super::blocks::NARROW;
use super::blocks::WIDTH;
use super::blocks::down;
use super::blocks::pack_rows;
use super::pack::Factor;
use super::pack::panel;
use super::tiles::Beside;
use super::tiles::Place;
use crate::nn::arch::Arch;
use crate::nn::arch::Vector as _;
use crate::nn::arch::Work;
use crate::nn::arch::dispatch;
use crate::nn::arch::prefetch;
use crate::nn::descent::GROUP;
use crate::nn::descent::Moving;
use crate::nn::descent::Squares;
use crate::nn::real::Real;

/// Weights `[rows × columns]` and their gradient `Σ_k a_k b_kᵀ`.
pub(super) struct Descending<'a, R> {
    /// The deltas, `rows` for each sample.
    pub(super) a: Factor<'a, R>,
    /// The outputs of the layer before, `columns` for each sample.
    pub(super) b: Factor<'a, R>,
    /// The weights.
    pub(super) weights: Moving<'a, R>,
    /// As much room as [`room`] says.
    pub(super) scratch: &'a mut [R],
}

/// The room that is needed, enough for the vectors of any processor.
pub(super) fn room<R: Copy>(a: Factor<'_, R>) -> usize {
    let rows = a.size.next_multiple_of(LONGEST);
    // Both factors laid out, the second for the columns of a tile, and their gradient and that of the columns before.
    rows * a.steps + WIDTH * (a.steps + 2 * rows)
}

impl<R: Real> Work for Descending<'_, R> {
    type Output = Squares;

    #[inline(always)]
    fn run<A: Arch>(self) -> Squares {
        if A::REGISTERS >= 32 {
            self.by_tiles::<A, WIDTH>()
        } else {
            self.by_tiles::<A, NARROW>()
        }
    }
}

impl<R: Real> Descending<'_, R> {
    /// With tiles of `N` columns.
    #[inline(always)]
    fn by_tiles<A: Arch, const N: usize>(self) -> Squares {
        let Self {
            a, b, mut weights, ..
        } = self;
        let (rows, depth) = (a.size, a.steps);
        let (laid_out, scratch) = self
            .scratch
            .split_at_mut(rows.next_multiple_of(LONGEST) * depth);
        let (columns, scratch) = scratch.split_at_mut(depth * N);
        let (mut now, mut before) = scratch[..2 * N * rows].split_at_mut(N * rows);
        pack_rows::<A, R>(a, (0, rows), (0, depth), laid_out);
        let tiles = rows.div_ceil(HEIGHT * R::Vector::<A>::LEN);
        let piece = (N * rows).div_ceil(tiles).next_multiple_of(GROUP);
        let (mut sums, mut waiting) = (Squares::default(), 0);
        for first in (0..b.size).step_by(N) {
            let count = N.min(b.size - first);
            panel::<A, R, N>(b, (first, count), (0, depth), N, columns);
            let mut pieces = Pieces {
                gradient: &before[..waiting],
                weights: weights.take(waiting),
                piece,
                asked: 0,
                sums,
            };
            let place = Place {
                row: (0, rows),
                columns: (0, count),
                scale: R::one(),
                onto: Onto::Nothing,
            };
            let block = Block::Packed(laid_out, depth);
            let panel = &columns.as_chunks().0[..depth];
            down::<A, R, _, N>(depth, (0, rows), block, panel, place, now, &mut pieces);
            sums = pieces.finish();
            waiting = count * rows;
            std::mem::swap(&mut now, &mut before);
        }
        sums + dispatch(weights.along(&before[..waiting]))
    }
}

/// Weights that move piece by piece, beside tiles.
struct Pieces<'a, R> {
    gradient: &'a [R],
    weights: Moving<'a, R>,
    /// How many of them move after a tile.
    piece: usize,
    /// How many of these were asked for.
    asked: usize,
    /// What those that moved add up to.
    sums: Squares,
}

impl<R: Real> Pieces<'_, R> {
    /// Moves all that are left.
    fn finish(self) -> Squares {
        self.sums + dispatch(self.weights.along(self.gradient))
    }
}

impl<R: Real> Beside for Pieces<'_, R> {
    const ASKS: bool = true;

    #[inline(always)]
    fn ask(&mut self) {
        if self.asked < self.piece {
            prefetch(self.weights.theta, self.asked);
            prefetch(self.weights.velocity, self.asked);
            self.asked += LINE / size_of::<R>();
        }
    }

    #[inline(always)]
    fn go_on(&mut self) {
        let (gradient, later) = self.gradient.split_at(self.piece.min(self.gradient.len()));
        let weights = self.weights.take(gradient.len());
        self.sums = self.sums + dispatch(weights.along(gradient));
        (self.gradient, self.asked) = (later, 0);
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::nn::arch::Portable;
    use crate::nn::descent::Rule;
    use crate::nn::matmul::abreast;

    /// Steps of some weights with the instructions of an architecture: rows, columns, samples.
    struct Check(usize, usize, usize);

    impl Work for Check {
        type Output = ();

        #[inline(always)]
        fn run<A: Arch>(self) {
            let Self(rows, columns, samples) = self;
            let numbered = |rows: usize, columns: usize, step: usize| {
                DMatrix::from_fn(rows, columns, |i, j| ((i * 7 + j * step) % 11) as f64 - 5.0)
            };
            let (d, x) = (numbered(rows, samples, 13), numbered(columns, samples, 3));
            let start = numbered(rows, columns, 5);
            let (mut theta, mut velocity) = (start.clone(), numbered(rows, columns, 9));
            let gradient = &d * x.transpose();
            let expected = &velocity * 0.5 - &gradient * 0.25;
            let rule = Rule {
                learning_rate: 0.25,
                momentum: 0.5,
                nesterov: false,
            };
            let a = abreast(d.as_slice(), rows, samples);
            let sums = Descending {
                a,
                b: abreast(x.as_slice(), columns, samples),
                weights: Moving {
                    rule,
                    measured: true,
                    velocity: velocity.as_mut_slice(),
                    theta: theta.as_mut_slice(),
                },
                scratch: &mut vec![0.0; room(a)],
            }
            .run::<A>();
            assert_eq!(velocity, expected, "{rows} × {columns}, {samples} samples");
            assert_eq!(theta, start + &expected);
            assert_eq!(sums.gradient, gradient.norm_squared());
            assert_eq!(sums.change, expected.norm_squared());
        }
    }

    // Small numbers with few binary places: every operation is exact. Weights that fill the tiles and such that do not, fewer than a
    // piece, and values of `k` that do not fill the pace.
    #[test]
    fn weights_take_the_step_of_their_gradient() {
        for (rows, columns, samples) in [
            (96, 96, 16),
            (100, 97, 7),
            (1030, 19, 30),
            (5, 3, 2),
            (1, 1, 1),
            (49, 8, 301),
        ] {
            Check(rows, columns, samples).run::<Portable>();
            dispatch(Check(rows, columns, samples));
            #[cfg(target_arch = "x86_64")]
            crate::nn::arch::avx2_if_there(Check(rows, columns, samples));
        }
    }
}
