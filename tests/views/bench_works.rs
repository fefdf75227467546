//! The bench for views works: fonts are there, labels are found, wishes come back.

use deltascope::workbench::AppCommand;
use deltascope::workbench::MenuCommand;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

#[test]
fn every_command_is_drawn_and_gives_its_wish() {
    let mut harness = Bench::new(None).harness(egui::vec2(500.0, 800.0), |ui, state, commands| {
        for command in MenuCommand::ALL {
            let text = format!("{} {}", command.icon(state), command.text(state));
            if ui.button(text).clicked() {
                commands.push(AppCommand::Menu(command));
            }
        }
    });
    harness.run();
    harness.get_by_label_contains("Undo").click();
    harness.run();
    let commands = harness.state_mut().take();
    assert!(
        matches!(commands[..], [AppCommand::Menu(MenuCommand::Undo)]),
        "got {commands:?}"
    );
}
