//! Products so large that two threads share each of them, when there are two. What becomes of a product depends on its shape alone, so
//! that the result has the same bits for any number of threads.

use super::Onto;
use super::abreast;
use super::blocks;
use super::blocks::Product;
use super::blocks::Tiled;
use super::descend;
use super::descend::Descending;
use super::pack::Factor;
use super::pack::Lie;
use super::room;
use crate::nn::arch::dispatch;
use crate::nn::descent::Moving;
use crate::nn::descent::Squares;
use crate::nn::real::Real;
use crate::nn::spread::both;

/// `rows × inner × columns` from which a product is shared.
const WORTHWHILE: usize = 1 << 28;
/// Units of one of two layers below which the weights between them are few, and the work from which their products are shared.
const THIN: usize = 32;
const THIN_WORTHWHILE: usize = 1 << 21;
/// Rows and columns of the first half are a multiple of this: of the longest vector, and of lines of the caches.
const UNIT: usize = 16;

/// Bytes of deltas that stay in the second cache while they are read for the weights of a few columns after the other.
const DELTAS: usize = 1 << 20;

/// Rows or columns of which half is worth a thread.
const LEAST: usize = 6 * UNIT;

/// Whether the products of weights `[rows × inner]` with a batch are shared, forwards and backwards.
pub fn is_shared((rows, inner): (usize, usize), samples: usize) -> bool {
    work([rows, inner, samples]) >= WORTHWHILE && rows.min(inner) >= LEAST
}

/// Whether a product of so many multiplications may be shared.
pub fn may_be_shared(work: usize) -> bool {
    work >= THIN_WORTHWHILE
}

/// The number of multiplications.
fn work(sizes: [usize; 3]) -> usize {
    sizes.into_iter().fold(1, usize::saturating_mul)
}

/// Where so many rows or columns are halved.
fn middle(length: usize) -> usize {
    (length + UNIT) / (2 * UNIT) * UNIT
}

/// How a product is done.
enum Way {
    /// At once.
    Whole,
    /// The rows up to this one, and the others: each half lays out half of the first factor. Their results are put together.
    Rows(usize),
    /// The columns up to this one, and the others.
    Columns(usize),
}

impl Way {
    fn of<R: Copy>(a: Factor<'_, R>, b: Factor<'_, R>, lower: bool) -> Self {
        let work = work([a.size, a.steps, b.size]);
        // Few weights are soon laid out twice.
        let thin = a.size.min(a.steps) < THIN && work >= THIN_WORTHWHILE;
        // Weights with a batch, or a batch with another.
        let by_rows = b.lie == Lie::Lengthwise && !thin;
        let length = if by_rows { a.size } else { b.size };
        let middle = middle(length);
        if lower || length < LEAST || !(thin || work >= WORTHWHILE) {
            Self::Whole
        } else if by_rows {
            Self::Rows(middle)
        } else {
            Self::Columns(middle)
        }
    }
}

/// The room that a product needs.
fn needed<R: Copy>(a: Factor<'_, R>, b: Factor<'_, R>, lower: bool) -> usize {
    match Way::of(a, b, lower) {
        Way::Whole => blocks::room(a, b),
        Way::Rows(middle) => {
            let halves = [a.part(0..middle), a.part(middle..a.size)];
            a.size * b.size + halves.map(|a| needed(a, b, lower)).iter().sum::<usize>()
        }
        Way::Columns(middle) => {
            let halves = [b.part(0..middle), b.part(middle..b.size)];
            halves.map(|b| needed(a, b, lower)).iter().sum()
        }
    }
}

