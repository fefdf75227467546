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

/// The loops for a few columns with the instructions of `A`; they have no outer product of their own.
struct ByColumns<A>(A);

impl<A: Arch> Route for ByColumns<A> {
    fn product(shape: (usize, usize), w: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        loops::product_by_columns::<A, f64>(shape, (w, x), onto, out);
    }

    fn transposed(
        shape: (usize, usize),
        w: &[f64],
        d: &[f64],
        onto: Onto<'_, f64>,
        out: &mut [f64],
    ) {
        loops::transposed_product_by_columns::<A, f64>(shape, (w, d), onto, out);
    }

    fn outer(shape: (usize, usize), d: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        loops::outer_product::<A, f64>(shape, 0.5, (d, x), onto, out);
    }
}

/// A route that takes the factors as they lie.
trait ByFactors {
    fn run(product: Product<'_, f64>);
}

impl<T: ByFactors> Route for T {
    fn product(shape: (usize, usize), w: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        let columns = x.len() / shape.1;
        let (a, b) = (
            abreast(w, shape.0, shape.1),
            lengthwise(x, columns, shape.1),
        );
        let (scale, lower) = (1.0, false);
        Self::run(Product {
            a,
            b,
            scale,
            onto,
            lower,
            out,
        });
    }

    fn transposed(
        shape: (usize, usize),
        w: &[f64],
        d: &[f64],
        onto: Onto<'_, f64>,
        out: &mut [f64],
    ) {
        let columns = d.len() / shape.0;
        let (a, b) = (
            lengthwise(w, shape.1, shape.0),
            lengthwise(d, columns, shape.0),
        );
        let (scale, lower) = (1.0, false);
        Self::run(Product {
            a,
            b,
            scale,
            onto,
            lower,
            out,
        });
    }

    fn outer(shape: (usize, usize), d: &[f64], x: &[f64], onto: Onto<'_, f64>, out: &mut [f64]) {
        let columns = d.len() / shape.0;
        let (a, b) = (abreast(d, shape.0, columns), abreast(x, shape.1, columns));
        let (scale, lower) = (0.5, false);
        Self::run(Product {
            a,
            b,
            scale,
            onto,
            lower,
            out,
        });
    }
}

/// The tiles with the instructions of `A`.
struct Tiles<A>(A);

impl<A: Arch> ByFactors for Tiles<A> {
    fn run(product: Product<'_, f64>) {
        let scratch = &mut vec![0.0; blocks::room(product.a, product.b)];
        blocks::Tiled { product, scratch }.run::<A>();
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

/// The same by both routes with the instructions of an architecture.
struct Comparison((usize, usize, usize));

impl Work for Comparison {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        compare::<Loops<A>>(self.0);
        compare::<ByColumns<A>>(self.0);
        compare::<Tiles<A>>(self.0);
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
        // Past one block of each kind, with remainders: more rows than a block holds, and more steps.
        (401, 300, 17),
        (13, 530, 9),
        (17, 24, 530),
    ];
    for shape in shapes {
        Comparison(shape).run::<Portable>();
        dispatch(Comparison(shape));
        #[cfg(target_arch = "x86_64")]
        crate::nn::arch::avx2_if_there(Comparison(shape));
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
    let [portable, loops, tiles] = &mut results;
    let (shape, operands) = ((24, 50), (w.as_slice(), x.as_slice()));
    loops::product::<Portable, f64>(shape, operands, Onto::Nothing, portable.as_mut_slice());
    dispatch(ByLoops(shape, operands, loops.as_mut_slice()));
    add_product(shape, operands, tiles.as_mut_slice(), &mut Vec::new());
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

/// The lower triangle of a square with the instructions of an architecture.
struct Square(usize, usize);

impl Work for Square {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        let Self(rows, steps) = self;
        let a = numbered(rows, steps, 4);
        let mut out = numbered(rows, rows, 5);
        let expected = &out + &a * a.transpose() * 0.5;
        let factor = abreast(a.as_slice(), rows, steps);
        let product = Product {
            a: factor,
            b: factor,
            scale: 0.5,
            onto: Onto::Itself,
            lower: true,
            out: out.as_mut_slice(),
        };
        let scratch = &mut vec![0.0; blocks::room(factor, factor)];
        blocks::Tiled { product, scratch }.run::<A>();
        let shape = (rows, steps);
        assert_eq!(out.lower_triangle(), expected.lower_triangle(), "{shape:?}");
    }
}

// Whole numbers and halves, exact as above.
#[test]
fn squares_match_the_explicit_product_below_and_on_the_diagonal() {
    for (rows, steps) in [
        (1, 1),
        (3, 5),
        (7, 9),
        (8, 3),
        (31, 100),
        (33, 20),
        (161, 300),
        (410, 40),
    ] {
        Square(rows, steps).run::<Portable>();
        dispatch(Square(rows, steps));
        #[cfg(target_arch = "x86_64")]
        crate::nn::arch::avx2_if_there(Square(rows, steps));
    }
}

#[test]
fn row_sums_add_up_or_begin_anew() {
    // Rows by rows, and column by column.
    for rows in [13, 301] {
        let d = numbered(rows, 5, 3);
        for (onto, before) in [(Onto::Nothing, 0.0), (Onto::Itself, 1.0)] {
            let mut sums = vec![1.0; rows];
            row_sums::<Portable, f64>(2.0, d.as_slice(), onto, &mut sums, &mut Vec::new());
            let expected = d.row_iter().map(|row| before + 2.0 * row.sum());
            assert_eq!(sums, expected.collect::<Vec<_>>());
        }
    }
}

/// The products of large layers, which are done in halves.
struct Halves;

impl ByFactors for Halves {
    fn run(product: Product<'_, f64>) {
        let Product { a, b, .. } = &product;
        let (work, least) = (a.size * a.steps * b.size, a.size.min(a.steps));
        assert!(
            work >= 1 << 28 || (least < 32 && work >= 1 << 21),
            "large enough"
        );
        by_blocks(product, &mut Vec::new());
    }
}

// Whole numbers, exact as above: by one thread, and by two.
#[test]
fn large_products_in_halves_match_the_explicit_ones() {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2);
    let threads = threads.build().expect("two threads");
    // Those with few units between two layers, then some that have too few rows or columns for halves.
    for shape in [
        (1030, 1100, 260),
        (10, 1030, 260),
        (40, 26_000, 260),
        (26_000, 97, 110),
    ] {
        threads.install(|| compare::<Halves>(shape));
    }
    compare::<Halves>((1030, 1100, 260));
}
