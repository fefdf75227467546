//! The rules of the training thread.
#![expect(clippy::unwrap_used, reason = "test helpers")]

mod client;
mod control;
mod determinism;
mod lanes;
mod scripted_run;

use deltascope::engine::EngineCommand;
use deltascope::train::TraceRequest;

use scripted_run::Script;

/// Endless training, one update an epoch.
const ENDLESS: Script = Script {
    updates_per_epoch: 1,
    max_epochs: 0,
    endless_steps: false,
    panics_at: None,
    panics_at_sample: false,
    time_limit_secs: None,
};

/// Steps that end only when they are interrupted.
const LONG_STEPS: Script = Script {
    endless_steps: true,
    ..ENDLESS
};

fn trace(weights: &[usize]) -> EngineCommand {
    EngineCommand::Trace(TraceRequest {
        weights: weights.to_vec(),
        sample: None,
    })
}
