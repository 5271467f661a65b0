//! Where commits go.
//!
//! For: the seam between the engine and durability. A commit is stored first and takes effect after; what could not
//! be stored is not in effect. Not for: queries; the engine lives in memory.

mod memory;

pub use memory::MemoryStore;

use crate::change::Changes;
use crate::customer::CustomerId;
use crate::event::Record;
use crate::time::Instant;

/// Everything that one commit does, enough to do it again.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    /// Its number, from 1, without gaps.
    pub sequence: u64,
    /// The clock after it.
    pub clock: Option<Instant>,
    /// The text of a handbook that comes into force with it.
    pub handbook: Option<&'a str>,
    /// The records it accepts.
    pub records: &'a [Record],
    /// Ids of a customer whose data goes: a store must let go of all it holds of it.
    pub erased: &'a [CustomerId],
    /// What it changes.
    pub changes: &'a Changes,
}

/// What a store promises of a commit it has taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Whether the commit survives the end of the process.
    pub durable: bool,
}

/// A place for commits. The engine calls it with one commit at a time, in order.
pub trait Store: Send {
    /// Takes a commit, wholly or not at all.
    ///
    /// # Errors
    /// Why it could not be taken. The engine then refuses all writing until it is opened anew, because what the
    /// medium holds is no longer known.
    fn commit(&mut self, commit: &Commit<'_>) -> std::io::Result<Receipt>;

    /// Whether it looks at the records of commits. A store that does not spares the engine putting them together.
    fn keeps_records(&self) -> bool {
        true
    }
}
