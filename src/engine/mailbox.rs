//! A one-slot mailbox: the latest message wins, nobody waits.
