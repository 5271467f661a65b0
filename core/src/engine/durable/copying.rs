//! Rows copied from one store into another, each looked at on the way.

use std::io;

use super::reading::each;
use crate::error::{Error, ErrorKind, Result};
use crate::store::{Store, Table, Write, hash_in, seal};

/// So many bytes are committed together.
const PIECE: usize = 8 << 20;

/// What rows there are: how many, and a sum over their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Tally {
    pub(in crate::engine) rows: u64,
    sum: u64,
}

impl Tally {
    fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        // The hash covers the table and the number too.
        self.sum = self.sum.wrapping_add(hash_in(row).unwrap_or_default());
    }

    /// Of a store, each row looked at.
    ///
    /// # Errors
    /// `store-damaged`, `store-failed`.
    pub(in crate::engine) fn of(store: &dyn Store) -> Result<Self> {
        let mut tally = Self::default();
        for table in Table::ALL {
            each(store, table, 0..=u64::MAX, |key, bytes| {
                tally.add(&seal(table, key, bytes));
                Some(())
            })?;
        }
        Ok(tally)
    }
}

/// Copies all rows into a store that has none, and tells after each piece how many bytes are copied; an error it answers with ends the work.
///
/// # Errors
/// `store-damaged` where a row is; `store-failed`; what `tell` answers with.
pub(in crate::engine) fn copy(
    from: &dyn Store,
    into: &mut dyn Store,
    tell: &mut dyn FnMut(usize) -> Result<()>,
) -> Result<Tally> {
    let (mut tally, mut piece, mut bytes, mut copied) = (Tally::default(), Vec::new(), 0, 0);
    let mut put = |piece: &mut Vec<Write>, bytes: &mut usize| {
        into.commit(piece).map_err(|error| unwritable(&error))?;
        copied += *bytes;
        piece.clear();
        *bytes = 0;
        tell(copied)
    };
    for table in Table::ALL {
        let mut failed = None;
        let read = each(from, table, 0..=u64::MAX, |key, row| {
            let value = seal(table, key, row);
            tally.add(&value);
            bytes += value.len();
            piece.push(Write::Put { table, key, value });
            if bytes >= PIECE {
                failed = put(&mut piece, &mut bytes).err();
            }
            failed.is_none().then_some(())
        });
        failed.map_or(read, Err)?;
    }
    put(&mut piece, &mut bytes)?;
    Ok(tally)
}

fn unwritable(error: &io::Error) -> Error {
    let (kind, help) = match error.kind() {
        io::ErrorKind::StorageFull => (ErrorKind::StoreFull, "make room and try again"),
        _ => (ErrorKind::StoreFailed, "check the path, its rights and the disk"),
    };
    Error::new(kind, format!("the copy could not be written: {error}")).with_help(help)
}
