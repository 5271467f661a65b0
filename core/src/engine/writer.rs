//! The one who writes: a commit is worked out on what it keeps, stored, and undone where that fails.

use super::state::State;
use crate::change::Changes;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Record;
use crate::live::Standing;
use crate::store::{Commit, Store};

pub(super) struct Writer {
    store: Box<dyn Store>,
    /// How all customers stand after the last commit.
    pub(super) standing: Standing,
    /// An earlier commit failed.
    is_poisoned: bool,
}

/// What a commit is made of.
pub(super) struct Made<'a> {
    pub(super) handbook: Option<&'a str>,
    pub(super) records: &'a [Record],
    pub(super) erased: &'a [CustomerId],
    pub(super) changes: &'a Changes,
}

impl Writer {
    pub(super) fn new(store: Box<dyn Store>, standing: Standing) -> Self {
        Self { store, standing, is_poisoned: false }
    }

    /// # Errors
    /// `poisoned`.
    pub(super) fn is_sound(&self) -> Result<()> {
        if self.is_poisoned {
            return Err(
                Error::new(ErrorKind::Poisoned, "an earlier commit could not be stored").with_help("open the engine anew")
            );
        }
        Ok(())
    }

    /// Whether it stores records at all.
    pub(super) fn keeps_records(&self) -> bool {
        self.store.keeps_records()
    }

    /// What could not be worked out has no effect.
    pub(super) fn or_undo<T>(&mut self, staged: Result<T>) -> Result<T> {
        staged.inspect_err(|_| self.standing.undo())
    }

    /// Stores a commit, after which all is in this state. Gives whether it is durable.
    pub(super) fn store(&mut self, state: &State, made: &Made<'_>) -> Result<bool> {
        let Made { handbook, records, erased, changes } = *made;
        let commit = Commit { sequence: state.commit, clock: state.clock, handbook, records, erased, changes };
        match self.store.commit(&commit) {
            Ok(receipt) => {
                self.standing.keep();
                Ok(receipt.durable)
            }
            Err(error) => {
                self.is_poisoned = true;
                let message = format!("the commit could not be stored: {error}");
                Err(Error::new(ErrorKind::StoreFailed, message).with_help("nothing of it is in effect; open the engine anew"))
            }
        }
    }
}

impl<'a> Made<'a> {
    pub(super) fn of(changes: &'a Changes) -> Self {
        Self { handbook: None, records: &[], erased: &[], changes }
    }
}
