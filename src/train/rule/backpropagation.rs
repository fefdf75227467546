//! Error backpropagation (Rumelhart, Hinton & Williams, 1986): the gradient of a batch's mean loss, by one forward and
//! one backward pass over its samples.

mod particular;
mod weights;

use std::ops::Range;

use nalgebra::DMatrixView;

use self::weights::Part;
use super::division;
use super::division::Division;
use super::division::Lane;
use super::division::SideLane;
use crate::nn::FisherMatrix;
use crate::nn::Interrupted;
use crate::nn::Jacobian;
use crate::nn::KroneckerFactors;
use crate::nn::Loss;
use crate::nn::Network;
use crate::nn::Objective;
use crate::nn::Online;
use crate::nn::Real;
use crate::nn::Trace;
use crate::nn::descent::Descent;
use crate::nn::descent::Squares;
use crate::nn::pass;
use crate::train::noise::InputNoise;
use crate::train::samples::Batch;
use crate::train::samples::Samples;

/// Samples that pass through the network together. Larger batches go in chunks of this size, whose gradients are added
/// in order: memory stays bounded, a long step can be called off, and the sum does not depend on the machine.
pub const CHUNK: usize = 256;

/// The buffers of the passes, reused from step to step.
#[derive(Clone, Debug)]
pub struct Workspace<R> {
    /// The layers' values, and room for picked samples.
    pub lane: Lane<R>,
    /// The same for further parts of a batch that may be computed at the same time.
    side_lanes: Vec<SideLane<R>>,
    /// Room for derivatives of single outputs, used by optimisers that ask for them.
    jacobian: Jacobian<R>,
    /// Room for the information of the outputs, used by optimisers that ask for it.
    fisher: FisherMatrix<R>,
    /// Room for the samples' shares of a weighted loss.
    shares: Vec<R>,
    /// The last point that was tried.
    tried: Tried<R>,
}

/// A point at which a search asked for the loss. If it becomes the next point, its forward pass need not be repeated.
#[derive(Clone, Debug, Default)]
struct Tried<R> {
    theta: Vec<R>,
    range: Range<usize>,
    /// Which of the trace's passes it was.
    pass: u64,
}

impl<R: Real> Tried<R> {
    /// Keeps a point whose pass over the whole batch is the trace's last.
    fn keep(&mut self, theta: &[R], range: &Range<usize>, trace: &Trace<R>) {
        self.theta.clear();
        self.theta.extend_from_slice(theta);
        self.range = range.clone();
        self.pass = trace.passes();
    }

    /// Whether the trace still holds the pass of these samples at `theta`.
    fn is_held(&self, theta: &[R], batch: &Batch<'_>, trace: &Trace<R>) -> bool {
        self.pass == trace.passes()
            && matches!(batch, Batch::Range(range) if *range == self.range)
            && self.theta == theta
    }
}

impl<R: Real> Workspace<R> {
    /// Buffers for a network and its data, taken in batches of `batch` samples; `picked` says whether out of order.
    pub fn new(network: &Network, samples: &Samples<R>, batch: usize, picked: bool) -> Self {
        let lane = |capacity: usize| Lane {
            trace: Trace::new(network, capacity.clamp(1, CHUNK)),
            gathered: samples.gathered(if picked { batch.min(CHUNK) } else { 0 }),
        };
        let parameters = network.layout().len();
        let parts = division::parts(network, batch);
        let side_lane = || SideLane {
            lane: lane(batch.div_ceil(parts)),
            gradient: vec![R::zero(); parameters],
        };
        Self {
            lane: lane(samples.len()),
            side_lanes: std::iter::repeat_with(side_lane).take(parts - 1).collect(),
            jacobian: Jacobian::default(),
            fisher: FisherMatrix::default(),
            shares: Vec::new(),
            tried: Tried::default(),
        }
    }

    /// The layers' values, and room for those of other samples where two threads may be worth it.
    pub fn traces(&mut self) -> (&mut Trace<R>, Option<&mut Trace<R>>) {
        let second = self.side_lanes.first_mut().map(|side| &mut side.lane.trace);
        (&mut self.lane.trace, second)
    }
}

/// The chunks of `length` samples, as ranges.
pub fn chunks(length: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length)
        .step_by(CHUNK)
        .map(move |start| start..length.min(start + CHUNK))
}

