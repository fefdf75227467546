//! Work that several threads may share. Whoever calls decides how many there are, by calling from within a pool of them; the
//! results have the same bits for any number.

use super::arch::Work;
use super::arch::dispatch;

/// Values below which a part is not worth a thread.
const WORTHWHILE: usize = 1 << 14;
/// Parts end where a line of the cache does, so that no two threads write to the same line.
const LINE: usize = 64;

/// Does two things, at the same time where the caller is one of several threads.
pub fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if rayon::current_thread_index().is_some() {
        rayon::join(first, second)
    } else {
        (first(), second())
    }
}

/// Work on each value by itself, which may be done in parts.
pub(super) trait Divisible: Work<Output = ()> + Send {
    /// The number of values.
    fn len(&self) -> usize;

    /// The work on the values before `middle` and that on the others.
    fn split(self, middle: usize) -> (Self, Self)
    where
        Self: Sized;
}

/// Does the work with the best instructions of this machine, in parts if it is long.
pub(super) fn spread<W: Divisible>(work: W) {
    let length = work.len();
    if length < 2 * WORTHWHILE {
        dispatch(work);
        return;
    }
    let (left, right) = work.split((length / 2).next_multiple_of(LINE));
    both(|| spread(left), || spread(right));
}
