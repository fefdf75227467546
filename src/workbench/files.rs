//! Reading and writing files on named threads; results come back through a bounded channel.

/// Work on other threads.
#[derive(Debug, Default)]
pub struct Jobs {
    placeholder: (),
}
