//! An objective that is looked at while an optimiser uses it: how long the gradient is.

use crate::nn::Interrupted;
use crate::nn::KroneckerFactors;
use crate::nn::Loss;
use crate::nn::Objective;
use crate::nn::Optimizer;
use crate::nn::Real;
use crate::nn::norm;

/// Passes everything on, and keeps the norm of the gradient where the step began.
pub(super) struct Watched<'a, R: Real> {
    objective: &'a mut dyn Objective<R>,
    /// What `Jᵀe` is multiplied by to be the gradient.
    residual_scale: f64,
    /// What [`Optimizer::prior`] tells.
    prior: Option<f64>,
    norm: Option<f64>,
}

impl<'a, R: Real> Watched<'a, R> {
    /// A look at the objective of a batch of `samples` with `outputs` values each.
    pub(super) fn new(
        objective: &'a mut dyn Objective<R>,
        loss: Loss,
        samples: usize,
        outputs: usize,
        prior: Option<f64>,
    ) -> Self {
        let samples = samples as f64;
        Self {
            objective,
            residual_scale: if loss == Loss::MeanSquaredError {
                2.0 / (samples * outputs as f64)
            } else {
                1.0 / samples
            },
            prior,
            norm: None,
        }
    }

    /// The norm of the first gradient that was asked for, if one was.
    pub(super) fn norm(&self) -> Option<f64> {
        self.norm
    }
}

/// One step of an optimiser, and the norm of its gradient where `look` gives the loss, the number of samples and that of
/// outputs; else `NaN`.
pub(super) fn take_step<R: Real>(
    optimizer: &mut dyn Optimizer<R>,
    theta: &mut [R],
    objective: &mut dyn Objective<R>,
    look: Option<(Loss, usize, usize)>,
) -> (Result<R, Interrupted>, f64) {
    let Some((loss, samples, outputs)) = look else {
        return (optimizer.step(theta, objective), f64::NAN);
    };
    let mut watched = Watched::new(objective, loss, samples, outputs, optimizer.prior());
    let stepped = optimizer.step(theta, &mut watched);
    let at_end = optimizer.end_gradient().map(norm);
    (stepped, at_end.or(watched.norm()).unwrap_or(f64::NAN))
}

impl<R: Real> Objective<R> for Watched<'_, R> {
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        let loss = self.objective.gradient(theta, gradient)?;
        self.norm.get_or_insert_with(|| norm(gradient));
        Ok(loss)
    }

    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted> {
        self.objective.loss_at(theta)
    }

    fn trial_gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        self.objective.trial_gradient(theta, gradient)
    }

    fn normal_equations(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        vector: &mut [R],
    ) -> Result<R, Interrupted> {
        let loss = self.objective.normal_equations(theta, matrix, vector)?;
        let scale = self.residual_scale;
        let prior = self.prior;
        self.norm.get_or_insert_with(|| match prior {
            None => scale * norm(vector),
            // The slope of half of `Σe² + prior · Σθ²`.
            Some(prior) => {
                let pairs = vector.iter().zip(theta);
                let slopes = pairs.map(|(v, theta)| v.to_f64() + prior * theta.to_f64());
                scale * slopes.map(|slope| slope * slope).sum::<f64>().sqrt()
            }
        });
        Ok(loss)
    }

    fn squares(&self) -> (usize, f64) {
        self.objective.squares()
    }

    fn fisher(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let loss = self.objective.fisher(theta, matrix, gradient)?;
        self.norm.get_or_insert_with(|| norm(gradient));
        Ok(loss)
    }

    fn kronecker_factors(
        &mut self,
        theta: &[R],
        factors: &mut KroneckerFactors<R>,
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let objective = &mut self.objective;
        let loss = objective.kronecker_factors(theta, factors, gradient)?;
        self.norm.get_or_insert_with(|| norm(gradient));
        Ok(loss)
    }

    fn fisher_forms(
        &mut self,
        theta: &[R],
        directions: (&[R], &[R]),
    ) -> Result<[R; 3], Interrupted> {
        self.objective.fisher_forms(theta, directions)
    }
}
