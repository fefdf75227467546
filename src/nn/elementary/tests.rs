//! The functions against the standard library, and against themselves at twice the precision.

use super::*;
use crate::nn::arch::Portable;
use crate::nn::arch::Work;
use crate::nn::arch::dispatch;

/// All four functions at some points.
struct Everything<'a, R>(&'a [R]);

impl<R: Real> Work for Everything<'_, R> {
    type Output = Vec<[R; 4]>;

    fn run<A: Arch>(self) -> Self::Output {
        let all = |&x: &R| {
            [
                exp::<A, R>(x),
                exp_m1::<A, R>(x),
                logistic::<A, R>(x),
                tanh::<A, R>(x),
            ]
        };
        self.0.iter().map(all).collect()
    }
}

fn points() -> Vec<f64> {
    let spread = (-40_000..=40_000).map(|i| f64::from(i) * 1.7e-3 + 1e-5);
    let small = (-300..=0).map(|exponent| 10.0_f64.powi(exponent));
    spread.chain(small).collect()
}

/// The largest error in units of the last place, against functions of twice the precision where there are any.
fn worst(found: impl Iterator<Item = (f64, f64)>, unit: f64) -> f64 {
    found
        .map(|(ours, exact)| ((ours - exact) / (unit * exact.abs().max(f64::MIN_POSITIVE))).abs())
        .fold(0.0, f64::max)
}

#[test]
fn f64_functions_agree_with_the_standard_library_to_a_few_units_in_the_last_place() {
    let points = points();
    for all in [
        Everything(&points).run::<Portable>(),
        dispatch(Everything(&points)),
    ] {
        let exact: [fn(f64) -> f64; 4] = [
            f64::exp,
            f64::exp_m1,
            |x| {
                if x < 0.0 {
                    x.exp() / (1.0 + x.exp())
                } else {
                    1.0 / (1.0 + (-x).exp())
                }
            },
            f64::tanh,
        ];
        for (index, exact) in exact.into_iter().enumerate() {
            let pairs = points.iter().zip(&all);
            let error = worst(
                pairs.map(|(&x, ours)| (ours[index], exact(x))),
                f64::EPSILON,
            );
            // The library's functions have errors of their own, up to 1.2 units.
            let bound = if index == 3 { 3.5 + 1.2 } else { 3.0 };
            assert!(error < bound, "function {index}: {error} units");
        }
    }
}

#[test]
fn f32_functions_are_right_to_a_few_units_in_the_last_place() {
    let points: Vec<f32> = points().into_iter().map(|x| x as f32).collect();
    for all in [
        Everything(&points).run::<Portable>(),
        dispatch(Everything(&points)),
    ] {
        let exact: [fn(f64) -> f64; 4] = [
            f64::exp,
            f64::exp_m1,
            |x| 1.0 / (1.0 + (-x).exp()),
            f64::tanh,
        ];
        for (index, exact) in exact.into_iter().enumerate() {
            let pairs = points.iter().zip(&all);
            let pairs = pairs.map(|(&x, ours)| (f64::from(ours[index]), exact(f64::from(x))));
            let normal = pairs.filter(|(_, exact)| exact.abs() > f64::from(f32::MIN_POSITIVE));
            let error = worst(normal, f64::from(f32::EPSILON));
            let bound = if index == 3 { 3.5 } else { 2.0 };
            assert!(error < bound, "function {index}: {error} units");
        }
    }
}

/// `ln (1 + x)` at some points.
struct Logarithms<'a, R>(&'a [R]);

impl<R: Real> Work for Logarithms<'_, R> {
    type Output = Vec<R>;

    fn run<A: Arch>(self) -> Vec<R> {
        self.0.iter().map(|&x| ln_1p::<A, R>(x)).collect()
    }
}

