//! What several test files share.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    dead_code,
    reason = "test helpers, of which each file uses its own part"
)]

pub mod functions;
pub mod nets;
pub mod splitmix;
