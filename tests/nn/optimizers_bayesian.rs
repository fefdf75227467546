//! Bayesian regularisation of Levenberg–Marquardt: `α`, `β` and the effective number of parameters `γ`.

use crate::functions::named;
use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::matrix;
use crate::nets::relative_error;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Objective as _;
use deltascope::nn::Optimizer;
use nalgebra::DMatrix;
use nalgebra::DVector;

const LM: &str = "Levenberg–Marquardt";
const ON: (&str, f64) = ("Bayesian regularisation", 1.0);

/// `μ`, `α`, `β` and `γ`.
fn quantities(optimizer: &dyn Optimizer<f64>) -> [f64; 4] {
    let found = optimizer.quantities();
    let names: Vec<&str> = found.iter().map(|quantity| quantity.0).collect();
    assert_eq!(
        names,
        [
            "Damping μ",
            "Penalty weight α",
            "Error weight β",
            "Effective parameters γ"
        ]
    );
    [0, 1, 2, 3].map(|place| found[place].1)
}

// By hand: y = wx at x = 1, 2 with targets 1, 3 and w = 1.4, where the squares are least: e = (0.4, −0.2), J = (1, 2), Jᵀe = 0. With
// α = 0.001, β = 1 and μ = 1/2 the step is −0.0014/5.501. It gains little, so γ = 1 − 0.001/5.001 = 5000/5001 follows, and with
// Σe² = 0.2 + 5 (w − 1.4)² there α = γ/2w² and β = (2 − γ)/2Σe².
#[test]
fn one_step_of_one_weight() {
    let network = chain(&[1, 1], &[Activation::Identity], false);
    let (x, t) = (matrix(&[&[1.0, 2.0]]), matrix(&[&[1.0, 3.0]]));
    for loss in [Loss::HalfSquaredError, Loss::MeanSquaredError] {
        let mut batch = Batch::new(&network, loss, &x, &t);
        let mut theta = [1.4];
        let mut optimizer = named(LM, &[("First damping", 0.5), ON]).build(&network);
        assert_eq!(quantities(&*optimizer), [0.5, 0.001, 1.0, 1.0]);
        let before = optimizer.step(&mut theta, &mut batch).unwrap();
        assert_eq!(before, batch.loss_at(&[1.4]).unwrap());
        let moved = 0.0014 / 5.501;
        assert_relative_eq!(theta[0], 1.4 - moved, max_relative = 1e-14);
        let (gamma, squares) = (5000.0 / 5001.0, 0.2 + 5.0 * moved * moved);
        let alpha = gamma / (2.0 * theta[0] * theta[0]);
        let expected = [0.05, alpha, (2.0 - gamma) / (2.0 * squares), gamma];
        for (found, expected) in quantities(&*optimizer).iter().zip(expected) {
            assert_relative_eq!(*found, expected, max_relative = 1e-12);
        }
    }
}

// From far away a step gains much, and nothing is estimated yet.
#[test]
fn far_from_a_minimum_the_first_weights_stay() {
    let network = chain(&[1, 1], &[Activation::Identity], false);
    let (x, t) = (matrix(&[&[1.0, 2.0]]), matrix(&[&[1.0, 3.0]]));
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &x, &t);
    let mut optimizer = named(LM, &[ON]).build(&network);
    optimizer.step(&mut [-5.0], &mut batch).unwrap();
    assert_eq!(quantities(&*optimizer)[1..], [0.001, 1.0, 1.0]);
}

/// A linear net of five inputs, two of which matter, at 30 points with noise.
fn regression() -> (DMatrix<f64>, DMatrix<f64>) {
    let mut rng = SplitMix::new(5);
    let x = DMatrix::from_vec(5, 30, rng.matrix(5, 30, (-1.0, 1.0)));
    let noise = rng.normals(30);
    let t = DMatrix::from_fn(1, 30, |_, n| x[(0, n)] - 0.5 * x[(1, n)] + 0.2 * noise[n]);
    (x, t)
}

