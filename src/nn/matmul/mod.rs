//! The three matrix products of a pass, on column-major slices. Which route a product takes depends on its shape alone,
//! so the result depends on nothing but the inputs and the processor's instructions.
//!
//! Small products go to loops that stand in the pass itself, so that calling them costs nothing; larger ones to tiles that stay in
//! registers, in blocks that stay in the caches.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays of known length are what the compiler makes vectors of"
)]

mod blocks;
mod descend;
pub(super) mod loops;
mod pack;
mod shared;
mod tiles;

use super::arch::Arch;
use super::arch::Work;
use super::arch::dispatch;
use super::arch::mul_add;
use super::real::Real;
use super::spread::Divisible;
use super::spread::spread;
use blocks::Product;
use blocks::Tiled;
pub(super) use blocks::subtract_earlier;
use pack::Factor;
use pack::Lie;
pub(super) use shared::descend_by_outer;
pub(super) use shared::descends_at_once;
pub use shared::is_shared;
pub use shared::may_be_shared;

/// What a product is added to.
#[derive(Clone, Copy, Debug)]
pub enum Onto<'a, R> {
    /// Nothing: what lies in the result is overwritten.
    Nothing,
    /// What lies in the result.
    Itself,
    /// This vector, for every column; what lies in the result is overwritten.
    Columns(&'a [R]),
}

/// `rows × inner × columns` below which tiles cost more than they gain.
const SMALL_WORK: usize = 4096;

/// Columns below which a matrix is read too seldom to be worth a tile.
const FEW: usize = 4;

/// Bytes of a line of the caches.
const LINE: usize = 64;

/// Rows from which a column fills so much of a page that the same rows of other columns are far away.
const LONG: usize = 256;

/// Whether the products of single samples with weights `[rows × inner]` go to the loops, forwards and backwards.
pub(super) fn suits_loops(rows: usize, inner: usize) -> bool {
    rows * inner < SMALL_WORK
}

/// `out = onto + w · x` for `w [rows × inner]`, `x [inner × columns]`, `out [rows × columns]`; `shape = (rows, inner)`.
#[inline(always)]
pub(super) fn product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    if rows * x.len() < SMALL_WORK {
        loops::product::<A, R>((rows, inner), (w, x), onto, out);
    } else if x.len() < FEW * inner {
        loops::product_by_columns::<A, R>((rows, inner), (w, x), onto, out);
    } else {
        product_by_blocks((rows, inner), (w, x), onto, out, scratch);
    }
}

/// `out = onto + wᵀ · d` for `w [rows × inner]`, `d [rows × columns]`, `out [inner × columns]`; `shape = (rows, inner)`.
#[inline(always)]
pub(super) fn transposed_product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, d): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    if inner * d.len() < SMALL_WORK {
        loops::transposed_product::<A, R>((rows, inner), (w, d), onto, out, scratch);
    } else if d.len() < FEW * rows {
        loops::transposed_product_by_columns::<A, R>((rows, inner), (w, d), onto, out);
    } else {
        transposed_by_blocks((rows, inner), (w, d), onto, out, scratch);
    }
}

/// As [`transposed_product`], by tiles whatever the shape.
pub(super) fn transposed_by_blocks<R: Real>(
    (rows, inner): (usize, usize),
    (w, d): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    by_blocks(
        Product {
            a: lengthwise(w, inner, rows),
            b: lengthwise(d, d.len() / rows, rows),
            scale: R::one(),
            onto,
            lower: false,
            out,
        },
        scratch,
    );
}

/// `out = onto + scale · d · xᵀ` for `d [rows × columns]`, `x [inner × columns]`, `out [rows × inner]`; never onto columns;
/// `shape = (rows, inner)`.
#[inline(always)]
pub(super) fn outer_product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    scale: R,
    (d, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    // A single sample's outer product moves more numbers than it multiplies: no kernel beats a loop.
    if inner * d.len() < SMALL_WORK || d.len() == rows {
        loops::outer_product::<A, R>((rows, inner), scale, (d, x), onto, out);
    } else {
        outer_by_blocks((rows, inner), scale, (d, x), onto, out, scratch);
    }
}

