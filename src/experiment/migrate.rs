//! Upward migration of older preset versions.
