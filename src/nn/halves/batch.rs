//! The samples of an update.

use std::ops::Range;

use super::Room;
use crate::nn::real::Real;

/// The samples of an update.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a, R> {
    /// All inputs and targets that there are.
    pub values: (&'a [R], &'a [R]),
    /// The samples of the batch if they are picked; else they are `length` neighbours from `first` on.
    pub picked: Option<&'a [usize]>,
    /// The first sample.
    pub first: usize,
    /// The number of samples.
    pub length: usize,
}

impl<R: Real> Batch<'_, R> {
    /// The inputs, `each` for a sample; picked ones are copied together.
    pub fn inputs<'b>(&'b self, each: usize, room: &'b mut Room<R>) -> &'b [R] {
        gather(
            self.values.0,
            (self.picked, self.first),
            each,
            0..self.length,
            room,
        )
    }

    /// The inputs that [`Batch::inputs`] gave.
    pub fn held<'b>(&'b self, each: usize, room: &'b Room<R>) -> &'b [R] {
        match self.picked {
            Some(_) => room.held(self.length * each),
            None => &self.values.0[self.first * each..][..self.length * each],
        }
    }

    /// The targets of some of the samples.
    pub fn targets<'b>(
        &'b self,
        of: Range<usize>,
        outputs: usize,
        room: &'b mut Room<R>,
    ) -> &'b [R] {
        gather(self.values.1, (self.picked, self.first), outputs, of, room)
    }
}

/// The values of some samples, `each` for one: as they lie, or copied together.
fn gather<'a, R: Real>(
    values: &'a [R],
    (picked, first): (Option<&[usize]>, usize),
    each: usize,
    range: Range<usize>,
    held: &'a mut Room<R>,
) -> &'a [R] {
    let Some(picked) = picked else {
        return &values[(first + range.start) * each..(first + range.end) * each];
    };
    let held = held.take(range.len() * each);
    for (to, sample) in held.chunks_exact_mut(each).zip(&picked[range]) {
        to.copy_from_slice(&values[sample * each..][..each]);
    }
    held
}
