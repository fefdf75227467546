//! The training thread and its protocol: two lanes each way, plain data only.
//!
//! | direction | lossless, ordered, rare | latest wins, frequent |
//! |---|---|---|
//! | interface → engine | [`EngineCommand`] | [`LiveParams`] |
//! | engine → interface | [`EngineEvent`] | [`Snapshot`] |

pub mod handle;
pub mod mailbox;
pub mod pace;
pub mod protocol;
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
