//! The run at work: bursts of steps, its clock, its snapshots.

use std::time::Duration;
use std::time::Instant;

use super::pace::Pace;
use super::pace::Ticker;
use super::protocol::Interest;
use super::protocol::LiveParams;
use super::protocol::RunId;
use super::protocol::RunState;
use super::protocol::Snapshot;
use super::shared::Patience;
use super::shared::Shared;
use super::stopwatch::RateMeter;
use super::stopwatch::Stopwatch;
use crate::train::Run;
use crate::train::StepOutcome;
use crate::train::StopReason;
use crate::train::TrainingSpec;
use crate::train::history::Cursor;

/// A burst of steps takes about this long: long enough that looking at the clock costs nothing, short enough that
/// nobody waits for it.
const BURST: Duration = Duration::from_millis(1);

/// The most steps in a burst.
const MAX_BURST_STEPS: usize = 1 << 20;

/// How far a run that is going shall go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// On and on.
    Forever,
    /// One update.
    Update,
    /// To the end of the epoch.
    Epoch,
}

/// Where a burst of steps ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Between steps; there are more to do.
    Underway,
    /// At its goal.
    GoalReached,
    /// At the end of the run.
    Finished,
}

/// The run at work.
pub struct Active {
    /// Its id.
    pub id: RunId,
    /// The run itself.
    pub run: Box<dyn Run>,
    /// What it is doing.
    pub state: RunState,
    /// How far it shall go, while it is running.
    pub goal: Goal,
    /// How far the interface has followed its history.
    pub cursor: Cursor,
    /// When it gives way to urgent messages.
    pub patience: Patience,
    stopwatch: Stopwatch,
    rate: RateMeter,
    ticker: Option<Ticker>,
    /// The updates in an epoch that the beat was made for.
    beaten_updates: u64,
    burst_steps: usize,
    live: LiveParams,
    /// The settings that it began with, then those that were handed over last.
    given: TrainingSpec,
}

/// A time limit; one too long to be told is none that is ever met.
fn duration(secs: Option<f64>) -> Option<Duration> {
    let secs = secs.filter(|secs| secs.is_finite())?;
    Some(Duration::try_from_secs_f64(secs.max(0.0)).unwrap_or(Duration::MAX))
}

impl Active {
    /// A run at its start, paused; it began with the settings `given`.
    pub fn new(id: RunId, run: Box<dyn Run>, given: TrainingSpec) -> Self {
        Self {
            id,
            state: RunState::Paused,
            goal: Goal::Forever,
            cursor: Cursor::default(),
            patience: Patience::default(),
            run,
            stopwatch: Stopwatch::default(),
            rate: RateMeter::default(),
            ticker: None,
            beaten_updates: 0,
            burst_steps: 1,
            live: LiveParams::default(),
            given,
        }
    }

    /// Takes over live parameters of this run; says whether a new snapshot is wanted for them.
    pub fn set_live(&mut self, live: &LiveParams) -> bool {
        let LiveParams {
            run: _,
            training,
            pace,
            interest,
        } = live;
        if let Some(wanted) = training
            && self.live.training != *training
        {
            // What the run has changed by itself stays.
            let edited = self.run.training().with_edits(&self.given, wanted);
            self.run.change(&edited);
            self.given.clone_from(wanted);
        }
        if self.live.pace != *pace {
            self.beat(*pace);
        }
        let looks_different = self.live.training != *training || self.live.interest != *interest;
        self.live = live.clone();
        looks_different
    }

    fn beat(&mut self, pace: Pace) {
        self.beaten_updates = self.run.position().updates_per_epoch;
        let per_sec = pace.updates_per_sec(self.beaten_updates);
        self.ticker = per_sec.map(|per_sec| Ticker::new(per_sec, Instant::now()));
    }

    /// Another batch size changes how many updates make an epoch, and so the beat of a pace in epochs.
    fn keep_beat(&mut self) {
        let epochs = matches!(self.live.pace, Pace::EpochsPerSec(_));
        if epochs && self.beaten_updates != self.run.position().updates_per_epoch {
            self.beat(self.live.pace);
        }
    }

    /// Changes its state; says whether it is another one now.
    pub fn set_state(&mut self, state: RunState) -> bool {
        let changed = self.state != state;
        self.state = state;
        let now = Instant::now();
        if state == RunState::Running {
            if changed {
                self.stopwatch.start(now);
                self.rate.start(now, self.run.position().update);
                if let Some(ticker) = &mut self.ticker {
                    ticker.restart(now);
                }
            }
        } else {
            self.stopwatch.stop(now);
        }
        changed
    }

    /// When it wants to work next: `None` = not before a message comes, a time gone by = at once.
    pub fn next_work(&self) -> Option<Instant> {
        if self.state != RunState::Running {
            return None;
        }
        let now = Instant::now();
        let step = self.pacing().map_or(now, Ticker::next);
        Some(self.deadline().map_or(step, |deadline| step.min(deadline)))
    }

    /// The beat, where the goal is to be paced: a step command goes flat out.
    fn pacing(&self) -> Option<&Ticker> {
        match self.goal {
            Goal::Forever => self.ticker.as_ref(),
            Goal::Update | Goal::Epoch => None,
        }
    }

