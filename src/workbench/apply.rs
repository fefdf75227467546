//! The one place where a command changes the state.

use super::command::AppCommand;
use super::command::DocumentEdit;
use super::command::MenuCommand;
use super::dialog::Dialog;
use super::edit;
use super::notice::Notice;
use super::state::State;

/// Applies a command.
pub fn apply(state: &mut State, command: AppCommand) {
    match command {
        AppCommand::Menu(command) => menu(state, command),
        AppCommand::Edit(edit) => edit_document(state, edit),
        AppCommand::OpenFile(_)
        | AppCommand::OpenBuiltin(_)
        | AppCommand::SaveTo(_)
        | AppCommand::ImportOptions(_)
        | AppCommand::ImportRole { .. }
        | AppCommand::ImportAccept
        | AppCommand::CancelLoading
        | AppCommand::AnswerUnsaved(_)
        | AppCommand::AcceptPath => {
            state.notify(Notice::warning("This is not there yet"));
        }
        AppCommand::ShowDialog(dialog) => state.dialog = Some(*dialog),
        AppCommand::PathText(new) => {
            if let Some(Dialog::Path { text, .. }) = &mut state.dialog {
                *text = new;
            }
        }
        AppCommand::CloseDialog => state.dialog = None,
        AppCommand::DismissNotice(index) => {
            if index < state.notices.len() {
                state.notices.remove(index);
            }
        }
        AppCommand::SetLeftTab(tab) => state.view.left_tab = tab,
        AppCommand::SetLowerPlot(plot) => state.view.lower_plot = plot,
        AppCommand::SetLogError(log) => state.view.log_error = log,
        AppCommand::SelectLayer(layer) => state.view.selected_layer = layer,
        AppCommand::ToggleTrace(index) => toggle(&mut state.view.traced_weights, index),
        AppCommand::SetTraces(traces) => state.view.traced_weights = traces,
        AppCommand::SelectSample(sample) => state.view.selected_sample = sample,
        AppCommand::SetRates { .. } => {}
        AppCommand::SetPace(pace) => state.session.live.pace = pace,
        AppCommand::SetTheme(theme) => state.settings.theme = theme,
        AppCommand::Notify(notice) => state.notify(notice),
    }
}

fn menu(state: &mut State, command: MenuCommand) {
    match command {
        MenuCommand::New
        | MenuCommand::OpenPreset
        | MenuCommand::OpenTable
        | MenuCommand::Save
        | MenuCommand::SaveAs
        | MenuCommand::RunPause
        | MenuCommand::StepUpdate
        | MenuCommand::StepEpoch
        | MenuCommand::Reset
        | MenuCommand::NewDraw
        | MenuCommand::Stop => {
            state.notify(Notice::warning("This is not there yet"));
        }
        MenuCommand::Quit => state.quit = true,
        MenuCommand::Undo => {
            if let Some(experiment) = state.document.history.undo(&state.document.experiment) {
                state.document.experiment = experiment;
            }
        }
        MenuCommand::Redo => {
            if let Some(experiment) = state.document.history.redo(&state.document.experiment) {
                state.document.experiment = experiment;
            }
        }
        MenuCommand::ClearTraces => state.view.traced_weights.clear(),
        MenuCommand::ShowShortcuts => state.dialog = Some(Dialog::Shortcuts),
        MenuCommand::ShowAbout => state.dialog = Some(Dialog::About),
    }
}

fn edit_document(state: &mut State, edit: DocumentEdit) {
    let one_act = edit::is_one_act(&edit);
    let table = state.table().cloned();
    let document = &mut state.document;
    if one_act {
        document.history.mark(&document.experiment);
    }
    edit::apply_edit(&mut document.experiment, edit, table.as_deref());
    if one_act {
        document.history.mark(&document.experiment);
    }
}

/// Takes `index` out if it is in, else puts it last.
fn toggle(indices: &mut Vec<usize>, index: usize) {
    match indices.iter().position(|&present| present == index) {
        Some(place) => {
            indices.remove(place);
        }
        None => indices.push(index),
    }
}
