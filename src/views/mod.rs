//! What is drawn. A view is a function of the state that returns wishes:
//! `fn error_plot_ui(ui, &ViewCtx, &mut local, &mut Vec<AppCommand>)`.

use crate::workbench::State;

/// What a view may look at.
#[derive(Clone, Copy, Debug)]
pub struct ViewCtx<'a> {
    /// The state.
    pub state: &'a State,
}
