//! The worker: carries out commands in order, trains in between, waits only on its command channel.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::TryRecvError;
use std::task::Waker;
use std::time::Instant;

use super::active::Active;
use super::active::Goal;
use super::active::Progress;
use super::outlet::Outlet;
use super::protocol::EngineCommand;
use super::protocol::EngineEvent;
use super::protocol::LiveParams;
use super::protocol::RunId;
use super::protocol::RunState;
use super::shared::Message;
use super::shared::Patience;
use super::shared::Shared;
use super::shared::StartRun;
use crate::train::StopReason;
use crate::train::TrainingSpec;

/// The training thread's own state.
pub struct Worker {
    messages: Receiver<Message>,
    outlet: Outlet,
    shared: Arc<Shared>,
    live: LiveParams,
    active: Option<Active>,
}

/// What a look at the command channel gave.
enum Look {
    Message(Message),
    Nothing,
    /// The engine is being dropped.
    End,
}

impl Worker {
    /// A worker between these channels.
    pub fn new(
        messages: Receiver<Message>,
        events: SyncSender<EngineEvent>,
        shared: Arc<Shared>,
        waker: Waker,
    ) -> Self {
        Self {
            messages,
            outlet: Outlet::new(events, Arc::clone(&shared), waker),
            shared,
            live: LiveParams::default(),
            active: None,
        }
    }

    /// Works until the other end is dropped.
    pub fn work_until_dropped(mut self) {
        loop {
            let look = self.look();
            self.take_live();
            match look {
                Look::Message(message) => self.receive(message),
                Look::Nothing => {}
                Look::End => return,
            }
            self.train();
            self.publish();
        }
    }

    /// Looks at the command channel; waits there when there is nothing to do.
    fn look(&self) -> Look {
        if self.shared.quitting.load(Ordering::Relaxed) {
            return Look::End;
        }
        let Some(active) = &self.active else {
            return self.messages.recv().map_or(Look::End, Look::Message);
        };
        let Some(next_work) = active.next_work() else {
            return self.messages.recv().map_or(Look::End, Look::Message);
        };
        // A step command is done before the next message is looked at, so that commands keep their order.
        if active.goal != Goal::Forever && !active.patience.is_over(&self.shared) {
            return Look::Nothing;
        }
        let wait = next_work.saturating_duration_since(Instant::now());
        if wait.is_zero() {
            match self.messages.try_recv() {
                Ok(message) => Look::Message(message),
                Err(TryRecvError::Empty) => Look::Nothing,
                Err(TryRecvError::Disconnected) => Look::End,
            }
        } else {
            match self.messages.recv_timeout(wait) {
                Ok(message) => Look::Message(message),
                Err(RecvTimeoutError::Timeout) => Look::Nothing,
                Err(RecvTimeoutError::Disconnected) => Look::End,
            }
        }
    }

    fn receive(&mut self, message: Message) {
        self.shared.count_out(&message);
        if self.shared.backlogged.swap(false, Ordering::SeqCst) {
            self.outlet.wake();
        }
        match message {
            Message::Command(command) => self.obey(command),
            Message::LoadRun {
                run,
                start,
                training,
            } => self.load(run, start, *training),
            Message::Nudge => {}
        }
    }

    fn obey(&mut self, command: EngineCommand) {
        match command {
            EngineCommand::Load { run, plan } => {
                let training = plan.experiment().training.clone();
                self.load(run, Box::new(move || plan.start()), training);
            }
            EngineCommand::Run => self.set_going(Goal::Forever),
            EngineCommand::StepUpdate => self.set_going(Goal::Update),
            EngineCommand::StepEpoch => self.set_going(Goal::Epoch),
            EngineCommand::Pause => {
                if self.state() == RunState::Running {
                    self.set_state(RunState::Paused);
                }
            }
            EngineCommand::Stop => {
                if matches!(self.state(), RunState::Running | RunState::Paused) {
                    self.guarded(|active, _| {
                        active.run.finish(StopReason::User);
                    });
                    self.finished();
                }
            }
            EngineCommand::Trace(request) => {
                self.guarded(|active, outlet| {
                    active.run.trace(&request);
                    outlet.history(active, false);
                });
            }
        }
    }

