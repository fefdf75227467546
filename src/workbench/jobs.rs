//! Work longer than a frame: each job has a named thread, reports how far it is, can be called off, and leaves its
//! result in a bounded channel that is looked into once a frame.

use std::io;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::TryRecvError;
use std::sync::mpsc::sync_channel;
use std::task::Waker;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use super::export::HistoryWritten;
use super::import_look::PreviewDone;
use super::import_look::Surveyed;
use super::insight::Profiled;
use super::insight::Warned;
use super::listing::Listing;
use super::opening::PresetRead;
use super::opening::PresetWritten;
use super::prepared::Prepared;
use super::table_view::FindJob;
use super::tables::TableRead;
use crate::engine::panic_message;
use crate::files::FileError;

/// The jobs at work, at most one of each kind: a newer one takes the place of an older one.
#[derive(Debug, Default)]
pub struct Jobs {
    /// Reads a table.
    pub(super) table: Option<Job<TableRead>>,
    /// Reads the beginning of a table, for the import dialog.
    pub(super) preview: Option<Job<PreviewDone>>,
    /// Reads the whole table, for the import dialog.
    pub(super) survey: Option<Job<Surveyed>>,
    /// Prepares a big table.
    pub(super) prepare: Option<Job<Prepared>>,
    /// Reads a preset.
    pub(super) preset: Option<Job<PresetRead>>,
    /// Writes a preset.
    pub(super) save: Option<Job<PresetWritten>>,
    /// Writes a history.
    pub(super) export: Option<Job<HistoryWritten>>,
    /// Looks at the columns of a big table.
    pub(super) profile: Option<Job<Profiled>>,
    /// Looks for warnings about a big table.
    pub(super) warnings: Option<Job<Warned>>,
    /// Sorts the rows of a big table.
    pub(super) listing: Option<Job<Listing>>,
    /// Searches a big table.
    pub(super) find: Option<FindJob>,
    /// Writes the settings.
    pub(super) settings: Option<Job<Result<(), FileError>>>,
}

impl Jobs {
    /// Whether any job is at work.
    pub fn any(&self) -> bool {
        let Self {
            table,
            preview,
            survey,
            prepare,
            preset,
            save,
            export,
            profile,
            warnings,
            listing,
            find,
            settings,
        } = self;
        table.is_some()
            || preview.is_some()
            || survey.is_some()
            || prepare.is_some()
            || preset.is_some()
            || save.is_some()
            || export.is_some()
            || profile.is_some()
            || warnings.is_some()
            || listing.is_some()
            || find.is_some()
            || settings.is_some()
    }
}

/// What a job and its starter both see.
#[derive(Debug)]
pub struct Progress {
    done: AtomicU64,
    cancelled: AtomicBool,
    waker: Waker,
}

impl Progress {
    /// Waits, but not when the job is called off.
    pub fn rest(&self, time: Duration) {
        const SLICE: Duration = Duration::from_millis(10);
        let mut rested = Duration::ZERO;
        while rested < time && !self.cancelled.load(Ordering::Relaxed) {
            thread::sleep(SLICE);
            rested += SLICE;
        }
    }

    /// Tells how far the job is; `Break` = it was called off.
    pub fn report(&self, done: u64) -> ControlFlow<()> {
        self.done.store(done, Ordering::Relaxed);
        self.waker.wake_by_ref();
        if self.cancelled.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// A piece of work on its own thread. Dropping it calls it off.
#[derive(Debug)]
pub struct Job<T> {
    result: Receiver<Result<T, String>>,
    began: Instant,
    progress: Arc<Progress>,
    thread: Option<JoinHandle<()>>,
    must_finish: bool,
}

impl<T: Send + 'static> Job<T> {
    /// Starts a job that may be left to itself when its result is no longer wanted.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        name: &str,
        waker: &Waker,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> io::Result<Self> {
        let (sender, result) = sync_channel(1);
        let progress = Arc::new(Progress {
            done: AtomicU64::new(0),
            cancelled: AtomicBool::new(false),
            waker: waker.clone(),
        });
        let seen = Arc::clone(&progress);
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(&seen)));
                // Nobody may be waiting for it any more.
                sender
                    .send(result.map_err(|panic| panic_message(panic.as_ref())))
                    .ok();
                drop(sender);
                seen.waker.wake_by_ref();
            })?;
        Ok(Self {
            result,
            began: Instant::now(),
            progress,
            thread: Some(thread),
            must_finish: false,
        })
    }

    /// Starts a job that is waited for even when the program closes: a save.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start_to_finish(
        name: &str,
        waker: &Waker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<Self> {
        let mut job = Self::start(name, waker, |_| work())?;
        job.must_finish = true;
        Ok(job)
    }
}

impl<T> Job<T> {
    /// How far it is.
    pub fn done(&self) -> u64 {
        self.progress.done.load(Ordering::Relaxed)
    }

    /// How long it has been at work.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Its result, once it is there; a panic comes as its message.
    pub(super) fn poll(&self) -> Option<Result<T, String>> {
        match self.result.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("the thread ended too early".to_owned())),
        }
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.progress.cancelled.store(true, Ordering::Relaxed);
        if self.must_finish
            && let Some(thread) = self.thread.take()
        {
            // Its panics are caught and come as a result.
            thread.join().ok();
        }
    }
}

/// Takes the job out of its slot when it is done, and returns its result.
pub fn take_done<T>(slot: &mut Option<Job<T>>) -> Option<Result<T, String>> {
    let result = slot.as_ref()?.poll()?;
    *slot = None;
    Some(result)
}
