//! Gradients of single samples by the short way are those of the passes, to the bit (a zero's sign aside).

use crate::runs;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Online;
use deltascope::nn::Real;
use deltascope::nn::Trace;
use deltascope::nn::pass;

/// Numbers in `[−½, ½)`, of which none is like another nearby.
fn numbers<R: Real>(count: usize, first: usize) -> Vec<R> {
    let number = |i: usize| ((i + first) * 7919 % 1009) as f64 / 1009.0 - 0.5;
    (0..count).map(|i| R::of(number(i))).collect()
}

/// Loss and gradient of three samples by both ways, by one and the same `Online`.
fn assert_same<R: Real>(network: &Network, loss: Loss) {
    let (inputs, outputs) = (network.input_units(), network.output_units());
    let parameters = network.layout().len();
    let mut online = Online::new(network).expect("a plain chain of small layers");
    let mut trace = Trace::new(network, 1);
    for sample in 0..3 {
        let theta = numbers::<R>(parameters, 31 * sample);
        let x = numbers::<R>(inputs, 5 + sample);
        // Shares of a whole, as cross-entropies want them.
        let t = vec![R::of(1.0 / outputs as f64); outputs];
        let (mut expected, mut found) = (vec![R::zero(); parameters], numbers(parameters, 3));
        let pair = (x.as_slice(), t.as_slice());
        let scale = (R::one(), false);
        let value = pass::gradient(
            network,
            &theta,
            loss,
            pair,
            scale,
            &mut trace,
            &mut expected,
        );
        assert!(online.gradient(&theta, loss, pair, &mut found) == value);
        assert!(found == expected, "{loss:?}, sample {sample}");
        assert!(expected.iter().any(|slope| *slope != R::zero()), "{loss:?}");
    }
}

#[test]
fn of_chains_of_every_width() {
    for sizes in runs::SMALL_CHAINS {
        let network = runs::network(sizes, Activation::Tanh, Activation::Logistic);
        assert_same::<f32>(&network, Loss::HalfSquaredError);
        assert_same::<f64>(&network, Loss::HalfSquaredError);
    }
}

#[test]
fn of_every_loss_and_activation() {
    for hidden in Activation::ALL {
        for loss in Loss::ALL {
            let output = loss.output_activation().unwrap_or(Activation::Tanh);
            for sizes in [&[3, 5, 6, 2][..], &[3, 5, 2]] {
                let network = runs::network(sizes, hidden, output);
                assert_same::<f64>(&network, loss);
            }
        }
    }
}

#[test]
fn a_loss_that_is_not_finite_is_told() {
    let network = runs::network(&[2, 3, 1], Activation::Relu, Activation::Identity);
    let theta = vec![1e30_f32; network.layout().len()];
    let mut online = Online::new(&network).expect("a plain chain");
    let mut gradient = vec![0.0; theta.len()];
    let pair = (&[1.0, 1.0][..], &[0.0][..]);
    let loss = online.gradient(&theta, Loss::HalfSquaredError, pair, &mut gradient);
    assert!(!loss.is_finite());
    let small = vec![0.1_f32; theta.len()];
    let loss = online.gradient(&small, Loss::HalfSquaredError, pair, &mut gradient);
    assert!(loss.is_finite() && gradient.iter().all(|slope| slope.is_finite()));
}
