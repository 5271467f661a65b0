use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use super::slots::Slots;

/// Places of a part when it is laid out anew, at least.
const FEWEST: usize = 16;

/// Places from which a part becomes two instead of a larger one: so laying out anew never takes long.
const MOST: usize = 8192;

/// A hash has so many bits that tell parts apart.
const DEEPEST: u32 = 24;

/// Numbers by the hash of their key: parts that split as they fill, found by the leading bits of the hash.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// 2^`bits` of them; neighbours may be the same.
    parts: Vec<Arc<Slots>>,
    bits: u32,
}

impl Default for Index {
    fn default() -> Self {
        Self { parts: vec![Arc::new(Slots::new(0, FEWEST))], bits: 0 }
    }
}

impl Index {
    fn part(&self, hash: u64) -> usize {
        hash.checked_shr(64 - self.bits).unwrap_or(0) as usize
    }

    /// The place to which a hash points.
    pub(super) fn first(&self, hash: u64) -> Option<&AtomicU32> {
        self.parts.get(self.part(hash))?.first(hash)
    }

    pub(super) fn find(&self, hash: u64, is_wanted: impl Fn(u32) -> bool) -> Option<u32> {
        self.parts.get(self.part(hash))?.find(hash, is_wanted)
    }

    /// Enters a number, in place where there is room. `hash_of` gives the hashes of numbers that are still known.
    pub(super) fn enter(index: &mut Arc<Self>, hash: u64, number: u32, hash_of: &impl Fn(u32) -> Option<u64>) {
        while !index.parts[index.part(hash)].enter(hash, number) {
            Arc::make_mut(index).make_room(hash, hash_of);
        }
    }

    /// Lays out anew the part that a hash points to; others go on reading the old one.
    fn make_room(&mut self, hash: u64, hash_of: &impl Fn(u32) -> Option<u64>) {
        let old = self.parts[self.part(hash)].clone();
        let prefix = |hash: u64, bits: u32| hash.checked_shr(64 - bits).unwrap_or(0);
        let mut numbers: Vec<u32> = old.numbers().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known = numbers.into_iter().filter_map(|number| Some((hash_of(number)?, number)));
        let known: Vec<(u64, u32)> = known.filter(|(other, _)| prefix(*other, old.depth) == prefix(hash, old.depth)).collect();
        if known.len() * 2 <= MOST || old.depth == DEEPEST {
            self.place(hash, old.depth, laid_out(old.depth, &known));
            return;
        }
        let depth = old.depth + 1;
        if old.depth == self.bits {
            self.parts = self.parts.iter().flat_map(|part| [part.clone(), part.clone()]).collect();
            self.bits += 1;
        }
        let is_second = |hash: u64| prefix(hash, depth) & 1 == 1;
        let (second, first): (Vec<_>, Vec<_>) = known.into_iter().partition(|&(hash, _)| is_second(hash));
        let bit = 1 << (64 - depth);
        self.place(hash & !bit, depth, laid_out(depth, &first));
        self.place(hash | bit, depth, laid_out(depth, &second));
    }

    /// Puts a part wherever a hash of its prefix points.
    fn place(&mut self, hash: u64, depth: u32, part: Slots) {
        let part = Arc::new(part);
        let wide = self.bits - depth;
        let first = self.part(hash) >> wide << wide;
        self.parts[first..first + (1 << wide)].fill(part);
    }

    #[cfg(any(test, feature = "measure"))]
    pub(super) fn bytes(&self) -> usize {
        let mut parts: Vec<_> = self.parts.iter().map(|part| (Arc::as_ptr(part), part.places())).collect();
        parts.dedup();
        parts.iter().map(|(_, places)| places * 4 + size_of::<Slots>() + 16).sum::<usize>() + self.parts.capacity() * 8
    }
}

/// Half of the places stay free.
fn laid_out(depth: u32, known: &[(u64, u32)]) -> Slots {
    let part = Slots::new(depth, (known.len() * 2).max(FEWEST));
    for &(hash, number) in known {
        part.enter(hash, number);
    }
    part
}
