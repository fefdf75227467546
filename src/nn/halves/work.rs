//! The work of a half that is no product of matrices, compiled for each architecture.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::ops::Range;

use crate::nn::activation::Activation;
use crate::nn::arch::Arch;
use crate::nn::arch::Work;
use crate::nn::elementwise;
use crate::nn::loss::Loss;
use crate::nn::matmul::Onto;
use crate::nn::matmul::row_sums;
use crate::nn::real::Real;

/// `A`, the sum of the losses and `Δ` of the output layer for some samples.
pub struct Answering<'a, R> {
    /// The loss and the layer's activation.
    pub functions: (Loss, Activation),
    /// Its units.
    pub units: usize,
    /// What a sample counts in the mean: `1/n`.
    pub share: R,
    /// `Z [units × n]`.
    pub z: &'a [R],
    /// Where `A` goes.
    pub y: &'a mut [R],
    /// The targets.
    pub targets: &'a [R],
    /// Where `Δ` goes.
    pub deltas: &'a mut [R],
}

impl<R: Real> Work for Answering<'_, R> {
    type Output = R;

    #[inline(always)]
    fn run<A: Arch>(self) -> R {
        let (loss, activation) = self.functions;
        elementwise::apply::<A, R>(activation, self.units, self.z, self.y);
        let pass = (self.z, &*self.y, self.targets);
        let (functions, share) = (self.functions, self.share);
        elementwise::output_deltas::<A, R>(functions, self.units, share, pass, self.deltas);
        elementwise::loss_sum::<A, R>(loss, self.units, pass)
    }
}

/// `Δ` from `∂E/∂A` of the hidden units, and the gradient of the biases.
pub struct Biases<'a, R> {
    /// The activation.
    pub activation: Activation,
    /// `Z` and `A` of the hidden units.
    pub pass: (&'a [R], &'a [R]),
    /// `∂E/∂A` of the hidden units, which becomes `Δ`.
    pub deltas: &'a mut [R],
    /// `Δ` of the output layer.
    pub output_deltas: &'a [R],
    /// Where the biases of the hidden and of the output layer lie; empty where there are none.
    pub blocks: [Range<usize>; 2],
    /// Where the gradient of all parameters of the half goes.
    pub gradient: &'a mut [R],
    /// Room.
    pub scratch: &'a mut Vec<R>,
}

impl<R: Real> Work for Biases<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        elementwise::pull_back::<A, R>(self.activation, 1, self.pass, self.deltas);
        let sums = [&*self.deltas, self.output_deltas];
        for (block, deltas) in self.blocks.into_iter().zip(sums) {
            let (gradient, onto) = (&mut self.gradient[block], Onto::Nothing);
            row_sums::<A, R>(R::one(), deltas, onto, gradient, self.scratch);
        }
    }
}
