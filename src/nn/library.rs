//! What is left to faer: products of larger matrices and the solution of positive definite systems, on column-major slices.
//! Its kernels choose their instructions when the program runs.

use faer::Accum;
use faer::MatMut;
use faer::MatRef;
use faer::Par;
use faer::Spec;
use faer::dyn_stack::MemBuffer;
use faer::dyn_stack::MemStack;
use faer::linalg::cholesky::llt;
use faer::linalg::matmul;
use faer::linalg::matmul::triangular::BlockStructure;

/// A number type that the library knows.
pub trait Library: Copy {
    /// `out = scale · a · b`, or added to it.
    fn product(
        out: MatMut<'_, Self>,
        begin: Accum,
        a: MatRef<'_, Self>,
        b: MatRef<'_, Self>,
        scale: Self,
    );

    /// Adds the lower triangle of `scale · a · aᵀ` for `a [rows × columns]` to `out [rows × rows]`.
    fn add_square(rows: usize, scale: Self, a: &[Self], out: &mut [Self]);

    /// Puts `a⁻¹ b` in the place of `b`, for a positive definite `a` of which the lower triangle is read and overwritten;
    /// `false` if `a` is not positive definite.
    fn solve(a: &mut [Self], b: &mut [Self]) -> bool;
}

macro_rules! library {
    ($($Number:ty)*) => {$(
        impl Library for $Number {
            fn product(
                out: MatMut<'_, Self>,
                begin: Accum,
                a: MatRef<'_, Self>,
                b: MatRef<'_, Self>,
                scale: Self,
            ) {
                matmul::matmul(out, begin, a, b, scale, Par::Seq);
            }

            fn add_square(rows: usize, scale: Self, a: &[Self], out: &mut [Self]) {
                let a = MatRef::from_column_major_slice(a, rows, a.len() / rows.max(1));
                let out = MatMut::from_column_major_slice_mut(out, rows, rows);
                let (whole, lower) = (BlockStructure::Rectangular, BlockStructure::TriangularLower);
                matmul::triangular::matmul(
                    out, lower, Accum::Add, a, whole, a.transpose(), whole, scale, Par::Seq,
                );
            }

            fn solve(a: &mut [Self], b: &mut [Self]) -> bool {
                let size = b.len();
                let settings = Spec::default();
                let needs = llt::factor::cholesky_in_place_scratch::<Self>(size, Par::Seq, settings);
                let mut memory = MemBuffer::new(needs);
                let memory = MemStack::new(&mut memory);
                let mut a = MatMut::from_column_major_slice_mut(a, size, size);
                let factor = a.as_mut();
                let exact = llt::factor::LltRegularization::default();
                if llt::factor::cholesky_in_place(factor, exact, Par::Seq, memory, settings).is_err() {
                    return false;
                }
                let b = MatMut::from_column_major_slice_mut(b, size, 1);
                llt::solve::solve_in_place(a.as_ref(), b, Par::Seq, memory);
                true
            }
        }
    )*};
}

library!(f32 f64);

#[cfg(test)]
mod tests {
    use super::*;

    // By hand: L = (2 0; 1 3), A = L·Lᵀ = (4 2; 2 10), A·(1, 2)ᵀ = (8, 22)ᵀ.
    #[test]
    fn a_positive_definite_system_is_solved_from_its_lower_triangle() {
        let mut matrix = [0.0; 4];
        f64::add_square(2, 1.0, &[2.0, 1.0, 0.0, 3.0], &mut matrix);
        assert_eq!((matrix[0], matrix[1], matrix[3]), (4.0, 2.0, 10.0));
        let mut vector = [8.0, 22.0];
        assert!(f64::solve(&mut matrix, &mut vector));
        assert!((vector[0] - 1.0).abs() < 1e-14 && (vector[1] - 2.0).abs() < 1e-14);
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        assert!(!f64::solve(&mut [1.0, 2.0, 0.0, 1.0], &mut [1.0, 1.0]));
        assert!(!f64::solve(&mut [f64::NAN, 0.0, 0.0, 1.0], &mut [1.0, 1.0]));
    }
}
