//! Edits and undo.

use std::sync::Arc;

use deltascope::data::BuiltinTable;
use deltascope::data::DataSource;
use deltascope::data::Generator;
use deltascope::data::Painting;
use deltascope::data::Role;
use deltascope::nn::Loss;
use deltascope::train::Precision;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::MenuCommand;
use deltascope::workbench::Notice;
use deltascope::workbench::state::Check;

use crate::desk::Desk;

#[test]
fn each_single_act_is_one_step_of_undo() {
    let mut desk = Desk::new();
    let start = desk.experiment().clone();
    desk.edit(DocumentEdit::AddLayer { at: 2 });
    let two_layers = desk.experiment().clone();
    desk.edit(DocumentEdit::Shuffle(false));
    desk.menu(MenuCommand::Undo);
    assert_eq!(*desk.experiment(), two_layers);
    desk.menu(MenuCommand::Undo);
    assert_eq!(*desk.experiment(), start);
    assert!(!MenuCommand::Undo.enabled(&desk.state));
    desk.menu(MenuCommand::Redo);
    assert_eq!(*desk.experiment(), two_layers);
}

#[test]
fn an_edit_after_undo_forgets_what_was_undone() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::AddLayer { at: 2 });
    desk.menu(MenuCommand::Undo);
    desk.edit(DocumentEdit::Shuffle(false));
    assert!(!MenuCommand::Redo.enabled(&desk.state));
    let edited = desk.experiment().clone();
    desk.menu(MenuCommand::Redo);
    assert_eq!(*desk.experiment(), edited);
}

#[test]
fn an_experiment_named_after_its_table_is_not_so_named_after_painting() {
    let mut desk = Desk::new();
    let path = desk.write("boxes.csv", "x,y,kind\n1,2,a\n2,1,b\n3,2,a\n");
    desk.open_table(&path);
    desk.apply(AppCommand::ImportAccept);
    desk.settle();
    assert_eq!(desk.experiment().title, "boxes");
    let painted = DocumentEdit::Source(DataSource::Painted(Painting::default()));
    desk.edit(painted.clone());
    assert_eq!(desk.experiment().title, "New experiment");
    desk.menu(MenuCommand::Undo);
    assert_eq!(desk.experiment().title, "boxes");
    // A name that was given stays.
    desk.edit(DocumentEdit::Title("My boxes".to_owned()));
    desk.edit(painted);
    assert_eq!(desk.experiment().title, "My boxes");
}

#[test]
fn typing_becomes_one_step_when_it_has_rested() {
    let mut desk = Desk::new();
    let title = desk.experiment().title.clone();
    for (secs, text) in [(0.0, "M"), (0.3, "My"), (0.6, "My n")] {
        desk.state.tick(secs);
        desk.edit(DocumentEdit::Title(text.to_owned()));
    }
    for secs in [0.7, 1.0, 1.8] {
        desk.state.tick(secs);
    }
    desk.edit(DocumentEdit::Title("Later".to_owned()));
    desk.menu(MenuCommand::Undo);
    assert_eq!(desk.experiment().title, "My n");
    desk.menu(MenuCommand::Undo);
    assert_eq!(desk.experiment().title, title);
}

#[test]
fn a_single_act_keeps_the_typing_before_it_as_a_step_of_its_own() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::Title("Typed".to_owned()));
    desk.edit(DocumentEdit::Shuffle(false));
    desk.menu(MenuCommand::Undo);
    assert_eq!(desk.experiment().title, "Typed");
    assert!(desk.experiment().training.shuffle);
}

#[test]
fn a_role_is_changed_without_touching_the_other_columns() {
    let mut desk = Desk::new();
    let names: Vec<String> = desk
        .state
        .table()
        .unwrap()
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    desk.edit(DocumentEdit::Role {
        column: names[0].clone(),
        role: Role::Ignored,
    });
    let roles: Vec<Role> = desk
        .experiment()
        .data
        .columns
        .iter()
        .map(|column| column.role)
        .collect();
    assert_eq!(roles, [Role::Ignored, Role::Input, Role::Target]);
    assert!(desk.is_ready());
}

#[test]
fn rows_are_taken_out_and_back_in_and_undone() {
    let mut desk = Desk::new();
    let exclude = |rows: &[usize], excluded| DocumentEdit::Exclude {
        rows: rows.to_vec(),
        excluded,
    };
    desk.edit(exclude(&[7, 3], true));
    desk.edit(exclude(&[3, 5], true));
    assert_eq!(desk.experiment().data.excluded, [3, 5, 7]);
    let Check::Ready(plan) = &desk.state.check else {
        panic!("the rest can be trained on: {:?}", desk.state.check);
    };
    assert!(
        [3, 5, 7]
            .iter()
            .all(|row| !plan.dataset().rows.contains(row))
    );
    desk.edit(exclude(&[7, 5], false));
    assert_eq!(desk.experiment().data.excluded, [3]);
    for expected in [&[3, 5, 7][..], &[3, 7], &[]] {
        desk.menu(MenuCommand::Undo);
        assert_eq!(desk.experiment().data.excluded, expected);
    }
    desk.menu(MenuCommand::Redo);
    assert_eq!(desk.experiment().data.excluded, [3, 7]);
    desk.edit(DocumentEdit::Source(DataSource::Builtin(
        BuiltinTable::Iris,
    )));
    assert!(desk.experiment().data.excluded.is_empty(), "other rows");
}