/// The mean loss of one batch as a function of `θ`.
pub struct Backpropagation<'a, R> {
    /// The network.
    pub network: &'a Network,
    /// What is made small.
    pub loss: Loss,
    /// The data.
    pub samples: &'a Samples<R>,
    /// The samples that count.
    pub batch: Batch<'a>,
    /// The buffers.
    pub workspace: &'a mut Workspace<R>,
    /// The short way for single samples, if they are what is learnt from.
    pub online: Option<&'a mut Online<R>>,
    /// The noise on the inputs, if there is some.
    pub noise: Option<&'a mut InputNoise<R>>,
    /// Asked between chunks.
    pub interrupted: &'a (dyn Fn() -> bool + Sync),
    /// The loss at the point where a gradient was first wanted.
    pub at_start: Option<R>,
    /// Set when the loss at the point where a gradient was wanted is not finite; the step is then called off.
    pub diverged: Option<R>,
}

impl<R: Real> Backpropagation<'_, R> {
    /// Keeps the loss where a gradient was wanted; one that is not finite ends the run.
    fn begin_at(&mut self, loss: R) -> Result<R, Interrupted> {
        if !loss.is_finite() {
            self.diverged = Some(loss);
            return Err(Interrupted);
        }
        self.at_start.get_or_insert(loss);
        Ok(loss)
    }

    /// The loss at `theta`; writes the gradient where one is wanted.
    fn pass(&mut self, theta: &[R], mut gradient: Option<&mut [R]>) -> Result<R, Interrupted> {
        if self.noise.is_some() || self.samples.is_weighted() {
            // This one adds to what it is given.
            if let Some(gradient) = gradient.as_deref_mut() {
                gradient.fill(R::zero());
            }
            return self.particular_pass(theta, gradient);
        }
        let length = self.batch.len();
        let tries = gradient.is_none();
        if let (Some(online), Some(gradient)) = (&mut self.online, gradient.as_deref_mut()) {
            let gathered = &mut self.workspace.lane.gathered;
            let sample = self.samples.batch(&self.batch, 0..length, gathered);
            return Ok(online.gradient(theta, self.loss, sample, gradient));
        }
        let Workspace {
            lane,
            side_lanes,
            tried,
            ..
        } = &mut *self.workspace;
        let division = Division {
            network: self.network,
            theta,
            loss: self.loss,
            samples: self.samples,
            batch: &self.batch,
            interrupted: self.interrupted,
        };
        // A shorter last batch may be worth fewer parts.
        let parts = division::parts(self.network, length).min(side_lanes.len() + 1);
        let loss = division.pass(0..length, lane, &mut side_lanes[..parts - 1], gradient)?;
        if let (true, 1, Batch::Range(range)) = (tries && length <= CHUNK, parts, &self.batch) {
            tried.keep(theta, range, &lane.trace);
        }
        Ok(loss)
    }
}

impl<R: Real> Backpropagation<'_, R> {
    /// A step of gradient descent: the loss where it began, and the sums over the parameters where they are wanted, else zeros.
    pub fn descend(
        &mut self,
        theta: &mut [R],
        descent: Descent<'_, R>,
        measured: bool,
    ) -> Result<(R, Squares), Interrupted> {
        let length = self.batch.len();
        let plain = self.online.is_none() && self.noise.is_none() && !self.samples.is_weighted();
        // Elsewhere the gradient of a batch is a sum of several, or stays in the caches by itself.
        let at_once = plain
            && length <= CHUNK
            && division::parts(self.network, length) == 1
            && division::shares_products(self.network, length);
        if !at_once {
            let loss = self.gradient(theta, descent.gradient)?;
            return Ok((loss, descent.step(theta, measured)));
        }
        let Lane { trace, gathered } = &mut self.workspace.lane;
        let batch = self.samples.batch(&self.batch, 0..length, gathered);
        let (loss, sums) = descent.follow(self.network, theta, self.loss, batch, trace, measured);
        Ok((self.begin_at(loss)?, sums))
    }
}

