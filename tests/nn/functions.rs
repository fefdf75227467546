//! Objectives that are plain functions of `θ`.

use deltascope::nn::Activation;
use deltascope::nn::Interrupted;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::Network;
use deltascope::nn::Objective;
use deltascope::nn::Optimizer;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Real;

use crate::nets::chain;

/// `½ Σ cᵢ θᵢ²`. The residuals are `√cᵢ θᵢ`; as half squared errors of these outputs, it has the curvatures as its Fisher matrix.
pub struct Quadratic<R>(pub Vec<R>);

impl<R: Real> Objective<R> for Quadratic<R> {
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        for ((gradient, theta), curvature) in gradient.iter_mut().zip(theta).zip(&self.0) {
            *gradient = *curvature * *theta;
        }
        self.loss_at(theta)
    }

    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted> {
        let terms = theta.iter().zip(&self.0);
        Ok(terms.fold(R::zero(), |sum, (theta, curvature)| {
            sum + R::of(0.5) * *curvature * *theta * *theta
        }))
    }

    fn normal_equations(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        vector: &mut [R],
    ) -> Result<R, Interrupted> {
        matrix.fill(R::zero());
        for (place, curvature) in self.0.iter().enumerate() {
            matrix[place * (theta.len() + 1)] = *curvature;
        }
        self.gradient(theta, vector)
    }

    fn squares(&self) -> (usize, f64) {
        (self.0.len(), 2.0)
    }

    fn fisher(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        self.normal_equations(theta, matrix, gradient)
    }

    /// The factors of a layer with one output and an input for each curvature.
    fn kronecker_factors(
        &mut self,
        theta: &[R],
        factors: &mut KroneckerFactors<R>,
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let layer = &mut factors.layers[0];
        for (place, curvature) in self.0.iter().enumerate() {
            layer.a[place * (self.0.len() + 1)] += *curvature;
        }
        layer.g[0] += R::one();
        self.gradient(theta, gradient)
    }

    fn fisher_forms(&mut self, _theta: &[R], (u, v): (&[R], &[R])) -> Result<[R; 3], Interrupted> {
        Ok([(u, u), (u, v), (v, v)].map(|(u, v)| {
            let terms = u.iter().zip(v).zip(&self.0);
            terms.fold(R::zero(), |sum, ((u, v), curvature)| {
                sum + *curvature * *u * *v
            })
        }))
    }
}

/// Rosenbrock's valley `100(y − x²)² + (1 − x)²`, least 0 at (1, 1), counting how often it is evaluated.
pub struct Rosenbrock {
    pub evaluations: usize,
}

impl Objective<f64> for Rosenbrock {
    fn gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
        let (x, y) = (theta[0], theta[1]);
        gradient[0] = -400.0 * x * (y - x * x) - 2.0 * (1.0 - x);
        gradient[1] = 200.0 * (y - x * x);
        self.loss_at(theta)
    }

    fn loss_at(&mut self, theta: &[f64]) -> Result<f64, Interrupted> {
        self.evaluations += 1;
        let (x, y) = (theta[0], theta[1]);
        Ok(100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2))
    }

    fn trial_gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
        self.gradient(theta, gradient)
    }

    /// The residuals are `10√2 (y − x²)` and `√2 (1 − x)`, so that half their squares add up to the value.
    fn normal_equations(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        vector: &mut [f64],
    ) -> Result<f64, Interrupted> {
        let x = theta[0];
        matrix.copy_from_slice(&[800.0 * x * x + 2.0, -400.0 * x, -400.0 * x, 200.0]);
        self.gradient(theta, vector)
    }

    fn squares(&self) -> (usize, f64) {
        (2, 2.0)
    }

    fn fisher(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        self.normal_equations(theta, matrix, gradient)
    }

    fn kronecker_factors(
        &mut self,
        _theta: &[f64],
        _factors: &mut KroneckerFactors<f64>,
        _gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        unreachable!("the valley has no layers")
    }

    fn fisher_forms(
        &mut self,
        _theta: &[f64],
        _directions: (&[f64], &[f64]),
    ) -> Result<[f64; 3], Interrupted> {
        unreachable!("the valley is used without a Fisher matrix")
    }
}

/// A network with this many parameters and nothing else of interest.
pub fn parameters(count: usize) -> Network {
    chain(&[count, 1], &[Activation::Identity], false)
}

/// An optimiser for this many parameters.
pub fn optimizer(spec: OptimizerSpec, count: usize) -> Box<dyn Optimizer<f64>> {
    spec.build(&parameters(count))
}

/// The optimiser of this name with its defaults, some settings changed.
pub fn named(name: &str, settings: &[(&str, f64)]) -> OptimizerSpec {
    let found = OptimizerSpec::ALL
        .into_iter()
        .find(|spec| spec.name() == name);
    let mut spec = found.unwrap_or_else(|| panic!("no optimiser {name}"));
    for (setting, value) in settings {
        let parameters = spec.parameters();
        let place = parameters
            .iter()
            .position(|parameter| parameter.name == *setting);
        spec = spec.with_parameter(
            place.unwrap_or_else(|| panic!("{name} has no {setting}")),
            *value,
        );
    }
    spec
}
