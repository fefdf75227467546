//! Activations, losses and two small networks against numbers calculated elsewhere.

use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::relative_error;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use nalgebra::DMatrix;
use serde_json::Value;

/// Calculated in numpy (f64), matrices row by row; see the file's own note.
fn reference() -> Value {
    serde_json::from_str(include_str!("../data/reference_chains.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

fn rows(value: &Value) -> DMatrix<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j])
}

/// `W₁ b₁ W₂ b₂ …`; biases 0 where there are none.
fn theta(weights: &Value, biases: Option<&Value>) -> Vec<f64> {
    let mut theta = Vec::new();
    for (layer, weights) in weights.as_array().unwrap().iter().enumerate() {
        let weights = rows(weights);
        theta.extend_from_slice(weights.as_slice());
        match biases {
            Some(biases) => theta.extend_from_slice(rows(&biases[layer]).as_slice()),
            None => theta.extend(vec![0.0; weights.nrows()]),
        }
    }
    theta
}

// Function and derivative at z = −2, −1/2, 1/2, 2, to 12 digits (numpy and scipy.special.erf).
#[test]
fn activations_and_derivatives_match_the_table() {
    let swish = Activation::Swish { beta: 1.0 };
    let elu = Activation::Elu { alpha: 1.0 };
    #[rustfmt::skip]
    let table = [
        (Activation::Logistic,
            [0.119_202_922_022, 0.377_540_668_798, 0.622_459_331_202, 0.880_797_077_978],
            [0.104_993_585_404, 0.235_003_712_202, 0.235_003_712_202, 0.104_993_585_404]),
        (Activation::Tanh,
            [-0.964_027_580_076, -0.462_117_157_26, 0.462_117_157_26, 0.964_027_580_076],
            [0.070_650_824_853_2, 0.786_447_732_966, 0.786_447_732_966, 0.070_650_824_853_2]),
        (elu,
            [-0.864_664_716_763, -0.393_469_340_287, 0.5, 2.0],
            [0.135_335_283_237, 0.606_530_659_713, 1.0, 1.0]),
        (Activation::Gelu,
            [-0.045_500_263_896_4, -0.154_268_769_363, 0.345_731_230_637, 1.954_499_736_1],
            [-0.085_231_801_078_2, 0.132_504_875_344, 0.867_495_124_656, 1.085_231_801_08]),
        (Activation::Softplus,
            [0.126_928_011_043, 0.474_076_984_18, 0.974_076_984_18, 2.126_928_011_04],
            [0.119_202_922_022, 0.377_540_668_798, 0.622_459_331_202, 0.880_797_077_978]),
        (swish,
            [-0.238_405_844_044, -0.188_770_334_399, 0.311_229_665_601, 1.761_594_155_96],
            [-0.090_784_248_784_9, 0.260_038_812_697, 0.739_961_187_303, 1.090_784_248_78]),
        (Activation::Mish,
            [-0.252_501_482_696, -0.220_743_774_652, 0.375_245_211_305, 1.943_958_959_53],
            [-0.108_355_092_42, 0.289_510_677_914, 0.886_424_375_358, 1.069_317_934_28]),
        (Activation::Identity, [-2.0, -0.5, 0.5, 2.0], [1.0; 4]),
        (Activation::Relu, [0.0, 0.0, 0.5, 2.0], [0.0, 0.0, 1.0, 1.0]),
        (Activation::LeakyRelu { slope: 0.01 }, [-0.02, -0.005, 0.5, 2.0], [0.01, 0.01, 1.0, 1.0]),
    ];
    for (activation, values, slopes) in table {
        for (place, z) in [-2.0, -0.5, 0.5, 2.0].into_iter().enumerate() {
            let a = activation.value(z);
            assert_relative_eq!(a, values[place], max_relative = 1e-11);
            let slope = activation.derivative(z, a);
            assert_relative_eq!(slope, slopes[place], max_relative = 1e-11);
        }
    }
}

