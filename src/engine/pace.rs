//! How fast a run goes, and the beat it goes by.

use std::time::Duration;
use std::time::Instant;

/// The speed of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pace {
    /// As fast as the machine allows.
    #[default]
    FlatOut,
    /// This many updates a second.
    UpdatesPerSec(f64),
    /// This many epochs a second.
    EpochsPerSec(f64),
}

impl Pace {
    /// The updates a second it asks for; `None` = as many as the machine does.
    pub fn updates_per_sec(self, updates_per_epoch: u64) -> Option<f64> {
        match self {
            Self::FlatOut => None,
            Self::UpdatesPerSec(updates) => Some(updates),
            Self::EpochsPerSec(epochs) => Some(epochs * updates_per_epoch as f64),
        }
    }
}

/// A beat that tells when the next update is due.
#[derive(Clone, Copy, Debug)]
pub struct Ticker {
    interval: Duration,
    next: Instant,
}

impl Ticker {
    /// Small delays are made up for, so that the rate holds; after a longer one the missed beats are skipped.
    const SLACK: Duration = Duration::from_millis(20);

    /// A beat of `per_sec` a second whose first update is due at `now`.
    pub fn new(per_sec: f64, now: Instant) -> Self {
        // A number typed by hand may be 0 or not a number.
        let sane = if per_sec.is_nan() {
            1.0
        } else {
            per_sec.clamp(0.01, 1e9)
        };
        Self {
            interval: Duration::from_secs_f64(1.0 / sane),
            next: now,
        }
    }

    /// The time between two updates.
    #[cfg(test)]
    pub(super) fn interval(&self) -> Duration {
        self.interval
    }

    /// When the next update is due.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// Takes note of an update done at `now`.
    pub fn advance(&mut self, now: Instant) {
        self.next += self.interval;
        if now.saturating_duration_since(self.next) > Self::SLACK.max(self.interval) {
            self.next = now + self.interval;
        }
    }

    /// Makes the next update due at `now`, after a pause.
    pub fn restart(&mut self, now: Instant) {
        self.next = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn a_small_delay_is_made_up_for() {
        let start = Instant::now();
        let mut ticker = Ticker::new(100.0, start);
        ticker.advance(start + millis(3));
        assert_eq!(
            ticker.next(),
            start + millis(10),
            "the beat stays on its grid"
        );
        ticker.advance(start + millis(24));
        assert_eq!(
            ticker.next(),
            start + millis(20),
            "a beat behind: due at once"
        );
    }

    #[test]
    fn after_a_long_delay_the_missed_beats_are_skipped() {
        let start = Instant::now();
        let mut ticker = Ticker::new(100.0, start);
        ticker.advance(start + millis(5000));
        assert_eq!(
            ticker.next(),
            start + millis(5010),
            "one beat from now, no burst"
        );
    }

    #[test]
    fn senseless_rates_still_give_a_beat() {
        let now = Instant::now();
        for per_sec in [0.0, -3.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
            let mut ticker = Ticker::new(per_sec, now);
            ticker.advance(now);
            assert!(ticker.next() > now, "{per_sec} updates a second");
            assert!(
                ticker.next() <= now + Duration::from_secs(100),
                "{per_sec} updates a second"
            );
        }
    }
}
