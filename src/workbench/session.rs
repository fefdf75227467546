//! The present run as the interface knows it: mirrors of the engine's messages.

use std::io;
use std::sync::Arc;
use std::task::Waker;

use super::notice::Notice;
use crate::data::Dataset;
use crate::engine::Engine;
use crate::engine::EngineCommand;
use crate::engine::EngineEvent;
use crate::engine::LiveParams;
use crate::engine::RunId;
use crate::engine::RunState;
use crate::engine::Snapshot;
use crate::experiment::Plan;
use crate::nn::Network;
use crate::train::History;
use crate::train::Outcome;
use crate::train::StopReason;

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
    /// Whether it goes only as far as a step command says; the next step may be asked for meanwhile.
    pub stepping: bool,
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
            stepping: false,
            network: None,
            dataset: None,
            history: History::default(),
            snapshot: Snapshot::default(),
            outcome: None,
            live: LiveParams::default(),
        })
    }

    /// Whether the run was set going and has not ended.
    pub fn can_go_on(&self) -> bool {
        self.begun && matches!(self.state, RunState::Running | RunState::Paused)
    }

    /// Sets the run going.
    pub(super) fn go(&mut self, command: EngineCommand) {
        self.begun = true;
        self.stepping = matches!(
            command,
            EngineCommand::StepUpdate | EngineCommand::StepEpoch
        );
        self.engine.send(command);
    }

    /// Replaces the live parameters.
    pub(super) fn set_live(&mut self, live: LiveParams) {
        if self.live != live {
            self.engine.set_live(live.clone());
            self.live = live;
        }
    }

    /// Makes room for a run of this plan; returns its id.
    pub(super) fn next_run(&mut self, plan: &Plan) -> RunId {
        self.clear();
        self.state = RunState::Paused;
        self.network = Some(plan.network().clone());
        self.dataset = Some(Arc::clone(plan.dataset()));
        self.run
    }

    /// Turns away from the run: what it still says is not heard.
    pub(super) fn forget_run(&mut self) {
        self.clear();
        self.network = None;
        self.dataset = None;
        // It holds its memory until the next one is loaded, but no processor.
        self.engine.send(EngineCommand::Pause);
    }

    fn clear(&mut self) {
        self.run.0 += 1;
        self.state = RunState::Empty;
        self.begun = false;
        self.history = History::default();
        self.snapshot = Snapshot {
            run: self.run,
            ..Snapshot::default()
        };
        self.outcome = None;
    }

    /// Takes in what the engine has sent of the present run; returns what the user should be told.
    pub(super) fn poll(&mut self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for event in self.engine.poll() {
            notices.extend(self.take_event(event));
        }
        if let Some(snapshot) = self.engine.snapshot()
            && snapshot.run == self.run
        {
            self.snapshot = snapshot;
        }
        notices
    }

    fn take_event(&mut self, event: EngineEvent) -> Option<Notice> {
        match event {
            EngineEvent::State { run, state } if run == self.run => self.state = state,
            EngineEvent::History { run, tail } if run == self.run => self.history.apply(tail),
            EngineEvent::Finished { run, outcome } if run == self.run => {
                self.state = RunState::Finished;
                let notice = (outcome.reason == StopReason::Diverged).then(|| diverged(&outcome));
                self.outcome = Some(outcome);
                return notice;
            }
            EngineEvent::Failed { run, message } if run == self.run => {
                self.state = RunState::Empty;
                self.begun = false;
                return Some(Notice::error(format!(
                    "Training broke off by a fault of the program: {message}. The experiment is unchanged; save it, \
                     then change it or run it again"
                )));
            }
            // Of a run that was dropped meanwhile.
            EngineEvent::State { .. }
            | EngineEvent::History { .. }
            | EngineEvent::Finished { .. }
            | EngineEvent::Failed { .. } => {}
        }
        None
    }
}

fn diverged(outcome: &Outcome) -> Notice {
    let epoch = outcome.position.epoch;
    let what = if outcome.note.is_empty() {
        format!("The run diverged in epoch {epoch}")
    } else {
        outcome.note.clone()
    };
    Notice::warning(what)
}
