//! What both ends of the protocol see besides the channels: the mailboxes and a few flags.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use super::mailbox::Mailbox;
use super::protocol::EngineCommand;
use super::protocol::LiveParams;
use super::protocol::RunId;
use super::protocol::Snapshot;
use crate::train::Run;
use crate::train::TrainingSpec;

/// Makes a run on the training thread.
pub type StartRun = Box<dyn FnOnce() -> Box<dyn Run> + Send>;

/// What travels in the command channel.
pub enum Message {
    /// A command of the interface.
    Command(EngineCommand),
    /// A run that is made by a function instead of a plan.
    LoadRun {
        /// Its id.
        run: RunId,
        /// Makes it.
        start: StartRun,
        /// The settings that it begins with.
        training: Box<TrainingSpec>,
    },
    /// Nothing but "look around": something was taken from the other lanes.
    Nudge,
}

impl Message {
    /// Whether a step command that takes long is cut short for it.
    pub fn is_urgent(&self) -> bool {
        match self {
            Self::Command(command) => match command {
                EngineCommand::Load { .. } | EngineCommand::Pause | EngineCommand::Stop => true,
                EngineCommand::Run
                | EngineCommand::StepUpdate
                | EngineCommand::StepEpoch
                | EngineCommand::Trace(_) => false,
            },
            Self::LoadRun { .. } => true,
            Self::Nudge => false,
        }
    }
}

/// The mailboxes and flags.
#[derive(Debug, Default)]
pub struct Shared {
    /// Interface → engine.
    pub live: Mailbox<LiveParams>,
    /// Engine → interface.
    pub snapshot: Mailbox<Snapshot>,
    /// Messages sent and not yet received, nudges apart; those in the backlog count too.
    pub waiting: AtomicUsize,
    /// How many of these are urgent.
    pub urgent: AtomicUsize,
    /// Whether messages wait in the backlog for room in the channel.
    pub backlogged: AtomicBool,
    /// Whether the last history event has been taken.
    pub history_taken: AtomicBool,
    /// Whether the engine has a newer snapshot than the unread one.
    pub snapshot_owed: AtomicBool,
    /// Whether the engine is being dropped.
    pub quitting: AtomicBool,
}

impl Shared {
    /// Counts a message in, before it is sent.
    pub fn count_in(&self, message: &Message) {
        self.count(message, |counter| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
    }

    /// Counts a message out, when it was received.
    pub fn count_out(&self, message: &Message) {
        self.count(message, |counter| {
            counter.fetch_sub(1, Ordering::SeqCst);
        });
    }

    fn count(&self, message: &Message, change: impl Fn(&AtomicUsize)) {
        if !matches!(message, Message::Nudge) {
            change(&self.waiting);
        }
        if message.is_urgent() {
            change(&self.urgent);
        }
    }

    /// Whether a message or live change waits for the engine, or it shall end.
    pub fn wants_attention(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
            || self.live.is_full()
            || self.quitting.load(Ordering::Relaxed)
    }
}

/// Tells a long step, or a step command of many steps, when to give way.
#[derive(Debug, Default)]
pub struct Patience {
    since: Mutex<Option<Instant>>,
}

impl Patience {
    /// How long an urgent message waits for a step command to end by itself, so that quick steps are never lost.
    const GRACE: Duration = Duration::from_millis(20);

    /// Whether the engine shall end, or an urgent message has waited long enough.
    pub fn is_over(&self, shared: &Shared) -> bool {
        if shared.quitting.load(Ordering::Relaxed) {
            return true;
        }
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.urgent.load(Ordering::Relaxed) == 0 {
            *since = None;
            return false;
        }
        let now = Instant::now();
        now.duration_since(*since.get_or_insert(now)) >= Self::GRACE
    }
}
