//! The commands without data and the one table that describes them: menu, toolbar, keys and help all read it.

use egui::Key;
use egui::KeyboardShortcut;
use egui::Modifiers;

use super::state::Check;
use super::state::State;
use crate::engine::RunState;

/// Commands without data. One table, in [`MenuCommand::row`], gives text, tooltip, shortcuts and icon of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MenuCommand {
    /// A new experiment.
    New,
    /// Open a preset.
    OpenPreset,
    /// Open a table.
    OpenTable,
    /// Take a table from the clipboard.
    PasteTable,
    /// Save.
    Save,
    /// Save as.
    SaveAs,
    /// Write the history of the run into a file.
    ExportHistory,
    /// Quit.
    Quit,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Run or pause.
    RunPause,
    /// One update.
    StepUpdate,
    /// One epoch.
    StepEpoch,
    /// A new run of the document as it stands: back to the start, with all edits.
    Reset,
    /// New starting weights: new seeds, then a new run.
    NewDraw,
    /// Write the changes made during the run into the experiment.
    KeepChanges,
    /// End the run.
    Stop,
    /// Forget all traced weights.
    ClearTraces,
    /// The list of shortcuts.
    ShowShortcuts,
    /// About the program.
    ShowAbout,
}

/// The menus of the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Menu {
    /// Documents and tables.
    File,
    /// Undo and redo.
    Edit,
    /// The training run.
    Run,
    /// Help.
    Help,
}

/// What there is to say about a command.
#[derive(Clone, Copy, Debug)]
pub struct MenuRow {
    /// Its text in menus; with `…` where it asks for more.
    pub text: &'static str,
    /// What it does, in a sentence without period.
    pub tooltip: &'static str,
    /// Its shortcuts; the first is the one shown.
    pub shortcuts: &'static [KeyboardShortcut],
    /// A glyph of the fonts in use.
    pub icon: &'static str,
    /// The menu it stands in.
    pub menu: Menu,
}

impl Menu {
    /// All menus from left to right.
    pub const ALL: [Self; 4] = [Self::File, Self::Edit, Self::Run, Self::Help];

    /// The menu's title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Run => "Run",
            Self::Help => "Help",
        }
    }

    /// The menu's commands in order.
    pub fn commands(self) -> impl Iterator<Item = MenuCommand> {
        MenuCommand::ALL
            .into_iter()
            .filter(move |command| command.row().menu == self)
    }
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn command_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

impl MenuCommand {
    /// All commands in the order of the menus.
    pub const ALL: [Self; 20] = [
        Self::New,
        Self::OpenPreset,
        Self::OpenTable,
        Self::PasteTable,
        Self::Save,
        Self::SaveAs,
        Self::ExportHistory,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::RunPause,
        Self::StepUpdate,
        Self::StepEpoch,
        Self::Stop,
        Self::Reset,
        Self::NewDraw,
        Self::KeepChanges,
        Self::ClearTraces,
        Self::ShowShortcuts,
        Self::ShowAbout,
    ];

    /// The command's row of the table.
    pub fn row(self) -> MenuRow {
        let (menu, icon, text, tooltip) = self.words();
        MenuRow {
            text,
            tooltip,
            shortcuts: self.shortcuts(),
            icon,
            menu,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one row a command")]
    fn words(self) -> (Menu, &'static str, &'static str, &'static str) {
        use Menu::Edit;
        use Menu::File;
        use Menu::Help;
        use Menu::Run;
        match self {
            Self::New => (File, "➕", "New experiment", "Start a new experiment"),
            Self::OpenPreset => (
                File,
                "📂",
                "Open experiment…",
                "Open an experiment from a preset file",
            ),
            Self::OpenTable => (
                File,
                "📋",
                "Open table…",
                "Take data from a text file, a workbook, arrays or images",
            ),
            Self::PasteTable => (File, "📋", "Paste table", "Take cells from the clipboard"),
            Self::Save => (File, "💾", "Save", "Save the experiment as a preset file"),
            Self::SaveAs => (
                File,
                "💾",
                "Save as…",
                "Save the experiment under another name",
            ),
            Self::ExportHistory => (
                File,
                "",
                "Export history…",
                "Write the curves of this run into a CSV file",
            ),
            Self::Quit => (File, "✖", "Quit", "Close the program"),
            Self::Undo => (
                Edit,
                "⟲",
                "Undo",
                "Take back the last change of the experiment",
            ),
            Self::Redo => (
                Edit,
                "⟳",
                "Redo",
                "Make the change again that was taken back",
            ),
            Self::RunPause => (
                Run,
                "▶",
                "Run",
                "Train until a stop is met, or pause the training",
            ),
            Self::StepUpdate => (Run, "⏵", "Step", "Do one update of the weights, then pause"),
            Self::StepEpoch => (
                Run,
                "⏭",
                "Step epoch",
                "Train to the end of the epoch, then pause",
            ),
            Self::Stop => (Run, "⏹", "Stop", "End the run here"),
            Self::Reset => (
                Run,
                "⏮",
                "Reset",
                "Start anew from the same weights, with the experiment as it stands",
            ),
            Self::NewDraw => (
                Run,
                "🎲",
                "New weights",
                "Start anew from newly drawn weights",
            ),
            Self::KeepChanges => (
                Run,
                "",
                "Keep changes",
                "Write the changes made during this run into the experiment: a new run makes them by itself, at the same updates",
            ),
            Self::ClearTraces => (
                Run,
                "🗑",
                "Clear traces",
                "Take all weights off the weight plot",
            ),
            Self::ShowShortcuts => (
                Help,
                "🔑",
                "Keyboard shortcuts",
                "Show all keyboard shortcuts",
            ),
            Self::ShowAbout => (Help, "ℹ", "About Deltascope", "Show version and licence"),
        }
    }

    fn shortcuts(self) -> &'static [KeyboardShortcut] {
        match self {
            Self::New => const { &[command(Key::N)] },
            Self::OpenPreset => const { &[command(Key::O)] },
            Self::OpenTable => const { &[command_shift(Key::O)] },
            Self::PasteTable => const { &[command(Key::V)] },
            Self::Save => const { &[command(Key::S)] },
            Self::SaveAs => const { &[command_shift(Key::S)] },
            Self::Quit => const { &[command(Key::Q)] },
            Self::Undo => const { &[command(Key::Z)] },
            Self::Redo => const { &[command_shift(Key::Z), command(Key::Y)] },
            Self::RunPause => const { &[plain(Key::Space)] },
            Self::StepUpdate => const { &[plain(Key::Period)] },
            Self::StepEpoch => const { &[shift(Key::Period)] },
            Self::Reset => const { &[plain(Key::R)] },
            Self::NewDraw => const { &[shift(Key::R)] },
            Self::Stop => const { &[command(Key::Period)] },
            Self::ShowShortcuts => const { &[plain(Key::F1)] },
            Self::ExportHistory | Self::KeepChanges | Self::ClearTraces | Self::ShowAbout => &[],
        }
    }

    /// Its text now: `Run` reads `Pause` while a run is going.
    pub fn text(self, state: &State) -> &'static str {
        if self.pauses(state) {
            "Pause"
        } else {
            self.row().text
        }
    }

