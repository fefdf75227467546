//! The one place where a command changes the state.

use super::command::AppCommand;
use super::command::DocumentEdit;
use super::command::MenuCommand;
use super::dialog::Dialog;
use super::dialog::Leave;
use super::dialog::PathPurpose;
use super::edit;
use super::import::has_class_target;
use super::state::State;
use crate::engine::EngineCommand;

/// Applies a command.
pub fn apply(state: &mut State, command: AppCommand) {
    match command {
        AppCommand::Menu(command) => menu(state, command),
        AppCommand::Edit(edit) => edit_document(state, edit),
        AppCommand::OpenFile(path) => state.open_file(path),
        AppCommand::OpenPreset(path) => state.unless_unsaved(Leave::Preset(path)),
        AppCommand::OpenBuiltin(name) => state.unless_unsaved(Leave::Builtin(name)),
        AppCommand::OpenTables(paths) => state.open_tables(paths),
        AppCommand::PasteTable(text) => state.paste_table(&text),
        AppCommand::SaveTo(path) => state.save_to(path),
        AppCommand::SaveAs(path) => state.save_as(path),
        AppCommand::ExportHistoryTo(path) => state.export_history(path),
        AppCommand::ExportHistoryAs(path) => state.export_history_as(path),
        AppCommand::ImportOptions(options) => state.set_import_options(options),
        AppCommand::ImportRole { column, role } => state.set_import_role(column, role),
        AppCommand::ImportKind { column, kind } => state.set_import_kind(column, kind),
        AppCommand::ImportAccept => state.accept_import(),
        AppCommand::CancelLoading => state.cancel_loading(),
        AppCommand::AnswerUnsaved(answer) => state.answer_unsaved(answer),
        AppCommand::ShowDialog(dialog) => state.dialog = Some(*dialog),
        AppCommand::PathText(new) => {
            if let Some(Dialog::Path { text, .. }) = &mut state.dialog {
                *text = new;
            }
        }
        AppCommand::AcceptPath => state.accept_path(),
        AppCommand::CloseDialog => close_dialog(state),
        AppCommand::DismissNotice(index) => {
            if index < state.notices.len() {
                state.notices.remove(index);
            }
        }
        AppCommand::SetLeftTab(tab) => state.view.left_tab = tab,
        AppCommand::SetLowerPlot(plot) => state.view.lower_plot = plot,
        AppCommand::SetLogError(log) => state.view.log_error = log,
        AppCommand::SelectLayer(layer) => state.view.selected_layer = layer,
        AppCommand::ToggleTrace(index) => state.toggle_trace(index),
        AppCommand::SetTraces(traces) => state.set_traces(traces),
        AppCommand::SelectSample(sample) => state.select_sample(sample),
        AppCommand::SelectRow(row) => state.select_row(row),
        AppCommand::Table(command) => state.table_command(command),
        AppCommand::ShowPainting(open) => state.view.painting = open,
        AppCommand::HideWarning(index) => state.hide_warning(index),
        AppCommand::ShowHiddenWarnings => state.show_hidden_warnings(),
        AppCommand::SetRates {
            learning_rate,
            momentum,
        } => state.set_rates(learning_rate, momentum),
        AppCommand::SetPace(pace) => state.set_pace(pace),
        AppCommand::SetTheme(theme) => state.settings.theme = theme,
        AppCommand::Notify(notice) => state.notify(notice),
    }
}

fn menu(state: &mut State, command: MenuCommand) {
    match command {
        MenuCommand::New => state.unless_unsaved(Leave::New),
        MenuCommand::Quit => state.unless_unsaved(Leave::Quit),
        MenuCommand::OpenPreset => state.file_request = Some(PathPurpose::OpenPreset),
        MenuCommand::OpenTable => state.file_request = Some(PathPurpose::OpenTable),
        MenuCommand::PasteTable => state.paste_request = true,
        MenuCommand::Save => state.save(),
        MenuCommand::SaveAs => state.file_request = Some(PathPurpose::SavePreset),
        MenuCommand::ExportHistory => state.file_request = Some(PathPurpose::ExportHistory),
        MenuCommand::Undo => {
            let document = &mut state.document;
            if let Some(experiment) = document.history.undo(&document.experiment) {
                document.experiment = experiment;
                state.document_changed();
            }
        }
        MenuCommand::Redo => {
            let document = &mut state.document;
            if let Some(experiment) = document.history.redo(&document.experiment) {
                document.experiment = experiment;
                state.document_changed();
            }
        }
        MenuCommand::RunPause => state.run_or_pause(),
        MenuCommand::StepUpdate => state.go_on_or_start(EngineCommand::StepUpdate),
        MenuCommand::StepEpoch => state.go_on_or_start(EngineCommand::StepEpoch),
        MenuCommand::Reset => {
            state.load_new_run();
        }
        MenuCommand::NewDraw => state.draw_new_weights(),
        MenuCommand::KeepChanges => state.keep_changes(),
        MenuCommand::Stop => state.stop_run(),
        MenuCommand::ClearTraces => state.set_traces(Vec::new()),
        MenuCommand::ShowShortcuts => state.dialog = Some(Dialog::Shortcuts),
        MenuCommand::ShowAbout => state.dialog = Some(Dialog::About),
    }
}

fn edit_document(state: &mut State, edit: DocumentEdit) {
    let one_act = edit::is_one_act(&edit, &state.document.experiment);
    let other_source = matches!(edit, DocumentEdit::Source(_));
    // A size that is dragged to its end and back must not leave another split behind.
    let dragged = edit::is_dragged(&edit, &state.document.experiment);
    let table = state.table().cloned();
    let before = table
        .as_ref()
        .filter(|_| other_source)
        .map(|table| has_class_target(table, &state.document.experiment.data));
    let document = &mut state.document;
    if one_act {
        document.history.mark(&document.experiment);
    }
    document.former.keep(&document.experiment.training);
    edit::apply_edit(&mut document.experiment, edit, table.as_deref());
    if other_source {
        state.tables.retry();
        state.sync_table();
        if !dragged {
            state.suit_made_table(before);
        }
    }
    if one_act {
        let document = &mut state.document;
        document.history.mark(&document.experiment);
    }
    state.document_changed();
}

/// Closes the dialog, and gives up what it was for.
fn close_dialog(state: &mut State) {
    state.drop_dialog();
    state.jobs.preview = None;
    state.jobs.survey = None;
    state.after_save = None;
}
