//! The worked examples with several units: every number of the articles, checked at 40 to 50 digits or in f64 by numpy. Where
//! an article prints a wrong rule the comment says so.

use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::matrix;
use crate::splitmix::SplitMix;
use approx::assert_abs_diff_eq;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Optimizer as _;
use deltascope::nn::optimizer::Sgd;
use nalgebra::DMatrix;

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_relative_eq!(*found, *expected, max_relative = tolerance);
    }
}

// A neuron 0.5·4 + 1 = 3 (the text lost a dot: "0.54"), and the sizes of its networks: 10 → 6 has 66 parameters, the
// 10-6-4-1 network it describes 99, and an output 1.3 for the target 4 is off by 2.7.
#[test]
fn small_counts_and_sums_are_right() {
    let neuron = chain(&[1, 1], &[Activation::Identity], true);
    let (inputs, targets) = (matrix(&[&[4.0]]), matrix(&[&[3.0]]));
    let mut batch = Batch::new(&neuron, Loss::HalfSquaredError, &inputs, &targets);
    assert_eq!(batch.outputs(&[0.5, 1.0])[0], 3.0);
    let layer = chain(&[10, 6], &[Activation::Logistic], true);
    assert_eq!(layer.layout().len(), 66);
    let network = chain(&[10, 6, 4, 1], &[Activation::Logistic; 3], true);
    assert_eq!(network.layout().len(), 99);
    let (inputs, targets) = (matrix(&[&[0.0]]), matrix(&[&[4.0]]));
    let mut batch = Batch::new(&neuron, Loss::HalfSquaredError, &inputs, &targets);
    let (loss, _) = batch.loss_and_gradient(&[0.0, 1.3]);
    assert_relative_eq!((2.0 * loss).sqrt(), 2.7, max_relative = 1e-15);
}

// A linear neuron with x = (1, 1), t = 0: E = (w₁ + w₂)², gradient 2(w₁ + w₂) for both, so w₁ − w₂ never changes.
#[test]
fn the_linear_neuron_slides_into_its_valley() {
    let network = chain(&[2, 1], &[Activation::Identity], false);
    let (inputs, targets) = (matrix(&[&[1.0], &[1.0]]), matrix(&[&[0.0]]));
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &inputs, &targets);
    let mut theta = [0.5, 0.2];
    let (loss, gradient) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(loss, 0.49, max_relative = 1e-15);
    assert_close(&gradient, &[1.4, 1.4], 1e-15);
    let mut descent = Sgd::new(2, 0.1, 0.0, false);
    for _ in 0..100 {
        descent.step(&mut theta, &mut batch).unwrap();
        assert_abs_diff_eq!(theta[0] - theta[1], 0.3, epsilon = 1e-15);
    }
    assert_abs_diff_eq!(theta[0] + theta[1], 0.0, epsilon = 1e-15);
}

// p = (0.1, 0.7, 0.2), class 2: −ln 0.7, gradient p − t, squared error 0.01 + 0.09 + 0.04.
#[test]
fn cross_entropy_of_three_probabilities() {
    let network = chain(&[1, 3], &[Activation::Softmax], false);
    let (inputs, targets) = (matrix(&[&[1.0]]), matrix(&[&[0.0], &[1.0], &[0.0]]));
    let theta = [0.1_f64, 0.7, 0.2].map(f64::ln);
    let mut batch = Batch::new(&network, Loss::SoftmaxCrossEntropy, &inputs, &targets);
    let (loss, gradient) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(loss, 0.356_674_943_938_732, max_relative = 1e-14);
    assert_close(&gradient, &[0.1, -0.3, 0.2], 1e-14);
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
    let (loss, _) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(2.0 * loss, 0.14, max_relative = 1e-14);
}

