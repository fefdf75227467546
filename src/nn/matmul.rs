//! The three matrix products of a pass, on column-major slices. Which route a product takes depends on its shape alone,
//! so the result depends on nothing but the inputs.
//!
//! Small products and single samples use loops over columns, which need no packing and no allocation. Larger ones go to
//! nalgebra's `gemm`, the transposed operand as a strided view: its `gemm_tr` is a slow path.

use nalgebra::DMatrixView;
use nalgebra::DMatrixViewMut;
use nalgebra::Dyn;
use nalgebra::MatrixView;

use super::real::Real;

/// `rows × inner × columns` below which loops are quicker than packing the operands.
const SMALL_WORK: usize = 2048;

/// A product of these dimensions is left to plain loops.
fn is_small(rows: usize, inner: usize, columns: usize) -> bool {
    rows.min(inner).min(columns) < 6 || rows * inner * columns < SMALL_WORK
}

/// `out += w · x` for `w [rows × inner]`, `x [inner × columns]`, `out [rows × columns]`.
pub(super) fn add_product<R: Real>(rows: usize, inner: usize, w: &[R], x: &[R], out: &mut [R]) {
    if rows == 0 || inner == 0 {
        return;
    }
    let columns = out.len() / rows;
    if is_small(rows, inner, columns) {
        for (x, out) in x.chunks_exact(inner).zip(out.chunks_exact_mut(rows)) {
            for (w, x) in w.chunks_exact(rows).zip(x) {
                add_scaled(*x, w, out);
            }
        }
    } else {
        let w = DMatrixView::from_slice(w, rows, inner);
        let x = DMatrixView::from_slice(x, inner, columns);
        let mut out = DMatrixViewMut::from_slice(out, rows, columns);
        out.gemm(R::one(), &w, &x, R::one());
    }
}

/// `out += wᵀ · d` for `w [rows × inner]`, `d [rows × columns]`, `out [inner × columns]`.
pub(super) fn add_transposed_product<R: Real>(
    rows: usize,
    inner: usize,
    w: &[R],
    d: &[R],
    out: &mut [R],
) {
    if rows == 0 || inner == 0 {
        return;
    }
    let columns = out.len() / inner;
    if is_small(rows, inner, columns) {
        for (d, out) in d.chunks_exact(rows).zip(out.chunks_exact_mut(inner)) {
            for (w, out) in w.chunks_exact(rows).zip(out) {
                *out += dot(w, d);
            }
        }
    } else {
        let d = DMatrixView::from_slice(d, rows, columns);
        let mut out = DMatrixViewMut::from_slice(out, inner, columns);
        out.gemm(R::one(), &transposed(w, rows, inner), &d, R::one());
    }
}

/// `out += scale · d · xᵀ` for `d [rows × columns]`, `x [inner × columns]`, `out [rows × inner]`.
pub(super) fn add_outer_product<R: Real>(
    (rows, inner): (usize, usize),
    scale: R,
    d: &[R],
    x: &[R],
    out: &mut [R],
) {
    if rows == 0 || inner == 0 {
        return;
    }
    let columns = d.len() / rows;
    if is_small(rows, inner, columns) {
        for (d, x) in d.chunks_exact(rows).zip(x.chunks_exact(inner)) {
            for (out, x) in out.chunks_exact_mut(rows).zip(x) {
                add_scaled(scale * *x, d, out);
            }
        }
    } else {
        let d = DMatrixView::from_slice(d, rows, columns);
        let mut out = DMatrixViewMut::from_slice(out, rows, inner);
        out.gemm(scale, &d, &transposed(x, inner, columns), R::one());
    }
}

/// `out += scale · Σ_columns d` for `d [rows × columns]`, `out [rows]`.
pub(super) fn add_row_sums<R: Real>(scale: R, d: &[R], out: &mut [R]) {
    if !out.is_empty() {
        for d in d.chunks_exact(out.len()) {
            add_scaled(scale, d, out);
        }
    }
}

/// `out += factor · values`.
pub(super) fn add_scaled<R: Real>(factor: R, values: &[R], out: &mut [R]) {
    for (out, value) in out.iter_mut().zip(values) {
        *out += factor * *value;
    }
}

/// `a · b`, summed in eight interleaved parts, which the compiler can keep in vector registers.
pub(super) fn dot<R: Real>(a: &[R], b: &[R]) -> R {
    let (mut left, mut right) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut sums = [R::zero(); 8];
    for (a, b) in (&mut left).zip(&mut right) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += *a * *b;
        }
    }
    let rest = left.remainder().iter().zip(right.remainder());
    let rest = rest.fold(R::zero(), |sum, (a, b)| sum + *a * *b);
    sums.into_iter().fold(rest, |sum, part| sum + part)
}

/// The transpose `[columns × rows]` of a column-major matrix `[rows × columns]`, without a copy.
fn transposed<R: Real>(
    values: &[R],
    rows: usize,
    columns: usize,
) -> MatrixView<'_, R, Dyn, Dyn, Dyn, Dyn> {
    MatrixView::from_slice_with_strides_generic(values, Dyn(columns), Dyn(rows), Dyn(rows), Dyn(1))
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    fn numbered(rows: usize, columns: usize, seed: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |i, j| {
            ((i * 7 + j * 13 + seed * 5) % 11) as f64 - 5.0
        })
    }

    // Whole numbers make every sum exact, so each route must agree with nalgebra's operators to the bit.
    #[test]
    fn every_product_matches_the_explicit_one_on_both_sides_of_the_threshold() {
        for (rows, inner, columns) in [(1, 1, 1), (3, 2, 4), (9, 17, 1), (6, 40, 9), (16, 16, 16)] {
            let w = numbered(rows, inner, 1);
            let x = numbered(inner, columns, 2);
            let d = numbered(rows, columns, 3);

            let mut z = d.clone();
            add_product(rows, inner, w.as_slice(), x.as_slice(), z.as_mut_slice());
            assert_eq!(z, &d + &w * &x, "{rows} {inner} {columns}");

            let mut back = x.clone();
            add_transposed_product(rows, inner, w.as_slice(), d.as_slice(), back.as_mut_slice());
            assert_eq!(back, &x + w.transpose() * &d, "{rows} {inner} {columns}");

            let mut gradient = w.clone();
            let out = gradient.as_mut_slice();
            add_outer_product((rows, inner), 0.5, d.as_slice(), x.as_slice(), out);
            assert_eq!(gradient, &w + (&d * x.transpose()) * 0.5);

            let mut sums = vec![1.0; rows];
            add_row_sums(2.0, d.as_slice(), &mut sums);
            let expected: Vec<f64> = d.row_iter().map(|row| 1.0 + 2.0 * row.sum()).collect();
            assert_eq!(sums, expected);
        }
    }
}
