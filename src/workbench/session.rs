//! The present run as the interface knows it: mirrors of the engine's messages.

use std::sync::Arc;

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