// Logistic loss ln(1 + e^(−ym)), m = w₀ + w·x, w = (0.5, −0.3, 0.2), x = (1, 2). The article differentiates the
// log-likelihood instead, so its gradient has the wrong sign: following it goes uphill.
#[test]
fn the_logistic_loss_has_the_gradient_minus_y_sigma() {
    let network = chain(&[2, 1], &[Activation::Logistic], true);
    let inputs = matrix(&[&[1.0], &[2.0]]);
    let theta = [-0.3, 0.2, 0.5];
    let gradient_of = |target: f64| {
        Batch::new(
            &network,
            Loss::BinaryCrossEntropy,
            &inputs,
            &matrix(&[&[target]]),
        )
        .loss_and_gradient(&theta)
    };
    let (loss, gradient) = gradient_of(1.0);
    assert_relative_eq!(loss, 0.437_487_950_485_886, max_relative = 1e-14);
    let expected = [
        -0.354_343_693_774_205,
        -0.708_687_387_548_409,
        -0.354_343_693_774_205,
    ];
    assert_close(&gradient, &expected, 1e-14);
    let (loss, gradient) = gradient_of(0.0);
    assert_relative_eq!(loss, 1.037_487_950_485_89, max_relative = 1e-14);
    let expected = [
        0.645_656_306_225_795,
        1.291_312_612_451_59,
        0.645_656_306_225_795,
    ];
    assert_close(&gradient, &expected, 1e-14);
}

// Two layers of logistic units, X = (1, 2), y = 1, no biases. The article calls the log-likelihood the loss, so its sign is
// turned; a step of 0.5 along its gradient raises the loss to 0.863.
#[test]
fn two_logistic_layers_descend_only_with_the_right_sign() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], false);
    let (inputs, targets) = (matrix(&[&[1.0], &[2.0]]), matrix(&[&[1.0]]));
    let mut batch = Batch::new(&network, Loss::BinaryCrossEntropy, &inputs, &targets);
    // The article's W₁ = [[0.1, −0.2], [0.3, 0.4]] goes from input (row) to unit (column): row-major there is column-major
    // for W [out × in] here.
    let theta = [0.1, -0.2, 0.3, 0.4, 0.5, -0.6];
    let (loss, gradient) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(loss, 0.720_152_197_245_46, max_relative = 1e-13);
    let hidden = batch.trace.output(1).into_owned();
    assert_close(
        hidden.as_slice(),
        &[0.668_187_772_168_17, 0.645_656_306_225_8],
        1e-13,
    );
    let output = batch.trace.output(2)[0];
    assert_relative_eq!(output, 0.486_678_179_244_67, max_relative = 1e-13);
    let expected = [
        -0.056_905_027_901_857,
        0.070_463_965_722_802,
        -0.113_810_055_803_71,
        0.140_927_931_445_6,
        -0.342_995_363_815_81,
        -0.331_429_470_693_99,
    ];
    assert_close(&gradient, &expected, 1e-12);
    let mut after = |rate: f64| {
        let pairs = theta.iter().zip(&gradient);
        let moved: Vec<f64> = pairs.map(|(theta, g)| theta - rate * g).collect();
        batch.loss_and_gradient(&moved).0
    };
    assert_relative_eq!(after(0.5), 0.595_058_873_692_32, max_relative = 1e-13);
    assert_relative_eq!(after(-0.5), 0.863_286_760_024_33, max_relative = 1e-13);
}

/// The 3-7-5-4-1 network, x = (0.1, 0.4, 4.1), y = 0.2, all logistic, no bias, E = (p − y)², η = 0.7, stopped at
/// |y − p| ≤ 1e-7 or after 500 passes: the outputs before each update, the last included, and the prediction for
/// (0.2, 3.1, 1.7).
fn deep_run(theta: &[f64]) -> (Vec<f64>, f64) {
    let network = chain(&[3, 7, 5, 4, 1], &[Activation::Logistic; 4], false);
    let (inputs, targets) = (matrix(&[&[0.1], &[0.4], &[4.1]]), matrix(&[&[0.2]]));
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &inputs, &targets);
    let mut theta = theta.to_vec();
    let mut descent = Sgd::new(theta.len(), 0.7, 0.0, false);
    let mut outputs = Vec::new();
    for _ in 0..500 {
        outputs.push(batch.outputs(&theta)[0]);
        if batch.largest_error(&theta) <= 1e-7 {
            break;
        }
        descent.step(&mut theta, &mut batch).unwrap();
    }
    let question = matrix(&[&[0.2], &[3.1], &[1.7]]);
    let mut asked = Batch::new(&network, Loss::MeanSquaredError, &question, &targets);
    (outputs, asked.outputs(&theta)[0])
}

