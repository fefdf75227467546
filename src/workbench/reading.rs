//! How far a table has been read, and how long the rest will take.

use std::time::Duration;

/// Nothing is said of the rest before this time: the first bytes tell little.
const SETTLED: Duration = Duration::from_millis(700);

/// How far a table has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Bytes read so far.
    pub read_bytes: u64,
    /// The size of all files together, if known.
    pub total_bytes: Option<u64>,
    /// The seconds that the rest will take at the speed so far, once that can be told.
    pub left_secs: Option<u64>,
}

impl Reading {
    /// Nothing is read yet.
    pub fn of(total_bytes: Option<u64>) -> Self {
        Self {
            total_bytes,
            ..Self::default()
        }
    }

    /// Goes on to so many bytes, `elapsed` after the beginning.
    pub fn go_on(&mut self, read_bytes: u64, elapsed: Duration) {
        self.read_bytes = read_bytes;
        self.left_secs = self
            .total_bytes
            .filter(|_| read_bytes > 0 && elapsed >= SETTLED)
            .map(|total| {
                let rest = total.saturating_sub(read_bytes) as f64 / read_bytes as f64;
                (elapsed.as_secs_f64() * rest).ceil() as u64
            });
    }

    /// The share that is read, where the size is known.
    pub fn share(&self) -> Option<f32> {
        let total = self.total_bytes.filter(|&total| total > 0)?;
        Some((self.read_bytes as f64 / total as f64).min(1.0) as f32)
    }

    /// The time that is left, in words.
    pub fn left(&self) -> Option<String> {
        let secs = self.left_secs?;
        Some(match secs {
            0..60 => format!("{secs} s left"),
            60.. => format!("{}:{:02} min left", secs / 60, secs % 60),
        })
    }

    /// How much is read of how much, and the time that is left. Without a size and before the first byte it may have been
    /// read already.
    pub fn words(&self) -> String {
        if *self == Self::default() {
            return "Preparing…".to_owned();
        }
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let read = megabytes(self.read_bytes);
        let mut words = match self.total_bytes {
            Some(total) => format!("{read:.1} of {:.1} MB", megabytes(total)),
            None => format!("{read:.1} MB"),
        };
        if let Some(left) = self.left() {
            words = format!("{words}, {left}");
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_as_the_speed_so_far_says() {
        let mut reading = Reading::of(Some(120_000_000));
        reading.go_on(30_000_000, Duration::from_millis(100));
        assert_eq!(reading.words(), "30.0 of 120.0 MB");
        // 30 MB in 2 s: 90 MB take 6 s.
        reading.go_on(30_000_000, Duration::from_secs(2));
        assert_eq!(reading.words(), "30.0 of 120.0 MB, 6 s left");
        assert_eq!(reading.share(), Some(0.25));
        // 1 MB in 1 s: 119 MB take 119 s.
        reading.go_on(1_000_000, Duration::from_secs(1));
        assert_eq!(reading.left().as_deref(), Some("1:59 min left"));
    }

    #[test]
    fn without_a_size_nothing_is_foretold() {
        let mut reading = Reading::of(None);
        reading.go_on(5_000_000, Duration::from_secs(9));
        assert_eq!(reading.words(), "5.0 MB");
        assert_eq!(reading.share(), None);
        let mut reading = Reading::of(Some(10));
        reading.go_on(0, Duration::from_secs(9));
        assert_eq!(reading.left(), None);
    }
}
