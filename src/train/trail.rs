//! The parameters at past epochs in bounded memory, so that a trace that is asked for late can start early.

use super::series::fits;
use super::series::next_fit;
use crate::nn::Real;

/// Memory for kept parameters, in bytes.
const BUDGET: usize = 32 << 20;
/// More epochs than any plot shows are not kept.
const MOST_EPOCHS: usize = 16_384;

/// `θ` at the epochs that are multiples of a stride, which doubles when the budget is used up.
#[derive(Clone, Debug)]
pub struct WeightTrail<R> {
    parameters: usize,
    capacity: usize,
    stride: u64,
    epochs: Vec<u64>,
    values: Vec<R>,
}

impl<R: Real> WeightTrail<R> {
    /// An empty trail for networks of `parameters` parameters; keeps nothing when they are too many for the budget.
    pub fn new(parameters: usize) -> Self {
        Self::with_budget(parameters, BUDGET)
    }

    fn with_budget(parameters: usize, budget: usize) -> Self {
        let capacity = (budget / (parameters.max(1) * size_of::<R>())).min(MOST_EPOCHS);
        let capacity = if capacity < 4 { 0 } else { capacity };
        Self {
            parameters,
            capacity,
            stride: 1,
            epochs: Vec::with_capacity(capacity),
            values: Vec::with_capacity(capacity * parameters),
        }
    }

    /// Keeps the parameters of an epoch, if it fits the stride.
    pub fn keep(&mut self, epoch: u64, theta: &[R]) {
        if self.capacity == 0 {
            return;
        }
        while fits(epoch, self.stride) && self.epochs.len() == self.capacity {
            self.stride *= 2;
            let stride = self.stride;
            self.retain(|epoch| fits(epoch, stride));
        }
        if fits(epoch, self.stride) {
            self.epochs.push(epoch);
            self.values.extend_from_slice(theta);
        }
    }

    /// The first epoch from this one on that is kept.
    pub fn next(&self, epoch: u64) -> u64 {
        if self.capacity == 0 {
            return u64::MAX;
        }
        next_fit(epoch, self.stride)
    }

    /// Forgets the epochs after `epoch`.
    pub fn go_back_to(&mut self, epoch: u64) {
        self.retain(|kept| kept <= epoch);
    }

    /// The kept epochs with their parameters.
    pub fn rows(&self) -> impl Iterator<Item = (u64, &[R])> {
        let rows = self.values.chunks_exact(self.parameters.max(1));
        self.epochs.iter().copied().zip(rows)
    }

    fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        let width = self.parameters;
        let mut kept = 0;
        for row in 0..self.epochs.len() {
            if keep(self.epochs[row]) {
                self.epochs[kept] = self.epochs[row];
                self.values
                    .copy_within(row * width..(row + 1) * width, kept * width);
                kept += 1;
            }
        }
        self.epochs.truncate(kept);
        self.values.truncate(kept * width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_stays_within_the_budget_and_keeps_evenly_spaced_epochs() {
        // 100 bytes hold 6 rows of 2 numbers of 8 bytes.
        let mut trail = WeightTrail::<f64>::with_budget(2, 100);
        for epoch in 0..1000 {
            trail.keep(epoch, &[epoch as f64, 1.0]);
        }
        let rows: Vec<_> = trail.rows().collect();
        let epochs: Vec<u64> = rows.iter().map(|row| row.0).collect();
        assert_eq!(epochs, [0, 256, 512, 768]);
        assert!(
            rows.iter()
                .all(|(epoch, theta)| *theta == [*epoch as f64, 1.0])
        );
        assert!(trail.values.capacity() * 8 <= 100, "no more than was given");
    }

    #[test]
    fn going_back_forgets_later_epochs() {
        let mut trail = WeightTrail::<f32>::new(1);
        for epoch in 0..10 {
            trail.keep(epoch, &[epoch as f32]);
        }
        trail.go_back_to(4);
        assert_eq!(trail.rows().last(), Some((4, [4.0].as_slice())));
    }

    #[test]
    fn parameters_too_many_for_the_budget_are_not_kept() {
        let mut trail = WeightTrail::<f64>::with_budget(100, 1000);
        trail.keep(0, &[0.0; 100]);
        assert_eq!(trail.rows().count(), 0);
    }
}
