//! Activations of the layers of a pass: threads share those of large layers, value by value.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::activation::Activation;
use super::arch::Arch;
use super::arch::Work;
use super::elementwise;
use super::real::Real;
use super::spread::Divisible;
use super::spread::is_divided;
use super::spread::spread;

/// `A = φ(Z)` for a layer of `units` units, as [`elementwise::apply`].
#[inline(always)]
pub(super) fn apply<A: Arch, R: Real>(
    activation: Activation,
    units: usize,
    net_inputs: &[R],
    outputs: &mut [R],
) {
    if is_shared(activation, outputs.len()) {
        spread(Apply {
            activation,
            net_inputs,
            outputs,
        });
    } else {
        elementwise::apply::<A, R>(activation, units, net_inputs, outputs);
    }
}

/// Turns `∂E/∂A` into `Δ` in place, as [`elementwise::pull_back`].
#[inline(always)]
pub(super) fn pull_back<A: Arch, R: Real>(
    activation: Activation,
    units: usize,
    pass: (&[R], &[R]),
    adjoint: &mut [R],
) {
    if is_shared(activation, adjoint.len()) {
        spread(PullBack {
            activation,
            pass,
            adjoint,
        });
    } else {
        elementwise::pull_back::<A, R>(activation, units, pass, adjoint);
    }
}

/// Whether the values are so many that threads share them. Softmax goes by whole columns, of which only an output layer has any.
#[inline(always)]
fn is_shared(activation: Activation, values: usize) -> bool {
    is_divided(values) && activation != Activation::Softmax
}

/// What [`apply`] does, for units one by one.
struct Apply<'a, R> {
    activation: Activation,
    net_inputs: &'a [R],
    outputs: &'a mut [R],
}

impl<R: Real> Work for Apply<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        elementwise::apply::<A, R>(self.activation, 1, self.net_inputs, self.outputs);
    }
}

impl<R: Real> Divisible for Apply<'_, R> {
    fn len(&self) -> usize {
        self.outputs.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let activation = self.activation;
        let (net_inputs, later_inputs) = self.net_inputs.split_at(middle);
        let (outputs, later_outputs) = self.outputs.split_at_mut(middle);
        let first = Self {
            activation,
            net_inputs,
            outputs,
        };
        let later = Self {
            activation,
            net_inputs: later_inputs,
            outputs: later_outputs,
        };
        (first, later)
    }
}

/// What [`pull_back`] does, for units one by one.
struct PullBack<'a, R> {
    activation: Activation,
    pass: (&'a [R], &'a [R]),
    adjoint: &'a mut [R],
}

impl<R: Real> Work for PullBack<'_, R> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arch>(self) {
        elementwise::pull_back::<A, R>(self.activation, 1, self.pass, self.adjoint);
    }
}

impl<R: Real> Divisible for PullBack<'_, R> {
    fn len(&self) -> usize {
        self.adjoint.len()
    }

    fn split(self, middle: usize) -> (Self, Self) {
        let activation = self.activation;
        let (z, later_z) = self.pass.0.split_at(middle);
        let (a, later_a) = self.pass.1.split_at(middle);
        let (adjoint, later_adjoint) = self.adjoint.split_at_mut(middle);
        let first = Self {
            activation,
            pass: (z, a),
            adjoint,
        };
        let later = Self {
            activation,
            pass: (later_z, later_a),
            adjoint: later_adjoint,
        };
        (first, later)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::arch::dispatch;

    /// Both ways on values of a layer of one unit.
    struct Both<'a>(Activation, &'a [f32], &'a mut [f32], &'a mut [f32]);

    impl Work for Both<'_> {
        type Output = ();

        #[inline(always)]
        fn run<A: Arch>(self) {
            let Self(activation, z, a, g) = self;
            apply::<A, f32>(activation, 1, z, a);
            pull_back::<A, f32>(activation, 1, (z, a), g);
        }
    }

    // The same values a thousand at a time, which is less than a part.
    #[test]
    fn parts_of_a_large_layer_have_the_bits_of_small_ones() {
        let z: Vec<f32> = (0_u16..40_000).map(|i| f32::from(i) * 2e-4 - 4.0).collect();
        assert!(is_divided(z.len()), "large enough");
        let threads = rayon::ThreadPoolBuilder::new().num_threads(2);
        let threads = threads.build().expect("two threads");
        let activations = [
            Activation::Tanh,
            Activation::Relu,
            Activation::Softplus,
            Activation::Gelu,
            Activation::Sine,
        ];
        for activation in activations {
            let (mut a, mut g) = (vec![0.0; z.len()], vec![0.5; z.len()]);
            threads.install(|| dispatch(Both(activation, &z, &mut a, &mut g)));
            let (mut small_a, mut small_g) = (vec![0.0; z.len()], vec![0.5; z.len()]);
            let thousands = z.chunks(1000).zip(small_a.chunks_mut(1000));
            for ((z, a), g) in thousands.zip(small_g.chunks_mut(1000)) {
                dispatch(Both(activation, z, a, g));
            }
            assert!(a == small_a && g == small_g, "{activation:?}");
            assert!(a[100] != a[39_000] && g[39_000] != 0.0);
        }
    }
}
