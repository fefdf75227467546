//! Gradient descent, plain, with momentum (`v ← αv − ηg`, `θ ← θ + v`; Rumelhart, Hinton & Williams, 1986) or Nesterov's
//! form of it (`v ← αv + g`, `θ ← θ − η(g + αv)`; Sutskever et al., 2013, as PyTorch writes it).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::Optimizer;
use super::restore_parts;
use crate::nn::arch::Arch;
use crate::nn::arch::Work;
use crate::nn::arch::mul_add;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;
use crate::nn::spread::Divisible;
use crate::nn::spread::spread;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 3] = [
    Hyperparameter::positive(
        "η",
        "Learning rate",
        0.01,
        "How far a step goes against the gradient.",
    ),
    Hyperparameter::below_one(
        "α",
        "Momentum",
        0.0,
        "Share of the last change that is added to the next.",
    ),
    Hyperparameter::switch(
        "",
        "Nesterov",
        false,
        "The step follows g + αv, one momentum step ahead, instead of v.",
    ),
];

/// Gradient descent at work.
#[derive(Clone, Debug)]
pub struct Sgd<R> {
    learning_rate: R,
    momentum: R,
    nesterov: bool,
    gradient: Vec<R>,
    velocity: Vec<R>,
}

impl<R: Real> Sgd<R> {
    /// For this many parameters, at rest.
    pub fn new(parameters: usize, learning_rate: f64, momentum: f64, nesterov: bool) -> Self {
        Self {
            learning_rate: R::of(learning_rate),
            momentum: R::of(momentum),
            nesterov,
            gradient: vec![R::zero(); parameters],
            velocity: vec![R::zero(); parameters],
        }
    }
}

/// What moves the parameters along the gradient.
#[derive(Debug)]
pub struct Descent<'a, R> {
    pub(in crate::nn) learning_rate: R,
    pub(in crate::nn) momentum: R,
    pub(in crate::nn) nesterov: bool,
    gradient: &'a [R],
    pub(in crate::nn) velocity: &'a mut [R],
}

impl<R: Real> Descent<'_, R> {
    /// One step.
    #[inline(always)]
    fn step<A: Arch>(&mut self, theta: &mut [R]) {
        let (rate, momentum) = (self.learning_rate, self.momentum);
        let moving = theta.iter_mut().zip(&mut *self.velocity);
        let moving = moving.zip(self.gradient);
        if self.nesterov {
            for ((theta, v), g) in moving {
                move_ahead::<A, R>(rate, momentum, *g, v, theta);
            }
        } else {
            for ((theta, v), g) in moving {
                move_on::<A, R>(rate, momentum, *g, v, theta);
            }
        }
    }
}

/// The rule with momentum for one parameter.
#[inline(always)]
pub(in crate::nn) fn move_on<A: Arch, R: Real>(
    rate: R,
    momentum: R,
    gradient: R,
    velocity: &mut R,
    theta: &mut R,
) {
    *velocity = mul_add::<A, R>(-rate, gradient, momentum * *velocity);
    *theta += *velocity;
}

/// Nesterov's form of it.
#[inline(always)]
pub(in crate::nn) fn move_ahead<A: Arch, R: Real>(
    rate: R,
    momentum: R,
    gradient: R,
    velocity: &mut R,
    theta: &mut R,
) {
    *velocity = mul_add::<A, R>(momentum, *velocity, gradient);
    *theta = mul_add::<A, R>(
        -rate,
        mul_add::<A, R>(momentum, *velocity, gradient),
        *theta,
    );
}

/// One step, which may be done in parts.
struct Update<'a, R>(Descent<'a, R>, &'a mut [R]);

impl<R: Real> Work for Update<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(mut self) {
        self.0.step::<A>(self.1);
    }
}

impl<R: Real> Divisible for Update<'_, R> {
    fn len(&self) -> usize {
        self.1.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let Self(descent, theta) = self;
        let (gradient, later_gradient) = descent.gradient.split_at(middle);
        let (velocity, later_velocity) = descent.velocity.split_at_mut(middle);
        let (theta, later_theta) = theta.split_at_mut(middle);
        let later = Descent {
            gradient: later_gradient,
            velocity: later_velocity,
            ..descent
        };
        let first = Descent {
            gradient,
            velocity,
            ..later
        };
        (Self(first, theta), Self(later, later_theta))
    }
}

impl<R: Real> Sgd<R> {
    fn means(&mut self) -> Descent<'_, R> {
        Descent {
            learning_rate: self.learning_rate,
            momentum: self.momentum,
            nesterov: self.nesterov,
            gradient: &self.gradient,
            velocity: &mut self.velocity,
        }
    }
}

impl<R: Real> Optimizer<R> for Sgd<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let loss = objective.gradient(theta, &mut self.gradient)?;
        spread(Update(self.means(), theta));
        Ok(loss)
    }

    fn descent(&mut self) -> Option<Descent<'_, R>> {
        Some(self.means())
    }

    fn set_learning_rate(&mut self, learning_rate: f64) {
        self.learning_rate = R::of(learning_rate);
    }

    fn set_momentum(&mut self, momentum: f64) {
        self.momentum = R::of(momentum);
    }

    fn state(&self) -> Vec<R> {
        [&[self.learning_rate, self.momentum], &*self.velocity].concat()
    }

    fn restore(&mut self, state: &[R]) {
        let mut rates = [self.learning_rate, self.momentum];
        restore_parts(state, &mut [&mut rates, &mut self.velocity]);
        [self.learning_rate, self.momentum] = rates;
    }
}