    /// Its icon now.
    pub fn icon(self, state: &State) -> &'static str {
        if self.pauses(state) {
            "⏸"
        } else {
            self.row().icon
        }
    }

    fn pauses(self, state: &State) -> bool {
        self == Self::RunPause && state.session.state == RunState::Running
    }

    /// Whether it can do anything now.
    pub fn enabled(self, state: &State) -> bool {
        let run = state.session.state;
        let goes_on = state.session.can_go_on();
        let runnable = matches!(state.check, Check::Ready(_));
        match self {
            Self::New
            | Self::OpenPreset
            | Self::OpenTable
            | Self::PasteTable
            | Self::Save
            | Self::SaveAs
            | Self::Quit
            | Self::ShowShortcuts
            | Self::ShowAbout => true,
            Self::ExportHistory => state.session.begun && !state.session.history.table.is_empty(),
            Self::Undo => state.document.history.has_undo(&state.document.experiment),
            Self::Redo => state.document.history.has_redo(&state.document.experiment),
            Self::RunPause => goes_on || runnable,
            Self::StepUpdate | Self::StepEpoch => {
                let free = run != RunState::Running || state.session.stepping;
                free && (goes_on || runnable)
            }
            Self::Reset | Self::NewDraw => runnable,
            Self::Stop => goes_on,
            Self::KeepChanges => {
                let running = state.document.running.is_some();
                running && !state.session.history.changes.is_empty()
            }
            Self::ClearTraces => !state.view.traced_weights.is_empty(),
        }
    }

    /// Why it is greyed, where it is.
    pub fn why_greyed(self) -> &'static str {
        match self {
            Self::ExportHistory => "Not now: there is no run yet; train first",
            Self::Undo => "Not now: nothing was changed",
            Self::Redo => "Not now: nothing was taken back",
            Self::Stop => "Not now: no run is under way",
            Self::KeepChanges => "Not now: nothing was changed during this run",
            Self::ClearTraces => "Not now: no weights are traced",
            Self::RunPause | Self::Reset | Self::NewDraw => {
                "Not now: mend the problems that are marked first"
            }
            Self::StepUpdate | Self::StepEpoch => {
                "Not now: pause the run, or mend the problems that are marked first"
            }
            Self::New
            | Self::OpenPreset
            | Self::OpenTable
            | Self::PasteTable
            | Self::Save
            | Self::SaveAs
            | Self::Quit
            | Self::ShowShortcuts
            | Self::ShowAbout => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_shortcut_belongs_to_one_command() {
        let mut seen = HashSet::new();
        for command in MenuCommand::ALL {
            for shortcut in command.row().shortcuts {
                assert!(seen.insert(*shortcut), "{command:?} shares {shortcut:?}");
            }
        }
    }

    #[test]
    fn all_lists_every_command_once_and_in_the_order_of_the_menus() {
        let unique: HashSet<MenuCommand> = MenuCommand::ALL.into_iter().collect();
        assert_eq!(unique.len(), MenuCommand::ALL.len());
        let by_menus: Vec<MenuCommand> = Menu::ALL.into_iter().flat_map(Menu::commands).collect();
        assert_eq!(by_menus, MenuCommand::ALL);
    }
}
