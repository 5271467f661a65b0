//! Opening engines and closing them.

#[cfg(feature = "sqlite")]
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::durable::{self, Begun, Opened, Pulse, Syncing, Use, Verified, Verify};
use super::facade::Engine;
use super::options::{Durability, Options};
use super::progress::Progress;
use super::state::State;
use super::writer::Writer;
use crate::error::{Error, ErrorKind, Result};
use crate::live::Standing;
use crate::store::{Folder, Store};
use crate::threads::Threads;

impl Engine {
    /// An engine with the default options that keeps nothing beyond its own life.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::with_options(Options::default())
    }

    /// An engine that keeps nothing beyond its own life.
    #[must_use]
    pub fn with_options(options: Options) -> Self {
        let threads = Arc::new(Threads::new(options.threads));
        let writer = Writer::new(None, Standing::new(threads.clone()));
        Self::of(options, threads, writer, State::default(), None)
    }

    /// An engine that is kept in a folder: one that is there, or a new one. While it is open no other can write to the folder.
    ///
    /// All that follows from what was given is worked out anew on opening, which takes about as long as giving it did. Who cannot wait for
    /// that is told by an [`Opening`](crate::Opening) who holds which tags before.
    ///
    /// # Errors
    /// `store-locked` with who has it; `store-damaged`, `commit-lost`, `format-too-new`, `store-failed`; `not-kept` where by these
    /// options less is kept than the handbook asks for.
    ///
    /// ```
    /// use tagora::{Batch, Engine, Event, Instant, Options};
    /// # let folder = std::env::temp_dir().join(format!("tagora-open-{}", std::process::id()));
    /// let at = Instant::from_millis(0)?;
    /// let engine = Engine::open(&folder, Options::default())?;
    /// engine.load("event visit\ntag seen when did visit")?;
    /// let mut batch = Batch::new();
    /// batch.event(Event::new("ann", "visit", at));
    /// assert!(engine.apply(&batch, at)?.durable);
    /// engine.close()?;
    ///
    /// let engine = Engine::open(&folder, Options::default())?;
    /// assert!(engine.has("ann", "seen")?);
    /// # drop(engine);
    /// # let _ = std::fs::remove_dir_all(folder);
    /// # Ok::<(), tagora::Error>(())
    /// ```
    #[cfg(feature = "sqlite")]
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<Self> {
        let (begun, folder) = begin(path.as_ref(), &options)?;
        let threads = Arc::new(Threads::new(options.threads));
        Self::of_begun(begun, options, threads, Some(folder), &Progress::default())
    }

    /// An engine with what is in a folder now, for reading. Others may write to the folder meanwhile; what they write is not seen.
    ///
    /// # Errors
    /// As [`open`](Self::open), and `no-store` where there is none. Of the options those of queries count; how much is kept is what
    /// whoever writes keeps.
    #[cfg(feature = "sqlite")]
    pub fn open_read_only(path: impl AsRef<Path>, options: Options) -> Result<Self> {
        use crate::store::{Access, SqliteStore};

        let path = path.as_ref();
        if !Folder::is_there(path) {
            return Err(no_store(path));
        }
        let folder = Folder::read(path).map_err(|error| failed("opened", path, &error))?;
        let store = SqliteStore::open(&folder.rows(), Access::Read).map_err(|error| failed("opened", path, &error))?;
        let threads = Arc::new(Threads::new(options.threads));
        let begun = Begun::of(Box::new(store), &options, Use::Read)?;
        is_all_there(&folder, &begun)?;
        let Opened { state, standing, was, .. } = durable::finish(begun, &options, threads.clone(), &Progress::default())?;
        // What is kept is what whoever writes keeps.
        let Options { clock, lateness_millis, retention_millis, .. } = was;
        let options = Options { clock, lateness_millis, retention_millis, ..options };
        let reader = Self::of(options, threads, Writer::reader(standing), state, None);
        Ok(Self { folder: Some(path.to_owned()), ..reader })
    }

    /// An engine that is kept in a store of the host's.
    ///
    /// # Errors
    /// As [`open`](Self::open), but that nothing is locked.
    pub fn with_store(options: Options, store: Box<dyn Store>) -> Result<Self> {
        let threads = Arc::new(Threads::new(options.threads));
        let begun = Begun::of(store, &options, Use::Make)?;
        Self::of_begun(begun, options, threads, None, &Progress::default())
    }

    /// The engine of a store of which the first is read.
    pub(super) fn of_begun(
        begun: Begun,
        options: Options,
        threads: Arc<Threads>,
        folder: Option<Folder>,
        progress: &Progress,
    ) -> Result<Self> {
        #[cfg(feature = "sqlite")]
        let path = folder.as_ref().map(|folder| folder.path().to_owned());
        let Opened { state, standing, journal, store, .. } = durable::finish(begun, &options, threads.clone(), progress)?;
        let syncing = Arc::new(Syncing::new(journal.barrier(), folder, store, state.commit));
        let pulse = match options.durability {
            Durability::Relaxed { every_millis } => {
                let every = Duration::from_millis(every_millis.max(1).into());
                let pulse = Pulse::start(&syncing, every);
                Some(pulse.map_err(|error| Error::new(ErrorKind::StoreFailed, format!("no thread could be started: {error}")))?)
            }
            _ => None,
        };
        let engine = Self::of(options, threads, Writer::new(Some(journal), standing), state, Some(syncing));
        Ok(Self {
            _pulse: pulse,
            #[cfg(feature = "sqlite")]
            folder: path,
            ..engine
        })
    }

    fn of(options: Options, threads: Arc<Threads>, writer: Writer, state: State, syncing: Option<Arc<Syncing>>) -> Self {
        let state = State { log: state.log.on(threads.clone()), ..state };
        let published = RwLock::new(Arc::new(state));
        Self {
            _pulse: None,
            options,
            writer: Mutex::new(writer),
            published,
            threads,
            syncing,
            #[cfg(feature = "sqlite")]
            folder: None,
        }
    }

    /// Whether all is as it was written, and what is in force is what the log says. Writing waits meanwhile, reading does not.
    ///
    /// # Errors
    /// `store-failed` where the store could not be looked at; what is wrong with it is no error but found.
    ///
    /// ```
    /// let engine = tagora::Engine::in_memory();
    /// engine.load("event visit")?;
    /// assert!(engine.verify(tagora::Verify::Full)?.is_sound());
    /// # Ok::<(), tagora::Error>(())
    /// ```
    pub fn verify(&self, how: Verify) -> Result<Verified> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        durable::verify(writer.journal(), &self.state(), (&self.options, &self.threads), how)
    }

    /// Waits until all that was committed survives a loss of power. Gives whether it does: in memory nothing does.
    ///
    /// # Errors
    /// `store-failed`: what is on the disk is not known until the engine is opened anew.
    pub fn flush(&self) -> Result<bool> {
        self.syncing.as_ref().map_or(Ok(false), |syncing| syncing.flush())
    }

    /// Puts the store in order, so that it opens fast, and lets go of it. An engine that is merely dropped loses nothing either.
    ///
    /// # Errors
    /// `store-failed` where that could not be done; all that was committed is still there.
    pub fn close(self) -> Result<()> {
        let state = self.state();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = writer.close(&mut State::clone(&state));
        closed.map_err(|error| Error::new(ErrorKind::StoreFailed, format!("the store could not be put in order: {error}")))
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn failed(what: &str, path: &Path, error: &std::io::Error) -> Error {
    let path = crate::error::quote(&path.display().to_string());
    match error.kind() {
        std::io::ErrorKind::InvalidData => {
            Error::new(ErrorKind::StoreDamaged, format!("the store {path} is damaged or none: {error}"))
                .with_help("open a backup")
        }
        _ => Error::new(ErrorKind::StoreFailed, format!("the store {path} could not be {what}: {error}"))
            .with_help("check the path, its rights and the disk"),
    }
}

#[cfg(feature = "sqlite")]
pub(super) fn no_store(path: &Path) -> Error {
    let message = format!("there is no store at {}", crate::error::quote(&path.display().to_string()));
    Error::new(ErrorKind::NoStore, message).with_help("check the path; opening for writing makes a new one")
}

/// Takes a folder, a new one where there is none, and reads the first of it.
#[cfg(feature = "sqlite")]
pub(super) fn begin(path: &Path, options: &Options) -> Result<(Begun, Folder)> {
    use crate::store::{Access, SqliteStore};

    if !Folder::is_there(path) {
        let made = Folder::create(path, |rows| {
            let begun = Begun::of(Box::new(SqliteStore::open(rows, Access::Create)?), options, Use::Make);
            begun.map_err(|error| std::io::Error::other(error.to_string()))?.store.settle()
        });
        // Somebody else may have made it meanwhile.
        if let Err(error) = made.or_else(|error| if Folder::is_there(path) { Ok(()) } else { Err(error) }) {
            return Err(failed("made", path, &error));
        }
    }
    let folder = match Folder::open(path).map_err(|error| failed("opened", path, &error))? {
        Ok(folder) => folder,
        Err(holder) => {
            let message = format!("the store {} is written by {holder}", crate::error::quote(&path.display().to_string()));
            return Err(Error::new(ErrorKind::StoreLocked, message).with_help("close it there, or open it for reading alone"));
        }
    };
    let waits = options.durability == Durability::Full;
    let store = SqliteStore::open(&folder.rows(), Access::Write { waits }).map_err(|error| failed("opened", path, &error))?;
    let begun = Begun::of(Box::new(store), options, Use::Write)?;
    is_all_there(&folder, &begun)?;
    Ok((begun, folder))
}

/// What was acknowledged must be there.
#[cfg(feature = "sqlite")]
fn is_all_there(folder: &Folder, begun: &Begun) -> Result<()> {
    let Some(marked) = folder.marked(begun.number()).filter(|marked| *marked > begun.commit()) else { return Ok(()) };
    let message = format!("commit {marked} was acknowledged, but the store ends with commit {}", begun.commit());
    Err(Error::new(ErrorKind::CommitLost, message)
        .with_help("is its log (`data.db-wal`) missing? else open a backup, or remove `mark` to go on without what is lost"))
}
