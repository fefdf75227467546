//! Changes of the training settings during a run: taken over, kept, replayed.

use deltascope::experiment::preset;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Change;
use deltascope::train::ClassWeights;
use deltascope::train::LiveChange;
use deltascope::train::PlannedChange;
use deltascope::train::RegularizationSpec;
use deltascope::train::StopSpec;
use deltascope::train::Update;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;

use crate::desk::Desk;
use crate::running::endless;
use crate::running::step_once;

#[test]
fn a_run_takes_over_another_optimiser_and_its_changes_can_be_kept_and_replayed() {
    let mut desk = Desk::new();
    endless(&mut desk);
    step_once(&mut desk);
    desk.edit(DocumentEdit::Optimizer(OptimizerSpec::Sgd {
        learning_rate: 0.25,
        momentum: 0.9,
        nesterov: false,
    }));
    assert!(!desk.state.document.edits_await_new_run());
    desk.wait_until("the change", |state| {
        !state.session.history.changes.is_empty()
    });
    let run = desk.state.session.run;
    let first = &desk.state.session.history.changes[0];
    assert_eq!(first.update, 1);
    assert_eq!(
        first.text(),
        "optimiser Adam → Gradient descent, starting afresh"
    );
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
    let weights = desk.weights();

    desk.menu(MenuCommand::KeepChanges);
    assert_eq!(desk.experiment().changes.len(), 1);
    assert!(desk.state.document.edits_await_new_run());
    desk.menu(MenuCommand::Reset);
    assert_ne!(desk.state.session.run, run);
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
    assert_eq!(
        desk.weights(),
        weights,
        "the replayed run has the same bits"
    );
    desk.edit(DocumentEdit::NoChanges);
    assert!(desk.experiment().changes.is_empty());
}

#[test]
fn a_loss_waits_for_a_new_run_and_what_cannot_run_is_not_handed_over() {
    let mut desk = Desk::of_builtin("xor");
    endless(&mut desk);
    step_once(&mut desk);
    desk.edit(DocumentEdit::Loss(Loss::MeanSquaredError));
    assert!(desk.state.document.edits_await_new_run());
    assert_eq!(desk.state.session.live.training, None);
    desk.edit(DocumentEdit::Update(Update::MiniBatch(0)));
    assert_eq!(desk.state.session.live.training, None);
}

#[test]
fn regularisation_and_class_weights_reach_a_run_that_goes_on() {
    let mut desk = Desk::new();
    endless(&mut desk);
    step_once(&mut desk);
    let run = desk.state.session.run;
    desk.edit(DocumentEdit::Regularization(RegularizationSpec {
        l2: 0.5,
        ..Default::default()
    }));
    desk.edit(DocumentEdit::ClassWeights(ClassWeights::Balanced));
    assert!(!desk.state.document.edits_await_new_run());
    desk.wait_until("both changes", |state| {
        state.session.history.changes.len() == 2
    });
    assert_eq!(desk.state.session.run, run);
    let changes = &desk.state.session.history.changes;
    let texts: Vec<String> = changes.iter().map(LiveChange::text).collect();
    assert_eq!(
        texts,
        ["L2 penalty λ₂ 0 → 0.5", "class weights equal → balanced"]
    );
    desk.menu(MenuCommand::KeepChanges);
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.epoch == 1
    });
    let changes = &desk.state.session.history.changes;
    assert_eq!(changes.len(), 2, "the run keeps its settings");
    assert_eq!(desk.experiment().changes.len(), 2);
    let training = &desk.experiment().training;
    assert_eq!(training.regularization, RegularizationSpec::default());
    assert_eq!(training.class_weights, ClassWeights::Equal);
}

