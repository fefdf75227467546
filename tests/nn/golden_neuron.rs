//! The worked examples with a single neuron: every number of the articles, checked at 50 digits. Where an article prints a
//! wrong number the comment says so.

use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::matrix;
use crate::splitmix::SplitMix;
use approx::assert_abs_diff_eq;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Optimizer as _;
use deltascope::nn::optimizer::Sgd;

/// x = (0.1, 0.3), d = 0.03, w = (0.5, 0.2), b = 1.83, η = 0.01; θ = (w₁, w₂, b).
const START: [f64; 3] = [0.5, 0.2, 1.83];

fn neuron() -> Network {
    chain(&[2, 1], &[Activation::Logistic], true)
}

fn batch(network: &Network, loss: Loss) -> Batch<'_> {
    Batch::new(
        network,
        loss,
        &matrix(&[&[0.1], &[0.3]]),
        &matrix(&[&[0.03]]),
    )
}

/// Net input, output and half squared error of the neuron.
fn pass(theta: &[f64]) -> (f64, f64, f64) {
    let network = neuron();
    let mut batch = batch(&network, Loss::HalfSquaredError);
    let (loss, _) = batch.loss_and_gradient(theta);
    (batch.trace.net_input(1)[0], batch.trace.output(1)[0], loss)
}

fn assert_pass(theta: &[f64], (s, y, error): (f64, f64, f64)) {
    let found = pass(theta);
    assert_relative_eq!(found.0, s, max_relative = 1e-14);
    assert_relative_eq!(found.1, y, max_relative = 1e-14);
    assert_relative_eq!(found.2, error, max_relative = 1e-14);
}

/// One step of gradient descent with η = 0.01.
fn step(loss: Loss, theta: &[f64; 3]) -> [f64; 3] {
    let network = neuron();
    let mut theta = *theta;
    let mut descent = Sgd::new(3, 0.01, 0.0, false);
    descent
        .step(&mut theta, &mut batch(&network, loss))
        .unwrap();
    theta
}

// The forward pass. The article rounds E = 0.356465271 to "0.357"; it is 0.356.
#[test]
fn the_forward_pass_is_the_article_s() {
    assert_pass(&START, (1.94, 0.874_352_143_484_654, 0.356_465_271_103_565));
}

// The delta rule Δw = η(d − y)x is a step on the binary cross-entropy, whose Δ is y − d without the factor φ′.
// The article's table swaps the headings: it lists w₁ = 0.197466943 and w₂ = 0.499155648.
#[test]
fn the_delta_rule_step_is_a_cross_entropy_step() {
    let network = neuron();
    let (_, gradient) = batch(&network, Loss::BinaryCrossEntropy).loss_and_gradient(&START);
    let steps = [
        -0.000_844_352_143_484_654,
        -0.002_533_056_430_453_96,
        -0.008_443_521_434_846_54,
    ];
    for (gradient, step) in gradient.iter().zip(steps) {
        assert_relative_eq!(-0.01 * gradient, step, max_relative = 1e-14);
    }
    let theta = step(Loss::BinaryCrossEntropy, &START);
    assert_relative_eq!(theta[0], 0.499_155_647_856_515, max_relative = 1e-14);
    assert_relative_eq!(theta[1], 0.197_466_943_569_546, max_relative = 1e-14);
    assert_relative_eq!(theta[2], 1.821_556_478_565_15, max_relative = 1e-14);
    assert_pass(
        &theta,
        (
            1.930_712_126_421_67,
            0.873_328_220_550_055,
            0.355_601_243_788_061,
        ),
    );
}

// The chain rule. The article omits the bias, saying ∂s/∂b = 0; it is 1, so ∂E/∂b = δ.
#[test]
fn the_gradient_is_the_article_s_and_has_a_bias() {
    let network = neuron();
    let mut batch = batch(&network, Loss::HalfSquaredError);
    let (_, gradient) = batch.loss_and_gradient(&START);
    let y = batch.trace.output(1)[0];
    let slope = Activation::Logistic.derivative(1.94, y);
    assert_relative_eq!(slope, 0.109_860_472_668_445, max_relative = 1e-14);
    let expected = [
        0.009_276_092_558_183_86,
        0.027_828_277_674_551_6,
        0.092_760_925_581_838_6,
    ];
    for (gradient, expected) in gradient.iter().zip(expected) {
        assert_relative_eq!(*gradient, expected, max_relative = 1e-14);
    }
    assert_relative_eq!(batch.trace.delta(1)[0], expected[2], max_relative = 1e-14);
}

