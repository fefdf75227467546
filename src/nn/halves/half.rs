//! One half of the hidden units: its parameters, and what is computed of it.

use std::ops::Range;

use super::Room;
use super::SPARE;
use super::Shape;
use super::batch::Batch;
use super::work::Answering;
use super::work::Biases;
use crate::nn::arch::dispatch;
use crate::nn::descent::Descent;
use crate::nn::descent::Rule;
use crate::nn::descent::Squares;
use crate::nn::loss::Loss;
use crate::nn::matmul::Onto;
use crate::nn::matmul::outer_by_blocks;
use crate::nn::matmul::product_by_blocks;
use crate::nn::matmul::transposed_by_blocks;
use crate::nn::network::Network;
use crate::nn::real::Real;

/// What a half has for itself.
#[derive(Debug)]
pub struct Half<R> {
    shape: Shape,
    units: Range<usize>,
    /// Where its blocks of parameters begin and end in the vectors below: weights `[units × inputs]` and biases of the hidden layer, its
    /// weights `[outputs × units]` to the output layer, and a copy of that layer's biases.
    blocks: [Range<usize>; 4],
    theta: Room<R>,
    velocity: Room<R>,
    gradient: Room<R>,
    /// `Z`, `A` and `Δ` of its units.
    net_inputs: Room<R>,
    outputs: Room<R>,
    deltas: Room<R>,
    /// What its units add to `Z` of the output layer for all samples; then, for its own samples, `Z`.
    answer_net_inputs: Room<R>,
    /// `A` of the output layer for its samples, and `Δ` for all samples.
    answers: Room<R>,
    answer_deltas: Room<R>,
    /// The sum of the losses of its samples.
    loss: R,
    /// Room for picked samples.
    inputs: Room<R>,
    targets: Room<R>,
    scratch: Vec<R>,
    /// Sums over the parameters of the last step, where they were wanted.
    pub squares: Squares,
}

/// What the other half sees of its units: what they add to `Z` of the output layer for the samples of the other.
#[derive(Debug, Default)]
pub struct Shown<R>(Room<R>);

/// What the other half sees of its samples: `Δ` of the output layer, and the sum of their losses.
#[derive(Debug, Default)]
pub struct Answer<R> {
    deltas: Room<R>,
    loss: R,
}

impl<R: Real> Half<R> {
    /// The halves of this network, for batches of up to so many samples; `None` where it has another shape, or is too small or too
    /// large for it to be worth it.
    pub fn pair(network: &Network, samples: usize) -> Option<[Self; 2]> {
        let shape = Shape::of(network)?;
        let ranges = [0..shape.middle, shape.middle..shape.units];
        (shape.suits(network.layout().len(), samples))
            .then(|| ranges.map(|units| Self::new(&shape, units)))
    }

    /// For these hidden units.
    fn new(shape: &Shape, units: Range<usize>) -> Self {
        let biases = |range: &Range<usize>, units: usize| if range.is_empty() { 0 } else { units };
        let count = units.len();
        let lengths = [
            count * shape.inputs,
            biases(&shape.biases, count),
            count * shape.outputs,
            biases(&shape.output_biases, shape.outputs),
        ];
        let mut end = 0;
        let blocks = lengths.map(|length| {
            end += length;
            end - length..end
        });
        let zeros = || Room(vec![R::zero(); end + SPARE]);
        Self {
            shape: shape.clone(),
            units,
            blocks,
            theta: zeros(),
            velocity: zeros(),
            gradient: zeros(),
            net_inputs: Room::default(),
            deltas: Room::default(),
            outputs: Room::default(),
            answer_net_inputs: Room::default(),
            answers: Room::default(),
            answer_deltas: Room::default(),
            loss: R::zero(),
            inputs: Room::default(),
            targets: Room::default(),
            scratch: Vec::new(),
            squares: Squares::default(),
        }
    }