// The same for the functions of PyTorch (torch.nn.Hardsigmoid, Hardtanh, SELU, CELU, Softsign) by their documented formulas,
// and sin z, e^(−z²), all in numpy. The slope of a step is 1 by convention.
#[test]
fn further_activations_and_derivatives_match_the_table() {
    let celu = Activation::Celu { alpha: 2.0 };
    #[rustfmt::skip]
    let table = [
        (Activation::HardSigmoid,
            [0.166_666_666_667, 0.416_666_666_667, 0.583_333_333_333, 0.833_333_333_333], [1.0 / 6.0; 4]),
        (Activation::HardTanh, [-1.0, -0.5, 0.5, 1.0], [0.0, 1.0, 1.0, 0.0]),
        (Activation::Selu,
            [-1.520_166_468_6, -0.691_758_187_803, 0.525_350_493_678, 2.101_401_974_71],
            [0.237_932_872_252, 1.066_341_153_04, 1.050_700_987_36, 1.050_700_987_36]),
        (celu,
            [-1.264_241_117_66, -0.442_398_433_857, 0.5, 2.0],
            [0.367_879_441_171, 0.778_800_783_071, 1.0, 1.0]),
        (Activation::Softsign,
            [-2.0 / 3.0, -1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0], [1.0 / 9.0, 4.0 / 9.0, 4.0 / 9.0, 1.0 / 9.0]),
        (Activation::Sine,
            [-0.909_297_426_826, -0.479_425_538_604, 0.479_425_538_604, 0.909_297_426_826],
            [-0.416_146_836_547, 0.877_582_561_89, 0.877_582_561_89, -0.416_146_836_547]),
        (Activation::Gaussian,
            [0.018_315_638_888_7, 0.778_800_783_071, 0.778_800_783_071, 0.018_315_638_888_7],
            [0.073_262_555_554_9, 0.778_800_783_071, -0.778_800_783_071, -0.073_262_555_554_9]),
        (Activation::Step, [0.0, 0.0, 1.0, 1.0], [1.0; 4]),
    ];
    for (activation, values, slopes) in table {
        for (place, z) in [-2.0, -0.5, 0.5, 2.0].into_iter().enumerate() {
            let a = activation.value(z);
            assert_relative_eq!(a, values[place], max_relative = 1e-11);
            let slope = activation.derivative(z, a);
            assert_relative_eq!(slope, slopes[place], max_relative = 1e-11);
        }
    }
}

// By hand: at each kink the slope is that of the left side; beyond both ends the hard functions stand still.
#[test]
fn hard_functions_stand_still_beyond_their_kinks() {
    let slope = |activation: Activation, z: f64| activation.derivative(z, activation.value(z));
    let (sigmoid, tanh) = (Activation::HardSigmoid, Activation::HardTanh);
    assert_eq!([-3.0, 3.0, 9.0].map(|z| sigmoid.value(z)), [0.0, 1.0, 1.0]);
    assert_eq!(
        [-3.0, 3.0, 9.0].map(|z| slope(sigmoid, z)),
        [0.0, 1.0 / 6.0, 0.0]
    );
    assert_eq!([-1.0, 1.0, 9.0].map(|z| tanh.value(z)), [-1.0, 1.0, 1.0]);
    assert_eq!([-1.0, 1.0, 9.0].map(|z| slope(tanh, z)), [0.0, 1.0, 0.0]);
    assert_eq!(
        [0.0, f64::MIN_POSITIVE].map(|z| Activation::Step.value(z)),
        [0.0, 1.0]
    );
}

// By hand: σ′(0) = 1/4, GELU and swish 1/2, mish tanh(ln 2) = 3/5; kinks take the side z ≤ 0.
#[test]
fn derivatives_at_zero_are_the_exact_ones() {
    let at_zero = |activation: Activation| activation.derivative(0.0, activation.value(0.0));
    assert_eq!(at_zero(Activation::Logistic), 0.25);
    assert_eq!(at_zero(Activation::Gelu), 0.5);
    assert_eq!(at_zero(Activation::Swish { beta: 1.0 }), 0.5);
    assert_relative_eq!(at_zero(Activation::Mish), 0.6, max_relative = 1e-15);
    assert_eq!(at_zero(Activation::Elu { alpha: 1.0 }), 1.0);
    assert_eq!(at_zero(Activation::Elu { alpha: 2.0 }), 2.0);
    assert_eq!(at_zero(Activation::Relu), 0.0);
    assert_eq!(at_zero(Activation::LeakyRelu { slope: 0.1 }), 0.1);
}

// Swish with β = 2: z σ(2z) and σ(2z) + 2z σ(2z)(1 − σ(2z)) at z = 1/2, from σ(1) = 0.731058578630005.
#[test]
fn swish_takes_its_steepness_into_the_derivative() {
    let swish = Activation::Swish { beta: 2.0 };
    let s = 0.731_058_578_630_005;
    assert_relative_eq!(swish.value(0.5), 0.5 * s, max_relative = 1e-14);
    let slope = swish.derivative(0.5, swish.value(0.5));
    assert_relative_eq!(slope, s + s * (1.0 - s), max_relative = 1e-14);
}

