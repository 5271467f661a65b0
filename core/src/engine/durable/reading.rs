//! Rows of a store, read or said to be damaged.

use std::io;
use std::ops::RangeInclusive;

use super::{Meta, damaged, unreadable};
use crate::error::Result;
use crate::store::{Store, Table, unseal};

pub(super) fn row(store: &dyn Store, table: Table, key: u64) -> Result<Option<Vec<u8>>> {
    let mut found = None;
    each(store, table, key..=key, |_, bytes| {
        found = Some(bytes.to_vec());
        Some(())
    })?;
    Ok(found)
}

pub(super) fn read<T>(store: &dyn Store, meta: Meta, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<Option<T>> {
    let Some(bytes) = row(store, Table::Meta, meta.key())? else { return Ok(None) };
    read(&bytes).map(Some).ok_or_else(|| damaged(Table::Meta, meta.key()))
}

/// Tells the rows of a table, in order. One that cannot be read is damaged.
pub(super) fn each(
    store: &dyn Store,
    table: Table,
    keys: RangeInclusive<u64>,
    mut tell: impl FnMut(u64, &[u8]) -> Option<()>,
) -> Result<()> {
    let mut broken = None;
    let told = store.scan(table, keys, &mut |key, row| match unseal(table, key, row).and_then(|bytes| tell(key, bytes)) {
        Some(()) => Ok(()),
        None => {
            broken = Some(key);
            Err(io::Error::from(io::ErrorKind::InvalidData))
        }
    });
    match broken {
        Some(key) => Err(damaged(table, key)),
        None => told.map_err(|error| unreadable(&error)),
    }
}