/// What is done with each chunk after its forward pass.
type Visit<'v, R> = &'v mut dyn FnMut(&mut Trace<R>, Part<'_, R>);

impl<R: Real> Backpropagation<'_, R> {
    /// The loss at `theta`; `visit` sees each chunk after its forward pass.
    fn visit(&mut self, theta: &[R], visit: Visit<'_, R>) -> Result<R, Interrupted> {
        let Workspace { lane, tried, .. } = &mut *self.workspace;
        let Lane { trace, gathered } = lane;
        let length = self.batch.len();
        let held = tried.is_held(theta, &self.batch, trace);
        let factor = weights::factor(self.samples, &self.batch);
        let mut sum = R::zero();
        for range in chunks(length) {
            if range.start > 0 && (self.interrupted)() {
                return Err(Interrupted);
            }
            let columns = range.len();
            let weights = weights::of_chunk(self.samples, &self.batch, range.clone(), factor);
            let batch = self.samples.batch(&self.batch, range, gathered);
            let mean = if held {
                pass::held_loss(self.network, theta, self.loss, batch, trace)
            } else {
                pass::batch_loss(self.network, theta, self.loss, batch, trace)
            };
            trace.hold_inputs(batch.0);
            let part = Part {
                share: R::of(columns as f64 / length as f64),
                targets: DMatrixView::from_slice(batch.1, self.network.output_units(), columns),
                weights: &weights,
            };
            sum += part.loss(self.network, self.loss, mean, trace);
            visit(trace, part);
        }
        Ok(sum)
    }

    /// As [`Backpropagation::visit`], at a point where a gradient is wanted: adds it to `gradient`, and a loss that is not
    /// finite ends the run.
    fn visit_with_gradient(
        &mut self,
        theta: &[R],
        gradient: &mut [R],
        visit: Visit<'_, R>,
    ) -> Result<R, Interrupted> {
        let (network, loss) = (self.network, self.loss);
        gradient.fill(R::zero());
        let sum = self.visit(theta, &mut |trace, part| {
            part.add_gradient(network, theta, loss, trace, gradient);
            visit(trace, part);
        })?;
        self.begin_at(sum)
    }
}

impl<R: Real> Objective<R> for Backpropagation<'_, R> {
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        let loss = self.pass(theta, Some(gradient))?;
        self.begin_at(loss)
    }

    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted> {
        self.pass(theta, None)
    }

    fn trial_gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        self.pass(theta, Some(gradient))
    }

    fn normal_equations(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        vector: &mut [R],
    ) -> Result<R, Interrupted> {
        matrix.fill(R::zero());
        vector.fill(R::zero());
        let network = self.network;
        let mut jacobian = std::mem::take(&mut self.workspace.jacobian);
        let result = self.visit(theta, &mut |trace, part| {
            let sums = (&mut *matrix, &mut *vector);
            let samples = (part.targets, part.weights);
            jacobian.add_normal_equations(network, theta, samples, trace, sums);
        });
        self.workspace.jacobian = jacobian;
        let sum = result?;
        self.begin_at(sum)
    }

    fn squares(&self) -> (usize, f64) {
        let length = self.batch.len();
        let outputs = self.network.output_units();
        // Samples without weight are no observations.
        let places = 0..length;
        let counts = |place: &usize| self.samples.weight(self.batch.sample(*place)) > R::zero();
        let count = places.filter(counts).count() * outputs;
        let factor = self.loss.squares(length, outputs);
        factor.map_or((0, 0.0), |factor| (count, factor))
    }

    fn fisher(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        matrix.fill(R::zero());
        let (network, loss) = (self.network, self.loss);
        let scale = R::one() / R::of(self.batch.len() as f64);
        let mut room = std::mem::take(&mut self.workspace.fisher);
        let result = self.visit_with_gradient(theta, gradient, &mut |trace, part| {
            let scale = (scale, part.weights);
            room.add(network, theta, loss, scale, trace, matrix);
        });
        self.workspace.fisher = room;
        result
    }

    fn kronecker_factors(
        &mut self,
        theta: &[R],
        factors: &mut KroneckerFactors<R>,
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let (network, loss) = (self.network, self.loss);
        let scale = R::one() / R::of(self.batch.len() as f64);
        self.visit_with_gradient(theta, gradient, &mut |trace, part| {
            factors.add(network, theta, loss, (scale, part.weights), trace);
        })
    }

    fn fisher_forms(&mut self, theta: &[R], (u, v): (&[R], &[R])) -> Result<[R; 3], Interrupted> {
        let (network, loss) = (self.network, self.loss);
        let scale = R::one() / R::of(self.batch.len() as f64);
        let mut forms = [R::zero(); 3];
        let mut room = std::mem::take(&mut self.workspace.fisher);
        let result = self.visit(theta, &mut |trace, part| {
            let samples = (scale, part.weights, trace);
            room.add_forms(network, theta, loss, samples, (u, v), &mut forms);
        });
        self.workspace.fisher = room;
        result.map(|_| forms)
    }
}
