//! Objectives that are plain functions of `θ`.

use deltascope::nn::Activation;
use deltascope::nn::Interrupted;
use deltascope::nn::KroneckerFactors;
use deltascope::nn::Network;
use deltascope::nn::Objective;
use deltascope::nn::Optimizer;
use deltascope::nn::OptimizerSpec;

use super::nets::chain;

/// `½ Σ cᵢ θᵢ²`.
pub struct Quadratic(pub Vec<f64>);

impl Objective<f64> for Quadratic {
    fn gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
        for ((gradient, theta), curvature) in gradient.iter_mut().zip(theta).zip(&self.0) {
            *gradient = curvature * theta;
        }
        self.loss_at(theta)
    }

    fn loss_at(&mut self, theta: &[f64]) -> Result<f64, Interrupted> {
        let terms = theta.iter().zip(&self.0);
        Ok(terms
            .map(|(theta, curvature)| 0.5 * curvature * theta * theta)
            .sum())
    }

    /// The residuals are `√cᵢ θᵢ`.
    fn normal_equations(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        vector: &mut [f64],
    ) -> Result<f64, Interrupted> {
        matrix.fill(0.0);
        for (place, curvature) in self.0.iter().enumerate() {
            matrix[place * (theta.len() + 1)] = *curvature;
        }
        self.gradient(theta, vector)
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
        theta: &[f64],
        factors: &mut KroneckerFactors<f64>,
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        add_curvatures(&self.0, factors);
        self.gradient(theta, gradient)
    }

    fn fisher_forms(
        &mut self,
        _theta: &[f64],
        directions: (&[f64], &[f64]),
    ) -> Result<[f64; 3], Interrupted> {
        Ok(fisher_forms(&self.0, directions))
    }
}

/// Curvatures as the Fisher matrix, `½ Σ cᵢ θᵢ²` being half squared errors of the outputs `√cᵢ θᵢ`.
pub fn fisher_forms(curvatures: &[f64], (u, v): (&[f64], &[f64])) -> [f64; 3] {
    [(u, u), (u, v), (v, v)].map(|(u, v)| {
        let terms = u.iter().zip(v).zip(curvatures);
        terms.map(|((u, v), curvature)| curvature * u * v).sum()
    })
}

/// Curvatures as the factors of a layer with one output and an input for each.
pub fn add_curvatures(curvatures: &[f64], factors: &mut KroneckerFactors<f64>) {
    let layer = &mut factors.layers[0];
    for (place, curvature) in curvatures.iter().enumerate() {
        layer.a[place * (curvatures.len() + 1)] += curvature;
    }
    layer.g[0] += 1.0;
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

    fn fisher(
        &mut self,
        theta: &[f64],
        matrix: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<f64, Interrupted> {
        self.normal_equations(theta, matrix, gradient)
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
