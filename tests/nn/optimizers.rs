//! Optimisers against reference iterates, and what all of them have in common.

use crate::functions::Quadratic;
use crate::functions::named;
use crate::functions::optimizer;
use crate::functions::parameters;
use crate::nets::Batch;
use crate::nets::chain;
use crate::splitmix::SplitMix;
use approx::assert_relative_eq;
use deltascope::nn::Activation;
use deltascope::nn::Interrupted;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::Loss;
use deltascope::nn::Objective;
use deltascope::nn::Optimizer;
use deltascope::nn::OptimizerSpec;
use nalgebra::DMatrix;
use serde_json::Value;

// The first five iterates on ½(θ₁² + 10θ₂²) from (1, 1), calculated in f64 from the published update rules, in numpy or plain
// Python.
#[test]
fn first_iterates_on_a_quadratic_match_the_reference() {
    let reference: Value =
        serde_json::from_str(include_str!("../data/reference_optimizers.json")).unwrap();
    let rate = |rate| ("Learning rate", rate);
    let descent = "Gradient descent";
    let cases = [
        ("sgd_lr0.1", named(descent, &[rate(0.1)])),
        (
            "momentum_lr0.05_a0.9",
            named(descent, &[rate(0.05), ("Momentum", 0.9)]),
        ),
        (
            "nesterov_lr0.05_a0.9",
            named(descent, &[rate(0.05), ("Momentum", 0.9), ("Nesterov", 1.0)]),
        ),
        (
            "inertia_lr0.1_a0.9",
            named("Inertia", &[rate(0.1), ("Inertia", 0.9)]),
        ),
        ("adagrad_lr0.5", named("AdaGrad", &[rate(0.5)])),
        (
            "rmsprop_lr0.01_rho0.99",
            named("RMSProp", &[rate(0.01), ("Decay", 0.99)]),
        ),
        ("adam_lr0.1", named("Adam", &[rate(0.1)])),
        (
            "adamw_lr0.1_wd0.01",
            named("AdamW", &[rate(0.1), ("Weight decay", 0.01)]),
        ),
        ("nadam_lr0.1", named("NAdam", &[rate(0.1)])),
        (
            "bold_driver_lr0.21_a0.5",
            named(
                "Bold driver",
                &[("First learning rate", 0.21), ("Momentum", 0.5)],
            ),
        ),
        (
            "delta_bar_delta_lr0.15_k0.01_p0.1_t0.7",
            named("Delta-bar-delta", &[("First learning rate", 0.15)]),
        ),
        ("irprop_minus_d0.1", named("iRprop−", &[])),
        ("irprop_plus_d0.8", named("iRprop+", &[("First step", 0.8)])),
        ("irprop_plus_d2.5", named("iRprop+", &[("First step", 2.5)])),
        // Two weights enter the unit, so η = 0.1 is ε = 0.05 for each.
        (
            "quickprop_eps0.05_mu1.75_dec0",
            named("Quickprop", &[rate(0.1), ("Weight decay", 0.0)]),
        ),
    ];
    let cases = cases.map(|(key, spec)| (key, spec, 1e-13));
    // Its curvature is a difference of gradients 5e-5 apart, which magnifies rounding.
    let scaled = named("Scaled conjugate gradient", &[("First damping", 5.0)]);
    for (key, spec, tolerance) in cases.into_iter().chain([("scg_s5e-5_l5", scaled, 1e-9)]) {
        let mut theta = [1.0, 1.0];
        let mut optimizer = optimizer(spec, 2);
        for iterate in reference[key].as_array().unwrap() {
            optimizer
                .step(&mut theta, &mut Quadratic(vec![1.0, 10.0]))
                .unwrap();
            for (place, theta) in theta.into_iter().enumerate() {
                let expected = iterate[place].as_f64().unwrap();
                assert_relative_eq!(theta, expected, epsilon = 1e-15, max_relative = tolerance);
            }
        }
    }
}

/// A small full batch: the encoder of four bits.
fn task() -> (deltascope::nn::Network, Vec<f64>, DMatrix<f64>) {
    let network = chain(&[4, 2, 4], &[Activation::Logistic; 2], true);
    let theta = SplitMix::new(1).uniform_chain(&[4, 2, 4], 1.0);
    (network, theta, DMatrix::identity(4, 4))
}

#[test]
fn every_optimizer_lowers_the_loss() {
    let (network, start, identity) = task();
    for spec in OptimizerSpec::ALL {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &identity, &identity);
        let mut theta = start.clone();
        let mut optimizer = spec.build(&network);
        let first = optimizer.step(&mut theta, &mut batch).unwrap();
        assert_eq!(first, batch.loss_at(&start).unwrap(), "{}", spec.name());
        for _ in 0..30 {
            optimizer.step(&mut theta, &mut batch).unwrap();
        }
        let last = batch.loss_at(&theta).unwrap();
        assert!(last < first, "{}: {first} → {last}", spec.name());
    }
}

