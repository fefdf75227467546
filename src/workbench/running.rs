//! Running the document: which run is loaded, when it goes on, and what a change of the document means for it.
//!
//! A run that the user has set going is never dropped by an edit: edits wait for a new run, except for the optimiser, the
//! schedule, regularisation, class weights, the batch size and the stops, which it takes over at once. A run that still stands at its start holds nothing to lose, so it
//! follows every edit. A run never outlives its table.

use std::sync::Arc;

use super::notice::Notice;
use super::state::Check;
use super::state::State;
use crate::engine::EngineCommand;
use crate::engine::Interest;
use crate::engine::LiveParams;
use crate::engine::Pace;
use crate::engine::RunState;
use crate::experiment::Experiment;
use crate::experiment::Plan;
use crate::nn::Network;
use crate::train::LiveChange;
use crate::train::PlannedChange;
use crate::train::TraceRequest;
use crate::train::trainer::Seeds;

/// How many weights of a new network are traced to begin with.
const DEFAULT_TRACES: usize = 8;

/// How many weights can be traced at once.
pub const MAX_TRACES: usize = 256;

/// How a notice begins that names what is in the way of a run.
const CANNOT_RUN: &str = "This cannot run yet";

impl State {
    /// Pauses a run that is going; else goes on with the present run, or starts a new one where there is none to go on.
    pub(super) fn run_or_pause(&mut self) {
        if self.session.state == RunState::Running {
            self.session.engine.send(EngineCommand::Pause);
        } else {
            self.go_on_or_start(EngineCommand::Run);
        }
    }

    /// Goes on with the present run if it was begun and has not ended; else begins one of the document as it stands.
    pub(super) fn go_on_or_start(&mut self, command: EngineCommand) {
        if self.session.can_go_on() || self.load_fresh_run() {
            self.session.go(command);
        }
    }

    /// Sees to it that a run of the document as it stands is loaded and at its start; says whether one is.
    fn load_fresh_run(&mut self) -> bool {
        let at_start = self.session.state == RunState::Paused && !self.session.begun;
        if at_start && self.document.running.is_some() && !self.document.edits_await_new_run() {
            return true;
        }
        self.load_new_run()
    }

    /// Drops the present run and loads one of the document as it stands, paused at its start; says whether that can be.
    pub(super) fn load_new_run(&mut self) -> bool {
        match &self.check {
            Check::Ready(plan) => {
                let plan = plan.clone();
                self.load(plan);
                true
            }
            Check::Problems(problems) => {
                let text = match problems.first() {
                    Some(problem) => format!("{CANNOT_RUN}: {problem}"),
                    None => CANNOT_RUN.to_owned(),
                };
                self.notify(Notice::warning(text));
                false
            }
            Check::Working => {
                self.notify(Notice::info("The data are still being prepared"));
                false
            }
            Check::NoTable => {
                self.notify(Notice::warning(
                    "There are no data to train on; open a table first",
                ));
                false
            }
        }
    }

    /// What a new check means for the run.
    pub(super) fn follow_check(&mut self) {
        let begun = self.session.begun;
        match &self.check {
            Check::Ready(plan) => {
                // What was in the way is mended.
                self.notices
                    .retain(|notice| !notice.text.starts_with(CANNOT_RUN));
                let source = &plan.experiment().data.source;
                let running = self.document.running.as_ref();
                let other_table = running.is_some_and(|running| &running.data.source != source);
                let stale = running.is_none() || self.document.edits_await_new_run();
                if other_table || (!begun && stale) {
                    let plan = plan.clone();
                    self.load(plan);
                }
            }
            Check::Problems(_) if !begun => self.document.running = None,
            Check::Problems(_) | Check::NoTable | Check::Working => {}
        }
        self.hand_over_changes();
    }

    fn load(&mut self, plan: Box<Plan>) {
        if let Some(outcome) = &self.session.outcome {
            // How the last run ended is told no longer.
            self.notices.retain(|notice| notice.text != outcome.note);
        }
        let same_network = self.session.network.as_ref() == Some(plan.network());
        self.fit_selection(&plan, same_network);
        self.document.running = Some(plan.experiment().clone());
        let live = LiveParams {
            run: self.session.next_run(&plan),
            training: None,
            pace: self.session.live.pace,
            interest: self.interest(),
        };
        self.session.set_live(live);
        self.session.engine.send(EngineCommand::Load {
            run: self.session.run,
            plan,
        });
        self.send_traces();
    }

    /// Takes off selections that the new run does not have; a new network gets some traces to begin with.
    fn fit_selection(&mut self, plan: &Plan, same_network: bool) {
        let rows = &plan.dataset().rows;
        let same_source = (self.document.running.as_ref())
            .is_some_and(|running| running.data.source == plan.experiment().data.source);
        // The row stays chosen where it is still among the samples.
        let kept = (self.session.dataset.as_ref().filter(|_| same_source))
            .and_then(|dataset| dataset.rows.get(self.view.selected_sample))
            .and_then(|row| rows.iter().position(|other| other == row));
        let last = rows.len().saturating_sub(1);
        let view = &mut self.view;
        let network = plan.network();
        view.selected_sample = kept.unwrap_or_else(|| view.selected_sample.min(last));
        view.selected_layer = (view.selected_layer).filter(|&layer| layer < network.layers().len());
        if !same_network {
            view.traced_weights = default_traces(network);
        }
    }