/// `w_ij = ((3i + 5j) mod 7 + 1)/8` in every layer, i being the row.
fn deep_weights() -> Vec<f64> {
    let sizes = [3, 7, 5, 4, 1];
    let weight = |i: usize, j: usize| ((3 * i + 5 * j) % 7 + 1) as f64 / 8.0;
    let matrices = sizes.windows(2);
    matrices
        .flat_map(|pair| {
            DMatrix::from_fn(pair[1], pair[0], weight)
                .as_slice()
                .to_vec()
        })
        .collect()
}

// numpy, f64. The article prints no result, and the code behind it is not backpropagation: it gives all output weights one
// component of the gradient, uses weights already updated, and multiplies (Σw)(Σδ) instead of Σwδ.
#[test]
fn the_deep_network_s_first_gradient_is_right() {
    let network = chain(&[3, 7, 5, 4, 1], &[Activation::Logistic; 4], false);
    let (inputs, targets) = (matrix(&[&[0.1], &[0.4], &[4.1]]), matrix(&[&[0.2]]));
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &inputs, &targets);
    let theta = deep_weights();
    let (loss, gradient) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(loss, 0.379_952_427_264, max_relative = 1e-11);
    assert_relative_eq!(
        batch.trace.delta(4)[0],
        0.184_784_323_151,
        max_relative = 1e-11
    );
    assert_relative_eq!(gradient[0], 1.012_779_854_42e-5, max_relative = 1e-11);
    let expected = [
        0.169_263_983_711,
        0.170_876_988_63,
        0.172_335_253_302,
        0.160_980_385_207,
    ];
    assert_close(&gradient[theta.len() - 4..], &expected, 1e-11);
}

#[test]
fn the_deep_network_learns_its_one_sample() {
    let (outputs, prediction) = deep_run(&deep_weights());
    let expected = [
        0.816_402_812_505,
        0.742_737_020_007,
        0.640_597_337_037,
        0.253_551_978_001,
        0.200_000_375_739,
    ];
    let found = [0, 1, 2, 10, 100].map(|place| outputs[place]);
    assert_close(&found, &expected, 1e-11);
    assert_eq!(outputs.len(), 112);
    assert_relative_eq!(outputs[111], 0.200_000_092_151, max_relative = 1e-11);
    assert_relative_eq!(prediction, 0.199_772_491_599, max_relative = 1e-11);
}

// It has learnt a constant: whatever is asked, the answer is near 0.2.
#[test]
fn the_deep_network_learns_from_any_start() {
    for seed in 0..10 {
        let mut rng = SplitMix::new(seed);
        let sizes = [3, 7, 5, 4, 1];
        let pairs = sizes.windows(2);
        let theta = pairs.flat_map(|pair| rng.matrix(pair[1], pair[0], (0.0, 1.0)));
        let (outputs, prediction) = deep_run(&theta.collect::<Vec<f64>>());
        let passes = outputs.len();
        assert!((108..=149).contains(&passes), "seed {seed}: {passes}");
        assert!(
            (0.199_14..0.2).contains(&prediction),
            "seed {seed}: {prediction}"
        );
        if seed == 0 {
            assert_relative_eq!(outputs[0], 0.879_794_138_478, max_relative = 1e-11);
            assert_eq!(passes, 112);
            assert_relative_eq!(outputs[111], 0.200_000_090_723, max_relative = 1e-11);
            assert_relative_eq!(prediction, 0.199_823_136_432, max_relative = 1e-11);
        }
    }
}

