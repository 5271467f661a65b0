use std::collections::BTreeMap;

use tagora_kernel::{BITS, Bits, WORDS};

use super::{BITS_ABOVE, WITH_RUNS, WITHOUT_RUNS};
use crate::column::Column;
use crate::column::block::{Block, bytes_of};
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

impl Block {
    /// The set of its members alone in Roaring's portable form of 32 bits, behind so many blocks without members. `None` where it
    /// has none.
    pub(in crate::column) fn to_portable(&self, block: u16) -> Option<Vec<u8>> {
        let (ones, mut room) = (self.ones(), Bits::ZERO);
        let last = u16::try_from(ones.checked_sub(1)?).ok()?;
        let (shorter, runs) = match self {
            Self::Listed(list) => (2 * list.len(), 1 + list.windows(2).filter(|pair| pair[1] - pair[0] > 1).count()),
            _ => (shorter(ones), runs_of(self.bits(&mut room))),
        };
        let mut out = Vec::with_capacity(16 + shorter);
        if 2 + 4 * runs < shorter {
            out.extend(u32::from(WITH_RUNS).to_le_bytes());
            // One container, which has runs.
            out.push(1);
            [block, last, runs as u16].iter().for_each(|number| out.extend(number.to_le_bytes()));
            each_run(self.bits(&mut room), |first, more| {
                [first, more].iter().for_each(|number| out.extend(number.to_le_bytes()))
            });
            return Some(out);
        }
        out.extend(WITHOUT_RUNS.to_le_bytes());
        out.extend(1_u32.to_le_bytes());
        [block, last].iter().for_each(|number| out.extend(number.to_le_bytes()));
        out.extend(16_u32.to_le_bytes());
        match self {
            Self::Listed(list) => list.iter().for_each(|low| out.extend(low.to_le_bytes())),
            _ if ones > BITS_ABOVE => out.extend(bytes_of(self.bits(&mut room))),
            _ => {
                let mut list = Vec::with_capacity(ones as usize);
                self.append_to(0, &mut list);
                list.iter().for_each(|&low| out.extend((low as u16).to_le_bytes()));
            }
        }
        Some(out)
    }
}

/// Bytes of so many members as a list or as bits.
fn shorter(ones: u32) -> usize {
    if ones > BITS_ABOVE { 8 * WORDS } else { 2 * ones as usize }
}

fn runs_of(bits: &Bits) -> usize {
    let mut before = 0;
    let begin = |&word: &u64| (word & !(word << 1 | std::mem::replace(&mut before, word >> 63))).count_ones() as usize;
    bits.0.iter().map(begin).sum()
}

/// Tells where each run begins, and how many more it has.
fn each_run(bits: &Bits, mut tell: impl FnMut(u16, u16)) {
    let mut first = None;
    for bit in 0..BITS {
        match (first, bits.get(bit as u16)) {
            (None, true) => first = Some(bit),
            (Some(start), false) => {
                tell(start as u16, (bit - 1 - start) as u16);
                first = None;
            }
            _ => {}
        }
    }
    if let Some(start) = first {
        tell(start as u16, (BITS - 1 - start) as u16);
    }
}
