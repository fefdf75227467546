//! Products of small matrices and of single samples: loops over the operands where they lie, a few rows at a time.

use super::Onto;
use super::room;
use crate::nn::arch::Arch;
use crate::nn::arch::mul_add;
use crate::nn::real::Real;

/// Takes `M` rows at a time: eights, fours and twos, of which the compiler makes vectors, then a single one.
macro_rules! by_rows {
    ($rows:expr, $row:ident, $M:ident => $block:expr) => {{
        let (rows, mut $row) = ($rows, 0);
        while rows - $row >= 8 {
            const $M: usize = 8;
            $block;
            $row += 8;
        }
        if rows - $row >= 4 {
            const $M: usize = 4;
            $block;
            $row += 4;
        }
        if rows - $row >= 2 {
            const $M: usize = 2;
            $block;
            $row += 2;
        }
        if $row < rows {
            const $M: usize = 1;
            $block;
        }
    }};
}

/// `out = onto + w · x` for `w [rows × inner]`, `x [inner × columns]`, `out [rows × columns]`.
#[inline(always)]
pub(super) fn product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
) {
    if rows == 1 {
        for (column, out) in out.iter_mut().enumerate() {
            let start = match onto {
                Onto::Nothing => R::zero(),
                Onto::Itself => *out,
                Onto::Columns(column) => column[0],
            };
            *out = start + dot::<A, R, 4>(w, &x[column * inner..][..inner]);
        }
        return;
    }
    let (mut first, mut place) = (0, 0);
    while first + 4 * inner <= x.len() {
        let x = &x[first..first + 4 * inner];
        let out = &mut out[place..place + 4 * rows];
        by_rows!(rows, row, M => product_block::<A, R, M, 4>(row, (rows, inner), (w, x), onto, out));
        (first, place) = (first + 4 * inner, place + 4 * rows);
    }
    while first < x.len() {
        let x = &x[first..first + inner];
        let out = &mut out[place..place + rows];
        by_rows!(rows, row, M => product_block::<A, R, M, 1>(row, (rows, inner), (w, x), onto, out));
        (first, place) = (first + inner, place + rows);
    }
}

/// `M` rows from `row` on of `N` columns of a product.
#[inline(always)]
fn product_block<A: Arch, R: Real, const M: usize, const N: usize>(
    row: usize,
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
) {
    let mut sums = [[R::zero(); M]; N];
    for j in 0..N {
        match onto {
            Onto::Nothing => {}
            Onto::Itself => sums[j] = *chunk(out, j * rows + row),
            Onto::Columns(column) => sums[j] = *chunk(column, row),
        }
    }
    for k in 0..inner {
        let w: &[R; M] = chunk(w, k * rows + row);
        for j in 0..N {
            let x = x[j * inner + k];
            for i in 0..M {
                sums[j][i] = mul_add::<A, R>(w[i], x, sums[j][i]);
            }
        }
    }
    for j in 0..N {
        *chunk_mut(out, j * rows + row) = sums[j];
    }
}

/// The same for a few columns of a large matrix: each column of `w` is read as it lies, four at a time, and added to the result.
#[inline(always)]
pub(super) fn product_by_columns<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
) {
    for (x, out) in x.chunks_exact(inner).zip(out.chunks_exact_mut(rows)) {
        match onto {
            Onto::Nothing => out.fill(R::zero()),
            Onto::Itself => {}
            Onto::Columns(column) => out.copy_from_slice(&column[..rows]),
        }
        let mut column = 0;
        while column + 4 <= inner {
            let w = &w[column * rows..][..4 * rows];
            let (first, second) = w.split_at(2 * rows);
            let ((a, b), (c, d)) = (first.split_at(rows), second.split_at(rows));
            let (x, out) = (&x[column..column + 4], &mut out[..rows]);
            for i in 0..rows {
                let sum = mul_add::<A, R>(a[i], x[0], mul_add::<A, R>(b[i], x[1], out[i]));
                out[i] = mul_add::<A, R>(c[i], x[2], mul_add::<A, R>(d[i], x[3], sum));
            }
            column += 4;
        }
        while column < inner {
            for (out, w) in out.iter_mut().zip(&w[column * rows..][..rows]) {
                *out = mul_add::<A, R>(*w, x[column], *out);
            }
            column += 1;
        }
    }
}