impl<R: Real> Product<'_, R> {
    /// Whether it is too small for any way but the whole.
    pub(super) fn is_small(&self) -> bool {
        !may_be_shared(work([self.a.size, self.a.steps, self.b.size]))
    }

    /// The room that it needs.
    pub(super) fn room(&self) -> usize {
        needed(self.a, self.b, self.lower)
    }

    /// Does it, in so much room.
    pub(super) fn run(self, scratch: &mut [R]) {
        match Way::of(self.a, self.b, self.lower) {
            Way::Whole => dispatch(Tiled {
                product: self,
                scratch,
            }),
            Way::Rows(middle) => self.by_rows(middle, scratch),
            Way::Columns(middle) => self.by_columns(middle, scratch),
        }
    }

    fn by_rows(self, middle: usize, scratch: &mut [R]) {
        let Product {
            a, b, onto, out, ..
        } = self;
        let (results, scratch) = scratch.split_at_mut(a.size * b.size);
        let (top, bottom) = results.split_at_mut(middle * b.size);
        let rows = (middle, a.size - middle);
        let (onto_top, onto_bottom) = match onto {
            Onto::Nothing => (onto, onto),
            Onto::Itself => {
                for ((out, top), bottom) in columns(out, top, bottom, rows) {
                    top.copy_from_slice(&out[..middle]);
                    bottom.copy_from_slice(&out[middle..]);
                }
                (onto, onto)
            }
            Onto::Columns(column) => {
                let (top, bottom) = column.split_at(middle);
                (Onto::Columns(top), Onto::Columns(bottom))
            }
        };
        let first = Product {
            a: a.part(0..middle),
            onto: onto_top,
            out: &mut *top,
            ..self
        };
        let second = Product {
            a: a.part(middle..a.size),
            onto: onto_bottom,
            out: &mut *bottom,
            ..self
        };
        let (room, other_room) = scratch.split_at_mut(first.room());
        both(|| first.run(room), || second.run(other_room));
        let half = b.size / 2;
        let (out, other_out) = out.split_at_mut(half * a.size);
        let (top, other_top) = top.split_at_mut(half * rows.0);
        let (bottom, other_bottom) = bottom.split_at_mut(half * rows.1);
        both(
            || join(out, top, bottom, rows),
            || join(other_out, other_top, other_bottom, rows),
        );
    }

    fn by_columns(self, middle: usize, scratch: &mut [R]) {
        let Product { a, b, out, .. } = self;
        let (left, right) = out.split_at_mut(middle * a.size);
        let first = Product {
            b: b.part(0..middle),
            out: left,
            ..self
        };
        let second = Product {
            b: b.part(middle..b.size),
            out: right,
            ..self
        };
        let (room, other_room) = scratch.split_at_mut(first.room());
        both(|| first.run(room), || second.run(other_room));
    }
}

/// Whether weights `[rows × inner]` move while their gradient is computed, for so many samples.
pub fn descends_at_once<R>(shape: (usize, usize), samples: usize) -> bool {
    is_shared(shape, samples) && shape.0 * samples * size_of::<R>() <= DELTAS
}

/// Moves weights `[rows × inner]` along their gradient `d · xᵀ` for `d [rows × samples]` and `x [inner × samples]`;
/// `shape = (rows, inner)`.
pub fn descend_by_outer<R: Real>(
    (rows, inner): (usize, usize),
    (d, x): (&[R], &[R]),
    mut weights: Moving<'_, R>,
    scratch: &mut Vec<R>,
) -> Squares {
    let samples = d.len() / rows;
    let (a, b) = (abreast(d, rows, samples), abreast(x, inner, samples));
    let length = descend::room(a).next_multiple_of(UNIT);
    let (scratch, other) = room(scratch, 2 * length).split_at_mut(length);
    let middle = middle(inner);
    let first = Descending {
        a,
        b: b.part(0..middle),
        weights: weights.take(middle * rows),
        scratch,
    };
    let second = Descending {
        a,
        b: b.part(middle..inner),
        weights,
        scratch: other,
    };
    let (first, second) = both(|| dispatch(first), || dispatch(second));
    first + second
}

/// The columns of a matrix beside those of its upper and its lower rows.
fn columns<'a, R>(
    whole: &'a mut [R],
    top: &'a mut [R],
    bottom: &'a mut [R],
    (above, below): (usize, usize),
) -> impl Iterator<Item = ((&'a mut [R], &'a mut [R]), &'a mut [R])> {
    let whole = whole.chunks_exact_mut(above + below);
    whole
        .zip(top.chunks_exact_mut(above))
        .zip(bottom.chunks_exact_mut(below))
}

/// Puts upper and lower rows together.
fn join<R: Copy>(whole: &mut [R], top: &mut [R], bottom: &mut [R], rows: (usize, usize)) {
    for ((whole, top), bottom) in columns(whole, top, bottom, rows) {
        whole[..rows.0].copy_from_slice(top);
        whole[rows.0..].copy_from_slice(bottom);
    }
}
