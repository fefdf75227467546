//! Activations and losses over whole layers, several units at once.
//!
//! Formulas stand in macros and loops, not in closures: a closure might be compiled as a function of its own, and then
//! without the instructions of the [`Arch`].
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

mod losses;

pub(super) use losses::loss_sum;
pub(super) use losses::output_deltas;

use super::activation::Activation;
use super::activation::DENSITY_AT_ZERO;
use super::activation::SELU;
use super::activation::between;
use super::activation::slope_within;
use super::arch::Arch;
use super::arch::mul_add;
use super::elementary::are_near;
use super::elementary::cos;
use super::elementary::exp;
use super::elementary::exp_m1;
use super::elementary::far_cos;
use super::elementary::far_sin;
use super::elementary::ln_1p;
use super::elementary::logistic;
use super::elementary::normal;
use super::elementary::sin;
use super::elementary::tanh;
use super::real::Real;

/// Values that are worked on together.
pub(super) const GROUP: usize = 16;

/// `out = f(z)` for every value, in groups that are copied to and fro: then the compiler makes vectors of them. (An iterator over
/// pairs is not always inlined here.) Both may be the same slice.
///
/// What is left over is padded to eights. How many there are is kept from the compiler: a short loop of known length would be
/// written out before vectors are made of it, and of so long a formula that leaves half in single numbers.
macro_rules! map {
    ($values:ident, $out:ident, $z:ident => $f:expr) => {{
        let (length, mut first) = ($out.len(), 0);
        while first + GROUP <= length {
            let mut group = $values[first..first + GROUP].as_chunks::<GROUP>().0[0];
            for value in &mut group {
                let $z = *value;
                *value = $f;
            }
            $out[first..first + GROUP].as_chunks_mut::<GROUP>().0[0] = group;
            first += GROUP;
        }
        if length - first == 1 {
            let $z = $values[first];
            $out[first] = $f;
        } else if first < length {
            let mut group = [R::zero(); GROUP];
            copy(&$values[first..], &mut group);
            let padded = std::hint::black_box((length - first).next_multiple_of(8));
            for value in &mut group[..padded] {
                let $z = *value;
                *value = $f;
            }
            copy(&group, &mut $out[first..]);
        }
    }};
}

/// Copies as many values as both have. They are few: a call of the library's copy would take longer.
#[inline(always)]
pub(super) fn copy<R: Copy>(from: &[R], to: &mut [R]) {
    let count = from.len().min(to.len());
    let (from, to) = (&from[..count], &mut to[..count]);
    let mut first = 0;
    while count - first >= 8 {
        let eights = from[first..first + 8].as_chunks::<8>().0[0];
        to[first..first + 8].as_chunks_mut::<8>().0[0] = eights;
        first += 8;
    }
    if count - first >= 4 {
        let fours = from[first..first + 4].as_chunks::<4>().0[0];
        to[first..first + 4].as_chunks_mut::<4>().0[0] = fours;
        first += 4;
    }
    if count - first >= 2 {
        (to[first], to[first + 1]) = (from[first], from[first + 1]);
        first += 2;
    }
    if first < count {
        to[first] = from[first];
    }
}

/// `out = f(z)` for every value, for so short a formula that the compiler needs no help. (With groups it would make vectors of the
/// same place in many of them, gathered from far apart.)
macro_rules! plain {
    ($values:ident, $out:ident, $z:ident => $f:expr) => {{
        let values = &$values[..$out.len()];
        for i in 0..$out.len() {
            let $z = values[i];
            $out[i] = $f;
        }
    }};
}

/// `g *= slope(z, a)` for every value.
macro_rules! multiply {
    ($pass:expr, $g:expr, ($z:ident, $a:ident) => $slope:expr) => {{
        let g = &mut *$g;
        let (z, a) = (&$pass.0[..g.len()], &$pass.1[..g.len()]);
        for i in 0..g.len() {
            let ($z, $a) = (z[i], a[i]);
            g[i] *= $slope;
        }
    }};
}