#[test]
fn the_full_step_lowers_the_error_as_predicted() {
    let theta = step(Loss::HalfSquaredError, &START);
    assert_relative_eq!(theta[0], 0.499_907_239_074_418, max_relative = 1e-14);
    assert_relative_eq!(theta[1], 0.199_721_717_223_254, max_relative = 1e-14);
    assert_relative_eq!(theta[2], 1.829_072_390_744_18, max_relative = 1e-14);
    assert_pass(
        &theta,
        (
            1.938_979_629_818_6,
            0.874_240_002_308_523,
            0.356_370_590_748_947,
        ),
    );
    let reduction = pass(&START).2 - pass(&theta).2;
    assert_relative_eq!(reduction, 9.468_035_461_782_21e-5, max_relative = 1e-10);
    let network = neuron();
    let (_, gradient) = batch(&network, Loss::HalfSquaredError).loss_and_gradient(&START);
    let first_order = 0.01 * gradient.iter().map(|g| g * g).sum::<f64>();
    assert_relative_eq!(first_order, 9.465_048_246_279_34e-5, max_relative = 1e-13);
}

// The article updates the weights by backpropagation but keeps the bias of its delta rule step; nearly all of the reduction
// it then reports comes from that bias. With the weights alone the error falls by 8.6e-6.
#[test]
fn the_article_s_mixed_step_gains_by_its_bias() {
    let delta_rule = step(Loss::BinaryCrossEntropy, &START);
    let descent = step(Loss::HalfSquaredError, &START);
    let mixed = [descent[0], descent[1], delta_rule[2]];
    assert_pass(
        &mixed,
        (
            1.931_463_717_639_57,
            0.873_411_342_782_798,
            0.355_671_346_567_341,
        ),
    );
    let reduction = pass(&START).2 - pass(&mixed).2;
    assert_relative_eq!(reduction, 0.000_793_924_536_224_265, max_relative = 1e-11);
    // From the inputs as the article rounds them.
    let rounded = [0.499_907_239_07, 0.199_721_717_2, 1.821_556_479];
    assert_pass(
        &rounded,
        (
            1.931_463_718_067,
            0.873_411_342_830_056,
            0.355_671_346_607_199,
        ),
    );
    let weights_only = [descent[0], descent[1], START[2]];
    assert_pass(
        &weights_only,
        (
            1.939_907_239_074_42,
            0.874_341_952_371_643,
            0.356_456_666_267_379,
        ),
    );
}

// The article reads a derivative as the change for a step of 1 (0.009276 and 0.027828); the true changes are smaller.
#[test]
fn a_derivative_is_not_the_change_for_a_whole_unit() {
    let error = pass(&START).2;
    let first = pass(&[1.5, 0.2, 1.83]).2 - error;
    assert_relative_eq!(first, 0.008_990_175_224_072_71, max_relative = 1e-12);
    let second = pass(&[0.5, 1.2, 1.83]).2 - error;
    assert_relative_eq!(second, 0.025_284_368_670_403_8, max_relative = 1e-12);
}

/// The outputs after these numbers of steps, and the first step after which |d − y| < 0.001.
fn run(loss: Loss, marks: &[usize], until: usize) -> (Vec<f64>, Option<usize>) {
    let network = neuron();
    let mut batch = batch(&network, loss);
    let mut theta = START;
    let mut descent = Sgd::new(3, 0.01, 0.0, false);
    let mut outputs = Vec::new();
    for steps in 0..=until {
        // A step leaves the output before it in the trace.
        descent.step(&mut theta, &mut batch).unwrap();
        let y = batch.trace.output(1)[0];
        if marks.contains(&steps) {
            outputs.push(y);
        }
        if (y - 0.03).abs() < 1e-3 {
            return (outputs, Some(steps));
        }
    }
    (outputs, None)
}

// numpy, f64: the factor φ′ in a saturated unit costs a factor of 25 in steps.
#[test]
fn the_delta_rule_needs_11120_steps_and_squared_error_272795() {
    let (outputs, reached) = run(
        Loss::BinaryCrossEntropy,
        &[1, 2, 10, 100, 1000, 10_000],
        20_000,
    );
    let expected = [
        0.873_328_220_55,
        0.872_298_426_859,
        0.863_849_285_15,
        0.745_877_494_951,
        0.139_311_749_585,
        0.031_451_404_389,
    ];
    for (output, expected) in outputs.iter().zip(expected) {
        assert_relative_eq!(*output, expected, max_relative = 1e-10);
    }
    assert_eq!((outputs.len(), reached), (6, Some(11_120)));

    let (outputs, reached) = run(Loss::HalfSquaredError, &[1, 10, 100, 1000, 10_000], 300_000);
    let expected = [
        0.874_240_002_309,
        0.873_223_656_834,
        0.862_320_955_668,
        0.643_632_896_723,
        0.097_148_415_952_3,
    ];
    for (output, expected) in outputs.iter().zip(expected) {
        assert_relative_eq!(*output, expected, max_relative = 1e-10);
    }
    assert_eq!((outputs.len(), reached), (5, Some(272_795)));
}

