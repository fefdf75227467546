//! The training settings in force in the present run: those handed over to it, and what it has changed by its plan.

use super::state::State;
use crate::train::Change;
use crate::train::TrainingSpec;

impl State {
    /// The settings that the run has by now; `None` where there is none.
    pub fn settings_in_force(&self) -> Option<TrainingSpec> {
        let mut training = self.document.running.as_ref()?.training.clone();
        for made in &self.session.history.changes {
            made.after.apply(&mut training);
        }
        Some(training)
    }

    /// A part as it was handed over to the run that is under way, and as the run has it by its plan, where these differ.
    pub fn changed_by_plan(
        &self,
        part: impl Fn(&TrainingSpec) -> Change,
    ) -> Option<(Change, Change)> {
        if !self.session.can_go_on() || !self.document.run_takes_changes() {
            return None;
        }
        let running = self.document.running.as_ref()?;
        let mut planned = running.training.clone();
        let now = self.session.snapshot.position.update;
        for change in running.changes.iter().filter(|plan| plan.update <= now) {
            change.outcome(&planned).apply(&mut planned);
        }
        let (before, after) = (part(&running.training), part(&planned));
        // Anything else was edited meanwhile, or is on its way to the run.
        let in_force = part(&self.settings_in_force()?);
        (before != after && after == in_force).then_some((before, after))
    }
}
