//! The one place where a command changes the state.

use super::command::AppCommand;
use super::state::State;

/// Applies a command.
pub fn apply(state: &mut State, command: AppCommand) {
    let _ = (state, command);
    todo!()
}
