//! The interface's end of the protocol.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::sync_channel;
use std::task::Waker;
use std::thread;
use std::thread::JoinHandle;

use super::lane::Lane;
use super::protocol::EngineCommand;
use super::protocol::EngineEvent;
use super::protocol::LiveParams;
use super::protocol::RunId;
use super::protocol::Snapshot;
use super::shared::Message;
use super::shared::Shared;
use super::shared::StartRun;
use super::threads::with_threads;
use super::worker::Worker;
use crate::train::TrainingSpec;

/// How many messages each channel holds; more wait at their sender.
const CAPACITY: usize = 64;

/// The training thread. Dropping it ends and joins the thread.
#[derive(Debug)]
pub struct Engine {
    // Gone only while the engine is being dropped: the worker ends when the channel does.
    commands: Option<Lane<Message>>,
    events: Receiver<EngineEvent>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts the thread. `waker` is called whenever there is something to read.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn spawn(waker: Waker) -> io::Result<Self> {
        let (command_sender, commands) = sync_channel(CAPACITY);
        let (event_sender, events) = sync_channel(CAPACITY);
        let shared = Arc::new(Shared::default());
        let worker = Worker::new(commands, event_sender, Arc::clone(&shared), waker);
        let thread = thread::Builder::new()
            .name("training".to_owned())
            .spawn(move || with_threads(|| worker.work_until_dropped()))?;
        Ok(Self {
            commands: Some(Lane::new(command_sender)),
            events,
            shared,
            thread: Some(thread),
        })
    }

    /// Sends a command; never blocks, never loses it, keeps the order.
    pub fn send(&mut self, command: EngineCommand) {
        self.send_message(Message::Command(command));
    }

    /// As [`EngineCommand::Load`], with a function in place of the plan; for tests of the protocol.
    #[doc(hidden)]
    pub fn load_run(&mut self, run: RunId, start: StartRun, training: TrainingSpec) {
        self.send_message(Message::LoadRun {
            run,
            start,
            training: Box::new(training),
        });
    }

    fn send_message(&mut self, message: Message) {
        self.shared.count_in(&message);
        let Some(lane) = &mut self.commands else {
            return;
        };
        if !lane.send(message) {
            self.ask_for_room();
        }
    }

    /// Has the engine call the waker when it has made room in the channel.
    fn ask_for_room(&mut self) {
        self.shared.backlogged.store(true, Ordering::SeqCst);
        // Once more: the engine may have emptied the channel before it could see the flag.
        if let Some(lane) = &mut self.commands {
            lane.flush();
        }
    }

    /// Replaces the live parameters.
    pub fn set_live(&mut self, live: LiveParams) {
        self.shared.live.put(live);
        self.nudge();
    }

    /// Takes all events that have arrived, in order, and sends what could not be sent before.
    pub fn poll(&mut self) -> Vec<EngineEvent> {
        if let Some(lane) = &mut self.commands
            && !lane.flush()
        {
            self.ask_for_room();
        }
        let events: Vec<EngineEvent> = self.events.try_iter().collect();
        let history = |event: &EngineEvent| matches!(event, EngineEvent::History { .. });
        if events.iter().any(history) {
            self.shared.history_taken.store(true, Ordering::SeqCst);
        }
        if !events.is_empty() {
            self.nudge();
        }
        events
    }

    /// Takes the latest snapshot, if there is a new one.
    pub fn snapshot(&mut self) -> Option<Snapshot> {
        let snapshot = self.shared.snapshot.take();
        if snapshot.is_some() && self.shared.snapshot_owed.swap(false, Ordering::SeqCst) {
            self.nudge();
        }
        snapshot
    }

    /// Has the engine look around, should it be waiting.
    fn nudge(&self) {
        if let Some(lane) = &self.commands {
            lane.nudge(Message::Nudge);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.quitting.store(true, Ordering::SeqCst);
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // The worker catches its panics; there is nobody left to tell.
            thread.join().ok();
        }
    }
}
