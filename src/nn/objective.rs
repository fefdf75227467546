//! What an optimiser may ask of the thing it makes small.

use thiserror::Error;

use super::kronecker::KroneckerFactors;
use super::real::Real;

/// The work was called off before it ended; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("interrupted")]
pub struct Interrupted;

/// A loss over the present batch as a function of `θ`. What a loss is not has no meaning there and is never asked for:
/// `OptimizerSpec::check_task` sees to it. Nothing that a wrapper has to pass on has an answer of its own here.
///
/// ```
/// use deltascope::nn::optimizer::Sgd;
/// use deltascope::nn::{Interrupted, Objective, Optimizer as _};
/// # use deltascope::nn::KroneckerFactors;
///
/// /// E = ½ θ².
/// struct Parabola;
///
/// impl Objective<f64> for Parabola {
///     fn gradient(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
///         gradient.copy_from_slice(theta);
///         self.loss_at(theta)
///     }
///
///     fn loss_at(&mut self, theta: &[f64]) -> Result<f64, Interrupted> {
///         Ok(0.5 * theta[0] * theta[0])
///     }
///
///     // One residual, θ itself, with the derivative 1.
///     fn normal_equations(
///         &mut self,
///         theta: &[f64],
///         matrix: &mut [f64],
///         vector: &mut [f64],
///     ) -> Result<f64, Interrupted> {
///         matrix[0] = 1.0;
///         self.gradient(theta, vector)
///     }
///
///     fn squares(&self) -> (usize, f64) {
///         (1, 2.0)
///     }
/// #
/// #   fn fisher(&mut self, theta: &[f64], matrix: &mut [f64], gradient: &mut [f64]) -> Result<f64, Interrupted> {
/// #       self.normal_equations(theta, matrix, gradient)
/// #   }
/// #
/// #   fn kronecker_factors(
/// #       &mut self,
/// #       theta: &[f64],
/// #       factors: &mut KroneckerFactors<f64>,
/// #       gradient: &mut [f64],
/// #   ) -> Result<f64, Interrupted> {
/// #       factors.layers[0].a[0] += 1.0;
/// #       factors.layers[0].g[0] += 1.0;
/// #       self.gradient(theta, gradient)
/// #   }
/// #
/// #   fn fisher_forms(&mut self, _: &[f64], (u, v): (&[f64], &[f64])) -> Result<[f64; 3], Interrupted> {
/// #       Ok([u[0] * u[0], u[0] * v[0], v[0] * v[0]])
/// #   }
/// }
///
/// let mut theta = [1.0];
/// let before = Sgd::new(1, 0.25, 0.0, false).step(&mut theta, &mut Parabola);
/// assert_eq!((before, theta), (Ok(0.5), [0.75]));
/// ```
pub trait Objective<R: Real> {
    /// The loss at `theta`; writes `∂E/∂θ` to `gradient`.
    ///
    /// # Errors
    /// When the work was called off.
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted>;

    /// The loss at `theta`.
    ///
    /// # Errors
    /// When the work was called off.
    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted>;

    /// As [`Objective::gradient`], at a point that a search only tries: a loss that is not finite is returned like any other
    /// (the gradient then means nothing), and is no reason to end a run.
    ///
    /// # Errors
    /// When the work was called off.
    fn trial_gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        let loss = self.loss_at(theta)?;
        if loss.is_finite() {
            self.gradient(theta, gradient)
        } else {
            Ok(loss)
        }
    }

    /// The loss at `theta`, and with it `JᵀJ` (its lower triangle, into `matrix [parameters × parameters]`) and `Jᵀe` (into `vector`), summed over
    /// the samples, where `e = Y − T` and `J = ∂e/∂θ`. Only a loss that is a sum of squares has these.
    ///
    /// # Errors
    /// When the work was called off.
    fn normal_equations(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        vector: &mut [R],
    ) -> Result<R, Interrupted>;

    /// For an objective with residuals `e`: how many they are, and what the loss is multiplied by to be `Σ e²`. `(0, 0.0)`
    /// without residuals.
    fn squares(&self) -> (usize, f64);

    /// The loss at `theta`, and with it the Fisher matrix (`[parameters × parameters]`, into `matrix`) and `∂E/∂θ`, both as
    /// means over the samples. Only a loss that stands for a distribution of the targets has one.
    ///
    /// # Errors
    /// When the work was called off.
    fn fisher(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        gradient: &mut [R],
    ) -> Result<R, Interrupted>;

    /// The loss at `theta`, and with it the Kronecker factors of the Fisher matrix, added to `factors`, and `∂E/∂θ`.
    ///
    /// # Errors
    /// As [`Objective::fisher`].
    fn kronecker_factors(
        &mut self,
        theta: &[R],
        factors: &mut KroneckerFactors<R>,
        gradient: &mut [R],
    ) -> Result<R, Interrupted>;

    /// `uᵀFu`, `uᵀFv` and `vᵀFv` with the Fisher matrix `F` at `theta`, for the directions `(u, v)`, without building it.
    ///
    /// # Errors
    /// As [`Objective::fisher`].
    fn fisher_forms(
        &mut self,
        theta: &[R],
        directions: (&[R], &[R]),
    ) -> Result<[R; 3], Interrupted>;
}
