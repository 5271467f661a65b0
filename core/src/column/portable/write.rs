use std::collections::BTreeMap;

use crate::column::Column;
use crate::error::{Error, ErrorKind, Result};

/// Whether runs are written as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// As lists or bits, for readers that know no runs.
    Never,
    /// Where they take less room.
    Shorter,
}

impl Column {
    /// The set in Roaring's portable form, of 32 bits.
    ///
    /// # Errors
    /// `internal`, should memory not take bytes.
    pub fn to_portable(&self, runs: Runs) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        append(self, runs, &mut bytes)?;
        Ok(bytes)
    }

    /// Sets by space in Roaring's portable form of 64 bits: the space is the upper half of each number. Those without
    /// members are left out.
    ///
    /// # Errors
    /// `internal`, should memory not take bytes.
    pub fn spaces_to_portable(spaces: &BTreeMap<u32, Self>, runs: Runs) -> Result<Vec<u8>> {
        let with_members = || spaces.iter().filter(|(_, column)| !column.is_empty());
        let mut bytes = (with_members().count() as u64).to_le_bytes().to_vec();
        for (space, column) in with_members() {
            bytes.extend(space.to_le_bytes());
            append(column, runs, &mut bytes)?;
        }
        Ok(bytes)
    }
}

fn append(column: &Column, runs: Runs, bytes: &mut Vec<u8>) -> Result<()> {
    let mut members = column.to_roaring();
    match runs {
        Runs::Never => members.remove_run_compression(),
        Runs::Shorter => members.optimize(),
    };
    bytes.reserve(members.serialized_size());
    // Writing to memory does not fail; should it ever, nobody is to get half a set.
    let written = members.serialize_into(&mut *bytes);
    written.map_err(|error| Error::new(ErrorKind::Internal, format!("a bitmap could not be written: {error}")))
}
