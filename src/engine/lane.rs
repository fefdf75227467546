//! The sending end of a lossless lane: a bounded channel, and a queue of what did not fit.

use std::collections::VecDeque;
use std::fmt;
use std::sync::mpsc::SyncSender;
use std::sync::mpsc::TrySendError;

/// Sends in order, never blocks, loses nothing.
pub struct Lane<T> {
    channel: SyncSender<T>,
    waiting: VecDeque<T>,
}

impl<T> fmt::Debug for Lane<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl<T> Lane<T> {
    /// A lane into this channel.
    pub fn new(channel: SyncSender<T>) -> Self {
        Self {
            channel,
            waiting: VecDeque::new(),
        }
    }

    /// Sends a message, now or as soon as the channel has room. Says whether all is sent.
    pub fn send(&mut self, message: T) -> bool {
        self.waiting.push_back(message);
        self.flush()
    }

    /// Sends a message only if it fits now; for messages that carry nothing but "look around".
    pub fn nudge(&self, message: T) {
        // A full channel needs no nudge: its reader will look around anyway.
        self.channel.try_send(message).ok();
    }

    /// Whether nothing waits.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Sends what waits, as far as it fits. Says whether all is sent.
    pub fn flush(&mut self) -> bool {
        while let Some(message) = self.waiting.pop_front() {
            match self.channel.try_send(message) {
                Ok(()) => {}
                Err(TrySendError::Full(message)) => {
                    self.waiting.push_front(message);
                    return false;
                }
                // The reader is gone; nobody misses the rest.
                Err(TrySendError::Disconnected(_)) => self.waiting.clear(),
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    #[test]
    fn what_does_not_fit_waits_in_order() {
        let (sender, receiver) = sync_channel(2);
        let mut lane = Lane::new(sender);
        assert!(lane.send(1));
        assert!(lane.send(2));
        assert!(!lane.send(3), "the channel holds two");
        assert!(!lane.send(4));
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1, 2]);
        assert!(lane.flush());
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [3, 4]);
    }
}
