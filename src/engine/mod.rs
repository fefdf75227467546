//! The training thread and its protocol: two lanes each way, plain data only.
//!
//! | direction | lossless, ordered, rare | latest wins, frequent |
//! |---|---|---|
//! | interface → engine | [`EngineCommand`] | [`LiveParams`] |
//! | engine → interface | [`EngineEvent`] | [`Snapshot`] |

mod active;
pub mod handle;
mod lane;
pub mod mailbox;
mod outlet;
pub mod pace;
pub mod protocol;
mod shared;
mod stopwatch;
pub mod threads;
mod worker;

pub use handle::Engine;
pub use pace::Pace;
pub use protocol::EngineCommand;
pub use protocol::EngineEvent;
pub use protocol::Interest;
pub use protocol::LiveParams;
pub use protocol::RunId;
pub use protocol::RunState;
pub use protocol::Snapshot;
pub(crate) use worker::panic_message;
