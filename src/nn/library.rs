//! What is left to faer: the solution of positive definite systems, on column-major slices. Its kernels choose their instructions
//! when the program runs.

use faer::MatMut;
use faer::Par;
use faer::Spec;
use faer::dyn_stack::MemBuffer;
use faer::dyn_stack::MemStack;
use faer::linalg::cholesky::llt;

/// A number type that the library knows.
pub trait Library: Copy {
    /// Puts `a⁻¹ b` in the place of `b`, for a positive definite `a` of which the lower triangle is read and overwritten;
    /// `false` if `a` is not positive definite.
    fn solve(a: &mut [Self], b: &mut [Self]) -> bool;
}

macro_rules! library {
    ($($Number:ty)*) => {$(
        impl Library for $Number {
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
        let mut matrix = [4.0, 2.0, 0.0, 10.0];
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
