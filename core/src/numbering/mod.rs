//! Dense numbers for keys, both ways: ordinals for the ids of customers, codes for the texts of an attribute.
//!
//! For: giving, finding and forgetting numbers, shared with readers who go on seeing what they saw. Not for: what the
//! numbers stand for.

mod index;
mod key;
mod pieces;
mod slots;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use index::Index;
pub(crate) use key::Key;
use key::Keys;
pub(crate) use pieces::Pieces;
use tagora_kernel::fetch;

/// So many keys lie in one piece: what a writer copies to add one.
const PIECE: usize = 4096;

/// So many pieces make a group, so that the list of all is short, which is copied too.
const GROUP: usize = 64;

/// Keys and their numbers. Cloning shares everything; a change copies one piece of the keys, and nothing of the index.
#[derive(Clone, Debug)]
pub(crate) struct Numbering {
    keys: Pieces<Pieces<Keys>>,
    /// How many numbers were ever given.
    len: u32,
    /// From hashes to numbers. It may know numbers of other states, and of keys that are gone: only what `keys` says counts.
    index: Arc<Index>,
    hashing: Hashing,
}

/// How keys are hashed: nobody can choose keys that collide, and nothing that is seen depends on it.
#[derive(Clone, Debug)]
struct Hashing {
    state: RandomState,
    mask: u64,
    factor: u64,
}

impl Default for Numbering {
    fn default() -> Self {
        let state = RandomState::new();
        let (mask, factor) = (state.hash_one(0), state.hash_one(1) | 1);
        Self { keys: Pieces::default(), len: 0, index: Arc::default(), hashing: Hashing { state, mask, factor } }
    }
}

impl Hashing {
    fn hash(&self, key: Key<'_>) -> u64 {
        match key {
            Key::Number(number) => {
                let product = u128::from(number ^ self.mask) * u128::from(self.factor);
                let [low, high] = [product as u64, (product >> 64) as u64];
                (low ^ high).wrapping_mul(self.factor)
            }
            Key::Text(text) => self.state.hash_one(text),
        }
    }
}

impl Numbering {
    /// Below which all numbers lie.
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// The number of a key.
    pub(crate) fn find(&self, key: Key<'_>) -> Option<u32> {
        self.find_by(self.hash(key), key)
    }

    /// By what a key is found, as long as there is this numbering or any state of it.
    pub(crate) fn hash(&self, key: Key<'_>) -> u64 {
        self.hashing.hash(key)
    }

    /// The number of a key of which the hash is known.
    pub(crate) fn find_by(&self, hash: u64, key: Key<'_>) -> Option<u32> {
        self.index.find(hash, |number| self.is_key(number, key))
    }

    /// Has the memory fetched in which the number of a key is looked for.
    pub(crate) fn fetch(&self, hash: u64) {
        if let Some(place) = self.index.first(hash) {
            fetch(place);
        }
    }

    /// The number that a key most likely has, if any. Has the memory fetched in which it is seen whether it has.
    pub(crate) fn likely(&self, hash: u64) -> Option<u32> {
        let number = self.index.first(hash)?.load(Ordering::Relaxed).checked_sub(1)?;
        if let Some(word) = piece(&self.keys, number).and_then(|keys| keys.word_at(place(number))) {
            fetch(word);
        }
        Some(number)
    }

    /// The key of a number; none if it was not given, or is forgotten.
    pub(crate) fn key(&self, number: u32) -> Option<Key<'_>> {
        piece(&self.keys, number).filter(|_| number < self.len)?.get(place(number))
    }

    fn is_key(&self, number: u32, key: Key<'_>) -> bool {
        number < self.len && piece(&self.keys, number).is_some_and(|keys| keys.is(place(number), key))
    }

    fn change(&mut self, number: u32) -> &mut Keys {
        let piece = number as usize / PIECE;
        self.keys.change(piece / GROUP).change(piece % GROUP)
    }

    /// Gives the next number to a key that has none. `None` when there are no more.
    pub(crate) fn add(&mut self, key: Key<'_>) -> Option<u32> {
        let number = next(self.len)?;
        self.change(number).push(key)?;
        self.len = number + 1;
        self.enter(number, key);
        Some(number)
    }

    /// Gives a forgotten number to a key that has none. `None` where keys have become too long to be kept.
    pub(crate) fn give(&mut self, number: u32, key: Key<'_>) -> Option<u32> {
        self.change(number).put(place(number), key)?;
        self.enter(number, key);
        Some(number)
    }

    fn enter(&mut self, number: u32, key: Key<'_>) {
        let Self { keys, len, index, hashing } = self;
        let known = |number: u32| {
            let key = piece(keys, number).filter(|_| number < *len)?.get(place(number))?;
            Some(hashing.hash(key))
        };
        Index::enter(index, hashing.hash(key), number, &known);
    }

    /// Forgets the key of a number.
    pub(crate) fn forget(&mut self, number: u32) {
        if self.key(number).is_some() {
            self.change(number).forget(place(number));
        }
    }

    /// Bytes in use, about.
    #[cfg(any(test, feature = "measure"))]
    pub(crate) fn bytes(&self) -> usize {
        self.index.bytes() + self.keys.all().flat_map(Pieces::all).map(Keys::bytes).sum::<usize>()
    }
}

/// The number behind so many: the last is left out, because an empty place of the index is a number too.
fn next(len: u32) -> Option<u32> {
    (len < u32::MAX).then_some(len)
}

fn piece(keys: &Pieces<Pieces<Keys>>, number: u32) -> Option<&Keys> {
    let piece = number as usize / PIECE;
    keys.get(piece / GROUP)?.get(piece % GROUP)
}

fn place(number: u32) -> usize {
    number as usize % PIECE
}

#[cfg(test)]
mod tests;
