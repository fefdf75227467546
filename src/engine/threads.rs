//! The threads that may share the work of a step.

use std::thread::available_parallelism;

use rayon::ThreadPoolBuilder;

/// A step is cut into a few parts at most: more threads would have nothing to do.
const MOST_THREADS: usize = 8;

/// Does work with the help of as many threads as the machine runs at once.
pub fn with_threads<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let threads = available_parallelism().map_or(1, usize::from);
    with(threads.min(MOST_THREADS), work)
}

/// Does work with so many threads. The results have the same bits for any number.
pub fn with<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    if threads < 2 {
        return work();
    }
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("training {index}"))
        .build();
    match pool {
        Ok(pool) => pool.install(work),
        // Where the system gives no threads, the present one does it all.
        Err(_) => work(),
    }
}
