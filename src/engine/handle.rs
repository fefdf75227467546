//! The interface's end of the protocol.

use std::task::Waker;

use super::protocol::EngineCommand;
use super::protocol::EngineEvent;
use super::protocol::LiveParams;
use super::protocol::Snapshot;

/// The training thread. Dropping it ends and joins the thread.
#[derive(Debug)]
pub struct Engine {
    placeholder: (),
}

impl Engine {
    /// Starts the thread. `waker` is called whenever there is something to read.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn spawn(waker: Waker) -> std::io::Result<Self> {
        let _ = waker;
        Ok(Self { placeholder: () })
    }

    /// Sends a command; never blocks, never loses it, keeps the order.
    pub fn send(&mut self, command: EngineCommand) {
        let _ = (command, self.placeholder);
    }

    /// Replaces the live parameters.
    pub fn set_live(&mut self, live: LiveParams) {
        let _ = live;
    }

    /// Takes all events that have arrived, in order, and sends what could not be sent before.
    pub fn poll(&mut self) -> Vec<EngineEvent> {
        Vec::new()
    }

    /// Takes the latest snapshot, if there is a new one.
    pub fn snapshot(&mut self) -> Option<Snapshot> {
        None
    }
}
