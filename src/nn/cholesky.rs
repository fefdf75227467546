//! Systems of a few hundred unknowns with a symmetric positive definite matrix: Cholesky's factorisation, panel by panel of a
//! tile's width (left-looking; Golub & Van Loan, 2013, §4.2). The calls of a library would take longer.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::arch::Arch;
use super::arch::Vector as _;
use super::arch::Work;
use super::arch::dispatch;
use super::arch::mul_add;
use super::elementwise::copy;
use super::matmul::subtract_earlier;
use super::real::Real;

/// The most unknowns: of larger matrices the earlier columns do not stay in the caches.
const MOST: usize = 256;

/// Turns `vector` into `(matrix + damping · I)⁻¹ vector` for `matrix [n × n]`, of which the lower triangle is read. `None`, and
/// `vector` as it was, if the system is too large; `Some(false)`, and `vector` as it was, if the matrix is not positive definite.
pub(super) fn solve<R: Real>(
    matrix: &[R],
    damping: R,
    vector: &mut [R],
    room: &mut Vec<R>,
) -> Option<bool> {
    (vector.len() <= MOST).then(|| {
        dispatch(System {
            matrix,
            damping,
            vector,
            room,
        })
    })
}

/// The arguments of [`solve`].
struct System<'a, R> {
    matrix: &'a [R],
    damping: R,
    vector: &'a mut [R],
    room: &'a mut Vec<R>,
}

impl<R: Real> Work for System<'_, R> {
    type Output = bool;

    #[inline(always)]
    fn run<A: Arch>(self) -> Self::Output {
        let width = if A::REGISTERS < 32 { 4 } else { 8 };
        match R::Vector::<A>::LEN.min(width) {
            8 => self.by_panels::<A, 8>(),
            4 => self.by_panels::<A, 4>(),
            _ => self.by_panels::<A, 2>(),
        }
    }
}

impl<R: Real> System<'_, R> {
    /// With panels of `N` columns, no more than a vector is long.
    #[inline(always)]
    fn by_panels<A: Arch, const N: usize>(self) -> bool {
        // The right side is one more row: what the factorisation makes of it is the solution of the first triangular system.
        // Columns that only fill the last panel are not factorised.
        let size = self.vector.len();
        let padded = size.next_multiple_of(N);
        let height = (size + 1).next_multiple_of(R::Vector::<A>::LEN);
        self.room.clear();
        self.room.resize(height * padded, R::zero());
        let columns = self.room.chunks_exact_mut(height);
        for (j, (column, from)) in columns.zip(self.matrix.chunks_exact(size)).enumerate() {
            copy(&from[j..], &mut column[j..size]);
            column[j] += self.damping;
            column[size] = self.vector[j];
        }
        for first in (0..padded).step_by(N) {
            let (before, panel) = self.room.split_at_mut(first * height);
            let panel = &mut panel[..N * height];
            subtract_earlier::<A, R, N>(before, first, height, panel);
            if !factor::<A, R, N>((first, size), height, panel) {
                return false;
            }
        }
        back_substitute::<A, R>(height, self.room, self.vector);
        true
    }
}

/// Factorises a panel with the rows from `first` on, but for columns from `size` on. In place of the diagonal comes that of the inverse.
#[inline(always)]
fn factor<A: Arch, R: Real, const N: usize>(
    (first, size): (usize, usize),
    height: usize,
    panel: &mut [R],
) -> bool {
    let length = R::Vector::<A>::LEN;
    let zero = R::Vector::<A>::splat(R::zero());
    let mut inverses = [R::zero(); N];
    for row in (first..height).step_by(length) {
        let count = length.min(height - row);
        let diagonal = row == first;
        let mut x = [zero; N];
        for j in 0..N {
            if first + j >= size {
                break;
            }
            x[j] = R::Vector::<A>::load_part(&panel[j * height + row..], count);
            for k in 0..j {
                let factor = R::Vector::<A>::splat(-panel[k * height + first + j]);
                x[j] = x[k].mul_add(factor, x[j]);
            }
            let column = &mut panel[j * height..][..height];
            if diagonal {
                x[j].store_part(&mut column[row..], count);
                let pivot = column[first + j];
                // A NaN is not above zero either.
                let definite = pivot > R::zero();
                if !definite {
                    return false;
                }
                inverses[j] = R::one() / pivot.sqrt();
            }
            x[j] = x[j].mul_add(R::Vector::<A>::splat(inverses[j]), zero);
            x[j].store_part(&mut column[row..], count);
        }
    }
    for j in 0..N.min(size - first) {
        panel[j * height + first + j] = inverses[j];
    }
    true
}

