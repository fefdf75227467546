//! Products of matrices, tile by tile. Small factors are read where they lie; large ones are first laid out in the order in which
//! the tiles read them, block by block of what the caches hold (Goto & van de Geijn, 2008).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::LINE;
use super::Onto;
use super::pack::Factor;
use super::pack::Lie;
use super::pack::copy;
use super::pack::panel;
use super::tiles::Abreast;
use super::tiles::Beside;
use super::tiles::Columns;
use super::tiles::Lengthwise;
use super::tiles::Place;
use super::tiles::Within;
use super::tiles::tile;
use crate::nn::arch::Arch;
use crate::nn::arch::Vector as _;
use crate::nn::arch::Work;
use crate::nn::arch::prefetch;
use crate::nn::real::Real;

/// Vectors of rows in a tile, at most.
pub(super) const HEIGHT: usize = 3;
/// Columns of a tile with 32 registers.
pub(super) const WIDTH: usize = 8;
/// Columns of a tile with 16 registers, or where there are fewer.
pub(super) const NARROW: usize = 4;
/// Values of `k` in a block.
const DEPTH: usize = 512;
/// Bytes of a block of rows, which stays in the second cache.
const BLOCK: usize = 512 << 10;
/// Values of `k` for which a block has the most rows.
const SHALLOW: usize = 256;
/// Bytes of a factor that is read where it lies: the first cache holds it.
const SMALL: usize = 32 << 10;
/// Tiles below one another for which it does not pay to lay out their columns.
const FEW: usize = 4;
/// Numbers in the longest vector.
pub(super) const LONGEST: usize = 16;
/// Values of `k` that are asked for before they are laid out.
const AHEAD: usize = 4;

/// `out [rows × columns] = onto + scale · Σ_k a_k b_kᵀ`, for `a` of `rows` and `b` of `columns` values for each `k`.
pub(super) struct Product<'a, R> {
    /// The factor of the rows.
    pub(super) a: Factor<'a, R>,
    /// The factor of the columns.
    pub(super) b: Factor<'a, R>,
    /// The factor of the sums.
    pub(super) scale: R,
    /// What they are added to.
    pub(super) onto: Onto<'a, R>,
    /// Whether only the lower triangle is wanted; what lies above it becomes anything.
    pub(super) lower: bool,
    /// Where the result goes.
    pub(super) out: &'a mut [R],
}

/// A product by tiles.
pub(super) struct Tiled<'a, R> {
    /// What is computed.
    pub(super) product: Product<'a, R>,
    /// Room to lay out factors, as much as [`room`] says.
    pub(super) scratch: &'a mut [R],
}

impl<R: Real> Work for Tiled<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        let columns = self.product.b.size;
        if columns >= WIDTH && A::REGISTERS >= 32 {
            self.by_tiles::<A, WIDTH>();
        } else if columns >= NARROW {
            self.by_tiles::<A, NARROW>();
        } else {
            self.by_tiles::<A, 1>();
        }
    }
}

/// The room that a product needs, enough for the vectors of any processor.
pub(super) fn room<R: Copy>(a: Factor<'_, R>, b: Factor<'_, R>) -> usize {
    let rows = a.size.next_multiple_of(LONGEST);
    a.steps.min(DEPTH) * (rows.min(rows_of_block::<R>(a.steps)) + b.size.next_multiple_of(WIDTH))
}

/// The rows of a block, at most.
fn rows_of_block<R>(steps: usize) -> usize {
    BLOCK / (steps.clamp(SHALLOW, DEPTH) * size_of::<R>())
}

