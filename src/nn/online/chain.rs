//! The updates themselves.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use super::super::activation::Activation;
use super::super::arch::Arch;
use super::super::arch::Work;
use super::super::arch::mul_add;
use super::super::descent::Rule;
use super::super::elementwise;
use super::super::elementwise::copy;
use super::super::loss::Loss;
use super::super::matmul::loops::dot;
use super::super::real::Real;
use super::Learning;
use super::lanes::lanes;
use super::lanes::step;
use super::link::Link;

/// A chain of layers with up to `W` units each.
#[derive(Clone, Debug)]
pub struct Chain<R, const W: usize> {
    links: Vec<Link>,
    /// The parameters and their velocities in columns; what falls into lanes without a unit is never read.
    theta: Vec<[R; W]>,
    velocity: Vec<[R; W]>,
    /// `Z`, `A` and `Δ` of every layer after the first.
    net_inputs: Vec<[R; W]>,
    outputs: Vec<[R; W]>,
    deltas: Vec<[R; W]>,
}

impl<R: Real, const W: usize> Chain<R, W> {
    /// For these layers.
    pub fn new(mut links: Vec<Link>) -> Self {
        let mut columns = 0;
        for link in &mut links {
            link.first = columns;
            if link.units > 1 && link.activation != Activation::Softmax {
                link.lanes = W;
            }
            columns += link.columns(W) + 1;
        }
        let lanes = |count: usize| vec![[R::zero(); W]; count];
        Self {
            theta: lanes(columns),
            velocity: lanes(columns),
            net_inputs: lanes(links.len()),
            outputs: lanes(links.len()),
            deltas: lanes(links.len()),
            links,
        }
    }
}

impl<R: Real, const W: usize> Work for Learning<'_, Chain<R, W>, R> {
    type Output = usize;

    #[inline(always)]
    fn run<A: Arch>(self) -> usize {
        let Self {
            network: chain,
            theta,
            descent,
            loss,
            stream,
            losses,
        } = self;
        for link in &chain.links {
            take_in(link, theta, &mut chain.theta);
            take_in(link, descent.velocity, &mut chain.velocity);
        }
        let rule = descent.rule;
        let features = chain.links[0].inner;
        let outputs = chain.links[chain.links.len() - 1].units;
        let (mut place, mut done) = (stream.first, 0);
        for kept in losses {
            let sample = stream.take(&mut place);
            let inputs = &stream.inputs[sample * features..][..features];
            let targets = &stream.targets[sample * outputs..][..outputs];
            chain.forward::<A>(inputs);
            *kept = chain.begin_backward::<A>(loss, targets);
            if !kept.is_finite() {
                break;
            }
            chain.backward::<A>(inputs, rule);
            done += 1;
            if place == 0 {
                break;
            }
        }
        for link in &chain.links {
            give_back(link, &chain.theta, theta);
            give_back(link, &chain.velocity, descent.velocity);
        }
        done
    }
}

/// Lays a layer's part of `θ` (or of its velocities) out in columns.
#[inline(always)]
fn take_in<R: Real, const W: usize>(link: &Link, values: &[R], columns: &mut [[R; W]]) {
    let (columns, mut first) = (&mut columns[link.first..], link.weights.start);
    let (weights, length) = (link.columns(W), link.column_length(W));
    for column in &mut columns[..weights] {
        let end = (first + length).min(link.weights.end);
        copy(&values[first..end], column);
        first = end;
    }
    copy(&values[link.biases.clone()], &mut columns[weights]);
}

/// The way back.
#[inline(always)]
fn give_back<R: Real, const W: usize>(link: &Link, columns: &[[R; W]], values: &mut [R]) {
    let (columns, mut first) = (&columns[link.first..], link.weights.start);
    let (weights, length) = (link.columns(W), link.column_length(W));
    for column in &columns[..weights] {
        let end = (first + length).min(link.weights.end);
        copy(column, &mut values[first..end]);
        first = end;
    }
    copy(&columns[weights], &mut values[link.biases.clone()]);
}

