//! Activations and losses over whole layers, several units at once.
//!
//! Formulas stand in macros and loops, not in closures: a closure might be compiled as a function of its own, and then
//! without the instructions of the [`Arch`].
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::activation::Activation;
use super::arch::Arch;
use super::arch::mul_add;
use super::elementary::exp;
use super::elementary::exp_m1;
use super::elementary::logistic;
use super::elementary::tanh;
use super::loss::Loss;
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
        Activation::Softmax => {
            softmax::<A, R>(units.max(1), net_inputs, outputs);
        }
        // One value at a time; one of these that is to be quick gets its formula above.
        Activation::Gelu
        | Activation::Softplus
        | Activation::Mish
        | Activation::HardSigmoid
        | Activation::HardTanh
        | Activation::Selu
        | Activation::Celu { .. }
        | Activation::Softsign
        | Activation::Sine
        | Activation::Gaussian
        | Activation::Step => {
            for (z, a) in net_inputs.iter().zip(outputs) {
                *a = activation.value(*z);
            }
        }
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
        Activation::Identity => {}
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
        Activation::Gelu
        | Activation::Softplus
        | Activation::Mish
        | Activation::HardSigmoid
        | Activation::HardTanh
        | Activation::Selu
        | Activation::Celu { .. }
        | Activation::Softsign
        | Activation::Sine
        | Activation::Gaussian
        | Activation::Step => {
            for ((z, a), g) in pass.0.iter().zip(pass.1).zip(adjoint) {
                *g *= activation.derivative(*z, *a);
            }
        }
    }
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

/// The index of the first of the largest values; 0 of none.
#[inline(always)]
fn largest<R: Real>(values: &[R]) -> usize {
    let mut best = 0;
    for index in 1..values.len() {
        if values[index] > values[best] {
            best = index;
        }
    }
    best
}

/// The sum of a loss over the samples of a batch: net inputs, outputs and targets of the output layer, all `[k × n]`.
#[inline(always)]
pub(super) fn loss_sum<A: Arch, R: Real>(loss: Loss, k: usize, (z, y, t): (&[R], &[R], &[R])) -> R {
    match loss {
        Loss::HalfSquaredError => R::of(0.5) * squared_distance::<A, R>(y, t),
        Loss::MeanSquaredError => squared_distance::<A, R>(y, t) / R::of(k.max(1) as f64),
        Loss::SoftmaxCrossEntropy => {
            let mut sum = R::zero();
            let outputs = z.chunks_exact(k.max(1)).zip(y.chunks_exact(k.max(1)));
            for ((z, y), t) in outputs.zip(t.chunks_exact(k.max(1))) {
                sum += cross_entropy::<A, R>(z, y, t);
            }
            sum
        }
        // One sample at a time; one of these that is to be quick gets its loop above.
        Loss::BinaryCrossEntropy
        | Loss::MeanAbsoluteError
        | Loss::Huber { .. }
        | Loss::BinaryFocal { .. }
        | Loss::SoftmaxFocal { .. } => {
            let mut sum = R::zero();
            let samples = z.chunks_exact(k.max(1)).zip(y.chunks_exact(k.max(1)));
            for ((z, y), t) in samples.zip(t.chunks_exact(k.max(1))) {
                sum += loss.of_sample(z, y, t);
            }
            sum
        }
    }
}

#[inline(always)]
fn squared_distance<A: Arch, R: Real>(y: &[R], t: &[R]) -> R {
    let t = &t[..y.len()];
    let (mut sums, mut first) = ([R::zero(); 4], 0);
    while first + 4 <= y.len() {
        for (i, sum) in sums.iter_mut().enumerate() {
            let error = y[first + i] - t[first + i];
            *sum = mul_add::<A, R>(error, error, *sum);
        }
        first += 4;
    }
    let mut sum = (sums[0] + sums[2]) + (sums[1] + sums[3]);
    for i in first..y.len() {
        let error = y[i] - t[i];
        sum = mul_add::<A, R>(error, error, sum);
    }
    sum
}

/// `Σ t (m + ln Σ e^(z − m) − z)` of one sample with `y = softmax z`, `m` being the largest entry, which is left out of the inner
/// sum, so that nothing is lost where it outweighs all others. The powers are those of the softmax: `e^(z − m) = y / y_m`.
#[inline(always)]
fn cross_entropy<A: Arch, R: Real>(z: &[R], y: &[R], t: &[R]) -> R {
    let place = largest(z);
    let m = z[place];
    let mut others = R::zero();
    for y in &y[..place] {
        others += *y;
    }
    for y in &y[place + 1..] {
        others += *y;
    }
    let normaliser = (others / y[place]).ln_1p();
    let mut sum = R::zero();
    for (z, t) in z.iter().zip(t) {
        sum = mul_add::<A, R>(*t, (m - *z) + normaliser, sum);
    }
    sum
}

/// `Δ = ∂E/∂Z` of the output layer for a batch of which `share = 1/n`, as [`Loss::output_delta`] defines it.
#[inline(always)]
pub(super) fn output_deltas<A: Arch, R: Real>(
    (loss, output): (Loss, Activation),
    k: usize,
    share: R,
    (z, y, t): (&[R], &[R], &[R]),
    deltas: &mut [R],
) {
    match loss {
        Loss::HalfSquaredError | Loss::MeanSquaredError => {
            let factor = if loss == Loss::MeanSquaredError {
                share * R::of(2.0 / k.max(1) as f64)
            } else {
                share
            };
            let (y, t) = (&y[..deltas.len()], &t[..deltas.len()]);
            for i in 0..deltas.len() {
                deltas[i] = factor * (y[i] - t[i]);
            }
            pull_back::<A, R>(output, k, (z, y), deltas);
        }
        Loss::SoftmaxCrossEntropy => {
            let samples = y.chunks_exact(k.max(1)).zip(t.chunks_exact(k.max(1)));
            for ((y, t), deltas) in samples.zip(deltas.chunks_exact_mut(k.max(1))) {
                let mut total = R::zero();
                for t in t {
                    total += *t;
                }
                let total = share * total;
                for ((y, t), delta) in y.iter().zip(t).zip(deltas) {
                    *delta = *y * total - share * *t;
                }
            }
        }
        Loss::BinaryCrossEntropy
        | Loss::MeanAbsoluteError
        | Loss::Huber { .. }
        | Loss::BinaryFocal { .. }
        | Loss::SoftmaxFocal { .. } => {
            let samples = z.chunks_exact(k.max(1)).zip(y.chunks_exact(k.max(1)));
            let samples = samples.zip(t.chunks_exact(k.max(1)));
            for (((z, y), t), deltas) in samples.zip(deltas.chunks_exact_mut(k.max(1))) {
                loss.output_delta(output, share, (z, y, t), deltas);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::copy;

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
}
