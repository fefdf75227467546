//! The work of a pass, compiled for each architecture: one function holds a whole step, so that choosing the instructions
//! costs once.
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::ops::Add;
use std::ops::Range;

use super::arch::Arch;
use super::arch::Work;
use super::descent::Moving;
use super::descent::Squares;
use super::elementwise;
use super::loss::Loss;
use super::matmul::Onto;
use super::matmul::descend_by_outer;
use super::matmul::descends_at_once;
use super::matmul::outer_product;
use super::matmul::product;
use super::matmul::row_sums;
use super::matmul::transposed_product;
use super::network::Network;
use super::pointwise;
use super::real::Real;
use super::spread::spread_and_join;
use super::trace::Trace;

/// What the output layer's `Δ` is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seed {
    /// No `Δ` is wanted.
    None,
    /// `∂E/∂Z` of the loss.
    Loss,
    /// `∂y/∂Z` of this output, for every sample.
    Output(usize),
    /// What lies there.
    Itself,
}

/// The parts of a pass over samples that lie column by column.
pub(super) struct Pass<'a, R: 'static> {
    pub(super) network: &'a Network,
    pub(super) theta: &'a [R],
    pub(super) loss: Loss,
    pub(super) inputs: &'a [R],
    /// Empty where neither a loss nor its gradient is wanted.
    pub(super) targets: &'a [R],
    /// Laid out for as many samples.
    pub(super) trace: &'a mut Trace<R>,
    /// Whether `Z` and `A` are computed; else they are those of the last pass.
    pub(super) forward: bool,
    /// Whether `Δ` is computed.
    pub(super) seed: Seed,
    /// Where `scale · ∂E/∂θ` goes, the scale, and what it is added to.
    pub(super) gradient: Option<(&'a mut [R], R, Onto<'static, R>)>,
}

impl<R: Real> Work for Pass<'_, R> {
    /// The mean loss of the samples; 0 where there are no targets.
    type Output = R;

    #[inline(always)]
    fn run<A: Arch>(self) -> R {
        let Self {
            network,
            theta,
            loss,
            inputs,
            targets,
            trace,
            forward,
            seed,
            gradient,
        } = self;
        let mut mean = R::zero();
        let output = network.output_layer();
        let share = R::one() / R::of(trace.columns().max(1) as f64);
        if forward {
            compute_outputs::<A, R>(network, theta, inputs, trace);
        }
        let (range, units) = (trace.range(output), trace.units(output));
        let activation = network.layers()[output].activation;
        let (z, y) = (
            &trace.net_inputs[range.clone()],
            &trace.outputs[range.clone()],
        );
        if !targets.is_empty() {
            mean = elementwise::loss_sum::<A, R>(loss, units, (z, y, targets)) * share;
        }
        let deltas = &mut trace.deltas[range];
        match seed {
            Seed::None => return mean,
            Seed::Itself => {}
            Seed::Loss => {
                let (pair, pass) = ((loss, activation), (z, y, targets));
                elementwise::output_deltas::<A, R>(pair, units, share, pass, deltas);
            }
            Seed::Output(unit) => {
                deltas.fill(R::zero());
                for delta in deltas.iter_mut().skip(unit).step_by(units) {
                    *delta = R::one();
                }
                elementwise::pull_back::<A, R>(activation, units, (z, y), deltas);
            }
        }
        for layer in network.order().iter().rev().copied() {
            if layer != 0 && layer != output {
                hidden_deltas::<A, R>(network, theta, layer, trace);
            }
        }
        if let Some((gradient, scale, onto)) = gradient {
            add_gradient::<A, R>(network, inputs, trace, gradient, (scale, onto));
        }
        mean
    }
}

/// `Z` and `A` of every layer but the first.
#[inline(always)]
fn compute_outputs<A: Arch, R: Real>(
    network: &Network,
    theta: &[R],
    inputs: &[R],
    trace: &mut Trace<R>,
) {
    for layer in network.order().iter().copied().filter(|layer| *layer != 0) {
        let (range, units) = (trace.range(layer), trace.units(layer));
        let biases = &theta[network.layout().biases(layer)];
        let mut onto = if biases.is_empty() {
            Onto::Nothing
        } else {
            Onto::Columns(biases)
        };
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let weights = &theta[network.layout().weights(connection)];
            let x = if from == 0 {
                inputs
            } else {
                &trace.outputs[trace.range(from)]
            };
            let (shape, z) = (
                (units, trace.units(from)),
                &mut trace.net_inputs[range.clone()],
            );
            product::<A, R>(shape, (weights, x), onto, z, &mut trace.scratch);
            onto = Onto::Itself;
        }
        let activation = network.layers()[layer].activation;
        let z = &trace.net_inputs[range.clone()];
        pointwise::apply::<A, R>(activation, units, z, &mut trace.outputs[range]);
    }
}

