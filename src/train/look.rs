//! Looking at a run without moving it: losses and metrics of a part, one sample's pass, predictions, traces.

use std::ops::Range;

use nalgebra::DMatrix;
use nalgebra::DMatrixView;

use super::history::History;
use super::rule::chunks;
use super::run::SamplePass;
use super::run::TraceRequest;
use super::samples::Samples;
use super::series::SeriesTable;
use super::trainer::Trainer;
use crate::data::Dataset;
use crate::data::Part;
use crate::data::TargetKind;
use crate::nn::Network;
use crate::nn::Real;
use crate::nn::Trace;
use crate::nn::pass;
use crate::nn::spread::both;

impl<R: Real> Trainer<R> {
    /// The mean loss of a part with the present parameters, `None` if it is empty; fills the scores where they are wanted. The
    /// loss is that of the data, without penalty or noise, weighted and with smoothed targets as in training; scores are
    /// neither.
    pub(super) fn measure(&mut self, part: Part, scored: bool) -> Option<f64> {
        let part = self.dataset.part(part);
        if part.is_empty() {
            return None;
        }
        let Self {
            network,
            training,
            samples,
            theta,
            workspace,
            scores,
            ..
        } = self;
        scores.clear();
        let weighted = samples.is_weighted();
        let (mut sum, mut total) = (0.0, 0.0);
        let length = part.len() as f64;
        let mut look = |range: Range<usize>, mean: R, trace: &Trace<R>| {
            if weighted {
                let (_, targets) = samples.range(range.clone());
                let targets = DMatrixView::from_slice(targets, samples.outputs(), range.len());
                for (place, sample) in range.clone().enumerate() {
                    let loss = pass::sample_loss(network, training.loss, targets, place, trace);
                    let weight = samples.weight(sample).to_f64();
                    sum += weight * loss.to_f64();
                    total += weight;
                }
            } else {
                sum += range.len() as f64 / length * mean.to_f64();
            }
            if scored {
                scores.add(
                    trace.output(network.output_layer()),
                    samples.plain_targets(range),
                );
            }
        };
        let compute = |range: &Range<usize>, trace: &mut Trace<R>| {
            pass::batch_loss(
                network,
                theta,
                training.loss,
                samples.range(range.clone()),
                trace,
            )
        };
        let (trace, mut second_trace) = workspace.traces();
        let mut ranges =
            chunks(part.len()).map(|chunk| part.start + chunk.start..part.start + chunk.end);
        while let Some(range) = ranges.next() {
            // The next range is taken only where there is a trace for it.
            let pair = second_trace.as_deref_mut();
            let Some((second_trace, second)) = pair.and_then(|trace| Some((trace, ranges.next()?)))
            else {
                let mean = compute(&range, trace);
                look(range, mean, trace);
                continue;
            };
            let (mean, second_mean) =
                both(|| compute(&range, trace), || compute(&second, second_trace));
            look(range, mean, trace);
            look(second, second_mean, second_trace);
        }
        Some(if weighted && total > 0.0 {
            sum / total
        } else {
            sum
        })
    }

    /// One sample's forward and backward pass.
    pub(super) fn look_at(&mut self, sample: usize) -> Option<SamplePass> {
        if sample >= self.samples.len() {
            return None;
        }
        let Self {
            network,
            training,
            samples,
            theta,
            workspace,
            ..
        } = self;
        let trace = &mut workspace.lane.trace;
        let (inputs, targets) = samples.range(sample..sample + 1);
        let inputs = DMatrixView::from_slice(inputs, inputs.len(), 1);
        let targets = DMatrixView::from_slice(targets, targets.len(), 1);
        let mut gradient = vec![R::zero(); theta.len()];
        pass::forward(network, theta, inputs, trace);
        let loss = pass::loss(network, training.loss, targets, trace);
        pass::backward(
            network,
            theta,
            training.loss,
            targets,
            R::one(),
            trace,
            &mut gradient,
        );
        let layers = 0..network.layers().len();
        let column =
            |values: DMatrixView<'_, R>| values.iter().map(|value| value.to_f64()).collect();
        Some(SamplePass {
            sample,
            net_inputs: layers
                .clone()
                .map(|layer| column(trace.net_input(layer)))
                .collect(),
            outputs: layers
                .clone()
                .map(|layer| column(trace.output(layer)))
                .collect(),
            deltas: layers.map(|layer| column(trace.delta(layer))).collect(),
            loss: loss.to_f64(),
        })
    }