// e, e², e³ over their sum.
#[test]
fn softmax_of_one_two_three() {
    let mut a = [0.0; 3];
    Activation::Softmax.apply(3, &[1.0, 2.0, 3.0], &mut a);
    let expected = [0.090_030_573_170_4, 0.244_728_471_055, 0.665_240_955_775];
    for (a, expected) in a.into_iter().zip(expected) {
        assert_relative_eq!(a, expected, max_relative = 1e-11);
    }
}

// Three samples, logistic outputs: the losses by their definitions, by hand.
#[test]
fn losses_are_means_over_samples() {
    let network = chain(&[1, 2], &[Activation::Identity], false);
    let inputs = DMatrix::from_row_slice(1, 2, &[1.0, 2.0]);
    let targets = DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 1.0, 3.0]);
    // y = (x, 3x): errors (1, 2) and (1, 3).
    let theta = [1.0, 3.0];
    let loss = |loss| {
        Batch::new(&network, loss, &inputs, &targets)
            .loss_and_gradient(&theta)
            .0
    };
    assert_eq!(loss(Loss::HalfSquaredError), (1.0 + 4.0 + 1.0 + 9.0) / 4.0);
    assert_eq!(loss(Loss::MeanSquaredError), (1.0 + 4.0 + 1.0 + 9.0) / 4.0);
}

// By hand and in numpy, one sample. Errors 0.3, −1, 2.5: the mean of their sizes; with δ = 0.8 Huber's mean of
// 0.3²/2, 0.8 (1 − 0.4), 0.8 (2.5 − 0.4), and slopes cut at ±0.8, both as torch.nn.L1Loss and HuberLoss define them.
#[test]
fn absolute_and_huber_errors_match_their_definitions() {
    let (y, t) = ([0.5, -1.0, 3.0], [0.2, 0.0, 0.5]);
    let mut delta = [0.0; 3];
    let mut check = |loss: Loss, value: f64, slopes: [f64; 3]| {
        assert_relative_eq!(loss.of_sample(&y, &y, &t), value, max_relative = 1e-14);
        loss.output_delta(Activation::Identity, 0.5, (&y, &y, &t), &mut delta);
        for (delta, slope) in delta.iter().zip(slopes) {
            assert_relative_eq!(*delta, 0.5 * slope, max_relative = 1e-14);
        }
    };
    let third = 1.0 / 3.0;
    check(Loss::MeanAbsoluteError, 3.8 / 3.0, [third, -third, third]);
    let huber = Loss::Huber { delta: 0.8 };
    check(
        huber,
        (0.045 + 0.48 + 1.68) / 3.0,
        [0.1, -0.8 * third, 0.8 * third],
    );
    let mut still = [1.0];
    let same = ([0.5].as_slice(), [0.5].as_slice(), [0.5].as_slice());
    Loss::MeanAbsoluteError.output_delta(Activation::Identity, 1.0, same, &mut still);
    assert_eq!(still, [0.0], "no error, no slope");
}

// −Σ t (1 − y)^γ ln y and its two-sided form with γ = 2 at z = (0.5, −1, 2), t = (1, 0, 0) in numpy; the slopes by central
// differences with h = 1e-5, so to about 1e-10.
#[test]
fn focal_losses_match_their_definitions() {
    let (z, t) = ([0.5, -1.0, 2.0], [1.0, 0.0, 0.0]);
    let check = |loss: Loss, output: Activation, value: f64, slopes: [f64; 3]| {
        let (mut y, mut delta) = ([0.0; 3], [0.0; 3]);
        output.apply(3, &z, &mut y);
        assert_relative_eq!(loss.of_sample(&z, &y, &t), value, max_relative = 1e-14);
        loss.output_delta(output, 1.0, (&z, &y, &t), &mut delta);
        for (delta, slope) in delta.iter().zip(slopes) {
            assert_relative_eq!(*delta, slope, max_relative = 1e-9);
        }
    };
    check(
        Loss::BinaryFocal { gamma: 2.0 },
        Activation::Logistic,
        1.740_309_727_447_378_7,
        [
            -0.137_936_997_357_5,
            0.052_581_129_983_4,
            1.076_713_730_485_7,
        ],
    );
    check(
        Loss::SoftmaxFocal { gamma: 2.0 },
        Activation::Softmax,
        1.184_345_803_989_925_7,
        [
            -0.976_131_770_047_4,
            0.046_293_901_534_4,
            0.929_837_868_524_1,
        ],
    );
}

