//! Systems with a symmetric matrix and a damping on its diagonal, by Cholesky's factorisation.

use nalgebra::Cholesky;
use nalgebra::DMatrix;
use nalgebra::DVectorViewMut;
use nalgebra::Dyn;

use crate::nn::real::Real;

/// Room for `matrix + damping · I`, reused from step to step.
#[derive(Clone, Debug)]
pub(super) struct Damped<R: Real> {
    room: DMatrix<R>,
}

impl<R: Real> Damped<R> {
    /// For matrices of this size.
    pub(super) fn new(size: usize) -> Self {
        Self {
            room: DMatrix::zeros(size, size),
        }
    }

    /// The factor of `matrix + damping · I` for `matrix [size × size]`; `None` if it is not positive definite.
    fn factor(&mut self, matrix: &[R], damping: R, size: usize) -> Option<Cholesky<R, Dyn>> {
        let mut room = std::mem::replace(&mut self.room, DMatrix::zeros(0, 0));
        if room.nrows() != size {
            room = DMatrix::zeros(size, size);
        }
        room.as_mut_slice().copy_from_slice(matrix);
        for place in 0..size {
            room[(place, place)] += damping;
        }
        Cholesky::new(room)
    }

    /// Turns `vector` into `(matrix + damping · I)⁻¹ vector`; `false`, and `vector` as it was, if the matrix is not positive
    /// definite.
    pub(super) fn solve(&mut self, matrix: &[R], damping: R, vector: &mut [R]) -> bool {
        let Some(factor) = self.factor(matrix, damping, vector.len()) else {
            return false;
        };
        let length = vector.len();
        factor.solve_mut(&mut DVectorViewMut::from_slice(vector, length));
        self.room = factor.unpack_dirty();
        true
    }

    /// `(matrix + damping · I)⁻¹`, if the matrix is positive definite.
    pub(super) fn inverse(matrix: &[R], damping: R, size: usize) -> Option<DMatrix<R>> {
        Some(Self::new(size).factor(matrix, damping, size)?.inverse())
    }
}