/// `out = onto + wᵀ · d` for a few columns of a large matrix: one sum along each column of `w`.
#[inline(always)]
pub(super) fn transposed_product_by_columns<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, d): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
) {
    for (d, out) in d.chunks_exact(rows).zip(out.chunks_exact_mut(inner)) {
        for (i, (w, out)) in w.chunks_exact(rows).zip(out).enumerate() {
            let start = match onto {
                Onto::Nothing => R::zero(),
                Onto::Itself => *out,
                Onto::Columns(column) => column[i],
            };
            *out = start + dot::<A, R, 32>(w, d);
        }
    }
}

/// `out = onto + wᵀ · d` for `w [rows × inner]`, `d [rows × columns]`, `out [inner × columns]`.
#[inline(always)]
pub(super) fn transposed_product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    (w, d): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
    scratch: &mut Vec<R>,
) {
    // Turned round, the weights serve all columns; a row of weights is a column already.
    let turned = if rows == 1 {
        w
    } else {
        let turned = room(scratch, w.len());
        for (i, w) in w.chunks_exact(rows).enumerate() {
            for (j, w) in w.iter().enumerate() {
                turned[j * inner + i] = *w;
            }
        }
        turned
    };
    product::<A, R>((inner, rows), (turned, d), onto, out);
}

/// `out = onto + scale · d · xᵀ` for `d [rows × columns]`, `x [inner × columns]`, `out [rows × inner]`; never onto columns.
#[inline(always)]
pub(super) fn outer_product<A: Arch, R: Real>(
    (rows, inner): (usize, usize),
    scale: R,
    (d, x): (&[R], &[R]),
    onto: Onto<'_, R>,
    out: &mut [R],
) {
    let fresh = matches!(onto, Onto::Nothing);
    // The result of a single row is a vector: the columns of `x`, weighted by `d`.
    let ((rows, inner), (d, x)) = if rows == 1 {
        ((inner, 1), (x, d))
    } else {
        ((rows, inner), (d, x))
    };
    let mut column = 0;
    while column + 4 <= inner {
        by_rows!(rows, row, M => outer_block::<A, R, M, 4>(
            (row, rows), (column, inner), scale, (d, x), fresh, out
        ));
        column += 4;
    }
    while column < inner {
        by_rows!(rows, row, M => outer_block::<A, R, M, 1>(
            (row, rows), (column, inner), scale, (d, x), fresh, out
        ));
        column += 1;
    }
}

/// `M` rows from `row` on of `N` columns from `first` on of an outer product.
#[inline(always)]
fn outer_block<A: Arch, R: Real, const M: usize, const N: usize>(
    (row, rows): (usize, usize),
    (first, inner): (usize, usize),
    scale: R,
    (d, x): (&[R], &[R]),
    fresh: bool,
    out: &mut [R],
) {
    let mut sums = [[R::zero(); M]; N];
    let (mut place, mut other) = (row, first);
    while place < d.len() {
        let (d, x): (&[R; M], &[R; N]) = (chunk(d, place), chunk(x, other));
        (place, other) = (place + rows, other + inner);
        for j in 0..N {
            for i in 0..M {
                sums[j][i] = mul_add::<A, R>(d[i], x[j], sums[j][i]);
            }
        }
    }
    for j in 0..N {
        let out: &mut [R; M] = chunk_mut(out, (first + j) * rows + row);
        for i in 0..M {
            let start = if fresh { R::zero() } else { out[i] };
            out[i] = mul_add::<A, R>(scale, sums[j][i], start);
        }
    }
}

/// `out = onto + scale · Σ_columns d` for `d [rows × columns]`, `out [rows]`; never onto columns.
#[inline(always)]
pub(super) fn row_sums<A: Arch, R: Real>(scale: R, d: &[R], onto: Onto<'_, R>, out: &mut [R]) {
    let (rows, fresh) = (out.len(), matches!(onto, Onto::Nothing));
    by_rows!(rows, row, M => {
        let mut sums = [R::zero(); M];
        for d in d.chunks_exact(rows) {
            let d: &[R; M] = chunk(d, row);
            for i in 0..M {
                sums[i] += d[i];
            }
        }
        let out: &mut [R; M] = chunk_mut(out, row);
        for i in 0..M {
            let start = if fresh { R::zero() } else { out[i] };
            out[i] = mul_add::<A, R>(scale, sums[i], start);
        }
    });
}

