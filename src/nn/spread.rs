//! Work that several threads may share. Whoever calls decides how many there are, by calling from within a pool of them; the
//! results have the same bits for any number.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::arch::Work;
use super::arch::dispatch;

/// Values below which a part is not worth a thread.
const WORTHWHILE: usize = 1 << 14;
/// Parts end where a line of the cache does, so that no two threads write to the same line.
const LINE: usize = 64;

/// Glances at a flag before a thread goes to look for other work, and with it to sleep: some tenths of a millisecond.
const GLANCES: usize = 10_000;

/// Does two things, at the same time where the caller is one of several threads.
///
/// Halves of a step end within microseconds of one another. A thread that has nothing else to do falls asleep in that time, and
/// waking it for the next halves takes longer than they do: so the one that is done first waits for the other.
pub fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if rayon::current_thread_index().is_none() {
        return (first(), second());
    }
    let [first_ended, second_began, second_ended] = [const { AtomicBool::new(false) }; 3];
    rayon::join(
        || {
            let result = first();
            first_ended.store(true, Ordering::Release);
            // What no other thread has begun is for this one to do.
            if second_began.load(Ordering::Acquire) {
                await_flag(&second_ended);
            }
            result
        },
        || {
            second_began.store(true, Ordering::Release);
            let result = second();
            second_ended.store(true, Ordering::Release);
            await_flag(&first_ended);
            result
        },
    )
}

/// Waits for a flag, but not for long: the other thread may have lost its processor, or have panicked.
fn await_flag(flag: &AtomicBool) {
    for _ in 0..GLANCES {
        if flag.load(Ordering::Acquire) {
            return;
        }
        std::hint::spin_loop();
    }
}

/// Work on each value by itself, or a sum over all, which may be done in parts.
pub(super) trait Divisible: Work<Output: Send> + Send {
    /// The number of values.
    fn len(&self) -> usize;

    /// The work on the values before `middle` and that on the others.
    fn split(self, middle: usize) -> (Self, Self)
    where
        Self: Sized;
}

/// Does the work with the best instructions of this machine, in parts if it is long.
pub(super) fn spread<W: Divisible<Output = ()>>(work: W) {
    spread_and_join(work, |(), ()| ());
}

/// The same for work with a result, of which those of two neighbouring parts are joined to one.
pub(super) fn spread_and_join<W: Divisible>(
    work: W,
    join: impl Fn(W::Output, W::Output) -> W::Output + Copy + Sync + Send,
) -> W::Output {
    let length = work.len();
    if !is_divided(length) {
        return dispatch(work);
    }
    let (left, right) = work.split(middle(length));
    let (left, right) = both(
        || spread_and_join(left, join),
        || spread_and_join(right, join),
    );
    join(left, right)
}

/// Copies values, of which there are as many on either side.
pub fn copy<R: Copy + Send + Sync>(from: &[R], to: &mut [R]) {
    if !is_divided(from.len()) {
        to.copy_from_slice(from);
        return;
    }
    let middle = middle(from.len());
    let ((from, later_from), (to, later_to)) = (from.split_at(middle), to.split_at_mut(middle));
    both(|| copy(from, to), || copy(later_from, later_to));
}

/// Whether work on so many values is done in parts.
#[inline]
pub fn is_divided(values: usize) -> bool {
    values >= 2 * WORTHWHILE
}

/// Where it is divided.
fn middle(values: usize) -> usize {
    (values / 2).next_multiple_of(LINE)
}
