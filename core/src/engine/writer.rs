//! The one who writes: a commit is worked out on what it keeps, stored, and undone where that fails.

use std::io;

use super::durable::{Done, Journal};
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::live::Standing;

pub(super) struct Writer {
    journal: Option<Journal>,
    /// How all customers stand after the last commit.
    pub(super) standing: Standing,
    /// Why nothing is written any more.
    refuses: Option<ErrorKind>,
}

impl Writer {
    pub(super) fn new(journal: Option<Journal>, standing: Standing) -> Self {
        Self { journal, standing, refuses: None }
    }

    pub(super) fn journal(&self) -> Option<&Journal> {
        self.journal.as_ref()
    }

    /// One that writes nothing.
    pub(super) fn reader(standing: Standing) -> Self {
        Self { journal: None, standing, refuses: Some(ErrorKind::ReadOnly) }
    }

    /// # Errors
    /// `poisoned`, `read-only`.
    pub(super) fn is_sound(&self) -> Result<()> {
        match self.refuses {
            None => Ok(()),
            Some(ErrorKind::ReadOnly) => Err(Error::new(ErrorKind::ReadOnly, "the engine was opened for reading alone")
                .with_help("open it for writing, which one process at a time can")),
            Some(_) => Err(poisoned()),
        }
    }

    /// Whether what it keeps belongs to what readers see.
    ///
    /// # Errors
    /// `poisoned`.
    pub(super) fn is_in_step(&self) -> Result<()> {
        if self.refuses.is_some_and(|refuses| refuses != ErrorKind::ReadOnly) { Err(poisoned()) } else { Ok(()) }
    }

    /// Whether it stores records at all.
    pub(super) fn keeps_records(&self) -> bool {
        self.journal.is_some()
    }

    /// What could not be worked out has no effect.
    pub(super) fn or_undo<T>(&mut self, staged: Result<T>) -> Result<T> {
        staged.inspect_err(|_| self.standing.undo())
    }

    /// Stores a commit that leads from one state to the next. Gives whether it is durable by itself.
    pub(super) fn store(&mut self, before: &State, state: &mut State, done: Done<'_>) -> Result<bool> {
        let stored = self.journal.as_mut().map_or(Ok(false), |journal| journal.commit(before, state, done));
        match stored {
            Ok(is_durable) => {
                self.standing.keep();
                Ok(is_durable)
            }
            Err(error) => {
                let error = self.failed(&error);
                if error.kind() == ErrorKind::StoreFull {
                    self.standing.undo();
                }
                Err(error)
            }
        }
    }

    /// Stores who reads the change feed and how far each has come.
    pub(super) fn store_consumers(&mut self, state: &State) -> Result<()> {
        let stored = self.journal.as_mut().map_or(Ok(false), |journal| journal.consumers(state));
        stored.map(drop).map_err(|error| self.failed(&error))
    }

    /// What it means that the store did not take something.
    fn failed(&mut self, error: &io::Error) -> Error {
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::ResourceBusy) {
            return Error::new(ErrorKind::StoreFull, format!("the store did not take the commit: {error}"))
                .with_help("nothing of it is in effect; make room and try again");
        }
        self.refuses = Some(ErrorKind::Poisoned);
        Error::new(ErrorKind::StoreFailed, format!("the commit could not be stored: {error}"))
            .with_help("nothing of it is in effect; open the engine anew")
    }

    /// Makes the store as small as what it holds.
    #[cfg(feature = "sqlite")]
    pub(super) fn compact(&mut self, state: &mut State) -> Result<()> {
        let compacted = self.journal.as_mut().map_or(Ok(()), |journal| journal.compact(state));
        compacted.map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => {
                Error::new(ErrorKind::StoreFailed, format!("the store could not be compacted: {error}"))
                    .with_help("all is still there; try again when nobody reads it")
            }
            _ => self.failed(&error),
        })
    }

    /// Puts the store in order, and writes nothing any more.
    pub(super) fn close(&mut self, state: &mut State) -> io::Result<()> {
        let is_sound = self.refuses.is_none();
        self.refuses = Some(ErrorKind::Poisoned);
        match self.journal.take().filter(|_| is_sound) {
            Some(mut journal) => journal.close(state),
            None => Ok(()),
        }
    }
}

pub(super) fn poisoned() -> Error {
    Error::new(ErrorKind::Poisoned, "an earlier commit could not be stored").with_help("open the engine anew")
}
