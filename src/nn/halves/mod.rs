//! Gradient descent on a network with one hidden layer by two threads, each of which has half of the hidden units: their parameters
//! stay with one thread for many updates.
//!
//! An update of such a network takes some microseconds to some hundred. Where each thread takes half of a batch, every gradient
//! and every parameter goes from one processor to the other in each update. Here only the outputs of hidden units, the deltas of
//! the output layer and its weights do. Each half computes its units for all samples, then, when both have met, the output layer
//! for half of the samples, and when they have met again its parameters' gradients. One thread does the same for one half after
//! the other, with the same bits.

mod batch;
mod half;
mod meeting;
mod work;

use std::ops::Range;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::RwLockReadGuard;
use std::sync::RwLockWriteGuard;

use self::batch::Batch;
use self::half::Answer;
use self::half::Half;
use self::half::Seen;
use self::meeting::Meeting;
use super::activation::Activation;
use super::descent::Descent;
use super::descent::Rule;
use super::descent::Squares;
use super::loss::Loss;
use super::matmul::may_be_shared;
use super::network::Network;
use super::real::Real;

/// Parameters times samples of a batch below which meeting costs more than it saves.
const WORTHWHILE: usize = 100_000;
/// Parameters above which taking them over and giving them back, as each call does, costs more than is saved.
const MOST_PARAMETERS: usize = 1 << 14;
/// Samples of a batch whose outer products are summed at once.
const MOST_SAMPLES: usize = 256;
/// The first half has a multiple of so many units: of the longest vector.
const UNIT: usize = 16;

/// The shape of a network and the places of its parameters.
#[derive(Clone, Debug)]
pub struct Shape {
    inputs: usize,
    units: usize,
    outputs: usize,
    /// The hidden units of the first half.
    middle: usize,
    activation: Activation,
    output_activation: Activation,
    weights: Range<usize>,
    biases: Range<usize>,
    output_weights: Range<usize>,
    output_biases: Range<usize>,
}

impl Shape {
    fn of(network: &Network) -> Option<Self> {
        let ([input, hidden, output], layout) = (network.layers(), network.layout()) else {
            return None;
        };
        let [first, second] = network.connections() else {
            return None;
        };
        let is_chain = [
            (first.from, first.to, first.delay),
            (second.from, second.to, second.delay),
        ] == [(0, 1, 0), (1, 2, 0)];
        let suits = is_chain
            && hidden.units >= 2 * UNIT
            && hidden.activation != Activation::Softmax
            && input.units > 0
            && output.units > 0;
        suits.then(|| Self {
            inputs: input.units,
            units: hidden.units,
            outputs: output.units,
            middle: (hidden.units / 2).next_multiple_of(UNIT),
            activation: hidden.activation,
            output_activation: output.activation,
            weights: layout.weights(0),
            biases: layout.biases(1),
            output_weights: layout.weights(1),
            output_biases: layout.biases(2),
        })
    }
}

/// The samples of updates one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Batches<'a, R> {
    /// The inputs of all samples, one sample after another.
    pub inputs: &'a [R],
    /// Their targets.
    pub targets: &'a [R],
    /// The order in which they are taken; as they lie if it is empty.
    pub order: &'a [usize],
    /// The number of samples that are taken.
    pub count: usize,
    /// The place of the first sample.
    pub first: usize,
    /// The samples of an update; the last may have fewer.
    pub size: usize,
}

impl<R> Batches<'_, R> {
    fn get(&self, update: usize) -> Batch<'_, R> {
        let first = self.first + update * self.size;
        let length = self.size.min(self.count - first);
        Batch {
            values: (self.inputs, self.targets),
            picked: (!self.order.is_empty()).then(|| &self.order[first..first + length]),
            first,
            length,
        }
    }
}

/// A network of which two threads may have half of the hidden units each.
#[derive(Debug)]
pub struct Halves<R> {
    shape: Shape,
    sides: [Mutex<Half<R>>; 2],
    /// What both see. Locks are never awaited: between two meetings either one writes or both read.
    seen: [RwLock<Seen<R>>; 2],
    answers: [RwLock<Answer<R>>; 2],
}

/// What is done in each update.
struct Task<'a, R> {
    rule: Rule<R>,
    loss: Loss,
    batches: &'a Batches<'a, R>,
    /// The number of updates.
    count: usize,
    /// Whether the last one's sums are wanted.
    measured: bool,
}

impl<R: Real> Halves<R> {
    /// For this network and batches of up to so many samples; `None` where it has another shape, or is too small or too large to
    /// be worth it.
    pub fn new(network: &Network, samples: usize) -> Option<Self> {
        let shape = Shape::of(network)?;
        let parameters = network.layout().len();
        let worth = parameters * samples >= WORTHWHILE && parameters <= MOST_PARAMETERS;
        let most = shape.middle.max(shape.units - shape.middle);
        let largest = most * shape.inputs.max(shape.outputs) * samples;
        // A product that looks for a second thread itself might be given the one that waits for it.
        let suits = samples <= MOST_SAMPLES && !may_be_shared(largest);
        let ranges = [0..shape.middle, shape.middle..shape.units];
        (worth && suits).then(|| Self {
            sides: ranges.map(|units| Mutex::new(Half::new(&shape, units))),
            seen: Default::default(),
            answers: Default::default(),
            shape,
        })
    }

