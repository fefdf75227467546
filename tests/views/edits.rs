//! What tests of the training panel do with it.

use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

/// The one edit that was wished for since the last time.
pub fn edit(harness: &mut Harness<'_, Bench>) -> DocumentEdit {
    harness.run();
    let mut commands = harness.state_mut().take();
    match (commands.pop(), commands.is_empty()) {
        (Some(AppCommand::Edit(edit)), true) => edit,
        (other, _) => panic!("one edit expected, got {other:?} after {commands:?}"),
    }
}

pub fn enter(harness: &mut Harness<'_, Bench>, field: &str, text: &str) {
    let node = harness.get_by_role_and_label(egui::Role::TextInput, field);
    node.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness
        .get_by_role_and_label(egui::Role::TextInput, field)
        .type_text(text);
    harness.run();
    harness.key_press(egui::Key::Enter);
}
