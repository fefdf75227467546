//! What is done to an array of lanes.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::super::activation::Activation;
use super::super::arch::Arch;
use super::super::descent::Rule;
use super::super::elementwise;
use super::super::elementwise::GROUP;
use super::super::elementwise::copy;
use super::super::real::Real;

/// Moves a column along its gradient.
#[inline(always)]
pub fn step<A: Arch, R: Real, const W: usize>(
    rule: Rule<R>,
    gradient: [R; W],
    velocity: &mut [R; W],
    theta: &mut [R; W],
) {
    // Copies, so that the compiler need not think of what else the references may lead to.
    let (mut v, mut t) = (*velocity, *theta);
    rule.step::<A>(&gradient, &mut v, &mut t);
    (*velocity, *theta) = (v, t);
}

/// As many values from `first` on as there are lanes; zeros where there are none.
#[inline(always)]
pub fn lanes<R: Real, const W: usize>(values: &[R], first: usize) -> [R; W] {
    if let Some(values) = values[first..].first_chunk::<W>() {
        return *values;
    }
    let mut lanes = [R::zero(); W];
    copy(&values[first..], &mut lanes);
    lanes
}

/// `A = φ(Z)` of at most [`GROUP`] units, of any activation but softmax.
#[inline(always)]
pub fn apply<A: Arch, R: Real, const W: usize>(
    activation: Activation,
    net_inputs: [R; W],
) -> [R; W] {
    let mut outputs = [R::zero(); W];
    if matches!(
        activation,
        Activation::Logistic | Activation::Tanh | Activation::Elu { .. } | Activation::Swish { .. }
    ) {
        // A whole group becomes vectors, a shorter one would be written out in single numbers.
        let (mut z, mut a) = ([R::zero(); GROUP], [R::zero(); GROUP]);
        z[..W].copy_from_slice(&net_inputs);
        elementwise::apply::<A, R>(activation, GROUP, &z, &mut a);
        outputs.copy_from_slice(&a[..W]);
    } else {
        elementwise::apply::<A, R>(activation, W, &net_inputs, &mut outputs);
    }
    outputs
}

/// `Δ = ∂E/∂Z` from `∂E/∂A`, of any activation but softmax.
#[inline(always)]
pub fn pull_back<A: Arch, R: Real, const W: usize>(
    activation: Activation,
    (z, a): ([R; W], [R; W]),
    mut adjoint: [R; W],
) -> [R; W] {
    if activation == Activation::Logistic {
        for i in 0..W {
            adjoint[i] *= a[i] * (R::one() - a[i]);
        }
    } else if activation == Activation::Tanh {
        for i in 0..W {
            adjoint[i] *= R::one() - a[i] * a[i];
        }
    } else {
        let mut deltas = adjoint;
        elementwise::pull_back::<A, R>(activation, W, (&z, &a), &mut deltas);
        adjoint = deltas;
    }
    adjoint
}
