//! Losses and what they send back, over whole batches.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::GROUP;
use super::pull_back;
use crate::nn::activation::Activation;
use crate::nn::arch::Arch;
use crate::nn::arch::mul_add;
use crate::nn::elementary::exp;
use crate::nn::elementary::ln_1p;
use crate::nn::loss::Loss;
use crate::nn::matmul::loops::total;
use crate::nn::real::Real;

/// The sum of a loss over the samples of a batch: net inputs, outputs and targets of the output layer, all `[k × n]`.
#[inline(always)]
pub(in crate::nn) fn loss_sum<A: Arch, R: Real>(
    loss: Loss,
    k: usize,
    (z, y, t): (&[R], &[R], &[R]),
) -> R {
    match loss {
        Loss::HalfSquaredError => R::of(0.5) * squared_distance::<A, R>(y, t),
        Loss::MeanSquaredError => squared_distance::<A, R>(y, t) / R::of(k.max(1) as f64),
        Loss::SoftmaxCrossEntropy => cross_entropy_sum::<A, R>(k.max(1), (z, y, t)),
        Loss::BinaryCrossEntropy => binary_cross_entropy_sum::<A, R>(z, t),
        // One sample at a time; one of these that is to be quick gets its loop above.
        Loss::MeanAbsoluteError
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

/// The sum of [`binary_cross_entropy`] over all values.
#[inline(always)]
fn binary_cross_entropy_sum<A: Arch, R: Real>(z: &[R], t: &[R]) -> R {
    let (mut sums, mut first) = ([R::zero(); GROUP], 0);
    while first + GROUP <= z.len() {
        let z: [R; GROUP] = z[first..first + GROUP].as_chunks().0[0];
        let t: [R; GROUP] = t[first..first + GROUP].as_chunks().0[0];
        for i in 0..GROUP {
            sums[i] += binary_cross_entropy::<A, R>(z[i], t[i]);
        }
        first += GROUP;
    }
    for i in first..z.len() {
        sums[i - first] += binary_cross_entropy::<A, R>(z[i], t[i]);
    }
    total(sums)
}

/// `−t ln σ(z) − (1 − t) ln(1 − σ(z))`, with `−ln σ(z) = max(−z, 0) + ln(1 + e^(−|z|))`.
#[inline(always)]
fn binary_cross_entropy<A: Arch, R: Real>(z: R, t: R) -> R {
    let zero = R::zero();
    let (above, below) = if z > zero { (z, zero) } else { (zero, -z) };
    let certain = mul_add::<A, R>(t, below, (R::one() - t) * above);
    certain + ln_1p::<A, R>(exp::<A, R>(-z.abs()))
}

/// The sum of `Σ t (m + ln Σ e^(z − m) − z)` over samples with `y = softmax z`, `m` being the largest entry, which is left out of
/// the inner sum, so that nothing is lost where it outweighs all others. The powers are those of the softmax: `e^(z − m) = y / y_m`.
#[inline(always)]
fn cross_entropy_sum<A: Arch, R: Real>(k: usize, (z, y, t): (&[R], &[R], &[R])) -> R {
    let zero = R::zero();
    let mut sums = [zero; GROUP];
    let groups = z.chunks(GROUP * k).zip(y.chunks(GROUP * k));
    for ((z, y), t) in groups.zip(t.chunks(GROUP * k)) {
        // `Σ t (m − z)`, `Σ t`, and the powers of the entries below the largest; none of a sample that is not there.
        let (mut below, mut weights, mut powers) = ([zero; GROUP], [zero; GROUP], [zero; GROUP]);
        let samples = z.chunks_exact(k).zip(y.chunks_exact(k));
        for (i, ((z, y), t)) in samples.zip(t.chunks_exact(k)).enumerate() {
            let (mut m, mut largest, mut others) = (z[0], y[0], zero);
            for j in 1..k {
                m = if z[j] > m { z[j] } else { m };
                // Whichever of the two is not the largest so far.
                others += if y[j] < largest { y[j] } else { largest };
                largest = if y[j] > largest { y[j] } else { largest };
            }
            let (mut distance, mut sum) = (zero, zero);
            for j in 0..k {
                distance = mul_add::<A, R>(t[j], m - z[j], distance);
                sum += t[j];
            }
            (below[i], weights[i]) = (distance, sum);
            powers[i] = others / largest;
        }
        for i in 0..GROUP {
            sums[i] += mul_add::<A, R>(weights[i], ln_1p::<A, R>(powers[i]), below[i]);
        }
    }
    total(sums)
}

/// `Δ = ∂E/∂Z` of the output layer for a batch of which `share = 1/n`, as [`Loss::output_delta`] defines it.
#[inline(always)]
pub(in crate::nn) fn output_deltas<A: Arch, R: Real>(
    (loss, output): (Loss, Activation),
    k: usize,
    share: R,
    (z, y, t): (&[R], &[R], &[R]),
    deltas: &mut [R],
) {
    match loss {
        Loss::HalfSquaredError | Loss::MeanSquaredError | Loss::BinaryCrossEntropy => {
            let factor = if loss == Loss::MeanSquaredError {
                share * R::of(2.0 / k.max(1) as f64)
            } else {
                share
            };
            let (y, t) = (&y[..deltas.len()], &t[..deltas.len()]);
            for i in 0..deltas.len() {
                deltas[i] = factor * (y[i] - t[i]);
            }
            if loss.output_activation().is_none() {
                pull_back::<A, R>(output, k, (z, y), deltas);
            }
        }
        Loss::SoftmaxCrossEntropy => {
            let samples = y.chunks_exact(k.max(1)).zip(t.chunks_exact(k.max(1)));
            for ((y, t), deltas) in samples.zip(deltas.chunks_exact_mut(k.max(1))) {
                let mut weight = R::zero();
                for t in t {
                    weight += *t;
                }
                let weight = share * weight;
                for ((y, t), delta) in y.iter().zip(t).zip(deltas) {
                    *delta = *y * weight - share * *t;
                }
            }
        }
        Loss::MeanAbsoluteError
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
    use super::*;
    use crate::nn::arch::Work;
    use crate::nn::arch::dispatch;

    /// The sum of a loss with `k` outputs.
    struct Sum<'a, R>(Loss, usize, &'a [R], &'a [R], &'a [R]);

    impl<R: Real> Work for Sum<'_, R> {
        type Output = R;

        #[inline(always)]
        fn run<A: Arch>(self) -> R {
            loss_sum::<A, R>(self.0, self.1, (self.2, self.3, self.4))
        }
    }

    // The reference takes one sample after another with the functions of the standard library. From one sample to more than two
    // groups of them, with net inputs far out and several that are the largest.
    #[test]
    fn cross_entropies_of_a_batch_are_the_sums_of_its_samples() {
        for (loss, output) in [
            (Loss::SoftmaxCrossEntropy, Activation::Softmax),
            (Loss::BinaryCrossEntropy, Activation::Logistic),
        ] {
            for k in [1, 2, 3, 10, 17] {
                for samples in [1, 2, 15, 16, 17, 40] {
                    let place = |i: usize| (i * 7919 % 101) as f64;
                    let z: Vec<f64> = (0..k * samples)
                        .map(|i| (place(i) - 50.0) * if i % 5 == 0 { 3.0 } else { 0.1 })
                        .map(f64::round)
                        .collect();
                    let t: Vec<f64> = (0..k * samples).map(|i| place(i + 3) / 101.0).collect();
                    let mut y = vec![0.0; z.len()];
                    output.apply(k, &z, &mut y);
                    let rows = z.chunks(k).zip(y.chunks(k)).zip(t.chunks(k));
                    let expected: f64 = rows.map(|((z, y), t)| loss.of_sample(z, y, t)).sum();
                    let found = dispatch(Sum(loss, k, &z, &y, &t));
                    assert!(
                        (found - expected).abs() <= 1e-14 * expected.abs(),
                        "{loss:?}, {samples} × {k}: {found} instead of {expected}"
                    );
                }
            }
        }
    }

    // By hand: ln(1 + e^(−40)) = e^(−40) to rounding, which a plain logarithm of the sum would lose; and −ln σ(−800) = 800.
    #[test]
    fn cross_entropies_of_a_batch_stay_exact_far_out() {
        let mut y = [0.0; 2];
        Activation::Softmax.apply(2, &[40.0, 0.0], &mut y);
        let sum = |loss, k, z: &[f64], y: &[f64], t: &[f64]| dispatch(Sum(loss, k, z, y, t));
        let tiny = sum(Loss::SoftmaxCrossEntropy, 2, &[40.0, 0.0], &y, &[1.0, 0.0]);
        assert!((tiny / (-40.0_f64).exp() - 1.0).abs() < 1e-15);
        let tiny = sum(Loss::BinaryCrossEntropy, 1, &[40.0], &[1.0], &[1.0]);
        assert!((tiny / (-40.0_f64).exp() - 1.0).abs() < 1e-15);
        assert_eq!(
            sum(Loss::BinaryCrossEntropy, 1, &[-800.0], &[0.0], &[1.0]),
            800.0
        );
        let nan = [f64::NAN; 2];
        for loss in [Loss::SoftmaxCrossEntropy, Loss::BinaryCrossEntropy] {
            assert!(sum(loss, 2, &nan, &nan, &[1.0, 0.0]).is_nan());
        }
    }
}
