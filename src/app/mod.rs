//! The window: the only user of eframe and of file dialogs.

mod dialogs;
mod keys;
pub mod logger;
mod run;
mod shell;
mod waker;

pub use dialogs::Dialogs;
pub use run::run;
pub use shell::Shell;