#[test]
fn a_restored_state_goes_on_to_the_same_bits() {
    let (network, start, identity) = task();
    for spec in OptimizerSpec::ALL {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &identity, &identity);
        let mut theta = start.clone();
        let mut optimizer: Box<dyn Optimizer<f64>> = spec.build(&network);
        for _ in 0..7 {
            optimizer.step(&mut theta, &mut batch).unwrap();
        }
        optimizer.set_learning_rate(0.003);
        optimizer.set_momentum(0.7);
        let mut resumed = spec.build(&network);
        resumed.restore(&optimizer.state());
        let mut resumed_theta = theta.clone();
        for _ in 0..7 {
            optimizer.step(&mut theta, &mut batch).unwrap();
            resumed.step(&mut resumed_theta, &mut batch).unwrap();
        }
        assert_eq!(theta, resumed_theta, "{}", spec.name());
        assert_eq!(optimizer.state(), resumed.state(), "{}", spec.name());
    }
}

/// Calls the work off at a given question.
struct Impatient {
    inner: Quadratic<f64>,
    patience: usize,
}

impl Impatient {
    fn ask(&mut self) -> Result<(), Interrupted> {
        self.patience = self.patience.checked_sub(1).ok_or(Interrupted)?;
        Ok(())
    }
}

impl Objective<f64> for Impatient {
    fn gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
        self.ask()?;
        self.inner.gradient(theta, gradient)
    }

    fn loss_at(&mut self, theta: &[f64]) -> Result<f64, Interrupted> {
        self.ask()?;
        self.inner.loss_at(theta)
    }

    fn normal_equations(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        vector: &mut [f64],
    ) -> Result<f64, Interrupted> {
        self.ask()?;
        self.inner.normal_equations(theta, matrix, vector)
    }

    fn squares(&self) -> (usize, f64) {
        self.inner.squares()
    }

    fn fisher(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        self.ask()?;
        self.inner.fisher(theta, matrix, gradient)
    }

    fn kronecker_factors(
        &mut self,
        theta: &[f64],
        factors: &mut KroneckerFactors<f64>,
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        self.ask()?;
        self.inner.kronecker_factors(theta, factors, gradient)
    }

    fn fisher_forms(
        &mut self,
        theta: &[f64],
        directions: (&[f64], &[f64]),
    ) -> Result<[f64; 3], Interrupted> {
        self.ask()?;
        self.inner.fisher_forms(theta, directions)
    }
}

#[test]
fn an_interrupted_step_changes_nothing() {
    for spec in OptimizerSpec::ALL {
        let mut optimizer = optimizer(spec, 2);
        let mut theta = [1.0, 1.0];
        let quadratic = || Quadratic(vec![1.0, 10.0]);
        for _ in 0..3 {
            optimizer.step(&mut theta, &mut quadratic()).unwrap();
        }
        let (kept_theta, kept_state) = (theta, optimizer.state());
        for patience in 0.. {
            let inner = quadratic();
            let mut impatient = Impatient { inner, patience };
            if optimizer.step(&mut theta, &mut impatient).is_ok() {
                break;
            }
            assert_eq!(theta, kept_theta, "{}", spec.name());
            assert_eq!(optimizer.state(), kept_state, "{}", spec.name());
        }
        assert_ne!(optimizer.state(), kept_state, "{}", spec.name());
    }
}

#[test]
fn single_precision_counts_and_restores_as_well() {
    let mut quadratic = Quadratic(vec![1.0, 1.0]);
    for spec in OptimizerSpec::ALL {
        let mut optimizer: Box<dyn Optimizer<f32>> = spec.build(&parameters(2));
        let mut theta = [1.0, -0.5];
        for _ in 0..5 {
            optimizer.step(&mut theta, &mut quadratic).unwrap();
        }
        let mut resumed: Box<dyn Optimizer<f32>> = spec.build(&parameters(2));
        resumed.restore(&optimizer.state());
        let mut resumed_theta = theta;
        optimizer.step(&mut theta, &mut quadratic).unwrap();
        resumed.step(&mut resumed_theta, &mut quadratic).unwrap();
        assert_eq!(theta, resumed_theta, "{}", spec.name());
    }
}

// Gradient descent on a linear network is the least-mean-squares rule: it ends at the solution of the normal equations,
// found here by a QR decomposition.
#[test]
fn the_linear_delta_rule_ends_at_least_squares() {
    let mut rng = SplitMix::new(4);
    let inputs = DMatrix::from_vec(2, 20, rng.matrix(2, 20, (-1.0, 1.0)));
    let targets = DMatrix::from_vec(1, 20, rng.matrix(1, 20, (-1.0, 1.0)));
    let network = chain(&[2, 1], &[Activation::Identity], true);
    let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
    let mut theta = vec![0.0; 3];
    let mut descent = named("Gradient descent", &[("Learning rate", 0.5)]).build(&network);
    for _ in 0..2000 {
        descent.step(&mut theta, &mut batch).unwrap();
    }
    let design = inputs.transpose().insert_column(2, 1.0);
    let decomposed = design.qr();
    let projected = decomposed.q().transpose() * targets.transpose();
    let solution = decomposed.r().solve_upper_triangular(&projected).unwrap();
    for (theta, solution) in theta.iter().zip(solution.iter()) {
        assert_relative_eq!(*theta, *solution, max_relative = 1e-13);
    }
}