/// `A = φ(Z)` for a layer of `units` units.
#[inline(always)]
pub(super) fn apply<A: Arch, R: Real>(
    activation: Activation,
    units: usize,
    net_inputs: &[R],
    outputs: &mut [R],
) {
    let zero = R::zero();
    match activation {
        Activation::Identity => outputs.copy_from_slice(net_inputs),
        Activation::Logistic => map!(net_inputs, outputs, z => logistic::<A, R>(z)),
        Activation::Tanh => map!(net_inputs, outputs, z => tanh::<A, R>(z)),
        // A NaN passes on, so that a diverged run is seen.
        Activation::Relu => plain!(net_inputs, outputs, z => if z <= zero { zero } else { z }),
        Activation::LeakyRelu { slope } => {
            let slope = R::of(slope);
            plain!(net_inputs, outputs, z => if z > zero { z } else { slope * z });
        }
        Activation::Elu { alpha } => {
            let alpha = R::of(alpha);
            map!(net_inputs, outputs, z => {
                let below = alpha * exp_m1::<A, R>(z);
                if z > zero { z } else { below }
            });
        }
        Activation::Swish { beta } => {
            let beta = R::of(beta);
            map!(net_inputs, outputs, z => z * logistic::<A, R>(beta * z));
        }
        Activation::Selu => {
            let (below, above) = (R::of(SELU.0 * SELU.1), R::of(SELU.1));
            map!(net_inputs, outputs, z => {
                let below = below * exp_m1::<A, R>(z);
                if z > zero { above * z } else { below }
            });
        }
        Activation::Celu { alpha } => {
            let (alpha, share) = (R::of(alpha), R::of(alpha.recip()));
            map!(net_inputs, outputs, z => {
                let below = alpha * exp_m1::<A, R>(share * z);
                if z > zero { z } else { below }
            });
        }
        Activation::Softplus => map!(net_inputs, outputs, z => softplus::<A, R>(z)),
        Activation::Mish => {
            map!(net_inputs, outputs, z => z * tanh::<A, R>(softplus::<A, R>(z)));
        }
        Activation::HardSigmoid => {
            let (three, half, share) = (R::of(3.0), R::of(0.5), R::of(6.0));
            plain!(net_inputs, outputs, z => between(z, three, zero, z / share + half));
        }
        Activation::HardTanh => {
            plain!(net_inputs, outputs, z => between(z, R::one(), -R::one(), z));
        }
        Activation::Softsign => plain!(net_inputs, outputs, z => z / (R::one() + z.abs())),
        Activation::Step => plain!(net_inputs, outputs, z => between(z, zero, zero, z)),
        Activation::Gaussian => map!(net_inputs, outputs, z => exp::<A, R>(-(z * z))),
        Activation::Softmax => {
            softmax::<A, R>(units.max(1), net_inputs, outputs);
        }
        Activation::Gelu => map!(net_inputs, outputs, z => z * normal::<A, R>(z).0),
        Activation::Sine if are_near::<A, R>(net_inputs) => {
            map!(net_inputs, outputs, z => sin::<A, R>(z));
        }
        Activation::Sine => plain!(net_inputs, outputs, z => far_sin::<A, R>(z)),
    }
}

