//! The data as plain columns: little-endian numbers in a file each, that every system can read.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::Result;

/// A number as its bytes.
pub trait Plain: Copy {
    const NAME: &'static str;
    fn put(self, out: &mut impl Write) -> std::io::Result<()>;
    fn take(bytes: &[u8]) -> Option<Self>;
    const BYTES: usize = size_of::<Self>();
}

macro_rules! plain {
    ($($ty:ident),*) => {
        $(impl Plain for $ty {
            const NAME: &'static str = stringify!($ty);

            fn put(self, out: &mut impl Write) -> std::io::Result<()> {
                out.write_all(&self.to_le_bytes())
            }

            fn take(bytes: &[u8]) -> Option<Self> {
                Some(Self::from_le_bytes(bytes.try_into().ok()?))
            }
        })*
    };
}

plain!(u8, i16, u16, u32, i64, u64);

/// Writes a column as `name.type`.
pub fn write<T: Plain>(folder: &Path, name: &str, values: impl IntoIterator<Item = T>) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(folder.join(format!("{name}.{}", T::NAME)))?);
    values.into_iter().try_for_each(|value| value.put(&mut out))?;
    Ok(out.flush()?)
}

/// Reads a column.
pub fn read<T: Plain>(folder: &Path, name: &str) -> Result<Vec<T>> {
    let path = folder.join(format!("{name}.{}", T::NAME));
    let bytes = fs::read(&path).map_err(|wrong| format!("the column `{name}` cannot be read: {wrong}"))?;
    bytes.chunks(T::BYTES).map(|bytes| T::take(bytes).ok_or_else(|| format!("the column `{name}` is cut off").into())).collect()
}
