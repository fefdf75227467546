//! The present run as the interface knows it: mirrors of the engine's messages.

use std::io;
use std::sync::Arc;
use std::task::Waker;

use crate::data::Dataset;
use crate::engine::Engine;
use crate::engine::LiveParams;
use crate::engine::RunId;
use crate::engine::RunState;
use crate::engine::Snapshot;
use crate::nn::Network;
use crate::train::History;
use crate::train::Outcome;

/// The present run.
#[derive(Debug)]
pub struct Session {
    /// The training thread.
    pub engine: Engine,
    /// The run's id.
    pub run: RunId,
    /// Its state.
    pub state: RunState,
    /// Whether the user has set it going, so that it holds something to lose.
    pub begun: bool,
    /// Its network; `None` before the first run.
    pub network: Option<Network>,
    /// Its data.
    pub dataset: Option<Arc<Dataset>>,
    /// The mirror of its history.
    pub history: History,
    /// The latest snapshot.
    pub snapshot: Snapshot,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// The live parameters last sent.
    pub live: LiveParams,
}

impl Session {
    /// Starts the training thread; there is no run yet.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn new(waker: Waker) -> io::Result<Self> {
        Ok(Self {
            engine: Engine::spawn(waker)?,
            run: RunId::default(),
            state: RunState::Empty,
            begun: false,
            network: None,
            dataset: None,
            history: History::default(),
            snapshot: Snapshot::default(),
            outcome: None,
            live: LiveParams::default(),
        })
    }
}
