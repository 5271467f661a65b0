use tagora_kernel::Level;

use super::node::{Kind, Node};
use crate::column::{Blocks, View};

/// The leaves of a circuit in the block that is looked at.
pub(super) struct Leaves<'q> {
    sets: Vec<&'q dyn Blocks>,
    pub(super) views: Vec<View<'q>>,
    pub(super) block: usize,
    pub(super) level: Level,
}

impl<'q> Leaves<'q> {
    pub(super) fn new(sets: Vec<&'q dyn Blocks>, level: Level) -> Self {
        Self { views: vec![View::Empty; sets.len()], sets, block: 0, level }
    }

    pub(super) fn turn(&mut self, block: usize) {
        self.block = block;
        for (view, set) in self.views.iter_mut().zip(&self.sets) {
            *view = set.view(block);
        }
    }

    pub(super) fn set(&self, leaf: usize) -> &'q dyn Blocks {
        self.sets[leaf]
    }

    /// Whether a part has one customer of the block.
    pub(super) fn has(&self, node: &Node, low: u16) -> bool {
        match &node.kind {
            Kind::Leaf(leaf) => match self.views[*leaf] {
                View::Empty => false,
                View::Full => true,
                View::Listed(list) => list.binary_search(&low).is_ok(),
                View::Dense(bits, _) => bits.get(low),
                View::Unread(_) => self.sets[*leaf].contains(self.block, low),
            },
            Kind::Not(inner) => !self.has(inner, low),
            Kind::All(parts) => parts.iter().all(|part| self.has(part, low)),
            Kind::Any(parts) => parts.iter().any(|part| self.has(part, low)),
            Kind::AtLeast { least, parts, .. } => {
                *least == 0 || parts.iter().filter(|part| self.has(part, low)).nth(least - 1).is_some()
            }
        }
    }
}
