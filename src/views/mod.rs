//! What is drawn. A view is a function of the state that returns wishes:
//! `fn error_plot_ui(ui, &ViewCtx, &mut local, &mut Vec<AppCommand>)`.

mod column_kind;
pub mod dataset;
pub mod dialogs;
pub mod error_plot;
pub mod import_dialog;
mod import_grid;
mod import_options;
pub mod main_window;
pub mod menu_bar;
pub mod metric_plot;
pub mod network_editor;
pub mod notices;
pub mod optimizer_plot;
mod plot_parts;
pub mod prediction_plot;
pub mod preset_browser;
mod setting;
pub mod status_bar;
pub mod theme;
pub mod toolbar;
mod training_changes;
mod training_optimizer;
pub mod training_panel;
mod training_regularization;
mod training_schedule;
mod training_stops;
pub mod weight_plot;

pub use main_window::Locals;
pub use main_window::main_window_ui;

use crate::workbench::State;

/// What a view may look at.
#[derive(Debug)]
pub struct ViewCtx<'a> {
    /// The state.
    pub state: &'a State,
}
