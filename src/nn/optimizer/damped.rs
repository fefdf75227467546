//! Systems with a symmetric matrix and a damping on its diagonal, by Cholesky's factorisation. Of a matrix the lower triangle
//! is read.

use nalgebra::Cholesky;
use nalgebra::DMatrix;

use crate::nn::cholesky;
use crate::nn::real::Real;

/// Room for `matrix + damping · I`, reused from step to step.
#[derive(Clone, Debug)]
pub(super) struct Damped<R: Real> {
    room: Vec<R>,
}

impl<R: Real> Damped<R> {
    /// For matrices of this size.
    pub(super) fn new(size: usize) -> Self {
        Self {
            room: Vec::with_capacity(size * size),
        }
    }

    /// Lays down `matrix + damping · I` for `matrix [size × size]`.
    fn lay_down(&mut self, matrix: &[R], damping: R, size: usize) {
        self.room.clear();
        self.room.extend_from_slice(matrix);
        for entry in self.room.iter_mut().step_by(size + 1) {
            *entry += damping;
        }
    }

    /// Turns `vector` into `(matrix + damping · I)⁻¹ vector`; `false`, and `vector` as it was, if the matrix is not positive
    /// definite.
    pub(super) fn solve(&mut self, matrix: &[R], damping: R, vector: &mut [R]) -> bool {
        if let Some(solved) = cholesky::solve(matrix, damping, vector, &mut self.room) {
            return solved;
        }
        self.lay_down(matrix, damping, vector.len());
        R::solve(&mut self.room, vector)
    }

    /// `(matrix + damping · I)⁻¹`, if the matrix is positive definite.
    pub(super) fn inverse(matrix: &[R], damping: R, size: usize) -> Option<DMatrix<R>> {
        let mut damped = Self::new(size);
        damped.lay_down(matrix, damping, size);
        Some(Cholesky::new(DMatrix::from_vec(size, size, damped.room))?.inverse())
    }
}
