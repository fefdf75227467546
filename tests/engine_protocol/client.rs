//! A client of the training thread that sleeps until it is woken.

use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::task::Wake;
use std::time::Duration;
use std::time::Instant;

use deltascope::engine::Engine;
use deltascope::engine::EngineEvent;
use deltascope::engine::RunId;
use deltascope::engine::RunState;
use deltascope::engine::Snapshot;
use deltascope::train::History;
use deltascope::train::Outcome;

use crate::scripted_run::Probe;
use crate::scripted_run::Script;
use crate::scripted_run::ScriptedRun;

/// Longer than anything takes, even on a machine that is busy with other things; a test that fails waits this long.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A waker that can be waited for.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.heard.notify_all();
    }
}

impl Bell {
    /// Sleeps until it has rung since the last time.
    pub fn wait(&self, deadline: Instant) {
        let mut rung = self.rung.lock().unwrap();
        while !*rung {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "nobody rang");
            rung = self.heard.wait_timeout(rung, left).unwrap().0;
        }
        *rung = false;
    }
}

/// The interface's end, with everything it has received.
pub struct Client {
    pub engine: Engine,
    pub events: Vec<EngineEvent>,
    pub snapshot: Snapshot,
    bell: Arc<Bell>,
}

impl Client {
    pub fn new() -> Self {
        let bell = Arc::new(Bell::default());
        Self {
            engine: Engine::spawn(Arc::clone(&bell).into()).unwrap(),
            events: Vec::new(),
            snapshot: Snapshot::default(),
            bell,
        }
    }

    /// Loads a scripted run.
    pub fn load(&mut self, run: u64, script: Script) -> Arc<Probe> {
        let probe = Arc::new(Probe::default());
        let seen = Arc::clone(&probe);
        let training = script.training();
        let start = Box::new(move || ScriptedRun::start(script, seen));
        self.engine.load_run(RunId(run), start, training);
        probe
    }

    /// Reads what there is.
    pub fn poll(&mut self) {
        self.events.extend(self.engine.poll());
        if let Some(snapshot) = self.engine.snapshot() {
            self.snapshot = snapshot;
        }
    }

    /// Reads whenever it is woken, until the condition holds. Without a wake it does not look again.
    pub fn wait_until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        self.poll();
        while !condition(self) {
            assert!(
                Instant::now() < deadline,
                "never came: {what}; {:?}",
                self.events
            );
            self.bell.wait(deadline);
            self.poll();
        }
    }

    /// Waits for a state of a run; the states before it are forgotten.
    pub fn wait_for_state(&mut self, run: u64, state: RunState) {
        let wanted = EngineEvent::State {
            run: RunId(run),
            state,
        };
        self.wait_until(&format!("{wanted:?}"), |client| {
            client.events.contains(&wanted)
        });
        self.events.retain(|event| *event != wanted);
    }

    /// Waits for the end of a run.
    pub fn wait_for_end(&mut self, run: u64) -> Outcome {
        let end = |event: &EngineEvent| match event {
            EngineEvent::Finished { run: id, outcome } if *id == RunId(run) => {
                Some(outcome.clone())
            }
            EngineEvent::Finished { .. }
            | EngineEvent::State { .. }
            | EngineEvent::History { .. }
            | EngineEvent::Failed { .. } => None,
        };
        self.wait_until("the end", |client| {
            client.events.iter().any(|event| end(event).is_some())
        });
        self.events.iter().find_map(end).unwrap()
    }

    /// The history of a run as its events tell it.
    pub fn history(&self, wanted: u64) -> History {
        let mut history = History::default();
        for event in &self.events {
            if let EngineEvent::History { run, tail } = event
                && *run == RunId(wanted)
            {
                history.apply(tail.clone());
            }
        }
        history
    }
}

/// Spins until the condition holds, without reading anything.
pub fn wait_without_reading(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "never came: {what}");
        std::thread::yield_now();
    }
}
