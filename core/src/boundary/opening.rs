use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guard::guarded;
use super::{BoundaryError, Handle, Settings};
use crate::engine;
use crate::error::{Error, ErrorKind};

/// An engine that is being opened, as a binding holds it: it counts what it can at once, and gives the engine when all is there.
/// Clones are the same.
///
/// ```
/// use tagora::boundary::{Handle, Opening, Settings};
/// # let folder = std::env::temp_dir().join(format!("tagora-boundary-{}", std::process::id()));
/// let engine = Handle::open(&folder, &Settings::default()).unwrap();
/// engine.load(b"event visit\ntag seen when did visit").unwrap();
/// engine.close().unwrap();
///
/// let opening = Opening::of_folder(&folder, &Settings::default()).unwrap();
/// assert!(opening.is_early("has seen").unwrap());
/// assert_eq!(opening.count("has seen").unwrap(), 0);
/// let engine = opening.engine().unwrap();
/// assert!(opening.is_done().unwrap());
/// opening.close().unwrap();
/// assert_eq!(opening.count("has seen").unwrap_err().code, "closed");
/// assert_eq!(engine.count("has seen").unwrap(), 0);
/// # engine.close().unwrap();
/// # let _ = std::fs::remove_dir_all(folder);
/// ```
#[derive(Clone)]
pub struct Opening {
    shared: Arc<Shared>,
}

struct Shared {
    stage: Mutex<Stage>,
    poisoned: AtomicBool,
}

#[derive(Clone)]
enum Stage {
    Opening(Arc<engine::Opening>),
    Opened(Handle),
    Closed,
}

type Result<T> = std::result::Result<T, BoundaryError>;

impl Opening {
    /// Begins to open an engine that is kept in a folder.
    ///
    /// # Errors
    /// As [`Opening::of_folder`](engine::Opening::of_folder).
    pub fn of_folder(path: &Path, settings: &Settings) -> Result<Self> {
        let begin = || engine::Opening::of_folder(path, settings.options()).map_err(BoundaryError::from);
        let opening = guarded(&AtomicBool::new(false), begin)?;
        let stage = Mutex::new(Stage::Opening(Arc::new(opening)));
        Ok(Self { shared: Arc::new(Shared { stage, poisoned: AtomicBool::new(false) }) })
    }

    /// How many customers a condition is true of; one that is not [early](Self::is_early) waits for the engine.
    ///
    /// # Errors
    /// Everything wrong with the condition; `closed`; why the engine could not be opened.
    pub fn count(&self, condition: &str) -> Result<u64> {
        match self.stage() {
            Stage::Opening(opening) => self.guarded(|| Ok(opening.count(&opening.prepare(condition)?)?)),
            Stage::Opened(handle) => handle.count(condition),
            Stage::Closed => Err(closed()),
        }
    }

    /// Whether a condition is counted without waiting: one about declared tags alone, or any once all is there.
    ///
    /// # Errors
    /// Everything wrong with the condition; `closed`.
    pub fn is_early(&self, condition: &str) -> Result<bool> {
        match self.stage() {
            Stage::Opening(opening) if opening.has_sets() || opening.is_done() => {
                self.guarded(|| Ok(opening.is_early(&opening.prepare(condition)?) || opening.is_done()))
            }
            Stage::Opening(_) => Ok(false),
            Stage::Opened(_) => Ok(true),
            Stage::Closed => Err(closed()),
        }
    }

    /// Whether the engine is there, or why it is not is known. Never waits.
    ///
    /// # Errors
    /// `closed`.
    pub fn is_done(&self) -> Result<bool> {
        match self.stage() {
            Stage::Opening(opening) => Ok(opening.is_done()),
            Stage::Opened(_) => Ok(true),
            Stage::Closed => Err(closed()),
        }
    }

    /// Waits for the engine. Asked again it gives the same one.
    ///
    /// # Errors
    /// As [`Engine::open`](crate::Engine::open); `closed`.
    pub fn engine(&self) -> Result<Handle> {
        let opening = match self.stage() {
            Stage::Opening(opening) => opening,
            Stage::Opened(handle) => return Ok(handle),
            Stage::Closed => return Err(closed()),
        };
        let engine = self.guarded(|| Ok(opening.shared()?))?;
        let mut stage = self.lock();
        if let Stage::Opening(_) = *stage {
            *stage = Stage::Opened(Handle::of(engine));
        }
        match &*stage {
            Stage::Opened(handle) => Ok(handle.clone()),
            _ => Err(closed()),
        }
    }

    /// Calls the opening off without waiting for anything: calls that wait for the engine fail with `cancelled`.
    pub fn call_off(&self) {
        if let Stage::Opening(opening) = &*self.lock() {
            opening.call_off();
        }
    }

    /// [Calls the opening off](Self::call_off), and waits until the folder is free; where calls are under way the last of them does so. An
    /// engine that was given out stays open. Closing again does nothing.
    ///
    /// # Errors
    /// `internal` and `poisoned` only.
    pub fn close(&self) -> Result<()> {
        self.call_off();
        let stage = std::mem::replace(&mut *self.lock(), Stage::Closed);
        self.guarded(|| {
            drop(stage);
            Ok(())
        })
    }

    fn guarded<T>(&self, call: impl FnOnce() -> Result<T>) -> Result<T> {
        guarded(&self.shared.poisoned, call)
    }

    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.shared.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stage(&self) -> Stage {
        self.lock().clone()
    }
}

fn closed() -> BoundaryError {
    Error::new(ErrorKind::Closed, "the opening was called off").into()
}
