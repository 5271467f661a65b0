//! Few customers: written down, and looked up one by one elsewhere.

use std::borrow::Cow;

use tagora_kernel::{BITS, Bits, intersect, intersect_count, probe, probe_count, to_sorted};

use super::super::found::union;
use super::leaves::Leaves;
use super::node::{Kind, Node, drivers};
use crate::column::View;

/// Lists that are done with, to be written on again.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<Vec<u16>>);

impl Lists {
    fn take(&mut self) -> Vec<u16> {
        self.0.pop().unwrap_or_default()
    }

    pub(super) fn give(&mut self, list: Vec<u16>) {
        self.0.push(list);
    }

    fn done(&mut self, list: Cow<'_, [u16]>) {
        if let Cow::Owned(list) = list {
            self.give(list);
        }
    }
}

/// Looks up customers of the block that the leaves are turned to.
pub(super) struct Few<'f, 'q> {
    pub(super) leaves: &'f Leaves<'q>,
    pub(super) lists: &'f mut Lists,
}

impl<'q> Few<'_, 'q> {
    /// Those in a part, sorted.
    pub(super) fn list(&mut self, node: &Node) -> Cow<'q, [u16]> {
        if node.most == 0 {
            return Cow::Borrowed(&[]);
        }
        match &node.kind {
            Kind::Leaf(leaf) => self.leaf(*leaf),
            Kind::All(parts) => self.shared(parts, None),
            Kind::Any(parts) => self.joined(parts.iter()),
            Kind::AtLeast { least, parts, order } if *least > 0 => {
                let any = self.joined(drivers(*least, order).iter().map(|&part| &parts[part]));
                self.filtered(any, |leaves, low| leaves.has(node, low))
            }
            Kind::Not(_) | Kind::AtLeast { .. } => {
                let mut list = self.lists.take();
                list.clear();
                list.extend((0..=u16::MAX).filter(|&low| self.leaves.has(node, low)));
                Cow::Owned(list)
            }
        }
    }

    /// How many are in a part.
    pub(super) fn count(&mut self, node: &Node) -> u32 {
        let count = match &node.kind {
            Kind::All(parts) if parts.len() > 1 => {
                let last = if fewest(parts) == parts.len() - 1 { parts.len() - 2 } else { parts.len() - 1 };
                let list = self.shared(parts, Some(last));
                let count = if list.is_empty() { 0 } else { self.kept_count(&list, &parts[last]) };
                self.lists.done(list);
                count
            }
            Kind::Any(parts) if parts.len() == 2 => {
                let (one, other) = (self.list(&parts[0]), self.list(&parts[1]));
                let shared =
                    if one.is_empty() || other.is_empty() { 0 } else { intersect_count(self.leaves.level, &one, &other) };
                let count = one.len() + other.len() - shared;
                self.lists.done(one);
                self.lists.done(other);
                count
            }
            _ => {
                let list = self.list(node);
                let count = list.len();
                self.lists.done(list);
                count
            }
        };
        u32::try_from(count).unwrap_or(BITS as u32)
    }

    /// Those in all parts but one: those of the smallest, looked up in the others.
    fn shared(&mut self, parts: &[Node], but: Option<usize>) -> Cow<'q, [u16]> {
        let first = fewest(parts);
        let Some(smallest) = parts.get(first) else { return Cow::Borrowed(&[]) };
        let mut list = self.list(smallest);
        for (number, part) in parts.iter().enumerate() {
            if list.is_empty() {
                break;
            }
            if number != first && Some(number) != but {
                let kept = self.kept(&list, part, true);
                self.lists.done(std::mem::replace(&mut list, Cow::Owned(kept)));
            }
        }
        list
    }

    /// Those in any of some parts.
    fn joined<'n>(&mut self, parts: impl Iterator<Item = &'n Node>) -> Cow<'q, [u16]> {
        let mut all = Cow::Borrowed(&[][..]);
        for part in parts {
            let more = self.list(part);
            if all.is_empty() {
                self.lists.done(std::mem::replace(&mut all, more));
            } else if !more.is_empty() {
                let mut both = self.lists.take();
                union(&all, &more, &mut both);
                self.lists.done(more);
                self.lists.done(std::mem::replace(&mut all, Cow::Owned(both)));
            } else {
                self.lists.done(more);
            }
        }
        all
    }

    fn leaf(&mut self, leaf: usize) -> Cow<'q, [u16]> {
        let list = match self.leaves.views[leaf] {
            View::Empty => return Cow::Borrowed(&[]),
            View::Listed(list) => return Cow::Borrowed(list),
            View::Full => (0..=u16::MAX).collect(),
            View::Dense(bits, _) => {
                let mut list = self.lists.take();
                to_sorted(self.leaves.level, bits, &mut list);
                list
            }
            View::Unread(_) => {
                let (mut bits, mut list) = (Bits::ZERO, self.lists.take());
                self.leaves.set(leaf).fill(self.leaves.block, &mut bits);
                to_sorted(self.leaves.level, &bits, &mut list);
                list
            }
        };
        Cow::Owned(list)
    }

    /// Those of a list who are in a part, or with `shared` false those who are not.
    fn kept(&mut self, list: &[u16], part: &Node, shared: bool) -> Vec<u16> {
        let (leaves, mut kept) = (self.leaves, self.lists.take());
        match &part.kind {
            Kind::Leaf(leaf) => match leaves.views[*leaf] {
                View::Listed(other) => intersect(leaves.level, list, other, shared, &mut kept),
                View::Dense(bits, _) => probe(leaves.level, list, bits, shared, &mut kept),
                View::Empty | View::Full | View::Unread(_) => {
                    kept.clear();
                    kept.extend(list.iter().copied().filter(|&low| leaves.has(part, low) == shared));
                }
            },
            Kind::Not(inner) => {
                self.lists.give(kept);
                return self.kept(list, inner, !shared);
            }
            // One part after the other: who is in all of them, or in none.
            Kind::All(parts) if shared => self.kept_of_each(list, parts, true, &mut kept),
            Kind::Any(parts) if !shared => self.kept_of_each(list, parts, false, &mut kept),
            Kind::All(_) | Kind::Any(_) => {
                let others = self.kept(list, part, !shared);
                intersect(leaves.level, list, &others, false, &mut kept);
                self.lists.give(others);
            }
            Kind::AtLeast { .. } => {
                kept.clear();
                kept.extend(list.iter().copied().filter(|&low| leaves.has(part, low) == shared));
            }
        }
        kept
    }

    fn kept_of_each(&mut self, list: &[u16], parts: &[Node], shared: bool, kept: &mut Vec<u16>) {
        kept.clear();
        kept.extend_from_slice(list);
        for part in parts {
            if kept.is_empty() {
                break;
            }
            let left = self.kept(kept, part, shared);
            self.lists.give(std::mem::replace(kept, left));
        }
    }

    fn kept_count(&mut self, list: &[u16], part: &Node) -> usize {
        match &part.kind {
            Kind::Not(inner) => list.len() - self.kept_count(list, inner),
            Kind::Leaf(leaf) => match self.leaves.views[*leaf] {
                View::Empty => 0,
                View::Full => list.len(),
                View::Listed(other) => intersect_count(self.leaves.level, list, other),
                View::Dense(bits, _) => probe_count(self.leaves.level, list, bits),
                View::Unread(_) => list.iter().filter(|&&low| self.leaves.has(part, low)).count(),
            },
            _ => {
                let kept = self.kept(list, part, true);
                let count = kept.len();
                self.lists.give(kept);
                count
            }
        }
    }

    fn filtered(&mut self, list: Cow<'q, [u16]>, keep: impl Fn(&Leaves<'q>, u16) -> bool) -> Cow<'q, [u16]> {
        let mut list = match list {
            Cow::Owned(list) => list,
            Cow::Borrowed(of) => {
                let mut list = self.lists.take();
                list.clear();
                list.extend_from_slice(of);
                list
            }
        };
        list.retain(|&low| keep(self.leaves, low));
        Cow::Owned(list)
    }
}

/// The part of which the fewest have to be looked at.
fn fewest(parts: &[Node]) -> usize {
    let numbered = parts.iter().enumerate().map(|(number, part)| (part.listed, number));
    numbered.min().map_or(0, |(_, number)| number)
}