impl<R: Real, const W: usize> Chain<R, W> {
    /// `Z` and `A` of every layer.
    #[inline(always)]
    fn forward<A: Arch>(&mut self, inputs: &[R]) {
        for (index, link) in self.links.iter().enumerate() {
            let x = match index {
                0 => inputs,
                _ => &self.outputs[index - 1],
            };
            let x = &x[..link.inner];
            let columns = &self.theta[link.first..][..=link.columns(W)];
            let (biases, weights) = (columns[columns.len() - 1], &columns[..columns.len() - 1]);
            let z = &mut self.net_inputs[index];
            if link.units == 1 {
                z[0] = biases[0] + dot::<A, R, 4>(&weights.as_flattened()[..link.inner], x);
            } else {
                let mut sums = biases;
                for (w, x) in weights.iter().zip(x) {
                    for i in 0..W {
                        sums[i] = mul_add::<A, R>(w[i], *x, sums[i]);
                    }
                }
                *z = sums;
            }
            let a = &mut self.outputs[index][..link.lanes];
            elementwise::apply::<A, R>(link.activation, link.lanes, &z[..link.lanes], a);
        }
    }

    /// The loss, and `Δ` of the last layer.
    #[inline(always)]
    fn begin_backward<A: Arch>(&mut self, loss: Loss, targets: &[R]) -> R {
        let last = self.links.len() - 1;
        let link = &self.links[last];
        let units = link.units;
        let (z, y) = (
            &self.net_inputs[last][..units],
            &self.outputs[last][..units],
        );
        let deltas = &mut self.deltas[last][..units];
        let pass = (z, y, targets);
        let value = elementwise::loss_sum::<A, R>(loss, units, pass);
        elementwise::output_deltas::<A, R>((loss, link.activation), units, R::one(), pass, deltas);
        value
    }

    /// Goes down from the last layer: each layer's `Δ` from its weights, which then move.
    #[inline(always)]
    fn backward<A: Arch>(&mut self, inputs: &[R], rule: Rule<R>) {
        for index in (0..self.links.len()).rev() {
            if index > 0 {
                self.deltas_below::<A>(index);
            }
            let link = &self.links[index];
            let x = match index {
                0 => inputs,
                _ => &self.outputs[index - 1],
            };
            let d = &self.deltas[index];
            let weights = link.columns(W);
            let theta = &mut self.theta[link.first..][..=weights];
            let velocity = &mut self.velocity[link.first..][..=weights];
            for column in 0..weights {
                let mut g = [R::zero(); W];
                if link.units == 1 {
                    let x: [R; W] = lanes(x, column * W);
                    for i in 0..W {
                        g[i] = mul_add::<A, R>(d[0], x[i], g[i]);
                    }
                } else {
                    for i in 0..W {
                        g[i] = mul_add::<A, R>(d[i], x[column], g[i]);
                    }
                }
                step::<A, R, W>(rule, g, &mut velocity[column], &mut theta[column]);
            }
            if !link.biases.is_empty() {
                step::<A, R, W>(rule, *d, &mut velocity[weights], &mut theta[weights]);
            }
        }
    }

    /// `Δ` of the layer before layer `index`.
    #[inline(always)]
    fn deltas_below<A: Arch>(&mut self, index: usize) {
        let (link, below) = (&self.links[index], &self.links[index - 1]);
        let (d, weights) = (&self.deltas[index], &self.theta[link.first..]);
        let mut sums = [R::zero(); W];
        if link.units == 1 {
            for i in 0..W {
                sums[i] = mul_add::<A, R>(weights[0][i], d[0], sums[i]);
            }
        } else if link.inner == 1 {
            sums[0] = dot::<A, R, 4>(&weights[0][..link.units], &d[..link.units]);
        } else {
            for (sum, weights) in sums.iter_mut().zip(&weights[..link.inner]) {
                for (w, d) in weights[..link.units].iter().zip(d) {
                    *sum = mul_add::<A, R>(*w, *d, *sum);
                }
            }
        }
        self.deltas[index - 1] = sums;
        let deltas = &mut self.deltas[index - 1][..below.lanes];
        let (z, a) = (&self.net_inputs[index - 1], &self.outputs[index - 1]);
        let pass = (&z[..below.lanes], &a[..below.lanes]);
        elementwise::pull_back::<A, R>(below.activation, below.lanes, pass, deltas);
    }
}
