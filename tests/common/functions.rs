//! Objectives that are plain functions of `θ`.

use deltascope::nn::Activation;
use deltascope::nn::Interrupted;
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