    /// Takes a step of gradient descent for each batch and writes the loss before each step, until `losses` are full. Ends at a loss
    /// that is not finite, which is written too, without its step. Returns the number of steps, and the sums of the last if they are
    /// wanted and it was taken.
    ///
    /// # Panics
    /// If a length does not fit the network, or there are not so many samples.
    pub fn learn(
        &mut self,
        theta: &mut [R],
        descent: Descent<'_, R>,
        loss: Loss,
        batches: &Batches<'_, R>,
        losses: &mut [R],
        measured: bool,
    ) -> (usize, Squares) {
        let Descent { rule, velocity, .. } = descent;
        let task = Task {
            rule,
            loss,
            batches,
            count: losses.len(),
            measured,
        };
        for side in 0..2 {
            lock(&self.sides[side]).take(&self.shape, (&*theta, &*velocity));
        }
        let (this, task, meeting) = (&*self, &task, Meeting::new());
        let done = if rayon::current_thread_index().is_none() {
            this.lead(task, &meeting, losses)
        } else {
            let lead = || this.lead(task, &meeting, losses);
            rayon::join(lead, || this.accompany(task, &meeting)).0
        };
        let sums = self.sides.each_ref().map(|half| {
            let half = lock(half);
            half.give(&self.shape, (&mut *theta, &mut *velocity));
            half.squares
        });
        (done, sums[0] + sums[1])
    }

    /// The first half of all updates, and the second as long as nobody else does it.
    fn lead(&self, task: &Task<'_, R>, meeting: &Meeting, losses: &mut [R]) -> usize {
        let _watch = meeting.watch();
        let mut first = lock(&self.sides[0]);
        let mut second = Some(lock(&self.sides[1]));
        let mut done = 0;
        if rayon::current_num_threads() > 1 {
            meeting.await_partner();
        }
        for (update, kept) in losses.iter_mut().enumerate() {
            if second.is_some() && meeting.has_partner() {
                second = None;
                meeting.begin(update);
            }
            let mean = match &mut second {
                Some(second) => self.update_alone(task, update, [&mut *first, &mut *second]),
                None => self.update(task, update, meeting, (0, &mut *first)),
            };
            *kept = mean;
            if !mean.is_finite() {
                break;
            }
            done += 1;
        }
        meeting.end();
        done
    }

    /// The second half of the updates from some on.
    fn accompany(&self, task: &Task<'_, R>, meeting: &Meeting) {
        let _watch = meeting.watch();
        let Some(first) = meeting.come() else {
            return;
        };
        let mut half = lock(&self.sides[1]);
        for update in first..task.count {
            let mean = self.update(task, update, meeting, (1, &mut *half));
            if !mean.is_finite() {
                break;
            }
        }
    }

    /// One side of an update; returns the mean loss of the batch. Where it is not finite no parameter has moved.
    fn update(
        &self,
        task: &Task<'_, R>,
        update: usize,
        meeting: &Meeting,
        (side, half): (usize, &mut Half<R>),
    ) -> R {
        let batch = task.batches.get(update);
        half.show(&self.shape, batch, &self.seen[side]);
        meeting.meet(side);
        let (seen, answer) = (&self.seen[1 - side], &self.answers[side]);
        half.answer(&self.shape, task.loss, batch, seen, answer);
        meeting.meet(side);
        half.follow(
            &self.shape,
            task.rule(update),
            batch,
            &self.answers[1 - side],
        )
    }

    /// Both sides, one after the other.
    fn update_alone(
        &self,
        task: &Task<'_, R>,
        update: usize,
        [first, second]: [&mut Half<R>; 2],
    ) -> R {
        let (shape, batch) = (&self.shape, task.batches.get(update));
        let ([seen, other_seen], [answer, other_answer]) = (&self.seen, &self.answers);
        first.show(shape, batch, seen);
        second.show(shape, batch, other_seen);
        first.answer(shape, task.loss, batch, other_seen, answer);
        second.answer(shape, task.loss, batch, seen, other_answer);
        first.follow(shape, task.rule(update), batch, other_answer);
        second.follow(shape, task.rule(update), batch, answer)
    }
}

impl<R: Real> Task<'_, R> {
    /// The rule of an update, and whether it is measured.
    fn rule(&self, update: usize) -> (Rule<R>, bool) {
        (self.rule, self.measured && update + 1 == self.count)
    }
}

/// The three ways into a lock, which no panic leaves in a state that matters: all is taken anew for each call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// Room for so many values.
fn room<R: Real>(values: &mut Vec<R>, length: usize) -> &mut [R] {
    if values.len() < length {
        values.resize(length, R::zero());
    }
    &mut values[..length]
}