/// `Δ` of a layer whose followers have theirs: contributions of all leaving connections add up.
#[inline(always)]
fn hidden_deltas<A: Arch, R: Real>(
    network: &Network,
    theta: &[R],
    layer: usize,
    trace: &mut Trace<R>,
) {
    let (range, units) = (trace.range(layer), trace.units(layer));
    let mut onto = Onto::Nothing;
    for connection in network.outgoing(layer).iter().copied() {
        let to = network.connections()[connection].to;
        let weights = &theta[network.layout().weights(connection)];
        let (rows, following) = (trace.units(to), trace.range(to));
        let (deltas, following) = two_parts(&mut trace.deltas, range.clone(), following);
        let scratch = &mut trace.scratch;
        transposed_product::<A, R>((rows, units), (weights, following), onto, deltas, scratch);
        onto = Onto::Itself;
    }
    let deltas = &mut trace.deltas[range.clone()];
    if matches!(onto, Onto::Nothing) {
        deltas.fill(R::zero());
    }
    let pass = (&trace.net_inputs[range.clone()], &trace.outputs[range]);
    let activation = network.layers()[layer].activation;
    pointwise::pull_back::<A, R>(activation, units, pass, deltas);
}

/// Two parts of a slice that do not meet: the first to write, the second to read.
#[inline(always)]
fn two_parts<R>(values: &mut [R], first: Range<usize>, second: Range<usize>) -> (&mut [R], &[R]) {
    if first.start < second.start {
        let (left, right) = values.split_at_mut(second.start);
        (&mut left[first], &right[..second.len()])
    } else {
        let (left, right) = values.split_at_mut(first.start);
        (&mut right[..first.len()], &left[second])
    }
}

/// The outputs of a layer in the last pass: those of the first are the inputs.
#[inline(always)]
fn outputs_of<'a, R: Real>(trace: &'a Trace<R>, inputs: &'a [R], layer: usize) -> &'a [R] {
    if layer == 0 {
        inputs
    } else {
        &trace.outputs[trace.range(layer)]
    }
}

/// `scale · ∂E/∂θ` from the deltas.
#[inline(always)]
fn add_gradient<A: Arch, R: Real>(
    network: &Network,
    inputs: &[R],
    trace: &mut Trace<R>,
    gradient: &mut [R],
    (scale, onto): (R, Onto<'static, R>),
) {
    let mut scratch = std::mem::take(&mut trace.scratch);
    for layer in 1..network.layers().len() {
        let (rows, deltas) = (trace.units(layer), &trace.deltas[trace.range(layer)]);
        for connection in network.incoming(layer) {
            let from = network.connections()[connection].from;
            let x = outputs_of(trace, inputs, from);
            let part = &mut gradient[network.layout().weights(connection)];
            let shape = (rows, trace.units(from));
            outer_product::<A, R>(shape, scale, (deltas, x), onto, part, &mut scratch);
        }
        let part = &mut gradient[network.layout().biases(layer)];
        row_sums::<A, R>(scale, deltas, onto, part, &mut scratch);
    }
    trace.scratch = scratch;
}

/// Moves the parameters along the gradient that the deltas of the last pass give.
pub(super) struct Descend<'a, R: 'static> {
    pub(super) network: &'a Network,
    pub(super) inputs: &'a [R],
    pub(super) trace: &'a mut Trace<R>,
    /// Room for the gradient.
    pub(super) gradient: &'a mut [R],
    /// All parameters.
    pub(super) parameters: Moving<'a, R>,
}

impl<R: Real> Work for Descend<'_, R> {
    type Output = Squares;

    #[inline(always)]
    fn run<A: Arch>(self) -> Squares {
        let Self {
            network,
            inputs,
            trace,
            gradient,
            mut parameters,
        } = self;
        let (layout, samples) = (network.layout(), trace.columns());
        let mut scratch = std::mem::take(&mut trace.scratch);
        let mut sums = Squares::default();
        for layer in 1..network.layers().len() {
            let (rows, deltas) = (trace.units(layer), &trace.deltas[trace.range(layer)]);
            for connection in network.incoming(layer) {
                let from = network.connections()[connection].from;
                let x = outputs_of(trace, inputs, from);
                let (shape, range) = ((rows, trace.units(from)), layout.weights(connection));
                if descends_at_once::<R>(shape, samples) {
                    let weights = parameters.part(range);
                    sums = sums + descend_by_outer(shape, (deltas, x), weights, &mut scratch);
                } else {
                    let part = &mut gradient[range.clone()];
                    let onto = Onto::Nothing;
                    outer_product::<A, R>(shape, R::one(), (deltas, x), onto, part, &mut scratch);
                    sums = sums + spread_and_join(parameters.part(range).along(part), Add::add);
                }
            }
            let range = layout.biases(layer);
            let part = &mut gradient[range.clone()];
            row_sums::<A, R>(R::one(), deltas, Onto::Nothing, part, &mut scratch);
            sums = sums + parameters.part(range).along(part).run::<A>();
        }
        trace.scratch = scratch;
        sums
    }
}
