//! A run that does as it is told, and can be seen from outside.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use deltascope::data::Part;
use deltascope::experiment::Experiment;
use deltascope::nn::Network;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Checkpoint;
use deltascope::train::History;
use deltascope::train::MetricValue;
use deltascope::train::Outcome;
use deltascope::train::PlannedChange;
use deltascope::train::Position;
use deltascope::train::Run;
use deltascope::train::SamplePass;
use deltascope::train::SeriesTable;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;
use deltascope::train::TraceRequest;
use deltascope::train::TrainingSpec;
use deltascope::train::history::Curve;

/// How a scripted run behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Script {
    /// Updates in an epoch; 0 = 1.
    pub updates_per_epoch: u64,
    /// Epochs; 0 = without end.
    pub max_epochs: u64,
    /// Steps last until they are interrupted.
    pub endless_steps: bool,
    /// The update that panics.
    pub panics_at: Option<u64>,
    /// Looking at a sample panics.
    pub panics_at_sample: bool,
    /// The time limit given to the engine.
    pub time_limit_secs: Option<f64>,
}

/// What a test can see of a scripted run from outside.
#[derive(Debug, Default)]
pub struct Probe {
    /// Updates done.
    pub updates: AtomicU64,
    /// Steps begun, also those that were interrupted.
    pub begun: AtomicU64,
    /// Copies made of the parameters.
    pub copies: AtomicU64,
    /// Whether the run exists.
    pub started: AtomicBool,
    /// Whether the run was dropped.
    pub dropped: AtomicBool,
}

impl Probe {
    pub fn updates(&self) -> u64 {
        self.updates.load(Ordering::SeqCst)
    }

    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }
}

/// Gradient descent at these rates.
pub fn training(learning_rate: f64, momentum: f64) -> TrainingSpec {
    TrainingSpec {
        optimizer: OptimizerSpec::ALL[0].with_rates(learning_rate, Some(momentum)),
        ..Experiment::new_default().training
    }
}

impl Script {
    /// The settings that the run begins with.
    pub fn training(&self) -> TrainingSpec {
        let mut training = training(0.5, 0.0);
        training.stop.time_limit_secs = self.time_limit_secs;
        training
    }
}

/// A run that does as its script says.
pub struct ScriptedRun {
    script: Script,
    probe: Arc<Probe>,
    position: Position,
    history: History,
    outcome: Option<Outcome>,
    training: TrainingSpec,
}

impl ScriptedRun {
    /// Starts a run.
    pub fn start(script: Script, probe: Arc<Probe>) -> Box<dyn Run> {
        assert!(script.panics_at != Some(0), "planned panic at the start");
        let mut history = History::new(vec![Curve::Loss(Part::Train)]);
        history.table.push(0, &[1.0]);
        probe.started.store(true, Ordering::SeqCst);
        Box::new(Self {
            position: Position {
                updates_per_epoch: script.updates_per_epoch.max(1),
                ..Position::default()
            },
            training: script.training(),
            script,
            probe,
            history,
            outcome: None,
        })
    }
}

impl Drop for ScriptedRun {
    fn drop(&mut self) {
        self.probe.dropped.store(true, Ordering::SeqCst);
    }
}

impl Run for ScriptedRun {
    fn network(&self) -> &Network {
        unreachable!("the engine has no use for it")
    }

    fn step(&mut self, interrupted: &(dyn Fn() -> bool + Sync)) -> StepOutcome {
        if let Some(outcome) = &self.outcome {
            return StepOutcome::Finished(outcome.reason);
        }
        self.probe.begun.fetch_add(1, Ordering::SeqCst);
        if self.script.endless_steps {
            while !interrupted() {
                std::thread::yield_now();
            }
            return StepOutcome::Interrupted;
        }
        let position = &mut self.position;
        position.update += 1;
        assert!(
            self.script.panics_at != Some(position.update),
            "planned panic in update {}",
            position.update
        );
        position.update_in_epoch += 1;
        self.probe.updates.store(position.update, Ordering::SeqCst);
        if position.update_in_epoch < position.updates_per_epoch {
            return StepOutcome::Updated;
        }
        position.update_in_epoch = 0;
        position.epoch += 1;
        let epoch = position.epoch;
        if self.history.table.wants(epoch) {
            self.history.table.push(epoch, &[1.0 / (epoch + 1) as f64]);
        }
        if epoch == self.script.max_epochs {
            self.finish(StopReason::MaxEpochs);
            return StepOutcome::Finished(StopReason::MaxEpochs);
        }
        StepOutcome::EpochDone
    }

    fn finish(&mut self, reason: StopReason) -> Outcome {
        let outcome = Outcome {
            reason,
            position: self.position,
            weights_epoch: self.position.epoch,
            train_loss: 0.0,
            validation_loss: None,
            note: String::new(),
        };
        self.outcome.get_or_insert(outcome).clone()
    }

    fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    fn position(&self) -> Position {
        self.position
    }

    fn history(&self) -> &History {
        &self.history
    }

    fn trace(&mut self, request: &TraceRequest) {
        self.history.traced_weights.clone_from(&request.weights);
        self.history.traces =
            SeriesTable::replacing(&self.history.traces, request.weights.len(), 8);
    }

    fn training(&self) -> &TrainingSpec {
        &self.training
    }

    fn change(&mut self, wanted: &TrainingSpec) {
        self.training = wanted.clone();
    }

    fn plan_changes(&mut self, _changes: &[PlannedChange]) {
        unreachable!("the engine has no use for it")
    }

    fn rates(&self) -> (f64, Option<f64>) {
        let optimizer = self.training.optimizer;
        let rate = optimizer.learning_rate().unwrap_or_default();
        (rate, optimizer.momentum())
    }

    fn parameters(&self) -> Vec<f64> {
        self.probe.copies.fetch_add(1, Ordering::SeqCst);
        vec![self.position.update as f64]
    }

    fn batch_loss(&self) -> Option<f64> {
        None
    }

    fn sample_pass(&mut self, sample: usize) -> Option<SamplePass> {
        assert!(!self.script.panics_at_sample, "planned panic at a sample");
        Some(SamplePass {
            sample,
            ..SamplePass::default()
        })
    }

    fn predict(&mut self, inputs: &nalgebra::DMatrix<f64>) -> nalgebra::DMatrix<f64> {
        inputs.clone()
    }

    fn evaluate(&mut self, _part: Part) -> Option<(f64, Vec<MetricValue>)> {
        None
    }

    fn checkpoint(&self) -> Checkpoint {
        unreachable!("the engine has no use for it")
    }

    fn restore(&mut self, _checkpoint: &Checkpoint) {
        unreachable!("the engine has no use for it")
    }
}
