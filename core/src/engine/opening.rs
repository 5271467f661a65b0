//! An engine that is being opened, and answers what it can meanwhile.

#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::durable::{Begun, EVERYBODY, SetsNow, Use, of_tag};
use super::facade::Engine;
use super::options::Options;
use super::progress::Progress;
use super::snapshot::Snapshot;
use super::state::State;
use crate::access::Scope;
use crate::error::{Error, ErrorKind, Result};
use crate::query::{PlanLeaf, Segment};
use crate::store::{Folder, Store, Turns};
use crate::threads::Threads;
use crate::time::Instant;

/// An engine that is being opened: it counts who holds which tags at once, while all else is brought back on a thread of its own.
///
/// What needs more than the sets of customers that lie in the store waits until the [engine](Self::engine) is there. Whatever it
/// answers, the engine answers the same. Nothing can be written before. To be dropped calls the opening off, as soon as the log is
/// read.
///
/// ```
/// use tagora::{Assign, Batch, Engine, Instant, MemoryStore, Opening, Options};
/// let store = MemoryStore::default();
/// let engine = Engine::with_store(Options::default(), Box::new(store.clone()))?;
/// engine.load("tag vip")?;
/// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
/// batch.customer("ann", start).assign(Assign::pin("ann", "vip", start)).customer("bob", start);
/// engine.apply(&batch, start)?;
/// drop(engine);
///
/// let opening = Opening::of_store(Options::default(), Box::new(store))?;
/// let others = opening.prepare("not has vip")?;
/// assert!(opening.is_early(&others));
/// assert_eq!(opening.count(&others)?, 1);
/// let engine = opening.engine()?;
/// assert_eq!(engine.count(&others)?, 1);
/// # Ok::<(), tagora::Error>(())
/// ```
pub struct Opening {
    options: Options,
    threads: Arc<Threads>,
    early: Option<Mutex<Early>>,
    rest: Mutex<Rest>,
    is_done: Arc<AtomicBool>,
    progress: Progress,
}

/// What can be answered early.
struct Early {
    /// All that is known; of the sets those that were read.
    state: Arc<State>,
    sets: SetsNow,
    /// Which were.
    read: Vec<bool>,
    store: Turns,
}

/// The rest, which is worked out on a thread, and then there.
struct Rest {
    thread: Option<JoinHandle<Result<Engine>>>,
    opened: Option<Result<Arc<Engine>>>,
}

/// Says that the thread is done, also if it panics.
struct Done(Arc<AtomicBool>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening").field("progress", &self.progress).finish_non_exhaustive()
    }
}

impl Opening {
    /// Begins to open an engine that is kept in a folder, as [`Engine::open`] does as a whole: one that is there, or a new one.
    ///
    /// Takes as long as reading handbooks and the newest commits does, however many customers and records there are.
    ///
    /// # Errors
    /// As [`Engine::open`]. What is found to be wrong later comes from the first call that needs it.
    ///
    /// ```
    /// use tagora::{Engine, Opening, Options};
    /// # let folder = std::env::temp_dir().join(format!("tagora-opening-{}", std::process::id()));
    /// let opening = Opening::of_folder(&folder, Options::default())?;
    /// assert_eq!(Engine::open(&folder, Options::default()).unwrap_err().code(), "store-locked");
    /// let engine = opening.engine()?;
    /// # drop(engine);
    /// # let _ = std::fs::remove_dir_all(folder);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    #[cfg(feature = "sqlite")]
    pub fn of_folder(path: impl AsRef<Path>, options: Options) -> Result<Self> {
        let (begun, folder) = super::open::begin(path.as_ref(), &options)?;
        Self::of(begun, options, Some(folder))
    }

    /// Begins to open an engine that is kept in a store of the host's, as [`Engine::with_store`] does as a whole.
    ///
    /// # Errors
    /// As [`of_folder`](Self::of_folder), but that nothing is locked.
    pub fn of_store(options: Options, store: Box<dyn Store>) -> Result<Self> {
        let begun = Begun::of(store, &options, Use::Make)?;
        Self::of(begun, options, None)
    }

    fn of(mut begun: Begun, options: Options, folder: Option<Folder>) -> Result<Self> {
        let (threads, progress) = (Arc::new(Threads::new(options.threads)), Progress::default());
        let early = begun.early()?;
        let store = Turns::new(begun.store);
        begun.store = Box::new(store.clone());
        let early = early.map(|(state, sets)| {
            let read = vec![false; of_tag(state.tags.len())];
            Mutex::new(Early { state: Arc::new(state), sets, read, store })
        });
        let is_done = Arc::new(AtomicBool::new(false));
        let work = {
            let (options, threads, progress, done) = (options.clone(), threads.clone(), progress.clone(), Done(is_done.clone()));
            move || {
                let _done = done;
                Engine::of_begun(begun, options, threads, folder, &progress)
            }
        };
        let thread = std::thread::Builder::new().name("tagora-opening".to_owned()).spawn(work);
        let thread =
            thread.map_err(|error| Error::new(ErrorKind::StoreFailed, format!("no thread could be started: {error}")))?;
        let rest = Mutex::new(Rest { thread: Some(thread), opened: None });
        Ok(Self { options, threads, early, rest, is_done, progress })
    }