/// How the rows of a block lie.
#[derive(Clone, Copy)]
pub(super) enum Block<'a, R> {
    /// As in the factor: so many for each `k`.
    Plain(&'a [R], usize),
    /// In panels of a tile's height, of so many values of `k`.
    Packed(&'a [R], usize),
}

impl<R: Real> Tiled<'_, R> {
    /// With tiles of `N` columns, of which there are at least so many.
    #[inline(always)]
    fn by_tiles<A: Arch, const N: usize>(self) {
        let Self { product, scratch } = self;
        let (a, b) = (product.a, product.b);
        let (steps, vector) = (a.steps, R::Vector::<A>::LEN);
        let tall = HEIGHT * vector;
        let large = |factor: Factor<'_, R>| factor.size * steps * size_of::<R>() > SMALL;
        let packs_a = a.lie == Lie::Lengthwise || (large(a) && b.size >= WIDTH);
        let packs_b = a.size > FEW * tall && large(b) && b.lie == Lie::Abreast;
        let (mut deepest, mut most) = (steps, a.size);
        if packs_a || packs_b {
            deepest = deepest.min(DEPTH);
        }
        if packs_a {
            let block = rows_of_block::<R>(steps) / tall * tall;
            most = block.min(a.size.next_multiple_of(vector));
        }
        let room_a = if packs_a { deepest * most } else { 0 };
        let width = b.size.next_multiple_of(N);
        let room_b = if packs_b { deepest * width } else { 0 };
        let (room_a, room_b) = scratch[..room_a + room_b].split_at_mut(room_a);
        let mut onto = product.onto;
        for first in (0..steps).step_by(deepest.max(1)) {
            let depth = deepest.min(steps - first);
            if packs_b {
                for (i, out) in room_b[..depth * width]
                    .chunks_exact_mut(depth * N)
                    .enumerate()
                {
                    let columns = (i * N, N.min(b.size - i * N));
                    panel::<A, R, N>(b, columns, (first, depth), N, out);
                }
            }
            for top in (0..a.size).step_by(most.max(1)) {
                let count = most.min(a.size - top);
                let block = if packs_a {
                    pack_rows::<A, R>(a, (top, count), (first, depth), room_a);
                    Block::Packed(room_a, depth)
                } else {
                    Block::Plain(&a.values[first * a.stride + top..], a.stride)
                };
                let mut at = 0;
                while at < b.size {
                    // Where the last columns do not fill a tile, it begins earlier, and what it finds again is not written;
                    // but a panel was filled up with zeros.
                    let start = if packs_b { at } else { at.min(b.size - N) };
                    let place = Place {
                        row: (top, a.size),
                        columns: (at - start, N.min(b.size - start)),
                        scale: product.scale,
                        onto,
                    };
                    let above = if product.lower {
                        start.saturating_sub(top)
                    } else {
                        0
                    };
                    let (rows, out) = ((above, count), &mut product.out[start * a.size..]);
                    if packs_b {
                        let columns = &room_b[start * depth..].as_chunks().0[..depth];
                        down::<A, R, _, N>(depth, rows, block, columns, place, out, &mut ());
                    } else if b.lie == Lie::Abreast {
                        let (values, stride) = (&b.values[first * b.stride + start..], b.stride);
                        let columns = Abreast { values, stride };
                        down::<A, R, _, N>(depth, rows, block, columns, place, out, &mut ());
                    } else {
                        let values = &b.values[start * steps + first..];
                        let columns = Lengthwise::new(values, steps, depth);
                        down::<A, R, _, N>(depth, rows, block, columns, place, out, &mut ());
                    }
                    at = start + N;
                }
            }
            onto = Onto::Itself;
        }
    }
}

/// Subtracts from `N` columns `[height × N]`, in the rows from `first` on, what Cholesky's factorisation wants of the `first` columns
/// `before` them: `Σ_k l_ik l_jk`.
#[inline(always)]
pub(in crate::nn) fn subtract_earlier<A: Arch, R: Real, const N: usize>(
    before: &[R],
    first: usize,
    height: usize,
    out: &mut [R],
) {
    if first == 0 {
        return;
    }
    let (values, stride) = (&before[first..], height);
    let place = Place {
        row: (first, height),
        columns: (0, N),
        scale: -R::one(),
        onto: Onto::Itself,
    };
    let (rows, columns) = (Block::Plain(values, height), Abreast { values, stride });
    down::<A, R, _, N>(
        first,
        (0, height - first),
        rows,
        columns,
        place,
        out,
        &mut (),
    );
}

