//! The engine's outgoing lanes: events in order, snapshots as the interface can take them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::SyncSender;
use std::task::Waker;
use std::time::Duration;
use std::time::Instant;

use super::active::Active;
use super::lane::Lane;
use super::protocol::EngineEvent;
use super::protocol::RunState;
use super::shared::Shared;

/// Nobody sees more than about 60 pictures a second.
const MIN_INTERVAL: Duration = Duration::from_millis(16);

/// Copying takes at most one part in this many of the time, however large the network is.
const COPYING_SHARE: u32 = 20;

/// But a copy may take long only because the machine had no time for it, so there is no longer rest than this.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// Publishes what the interface reads, and wakes it.
#[derive(Debug)]
pub struct Outlet {
    events: Lane<EngineEvent>,
    shared: Arc<Shared>,
    waker: Waker,
    next_snapshot: Instant,
    next_history: Instant,
}

impl Outlet {
    /// An outlet into this channel.
    pub fn new(events: SyncSender<EngineEvent>, shared: Arc<Shared>, waker: Waker) -> Self {
        let now = Instant::now();
        Self {
            events: Lane::new(events),
            shared,
            waker,
            next_snapshot: now,
            next_history: now,
        }
    }

    /// Wakes the interface.
    pub fn wake(&self) {
        self.waker.wake_by_ref();
    }

    /// Sends an event.
    pub fn send(&mut self, event: EngineEvent) {
        self.events.send(event);
        self.wake();
    }

    /// Sends events that could not be sent before.
    pub fn flush(&mut self) {
        if !self.events.is_idle() {
            self.events.flush();
            self.wake();
        }
    }

    /// Tells the state of the run.
    pub fn state(&mut self, active: &Active) {
        self.send(EngineEvent::State {
            run: active.id,
            state: active.state,
        });
    }

    /// Sends what is new in the history: when the interface has taken the last part, or in any case if `all` shall be
    /// there before the next event. So the parts never pile up, however slow the interface is.
    pub fn history(&mut self, active: &mut Active, all: bool) {
        let due = || {
            self.shared.history_taken.load(Ordering::SeqCst)
                && (active.state != RunState::Running || Instant::now() >= self.next_history)
        };
        if !all && !due() {
            return;
        }
        let began = Instant::now();
        if let Some(tail) = active.run.history().tail(&mut active.cursor) {
            self.shared.history_taken.store(false, Ordering::SeqCst);
            self.send(EngineEvent::History {
                run: active.id,
                tail,
            });
        }
        self.next_history = after(began);
    }

    /// Publishes a snapshot: when the last one was read and some time has passed, or in any case if `now`.
    pub fn snapshot(&mut self, active: &mut Active, now: bool) {
        if !now && !self.snapshot_due(active) {
            return;
        }
        let began = Instant::now();
        let snapshot = active.snapshot();
        self.shared.snapshot_owed.store(false, Ordering::SeqCst);
        self.shared.snapshot.put(snapshot);
        self.next_snapshot = after(began);
        self.wake();
    }

    fn snapshot_due(&self, active: &Active) -> bool {
        // A run that rests has published its state when it came to rest.
        if active.state != RunState::Running || Instant::now() < self.next_snapshot {
            return false;
        }
        if !self.shared.snapshot.is_full() {
            return true;
        }
        self.shared.snapshot_owed.store(true, Ordering::SeqCst);
        // Once more: it may have been read before the reader could see the flag.
        !self.shared.snapshot.is_full()
    }
}

/// When the next copy may be made, if making this one began at `began`.
fn after(began: Instant) -> Instant {
    let now = Instant::now();
    now + rest(now - began)
}

/// How long copying rests after a copy that took so long.
fn rest(took: Duration) -> Duration {
    (took * COPYING_SHARE).clamp(MIN_INTERVAL, LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_was_held_up_does_not_stop_the_curves() {
        assert_eq!(rest(Duration::from_micros(3)), MIN_INTERVAL);
        assert_eq!(rest(Duration::from_millis(5)), Duration::from_millis(100));
        assert_eq!(rest(Duration::from_secs(30)), LONGEST_REST);
        assert_eq!(rest(Duration::from_hours(24)), LONGEST_REST);
    }
}
