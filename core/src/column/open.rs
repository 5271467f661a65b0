//! Holders of the tags that came to be in open groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Column;
use crate::customer::Ordinal;
use crate::rule::OpenTag;

/// Parts of which a commit copies only those that it touches.
const PARTS: usize = 256;

/// The holders of some tags, by path.
type Part = BTreeMap<Arc<str>, Column>;

/// For each tag its holders, and for each open group, by number, who holds any of what came to be in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenColumns {
    groups: BTreeMap<usize, Column>,
    /// By the path's hash, then by path. A tag without holders has no column.
    parts: Arc<Vec<Arc<Part>>>,
}

impl OpenColumns {
    /// The holders of a tag, by its path.
    pub(crate) fn tag(&self, path: &str) -> Option<&Column> {
        self.parts.get(part(path))?.get(path)
    }

    /// Who holds anything that came to be in a group.
    pub(crate) fn group(&self, group: usize) -> Option<&Column> {
        self.groups.get(&group)
    }

    /// All tags that somebody holds, with their holders; in no order that means anything, but always the same.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Column)> {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// Lets a customer hold these instead of those before.
    pub(crate) fn put(&mut self, customer: Ordinal, before: &[OpenTag], now: &[OpenTag]) {
        for tag in before.iter().filter(|tag| !now.contains(tag)) {
            self.put_tag(customer, &tag.path, false);
        }
        for tag in now {
            self.put_tag(customer, &tag.path, true);
        }
        for tag in before.iter().chain(now) {
            let holds_any = now.iter().any(|other| other.group == tag.group);
            self.groups.entry(tag.group).or_default().put(customer, holds_any);
        }
    }

    fn put_tag(&mut self, customer: Ordinal, path: &Arc<str>, member: bool) {
        if self.tag(path).is_some_and(|holders| holders.contains(customer)) == member {
            return;
        }
        let parts = Arc::make_mut(&mut self.parts);
        if parts.is_empty() {
            parts.resize_with(PARTS, Default::default);
        }
        let Some(part) = parts.get_mut(part(path)).map(Arc::make_mut) else { return };
        let column = part.entry(path.clone()).or_default();
        column.put(customer, member);
        if column.is_empty() {
            part.remove(path);
        }
    }
}

/// FNV-1a: the same on every platform.
fn part(path: &str) -> usize {
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from(hash % PARTS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_and_go_with_their_holders() {
        let tag = |group, path: &str| OpenTag { group, path: path.into() };
        let mut columns = OpenColumns::default();
        columns.put(7, &[], &[tag(1, "g/a"), tag(1, "g/b")]);
        columns.put(8, &[], &[tag(1, "g/b")]);
        let kept = columns.clone();
        columns.put(7, &[tag(1, "g/a"), tag(1, "g/b")], &[tag(0, "f/a")]);
        assert_eq!(columns.tag("g/a"), None);
        assert_eq!(columns.tag("g/b").map(|holders| holders.iter().collect::<Vec<_>>()), Some(vec![8]));
        assert_eq!([0, 1].map(|group| columns.group(group).map(|column| column.len())), [Some(1), Some(1)]);
        assert_eq!(kept.group(1).map(|column| column.len()), Some(2), "a reader keeps what it has");
        columns.put(8, &[tag(1, "g/b")], &[]);
        assert!(columns.parts.iter().map(|part| part.len()).sum::<usize>() == 1);
    }
}