/// The 2-2-1 test network, x = (0.5, −1): θ = (V column by column, v₀, w, w₀) for V [unit × input].
fn small_theta(output_bias: f64) -> [f64; 9] {
    [0.2, -0.3, 0.4, 0.1, 0.1, -0.1, 0.3, -0.5, output_bias]
}

// The article prints δ_k = (t − y) + y_in and δ_j = δ_in + z_in; both plus signs must be products with f′. Its δ points
// downhill, so it is −Δ here.
#[test]
fn the_small_network_s_deltas_are_products() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], true);
    let (inputs, targets) = (matrix(&[&[0.5], &[-1.0]]), matrix(&[&[1.0]]));
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
    let (loss, _) = batch.loss_and_gradient(&small_theta(0.2));
    let trace = &batch.trace;
    let column = |view: nalgebra::DMatrixView<'_, f64>| view.into_owned().as_slice().to_vec();
    assert_close(&column(trace.net_input(1)), &[-0.2, -0.35], 1e-14);
    let hidden = [0.450_166_002_687_52, 0.413_382_421_082_67];
    assert_close(&column(trace.output(1)), &hidden, 1e-13);
    assert_close(&column(trace.net_input(2)), &[0.128_358_590_264_92], 1e-13);
    assert_close(&column(trace.output(2)), &[0.532_045_661_143_77], 1e-13);
    assert_relative_eq!(loss, 0.109_490_631_627_19, max_relative = 1e-13);
    assert_close(&column(trace.delta(2)), &[-0.116_508_030_986_27], 1e-13);
    let deltas = [-0.008_651_300_556_938_7, 0.014_126_447_006_686];
    assert_close(&column(trace.delta(1)), &deltas, 1e-13);
}

// With t = 0 and w₀ = 1.5 the printed δ_k = 0.62171315398835 has even the wrong sign, and its step goes uphill.
#[test]
fn the_printed_rule_of_the_small_network_goes_uphill() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], true);
    let (inputs, targets) = (matrix(&[&[0.5], &[-1.0]]), matrix(&[&[0.0]]));
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
    let mut theta = small_theta(1.5);
    let (loss, _) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(loss, 0.325_338_429_932_91, max_relative = 1e-13);
    let y = batch.trace.output(2)[0];
    assert_relative_eq!(y, 0.806_645_436_276_58, max_relative = 1e-13);
    let delta = batch.trace.delta(2)[0];
    assert_relative_eq!(delta, 0.125_811_340_364_28, max_relative = 1e-13);

    // The printed rule: δ_k = (t − y) + y_in, δ_j = δ_k w_j + z_in,j, each weight moved by α δ times its input.
    let (z_in, z) = (batch.trace.net_input(1), batch.trace.output(1));
    let printed = (0.0 - y) + batch.trace.net_input(2)[0];
    assert_relative_eq!(printed, 0.621_713_153_988_35, max_relative = 1e-13);
    let hidden = [0, 1].map(|j| printed * theta[6 + j] + z_in[j]);
    let mut uphill = theta;
    for j in 0..2 {
        uphill[j] += 0.5 * hidden[j] * 0.5;
        uphill[2 + j] -= 0.5 * hidden[j];
        uphill[4 + j] += 0.5 * hidden[j];
        uphill[6 + j] += 0.5 * printed * z[j];
    }
    uphill[8] += 0.5 * printed;
    let (after, _) = batch.loss_and_gradient(&uphill);
    assert_relative_eq!(after, 0.379_729_780_122_63, max_relative = 1e-12);

    let mut descent = Sgd::new(9, 0.5, 0.0, false);
    descent.step(&mut theta, &mut batch).unwrap();
    let (after, _) = batch.loss_and_gradient(&theta);
    assert_relative_eq!(after, 0.313_897_224_103_55, max_relative = 1e-12);
}
