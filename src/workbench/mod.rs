//! The application's state and the commands that change it; needs no window.
//!
//! Views read [`State`] and return [`AppCommand`]s; [`apply`](apply::apply) is the one place where a command changes the
//! state. Work longer than a frame goes to a named thread ([`jobs`]).

pub mod apply;
pub mod command;
pub mod dialog;
pub mod document;
pub mod edit;
mod export;
pub mod former;
mod import;
mod import_look;
mod in_force;
pub mod insight;
pub mod jobs;
pub mod kind_look;
pub mod listing;
pub mod menu;
pub mod network_edit;
pub mod notice;
mod opening;
mod prepared;
pub mod reading;
mod running;
pub mod session;
pub mod settings;
pub mod state;
pub mod table_view;
mod tables;
pub mod undo;
pub mod view;

pub use command::AppCommand;
pub use command::DocumentEdit;
pub use command::SequenceUse;
pub use listing::RowFate;
pub use listing::RowFilter;
pub use listing::Sort;
pub use menu::Menu;
pub use menu::MenuCommand;
pub use notice::Notice;
pub use notice::Severity;
pub use session::Session;
pub use settings::Settings;
pub use state::State;
pub use table_view::Find;
pub use table_view::TableCommand;