#[test]
fn an_edit_during_a_replay_leaves_the_changes_made_before_it_in_force() {
    let penalty = |l1, l2| RegularizationSpec {
        l1,
        l2,
        ..Default::default()
    };
    let mut experiment = preset::parse(preset::builtin("xor").unwrap()).unwrap();
    experiment.training.optimizer = descent(0.5, 0.0);
    experiment.training.regularization = RegularizationSpec::default();
    experiment.changes = [
        Change::Optimizer(descent(0.125, 0.0)),
        Change::Regularization(penalty(0.0, 0.25)),
    ]
    .map(|change| PlannedChange {
        update: 2,
        before: None,
        change,
    })
    .to_vec();
    let mut desk = Desk::of(experiment);
    endless(&mut desk);
    for update in 1..=3 {
        desk.menu(MenuCommand::StepUpdate);
        desk.wait_until("an update", |state| {
            state.session.snapshot.position.update == update
        });
    }
    desk.edit(DocumentEdit::Optimizer(descent(0.5, 0.75)));
    desk.edit(DocumentEdit::Regularization(penalty(0.5, 0.0)));
    desk.wait_until("the edits", |state| {
        state.session.history.changes.len() >= 4
    });
    let texts = |desk: &Desk| -> Vec<(u64, String)> {
        let changes = &desk.state.session.history.changes;
        changes
            .iter()
            .map(|made| (made.update, made.text()))
            .collect()
    };
    let made = texts(&desk);
    let expected = [
        (2, "learning rate η 0.5 → 0.125"),
        (2, "L2 penalty λ₂ 0 → 0.25"),
        (3, "momentum α 0 → 0.75"),
        (3, "L1 penalty λ₁ 0 → 0.5"),
    ]
    .map(|(update, text)| (update, text.to_owned()));
    assert_eq!(made, expected);
    assert_eq!(desk.state.session.snapshot.rates, (0.125, Some(0.75)));
    desk.menu(MenuCommand::StepEpoch);
    desk.wait_until("an epoch", |state| {
        state.session.snapshot.position.update > 3
    });
    let (end, weights) = (desk.state.session.snapshot.position, desk.weights());

    desk.menu(MenuCommand::KeepChanges);
    assert_eq!(desk.experiment().training.optimizer, descent(0.5, 0.0));
    desk.menu(MenuCommand::Reset);
    while desk.state.session.snapshot.position != end {
        desk.menu(MenuCommand::StepUpdate);
        let update = desk.state.session.snapshot.position.update;
        desk.wait_until("an update", |state| {
            state.session.snapshot.position.update > update
        });
    }
    assert_eq!(texts(&desk), expected);
    assert_eq!(
        desk.weights(),
        weights,
        "the kept changes give the same bits"
    );
}

fn descent(learning_rate: f64, momentum: f64) -> OptimizerSpec {
    OptimizerSpec::Sgd {
        learning_rate,
        momentum,
        nesterov: false,
    }
}

/// Exclusive or by gradient descent, with a plan.
fn with_plan(plan: impl IntoIterator<Item = PlannedChange>) -> Desk {
    let mut experiment = preset::parse(preset::builtin("xor").unwrap()).unwrap();
    experiment.training.optimizer = descent(0.5, 0.0);
    experiment.changes = plan.into_iter().collect();
    Desk::of(experiment)
}

fn wait_for_changes(desk: &mut Desk, wanted: usize) {
    desk.wait_until("the changes", |state| {
        state.session.history.changes.len() == wanted
    });
}

fn updates(desk: &mut Desk, from: u64, to: u64) {
    for update in from..=to {
        desk.menu(MenuCommand::StepUpdate);
        desk.wait_until("an update", |state| {
            state.session.snapshot.position.update == update
        });
    }
}

