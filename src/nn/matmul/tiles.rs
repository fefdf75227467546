//! The block of a product that stays in registers: some rows and columns of `Σ_k a_k b_kᵀ` (Goto & van de Geijn, 2008).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays of known length are what the compiler unrolls"
)]

use super::Onto;
use crate::nn::arch::Arch;
use crate::nn::arch::Vector;
use crate::nn::real::Real;

/// `V` vectors of rows of the first factor.
pub(super) trait Rows<A: Arch, R: Real, const V: usize>: Copy {
    /// Their values at `k`.
    fn at(&self, k: usize) -> [R::Vector<A>; V];
}

/// Rows that lie one after another for each `k`, within more of them.
#[derive(Clone, Copy)]
pub(super) struct Within<'a, R> {
    /// From the first row of `k = 0` on.
    pub(super) values: &'a [R],
    /// From one `k` to the next.
    pub(super) stride: usize,
    /// Those that there are in the last vector.
    pub(super) last: usize,
}

impl<A: Arch, R: Real, const V: usize> Rows<A, R, V> for Within<'_, R> {
    #[inline(always)]
    fn at(&self, k: usize) -> [R::Vector<A>; V] {
        load::<A, R, V>(&self.values[k * self.stride..], self.last)
    }
}

/// Rows with nothing in between from one `k` to the next, in whole vectors.
impl<A: Arch, R: Real, const V: usize> Rows<A, R, V> for &[[Array<A, R>; V]] {
    #[inline(always)]
    fn at(&self, k: usize) -> [R::Vector<A>; V] {
        let mut vectors = [R::Vector::<A>::splat(R::zero()); V];
        for v in 0..V {
            vectors[v] = R::Vector::<A>::load(self[k][v].as_ref());
        }
        vectors
    }
}

/// The numbers of a vector.
type Array<A, R> = <<R as Real>::Vector<A> as Vector<R>>::Array;

/// `N` columns of the second factor.
pub(super) trait Columns<R, const N: usize>: Copy {
    /// Their values at `k`.
    fn at(&self, k: usize) -> [R; N];
}

/// Columns that lie one after another for each `k`, within more of them.
#[derive(Clone, Copy)]
pub(super) struct Abreast<'a, R> {
    /// From the first column of `k = 0` on.
    pub(super) values: &'a [R],
    /// From one `k` to the next.
    pub(super) stride: usize,
}

impl<R: Real, const N: usize> Columns<R, N> for Abreast<'_, R> {
    #[inline(always)]
    fn at(&self, k: usize) -> [R; N] {
        *self.values[k * self.stride..]
            .first_chunk()
            .expect("columns for every step")
    }
}

impl<R: Real, const N: usize> Columns<R, N> for &[[R; N]] {
    #[inline(always)]
    fn at(&self, k: usize) -> [R; N] {
        self[k]
    }
}

/// Columns whose values for all `k` lie one after another.
#[derive(Clone, Copy)]
pub(super) struct Lengthwise<'a, R, const N: usize>([&'a [R]; N]);

impl<'a, R: Real, const N: usize> Lengthwise<'a, R, N> {
    /// The first `depth` values of `N` columns, from one to the next of which it is `stride` values.
    #[inline(always)]
    pub(super) fn new(values: &'a [R], stride: usize, depth: usize) -> Self {
        let mut columns = [values; N];
        for j in 0..N {
            columns[j] = &values[j * stride..][..depth];
        }
        Self(columns)
    }
}

impl<R: Real, const N: usize> Columns<R, N> for Lengthwise<'_, R, N> {
    #[inline(always)]
    fn at(&self, k: usize) -> [R; N] {
        let mut values = [R::zero(); N];
        for j in 0..N {
            values[j] = self.0[j][k];
        }
        values
    }
}

/// What goes on beside tiles.
pub(super) trait Beside {
    /// Whether anything is asked for.
    const ASKS: bool;

    /// Asks the memory for a little of what the next piece needs: called every [`PACE`] values of `k`.
    fn ask(&mut self);

    /// Does a piece, between two tiles.
    fn go_on(&mut self);
}

/// Values of `k` from one call of [`Beside::ask`] to the next.
const PACE: usize = 4;

/// Nothing.
impl Beside for () {
    const ASKS: bool = false;

    #[inline(always)]
    fn ask(&mut self) {}

    #[inline(always)]
    fn go_on(&mut self) {}
}

/// Where a tile lies in the result, and what becomes of its sums.
#[derive(Clone, Copy)]
pub(super) struct Place<'a, R> {
    /// Its first row, of as many as the result has.
    pub(super) row: (usize, usize),
    /// Those of the tile's columns that are written.
    pub(super) columns: (usize, usize),
    /// The factor of the sums.
    pub(super) scale: R,
    /// What they are added to.
    pub(super) onto: Onto<'a, R>,
}

/// `V` vectors of rows, of which the last may be a part, and `N` columns of a product over `steps` values of `k`; `out` begins
/// with the first of the columns.
#[inline(always)]
pub(super) fn tile<A: Arch, R: Real, B: Beside, const V: usize, const N: usize>(
    steps: usize,
    rows: impl Rows<A, R, V>,
    columns: impl Columns<R, N>,
    place: Place<'_, R>,
    out: &mut [R],
    beside: &mut B,
) {
    let length = R::Vector::<A>::LEN;
    let (row, height) = place.row;
    let used = (height - row).min(V * length);
    let last = used - (V - 1) * length;
    let mut sums = [[R::Vector::<A>::splat(R::zero()); V]; N];
    macro_rules! add_products {
        ($k:expr) => {{
            let (a, b) = (rows.at($k), columns.at($k));
            for j in 0..N {
                let b = R::Vector::<A>::splat(b[j]);
                for v in 0..V {
                    sums[j][v] = a[v].mul_add(b, sums[j][v]);
                }
            }
        }};
    }
    let mut asked = 0;
    if B::ASKS {
        while asked + PACE <= steps {
            beside.ask();
            for k in asked..asked + PACE {
                add_products!(k);
            }
            asked += PACE;
        }
    }
    for k in asked..steps {
        add_products!(k);
    }
    let scale = R::Vector::<A>::splat(place.scale);
    let (first, end) = place.columns;
    let column = match place.onto {
        Onto::Nothing | Onto::Itself => [R::Vector::<A>::splat(R::zero()); V],
        Onto::Columns(column) => load::<A, R, V>(&column[row..], last),
    };
    let adds = matches!(place.onto, Onto::Itself);
    for j in 0..N {
        if (first..end).contains(&j) {
            let out = &mut out[j * height + row..][..used];
            let start = if adds {
                load::<A, R, V>(out, last)
            } else {
                column
            };
            for v in 0..V - 1 {
                let sum = sums[j][v].mul_add(scale, start[v]);
                sum.store(&mut out[v * length..]);
            }
            let sum = sums[j][V - 1].mul_add(scale, start[V - 1]);
            let out = &mut out[(V - 1) * length..];
            sum.store_part(out, last);
        }
    }
}

/// `V` vectors, the last with so many values.
#[inline(always)]
fn load<A: Arch, R: Real, const V: usize>(values: &[R], last: usize) -> [R::Vector<A>; V] {
    let length = R::Vector::<A>::LEN;
    let (whole, part) = values.split_at((V - 1) * length);
    let mut vectors = [R::Vector::<A>::load_part(part, last); V];
    for v in 0..V - 1 {
        vectors[v] = R::Vector::<A>::load(&whole[v * length..]);
    }
    vectors
}
