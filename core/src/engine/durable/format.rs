//! What a store is: its form, and which one it is.

use std::hash::{BuildHasher, RandomState};

use crate::bytes::{Reader, put, put_bytes};
use crate::error::{Error, ErrorKind, Result};

/// With what the row begins.
const MAGIC: &[u8; 4] = b"tags";

/// The form of what is written, and the oldest that can read it.
const FORM: u64 = 1;

/// What is needed of whoever reads: bits that it does not know keep it out. The first: rows of commits say what flipped. The second: the
/// fold says which rows it rests on.
const READER_BITS: u64 = 3;

/// What is needed of whoever writes: with bits that it does not know it reads alone. The first: it keeps sets.
const WRITER_BITS: u64 = 1;

/// Which store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) store: u128,
    /// Whether this library can write to it.
    pub(super) is_writable: bool,
    /// Whether it says all that this library needs of others; before it writes it must.
    pub(super) is_current: bool,
}

impl Format {
    /// A new store, told from all others by a number that is drawn.
    pub(super) fn new() -> Self {
        let draw = |n: u8| u128::from(RandomState::new().hash_one(n));
        Self { store: draw(0) << 64 | draw(1), is_writable: true, is_current: true }
    }

    pub(super) fn write(self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        put(&mut out, FORM);
        put(&mut out, READER_BITS);
        put(&mut out, WRITER_BITS);
        out.extend(self.store.to_le_bytes());
        put_bytes(&mut out, env!("CARGO_PKG_VERSION").as_bytes());
        out
    }

    /// # Errors
    /// `format-too-new`; `store-damaged` where it is nothing of the sort.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let damaged = || super::damaged(crate::store::Table::Meta, super::Meta::Format.key());
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(damaged());
        }
        let (form, needed) = reader.number().zip(reader.number()).ok_or_else(damaged)?;
        if form > FORM || needed & !READER_BITS != 0 {
            return Err(Error::new(
                ErrorKind::FormatTooNew,
                format!("the store has form {form}, the newest that is known is {FORM}"),
            )
            .with_help("open it with a newer release"));
        }
        let needed_to_write = reader.number().ok_or_else(damaged)?;
        let is_writable = needed_to_write & !WRITER_BITS == 0;
        let is_current = needed == READER_BITS && needed_to_write == WRITER_BITS;
        let store = reader.take(16).and_then(|bytes| bytes.try_into().ok()).ok_or_else(damaged)?;
        Ok(Self { store: u128::from_le_bytes(store), is_writable, is_current })
    }
}