// Against the standard library, whose own error is below one unit; in single precision against double. The smallest numbers are
// normal ones, and 0 is exact.
#[test]
fn logarithms_of_one_plus_a_number_are_right_to_two_units_in_the_last_place() {
    let grid = (0..=60_000).map(|i| f64::from(i) * 1.7e-4 + 1e-7);
    let points: Vec<f64> = grid
        .chain((-36..=36).map(|e| 1.3 * 10.0_f64.powi(e)))
        .collect();
    let single: Vec<f32> = points.iter().map(|&x| x as f32).collect();
    let runs = [
        (
            Logarithms(&points).run::<Portable>(),
            Logarithms(&single).run::<Portable>(),
        ),
        (dispatch(Logarithms(&points)), dispatch(Logarithms(&single))),
    ];
    for (double, small) in runs {
        let pairs = points.iter().zip(&double);
        let error = worst(pairs.map(|(x, &ours)| (ours, x.ln_1p())), f64::EPSILON);
        assert!(error < 2.0, "double precision: {error} units");
        let pairs = single.iter().zip(&small);
        let exact = |(&x, &ours): (&f32, &f32)| (f64::from(ours), f64::from(x).ln_1p());
        let error = worst(pairs.map(exact), f64::from(f32::EPSILON));
        assert!(error < 2.0, "single precision: {error} units");
    }
    assert_eq!(dispatch(Logarithms(&[0.0_f64])), [0.0]);
    assert!(dispatch(Logarithms(&[f32::NAN]))[0].is_nan());
}

#[test]
fn far_out_the_functions_reach_their_limits_and_a_nan_stays_one() {
    let all = dispatch(Everything(&[
        -1e300,
        1e300,
        f64::NAN,
        f64::NEG_INFINITY,
        0.0,
    ]));
    assert_eq!(all[0], [0.0, -1.0, 0.0, -1.0]);
    assert!(all[1][0] > 1e300 && all[1][2..] == [1.0, 1.0]);
    assert!(all[2].iter().all(|value| value.is_nan()));
    assert_eq!(all[3][3], -1.0);
    assert_eq!(all[1][3], 1.0);
    assert_eq!(all[4], [1.0, 0.0, 0.5, 0.0]);
}

/// `Φ`, `e^(−z²/2)`, sine and cosine at some points.
struct Bells<'a, R>(&'a [R]);

impl<R: Real> Work for Bells<'_, R> {
    type Output = Vec<[R; 4]>;

    fn run<A: Arch>(self) -> Self::Output {
        let all = |&x: &R| {
            let (below, bell) = normal::<A, R>(x);
            [below, bell, far_sin::<A, R>(x), far_cos::<A, R>(x)]
        };
        self.0.iter().map(all).collect()
    }
}

/// `Φ(z)` and `e^(−z²/2)` by the library, whose arguments `z/√2` and `z²/2` are rounded: the derivative puts that right.
fn exact_normal(z: f64) -> [f64; 2] {
    let share = std::f64::consts::FRAC_1_SQRT_2;
    let x = -z * share;
    let lost = (-z).mul_add(share, -x) + z * 4.833_646_656_726_457e-17;
    let slope = -std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp();
    let below = 0.5 * slope.mul_add(lost, libm::erfc(x));
    let square = z * z;
    let bell = (-0.5 * square).exp();
    [below, bell * 0.5_f64.mul_add(-z.mul_add(z, -square), 1.0)]
}

/// The largest errors of both functions of the normal distribution, and of sine and cosine.
///
/// Values below one and a half of the smallest normal number are left out.
fn worst_of_bells<R: Real>(points: &[R], all: &[[R; 4]], epsilon: f64, smallest: f64) -> [f64; 2] {
    let smallest = 1.5 * smallest;
    let pairs = |first: usize, exact: fn(f64) -> [f64; 2]| {
        let values = points.iter().zip(all).flat_map(move |(&z, ours)| {
            let exact = exact(z.to_f64());
            [0, 1].map(|i| (ours[first + i].to_f64(), exact[i]))
        });
        worst(values.filter(|(_, exact)| exact.abs() > smallest), epsilon)
    };
    [pairs(0, exact_normal), pairs(2, |z| [z.sin(), z.cos()])]
}

