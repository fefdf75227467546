//! A progress bar on a terminal, nothing elsewhere.

use std::io;
use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use crate::train::Run;

/// Redrawing more often than this is not seen.
const REDRAW_INTERVAL: Duration = Duration::from_millis(100);

/// The progress of a run.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    drawn: std::time::Instant,
}

impl Progress {
    /// A bar up to `epochs`, unless `quiet` or not on a terminal.
    pub(super) fn new(epochs: u64, quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let bar = shown.then(|| {
            let style = ProgressStyle::with_template(
                "{wide_bar} epoch {human_pos} of {human_len} · {msg} · {eta} left",
            );
            let bar = ProgressBar::new(epochs);
            match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self {
            bar,
            drawn: std::time::Instant::now(),
        }
    }

    /// Moves the bar.
    pub(super) fn update(&mut self, run: &dyn Run) {
        if let Some(bar) = &self.bar
            && self.drawn.elapsed() >= REDRAW_INTERVAL
        {
            self.drawn = std::time::Instant::now();
            bar.set_position(run.position().epoch);
            if let Some(loss) = run.batch_loss() {
                bar.set_message(format!("loss {loss:.3e}"));
            }
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}
