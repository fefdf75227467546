//! Gradient descent on a network with one hidden layer by two threads, each of which has half of the hidden units.

use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::sync::RwLockReadGuard;
use std::sync::RwLockWriteGuard;

use crate::nn::Loss;
use crate::nn::Network;
use crate::nn::Real;
use crate::nn::descent::Descent;
use crate::nn::descent::Rule;
use crate::nn::descent::Squares;
use crate::nn::halves::Answer;
use crate::nn::halves::Batches;
use crate::nn::halves::Half;
use crate::nn::halves::Shown;
use crate::nn::meeting;
use crate::nn::meeting::Meeting;

/// A network with one hidden layer, of which two threads may have half of the units each.
#[derive(Debug)]
pub struct Halves<R> {
    sides: [Mutex<Half<R>>; 2],
    /// What both see. Locks are never awaited: between two meetings either one writes or both read.
    shown: [RwLock<Shown<R>>; 2],
    answers: [RwLock<Answer<R>>; 2],
    /// Calls in which no second thread is asked for, since it was often late in the one before.
    alone: usize,
}

/// Times for a thread to be late in a call, and the calls that are then done without it.
const OFTEN: usize = 3;
const ALONE: usize = 64;

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
    /// For this network and batches of up to so many samples; `None` where it has another shape, or is too small or too large for
    /// it to be worth it.
    pub fn new(network: &Network, samples: usize) -> Option<Self> {
        Some(Self {
            sides: Half::pair(network, samples)?.map(Mutex::new),
            shown: Default::default(),
            answers: Default::default(),
            alone: 0,
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
            lock(&self.sides[side]).take((&*theta, &*velocity));
        }
        let (this, task, meeting) = (&*self, &task, Meeting::default());
        let done = if this.alone > 0 {
            this.lead(task, &meeting, losses)
        } else {
            let lead = || {
                meeting.await_partner();
                this.lead(task, &meeting, losses)
            };
            meeting::together(lead, || this.accompany(task, &meeting))
        };
        let sums = self.sides.each_ref().map(|half| {
            let half = lock(half);
            half.give((&mut *theta, &mut *velocity));
            half.squares
        });
        self.alone = if meeting.late() >= OFTEN {
            ALONE
        } else {
            self.alone.saturating_sub(1)
        };
        (done, sums[0] + sums[1])
    }

    /// The first half of all updates, and the second as long as nobody else does it.
    fn lead(&self, task: &Task<'_, R>, meeting: &Meeting, losses: &mut [R]) -> usize {
        let watch = meeting.watch();
        let mut first = lock(&self.sides[0]);
        let mut second = Some(lock(&self.sides[1]));
        let mut done = 0;
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
        watch.done();
        done
    }

    /// The second half of the updates from some on.
    fn accompany(&self, task: &Task<'_, R>, meeting: &Meeting) {
        let watch = meeting.watch();
        let Some(first) = meeting.come() else {
            watch.done();
            return;
        };
        let mut half = lock(&self.sides[1]);
        for update in first..task.count {
            let mean = self.update(task, update, meeting, (1, &mut *half));
            if !mean.is_finite() {
                break;
            }
        }
        watch.done();
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
        let other = 1 - side;
        half.show(batch, &mut write(&self.shown[side]));
        meeting.meet(side);
        half.answer(
            task.loss,
            batch,
            &read(&self.shown[other]),
            &mut write(&self.answers[side]),
        );
        meeting.meet(side);
        half.follow(task.rule(update), batch, &read(&self.answers[other]))
    }

    /// Both sides, one after the other.
    fn update_alone(
        &self,
        task: &Task<'_, R>,
        update: usize,
        [first, second]: [&mut Half<R>; 2],
    ) -> R {
        let batch = task.batches.get(update);
        let ([shown, other_shown], [answer, other_answer]) = (&self.shown, &self.answers);
        first.show(batch, &mut write(shown));
        second.show(batch, &mut write(other_shown));
        first.answer(task.loss, batch, &read(other_shown), &mut write(answer));
        second.answer(task.loss, batch, &read(shown), &mut write(other_answer));
        first.follow(task.rule(update), batch, &read(other_answer));
        second.follow(task.rule(update), batch, &read(answer))
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