/// Solves the second triangular system, of which the right side is the row after the last.
#[inline(always)]
fn back_substitute<A: Arch, R: Real>(height: usize, room: &[R], x: &mut [R]) {
    let size = x.len();
    let columns = room[..size * height].chunks_exact(height);
    for (j, column) in columns.enumerate().rev() {
        let mut sums = [R::zero(); 8];
        let (factors, rest) = column[j + 1..size].as_chunks::<8>();
        let (values, others) = x[j + 1..].as_chunks::<8>();
        for (factors, values) in factors.iter().zip(values) {
            for i in 0..8 {
                sums[i] = mul_add::<A, R>(factors[i], values[i], sums[i]);
            }
        }
        for (i, (factor, value)) in rest.iter().zip(others).enumerate() {
            sums[i] = mul_add::<A, R>(*factor, *value, sums[i]);
        }
        let [a, b, c, d, e, f, g, h] = sums;
        let sum = ((a + e) + (b + f)) + ((c + g) + (d + h));
        x[j] = (column[size] - sum) * column[j];
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use nalgebra::DVector;

    use super::super::arch::Portable;
    use super::*;

    /// The solution by the instructions of an architecture against what it has to fulfil.
    struct Check(usize);

    impl Work for Check {
        type Output = ();

        #[inline(always)]
        fn run<A: Arch>(self) {
            let size = self.0;
            let root = DMatrix::from_fn(size, size, |i, j| ((i * 7 + j * 5) % 11) as f64 - 5.0);
            let matrix = &root * root.transpose();
            let right = DVector::from_fn(size, |i, _| (i % 7) as f64 - 2.5);
            let mut x = right.clone();
            let mut room = Vec::new();
            let solved = System {
                matrix: matrix.as_slice(),
                damping: 2.0,
                vector: x.as_mut_slice(),
                room: &mut room,
            }
            .run::<A>();
            assert!(solved, "{size}");
            let damped = matrix + DMatrix::identity(size, size) * 2.0;
            let error = (&damped * x - right).amax();
            assert!(
                error < 1e-12 * damped.amax() * size as f64,
                "{size}: {error}"
            );
        }
    }

    // A Gram matrix plus twice the identity is positive definite; the defining equation is the reference.
    #[test]
    fn solutions_of_every_size_fulfil_the_system() {
        for size in (1..=34).chain([63, 161, 256]) {
            Check(size).run::<Portable>();
            dispatch(Check(size));
            #[cfg(target_arch = "x86_64")]
            super::super::arch::avx2_if_there(Check(size));
        }
    }

    // Eigenvalues 3 and −1; a damping of 2 makes them 5 and 1, and (3 2; 2 3)(1, 2)ᵀ = (7, 8)ᵀ.
    #[test]
    fn an_indefinite_matrix_is_refused_until_it_is_damped() {
        let (matrix, mut room) = ([1.0, 2.0, 9.0, 1.0], Vec::new());
        let mut vector = [7.0, 8.0];
        assert_eq!(solve(&matrix, 0.0, &mut vector, &mut room), Some(false));
        assert_eq!(vector, [7.0, 8.0]);
        assert_eq!(
            solve(&[f64::NAN; 4], 0.0, &mut vector, &mut room),
            Some(false)
        );
        assert_eq!(solve(&matrix, 2.0, &mut vector, &mut room), Some(true));
        let mut large = vec![1.0; MOST + 1];
        let one = vec![1.0; (MOST + 1) * (MOST + 1)];
        assert_eq!(solve(&one, 1.0, &mut large, &mut room), None);
        assert!((vector[0] - 1.0_f64).abs() < 1e-14 && (vector[1] - 2.0_f64).abs() < 1e-14);
    }
}