/// As [`outer_product`], by tiles whatever the shape.
pub(super) fn outer_by_blocks<R: Real>(
    (rows, inner): (usize, usize),
    scale: R,
    (d, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    let columns = d.len() / rows;
    by_blocks(
        Product {
            a: abreast(d, rows, columns),
            b: abreast(x, inner, columns),
            scale,
            onto,
            lower: false,
            out,
        },
        scratch,
    );
}

/// As [`product()`], by tiles whatever the shape.
pub(super) fn product_by_blocks<R: Real>(
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    by_blocks(
        Product {
            a: abreast(w, rows, inner),
            b: lengthwise(x, x.len() / inner, inner),
            scale: R::one(),
            onto,
            lower: false,
            out,
        },
        scratch,
    );
}

/// Room for so many values, from the beginning of a line of the caches on: a vector that lies across two takes twice as long.
#[inline(always)]
fn room<R: Real>(scratch: &mut Vec<R>, length: usize) -> &mut [R] {
    let spare = LINE / size_of::<R>();
    if scratch.len() < length + spare {
        scratch.resize(length + spare, R::zero());
    }
    let first = scratch.as_ptr().align_offset(LINE).min(spare);
    &mut scratch[first..first + length]
}

/// A product of larger matrices, with a choice of instructions of its own: the tiles would make every pass too long to compile.
#[inline(never)]
fn by_blocks<R: Real>(product: Product<'_, R>, scratch: &mut Vec<R>) {
    if product.is_small() {
        let scratch = room(scratch, blocks::room(product.a, product.b));
        return dispatch(Tiled { product, scratch });
    }
    let length = product.room();
    product.run(room(scratch, length));
}

/// A factor `[size × steps]` of which the values of one `k` lie one after another.
fn abreast<R>(values: &[R], size: usize, steps: usize) -> Factor<'_, R> {
    Factor {
        values,
        lie: Lie::Abreast,
        size,
        steps,
        stride: size,
    }
}

/// The same where the values of all `k` lie one after another.
fn lengthwise<R>(values: &[R], size: usize, steps: usize) -> Factor<'_, R> {
    Factor {
        lie: Lie::Lengthwise,
        ..abreast(values, size, steps)
    }
}

/// `out = onto + scale · Σ_columns d` for `d [rows × columns]`, `out [rows]`; never onto columns.
#[inline(always)]
pub(super) fn row_sums<A: Arch, R: Real>(
    scale: R,
    d: &[R],
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    if out.is_empty() {
        return;
    }
    if out.len() < LONG {
        loops::row_sums::<A, R>(scale, d, onto, out);
    } else {
        let sums = room(scratch, out.len());
        loops::row_sums_by_columns::<A, R>(scale, d, onto, out, sums);
    }
}

/// `out += w · x` for `w [rows × inner]`, `x [inner × columns]`, for work outside a pass.
pub(super) fn add_product<R: Real>(
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    if rows > 0 && inner > 0 {
        product_by_blocks((rows, inner), (w, x), Onto::Itself, out, scratch);
    }
}

/// Adds the lower triangle of `scale · a · aᵀ` for `a [rows × n]` to `out [rows × rows]`; what lies above it becomes anything.
pub(super) fn add_square<R: Real>(
    rows: usize,
    scale: R,
    a: &[R],
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    if rows > 0 && !a.is_empty() {
        let a = abreast(a, rows, a.len() / rows);
        by_blocks(
            Product {
                a,
                b: a,
                scale,
                onto: Onto::Itself,
                lower: true,
                out,
            },
            scratch,
        );
    }
}

/// Copies the lower triangle of a matrix `[rows × rows]` to the upper.
pub(super) fn mirror<R: Real>(rows: usize, matrix: &mut [R]) {
    for column in 1..rows {
        for row in 0..column {
            matrix[column * rows + row] = matrix[row * rows + column];
        }
    }
}

/// `out += factor · values`, for work outside a pass.
pub(crate) fn add_scaled<R: Real>(factor: R, values: &[R], out: &mut [R]) {
    /// The arguments.
    struct AddScaled<'a, R>(R, &'a [R], &'a mut [R]);

    impl<R: Real> Work for AddScaled<'_, R> {
        type Output = ();

        #[inline(always)]
        fn run<A: Arch>(self) {
            for (value, out) in self.1.iter().zip(self.2) {
                *out = mul_add::<A, R>(self.0, *value, *out);
            }
        }
    }

    impl<R: Real> Divisible for AddScaled<'_, R> {
        fn len(&self) -> usize {
            self.2.len()
        }

        fn split(self, middle: usize) -> (Self, Self) {
            let Self(factor, values, out) = self;
            let ((values, later), (out, others)) =
                (values.split_at(middle), out.split_at_mut(middle));
            (Self(factor, values, out), Self(factor, later, others))
        }
    }

    spread(AddScaled(factor, values, out));
}

/// `a · b`, for work outside a pass.
pub(super) fn dot<R: Real>(a: &[R], b: &[R]) -> R {
    /// The arguments.
    struct Dot<'a, R>(&'a [R], &'a [R]);

    impl<R: Real> Work for Dot<'_, R> {
        type Output = R;

        #[inline(always)]
        fn run<A: Arch>(self) -> R {
            loops::dot::<A, R, 16>(self.0, self.1)
        }
    }

    dispatch(Dot(a, b))
}

#[cfg(test)]
mod tests;