/// Turns `∂E/∂A` into `Δ = ∂E/∂Z` in place, given the layer's `Z` and `A`.
#[inline(always)]
pub(super) fn pull_back<A: Arch, R: Real>(
    activation: Activation,
    units: usize,
    pass: (&[R], &[R]),
    adjoint: &mut [R],
) {
    let (zero, one) = (R::zero(), R::one());
    match activation {
        // The slope of a step is 1 by convention.
        Activation::Identity | Activation::Step => {}
        Activation::Logistic => multiply!(pass, adjoint, (_z, a) => a * (one - a)),
        Activation::Tanh => multiply!(pass, adjoint, (_z, a) => one - a * a),
        Activation::Relu => multiply!(pass, adjoint, (z, _a) => if z > zero { one } else { zero }),
        Activation::LeakyRelu { slope } => {
            let slope = R::of(slope);
            multiply!(pass, adjoint, (z, _a) => if z > zero { one } else { slope });
        }
        Activation::Elu { alpha } => {
            let alpha = R::of(alpha);
            multiply!(pass, adjoint, (z, _a) => {
                let below = alpha * exp::<A, R>(z);
                if z > zero { one } else { below }
            });
        }
        Activation::Swish { beta } => {
            let beta = R::of(beta);
            multiply!(pass, adjoint, (z, _a) => {
                let s = logistic::<A, R>(beta * z);
                s + beta * z * s * (one - s)
            });
        }
        Activation::Selu => {
            let (below, above) = (R::of(SELU.0 * SELU.1), R::of(SELU.1));
            multiply!(pass, adjoint, (z, _a) => {
                let below = below * exp::<A, R>(z);
                if z > zero { above } else { below }
            });
        }
        Activation::Celu { alpha } => {
            let share = R::of(alpha.recip());
            multiply!(pass, adjoint, (z, _a) => {
                let below = exp::<A, R>(share * z);
                if z > zero { one } else { below }
            });
        }
        Activation::Softplus => multiply!(pass, adjoint, (z, _a) => logistic::<A, R>(z)),
        Activation::Mish => multiply!(pass, adjoint, (z, _a) => {
            let t = tanh::<A, R>(softplus::<A, R>(z));
            t + z * logistic::<A, R>(z) * (one - t * t)
        }),
        Activation::HardSigmoid => {
            let (three, slope) = (R::of(3.0), R::of(1.0 / 6.0));
            multiply!(pass, adjoint, (z, _a) => slope_within(z, three, slope));
        }
        Activation::HardTanh => multiply!(pass, adjoint, (z, _a) => slope_within(z, one, one)),
        Activation::Softsign => multiply!(pass, adjoint, (z, _a) => {
            let size = one + z.abs();
            one / (size * size)
        }),
        Activation::Gaussian => multiply!(pass, adjoint, (z, a) => -(z + z) * a),
        Activation::Softmax => {
            let columns = pass.1.chunks_exact(units.max(1));
            for (a, g) in columns.zip(adjoint.chunks_exact_mut(units.max(1))) {
                let mut mean = zero;
                for (a, g) in a.iter().zip(&*g) {
                    mean = mul_add::<A, R>(*a, *g, mean);
                }
                for (a, g) in a.iter().zip(g) {
                    *g = *a * (*g - mean);
                }
            }
        }
        Activation::Gelu => {
            let share = R::of(DENSITY_AT_ZERO);
            multiply!(pass, adjoint, (z, _a) => {
                let (below, bell) = normal::<A, R>(z);
                mul_add::<A, R>(share * z, bell, below)
            });
        }
        Activation::Sine if are_near::<A, R>(pass.0) => {
            multiply!(pass, adjoint, (z, _a) => cos::<A, R>(z));
        }
        Activation::Sine => multiply!(pass, adjoint, (z, _a) => far_cos::<A, R>(z)),
    }
}

/// `ln (1 + e^z)` without overflow.
#[inline(always)]
fn softplus<A: Arch, R: Real>(z: R) -> R {
    let above = if z <= R::zero() { R::zero() } else { z };
    above + ln_1p::<A, R>(exp::<A, R>(-z.abs()))
}

