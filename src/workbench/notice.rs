//! Messages to the user: what happened, where, and what to do.

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Good to know; goes away by itself.
    Info,
    /// Something was not as expected.
    Warning,
    /// Something could not be done.
    Error,
}

/// A message to the user.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How serious.
    pub severity: Severity,
    /// One or two sentences.
    pub text: String,
    /// The frame time in seconds at which it appeared; set by the window.
    pub since_secs: Option<f64>,
}