    /// Where its parameters lie in those of the network, piece by piece, beside where they lie here.
    fn pieces(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + use<R> {
        let shape = &self.shape;
        let [weights, biases, output_weights, output_biases] = self.blocks.clone();
        let (Range { start, .. }, count) = (self.units.clone(), self.units.len());
        let (from, units) = (shape.weights.start + start, shape.units);
        let inputs = shape.inputs;
        let columns = (0..inputs).map(move |column| {
            let (here, there) = (weights.start + column * count, from + column * units);
            (there..there + count, here..here + count)
        });
        let at = |block: &Range<usize>, before: usize, length: usize| {
            block.start + before..block.start + before + length
        };
        let (outputs, length) = (shape.outputs, biases.len());
        let whole = [
            (at(&shape.biases, start, length), biases),
            (
                at(&shape.output_weights, outputs * start, outputs * count),
                output_weights,
            ),
            (shape.output_biases.clone(), output_biases),
        ];
        columns.chain(whole)
    }

    /// The number of its parameters.
    fn len(&self) -> usize {
        self.blocks[3].end
    }

    /// Takes over parameters and velocities.
    pub fn take(&mut self, (theta, velocity): (&[R], &[R])) {
        let (pieces, length) = (self.pieces(), self.len());
        let own = (self.theta.held_mut(length), self.velocity.held_mut(length));
        for (there, here) in pieces {
            own.0[here.clone()].copy_from_slice(&theta[there.clone()]);
            own.1[here].copy_from_slice(&velocity[there]);
        }
    }

    /// Gives them back.
    pub fn give(&self, (theta, velocity): (&mut [R], &mut [R])) {
        let own = (self.theta.held(self.len()), self.velocity.held(self.len()));
        for (there, here) in self.pieces() {
            theta[there.clone()].copy_from_slice(&own.0[here.clone()]);
            velocity[there].copy_from_slice(&own.1[here]);
        }
    }

    /// Computes `A` of its units for a batch and shows them to the other half.
    pub fn show(&mut self, batch: Batch<'_, R>, shown: &mut Shown<R>) {
        let (shape, others) = (&self.shape, self.others_samples(batch));
        let (units, length) = (self.units.len(), batch.length);
        let [weights, biases, output_weights, output_biases] = &self.blocks;
        let theta = self.theta.held(self.len());
        let inputs = batch.inputs(shape.inputs, &mut self.inputs);
        let z = self.net_inputs.take(units * length);
        let (w, biases) = (&theta[weights.clone()], onto(&theta[biases.clone()]));
        product_by_blocks(
            (units, shape.inputs),
            (w, inputs),
            biases,
            z,
            &mut self.scratch,
        );
        let outputs = self.outputs.take(units * length);
        shape.activation.apply(units, z, outputs);
        let z = self.answer_net_inputs.take(shape.outputs * length);
        let form = (shape.outputs, units);
        let operands = (&theta[output_weights.clone()], &*outputs);
        let onto = if self.units.start == 0 {
            onto(&theta[output_biases.clone()])
        } else {
            Onto::Nothing
        };
        product_by_blocks(form, operands, onto, &mut *z, &mut self.scratch);
        let z = &z[others.start * shape.outputs..others.end * shape.outputs];
        shown.0.take(z.len()).copy_from_slice(z);
    }

    /// Computes the outputs for its samples, their loss and what that sends back, and shows them.
    pub fn answer(
        &mut self,
        loss: Loss,
        batch: Batch<'_, R>,
        shown: &Shown<R>,
        answer: &mut Answer<R>,
    ) {
        let shape = &self.shape;
        let samples = self.samples(batch);
        let place = samples.start * shape.outputs..samples.end * shape.outputs;
        let all = batch.length * shape.outputs;
        let z = &mut self.answer_net_inputs.held_mut(all)[place.clone()];
        for (z, other) in z.iter_mut().zip(shown.0.held(place.len())) {
            *z += *other;
        }
        let deltas = self.answer_deltas.take(all);
        let deltas = &mut deltas[place];
        self.loss = R::zero();
        if !samples.is_empty() {
            self.loss = dispatch(Answering {
                functions: (loss, shape.output_activation),
                units: shape.outputs,
                share: R::one() / R::of(batch.length as f64),
                z,
                y: self.answers.take(z.len()),
                targets: batch.targets(samples, shape.outputs, &mut self.targets),
                deltas: &mut *deltas,
            });
        }
        answer.deltas.take(deltas.len()).copy_from_slice(deltas);
        answer.loss = self.loss;
    }

    /// Moves its parameters along their gradient, if the mean loss of the batch, which is returned, is finite.
    pub fn follow(
        &mut self,
        (rule, measured): (Rule<R>, bool),
        batch: Batch<'_, R>,
        answer: &Answer<R>,
    ) -> R {
        let shape = &self.shape;
        let (units, length, outputs) = (self.units.len(), batch.length, shape.outputs);
        let (others, count) = (self.others_samples(batch), self.len());
        let output_deltas = self.answer_deltas.take(outputs * length);
        let part = &mut output_deltas[others.start * outputs..others.end * outputs];
        part.copy_from_slice(answer.deltas.held(part.len()));
        let mean = (self.loss + answer.loss) * (R::one() / R::of(length as f64));
        if !mean.is_finite() {
            return mean;
        }
        let deltas = self.deltas.take(units * length);
        let scratch = &mut self.scratch;
        let [weight_block, bias_block, output_block, output_bias_block] = self.blocks.clone();
        let (weights, form) = (
            &self.theta.held(count)[output_block.clone()],
            (outputs, units),
        );
        transposed_by_blocks(
            form,
            (weights, output_deltas),
            Onto::Nothing,
            deltas,
            scratch,
        );
        let (z, a) = (
            self.net_inputs.held(deltas.len()),
            self.outputs.held(deltas.len()),
        );
        dispatch(Biases {
            activation: shape.activation,
            pass: (z, a),
            deltas: &mut *deltas,
            output_deltas,
            blocks: [bias_block, output_bias_block.clone()],
            gradient: self.gradient.held_mut(count),
            scratch,
        });
        let one = R::one();
        let inputs = batch.held(shape.inputs, &self.inputs);
        let gradient = &mut self.gradient.held_mut(count)[weight_block];
        outer_by_blocks(
            (units, shape.inputs),
            one,
            (deltas, inputs),
            Onto::Nothing,
            gradient,
            scratch,
        );
        let gradient = &mut self.gradient.held_mut(count)[output_block];
        outer_by_blocks(
            form,
            one,
            (output_deltas, a),
            Onto::Nothing,
            gradient,
            scratch,
        );
        // Each half has a copy of the output layer's biases; the first one counts them.
        let counted = if self.units.start == 0 {
            output_bias_block.end
        } else {
            output_bias_block.start
        };
        let (gradient, others) = self.gradient.held_mut(count).split_at_mut(counted);
        let (velocity, other_velocity) = self.velocity.held_mut(count).split_at_mut(counted);
        let (theta, other_theta) = self.theta.held_mut(count).split_at_mut(counted);
        let step = |gradient, velocity, theta, measured| {
            let descent = Descent {
                rule,
                gradient,
                velocity,
            };
            descent.step(theta, measured)
        };
        self.squares = step(gradient, velocity, theta, measured);
        step(others, other_velocity, other_theta, false);
        mean
    }

    /// The samples of a batch for which it computes the output layer.
    fn samples(&self, batch: Batch<'_, R>) -> Range<usize> {
        let middle = (batch.length / 2).next_multiple_of(8).min(batch.length);
        if self.units.start == 0 {
            0..middle
        } else {
            middle..batch.length
        }
    }

    /// Those for which the other half does.
    fn others_samples(&self, batch: Batch<'_, R>) -> Range<usize> {
        let mine = self.samples(batch);
        if mine.start == 0 {
            mine.end..batch.length
        } else {
            0..mine.start
        }
    }
}

/// What a product with biases, if there are any, begins with.
fn onto<R>(biases: &[R]) -> Onto<'_, R> {
    if biases.is_empty() {
        Onto::Nothing
    } else {
        Onto::Columns(biases)
    }
}
