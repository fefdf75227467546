//! Sharing rows out to training, validation and test.