// SplitMix64: the published first outputs of seed 0; the rest calculated in numpy.
#[test]
fn the_reference_generator_gives_its_published_numbers() {
    let mut rng = SplitMix::new(0);
    assert_eq!(rng.raw(), 0xe220_a839_7b1d_cdaf);
    assert_eq!(rng.raw(), 0x6e78_9e6a_a1b9_65f4);
    assert_eq!(rng.raw(), 0x06c4_5d18_8009_454f);
    let mut rng = SplitMix::new(0);
    assert_eq!(rng.unit(), 0.883_310_808_213_642_6);
    assert_eq!(rng.unit(), 0.431_527_997_048_509_97);
    assert_eq!(rng.unit(), 0.026_433_771_592_597_743);
    let normals = SplitMix::new(0).normals(2);
    assert_relative_eq!(normals[0], -1.883_908_333_352_440_5, max_relative = 1e-14);
    assert_relative_eq!(normals[1], 0.864_506_859_557_514_8, max_relative = 1e-14);
    assert_eq!(
        SplitMix::new(0).permutation(10),
        [6, 3, 2, 9, 8, 1, 4, 7, 0, 5]
    );

    let reference = &reference()["rng"];
    let mut rng = SplitMix::new(42);
    for bits in reference["raw_hex"].as_array().unwrap() {
        assert_eq!(format!("{:#x}", rng.raw()), bits.as_str().unwrap());
    }
    let mut rng = SplitMix::new(42);
    for expected in numbers(&reference["u01"]) {
        assert_eq!(rng.unit(), expected);
    }
    let drawn = SplitMix::new(42).normals(4);
    assert!(relative_error(&drawn, &numbers(&reference["normal"])) < 1e-15);
    let order: Vec<f64> = SplitMix::new(42)
        .permutation(8)
        .iter()
        .map(|i| *i as f64)
        .collect();
    assert_eq!(order, numbers(&reference["perm8"]));
}

#[test]
fn a_softmax_classifier_matches_the_reference() {
    let reference = &reference()["mlp_ce"];
    let activations = [Activation::Tanh, Activation::Softmax];
    let network = chain(&[2, 3, 2], &activations, true);
    let theta0 = theta(&reference["W"], Some(&reference["b"]));
    let (inputs, targets) = (rows(&reference["X"]), rows(&reference["T"]));
    let mut batch = Batch::new(&network, Loss::SoftmaxCrossEntropy, &inputs, &targets);

    let (loss, gradient) = batch.loss_and_gradient(&theta0);

    let expected = reference["loss"].as_f64().unwrap();
    assert_relative_eq!(loss, expected, max_relative = 1e-14);
    let outputs = batch.trace.output(2).into_owned();
    assert_relative_eq!(outputs, rows(&reference["out"]), max_relative = 1e-14);
    for layer in [1, 2] {
        let expected = rows(&reference["delta"][layer - 1]);
        let delta = batch.trace.delta(layer).into_owned();
        assert_relative_eq!(delta, expected, epsilon = 1e-16, max_relative = 1e-13);
    }
    let expected = theta(&reference["gW"], Some(&reference["gb"]));
    assert!(relative_error(&gradient, &expected) < 1e-15);
}

#[test]
fn a_logistic_network_matches_the_reference() {
    let reference = &reference()["mlp_half_sse"];
    let activations = [Activation::Logistic; 2];
    let network = chain(&[2, 3, 1], &activations, true);
    let theta0 = theta(&reference["W"], None);
    let (inputs, targets) = (rows(&reference["X"]), rows(&reference["T"]));
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);

    let (loss, gradient) = batch.loss_and_gradient(&theta0);

    let expected = reference["loss"].as_f64().unwrap();
    assert_relative_eq!(loss, expected, max_relative = 1e-14);
    let expected = theta(&reference["gW"], Some(&reference["gb"]));
    assert!(relative_error(&gradient, &expected) < 1e-15);
    // The gradient of the half squared error is Jᵀ(y − t)/n.
    let jacobian = rows(&reference["jacobian"]);
    let errors = batch.outputs(&theta0) - &targets;
    let product = jacobian.transpose() * errors.transpose() / 3.0;
    assert!(relative_error(&gradient, product.as_slice()) < 1e-15);
}

// Hand calculation: with all parameters 0 every XOR output is 1/2, so E = 1/8 and every gradient entry is exactly 0.
#[test]
fn xor_from_zero_stands_on_a_saddle() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], true);
    let inputs = DMatrix::from_row_slice(2, 4, &[0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    let targets = DMatrix::from_row_slice(1, 4, &[0.0, 1.0, 1.0, 0.0]);
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
    let (loss, gradient) = batch.loss_and_gradient(&[0.0; 9]);
    assert_eq!(loss, 0.125);
    assert_eq!(gradient, [0.0; 9]);
}
