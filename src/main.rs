//! Deltascope.
fn main() {}
