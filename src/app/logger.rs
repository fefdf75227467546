//! The logger. It also hears what the file dialogs do not tell their caller: that there is nothing to show them with.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use env_logger::Env;
use log::Level;
use log::LevelFilter;
use log::Log;
use log::Metadata;
use log::Record;

/// Whether a file dialog has failed since it was last asked.
static DIALOG_FAILED: AtomicBool = AtomicBool::new(false);

struct Logger(env_logger::Logger);

/// Installs the logger: warnings and errors to standard error, or as `RUST_LOG` says.
pub fn install() {
    let logger = env_logger::Builder::from_env(Env::default().default_filter_or("warn")).build();
    let level = logger.filter().max(LevelFilter::Error);
    // Another logger may be there already, in a test; it will do.
    if log::set_boxed_logger(Box::new(Logger(logger))).is_ok() {
        log::set_max_level(level);
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_dialog(metadata) || self.0.enabled(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        if is_dialog(record.metadata()) {
            // What it says is shown in the window.
            if record.level() == Level::Error {
                DIALOG_FAILED.store(true, Ordering::SeqCst);
            }
        } else {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}

fn is_dialog(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("rfd")
}

/// Whether a file dialog has failed since the last call. Only one dialog is open at a time.
pub fn take_dialog_failure() -> bool {
    DIALOG_FAILED.swap(false, Ordering::SeqCst)
}