/// Tiles below one another, for the rows of a block from that with the row `first` on.
#[inline(always)]
pub(super) fn down<A: Arch, R: Real, B: Beside, const N: usize>(
    steps: usize,
    (first, count): (usize, usize),
    block: Block<'_, R>,
    columns: impl Columns<R, N>,
    place: Place<'_, R>,
    out: &mut [R],
    beside: &mut B,
) {
    let (vector, (top, height)) = (R::Vector::<A>::LEN, place.row);
    let mut row = 0;
    while row < count {
        let vectors = vectors(count - row, vector);
        let end = row + vectors * vector;
        if end > first {
            // Vectors above the first row are left out.
            let above = first.saturating_sub(row) / vector;
            let place = Place {
                row: (top + row + above * vector, height),
                ..place
            };
            // Macros, since the kinds of rows are different types.
            macro_rules! tile {
                ($V:expr, $rows:expr) => {
                    tile::<A, R, B, { $V }, N>(steps, $rows, columns, place, out, beside)
                };
            }
            macro_rules! within {
                ($values:ident, $stride:ident) => {{
                    let before = (vectors - above - 1) * vector;
                    let rows = Within {
                        values: $values,
                        stride: $stride,
                        last: (height - place.row.0 - before).min(vector),
                    };
                    match vectors - above {
                        1 => tile!(1, rows),
                        2 => tile!(2, rows),
                        _ => tile!(HEIGHT, rows),
                    }
                }};
            }
            match block {
                Block::Packed(values, depth) => {
                    let stride = vectors * vector;
                    let values = &values[row * depth..][..stride * depth];
                    if above == 0 {
                        let values = R::Vector::<A>::arrays(values);
                        // As many as there are steps: then none needs a check of its own.
                        match vectors {
                            1 => tile!(1, &values.as_chunks().0[..steps]),
                            2 => tile!(2, &values.as_chunks().0[..steps]),
                            _ => tile!(HEIGHT, &values.as_chunks().0[..steps]),
                        }
                    } else {
                        let values = &values[above * vector..];
                        within!(values, stride);
                    }
                }
                Block::Plain(values, stride) => {
                    let values = &values[row + above * vector..];
                    within!(values, stride);
                }
            }
        }
        row = end;
        beside.go_on();
    }
}

/// The vectors of the next tile where so many rows are left: two tiles of two keep the processor busier than three and one.
#[inline(always)]
fn vectors(left: usize, vector: usize) -> usize {
    match left.div_ceil(vector) {
        4 => 2,
        left => left.min(HEIGHT),
    }
}

/// Lays out rows in panels of the heights that [`down`] takes.
#[inline(always)]
pub(super) fn pack_rows<A: Arch, R: Real>(
    factor: Factor<'_, R>,
    rows: (usize, usize),
    steps: (usize, usize),
    out: &mut [R],
) {
    match R::Vector::<A>::LEN {
        16 => pack_groups::<A, R, 16>(factor, rows, steps, out),
        8 => pack_groups::<A, R, 8>(factor, rows, steps, out),
        4 => pack_groups::<A, R, 4>(factor, rows, steps, out),
        _ => pack_groups::<A, R, 2>(factor, rows, steps, out),
    }
}

/// The same for vectors of length `G`.
#[inline(always)]
fn pack_groups<A: Arch, R: Real, const G: usize>(
    factor: Factor<'_, R>,
    (top, count): (usize, usize),
    (first, depth): (usize, usize),
    out: &mut [R],
) {
    let mut row = 0;
    match factor.lie {
        // One `k` after the other: what lies together is read together.
        Lie::Abreast => {
            for k in 0..depth {
                let start = (first + k) * factor.stride + top;
                // The processor foresees no further than a page, and here each column may be one.
                for line in (0..count).step_by(LINE / size_of::<R>()) {
                    prefetch(factor.values, start + AHEAD * factor.stride + line);
                }
                let from = &factor.values[start..][..count];
                row = 0;
                while row < count {
                    let height = vectors(count - row, G) * G;
                    let from = &from[row..count.min(row + height)];
                    copy::<R, G>(from, &mut out[row * depth + k * height..][..height]);
                    row += height;
                }
            }
        }
        Lie::Lengthwise => {
            while row < count {
                let height = vectors(count - row, G) * G;
                let (rows, steps) = ((top + row, height.min(count - row)), (first, depth));
                panel::<A, R, G>(factor, rows, steps, height, &mut out[row * depth..]);
                row += height;
            }
        }
    }
}
