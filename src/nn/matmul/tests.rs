//! Every product on every route against nalgebra's operators.

use nalgebra::DMatrix;

use super::*;
use crate::nn::arch::Portable;

fn numbered(rows: usize, columns: usize, seed: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| {
        ((i * 7 + j * 13 + seed * 5) % 11) as f64 - 5.0
    })
}

/// The three products by one route: product, transposed and outer product.
trait Route {
    fn product(shape: (usize, usize), w: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]);
    fn transposed(
        shape: (usize, usize),
        w: &[f64],
        d: &[f64],
        onto: Onto<'_, f64>,
        out: &mut [f64],
    );
    fn outer(shape: (usize, usize), d: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]);
}

/// The loops with the instructions of `A`.
struct Loops<A>(A);

impl<A: Arch> Route for Loops<A> {
    fn product(shape: (usize, usize), w: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        loops::product::<A, f64>(shape, (w, x), onto, out);
    }

    fn transposed(
        shape: (usize, usize),
        w: &[f64],
        d: &[f64],
        onto: Onto<'_, f64>,
        out: &mut [f64],
    ) {
        loops::transposed_product::<A, f64>(shape, (w, d), onto, out, &mut Vec::new());
    }

    fn outer(shape: (usize, usize), d: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        loops::outer_product::<A, f64>(shape, 0.5, (d, x), onto, out);
    }
}

/// The library's kernels.
struct ByLibrary;

impl Route for ByLibrary {
    fn product(shape: (usize, usize), w: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        library_product(shape, (w, x), onto, out);
    }

    fn transposed(
        shape: (usize, usize),
        w: &[f64],
        d: &[f64],
        onto: Onto<'_, f64>,
        out: &mut [f64],
    ) {
        library_transposed_product(shape, (w, d), onto, out);
    }

    fn outer(shape: (usize, usize), d: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        library_outer_product(shape, 0.5, (d, x), onto, out);
    }
}

/// Each way to begin with what is expected of it beside the product.
fn starts<'a>(out: &DMatrix<f64>, column: &'a [f64]) -> [(Onto<'a, f64>, DMatrix<f64>); 3] {
    let (rows, columns) = out.shape();
    [
        (Onto::Nothing, DMatrix::zeros(rows, columns)),
        (Onto::Itself, out.clone()),
        (
            Onto::Columns(column),
            DMatrix::from_fn(rows, columns, |i, _| column[i]),
        ),
    ]
}

/// Compares every product of these dimensions with nalgebra's operators.
fn compare<T: Route>((rows, inner, columns): (usize, usize, usize)) {
    let (w, x, d) = (
        numbered(rows, inner, 1),
        numbered(inner, columns, 2),
        numbered(rows, columns, 3),
    );
    let shape = (rows, inner);
    let column: Vec<f64> = (0..rows.max(inner)).map(|i| i as f64).collect();
    for (onto, expected) in starts(&d, &column) {
        let mut z = d.clone();
        T::product(shape, w.as_slice(), x.as_slice(), onto, z.as_mut_slice());
        assert_eq!(z, expected + &w * &x, "{shape:?} {columns} {onto:?}");
    }
    for (onto, expected) in starts(&x, &column) {
        let mut back = x.clone();
        T::transposed(shape, w.as_slice(), d.as_slice(), onto, back.as_mut_slice());
        assert_eq!(
            back,
            expected + w.transpose() * &d,
            "{shape:?} {columns} {onto:?}"
        );
    }
    for (onto, expected) in starts(&w, &column).into_iter().take(2) {
        let mut out = w.clone();
        T::outer(shape, d.as_slice(), x.as_slice(), onto, out.as_mut_slice());
        assert_eq!(
            out,
            expected + (&d * x.transpose()) * 0.5,
            "{shape:?} {columns}"
        );
    }
}

/// The same by the loops with this machine's instructions.
struct Comparison((usize, usize, usize));

impl Work for Comparison {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        compare::<Loops<A>>(self.0);
    }
}

// Whole numbers make every sum exact, so each route must agree with nalgebra's operators to the bit.
#[test]
fn every_product_matches_the_explicit_one_on_every_route() {
    let shapes = [
        (1, 1, 1),
        (1, 9, 5),
        (3, 2, 4),
        (4, 2, 1),
        (9, 17, 1),
        (7, 5, 3),
        (6, 40, 9),
        (10, 64, 32),
        (16, 16, 16),
        (65, 30, 70),
        (33, 300, 19),
    ];
    for shape in shapes {
        compare::<Loops<Portable>>(shape);
        dispatch(Comparison(shape));
        compare::<ByLibrary>(shape);
    }
}

// Fractions: the sums round differently on the routes, by no more than their length times the unit of the last place.
#[test]
fn the_routes_agree_with_one_another_to_rounding() {
    let spread = |rows: usize, columns: usize| {
        DMatrix::from_fn(rows, columns, |i, j| {
            ((i * 31 + j * 17) as f64 * 0.618_034).fract() - 0.5
        })
    };
    let (w, x) = (spread(24, 50), spread(50, 12));
    let mut results = [
        DMatrix::zeros(24, 12),
        DMatrix::zeros(24, 12),
        DMatrix::zeros(24, 12),
    ];
    let [portable, loops, library] = &mut results;
    let (shape, operands) = ((24, 50), (w.as_slice(), x.as_slice()));
    loops::product::<Portable, f64>(shape, operands, Onto::Nothing, portable.as_mut_slice());
    dispatch(ByLoops(shape, operands, loops.as_mut_slice()));
    library_product(shape, operands, Onto::Nothing, library.as_mut_slice());
    for result in &results {
        assert!((result - &w * &x).amax() < 50.0 * 0.25 * f64::EPSILON);
    }
}

/// A product by the loops with this machine's instructions.
struct ByLoops<'a>((usize, usize), (&'a [f64], &'a [f64]), &'a mut [f64]);

impl Work for ByLoops<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        loops::product::<A, f64>(self.0, self.1, Onto::Nothing, self.2);
    }
}

#[test]
fn row_sums_add_up_or_begin_anew() {
    let d = numbered(13, 5, 3);
    for (onto, before) in [(Onto::Nothing, 0.0), (Onto::Itself, 1.0)] {
        let mut sums = vec![1.0; 13];
        row_sums::<Portable, f64>(2.0, d.as_slice(), onto, &mut sums);
        let expected = d.row_iter().map(|row| before + 2.0 * row.sum());
        assert_eq!(sums, expected.collect::<Vec<_>>());
    }
}