#[test]
fn a_planned_change_leaves_other_settings_as_they_were_edited_meanwhile() {
    let change = Change::Optimizer(descent(0.125, 0.0));
    // Written without what was before, a change is of the whole part.
    for (before, momentum) in [(None, 0.0), (Some(descent(0.5, 0.0)), 0.75)] {
        let mut desk = with_plan([PlannedChange {
            update: 2,
            before: before.map(Change::Optimizer),
            change: change.clone(),
        }]);
        endless(&mut desk);
        updates(&mut desk, 1, 1);
        desk.edit(DocumentEdit::Optimizer(descent(0.5, 0.75)));
        updates(&mut desk, 2, 3);
        let rates = desk.state.session.snapshot.rates;
        assert_eq!(rates, (0.125, Some(momentum)), "before: {before:?}");
        let weights = desk.weights();
        desk.menu(MenuCommand::KeepChanges);
        desk.menu(MenuCommand::Reset);
        updates(&mut desk, 1, 3);
        assert_eq!(desk.weights(), weights, "the same bits: {before:?}");
    }
}

#[test]
fn what_the_plan_has_changed_is_told_until_it_is_edited() {
    let stop = |max_epochs| Change::Stop(StopSpec::after_epochs(max_epochs));
    let adam = OptimizerSpec::ALL[4];
    let plan = |change| PlannedChange {
        update: 2,
        before: None,
        change,
    };
    let mut desk = with_plan([plan(stop(50)), plan(Change::Optimizer(adam))]);
    endless(&mut desk);
    let in_force = |desk: &Desk| desk.state.settings_in_force().unwrap();
    let changed = |desk: &Desk| desk.state.changed_by_plan(|now| Change::Stop(now.stop));
    updates(&mut desk, 1, 1);
    assert_eq!(in_force(&desk), desk.experiment().training);
    assert_eq!(changed(&desk), None);
    updates(&mut desk, 2, 2);
    wait_for_changes(&mut desk, 2);
    assert_eq!(in_force(&desk).stop.max_epochs, 50);
    assert_eq!(in_force(&desk).optimizer, adam);
    let began = Change::Stop(desk.experiment().training.stop);
    assert_eq!(changed(&desk), Some((began, stop(50))));
    // The rate of what the run no longer has waits for a new run; the stop is taken over.
    desk.edit(DocumentEdit::Optimizer(descent(0.25, 0.0)));
    desk.edit(DocumentEdit::Stop(StopSpec::after_epochs(70)));
    desk.wait_until("the edit", |state| state.session.history.changes.len() == 3);
    assert_eq!(in_force(&desk).stop.max_epochs, 70);
    assert_eq!(in_force(&desk).optimizer, adam);
    assert_eq!(changed(&desk), None);
}

#[test]
fn an_edit_that_the_changed_run_cannot_take_waits() {
    let levenberg_marquardt = OptimizerSpec::ALL[16];
    let mut desk =
        with_plan(
            [Change::Optimizer(levenberg_marquardt)].map(|change| PlannedChange {
                update: 1,
                before: None,
                change,
            }),
        );
    desk.edit(DocumentEdit::Loss(Loss::MeanSquaredError));
    desk.edit(DocumentEdit::Update(Update::FullBatch));
    endless(&mut desk);
    updates(&mut desk, 1, 2);
    wait_for_changes(&mut desk, 1);
    desk.edit(DocumentEdit::Update(Update::Online));
    assert_eq!(desk.state.session.live.training, None);
    assert!(desk.state.document.edits_await_new_run());
}

#[test]
fn moving_a_slider_while_the_run_is_paused_is_kept_as_one_change() {
    let mut desk = with_plan([]);
    endless(&mut desk);
    updates(&mut desk, 1, 1);
    for (made, rate) in [0.4, 0.3, 0.2].into_iter().enumerate() {
        desk.edit(DocumentEdit::Optimizer(descent(rate, 0.0)));
        wait_for_changes(&mut desk, made + 1);
    }
    updates(&mut desk, 2, 4);
    let weights = desk.weights();
    desk.menu(MenuCommand::KeepChanges);
    assert_eq!(desk.experiment().changes.len(), 1);
    desk.menu(MenuCommand::Reset);
    updates(&mut desk, 1, 4);
    assert_eq!(desk.weights(), weights);
}
