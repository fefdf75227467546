//! Running time without pauses, and the rate of updates.

use std::time::Duration;
use std::time::Instant;

/// Measures running time without pauses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stopwatch {
    before: Duration,
    since: Option<Instant>,
}

impl Stopwatch {
    /// Starts; goes on if it is running already.
    pub fn start(&mut self, now: Instant) {
        self.since.get_or_insert(now);
    }

    /// Stops.
    pub fn stop(&mut self, now: Instant) {
        self.before = self.elapsed(now);
        self.since = None;
    }

    /// The time so far.
    pub fn elapsed(&self, now: Instant) -> Duration {
        let running = self.since.map(|since| now.saturating_duration_since(since));
        self.before.saturating_add(running.unwrap_or_default())
    }

    /// When it will show `limit` if it runs on; `None` if that is too far away to be told.
    pub fn reaches(&self, limit: Duration, now: Instant) -> Option<Instant> {
        now.checked_add(limit.saturating_sub(self.elapsed(now)))
    }
}

/// Measures updates a second, smoothed.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateMeter {
    since: Option<(Instant, u64)>,
    per_sec: Option<f64>,
}

impl RateMeter {
    /// One reading takes this long; the first is taken sooner.
    const WINDOW: Duration = Duration::from_millis(250);
    const FIRST_WINDOW: Duration = Duration::from_millis(20);
    /// The share of the newest reading in the smoothed rate.
    const NEW: f64 = 0.6;

    /// Starts anew at this many updates.
    pub fn start(&mut self, now: Instant, updates: u64) {
        *self = Self {
            since: Some((now, updates)),
            per_sec: None,
        };
    }

    /// Takes note of how many updates were done by `now`.
    pub fn count(&mut self, now: Instant, updates: u64) {
        let Some((since, before)) = self.since else {
            return;
        };
        let took = now.saturating_duration_since(since);
        let window = self.per_sec.map_or(Self::FIRST_WINDOW, |_| Self::WINDOW);
        if took < window {
            return;
        }
        let reading = updates.saturating_sub(before) as f64 / took.as_secs_f64();
        self.per_sec = Some(self.per_sec.map_or(reading, |smoothed| {
            Self::NEW * reading + (1.0 - Self::NEW) * smoothed
        }));
        self.since = Some((now, updates));
    }

    /// Updates a second; 0 before the first reading.
    pub fn per_sec(&self) -> f64 {
        self.per_sec.unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_do_not_count() {
        let start = Instant::now();
        let secs = Duration::from_secs;
        let mut watch = Stopwatch::default();
        watch.start(start);
        watch.stop(start + secs(3));
        assert_eq!(watch.elapsed(start + secs(100)), secs(3));
        watch.start(start + secs(100));
        assert_eq!(watch.elapsed(start + secs(104)), secs(7));
        assert_eq!(
            watch.reaches(secs(10), start + secs(104)),
            Some(start + secs(107))
        );
    }

    #[test]
    fn the_rate_is_updates_by_seconds() {
        let start = Instant::now();
        let mut meter = RateMeter::default();
        meter.start(start, 1000);
        meter.count(start + Duration::from_millis(500), 1100);
        // 100 updates in half a second.
        assert_eq!(meter.per_sec(), 200.0);
        meter.count(start + Duration::from_secs(1), 1300);
        // 0.6 · 400 + 0.4 · 200
        assert_eq!(meter.per_sec(), 320.0);
    }
}
