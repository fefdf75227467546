//! What a change of the training settings will do to a run that is under way, and the changes that a run makes by itself.

use egui::Color32;
use egui::Ui;
use egui::WidgetInfo;

use super::ViewCtx;
use super::training_panel::problems_ui;
use crate::experiment::Field;
use crate::train::Change;
use crate::train::TrainingSpec;
use crate::train::change_text;
use crate::widgets::scale::whole_number;
use crate::widgets::section::SectionMark;
use crate::widgets::section::marked_section_ui;
use crate::widgets::section::section_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::State;

/// More planned changes than this are counted, not listed.
const LISTED: usize = 12;

/// When a part of the settings takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The run takes it over.
    AtOnce,
    /// The run takes it over, but not everything.
    Partly(&'static str),
    /// It needs a new run.
    NewRun,
}

/// A section whose head says when changes in it take effect, while a run is under way.
pub(super) fn effect_section_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (title, summary, open): (&str, &str, bool),
    effect: Effect,
    contents: impl FnOnce(&mut Ui),
) {
    let effect = if ctx.state.document.run_takes_changes() {
        effect
    } else {
        Effect::NewRun
    };
    let mark = ctx
        .state
        .session
        .can_go_on()
        .then(|| effect.mark(Tokens::of(ui).selection, ui.visuals().weak_text_color()));
    marked_section_ui(ui, title, mark, summary, open, contents);
}

impl Effect {
    fn mark(self, at_once: Color32, later: Color32) -> SectionMark<'static> {
        let (word, meaning, hint, color) = match self {
            Self::AtOnce => (
                "at once",
                "The run takes changes over at once.",
                "They are recorded at their update and marked in the plots.",
                at_once,
            ),
            Self::Partly(meaning) => (
                "partly at once",
                meaning,
                "What the run takes over is recorded at its update and marked in the plots.",
                at_once,
            ),
            Self::NewRun => (
                "new run",
                "Changes start a new run.",
                "The present run goes on with what it began with.",
                later,
            ),
        };
        SectionMark {
            word,
            meaning,
            hint,
            color,
        }
    }
}

/// The optimiser or the schedule that the run has gone over to by its plan, where `part` is another one.
pub(super) fn replaced_by_plan(state: &State, part: &Change) -> Option<&'static str> {
    let (before, after) = state.changed_by_plan(|training| part.present(training))?;
    kind(&after).filter(|&name| kind(&before) != Some(name))
}

/// The name of what a part consists of, where there is a choice.
fn kind(part: &Change) -> Option<&'static str> {
    match part {
        Change::Optimizer(optimizer) => Some(optimizer.name()),
        Change::Schedule(schedule) => Some(schedule.name()),
        Change::Regularization(_)
        | Change::ClassWeights(_)
        | Change::Update(_)
        | Change::Stop(_) => None,
    }
}

/// Says how the run by its plan differs from the settings below.
pub(super) fn by_plan_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, part: fn(&TrainingSpec) -> Change) {
    let Some((before, after)) = ctx.state.changed_by_plan(part) else {
        return;
    };
    let text = match kind(&after).filter(|&name| kind(&before) != Some(name)) {
        Some(name) => {
            format!(
                "The run has gone over to {name}, as planned. Settings here wait for a new run."
            )
        }
        None => format!("In the run, as planned: {}", change_text(&before, &after)),
    };
    let text = egui::RichText::new(text).color(Tokens::of(ui).selection);
    ui.add(egui::Label::new(text).wrap());
}

/// The changes that a run makes by itself, if there are any.
pub(super) fn planned_changes_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, commands: &mut Vec<AppCommand>) {
    let experiment = &ctx.state.document.experiment;
    let planned = &experiment.changes;
    if planned.is_empty() {
        return;
    }
    let count = whole_number(planned.len() as u64);
    section_ui(ui, "Planned changes", &count, |ui| {
        let mut training = experiment.training.clone();
        for planned in planned.iter().take(LISTED) {
            let before = planned.change.present(&training);
            let after = planned.outcome(&training);
            let what = if after == before {
                "nothing left to change".to_owned()
            } else {
                change_text(&before, &after)
            };
            let text = format!("Update {}: {what}", whole_number(planned.update));
            // No line ends at an arrow; it is read and found with ordinary spaces.
            let shown = text.replace(" → ", "\u{a0}→\u{a0}");
            let label = ui.add(egui::Label::new(shown).wrap());
            label.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &text));
            after.apply(&mut training);
        }
        if planned.len() > LISTED {
            let more = whole_number((planned.len() - LISTED) as u64);
            ui.weak(format!("and {more} more"));
        }
        problems_ui(ui, ctx, &[Field::Changes]);
        let button = ui.button("Take out");
        if button
            .on_hover_text("A new run keeps the settings it begins with")
            .clicked()
        {
            commands.push(AppCommand::Edit(DocumentEdit::NoChanges));
        }
    });
}
