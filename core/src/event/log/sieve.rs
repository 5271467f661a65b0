use crate::customer::Ordinal;

/// So many marks for each entry, at most.
const MARKS: u64 = 4;

/// Which ids may have entries, a mark for each or for some neighbours: so that those who have none are not looked for.
#[derive(Clone, Debug)]
pub(super) struct Sieve {
    first: Ordinal,
    /// So many neighbours share a mark, as a power of two.
    shift: u32,
    marks: Box<[u64]>,
}

impl Sieve {
    /// A sieve of ids in any order; none where most marks would be set.
    pub(super) fn of(ids: &[Ordinal]) -> Option<Self> {
        let (first, last) = (ids.iter().min().copied()?, ids.iter().max().copied()?);
        let range = u64::from(last - first) + 1;
        let mut shift = 0;
        while range >> shift > MARKS * ids.len() as u64 {
            shift += 1;
        }
        let mut marks = vec![0_u64; (((range - 1) >> shift) / 64 + 1) as usize];
        for id in ids {
            let mark = (id - first) >> shift;
            marks[mark as usize / 64] |= 1 << (mark % 64);
        }
        let set: u64 = marks.iter().map(|word| u64::from(word.count_ones())).sum();
        (2 * set < range >> shift).then(|| Self { first, shift, marks: marks.into() })
    }

    /// Whether an id may have entries: "no" is for sure.
    pub(super) fn may_have(&self, id: Ordinal) -> bool {
        let Some(mark) = id.checked_sub(self.first).map(|after| after >> self.shift) else { return false };
        self.marks.get(mark as usize / 64).is_some_and(|word| word >> (mark % 64) & 1 == 1)
    }

    #[cfg(any(test, feature = "measure"))]
    /// Bytes in use, about.
    pub(super) fn bytes(&self) -> usize {
        self.marks.len() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_there_may_be_there() {
        let ids: Vec<u32> = (0..1_000).map(|n| n * n % 7_919 * 1_000 + 5).collect();
        let sieve = Sieve::of(&ids).unwrap();
        assert!(ids.iter().all(|&id| sieve.may_have(id)) && sieve.bytes() <= 512);
        let others = (0..8_000_000).step_by(1_001);
        assert!(others.clone().filter(|&id| sieve.may_have(id)).count() < others.count() / 3);
        assert!(!sieve.may_have(0) && !sieve.may_have(u32::MAX));
        assert!(Sieve::of(&[5, 6, 7, 9]).is_none() && Sieve::of(&[]).is_none() && Sieve::of(&[3]).is_none());
    }
}