    fn load(&mut self, id: RunId, start: StartRun, training: TrainingSpec) {
        // Dropped first: two big runs may not fit in memory together.
        self.drop_run();
        match catch_unwind(AssertUnwindSafe(start)) {
            Ok(run) => {
                self.active = Some(Active::new(id, run, training));
                self.apply_live();
                self.guarded(|active, outlet| {
                    outlet.state(active);
                    outlet.history(active, true);
                    outlet.snapshot(active, true);
                });
            }
            Err(panic) => self.outlet.send(EngineEvent::Failed {
                run: id,
                message: panic_message(panic.as_ref()),
            }),
        }
    }

    fn state(&self) -> RunState {
        self.active
            .as_ref()
            .map_or(RunState::Empty, |active| active.state)
    }

    fn set_going(&mut self, goal: Goal) {
        if matches!(self.state(), RunState::Running | RunState::Paused) {
            if let Some(active) = &mut self.active {
                active.goal = goal;
                active.patience = Patience::default();
            }
            self.set_state(RunState::Running);
        }
    }

    /// Changes the run's state; a change is published at once, with a snapshot of that moment.
    fn set_state(&mut self, state: RunState) {
        self.guarded(|active, outlet| {
            if active.set_state(state) {
                outlet.state(active);
                outlet.snapshot(active, true);
            }
        });
    }

    fn take_live(&mut self) {
        if let Some(live) = self.shared.live.take() {
            self.live = live;
            self.apply_live();
        }
    }

    fn apply_live(&mut self) {
        let live = self.live.clone();
        self.guarded(|active, outlet| {
            if active.id == live.run && active.set_live(&live) {
                outlet.snapshot(active, true);
            }
        });
    }

    fn train(&mut self) {
        if self.state() != RunState::Running {
            return;
        }
        let shared = Arc::clone(&self.shared);
        match self.guarded(|active, _| active.burst(&shared)) {
            None | Some(Progress::Underway) => {}
            Some(Progress::GoalReached) => self.set_state(RunState::Paused),
            Some(Progress::Finished) => self.finished(),
        }
    }

    /// The run has ended: the rest of its history, then how it ended.
    fn finished(&mut self) {
        self.guarded(|active, outlet| {
            active.set_state(RunState::Finished);
            outlet.history(active, true);
            outlet.state(active);
            if let Some(outcome) = active.run.outcome() {
                outlet.send(EngineEvent::Finished {
                    run: active.id,
                    outcome: outcome.clone(),
                });
            }
            outlet.snapshot(active, true);
        });
    }

    fn publish(&mut self) {
        self.outlet.flush();
        self.guarded(|active, outlet| {
            outlet.history(active, false);
            outlet.snapshot(active, false);
        });
    }

    /// Does something with the run. A panic in it drops the run, becomes an event and goes no further.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Active, &mut Outlet) -> T) -> Option<T> {
        let active = self.active.as_mut()?;
        let id = active.id;
        match catch_unwind(AssertUnwindSafe(|| work(active, &mut self.outlet))) {
            Ok(value) => Some(value),
            Err(panic) => {
                self.drop_run();
                self.outlet.send(EngineEvent::Failed {
                    run: id,
                    message: panic_message(panic.as_ref()),
                });
                None
            }
        }
    }

    fn drop_run(&mut self) {
        let run = self.active.take();
        // A run that panicked may panic again; that would say nothing new.
        catch_unwind(AssertUnwindSafe(|| drop(run))).ok();
    }
}

/// The message of a panic.
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without a message".to_owned())
}
