//! Commits made durable together: whoever waits for the medium waits for all that came before.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::store::{Barrier, Folder};

/// How far commits are on the medium.
pub(in crate::engine) struct Syncing {
    barrier: Option<Barrier>,
    /// The newest commit that the store took.
    taken: AtomicU64,
    /// The newest that is durable; who holds it is making more so.
    synced: Mutex<u64>,
    has_failed: AtomicBool,
    folder: Option<Mutex<Folder>>,
    store: u128,
}

impl Syncing {
    pub(in crate::engine) fn new(barrier: Option<Barrier>, folder: Option<Folder>, store: u128, commit: u64) -> Self {
        Self {
            barrier,
            taken: AtomicU64::new(commit),
            synced: Mutex::new(commit),
            has_failed: AtomicBool::new(false),
            folder: folder.map(Mutex::new),
            store,
        }
    }

    fn synced(&self) -> MutexGuard<'_, u64> {
        self.synced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what was taken can be on the medium.
    pub(in crate::engine) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Acquire)
    }

    /// The store took a commit, durable by itself or not.
    pub(in crate::engine) fn took(&self, commit: u64, is_durable: bool) -> Result<()> {
        self.taken.fetch_max(commit, Ordering::AcqRel);
        if !is_durable {
            return Ok(());
        }
        let mut synced = self.synced();
        *synced = (*synced).max(commit);
        self.mark(*synced)
    }

    /// Waits until a commit is durable. Gives whether it is: a store may have no way to make it so.
    ///
    /// # Errors
    /// `store-failed`: nothing is known of what is on the medium.
    pub(in crate::engine) fn wait(&self, commit: u64) -> Result<bool> {
        let mut synced = self.synced();
        if *synced >= commit {
            return Ok(true);
        }
        let Some(barrier) = &self.barrier else { return Ok(false) };
        // All that was taken by now is made durable with it; whoever waits for the lock finds it done.
        let taken = self.taken.load(Ordering::Acquire);
        barrier().map_err(|error| {
            self.has_failed.store(true, Ordering::Release);
            Error::new(ErrorKind::StoreFailed, format!("what was committed could not be made durable: {error}"))
                .with_help("open the engine anew: what the disk holds is known then")
        })?;
        *synced = taken;
        self.mark(taken)?;
        Ok(true)
    }

    /// Waits until all that was taken is durable.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub(in crate::engine) fn flush(&self) -> Result<bool> {
        self.wait(self.taken.load(Ordering::Acquire))
    }

    fn mark(&self, commit: u64) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let marked = folder.lock().unwrap_or_else(PoisonError::into_inner).mark(self.store, commit);
        // The store has the commit, but it is not acknowledged: what is in force is known when the engine is opened anew.
        marked
            .inspect_err(|_| self.has_failed.store(true, Ordering::Release))
            .map_err(|error| Error::new(ErrorKind::StoreFailed, format!("a commit could not be marked as durable: {error}")))
    }
}

/// Makes commits durable every so often, on a thread of its own.
pub(in crate::engine) struct Pulse {
    stopped: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Pulse {
    pub(in crate::engine) fn start(syncing: &Arc<Syncing>, every: Duration) -> std::io::Result<Self> {
        let stopped = Arc::new((Mutex::new(false), Condvar::new()));
        let (stop, syncing) = (stopped.clone(), Arc::downgrade(syncing));
        let thread = std::thread::Builder::new().name("tagora-pulse".to_owned()).spawn(move || beat(&stop, &syncing, every))?;
        Ok(Self { stopped, thread: Some(thread) })
    }
}

fn beat((stopped, woken): &(Mutex<bool>, Condvar), syncing: &Weak<Syncing>, every: Duration) {
    let mut is_stopped = stopped.lock().unwrap_or_else(PoisonError::into_inner);
    while !*is_stopped {
        is_stopped = woken.wait_timeout(is_stopped, every).unwrap_or_else(PoisonError::into_inner).0;
        let Some(syncing) = syncing.upgrade() else { return };
        // What failed is seen by the next commit.
        let _ = syncing.flush();
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        let (stopped, woken) = &*self.stopped;
        *stopped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        woken.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