/// The same for many rows: column by column, as they lie, in a place of their own.
#[inline(always)]
pub(super) fn row_sums_by_columns<A: Arch, R: Real>(
    scale: R,
    d: &[R],
    onto: Onto<'_, R>,
    out: &mut [R],
    sums: &mut [R],
) {
    sums.fill(R::zero());
    for d in d.chunks_exact(sums.len()) {
        for i in 0..sums.len() {
            sums[i] += d[i];
        }
    }
    let fresh = matches!(onto, Onto::Nothing);
    for (sum, out) in sums.iter().zip(out) {
        let start = if fresh { R::zero() } else { *out };
        *out = mul_add::<A, R>(scale, *sum, start);
    }
}

/// For each sample its own `d · xᵀ`, for `d [rows × columns]` and `x [inner × columns]`: that of sample `s` goes to `out` from
/// `s · stride` on.
#[inline(always)]
pub(in crate::nn) fn each_outer_product<R: Real>(
    (rows, inner): (usize, usize),
    (d, x): (&[R], &[R]),
    stride: usize,
    out: &mut [R],
) {
    // The result of a single row is a vector: the column of `x`, times `d`.
    let ((rows, inner), (d, x)) = if rows == 1 {
        ((inner, 1), (x, d))
    } else {
        ((rows, inner), (d, x))
    };
    for column in 0..inner {
        by_rows!(rows, row, M => {
            let mut place = column * rows + row;
            for (d, x) in d.chunks_exact(rows).zip(x.chunks_exact(inner)) {
                let (d, x): (&[R; M], R) = (chunk(d, row), x[column]);
                let out: &mut [R; M] = chunk_mut(out, place);
                for i in 0..M {
                    out[i] = d[i] * x;
                }
                place += stride;
            }
        });
    }
}

/// The values of each sample in `d [rows × columns]`: those of sample `s` go to `out` from `s · stride` on.
#[inline(always)]
pub(in crate::nn) fn each_copy<R: Real>(rows: usize, d: &[R], stride: usize, out: &mut [R]) {
    by_rows!(rows, row, M => {
        let mut place = row;
        for d in d.chunks_exact(rows) {
            let d: &[R; M] = chunk(d, row);
            *chunk_mut(out, place) = *d;
            place += stride;
        }
    });
}

/// `a · b` in `N` interleaved sums, which the compiler keeps in vector registers.
#[inline(always)]
pub(in crate::nn) fn dot<A: Arch, R: Real, const N: usize>(a: &[R], b: &[R]) -> R {
    let b = &b[..a.len()];
    let (mut sums, mut first) = ([R::zero(); N], 0);
    while first + N <= a.len() {
        let (a, b): (&[R; N], &[R; N]) = (chunk(a, first), chunk(b, first));
        for i in 0..N {
            sums[i] = mul_add::<A, R>(a[i], b[i], sums[i]);
        }
        first += N;
    }
    // What is left over goes into the same sums, so that zeros at the end change nothing.
    for i in first..a.len() {
        sums[i - first] = mul_add::<A, R>(a[i], b[i], sums[i - first]);
    }
    total(sums)
}

/// The sum of the values, whose number is a power of two, by halves.
#[inline(always)]
pub(in crate::nn) fn total<R: Real, const N: usize>(mut sums: [R; N]) -> R {
    let mut width = N / 2;
    while width > 0 {
        for i in 0..width {
            sums[i] += sums[i + width];
        }
        width /= 2;
    }
    sums[0]
}

/// `N` values from `start` on, as an array, whose length the compiler knows.
#[inline(always)]
fn chunk<R, const N: usize>(values: &[R], start: usize) -> &[R; N] {
    &values[start..start + N].as_chunks::<N>().0[0]
}

/// The same to write to.
#[inline(always)]
fn chunk_mut<R, const N: usize>(values: &mut [R], start: usize) -> &mut [R; N] {
    &mut values[start..start + N].as_chunks_mut::<N>().0[0]
}
