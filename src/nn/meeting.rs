//! Two threads that meet every few microseconds.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Glances before it pauses between them.
const QUICK: usize = 1000;

/// Glances, most of them with a pause, after which the other one is late: it takes some microseconds, or has lost its processor.
const LATE: usize = 5000;

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
    /// How often one of them was late.
    late: AtomicUsize,
    /// Whether one has panicked.
    is_broken: AtomicBool,
}

/// A value with lines of the cache of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Apart<T>(T);

impl Default for Meeting {
    /// Nobody has come yet.
    fn default() -> Self {
        Self {
            has_come: Apart(AtomicBool::new(false)),
            first: Apart(AtomicUsize::new(NOTHING)),
            turns: [const { Apart(AtomicUsize::new(0)) }; 2],
            late: AtomicUsize::new(0),
            is_broken: AtomicBool::new(false),
        }
    }
}

impl Meeting {
    /// For the leader: whether the partner has come.
    pub fn has_partner(&self) -> bool {
        self.has_come.0.load(Ordering::Acquire)
    }

    /// For the leader: waits for the partner, but not longer than an update takes.
    pub fn await_partner(&self) {
        let mut glances = if is_alone() { 0 } else { QUICK };
        while glances > 0 && !self.has_partner() {
            glances -= 1;
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
        self.wait(|| first.load(Ordering::Acquire) != NOTHING, || {});
        Some(first.load(Ordering::Acquire)).filter(|first| *first != OVER)
    }

    /// Waits until the other one, who has the number `1 − me`, has come here as often as this one.
    pub fn meet(&self, me: usize) {
        let [mine, other] = [me, 1 - me].map(|side| &self.turns[side].0);
        // Nobody else writes there.
        let turn = mine.load(Ordering::Relaxed) + 1;
        mine.store(turn, Ordering::Release);
        let late = || _ = self.late.fetch_add(1, Ordering::Relaxed);
        self.wait(|| other.load(Ordering::Acquire) >= turn, late);
    }

    /// How often one had to wait long for the other: where other programs take the processors, both lose more by waiting than
    /// they gain.
    pub fn late(&self) -> usize {
        self.late.load(Ordering::Relaxed)
    }

    fn wait(&self, is_over: impl Fn() -> bool, is_late: impl Fn()) {
        let mut glances = 0;
        while !is_over() {
            glances += 1;
            // At first a pause would take as long as all the waiting should.
            if glances > QUICK {
                assert!(
                    !self.is_broken.load(Ordering::Acquire),
                    "the other thread has panicked"
                );
                std::hint::spin_loop();
            }
            if glances == LATE {
                is_late();
            }
        }
    }

    /// Held while one works, so that the other need not wait for ever if it panics.
    pub fn watch(&self) -> Watch<'_> {
        Watch(Some(self))
    }
}

/// Tells the other thread where it ends before it is done.
#[derive(Debug)]
pub struct Watch<'a>(Option<&'a Meeting>);

impl Watch<'_> {
    /// All went well.
    pub fn done(mut self) {
        self.0 = None;
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(meeting) = self.0 {
            meeting.is_broken.store(true, Ordering::Release);
        }
    }
}

/// Leads, while a second thread accompanies if the caller is one of several and one is free. Neither may look for threads itself.
pub fn together<T: Send>(lead: impl FnOnce() -> T + Send, accompany: impl FnOnce() + Send) -> T {
    if is_alone() {
        lead()
    } else {
        rayon::join(lead, accompany).0
    }
}

/// Whether there is no other thread.
fn is_alone() -> bool {
    rayon::current_thread_index().is_none() || rayon::current_num_threads() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_late_is_counted() {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(2);
        let threads = threads.build().expect("two threads");
        let meeting = Meeting::default();
        let lead = || {
            meeting.begin(0);
            for _ in 0..3 {
                for _ in 0..100 * LATE {
                    std::hint::spin_loop();
                }
                meeting.meet(0);
            }
        };
        let accompany = || {
            meeting.come().expect("a leader who goes on");
            for _ in 0..3 {
                meeting.meet(1);
            }
        };
        threads.install(|| together(lead, accompany));
        // The leader may itself have waited for the other thread to begin.
        assert!(meeting.late() >= 2, "{}", meeting.late());
    }
}
