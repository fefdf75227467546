//! Two threads that meet every few microseconds.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Glances at the other thread before this one lets others run: it may have lost its processor.
const GLANCES: usize = 20_000;

/// Glances before it pauses between them.
const QUICK: usize = 1000;

/// What the leader has not said yet.
const NOTHING: usize = usize::MAX;
/// That there is nothing left to do together.
const OVER: usize = usize::MAX - 1;

/// Where they meet. The leader begins alone and goes on together with the partner from when that one has come, if it does: it may
/// have no processor, or come when all is done.
#[derive(Debug)]
pub struct Meeting {
    /// Whether the partner has come.
    has_come: Apart<AtomicBool>,
    /// The update from which on they are two.
    first: Apart<AtomicUsize>,
    /// How often each has waited for the other.
    turns: [Apart<AtomicUsize>; 2],
    /// Whether one has panicked.
    is_broken: AtomicBool,
}

/// A value with lines of the cache of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Apart<T>(T);

impl Meeting {
    /// Nobody has come yet.
    pub fn new() -> Self {
        Self {
            has_come: Apart(AtomicBool::new(false)),
            first: Apart(AtomicUsize::new(NOTHING)),
            turns: [const { Apart(AtomicUsize::new(0)) }; 2],
            is_broken: AtomicBool::new(false),
        }
    }

    /// For the leader: whether the partner has come.
    pub fn has_partner(&self) -> bool {
        self.has_come.0.load(Ordering::Acquire)
    }

    /// For the leader: waits for the partner, but not longer than an update takes.
    pub fn await_partner(&self) {
        for _ in 0..QUICK {
            if self.has_partner() {
                return;
            }
        }
    }

    /// For the leader: they are two from this update on.
    pub fn begin(&self, update: usize) {
        self.first.0.store(update, Ordering::Release);
    }

    /// For the leader that stayed alone: a partner that comes now goes away again.
    pub fn end(&self) {
        let first = &self.first.0;
        let _ = first.compare_exchange(NOTHING, OVER, Ordering::AcqRel, Ordering::Acquire);
    }

    /// For the partner: the update from which on they are two, `None` if all is done.
    pub fn come(&self) -> Option<usize> {
        self.has_come.0.store(true, Ordering::Release);
        let first = &self.first.0;
        self.wait(|| first.load(Ordering::Acquire) != NOTHING);
        Some(first.load(Ordering::Acquire)).filter(|first| *first != OVER)
    }

    /// Waits until the other one, who has the number `1 − me`, has come here as often as this one.
    pub fn meet(&self, me: usize) {
        let [mine, other] = [me, 1 - me].map(|side| &self.turns[side].0);
        // Nobody else writes there.
        let turn = mine.load(Ordering::Relaxed) + 1;
        mine.store(turn, Ordering::Release);
        self.wait(|| other.load(Ordering::Acquire) >= turn);
    }

    fn wait(&self, is_over: impl Fn() -> bool) {
        let mut glances = 0;
        while !is_over() {
            glances += 1;
            if glances < QUICK {
                // A pause would take as long as all the waiting should.
            } else if glances < GLANCES {
                std::hint::spin_loop();
            } else {
                assert!(
                    !self.is_broken.load(Ordering::Acquire),
                    "the other thread has panicked"
                );
                std::thread::yield_now();
            }
        }
    }

    /// Held while one works, so that the other need not wait for ever if it panics.
    pub fn watch(&self) -> Watch<'_> {
        Watch(self)
    }
}

/// Tells of a panic.
#[derive(Debug)]
pub struct Watch<'a>(&'a Meeting);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.is_broken.store(true, Ordering::Release);
        }
    }
}
