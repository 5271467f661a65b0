//! Long work says how far it is, and can be called off.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::error::{Error, ErrorKind, Result};

/// A handle on long work: how far it is, and whether it is to go on. Clones are the same handle; it may be looked at and
/// cancelled from any thread while the work goes on in another.
///
/// ```
/// use tagora::{Engine, LoadOptions, Progress};
/// let engine = Engine::in_memory();
/// let progress = Progress::default();
/// let watcher = progress.clone();
/// std::thread::spawn(move || watcher.cancel()).join().unwrap();
/// let options = LoadOptions { progress, ..LoadOptions::default() };
/// let error = engine.load_with("event visit", &options).unwrap_err();
/// assert_eq!((error.code(), engine.handbook().is_none()), ("cancelled", true));
/// ```
#[derive(Clone, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Default)]
struct Inner {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    tell: Option<Box<Tell>>,
}

type Tell = dyn Fn(u64, u64) -> ControlFlow<()> + Send + Sync;

/// After so many customers it is told how far the work is.
const EACH: usize = 256;

impl Progress {
    /// A handle that calls back as the work goes on, on the thread that does it: with how many parts are done, and of how
    /// many. Parts are mostly customers, but all that they are for is to be compared; the last call may come before all are done. Work that is
    /// answered with `Break` is cancelled.
    ///
    /// While it is called, nobody else can write to the engine; the callback itself must not.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use tagora::{Batch, Engine, Instant, Progress};
    /// # use std::sync::Arc;
    /// let engine = Engine::in_memory();
    /// engine.load("event visit")?;
    /// let now = Instant::from_millis(0)?;
    /// let mut batch = Batch::new();
    /// (0..1000_u64).for_each(|id| { batch.customer(id, now); });
    /// let most = Arc::new(AtomicU64::new(0));
    /// let seen = most.clone();
    /// let progress = Progress::telling(move |done, total| {
    ///     assert!(done <= total);
    ///     seen.fetch_max(done, Ordering::Relaxed);
    ///     ControlFlow::Continue(())
    /// });
    /// engine.apply_with(&batch, now, &progress)?;
    /// assert!(most.load(Ordering::Relaxed) > 500);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    #[must_use]
    pub fn telling(tell: impl Fn(u64, u64) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inner { tell: Some(Box::new(tell)), ..Inner::default() }))
    }

    /// Calls the work off: it ends soon with the error `cancelled` and has had no effect, unless it is done already. Whatever is begun with
    /// this handle later is called off at once.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::Relaxed)
    }

    /// How many parts of the work are done, and of how many; `(0, 0)` before it begins.
    #[must_use]
    pub fn done(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }

    /// So many parts of so many are done.
    pub(super) fn reach(&self, done: usize, total: usize) -> Result<()> {
        let (done, total) = (done.min(total) as u64, total as u64);
        self.0.total.store(total, Ordering::Relaxed);
        self.0.done.store(done, Ordering::Relaxed);
        if !self.is_cancelled()
            && let Some(tell) = &self.0.tell
            && tell(done, total).is_break()
        {
            self.cancel();
        }
        if self.is_cancelled() {
            return Err(Error::new(ErrorKind::Cancelled, "the work was cancelled").with_help("nothing of it is in effect"));
        }
        Ok(())
    }

    /// The same now and then, where parts are small.
    pub(super) fn pass(&self, done: usize, total: usize) -> Result<()> {
        if done.is_multiple_of(EACH) { self.reach(done, total) } else { Ok(()) }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, total) = self.done();
        f.debug_struct("Progress")
            .field("done", &done)
            .field("total", &total)
            .field("is_cancelled", &self.is_cancelled())
            .finish()
    }
}