#[test]
fn another_made_table_brings_an_output_layer_and_a_loss_that_fit() {
    let mut desk = Desk::new();
    let sine = Generator::Sine {
        points: 50,
        noise: 0.0,
        seed: 0,
    };
    let hidden = desk.experiment().network.hidden.clone();
    let before = desk.experiment().clone();
    desk.edit(DocumentEdit::Source(DataSource::Generated(sine)));
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    assert_eq!(desk.experiment().training.loss, Loss::MeanSquaredError);
    assert_eq!(
        desk.experiment().network.hidden,
        hidden,
        "the hidden layers stay"
    );
    desk.menu(MenuCommand::Undo);
    assert_eq!(*desk.experiment(), before, "all of it is one step");
    assert!(desk.is_ready());
}

#[test]
fn classes_after_numbers_bring_back_an_output_layer_for_classes() {
    let mut desk = Desk::new();
    let source = |generator| DocumentEdit::Source(DataSource::Generated(generator));
    desk.edit(source(Generator::Sine {
        points: 50,
        noise: 0.0,
        seed: 0,
    }));
    assert_eq!(desk.experiment().training.loss, Loss::MeanSquaredError);
    let moons = |noise| Generator::Moons {
        points: 50,
        noise,
        seed: 0,
    };
    desk.edit(source(moons(0.1)));
    assert_eq!(desk.experiment().training.loss, Loss::SoftmaxCrossEntropy);
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    // What is chosen then stays while the same task goes on.
    desk.edit(DocumentEdit::Loss(Loss::MeanSquaredError));
    let chosen = desk.experiment().training.loss;
    desk.edit(source(moons(0.2)));
    assert_eq!(desk.experiment().training.loss, chosen);
}

#[test]
fn a_size_that_is_dragged_to_its_end_and_back_leaves_the_split_alone() {
    let mut desk = Desk::new();
    let moons = |points| {
        DocumentEdit::Source(DataSource::Generated(Generator::Moons {
            points,
            noise: 0.1,
            seed: 0,
        }))
    };
    desk.edit(moons(200));
    assert!(desk.is_ready(), "{:?}", desk.state.check);
    let before = desk.experiment().clone();
    desk.edit(moons(4));
    assert!(!desk.is_ready(), "four points have no three parts");
    desk.edit(moons(200));
    assert_eq!(*desk.experiment(), before);
    assert!(desk.is_ready(), "{:?}", desk.state.check);
}

#[test]
fn many_columns_get_a_role_in_one_step_of_undo() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::Source(DataSource::Builtin(
        BuiltinTable::Iris,
    )));
    let before = desk.experiment().clone();
    let table = BuiltinTable::Iris.table();
    let names = table.columns[..3].iter().map(|column| column.name.clone());
    desk.edit(DocumentEdit::Roles {
        columns: names.collect(),
        role: Role::Ignored,
    });
    let roles: Vec<Role> = (desk.experiment().data.columns.iter())
        .map(|column| column.role)
        .collect();
    assert_eq!(
        roles,
        [
            Role::Ignored,
            Role::Ignored,
            Role::Ignored,
            Role::Input,
            Role::Target
        ]
    );
    desk.menu(MenuCommand::Undo);
    assert_eq!(*desk.experiment(), before);
}

#[test]
fn a_table_that_cannot_be_made_says_why_and_can_be_mended() {
    let mut desk = Desk::new();
    desk.edit(DocumentEdit::Source(DataSource::Inline {
        columns: vec!["x".to_owned(), "y".to_owned()],
        rows: vec![vec![1.0]],
    }));
    assert!(desk.state.table().is_none());
    assert!(!desk.is_ready());
    desk.menu(MenuCommand::Undo);
    assert!(desk.state.table().is_some());
    assert!(desk.is_ready());
}

#[test]
fn good_news_leaves_by_itself_and_errors_stay() {
    let mut desk = Desk::new();
    desk.apply(AppCommand::Notify(Notice::info("Saved")));
    desk.apply(AppCommand::Notify(Notice::error("Not saved")));
    assert_eq!(desk.state.tick(10.0), Some(Notice::INFO_SECS));
    assert_eq!(desk.state.notices.len(), 2);
    assert_eq!(desk.state.tick(10.0 + Notice::INFO_SECS), None);
    assert_eq!(desk.state.notices.len(), 1);
    desk.apply(AppCommand::DismissNotice(7));
    desk.apply(AppCommand::DismissNotice(0));
    assert!(desk.state.notices.is_empty());
}

#[test]
fn another_number_type_prepares_the_data_anew() {
    let mut desk = Desk::new();
    let prepared = |desk: &Desk| {
        let Check::Ready(plan) = &desk.state.check else {
            panic!("not ready: {:?}", desk.state.check);
        };
        Arc::clone(plan.dataset())
    };
    let double = prepared(&desk);
    assert_eq!(double.inputs.precision(), Precision::F64);
    desk.edit(DocumentEdit::Precision(Precision::F32));
    let single = prepared(&desk);
    assert_eq!(single.inputs.precision(), Precision::F32);
    assert_eq!(single.rows, double.rows);
    // It is what the new run learns from.
    let held = desk.state.session.dataset.as_ref().unwrap();
    assert!(Arc::ptr_eq(held, &single));
    // Other settings of the training leave the data as they are.
    desk.edit(DocumentEdit::Shuffle(false));
    assert!(Arc::ptr_eq(&prepared(&desk), &single));
    desk.menu(MenuCommand::Undo);
    desk.menu(MenuCommand::Undo);
    assert_eq!(prepared(&desk).inputs, double.inputs);
}
