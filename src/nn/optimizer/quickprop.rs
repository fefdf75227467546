//! Quickprop: each parameter jumps to the minimum of the parabola through its last two derivatives, at most `μ` times as far
//! as last time (Fahlman, 1988). `S` is the derivative with decay, `p` the last one, `d` the last step.

use super::Optimizer;
use super::Quantities;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::network::Network;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 3] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.55,
        "Size of the step by the gradient, shared by the inputs of a unit.",
    ),
    Hyperparameter::within(
        "μ",
        "Largest growth",
        super::ONE_OR_MORE,
        1.75,
        "A step is at most this many times as long as the last one.",
    ),
    Hyperparameter::at_least_zero(
        "λ",
        "Weight decay",
        0.0001,
        "Share of each weight that is added to its derivative.",
    ),
];

/// Quickprop at work. Its learning rate counts for the mean over the samples, where Fahlman's `ε` counts for their sum.
#[derive(Clone, Debug)]
pub struct Quickprop<R> {
    learning_rate: R,
    growth: R,
    decay: R,
    /// 1 over the number of units that feed the parameter's layer.
    shares: Vec<R>,
    gradient: Vec<R>,
    last_slope: Vec<R>,
    last_step: Vec<R>,
}

impl<R: Real> Quickprop<R> {
    /// For a network: the learning rate is divided by the number of units that feed a layer.
    pub fn new(network: &Network, learning_rate: f64, growth: f64, decay: f64) -> Self {
        let layout = network.layout();
        let mut shares = vec![R::one(); layout.len()];
        for layer in 0..network.layers().len() {
            let share = R::of(1.0 / network.fan_in(layer).max(1) as f64);
            for connection in network.incoming(layer) {
                shares[layout.weights(connection)].fill(share);
            }
            shares[layout.biases(layer)].fill(share);
        }
        Self {
            learning_rate: R::of(learning_rate),
            growth: R::of(growth),
            decay: R::of(decay),
            gradient: vec![R::zero(); shares.len()],
            last_slope: vec![R::zero(); shares.len()],
            last_step: vec![R::zero(); shares.len()],
            shares,
        }
    }
}

/// The next step of one parameter: `slope` = S, `last_slope` = p, `last_step` = d, `descent` = −ηS.
fn next_step<R: Real>(slope: R, last_slope: R, last_step: R, descent: R, growth: R) -> R {
    let zero = R::zero();
    if last_step == zero {
        return descent;
    }
    // Looked at in the direction of the last step, so that one case covers both.
    let direction = if last_step > zero {
        R::one()
    } else {
        -R::one()
    };
    let (down, last_down) = (-slope * direction, -last_slope * direction);
    let shrink = growth / (R::one() + growth);
    let jump = if down >= shrink * last_down || slope == last_slope {
        growth * last_step
    } else {
        last_step * slope / (last_slope - slope)
    };
    // Still downhill this way: the plain step is added.
    if down > zero { jump + descent } else { jump }
}

impl<R: Real> Optimizer<R> for Quickprop<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        let past = self.last_slope.iter_mut().zip(&mut self.last_step);
        let now = self.gradient.iter().zip(&self.shares);
        for ((theta, (last_slope, last_step)), (g, share)) in theta.iter_mut().zip(past).zip(now) {
            let slope = *g + self.decay * *theta;
            let descent = -self.learning_rate * *share * slope;
            *last_step = next_step(slope, *last_slope, *last_step, descent, self.growth);
            *last_slope = slope;
            *theta += *last_step;
        }
        Ok(loss)
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn quantities(&self) -> Quantities {
        let largest = self
            .last_step
            .iter()
            .fold(0.0_f64, |largest, step| largest.max(step.to_f64().abs()));
        Quantities::from([("Largest step", largest)])
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate], &*self.last_slope, &self.last_step].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rate = [self.learning_rate];
        restore_parts(
            state,
            &mut [&mut rate, &mut self.last_slope, &mut self.last_step],
        );
        [self.learning_rate] = rate;
    }
}
