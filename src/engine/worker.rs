//! The worker: runs a plan step by step, waits only on its command channel.
