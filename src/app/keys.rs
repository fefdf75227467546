//! Keyboard shortcuts, from the table of commands.

use std::cmp::Reverse;

use egui::Context;
use egui::Event;
use egui::Key;
use egui::KeyboardShortcut;

use crate::workbench::MenuCommand;
use crate::workbench::State;

/// The commands whose shortcuts were pressed since the last frame, in order. Nothing while a dialog is open; while a
/// field is being edited only shortcuts that it does not need itself; a button that has the keyboard keeps Space and Enter.
pub fn pressed_commands(ctx: &Context, state: &State) -> Vec<MenuCommand> {
    if state.dialog.is_some() {
        return Vec::new();
    }
    let typing = ctx.text_edit_focused();
    let focused = ctx.egui_wants_keyboard_input();
    let mut shortcuts: Vec<(MenuCommand, KeyboardShortcut)> = MenuCommand::ALL
        .into_iter()
        .flat_map(|command| {
            command
                .row()
                .shortcuts
                .iter()
                .map(move |shortcut| (command, *shortcut))
        })
        .filter(|(command, shortcut)| {
            let taken = (typing && belongs_to_field(*command, *shortcut))
                || (focused && presses(*shortcut));
            !taken
        })
        .collect();
    // A key without modifiers matches with Shift too, so the more special shortcut has the first try.
    shortcuts.sort_by_key(|(_, shortcut)| Reverse(modifier_count(*shortcut)));
    let mut pressed = Vec::new();
    ctx.input_mut(|input| {
        input
            .events
            .retain(|event| match command_of(event, &shortcuts) {
                Some(command) => {
                    pressed.push(command);
                    false
                }
                None => true,
            });
    });
    pressed
}

/// The text that was pasted since the last frame, if it is for no field and no dialog.
pub fn pasted_text(ctx: &Context, state: &State) -> Option<String> {
    if state.dialog.is_some() || ctx.text_edit_focused() {
        return None;
    }
    ctx.input_mut(|input| {
        let is_paste = |event: &Event| matches!(event, Event::Paste(_));
        let place = input.events.iter().position(is_paste)?;
        if let Event::Paste(text) = input.events.remove(place) {
            Some(text)
        } else {
            None
        }
    })
}

/// The command that a key event stands for. A key that is held down goes on stepping, but does not toggle.
fn command_of(event: &Event, shortcuts: &[(MenuCommand, KeyboardShortcut)]) -> Option<MenuCommand> {
    let Event::Key {
        key,
        pressed: true,
        repeat,
        modifiers,
        ..
    } = event
    else {
        return None;
    };
    let (command, _) = shortcuts.iter().find(|(_, shortcut)| {
        shortcut.logical_key == *key && modifiers.matches_logically(shortcut.modifiers)
    })?;
    (!repeat || repeats(*command)).then_some(*command)
}

fn repeats(command: MenuCommand) -> bool {
    matches!(
        command,
        MenuCommand::StepUpdate | MenuCommand::StepEpoch | MenuCommand::Undo | MenuCommand::Redo
    )
}

/// Whether the key presses the button that has the keyboard.
fn presses(shortcut: KeyboardShortcut) -> bool {
    matches!(shortcut.logical_key, Key::Space | Key::Enter)
}

/// Whether a field that has the keyboard uses this shortcut itself; Shift and a letter is a capital letter.
fn belongs_to_field(command: MenuCommand, shortcut: KeyboardShortcut) -> bool {
    let modifiers = shortcut.modifiers;
    let types = !(modifiers.command || modifiers.ctrl || modifiers.alt);
    types
        || shortcut.conflicts_with_text_editing()
        || matches!(command, MenuCommand::Undo | MenuCommand::Redo)
}

fn modifier_count(shortcut: KeyboardShortcut) -> u32 {
    let modifiers = shortcut.modifiers;
    u32::from(modifiers.alt) + u32::from(modifiers.shift) + u32::from(modifiers.command)
}
