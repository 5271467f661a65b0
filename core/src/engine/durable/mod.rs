//! Commits put into a store, and all brought back from it.
//!
//! A commit is one row: what was given, and the clock after it. Now and then what the rows did is folded in: pages of the log, ids
//! of customers, and what little else is more than that; the rows before go. Everything that follows from the log (who holds
//! what, what is kept of each customer) is worked out anew on opening and stored nowhere. `docs/format-store.md` has the bytes.

mod begun;
mod beside;
#[cfg(feature = "sqlite")]
mod copying;
mod fold;
mod format;
mod journal;
mod opening;
mod reading;
mod redo;
#[cfg(feature = "sqlite")]
mod salvage;
mod sets;
mod settings;
mod syncing;
#[cfg(test)]
mod tests;
mod told;
mod verify;

pub(super) use begun::{Begun, Use};
#[cfg(feature = "sqlite")]
pub(super) use copying::{Tally, copy};
pub(super) use journal::Journal;
pub(super) use opening::{Opened, finish};
pub(super) use redo::Done;
#[cfg(feature = "sqlite")]
pub(super) use salvage::{Sound, sound};
pub(super) use sets::{EVERYBODY, SetsNow, of_tag};
pub(super) use syncing::{Pulse, Syncing};
pub(super) use verify::verify;
pub use verify::{Verified, Verify};

use crate::error::{Error, ErrorKind};
use crate::store::Table;

/// The rows of [`Table::Meta`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meta {
    /// What the store is.
    Format = 0,
    /// By what options commits are worked out.
    Settings = 1,
    /// Up to which commit all is folded in, and what that is but for what follows.
    Fold = 2,
    /// Records whose time has not come.
    Waiting = 3,
    /// Which customers became one.
    Merges = 4,
    /// Who reads the change feed by name.
    Consumers = 5,
    /// What routes gave.
    Routes = 6,
    /// What is said of the sets as a whole.
    Sets = 7,
}

impl Meta {
    fn key(self) -> u64 {
        self as u64
    }
}

fn damaged(table: Table, key: u64) -> Error {
    let table = format!("{table:?}").to_lowercase();
    Error::new(ErrorKind::StoreDamaged, format!("row {key} of `{table}` is damaged or missing"))
        .with_help("open a backup; what the store holds cannot be relied on")
}

/// The error that a store's own error is.
fn unreadable(error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::InvalidData => {
            Error::new(ErrorKind::StoreDamaged, format!("the store is damaged: {error}")).with_help("open a backup")
        }
        _ => Error::new(ErrorKind::StoreFailed, format!("the store could not be read: {error}"))
            .with_help("check the path, its rights and the disk"),
    }
}