// The points reach to both ends of the normal distribution, next to the zeros of sine and cosine, and beyond the reach of both.
#[test]
fn the_normal_distribution_and_sines_are_right_to_a_few_units_in_the_last_place() {
    let grid = (-60_000..=60_000).map(|i| f64::from(i) * 6.3e-4 + 1e-5);
    let zeros = (-900..=900).map(|i| f64::from(i) * std::f64::consts::FRAC_PI_2);
    let wide = (0..=4_000).map(|i| 1.004_f64.powi(2 * i - 4_000) * 1.3);
    let points: Vec<f64> = grid.chain(zeros).chain(wide).collect();
    let single: Vec<f32> = points.iter().map(|&x| x as f32).collect();
    let runs = [
        (
            Bells(&points).run::<Portable>(),
            Bells(&single).run::<Portable>(),
        ),
        (dispatch(Bells(&points)), dispatch(Bells(&single))),
    ];
    for (double, small) in runs {
        let [normal, sines] = worst_of_bells(&points, &double, f64::EPSILON, f64::MIN_POSITIVE);
        // The library's functions have errors of their own, up to 1 unit.
        assert!(normal < 4.0 + 1.0, "double precision: {normal} units");
        assert!(
            sines < 1.5 + 0.5,
            "sines in double precision: {sines} units"
        );
        let smallest = f64::from(f32::MIN_POSITIVE);
        let epsilon = f64::from(f32::EPSILON);
        let [normal, sines] = worst_of_bells(&single, &small, epsilon, smallest);
        assert!(normal < 4.0, "single precision: {normal} units");
        assert!(sines < 1.5, "sines in single precision: {sines} units");
        assert!(double.as_flattened().iter().all(|x| x.abs() <= 1.0));
        assert!(small.as_flattened().iter().all(|x| x.abs() <= 1.0));
    }
}

fn check_special_values<R: Real>(smallest: R, of: impl Fn(&[R]) -> Vec<[R; 4]>) {
    let of = |x: &[R]| -> Vec<[f64; 4]> {
        let all = of(x).into_iter();
        all.map(|values| values.map(R::to_f64)).collect()
    };
    let (zero, far) = (R::zero(), R::of(1e30));
    let infinite = R::one() / zero;
    let normals = of(&[zero, -far, far, -infinite, infinite]).into_iter();
    let expected = [(0.5, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 0.0), (1.0, 0.0)];
    assert!(normals.map(|all| (all[0], all[1])).eq(expected));
    assert!(of(&[R::of(f64::NAN)])[0].iter().all(|value| value.is_nan()));
    for all in of(&[-infinite, infinite]) {
        assert!(all[2].is_nan() && all[3].is_nan());
    }
    let sines = [-far.sin(), far.cos()].map(R::to_f64);
    assert_eq!(of(&[-far])[0][2..], sines);
    for tiny in [zero, smallest] {
        let [above, below] = [tiny, -tiny].map(|x| of(&[x])[0]);
        let tiny = tiny.to_f64();
        assert!(above[2] == tiny && above[2].is_sign_positive());
        assert!(below[2] == -tiny && below[2].is_sign_negative());
        assert_eq!([above, below].map(|all| (all[0], all[3])), [(0.5, 1.0); 2]);
    }
}

#[test]
fn the_normal_distribution_and_sines_take_zeros_tiny_huge_and_infinite_numbers() {
    let (double, single) = (f64::from_bits(1), f32::from_bits(1));
    check_special_values(double, |x| Bells(x).run::<Portable>());
    check_special_values(double, |x| dispatch(Bells(x)));
    check_special_values(single, |x| Bells(x).run::<Portable>());
    check_special_values(single, |x| dispatch(Bells(x)));
}
