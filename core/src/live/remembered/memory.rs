use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::chain::Reached;
use super::changed::Changes;
use super::streak::Run;
use super::tally::Tally;
use super::unfollowed::Waiting;
use super::values::Values;
use crate::event::Entry;
use crate::live::given::Terms;
use crate::time::Instant;
use crate::value::Datum;

/// What one condition knows of one customer's past, where that is more than instants in its row. What each means says the
/// condition that keeps it.
#[derive(Clone, Debug)]
pub(in crate::live) enum Memory {
    /// The records that tell, by what is looked at.
    Gist(Vec<Option<Arc<Entry>>>),
    /// Different values, each with the instant at which it came last; the latest first.
    Recent(Vec<(Datum, Instant)>),
    Unfollowed(Waiting),
    /// The open ones, the oldest first, each with its key.
    Open(VecDeque<(Instant, Option<Datum>)>),
    Chain(Reached),
    Tally(Tally),
    Streak(Run),
    Changes(Changes),
    Values(Values),
    /// Of no condition: until when tags are given, and in which order.
    Terms(Terms),
}

/// The memories of all conditions and customers, by number.
///
/// Each is copied when a commit first changes it, so that it can be as it was.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct Memories {
    all: Vec<Kept>,
    free: Vec<usize>,
    /// Of which nobody knows since this commit, unless it is undone.
    left: Vec<usize>,
    /// Which came to be in this commit.
    made: Vec<usize>,
    /// How those were that this commit has changed.
    before: BTreeMap<usize, Memory>,
    commit: u64,
}

#[derive(Clone, Debug)]
struct Kept {
    /// Empty once nobody needs it.
    memory: Option<Memory>,
    /// The commit that changed it last.
    commit: u64,
}

impl Memories {
    /// The number of a new one.
    pub(in crate::live) fn make(&mut self, memory: Memory) -> usize {
        let kept = Kept { memory: Some(memory), commit: self.commit };
        let number = match self.free.pop() {
            Some(number) => {
                self.all[number] = kept;
                number
            }
            None => {
                self.all.push(kept);
                self.all.len() - 1
            }
        };
        self.made.push(number);
        number
    }

    pub(in crate::live) fn get(&self, number: usize) -> Option<&Memory> {
        self.all.get(number)?.memory.as_ref()
    }

    /// One that is to be changed.
    pub(in crate::live) fn of(&mut self, number: usize) -> Option<&mut Memory> {
        let kept = self.all.get_mut(number)?;
        if std::mem::replace(&mut kept.commit, self.commit) != self.commit {
            self.before.extend(kept.memory.clone().map(|memory| (number, memory)));
        }
        kept.memory.as_mut()
    }

    /// Nobody needs it any more.
    pub(in crate::live) fn leave(&mut self, number: usize) {
        self.left.push(number);
    }

    pub(in crate::live) fn keep(&mut self) {
        for number in std::mem::take(&mut self.left) {
            self.all[number].memory = None;
            self.free.push(number);
        }
        self.made.clear();
        self.before.clear();
        self.commit += 1;
    }

    pub(in crate::live) fn undo(&mut self) {
        self.left.clear();
        for (number, memory) in std::mem::take(&mut self.before) {
            self.all[number].memory = Some(memory);
        }
        for number in std::mem::take(&mut self.made) {
            self.all[number].memory = None;
            self.free.push(number);
        }
        self.commit += 1;
    }

    /// Bytes in use, about.
    #[cfg(feature = "measure")]
    pub(in crate::live) fn bytes(&self) -> usize {
        let beside = |memory: &Memory| match memory {
            Memory::Gist(records) => {
                records.capacity() * size_of::<Option<Arc<Entry>>>() + records.iter().flatten().count() * size_of::<Entry>()
            }
            Memory::Recent(values) => values.capacity() * size_of::<(Datum, Instant)>(),
            Memory::Unfollowed(waiting) => waiting.bytes(),
            Memory::Open(open) => open.capacity() * size_of::<(Instant, Option<Datum>)>(),
            Memory::Chain(reached) => reached.bytes(),
            Memory::Values(values) => values.bytes(),
            Memory::Terms(terms) => terms.capacity() * size_of::<crate::live::given::Term>(),
            Memory::Tally(_) | Memory::Streak(_) | Memory::Changes(_) => 0,
        };
        let memories = self.all.iter().filter_map(|kept| kept.memory.as_ref());
        self.all.capacity() * size_of::<Kept>() + memories.map(beside).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(count: usize) -> Memory {
        Memory::Open(vec![(Instant::MIN, None); count].into())
    }

    fn count(memory: Option<&Memory>) -> Option<usize> {
        match memory {
            Some(Memory::Open(open)) => Some(open.len()),
            _ => None,
        }
    }

    fn change(all: &mut Memories, number: usize) {
        if let Some(Memory::Open(open)) = all.of(number) {
            open.push_back((Instant::MIN, None));
        }
    }

    #[test]
    fn what_a_commit_changed_is_as_it_was_when_it_is_undone() {
        let mut all = Memories::default();
        let number = all.make(open(1));
        change(&mut all, number);
        all.keep();
        assert_eq!(count(all.get(number)), Some(2));
        change(&mut all, number);
        change(&mut all, number);
        let made = all.make(open(5));
        all.leave(number);
        all.undo();
        assert_eq!((count(all.get(number)), count(all.get(made))), (Some(2), None));
        change(&mut all, number);
        all.keep();
        change(&mut all, number);
        all.undo();
        assert_eq!(count(all.get(number)), Some(3));
    }

    #[test]
    fn what_is_left_is_used_again_once_that_is_kept() {
        let mut all = Memories::default();
        let number = all.make(open(1));
        all.keep();
        all.leave(number);
        assert_ne!(all.make(open(2)), number, "the commit may still be undone");
        all.keep();
        assert_eq!((count(all.get(number)), all.make(open(3))), (None, number));
        all.undo();
        assert_eq!(count(all.get(number)), None);
    }
}
