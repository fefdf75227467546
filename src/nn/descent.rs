//! The rule of gradient descent, plain, with momentum (`v ← αv − ηg`, `θ ← θ + v`; Rumelhart, Hinton & Williams, 1986) or
//! Nesterov's form of it (`v ← αv + g`, `θ ← θ − η(g + αv)`; Sutskever et al., 2013, as PyTorch writes it).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::ops::Add;

use super::arch::Arch;
use super::arch::Work;
use super::arch::mul_add;
use super::matmul::loops::total;
use super::real::Real;
use super::spread::Divisible;
use super::spread::spread_and_join;

/// How parameters follow their gradient.
#[derive(Clone, Copy, Debug)]
pub struct Rule<R> {
    /// `η`.
    pub learning_rate: R,
    /// `α`.
    pub momentum: R,
    /// Whether the step goes ahead by a step of momentum.
    pub nesterov: bool,
}

/// Sums over the parameters of a step, in `f64`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Squares {
    /// `‖g‖²`.
    pub gradient: f64,
    /// `‖Δθ‖²`.
    pub change: f64,
}

impl Squares {
    /// `‖g‖` and `‖Δθ‖`.
    pub fn norms(self) -> (f64, f64) {
        (self.gradient.sqrt(), self.change.sqrt())
    }
}

impl Add for Squares {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            gradient: self.gradient + other.gradient,
            change: self.change + other.change,
        }
    }
}

/// Sums that are kept side by side.
const LANES: usize = 16;
/// Parameters that are moved before their sums are taken, while they are near.
const GROUP: usize = 16 * LANES;

impl<R: Real> Rule<R> {
    /// As [`Rule::step`], with the sums.
    #[inline(always)]
    pub(super) fn measured_step<A: Arch>(
        self,
        gradient: &[R],
        velocity: &mut [R],
        theta: &mut [R],
    ) -> Squares {
        let mut sums = [[0.0; LANES]; 2];
        let mut before = [R::zero(); GROUP];
        let groups = gradient.chunks(GROUP).zip(velocity.chunks_mut(GROUP));
        for ((gradient, velocity), theta) in groups.zip(theta.chunks_mut(GROUP)) {
            let before = &mut before[..theta.len()];
            before.copy_from_slice(theta);
            // The loop of its own is one that the compiler makes vectors of.
            self.step::<A>(gradient, velocity, theta);
            add_squares::<A, R>(gradient, before, theta, &mut sums);
        }
        let [gradient, change] = sums.map(total);
        Squares { gradient, change }
    }

    /// Moves parameters along their gradient.
    #[inline(always)]
    pub(super) fn step<A: Arch>(self, gradient: &[R], velocity: &mut [R], theta: &mut [R]) {
        let (rate, momentum) = (self.learning_rate, self.momentum);
        let moving = theta.iter_mut().zip(velocity).zip(gradient);
        if self.nesterov {
            for ((theta, v), g) in moving {
                *v = mul_add::<A, R>(momentum, *v, *g);
                *theta = mul_add::<A, R>(-rate, mul_add::<A, R>(momentum, *v, *g), *theta);
            }
        } else {
            for ((theta, v), g) in moving {
                *v = mul_add::<A, R>(-rate, *g, momentum * *v);
                *theta += *v;
            }
        }
    }
}

/// Adds the squares of a gradient and of what it changed.
#[inline(always)]
fn add_squares<A: Arch, R: Real>(
    gradient: &[R],
    before: &[R],
    theta: &[R],
    sums: &mut [[f64; LANES]; 2],
) {
    let [mut slopes, mut changes] = *sums;
    let (gradients, gradient) = gradient.as_chunks::<LANES>();
    let (befores, before) = before.as_chunks::<LANES>();
    let (thetas, theta) = theta.as_chunks::<LANES>();
    for ((gradient, before), theta) in gradients.iter().zip(befores).zip(thetas) {
        for i in 0..LANES {
            let (slope, change) = (gradient[i].to_f64(), theta[i].to_f64() - before[i].to_f64());
            slopes[i] = mul_add::<A, f64>(slope, slope, slopes[i]);
            changes[i] = mul_add::<A, f64>(change, change, changes[i]);
        }
    }
    for (i, theta) in theta.iter().enumerate() {
        let (slope, change) = (gradient[i].to_f64(), theta.to_f64() - before[i].to_f64());
        slopes[i] = mul_add::<A, f64>(slope, slope, slopes[i]);
        changes[i] = mul_add::<A, f64>(change, change, changes[i]);
    }
    *sums = [slopes, changes];
}

/// What moves all parameters of a network along their gradient.
#[derive(Debug)]
pub struct Descent<'a, R> {
    /// How.
    pub rule: Rule<R>,
    /// Room for the gradient.
    pub gradient: &'a mut [R],
    /// The velocity of each parameter, as the last step left it.
    pub velocity: &'a mut [R],
}

impl<R: Real> Descent<'_, R> {
    /// Moves parameters along the gradient that lies here; the sums where they are wanted, else zeros.
    pub fn step(self, theta: &mut [R], measured: bool) -> Squares {
        let Self {
            rule,
            gradient,
            velocity,
        } = self;
        let step = Step {
            rule,
            measured,
            gradient,
            velocity,
            theta,
        };
        spread_and_join(step, Add::add)
    }
}

/// One step, which may be done in parts.
struct Step<'a, R> {
    rule: Rule<R>,
    measured: bool,
    gradient: &'a [R],
    velocity: &'a mut [R],
    theta: &'a mut [R],
}

impl<R: Real> Work for Step<'_, R> {
    type Output = Squares;

    #[inline(always)]
    fn run<A: Arch>(self) -> Squares {
        let Self {
            rule,
            gradient,
            velocity,
            theta,
            ..
        } = self;
        if self.measured {
            return rule.measured_step::<A>(gradient, velocity, theta);
        }
        rule.step::<A>(gradient, velocity, theta);
        Squares::default()
    }
}

impl<R: Real> Divisible for Step<'_, R> {
    fn len(&self) -> usize {
        self.theta.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let (gradient, later_gradient) = self.gradient.split_at(middle);
        let (velocity, later_velocity) = self.velocity.split_at_mut(middle);
        let (theta, later_theta) = self.theta.split_at_mut(middle);
        let first = Self {
            gradient,
            velocity,
            theta,
            ..self
        };
        let later = Self {
            gradient: later_gradient,
            velocity: later_velocity,
            theta: later_theta,
            ..self
        };
        (first, later)
    }
}
