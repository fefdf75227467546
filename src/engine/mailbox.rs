//! A one-slot mailbox: the latest message wins, nobody waits.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

/// One slot that one side fills and the other empties.
#[derive(Debug)]
pub struct Mailbox<T> {
    slot: Mutex<Option<T>>,
    // Lets the reader look without touching the lock, between any two steps of training.
    full: AtomicBool,
}

impl<T> Default for Mailbox<T> {
    fn default() -> Self {
        Self {
            slot: Mutex::new(None),
            full: AtomicBool::new(false),
        }
    }
}

impl<T> Mailbox<T> {
    /// Puts a message in; an unread one is lost.
    pub fn put(&self, message: T) {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let unread = slot.replace(message);
        self.full.store(true, Ordering::SeqCst);
        drop(slot);
        // Freed outside the lock: it may hold a million parameters.
        drop(unread);
    }

    /// Takes the message out.
    pub fn take(&self) -> Option<T> {
        if !self.is_full() {
            return None;
        }
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        self.full.store(false, Ordering::SeqCst);
        slot.take()
    }

    /// Whether there is an unread message.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_message_wins_and_is_read_once() {
        let mailbox = Mailbox::default();
        assert_eq!(mailbox.take(), None);
        mailbox.put(1);
        mailbox.put(2);
        assert!(mailbox.is_full());
        assert_eq!(mailbox.take(), Some(2));
        assert_eq!(mailbox.take(), None);
    }
}