/// Softmax of every column, without overflow.
#[inline(always)]
fn softmax<A: Arch, R: Real>(units: usize, z: &[R], a: &mut [R]) {
    for (z, a) in z.chunks_exact(units).zip(a.chunks_exact_mut(units)) {
        let mut largest = z[0];
        for z in z {
            largest = if *z > largest { *z } else { largest };
        }
        for i in 0..units {
            a[i] = z[i] - largest;
        }
    }
    map!(a, a, z => exp::<A, R>(z));
    for a in a.chunks_exact_mut(units) {
        let mut sum = R::zero();
        for a in &*a {
            sum += *a;
        }
        let share = R::one() / sum;
        for a in a {
            *a *= share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::arch::Portable;
    use crate::nn::arch::Work;
    use crate::nn::arch::dispatch;

    #[test]
    fn a_copy_of_any_length_is_whole() {
        let from: Vec<usize> = (1..=40).collect();
        for length in 0..=40 {
            let mut to = [0; 40];
            copy(&from[..length], &mut to);
            assert_eq!(to[..length], from[..length]);
            assert!(to[length..].iter().all(|value| *value == 0));
        }
    }

    /// `φ` and `φ′` of many values at a time.
    struct Both<'a, R>(Activation, &'a [R]);

    impl<R: Real> Work for Both<'_, R> {
        type Output = (Vec<R>, Vec<R>);

        #[inline(always)]
        fn run<A: Arch>(self) -> Self::Output {
            let Self(activation, z) = self;
            let (mut a, mut slopes) = (vec![R::zero(); z.len()], vec![R::one(); z.len()]);
            apply::<A, R>(activation, 1, z, &mut a);
            pull_back::<A, R>(activation, 1, (z, &a), &mut slopes);
            (a, slopes)
        }
    }

    /// The largest difference of an activation's values and slopes from those of its formula with the standard library's functions,
    /// measured by the larger of 1 and the value.
    fn difference<R: Real>(
        activation: Activation,
        z: &[R],
        of: impl Fn(Both<'_, R>) -> Pair<R>,
    ) -> f64 {
        let (a, slopes) = of(Both(activation, z));
        let far = |ours: R, exact: R| ((ours - exact).abs() / exact.abs().max(R::one())).to_f64();
        let pairs = z.iter().zip(a.iter().zip(&slopes));
        pairs.fold(0.0, |most: f64, (&z, (&a, &slope))| {
            let value = activation.value(z);
            let exact = activation.derivative(z, value);
            most.max(far(a, value)).max(far(slope, exact))
        })
    }

    type Pair<R> = (Vec<R>, Vec<R>);

    // The reference is the formula for one unit. The values hold every kink, 0 and places far out, and do not fill whole groups.
    #[test]
    fn many_values_at_a_time_are_those_of_the_formulas() {
        let grid = (-400..=400).map(|i| f64::from(i) * 0.0625);
        let z: Vec<f64> = grid.chain([-1e4, -750.0, 750.0, 1e4]).collect();
        let single: Vec<f32> = z.iter().map(|z| *z as f32).collect();
        let activations = Activation::ALL.into_iter();
        for activation in activations.filter(|activation| *activation != Activation::Softmax) {
            for worst in [
                difference(activation, &z, |work| work.run::<Portable>()),
                difference(activation, &z, |work| dispatch(work)),
            ] {
                // The slope of Mish has the rounding of `1 − tanh²` times `z`, up to 25 before it is 0.
                assert!(worst < 2e-14, "{}: {worst:e}", activation.name());
            }
            let worst = difference(activation, &single, |work| dispatch(work));
            assert!(worst < 5e-6, "{}: {worst:e}", activation.name());
            let (a, _) = dispatch(Both(activation, &[f64::NAN; 17]));
            assert!(
                a.iter().all(|a| a.is_nan()),
                "{} hides a NaN",
                activation.name()
            );
        }
    }

    // In single precision, with the sine's own way and the library's.
    #[test]
    fn a_net_input_far_out_changes_no_other_value_of_a_sine() {
        let z: Vec<f32> = (-50_i8..50).map(|i| f32::from(i) * 0.37).collect();
        let near = dispatch(Both(Activation::Sine, &z));
        let with_far = [&z[..], &[-1e7, 1e30]].concat();
        let (a, slopes) = dispatch(Both(Activation::Sine, &with_far));
        assert!((&a[..100], &slopes[..100]) == (&near.0[..], &near.1[..]));
        assert_eq!(a[100..], [(-1e7_f32).sin(), 1e30_f32.sin()]);
        assert_eq!(slopes[100..], [1e7_f32.cos(), 1e30_f32.cos()]);
    }
}