    /// Ends the run.
    pub(super) fn stop_run(&mut self) {
        self.session.engine.send(EngineCommand::Stop);
    }

    /// New seeds for the starting weights and the order of samples, then a new run.
    pub(super) fn draw_new_weights(&mut self) {
        self.change_document(|experiment| {
            let seeds = experiment.seeds;
            experiment.seeds = Seeds {
                initialisation: seeds.initialisation.wrapping_add(1),
                order: seeds.order.wrapping_add(1),
                ..seeds
            };
        });
        self.load_fresh_run();
    }

    /// Changes the learning rate and the momentum in the document; the run takes them over.
    pub(super) fn set_rates(&mut self, learning_rate: f64, momentum: Option<f64>) {
        let optimizer = &mut self.document.experiment.training.optimizer;
        *optimizer = optimizer.with_rates(learning_rate, momentum);
        self.document_changed();
    }

    /// Hands the document's training settings over to a run that is under way, as far as it can change them and the result
    /// can run.
    fn hand_over_changes(&mut self) {
        if !self.session.can_go_on() || !self.document.run_takes_changes() {
            return;
        }
        let (Some(running), Some(dataset)) = (&self.document.running, &self.session.dataset) else {
            return;
        };
        let wanted = &self.document.experiment.training;
        let changed = running.training.changed_towards(wanted);
        if changed == running.training {
            return;
        }
        let candidate = Experiment {
            training: changed.clone(),
            ..running.clone()
        };
        // The same as the run stands by now, with what its plan has changed.
        let in_force = self
            .settings_in_force()
            .filter(|now| *now != running.training);
        let standing = in_force.map(|now| Experiment {
            training: now.with_edits(&running.training, &changed),
            changes: Vec::new(),
            ..running.clone()
        });
        let mut wanted = std::iter::once(&candidate).chain(&standing);
        if wanted.any(|wanted| wanted.check_prepared(Ok(Arc::clone(dataset))).is_err()) {
            return;
        }
        self.document.running = Some(candidate);
        let live = LiveParams {
            training: Some(changed),
            ..self.session.live.clone()
        };
        self.session.set_live(live);
    }

    /// Writes the changes that were made during the run into the document, which goes back to the settings that the run began
    /// with: a new run of it makes them by itself, at the same updates.
    pub(super) fn keep_changes(&mut self) {
        let Some(running) = self.document.running.clone() else {
            return;
        };
        let made = &self.session.history.changes;
        let mut training = running.training;
        for change in made.iter().rev() {
            change.before.apply(&mut training);
        }
        let planned = planned(made);
        self.change_document(|experiment| {
            experiment.training = training;
            experiment.changes = planned;
        });
    }

    /// Changes the speed.
    pub(super) fn set_pace(&mut self, pace: Pace) {
        let live = LiveParams {
            pace,
            ..self.session.live.clone()
        };
        self.session.set_live(live);
    }

    /// Chooses the sample to look at.
    pub(super) fn select_sample(&mut self, sample: usize) {
        self.view.selected_sample = sample;
        let live = LiveParams {
            interest: self.interest(),
            ..self.session.live.clone()
        };
        self.session.set_live(live);
        self.send_traces();
    }

    /// Traces exactly these weights.
    pub(super) fn set_traces(&mut self, mut weights: Vec<usize>) {
        if weights.len() > MAX_TRACES {
            weights.truncate(MAX_TRACES);
            self.notify(Notice::info(format!(
                "The first {MAX_TRACES} weights are traced; more cannot be told apart"
            )));
        }
        self.view.traced_weights = weights;
        self.send_traces();
    }

    /// Takes a weight off the traced ones, else adds it.
    pub(super) fn toggle_trace(&mut self, weight: usize) {
        let mut weights = self.view.traced_weights.clone();
        match weights.iter().position(|&traced| traced == weight) {
            Some(place) => {
                weights.remove(place);
            }
            None => weights.push(weight),
        }
        self.set_traces(weights);
    }

    fn send_traces(&mut self) {
        self.session.engine.send(EngineCommand::Trace(TraceRequest {
            weights: self.view.traced_weights.clone(),
            sample: Some(self.view.selected_sample),
        }));
    }

    /// What the views need of a snapshot: the diagram shows weights and the values of one sample.
    fn interest(&self) -> Interest {
        Interest {
            parameters: true,
            sample: Some(self.view.selected_sample),
        }
    }
}

/// Changes as a plan. A setting of the optimiser that was moved on and on between two updates, such as a slider while the run was
/// paused, is one change.
fn planned(made: &[LiveChange]) -> Vec<PlannedChange> {
    let mut told: Vec<LiveChange> = Vec::new();
    for change in made {
        match told.last_mut() {
            Some(last) if last.update == change.update && last.is_continued_by(change) => {
                last.after.clone_from(&change.after);
            }
            Some(_) | None => told.push(change.clone()),
        }
    }
    told.iter().map(LiveChange::planned).collect()
}

/// The first weights into the first layer.
fn default_traces(network: &Network) -> Vec<usize> {
    if network.connections().is_empty() {
        return Vec::new();
    }
    network.layout().weights(0).take(DEFAULT_TRACES).collect()
}
