use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tagora_kernel::{BITS, Bits, Level, WORDS, count};

use super::{BITS_ABOVE, WITH_PLACES, WITH_RUNS, WITHOUT_RUNS};
use crate::column::Column;
use crate::column::block::{Block, DENSE_ABOVE};
use crate::error::{Error, ErrorKind, Result};

impl Column {
    /// The set that bytes in Roaring's portable form of 32 bits hold, and nothing else.
    ///
    /// # Errors
    /// `invalid-bitmap`.
    pub fn from_portable(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader { bytes, at: 0 };
        let column = reader.column()?;
        reader.end()?;
        Ok(column)
    }

    /// The sets by space that bytes in Roaring's portable form of 64 bits hold: the space is the upper half of each number.
    ///
    /// # Errors
    /// `invalid-bitmap`.
    pub fn spaces_from_portable(bytes: &[u8]) -> Result<BTreeMap<u32, Self>> {
        let mut reader = Reader { bytes, at: 0 };
        let spaces = u64::from_le_bytes(reader.take()?);
        let mut columns = BTreeMap::new();
        for _ in 0..spaces {
            let space = u32::from_le_bytes(reader.take()?);
            if columns.last_key_value().is_some_and(|(&last, _)| space <= last) {
                return Err(reader.wrong("its upper halves are not in ascending order"));
            }
            columns.insert(space, reader.column()?);
        }
        reader.end()?;
        Ok(columns)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// What is said of a container before it comes.
struct Head {
    key: u16,
    members: u32,
    has_runs: bool,
}

impl<'a> Reader<'a> {
    fn wrong(&self, why: &str) -> Error {
        let message = format!("the bitmap is not in Roaring's portable form: {why} (at byte {})", self.at);
        Error::new(ErrorKind::InvalidBitmap, message).with_help("write it anew, in the portable form, and send all of it")
    }

    fn bytes(&mut self, len: usize) -> Result<&'a [u8]> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.get(..len));
        let found = found.ok_or_else(|| self.wrong("it ends too early"))?;
        self.at += len;
        Ok(found)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
        let found = found.ok_or_else(|| self.wrong("it ends too early"))?;
        self.at += N;
        Ok(*found)
    }

    fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.take()?))
    }

    fn u16s(&mut self, count: usize) -> Result<impl Iterator<Item = u16> + use<'a>> {
        Ok(self.bytes(2 * count)?.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes)))
    }

    fn end(&self) -> Result<()> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.wrong("something comes behind its end")) }
    }

    fn column(&mut self) -> Result<Column> {
        let start = self.at;
        let (heads, has_places) = self.heads()?;
        let places = if has_places { Some(self.bytes(4 * heads.len())?) } else { None };
        let mut places = places.map(|places| places.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)));
        let mut blocks: Vec<Block> = Vec::new();
        for head in heads {
            if let Some(place) = places.as_mut().and_then(Iterator::next)
                && place as usize != self.at - start
            {
                return Err(self.wrong("a container is not where it should be"));
            }
            let block = self.block(&head)?;
            blocks.resize(head.key.into(), Block::Empty);
            blocks.push(block);
        }
        Ok(Column::of_blocks(blocks))
    }

    /// What is said of the containers, and whether it is said where each begins.
    fn heads(&mut self) -> Result<(Vec<Head>, bool)> {
        let cookie = u32::from_le_bytes(self.take()?);
        let (count, runs) = if cookie == WITHOUT_RUNS {
            (u32::from_le_bytes(self.take()?) as usize, None)
        } else if cookie as u16 == WITH_RUNS {
            let count = (cookie >> 16) as usize + 1;
            (count, Some(self.bytes(count.div_ceil(8))?))
        } else {
            return Err(self.wrong("it begins with an unknown number"));
        };
        if count > usize::from(u16::MAX) + 1 {
            return Err(self.wrong("it has more containers than there can be"));
        }
        // Taken before room is made for them: a number alone makes no room.
        let said = self.bytes(4 * count)?;
        let mut heads: Vec<Head> = Vec::with_capacity(count);
        for (n, [a, b, c, d]) in said.as_chunks().0.iter().enumerate() {
            let key = u16::from_le_bytes([*a, *b]);
            if heads.last().is_some_and(|last| key <= last.key) {
                return Err(self.wrong("its containers are not in ascending order"));
            }
            let has_runs = runs.and_then(|runs| runs.get(n / 8)).is_some_and(|runs| runs >> (n % 8) & 1 == 1);
            heads.push(Head { key, members: u32::from(u16::from_le_bytes([*c, *d])) + 1, has_runs });
        }
        Ok((heads, runs.is_none() || count >= WITH_PLACES))
    }

    fn block(&mut self, head: &Head) -> Result<Block> {
        if head.has_runs {
            self.runs(head.members)
        } else if head.members > BITS_ABOVE {
            self.bits(head.members)
        } else {
            let list: Vec<u16> = self.u16s(head.members as usize)?.collect();
            if list.is_sorted_by(|a, b| a < b) {
                return Ok(Block::listed(list));
            }
            Err(self.wrong("a list is not in ascending order"))
        }
    }

    fn bits(&mut self, members: u32) -> Result<Block> {
        let mut bits = Bits::ZERO;
        for (word, bytes) in bits.0.iter_mut().zip(self.bytes(8 * WORDS)?.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        if count(Level::best(), &bits) != members {
            return Err(self.wrong("a container has another number of members than it says"));
        }
        Ok(Block::dense(Arc::new(bits), members))
    }

    /// Runs stay as they are where they take less room: a few bytes must not become 8 KiB each.
    fn runs(&mut self, members: u32) -> Result<Block> {
        let runs = usize::from(self.u16()?);
        let mut container = RoaringBitmap::new();
        let (mut found, mut free) = (0_u32, 0_u32);
        let mut numbers = self.u16s(2 * runs)?;
        while let (Some(start), Some(more)) = (numbers.next(), numbers.next()) {
            let (start, end) = (u32::from(start), u32::from(start) + u32::from(more));
            if end as usize >= BITS || start < free {
                return Err(self.wrong("runs overlap, touch or go too far"));
            }
            container.insert_range(start..=end);
            found += end - start + 1;
            free = end + 2;
        }
        if found != members {
            return Err(self.wrong("a container has another number of members than it says"));
        }
        if found as usize <= DENSE_ABOVE || found as usize == BITS || 4 * runs >= BITS / 8 {
            return Ok(Block::of_container(&container, found));
        }
        container.optimize();
        Ok(Block::Cold(Arc::new(container), found))
    }
}
