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

impl Notice {
    /// How long a notice of severity [`Severity::Info`] stays, in seconds.
    pub const INFO_SECS: f64 = 6.0;

    /// Good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Severity::Info, text)
    }

    /// Something was not as expected.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Severity::Warning, text)
    }

    /// Something could not be done.
    pub fn error(text: impl Into<String>) -> Self {
        Self::new(Severity::Error, text)
    }

    /// A thread could not be started.
    pub(super) fn no_thread(error: &std::io::Error) -> Self {
        Self::error(format!(
            "The system could not start a thread: {error}. Close other programs, then try again"
        ))
    }

    fn new(severity: Severity, text: impl Into<String>) -> Self {
        Self {
            severity,
            text: text.into(),
            since_secs: None,
        }
    }
}