    /// When its time is up, if it goes on running.
    fn deadline(&self) -> Option<Instant> {
        duration(self.run.training().stop.time_limit_secs)
            .and_then(|limit| self.stopwatch.reaches(limit, Instant::now()))
    }

    /// Does some steps towards the goal, about [`BURST`] long unless one step takes longer.
    pub fn burst(&mut self, shared: &Shared) -> Progress {
        let began = Instant::now();
        let deadline = self.deadline();
        self.keep_beat();
        let mut steps = 0;
        let progress = loop {
            if self
                .pacing()
                .is_some_and(|beat| Instant::now() < beat.next())
            {
                break Progress::Underway;
            }
            let time_is_up = || deadline.is_some_and(|deadline| Instant::now() >= deadline);
            let patience = &self.patience;
            let interrupted = || patience.is_over(shared) || time_is_up();
            let (before, most) = (self.run.position().update, self.steps_at_once(steps));
            let outcome = self.run.steps(most, &interrupted);
            steps += (self.run.position().update - before).max(1) as usize;
            let goal_reached = match outcome {
                StepOutcome::Updated => self.goal == Goal::Update,
                StepOutcome::EpochDone => self.goal != Goal::Forever,
                StepOutcome::Finished(_) => break Progress::Finished,
                StepOutcome::Interrupted => break Progress::Underway,
            };
            if goal_reached {
                break Progress::GoalReached;
            }
            if self.goal == Goal::Forever
                && let Some(ticker) = &mut self.ticker
            {
                ticker.advance(Instant::now());
            }
            if steps >= self.burst_steps || self.gives_way(shared) {
                break Progress::Underway;
            }
        };
        let now = Instant::now();
        self.adapt_burst(steps, now - began);
        self.rate.count(now, self.run.position().update);
        if progress != Progress::Finished && deadline.is_some_and(|deadline| now >= deadline) {
            self.run.finish(StopReason::TimeLimit);
            return Progress::Finished;
        }
        progress
    }

    /// How many updates may be done before the next look at the beat, the goal and the messages.
    fn steps_at_once(&self, done: usize) -> usize {
        if self.goal == Goal::Update || self.pacing().is_some() {
            return 1;
        }
        let most = self.burst_steps.saturating_sub(done).max(1);
        if self.goal == Goal::Epoch {
            let position = self.run.position();
            let left = position.updates_per_epoch - position.update_in_epoch;
            return most.min(usize::try_from(left).unwrap_or(usize::MAX));
        }
        most
    }

    /// Whether the burst ends for a message: any, unless a step command has to end first.
    fn gives_way(&self, shared: &Shared) -> bool {
        match self.goal {
            Goal::Forever => shared.wants_attention(),
            Goal::Update | Goal::Epoch => self.patience.is_over(shared),
        }
    }

    fn adapt_burst(&mut self, steps: usize, took: Duration) {
        if took > BURST {
            self.burst_steps = (self.burst_steps / 2).max(1);
        } else if steps >= self.burst_steps && took < BURST / 3 {
            self.burst_steps = (self.burst_steps * 2).min(MAX_BURST_STEPS);
        }
    }

    /// A look at the run, with what the views asked for.
    pub fn snapshot(&mut self) -> Snapshot {
        let now = Instant::now();
        let Interest { parameters, sample } = self.live.interest;
        Snapshot {
            run: self.id,
            state: self.state,
            position: self.run.position(),
            updates_per_sec: match self.state {
                RunState::Running => self.rate.per_sec(),
                RunState::Empty | RunState::Paused | RunState::Finished => 0.0,
            },
            elapsed_secs: self.stopwatch.elapsed(now).as_secs_f64(),
            rates: self.run.rates(),
            batch_loss: self.run.batch_loss(),
            parameters: parameters.then(|| self.run.parameters()),
            sample: sample.and_then(|sample| self.run.sample_pass(sample)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::preset;
    use crate::train::Update;

    #[test]
    fn a_pace_in_epochs_follows_another_batch_size() {
        let mut experiment = preset::parse(preset::builtin("xor").unwrap()).unwrap();
        experiment.training.update = Update::FullBatch;
        let table = experiment.data.source.made_table().unwrap().unwrap();
        let plan = experiment.check(&table).unwrap();
        let mut active = Active::new(RunId(1), plan.start(), experiment.training.clone());
        let mut live = LiveParams {
            run: RunId(1),
            pace: Pace::EpochsPerSec(10.0),
            ..LiveParams::default()
        };
        active.set_live(&live);
        let interval = |active: &Active| active.ticker.as_ref().unwrap().interval();
        assert_eq!(interval(&active), Duration::from_millis(100));
        let mut wanted = experiment.training.clone();
        wanted.update = Update::MiniBatch(1);
        live.training = Some(wanted);
        active.set_live(&live);
        for _ in 0..2 {
            active.run.step(&|| false);
        }
        active.keep_beat();
        // Four samples, so four updates in each of ten epochs.
        assert_eq!(interval(&active), Duration::from_millis(25));
    }
}