    /// Reads and checks a condition: see [`Engine::prepare`]. The segment is one of the engine too.
    ///
    /// # Errors
    /// As there; and if it had to be waited for, why the engine could not be opened.
    pub fn prepare(&self, condition: &str) -> Result<Segment> {
        match self.early() {
            Some(early) => early.state.prepare(&self.options, condition),
            None => self.opened(|engine| engine.prepare(condition)),
        }
    }

    /// A segment that the handbook declares: see [`Engine::segment`]. It is one of the engine too.
    ///
    /// # Errors
    /// As there; and if it had to be waited for, why the engine could not be opened.
    pub fn segment(&self, name: &str) -> Result<Segment> {
        match self.early() {
            Some(early) => early.state.segment(name),
            None => self.opened(|engine| engine.segment(name)),
        }
    }

    /// The instant up to which everything is worked out; `None` before the first batch.
    ///
    /// # Errors
    /// If it had to be waited for, why the engine could not be opened.
    pub fn clock(&self) -> Result<Option<Instant>> {
        match self.early() {
            Some(early) => Ok(early.state.clock),
            None => self.opened(|engine| Ok(engine.clock())),
        }
    }

    /// Whether a segment is counted at once: one about declared tags alone, of a store that tells who holds them. A store does not if it was
    /// written by a release that kept no such sets, or if another handbook came into force and nothing was folded in since.
    #[must_use]
    pub fn is_early(&self, segment: &Segment) -> bool {
        self.early.is_some() && tags(segment).is_some()
    }

    /// How many customers are in a segment; for one that is not [early](Self::is_early) the engine is waited for.
    ///
    /// The first count that names a tag reads its set, at most 8 KB for 65,536 customers.
    ///
    /// # Errors
    /// `segment-outdated`; `store-damaged` where a set is; and if it had to be waited for, why the engine could not be opened.
    pub fn count(&self, segment: &Segment) -> Result<u64> {
        if let (Some(mut early), Some(tags)) = (self.early(), tags(segment))
            && let Some(snapshot) = early.snapshot(&tags, &self.threads)?
        {
            drop(early);
            return snapshot.count(segment);
        }
        self.opened(|engine| engine.count(segment))
    }

    /// Whether the engine is there, or why it is not is known: then nothing waits any more. Never waits itself.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done.load(Ordering::Acquire)
    }

    /// The engine, once all is brought back.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn engine(self) -> Result<Engine> {
        let mut rest = self.rest();
        rest.wait();
        let engine = rest.opened.take().unwrap_or_else(|| Err(gone()))?;
        // Whoever asked it has gone: they held a reference to what is consumed here.
        Arc::into_inner(engine).ok_or_else(gone)
    }

    /// Whether anything is counted early.
    #[cfg(feature = "sqlite")]
    pub(crate) fn has_sets(&self) -> bool {
        self.early.is_some()
    }

    /// Calls it off while others still wait for it.
    pub(crate) fn call_off(&self) {
        self.progress.cancel();
    }

    /// The engine as [`engine`](Self::engine) gives it, with the opening still there.
    pub(crate) fn shared(&self) -> Result<Arc<Engine>> {
        let mut rest = self.rest();
        rest.wait();
        rest.opened.clone().unwrap_or_else(|| Err(gone()))
    }

    fn early(&self) -> Option<MutexGuard<'_, Early>> {
        self.early.as_ref().map(|early| early.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn rest(&self) -> MutexGuard<'_, Rest> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the engine, once it is there.
    fn opened<T>(&self, ask: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
        ask(&*self.shared()?)
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.call_off();
        self.early = None;
        // Whoever opens the store next finds it free.
        self.rest().wait();
    }
}

impl Rest {
    fn wait(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.opened = Some(thread.join().unwrap_or_else(|_| Err(gone())).map(Arc::new));
        }
    }
}

impl Early {
    /// All that there is, with the sets of these tags; `None` if the store says something else by now.
    fn snapshot(&mut self, tags: &[usize], threads: &Arc<Threads>) -> Result<Option<Snapshot>> {
        for number in std::iter::once(EVERYBODY).chain(tags.iter().map(|&tag| of_tag(tag))) {
            if self.read.get(number) != Some(&false) {
                continue;
            }
            let Some(set) = self.store.look(|store| self.sets.set(store, number)) else { return Ok(None) };
            let (set, state) = (set?, Arc::make_mut(&mut self.state));
            match number.checked_sub(of_tag(0)) {
                None => state.universe = set,
                Some(tag) => state.tags.replace(tag, set),
            }
            self.read[number] = true;
        }
        Snapshot::now(self.state.clone(), threads.clone(), &Scope::All).map(Some)
    }
}

/// The tags that a segment is about; `None` if it is about anything else.
fn tags(segment: &Segment) -> Option<Vec<usize>> {
    let tag = |leaf: &PlanLeaf| match leaf {
        PlanLeaf::Within => Some(None),
        PlanLeaf::Tag(tag) => Some(Some(*tag)),
        PlanLeaf::OpenTag(_) | PlanLeaf::OpenGroup(_) | PlanLeaf::Attribute { .. } | PlanLeaf::Test(_) => None,
    };
    let tags: Option<Vec<Option<usize>>> = segment.plan().leaves.iter().map(tag).collect();
    Some(tags?.into_iter().flatten().collect())
}

/// The thread panicked.
fn gone() -> Error {
    Error::new(ErrorKind::Internal, "the engine could not be opened").with_help("please report it")
}
