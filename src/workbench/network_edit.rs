//! Edits of the network that keep its connections whole.
