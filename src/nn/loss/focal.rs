//! The focal losses (Lin, Goyal, Girshick, He & Dollár, 2017) and their deltas, computed from the net inputs so that nothing
//! is lost where an output rounds to 0 or 1. Targets may be shares.

use super::log_sum_exp;
use crate::nn::activation::logistic;
use crate::nn::activation::softplus;
use crate::nn::real::Real;

/// `−Σ [t (1 − y)^γ ln y + (1 − t) y^γ ln(1 − y)]` with `y = σ(z)`, `ln y = −softplus(−z)`.
pub(super) fn binary<R: Real>(gamma: R, net_inputs: &[R], targets: &[R]) -> R {
    (net_inputs.iter().zip(targets)).fold(R::zero(), |sum, (z, t)| {
        let (y, rest) = (logistic(*z), logistic(-*z));
        sum + *t * rest.powf(gamma) * softplus(-*z) + (R::one() - *t) * y.powf(gamma) * softplus(*z)
    })
}

/// `share` times the derivative of [`binary`]: of `(1 − y)^γ ln y` it is `(1 − y)^γ (1 − y − γ y ln y)`.
pub(super) fn binary_delta<R: Real>(
    gamma: R,
    share: R,
    net_inputs: &[R],
    targets: &[R],
    delta: &mut [R],
) {
    for ((z, t), delta) in net_inputs.iter().zip(targets).zip(delta) {
        let (y, rest) = (logistic(*z), logistic(-*z));
        let if_one = rest.powf(gamma) * (rest + gamma * y * softplus(-*z));
        let if_zero = y.powf(gamma) * (y + gamma * rest * softplus(*z));
        *delta = share * ((R::one() - *t) * if_zero - *t * if_one);
    }
}

/// `−Σ t (1 − y)^γ ln y` of a softmax layer. With `u = −ln y` it is `1 − y = −expm1(−u)`, exact for `y` near 1.
pub(super) fn softmax<R: Real>(gamma: R, net_inputs: &[R], targets: &[R]) -> R {
    let (largest, rest) = log_sum_exp(net_inputs);
    (net_inputs.iter().zip(targets)).fold(R::zero(), |sum, (z, t)| {
        let u = (largest - *z) + rest;
        sum + *t * (-(-u).exp_m1()).powf(gamma) * u
    })
}

/// `share` times the derivative of [`softmax`]: `t_j h_j − y_j Σ t_k h_k` with
/// `h = −(1 − y)^γ [1 + γ y u / (1 − y)]`; `u / (1 − y)` goes to 1 where `y` does.
pub(super) fn softmax_delta<R: Real>(
    gamma: R,
    share: R,
    (net_inputs, outputs, targets): (&[R], &[R], &[R]),
    delta: &mut [R],
) {
    let (largest, rest) = log_sum_exp(net_inputs);
    let mut total = R::zero();
    for ((z, t), delta) in net_inputs.iter().zip(targets).zip(&mut *delta) {
        let u = (largest - *z) + rest;
        let (y, left) = ((-u).exp(), -(-u).exp_m1());
        let ratio = if left == R::zero() {
            R::one()
        } else {
            u / left
        };
        *delta = -*t * left.powf(gamma) * (R::one() + gamma * y * ratio);
        total += *delta;
    }
    for (y, delta) in outputs.iter().zip(delta) {
        *delta = share * (*delta - *y * total);
    }
}

#[cfg(test)]
mod tests {
    use crate::nn::Activation;
    use crate::nn::Loss;

    // By hand: γ = 0 leaves the cross-entropies.
    #[test]
    fn without_focus_they_are_the_cross_entropies() {
        let (z, t): ([f64; 2], _) = ([0.3, -1.1], [0.8, 0.2]);
        for (focal, plain, output) in [
            (
                Loss::BinaryFocal { gamma: 0.0 },
                Loss::BinaryCrossEntropy,
                Activation::Logistic,
            ),
            (
                Loss::SoftmaxFocal { gamma: 0.0 },
                Loss::SoftmaxCrossEntropy,
                Activation::Softmax,
            ),
        ] {
            let mut y = [0.0; 2];
            output.apply(2, &z, &mut y);
            let off = focal.of_sample(&z, &y, &t) - plain.of_sample(&z, &y, &t);
            assert!(off.abs() < 1e-15);
            let (mut a, mut b) = ([0.0; 2], [0.0; 2]);
            focal.output_delta(output, 0.5, (&z, &y, &t), &mut a);
            plain.output_delta(output, 0.5, (&z, &y, &t), &mut b);
            assert!((a[0] - b[0]).abs() < 1e-15 && (a[1] - b[1]).abs() < 1e-15);
        }
    }

    // By hand: (1 − y)^γ is 1 to rounding far on the wrong side, so the loss is |z|; on the right side it is 0 to rounding.
    #[test]
    fn far_out_they_stay_finite_and_exact() {
        for gamma in [0.0, 0.5, 2.0] {
            let loss = Loss::BinaryFocal { gamma };
            assert_eq!(loss.of_sample(&[800.0], &[1.0], &[0.0]), 800.0);
            let mut delta = [0.0];
            for (z, y) in [(800.0, 1.0), (-800.0, 0.0)] {
                for t in [0.0, 1.0] {
                    loss.output_delta(Activation::Logistic, 1.0, (&[z], &[y], &[t]), &mut delta);
                    assert_eq!(delta[0], y - t, "γ = {gamma}, z = {z}, t = {t}");
                }
            }
            let loss = Loss::SoftmaxFocal { gamma };
            assert_eq!(loss.of_sample(&[1e4, 0.0], &[1.0, 0.0], &[0.0, 1.0]), 1e4);
            let mut delta = [0.0; 2];
            for t in [[0.0, 1.0], [1.0, 0.0]] {
                let values = ([1e4, 0.0], [1.0, 0.0], t);
                loss.output_delta(
                    Activation::Softmax,
                    1.0,
                    (&values.0, &values.1, &values.2),
                    &mut delta,
                );
                assert_eq!(delta, [1.0 - t[0], -t[1]], "γ = {gamma}");
            }
        }
    }
}
