//! What is drawn. A view is a function of the state that returns wishes:
//! `fn error_plot_ui(ui, &ViewCtx, &mut local, &mut Vec<AppCommand>)`.

pub mod dataset;
pub mod dialogs;
pub mod import_dialog;
pub mod main_window;
pub mod menu_bar;
pub mod notices;
pub mod preset_browser;
pub mod theme;

pub use main_window::Locals;
pub use main_window::main_window_ui;

use crate::workbench::State;

/// What a view may look at.
#[derive(Debug)]
pub struct ViewCtx<'a> {
    /// The state.
    pub state: &'a State,
}