// MacKay's conditions for the most probable values: w is the ridge solution (X X^T + α/β I)⁻¹ X t, and with the eigenvalues λ of
// β X X^T γ = Σ λ/(λ + α) = 2α Σw² = n − 2β Σe².
#[test]
fn a_linear_net_ends_at_the_most_probable_values() {
    let (x, t) = regression();
    let network = chain(&[5, 1], &[Activation::Identity], false);
    let mut batch = Batch::new(&network, Loss::MeanSquaredError, &x, &t);
    let mut theta = SplitMix::new(1).uniform_chain(&[5, 1], 1.0)[..5].to_vec();
    let mut optimizer = named(LM, &[ON]).build(&network);
    for _ in 0..200 {
        optimizer.step(&mut theta, &mut batch).unwrap();
    }
    assert!(optimizer.is_stuck(), "nothing is left to gain");
    let [_, alpha, beta, gamma] = quantities(&*optimizer);
    let square = &x * x.transpose();
    let ridge = &square + DMatrix::identity(5, 5) * (alpha / beta);
    let solution = ridge.lu().solve(&(&x * t.transpose())).unwrap();
    assert!(relative_error(&theta, solution.as_slice()) < 1e-6);
    let eigenvalues = (square * beta).symmetric_eigenvalues();
    let effective: f64 = eigenvalues.iter().map(|l| l / (l + alpha)).sum();
    assert_relative_eq!(gamma, effective, max_relative = 1e-6);
    let weights = DVector::from_vec(theta.clone()).norm_squared();
    assert_relative_eq!(gamma, 2.0 * alpha * weights, max_relative = 1e-6);
    let errors = 30.0 * batch.loss_at(&theta).unwrap();
    assert_relative_eq!(gamma, 30.0 - 2.0 * beta * errors, max_relative = 1e-6);
    assert!((2.0..5.0).contains(&gamma), "{gamma} of 5");
}

/// `sin 2πx` at 21 points with noise, and without noise between them.
fn sine() -> [(DMatrix<f64>, DMatrix<f64>); 2] {
    let noise = SplitMix::new(9).normals(21);
    let sine = |x: f64| (std::f64::consts::TAU * x).sin();
    let x = DMatrix::from_fn(1, 21, |_, n| 0.1 * n as f64 - 1.0);
    let t = DMatrix::from_fn(1, 21, |_, n| sine(x[n]) + 0.1 * noise[n]);
    let between = DMatrix::from_fn(1, 200, |_, n| 0.01 * n as f64 - 0.995);
    let exact = between.map(sine);
    [(x, t), (between, exact)]
}

// A 1-20-1 net has 61 parameters for 21 points, as in Foresee & Hagan's figures. numpy: 10 of 10 seeds end with γ = 11.5 or so and a
// mean squared error of 0.0052 or 0.0075 between the points; without regularisation the noise is followed, 0.011 to 0.013.
#[test]
fn a_net_with_too_many_units_does_not_follow_the_noise() {
    let activations = [Activation::Tanh, Activation::Identity];
    let network = chain(&[1, 20, 1], &activations, true);
    let [(x, t), (between, exact)] = sine();
    let end = |settings: &[(&str, f64)], seed| {
        let mut batch = Batch::new(&network, Loss::MeanSquaredError, &x, &t);
        let mut theta = SplitMix::new(seed).uniform_chain(&[1, 20, 1], 1.0);
        let mut optimizer = named(LM, settings).build(&network);
        for _ in 0..300 {
            optimizer.step(&mut theta, &mut batch).unwrap();
        }
        let mut other = Batch::new(&network, Loss::MeanSquaredError, &between, &exact);
        (optimizer, other.loss_at(&theta).unwrap())
    };
    for seed in 0..4 {
        let (optimizer, error) = end(&[ON], seed);
        let [.., gamma] = quantities(&*optimizer);
        assert!((8.0..14.0).contains(&gamma), "seed {seed}: {gamma} of 61");
        assert!(error < 0.008, "seed {seed}: {error}");
        let plain = end(&[], seed).1;
        assert!(plain > 1.3 * error, "seed {seed}: {plain} {error}");
    }
}

#[test]
fn a_restored_state_goes_on_to_the_same_bits() {
    let network = chain(&[5, 1], &[Activation::Tanh], true);
    let (x, t) = regression();
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &x, &t);
    let mut theta = SplitMix::new(1).uniform_chain(&[5, 1], 1.0);
    let build = || -> Box<dyn Optimizer<f64>> { named(LM, &[ON]).build(&network) };
    let (mut optimizer, mut resumed) = (build(), build());
    for _ in 0..3 {
        optimizer.step(&mut theta, &mut batch).unwrap();
    }
    resumed.restore(&optimizer.state());
    let mut again = theta.clone();
    optimizer.step(&mut theta, &mut batch).unwrap();
    resumed.step(&mut again, &mut batch).unwrap();
    assert_eq!(theta, again);
    assert_eq!(quantities(&*optimizer), quantities(&*resumed));
}
