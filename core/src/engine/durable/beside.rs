//! Rows that a fold rests on and does not name by their numbers: by hashes it says which they are, so that one that is missing, or an older
//! one, is seen. Pages are named, ids and handbooks counted, commits follow on each other.

use std::io;

use super::{Meta, damaged, unreadable};
use crate::bytes::{Reader, put};
use crate::error::Result;
use crate::store::{Store, Table, Write, hash_in};

const ROWS: [Meta; 3] = [Meta::Waiting, Meta::Merges, Meta::Routes];

/// The hashes of these rows; 0 for one that is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside([u64; ROWS.len()]);

impl Beside {
    /// As a store has them.
    pub(super) fn of(store: &dyn Store) -> Result<Self> {
        let mut beside = Self::default();
        for (hash, row) in beside.0.iter_mut().zip(ROWS) {
            let read = store.scan(Table::Meta, row.key()..=row.key(), &mut |_, bytes| {
                *hash = hash_in(bytes).ok_or(io::ErrorKind::InvalidData)?;
                Ok(())
            });
            read.map_err(|error| unreadable(&error))?;
        }
        Ok(beside)
    }

    /// After these writes.
    pub(super) fn after(mut self, writes: &[Write]) -> Self {
        for write in writes {
            if let Write::Put { table: Table::Meta, key, value } = write
                && let Some(n) = ROWS.iter().position(|row| row.key() == *key)
            {
                self.0[n] = hash_in(value).unwrap_or_default();
            }
        }
        self
    }

    /// # Errors
    /// `store-damaged` with the row that is not the one that was written.
    pub(super) fn is_found(self, found: Self) -> Result<()> {
        self.differing(found).next().map_or(Ok(()), |row| Err(damaged(Table::Meta, row.key())))
    }

    /// The rows that are not those that were written.
    pub(super) fn differing(self, found: Self) -> impl Iterator<Item = Meta> {
        ROWS.into_iter().enumerate().filter(move |(n, _)| self.0.get(*n) != found.0.get(*n)).map(|(_, row)| row)
    }

    /// The rows that are not there.
    pub(super) fn missing(self) -> impl Iterator<Item = Meta> {
        ROWS.into_iter().enumerate().filter(move |(n, _)| self.0.get(*n) == Some(&0)).map(|(_, row)| row)
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        self.0.iter().for_each(|hash| put(out, *hash));
    }

    /// What [`write`](Self::write) wrote.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut beside = Self::default();
        for hash in &mut beside.0 {
            *hash = reader.number()?;
        }
        Some(beside)
    }
}