/// x = (0.1, 0.4), target 0.7, no bias, η = 0.01, E = (p − t)²: the p and E of the last epoch's forward pass, and the weights.
fn long_run(start: [f64; 2], epochs: usize) -> (f64, f64, [f64; 2]) {
    let network = chain(&[2, 1], &[Activation::Logistic], false);
    let (inputs, targets) = (matrix(&[&[0.1], &[0.4]]), matrix(&[&[0.7]]));
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &inputs, &targets);
    let mut theta = start;
    let mut descent = Sgd::new(2, 0.01, 0.0, false);
    let mut error = f64::NAN;
    for _ in 0..epochs {
        error = descent.step(&mut theta, &mut batch).unwrap();
    }
    (batch.trace.output(1)[0], error, theta)
}

// 80,000 epochs, calculated in f64 by numpy. The article's end value 0.6999994386664375 with E = 3.150953682878443e-13 fits a
// start of w·x ≈ 0.2755, which it does not print; its E is (0.7 − p)² of its p.
#[test]
fn eighty_thousand_epochs_end_where_they_should() {
    let (p, error, weights) = long_run([0.5, 0.5], 80_000);
    assert_abs_diff_eq!(p, 0.699_999_419_264_224_5, epsilon = 1e-12);
    assert_relative_eq!(error, 3.372_540_409e-13, max_relative = 1e-6);
    assert_relative_eq!(weights[0], 0.851_350_056_115, max_relative = 1e-11);
    assert_relative_eq!(weights[1], 1.905_400_224_46, max_relative = 1e-11);
    let (p, _, _) = long_run([0.0, 0.0], 80_000);
    assert_abs_diff_eq!(p, 0.699_999_242_500_819_4, epsilon = 1e-12);
    let (p, _, _) = long_run([1.0, 1.0], 80_000);
    assert_abs_diff_eq!(p, 0.699_999_625_334_979_7, epsilon = 1e-12);
    // Only s = w·x matters, since Δw is along x: w₁ = w₂ = 0.275498/0.5 gives the article's numbers.
    let (p, error, _) = long_run([0.550_996; 2], 80_000);
    assert_abs_diff_eq!(p, 0.699_999_438_666_437_5, epsilon = 1e-11);
    assert_relative_eq!(error, 3.150_953_682_878_443e-13, max_relative = 1e-4);
}

#[test]
fn twice_as_many_epochs_square_the_small_number() {
    let (_, error, _) = long_run([0.5, 0.5], 160_000);
    assert_relative_eq!(error, 1.28e-23, max_relative = 0.01);
}

#[test]
fn any_start_between_zero_and_one_ends_in_the_same_narrow_band() {
    for seed in 0..4 {
        let start = SplitMix::new(seed).matrix(2, 1, (0.0, 1.0));
        let (p, _, _) = long_run([start[0], start[1]], 80_000);
        assert!(
            (0.699_999_24..=0.699_999_63).contains(&p),
            "seed {seed}: {p}"
        );
    }
}

// Inertia Δ ← αΔ + (1 − α)ηδx is momentum with the learning rate (1 − α)η: three steps with η = 0.01, α = 0.9, at 40 digits.
#[test]
fn inertia_is_momentum_with_a_smaller_rate() {
    let network = neuron();
    let mut batch = batch(&network, Loss::HalfSquaredError);
    let mut theta = START;
    let mut inertia = Sgd::new(3, (1.0 - 0.9) * 0.01, 0.9, false);
    let expected = [
        [
            0.499_990_723_907_44,
            0.199_972_171_722_33,
            1.829_907_239_074_4,
        ],
        [
            0.499_973_098_746_08,
            0.199_919_296_238_24,
            1.829_730_987_460_8,
        ],
        [
            0.499_947_958_310_29,
            0.199_843_874_930_86,
            1.829_479_583_102_9,
        ],
    ];
    for expected in expected {
        inertia.step(&mut theta, &mut batch).unwrap();
        for (theta, expected) in theta.iter().zip(expected) {
            assert_relative_eq!(*theta, expected, max_relative = 1e-13);
        }
    }
}