    /// Outputs `[out × n]` for scaled features `[in × n]`.
    pub(super) fn outputs_for(&mut self, inputs: &DMatrix<f64>) -> DMatrix<f64> {
        let output = self.network.layers().len() - 1;
        let trace = &mut self.workspace.lane.trace;
        let mut all = DMatrix::zeros(self.network.layers()[output].units, inputs.ncols());
        for chunk in chunks(inputs.ncols()) {
            let columns = inputs.columns(chunk.start, chunk.len()).map(R::of);
            pass::forward(&self.network, &self.theta, columns.as_view(), trace);
            all.columns_mut(chunk.start, chunk.len())
                .copy_from(&trace.output(output).map(Real::to_f64));
        }
        all
    }

    /// Replaces the traces, beginning with the values at the epochs whose parameters were kept.
    pub(super) fn start_traces(&mut self, request: &TraceRequest) {
        let sample = request.sample.filter(|&sample| sample < self.samples.len());
        let history = &mut self.history;
        history.traced_weights.clone_from(&request.weights);
        history
            .traced_weights
            .retain(|&index| index < self.theta.len());
        history.traced_sample = sample.map(|sample| (sample, self.samples.outputs()));
        let outputs = history.traced_sample.map_or(0, |(_, outputs)| outputs);
        let width = history.traced_weights.len() + outputs;
        history.traces = SeriesTable::replacing(&history.traces, width, History::TRACE_ROWS);
        if width == 0 {
            return;
        }
        let mut tracer = Tracer {
            network: &self.network,
            dataset: &self.dataset,
            samples: &self.samples,
            trace: &mut self.workspace.lane.trace,
        };
        for (epoch, theta) in self.trail.rows() {
            tracer.push(history, epoch, theta, &mut self.row);
        }
        let at_boundary = self.position.update_in_epoch == 0;
        if at_boundary && history.traces.last_epoch() < Some(self.position.epoch) {
            tracer.push(history, self.position.epoch, &self.theta, &mut self.row);
        }
    }

    /// Adds the present values to the traces, if there are any.
    pub(super) fn extend_traces(&mut self) {
        if self.history.traces.width() == 0 {
            return;
        }
        let mut tracer = Tracer {
            network: &self.network,
            dataset: &self.dataset,
            samples: &self.samples,
            trace: &mut self.workspace.lane.trace,
        };
        let epoch = self.position.epoch;
        tracer.push(&mut self.history, epoch, &self.theta, &mut self.row);
    }
}

/// Computes the traced values at given parameters.
struct Tracer<'a, R: Real> {
    network: &'a Network,
    dataset: &'a Dataset,
    samples: &'a Samples<R>,
    trace: &'a mut Trace<R>,
}

impl<R: Real> Tracer<'_, R> {
    /// Adds a row to the traces; `row` is room for its values.
    fn push(&mut self, history: &mut History, epoch: u64, theta: &[R], row: &mut Vec<f64>) {
        row.clear();
        row.extend(
            history
                .traced_weights
                .iter()
                .map(|&index| theta[index].to_f64()),
        );
        if let Some((sample, _)) = history.traced_sample {
            let (inputs, _) = self.samples.range(sample..sample + 1);
            let inputs = DMatrixView::from_slice(inputs, inputs.len(), 1);
            pass::forward(self.network, theta, inputs, self.trace);
            let outputs = self.trace.output(self.network.layers().len() - 1);
            for group in &self.dataset.preparation.targets {
                for index in group.range.clone() {
                    let value = outputs[(index, 0)].to_f64();
                    row.push(match &group.kind {
                        TargetKind::Number(scaler) => scaler.invert(value),
                        TargetKind::Classes(_) => value,
                    });
                }
            }
        }
        history.traces.push(epoch, row);
    }
}
