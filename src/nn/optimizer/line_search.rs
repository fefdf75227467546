//! A line search for the strong Wolfe conditions: a step `a` along a direction `p` such that the loss falls by at least
//! `c₁ a |gᵀp|` and the slope's size falls to `c₂ |gᵀp|` (Nocedal & Wright, 2006, algorithms 3.5 and 3.6, with quadratic
//! interpolation and bisection near the ends).

use crate::nn::matmul::dot;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The constant `c₁` of the sufficient decrease.
const DECREASE: f64 = 1e-4;
/// How many points are tried before the search makes do with the best.
const TRIALS: usize = 30;
/// An interval shorter than this is not divided further.
const SHORTEST: f64 = 1e-14;

/// Where a search starts: `theta`, a direction, and there the loss and the slope `gᵀp < 0`.
#[derive(Clone, Copy)]
pub(super) struct Ray<'a, R> {
    pub(super) theta: &'a [R],
    pub(super) direction: &'a [R],
    pub(super) loss: R,
    pub(super) slope: R,
}

/// A point on the ray.
#[derive(Clone, Copy)]
pub(super) struct Trial<R> {
    pub(super) step: R,
    pub(super) loss: R,
    slope: R,
}

/// A line search with its buffers.
#[derive(Clone, Debug)]
pub(super) struct LineSearch<R> {
    /// The constant `c₂`.
    curvature: R,
    /// The point that was tried last; after a search, the one it found.
    pub(super) point: Vec<R>,
    /// The gradient there.
    pub(super) gradient: Vec<R>,
}

impl<R: Real> LineSearch<R> {
    pub(super) fn new(parameters: usize, curvature: f64) -> Self {
        Self {
            curvature: R::of(curvature),
            point: vec![R::zero(); parameters],
            gradient: vec![R::zero(); parameters],
        }
    }

    /// Searches from the step `first`. What it returns fulfils the conditions, or is the best there was to find; it can even be
    /// no better than the start, which the caller must look at.
    pub(super) fn search(
        &mut self,
        ray: Ray<'_, R>,
        first: R,
        objective: &mut dyn Objective<R>,
    ) -> Result<Trial<R>, Interrupted> {
        let mut last = Trial {
            step: R::zero(),
            loss: ray.loss,
            slope: ray.slope,
        };
        let mut step = first;
        for trial in 0..TRIALS {
            let now = self.evaluate(ray, step, objective)?;
            if rises(ray, now) || (trial > 0 && now.loss >= last.loss) {
                return self.zoom(ray, last, now, objective);
            }
            if now.slope.abs() <= -self.curvature * ray.slope {
                return Ok(now);
            }
            if now.slope >= R::zero() {
                return self.zoom(ray, now, last, objective);
            }
            last = now;
            step += step;
        }
        Ok(last)
    }

    /// Narrows the interval between `low`, the best point so far that decreases enough, and `high`.
    fn zoom(
        &mut self,
        ray: Ray<'_, R>,
        mut low: Trial<R>,
        mut high: Trial<R>,
        objective: &mut dyn Objective<R>,
    ) -> Result<Trial<R>, Interrupted> {
        let mut now = low;
        for _ in 0..TRIALS {
            now = self.evaluate(ray, between(low, high), objective)?;
            if rises(ray, now) || now.loss >= low.loss {
                high = now;
            } else {
                if now.slope.abs() <= -self.curvature * ray.slope {
                    return Ok(now);
                }
                if now.slope * (high.step - low.step) >= R::zero() {
                    high = low;
                }
                low = now;
            }
            if (high.step - low.step).abs() < R::of(SHORTEST) {
                break;
            }
        }
        if low.step > R::zero() && low.step != now.step {
            return self.evaluate(ray, low.step, objective);
        }
        Ok(now)
    }

    fn evaluate(
        &mut self,
        ray: Ray<'_, R>,
        step: R,
        objective: &mut dyn Objective<R>,
    ) -> Result<Trial<R>, Interrupted> {
        let line = ray.theta.iter().zip(ray.direction);
        for (point, (theta, direction)) in self.point.iter_mut().zip(line) {
            *point = *theta + step * *direction;
        }
        let loss = objective.trial_gradient(&self.point, &mut self.gradient)?;
        Ok(Trial {
            step,
            loss,
            slope: dot(&self.gradient, ray.direction),
        })
    }
}

/// Whether the loss does not fall enough; so does one that is not finite.
fn rises<R: Real>(ray: Ray<'_, R>, now: Trial<R>) -> bool {
    let most = ray.loss + R::of(DECREASE) * now.step * ray.slope;
    !now.loss.is_finite() || now.loss > most
}

/// The minimum of the parabola through both losses and the slope at `low`, or the middle if that is near an end (or nowhere).
fn between<R: Real>(low: Trial<R>, high: Trial<R>) -> R {
    let width = high.step - low.step;
    let bend = R::of(2.0) * (high.loss - low.loss - low.slope * width);
    let step = low.step - low.slope * width * width / bend;
    let (left, right) = (low.step.min(high.step), low.step.max(high.step));
    let margin = R::of(0.1) * (right - left);
    if step >= left + margin && step <= right - margin {
        step
    } else {
        R::of(0.5) * (low.step + high.step)
    }
}
