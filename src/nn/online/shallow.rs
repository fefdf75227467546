//! The textbook's network, one hidden layer below a single output unit, with all that an update waits for in registers.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::super::activation::Activation;
use super::super::arch::Arch;
use super::super::arch::Work;
use super::super::arch::mul_add;
use super::super::elementwise;
use super::super::elementwise::copy;
use super::super::matmul::loops::dot;
use super::super::real::Real;
use super::Learning;
use super::lanes::apply;
use super::lanes::lanes;
use super::lanes::pull_back;
use super::lanes::step;
use super::link::Link;

/// A hidden layer of up to `W` units and an output unit.
#[derive(Clone, Debug)]
pub struct Shallow<R, const W: usize> {
    hidden: Link,
    output: Link,
    /// Room for the hidden layer's weights and their velocities where its units do not fill the lanes.
    columns: [Vec<[R; W]>; 2],
}

/// The other parameters, or their velocities. Lanes without a unit hold zeros, and what follows from them stays zero.
struct Rest<R, const W: usize> {
    hidden_biases: [R; W],
    weights: [R; W],
    /// An array like the others, so that one rule moves all.
    bias: [R; 1],
}

impl<R: Real, const W: usize> Rest<R, W> {
    /// Whether all parameters are finite, these and the others.
    #[inline(always)]
    fn is_finite_with<A: Arch>(&self, others: &[[R; W]]) -> bool {
        let (mut sums, zero) = ([R::zero(); W], R::zero());
        for column in others.iter().chain([&self.hidden_biases, &self.weights]) {
            for i in 0..W {
                // Zero for a finite value, else not a number, which stays in the sum.
                sums[i] = mul_add::<A, R>(column[i], zero, sums[i]);
            }
        }
        let mut sum = self.bias[0] * zero;
        for lane in sums {
            sum += lane;
        }
        sum.is_finite()
    }
}

impl<R: Real, const W: usize> Shallow<R, W> {
    /// For these layers, if they make such a network.
    pub fn new(links: &[Link]) -> Option<Self> {
        let [hidden, output] = links else {
            return None;
        };
        let apart = [hidden, output].map(|link| link.activation != Activation::Softmax);
        let columns = vec![[R::zero(); W]; hidden.inner];
        (hidden.units > 1 && output.units == 1 && apart == [true, true]).then(|| Self {
            hidden: hidden.clone(),
            output: output.clone(),
            columns: [columns.clone(), columns],
        })
    }

    #[inline(always)]
    fn rest(&self, values: &[R]) -> Rest<R, W> {
        Rest {
            hidden_biases: lanes(&values[self.hidden.biases.clone()], 0),
            weights: lanes(&values[self.output.weights.clone()], 0),
            bias: lanes(&values[self.output.biases.clone()], 0),
        }
    }

    #[inline(always)]
    fn give_back(&self, rest: &Rest<R, W>, values: &mut [R]) {
        copy(&rest.hidden_biases, &mut values[self.hidden.biases.clone()]);
        copy(&rest.weights, &mut values[self.output.weights.clone()]);
        copy(&rest.bias, &mut values[self.output.biases.clone()]);
    }
}

impl<R: Real, const W: usize> Work for Learning<'_, Shallow<R, W>, R> {
    type Output = usize;

    #[inline(always)]
    fn run<A: Arch>(self) -> usize {
        let (network, theta, velocity) = (self.network, self.theta, &mut *self.descent.velocity);
        let mut now = network.rest(theta);
        let mut moving = network.rest(velocity);
        let range = network.hidden.weights.clone();
        let units = network.hidden.units;
        let [columns, column_velocities] = &mut network.columns;
        let (w, w_v) = if units == W {
            // Each column of weights is a vector as it stands.
            let velocity = velocity[range.clone()].as_chunks_mut::<W>().0;
            (theta[range.clone()].as_chunks_mut::<W>().0, velocity)
        } else {
            take_columns(&theta[range.clone()], units, columns);
            take_columns(&velocity[range.clone()], units, column_velocities);
            (&mut columns[..], &mut column_velocities[..])
        };
        let (hidden, output) = (&network.hidden, &network.output);
        let features = hidden.inner;
        let rule = self.descent.rule;
        let mut is_unit = [R::zero(); W];
        is_unit[..units].fill(R::one());
        let (mut place, mut done) = (self.stream.first, 0);
        for kept in self.losses {
            let sample = self.stream.take(&mut place);
            let x = &self.stream.inputs[sample * features..][..features];
            let target = [self.stream.targets[sample]];
            let mut z = now.hidden_biases;
            for (w, x) in w.iter().zip(x) {
                for i in 0..W {
                    z[i] = mul_add::<A, R>(w[i], *x, z[i]);
                }
            }
            let a = apply::<A, R, W>(hidden.activation, z);
            let net_input = [now.bias[0] + dot::<A, R, 4>(&now.weights, &a)];
            let (mut y, mut d) = ([R::zero()], [R::zero()]);
            elementwise::apply::<A, R>(output.activation, 1, &net_input, &mut y);
            let pass = (&net_input[..], &y[..], &target[..]);
            *kept = elementwise::loss_sum::<A, R>(self.loss, 1, pass);
            if !kept.is_finite() {
                break;
            }
            let functions = (self.loss, output.activation);
            elementwise::output_deltas::<A, R>(functions, 1, R::one(), pass, &mut d);
            let (mut sums, mut g) = ([R::zero(); W], [R::zero(); W]);
            for i in 0..W {
                sums[i] = now.weights[i] * d[0];
                g[i] = d[0] * (a[i] * is_unit[i]);
            }
            step::<A, R, W>(rule, g, &mut moving.weights, &mut now.weights);
            if !output.biases.is_empty() {
                step::<A, R, 1>(rule, d, &mut moving.bias, &mut now.bias);
            }
            let d = pull_back::<A, R, W>(hidden.activation, (z, a), sums);
            for ((w, w_v), x) in w.iter_mut().zip(&mut *w_v).zip(x) {
                for i in 0..W {
                    g[i] = d[i] * *x;
                }
                step::<A, R, W>(rule, g, w_v, w);
            }
            if !hidden.biases.is_empty() {
                step::<A, R, W>(rule, d, &mut moving.hidden_biases, &mut now.hidden_biases);
            }
            done += 1;
            if place == 0 && !now.is_finite_with::<A>(w) {
                break;
            }
        }
        if units != W {
            let [columns, column_velocities] = &network.columns;
            give_columns(columns, units, &mut theta[range.clone()]);
            give_columns(column_velocities, units, &mut velocity[range.clone()]);
        }
        network.give_back(&now, theta);
        network.give_back(&moving, velocity);
        done
    }
}

/// Lays weights out in lanes, a column for each input.
#[inline(always)]
fn take_columns<R: Real, const W: usize>(values: &[R], units: usize, columns: &mut [[R; W]]) {
    for (from, to) in values.chunks_exact(units).zip(columns) {
        copy(from, to);
    }
}

/// The way back.
#[inline(always)]
fn give_columns<R: Real, const W: usize>(columns: &[[R; W]], units: usize, values: &mut [R]) {
    for (from, to) in columns.iter().zip(values.chunks_exact_mut(units)) {
        copy(from, to);
    }
}
