use std::sync::{Mutex, PoisonError};

use twox_hash::XxHash3_64;

use crate::customer::Ordinal;
use crate::event::{Entry, EntryKind, Identity};

/// So many parts, so that laying one out anew never takes long.
const PARTS: usize = 256;

/// The places of a part that has any, at least.
const FEWEST: usize = 16;

/// Which identities may be known, by forty bits of a keyed hash: it says "no" for sure, and "maybe" wrongly once in 2^40 by how
/// many it holds. All who share a log share it, for what one of them adds may be known to the others too; nothing is taken out.
#[derive(Debug)]
pub(super) struct Known {
    key: u64,
    parts: Mutex<Vec<Part>>,
}

/// Hashes but for the bits that tell parts apart, in a table that is searched from the hash on; 0 is an empty place.
#[derive(Clone, Debug, Default)]
struct Part {
    hashes: Box<[u32]>,
    len: usize,
}

impl Known {
    pub(super) fn new(key: u64) -> Self {
        Self { key, parts: Mutex::default() }
    }

    /// By what an entry is known; none where it is not.
    pub(super) fn hash_of(&self, entry: &Entry) -> Option<u64> {
        match (&entry.kind, &entry.id) {
            (EntryKind::Event { .. }, id) => id.as_ref().map(|id| self.hash_of_event(entry.of, id)),
            _ => entry.identity().map(|identity| self.hash(entry.of, &identity)),
        }
    }

    fn hash_of_event(&self, of: Ordinal, id: &str) -> u64 {
        XxHash3_64::oneshot_with_seed(self.key ^ u64::from(of), id.as_bytes())
    }

    fn hash(&self, of: Ordinal, identity: &Identity) -> u64 {
        let seed = self.key ^ u64::from(of);
        match identity {
            Identity::Event(id) => self.hash_of_event(of, id),
            Identity::Import { source, version, tag, act } => {
                let act = format!("{act:?}");
                let parts = [source.as_bytes(), b"\0", tag.as_bytes(), b"\0", act.as_bytes(), &version.to_le_bytes()];
                XxHash3_64::oneshot_with_seed(seed, &parts.concat())
            }
        }
    }

    fn parts(&self) -> std::sync::MutexGuard<'_, Vec<Part>> {
        // Whoever panicked left a part that is whole: each is replaced as one.
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, of: Ordinal, identity: &Identity) {
        self.add_by(self.hash(of, identity));
    }

    /// The same by its hash.
    pub(super) fn add_by(&self, hash: u64) {
        let (part, hash) = split(hash);
        let mut parts = self.parts();
        if parts.is_empty() {
            parts.resize(PARTS, Part::default());
        }
        parts[part].add(hash);
    }

    /// Whether an identity may be known.
    pub(super) fn may_have(&self, of: Ordinal, identity: &Identity) -> bool {
        self.may_have_by(self.hash(of, identity))
    }

    /// The same by its hash.
    pub(super) fn may_have_by(&self, hash: u64) -> bool {
        let (part, hash) = split(hash);
        self.parts().get(part).is_some_and(|part| part.has(hash))
    }

    #[cfg(any(test, feature = "measure"))]
    /// Bytes in use, about.
    pub(super) fn bytes(&self) -> usize {
        self.parts().iter().map(|part| part.hashes.len() * 4 + size_of::<Part>()).sum()
    }
}

fn split(hash: u64) -> (usize, u32) {
    (hash as usize % PARTS, ((hash >> 32) as u32).max(1))
}

impl Part {
    /// Where a hash is, or could be.
    fn place(&self, hash: u32) -> Option<usize> {
        let len = self.hashes.len();
        let start = ((u64::from(hash) * len as u64) >> 32) as usize;
        (start..len).chain(0..start).find(|&place| self.hashes[place] == hash || self.hashes[place] == 0)
    }

    fn has(&self, hash: u32) -> bool {
        self.place(hash).is_some_and(|place| self.hashes[place] == hash)
    }

    fn add(&mut self, hash: u32) {
        if (self.len + 1) * 8 > self.hashes.len() * 7 {
            let mut larger = Self { hashes: vec![0; (self.hashes.len() * 3 / 2).max(FEWEST)].into(), len: 0 };
            self.hashes.iter().filter(|&&hash| hash != 0).for_each(|&hash| larger.add(hash));
            *self = larger;
        }
        if let Some(place) = self.place(hash)
            && self.hashes[place] == 0
        {
            self.hashes[place] = hash;
            self.len += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_may_be_known_and_hardly_anything_else() {
        let known = Known::new(7);
        let id = |n: u32| Identity::Event(format!("order-{n}").into());
        assert!(!known.may_have(1, &id(1)));
        (0..20_000).for_each(|n| known.add(n % 100, &id(n)));
        known.add(5, &id(5));
        assert!((0..20_000).all(|n| known.may_have(n % 100, &id(n))));
        assert_eq!((20_000..60_000).filter(|&n| known.may_have(n % 100, &id(n))).count(), 0);
        assert!(!known.may_have(6, &id(5)));
        assert!(known.bytes() < 20_000 * 8 + PARTS * 32, "{}", known.bytes());
    }
}
