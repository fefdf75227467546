//! The rule of gradient descent, plain, with momentum (`v ← αv − ηg`, `θ ← θ + v`; Rumelhart, Hinton & Williams, 1986) or
//! Nesterov's form of it (`v ← αv + g`, `θ ← θ − η(g + αv)`; Sutskever et al., 2013, as PyTorch writes it).
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::ops::Add;
use std::ops::Range;

use super::arch::Arch;
use super::arch::Work;
use super::arch::dispatch;
use super::arch::mul_add;
use super::loss::Loss;
use super::matmul::loops::total;
use super::network::Network;
use super::pass;
use super::propagation::Descend;
use super::real::Real;
use super::spread::Divisible;
use super::spread::spread_and_join;
use super::trace::Trace;

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
pub(super) const GROUP: usize = 16 * LANES;

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
        let (parameters, gradient) = self.parts(theta, measured);
        spread_and_join(parameters.along(gradient), Add::add)
    }

    /// Moves the parameters of a network along the gradient of its loss for a batch, `inputs [in × n]` and `targets [out × n]` column
    /// by column: the loss, and the sums where they are wanted, else zeros. Where the loss is not finite, nothing moves.
    ///
    /// The parameters get the bits that [`pass::gradient`] and [`step`](Self::step) give them, but where large layers meet, weights
    /// move while their gradient is computed, which is not kept. All samples go through the network at once.
    ///
    /// # Panics
    /// If a length does not fit the network.
    pub fn follow(
        self,
        network: &Network,
        theta: &mut [R],
        loss: Loss,
        (inputs, targets): (&[R], &[R]),
        trace: &mut Trace<R>,
        measured: bool,
    ) -> (R, Squares) {
        let loss = pass::batch_deltas(network, theta, loss, (inputs, targets), trace);
        if !loss.is_finite() {
            return (loss, Squares::default());
        }
        let (parameters, gradient) = self.parts(theta, measured);
        let sums = dispatch(Descend {
            network,
            inputs,
            trace,
            gradient,
            parameters,
        });
        (loss, sums)
    }
}

impl<'a, R: Real> Descent<'a, R> {
    /// What moves, and the gradient.
    fn parts(self, theta: &'a mut [R], measured: bool) -> (Moving<'a, R>, &'a mut [R]) {
        let parameters = Moving {
            rule: self.rule,
            measured,
            velocity: self.velocity,
            theta,
        };
        (parameters, self.gradient)
    }
}

/// Parameters that are to move.
#[derive(Debug)]
pub(super) struct Moving<'a, R> {
    /// How.
    pub(super) rule: Rule<R>,
    /// Whether sums are wanted.
    pub(super) measured: bool,
    /// The velocity of each.
    pub(super) velocity: &'a mut [R],
    /// The parameters.
    pub(super) theta: &'a mut [R],
}

impl<'a, R: Real> Moving<'a, R> {
    /// The first `count` of them. The others stay here.
    ///
    /// # Panics
    /// If there are fewer.
    #[inline(always)]
    pub(super) fn take(&mut self, count: usize) -> Self {
        let (velocity, later) = std::mem::take(&mut self.velocity).split_at_mut(count);
        self.velocity = later;
        let (theta, later) = std::mem::take(&mut self.theta).split_at_mut(count);
        self.theta = later;
        Self {
            velocity,
            theta,
            ..*self
        }
    }

    /// Those of a range.
    pub(super) fn part(&mut self, range: Range<usize>) -> Moving<'_, R> {
        Moving {
            velocity: &mut self.velocity[range.clone()],
            theta: &mut self.theta[range],
            ..*self
        }
    }

    /// The step along their gradient.
    #[inline(always)]
    pub(super) fn along<'b>(self, gradient: &'b [R]) -> Step<'b, R>
    where
        'a: 'b,
    {
        Step {
            gradient,
            moving: self,
        }
    }
}

/// One step, which may be done in parts.
pub(super) struct Step<'a, R> {
    gradient: &'a [R],
    moving: Moving<'a, R>,
}

impl<R: Real> Work for Step<'_, R> {
    type Output = Squares;

    #[inline(always)]
    fn run<A: Arch>(self) -> Squares {
        let Self { gradient, moving } = self;
        let Moving {
            rule,
            measured,
            velocity,
            theta,
        } = moving;
        if measured {
            return rule.measured_step::<A>(gradient, velocity, theta);
        }
        rule.step::<A>(gradient, velocity, theta);
        Squares::default()
    }
}

impl<R: Real> Divisible for Step<'_, R> {
    fn len(&self) -> usize {
        self.gradient.len()
    }

    fn split(mut self, middle: usize) -> (Self, Self) {
        let (gradient, later) = self.gradient.split_at(middle);
        let first = self.moving.take(middle).along(gradient);
        (first, self.moving.along(later))
    }
}
